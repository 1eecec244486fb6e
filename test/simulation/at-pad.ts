/** At the counter's PIN pad: which customer comes next, and what the cashier does while one is asked there. */
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import type { TillView } from '../../firmware/screens/till-view.ts';
import type { AtPadAct } from './acts.ts';
import type { Chance } from './chance.ts';
import type { PeoplePress } from './keys.ts';
import type { PinManner, WordManner } from './pad-customer.ts';
import type { Profile } from './profile.ts';
import type { World } from './world.ts';

type Sale = Extract<TillView['flow'], { at: 'sale' }>;

/** Whoever stands at the keys; `missed`: how often there was no PIN in a row. */
export interface PadHands {
  readonly atPad: { next: AtPadAct['cashier']; missed: number };
  press(...keys: readonly PeoplePress[]): void;
}

/** The pad gives an entry up after a minute, a terminal that hears nothing of it a little later. */
const PAD_PATIENCE_MS = 100_000;
/** By then the customer has given a word, or gives none. */
const WORD_PATIENCE_MS = 12_000;
const ASKED_AGAIN_AT_MOST = 4;
const LOOKS_AWAY_MS = 2_500;

/** A pad, and whose word counts, on some counters. `pad`: nobody but the pad has the keys, as where money is real. */
export function drawPad(chance: Chance, { policy }: Profile): Pick<Profile, 'pinPad' | 'policy'> {
  if (!chance.happens(0.3)) return { policy };
  const ways = chance.pick([DEFAULT_POLICY.consent.ways, ['pin-pad', 'phone'], ['pin-pad']] as const);
  return {
    pinPad: { keys: chance.pick(['software', 'software', 'pad'] as const), namesSlot: chance.happens(0.5) },
    policy: { ...policy, consent: { ...policy.consent, ways } },
  };
}

export const hasPad = ({ pinPad }: Profile): boolean => pinPad !== undefined;

export function drawAtPad(chance: Chance): Omit<AtPadAct, 'attention'> {
  const pin = (): PinManner =>
    chance.weighted({
      ...{ right: 20, wrong: 25, 'too-short': 10, corrected: 10 },
      ...{ cancel: 15, none: 8, 'walks-away': 6, slow: 6 },
    });
  const word = (): WordManner => chance.weighted({ yes: 40, 'green-key': 10, no: 30, 'other-key': 15, silent: 5 });
  return {
    do: 'at-pad',
    pins: Array.from({ length: chance.whole(1, 4) }, pin),
    words: Array.from({ length: chance.whole(0, 3) }, word),
    cashier: chance.weighted({ waits: 70, 'gives-up': 15, 'presses-keys': 15 }),
  };
}

/** Nobody is there yet: it is how the next ones will be. */
export function playAtPad({ devices: { pad } }: World, { atPad }: PadHands, act: AtPadAct): void {
  pad?.customer.plan(act.pins, act.words);
  atPad.next = act.cashier;
}

/** While the customer is asked for the PIN, and where there is none. */
export function padStep(world: World, cashier: PadHands, { state, pinTrouble }: Sale): void {
  const { atPad } = cashier;
  if (state === 'enteringPin') {
    watchTheCustomer(world, cashier);
    const flow = world.view()?.flow;
    if (flow?.at !== 'sale' || flow.state !== 'withoutPin') atPad.missed = 0;
    return;
  }
  // Promise 3: that somebody has cancelled is said where somebody has.
  if (pinTrouble === 'cancelled' && world.devices.pad?.customer.hasCancelled === false)
    world.broken.push('evidence: the screen says that the customer has cancelled, who has not');
  atPad.missed += 1;
  // A pad that is not there may come back by itself.
  if (pinTrouble === 'pad-absent') world.pass(LOOKS_AWAY_MS);
  const givesUp = atPad.missed >= ASKED_AGAIN_AT_MOST;
  if (givesUp) atPad.missed = 0;
  cashier.press(givesUp ? 'cancel' : 'confirm');
}

function watchTheCustomer(world: World, cashier: PadHands): void {
  const how = cashier.atPad.next;
  cashier.atPad.next = 'waits';
  if (how !== 'waits') world.pass(LOOKS_AWAY_MS);
  if (how === 'gives-up') cashier.press('cancel');
  if (how === 'presses-keys') cashier.press('confirm', '1', 'correct', 'sale');
  if (how === 'gives-up') return;
  world.until(({ flow }) => flow.at !== 'sale' || flow.state !== 'enteringPin', PAD_PATIENCE_MS);
}

/**
 * Money is to go back, and the pad asks: the cashier lets the customer answer there first.
 * @returns `given`: the page is left; `none`: nobody has answered
 */
export function hearsTheWord(world: World): 'given' | 'no' | 'none' {
  const { pad } = world.devices;
  if (pad === null || pad.customer.gives === 'silent') return 'none';
  world.until(({ flow }) => flow.at !== 'refund' || flow.state !== 'confirming' || isNo(flow), WORD_PATIENCE_MS);
  const flow = world.view()?.flow;
  if (flow?.at !== 'refund' || flow.state !== 'confirming') return 'given';
  return isNo(flow) ? 'no' : 'none';
}

/** The customer has pressed cancel. */
const isNo = ({ notice }: Extract<TillView['flow'], { at: 'refund' }>): boolean =>
  notice !== null && 'rule' in notice && notice.rule === 'consent-refused';
