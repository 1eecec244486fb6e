/** Money goes back without a sale to show (facts/acquirer §3): over an acquirer that takes it, where the policy has it, on a manager's word and a card. */
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import type { TillView } from '../../firmware/screens/till-view.ts';
import type { BankTransaction } from '../countertop/promises.ts';
import type { UnreferencedAct } from './acts.ts';
import { CARDS, type Cashier } from './cashier.ts';
import type { Chance } from './chance.ts';
import { identify } from './identifying.ts';
import { digits, type PeoplePress } from './keys.ts';
import type { Profile } from './profile.ts';
import type { World } from './world.ts';

type Page = Extract<TillView['flow'], { at: 'unreferenced' }>;

const BANK_PATIENCE_MS = 400_000;
const MOST_STEPS = 30;
const RULE = 'unreferenced';

/** Some banks take it and some shops allow it; the one without the other is asked for, too. */
export function drawUnreferenced(chance: Chance, { policy, pinPad }: Profile): Pick<Profile, 'policy' | 'neutral'> {
  // The neutral dialect brings no key for a PIN.
  const isNeutral = chance.happens(0.2) && pinPad === undefined;
  const allow = chance.happens(isNeutral ? 0.8 : 0.1) ? 'manager' : 'off';
  const limits = { limitMinor: chance.pick([900, 5_000, 50_000]), perShiftMinor: chance.pick([1_000, 8_000, 200_000]) };
  return {
    ...(isNeutral ? { neutral: true as const } : {}),
    policy: { ...policy, unreferencedRefunds: { ...policy.unreferencedRefunds, allow, ...limits } },
  };
}

export const mayGiveWithoutSale = ({ policy }: Profile): boolean => policy.unreferencedRefunds?.allow === 'manager';

export function drawWithoutSale(chance: Chance): Omit<UnreferencedAct, 'attention'> {
  return {
    do: 'unreferenced',
    fen: chance.pick([1, 300, 900, 901, 5_000, chance.whole(1, 60_000)]),
    reason: chance.whole(1, 5),
    card: chance.weighted({ visa: 60, mastercard: 40 }),
    approver: chance.weighted({ '9': 70, '1': 10, '2': 10, nobody: 10 }),
    agrees: chance.happens(0.9),
    again: chance.happens(0.3),
  };
}

/** What was agreed to at the counter, by amount, in minor units. */
const agreedOf = new WeakMap<World, Map<number, number>>();

export function playUnreferenced(world: World, cashier: Cashier, act: UnreferencedAct): void {
  if (!cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  cashier.press('refund');
  if (world.view()?.flow.at !== 'lookup') return;
  cashier.press('sale');
  let state = '';
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const flow = world.view()?.flow;
    if (flow?.at !== 'unreferenced') break;
    const again = flow.state === state;
    state = flow.state;
    unreferencedStep(world, cashier, act, { flow, again });
  }
  cashier.press('cancel', 'cancel');
}

interface Step {
  readonly flow: Page;
  readonly again: boolean;
}

function unreferencedStep(world: World, cashier: Cashier, act: UnreferencedAct, { flow, again }: Step): void {
  switch (flow.state) {
    case 'enteringAmount':
      cashier.press(
        ...(again || flow.notice !== null ? (['cancel'] as const) : [...digits(act.fen), 'confirm' as const]),
      );
      break;
    case 'checkingAmount':
      cashier.press(
        ...(flow.check?.state === 'repeating' && !again ? digits(act.fen) : []),
        again ? 'cancel' : 'confirm',
      );
      break;
    case 'choosingReason':
      cashier.press(again ? 'cancel' : (String(act.reason) as PeoplePress));
      break;
    case 'awaitingCard':
      if (again) cashier.press('cancel');
      else {
        world.pass(700);
        world.devices.do('reader', 'swipe', { ...CARDS[act.card], serviceCode: '201' });
        world.until(({ flow: now }) => now.at !== 'unreferenced' || now.state !== 'awaitingCard', 3_000);
      }
      break;
    case 'approving':
      if (act.approver === 'nobody' || (again && flow.identification?.notice != null)) cashier.press('cancel');
      else if (flow.identification !== null) identify(world, cashier, flow.identification, act.approver);
      break;
    case 'confirming':
      if (act.agrees) note(world, flow.amountMinor);
      cashier.press(act.agrees ? 'confirm' : 'cancel');
      break;
    case 'authorising':
      world.until(({ flow: now }) => now.at !== 'unreferenced' || now.state !== 'authorising', BANK_PATIENCE_MS);
      break;
    case 'showingResult':
      cashier.press(act.again && flow.mayRepeat && !again ? '1' : 'confirm');
      break;
    default:
      world.pass(100);
  }
}

function note(world: World, amountMinor: number): void {
  const agreed = agreedOf.get(world) ?? new Map<number, number>();
  agreedOf.set(world, agreed.set(amountMinor, (agreed.get(amountMinor) ?? 0) + 1));
}

/** A manager's for one amount. */
interface Word {
  readonly amountMinor: number;
  left: boolean;
}

function spendWord(word: Word, txn: string, spent: Map<string, Word>): void {
  word.left = false;
  spent.set(txn, word);
}

/**
 * Never without the policy, a manager who is somebody else, a reason of the list, within the limits of one and of the shift; and the bank gives it back as
 * often as a customer agreed, no oftener.
 */
export function brokenUnreferenced(world: World, bank: readonly BankTransaction[]): readonly string[] {
  // A script that was found before the key existed goes on with its default.
  const { allow, limitMinor, perShiftMinor, reasons } = { ...DEFAULT_POLICY, ...world.profile.policy }
    .unreferencedRefunds;
  const broken: string[] = [];
  const approvals = new Map<string, Word[]>();
  const spent = new Map<string, Word>();
  const managers = new Set(['9']);
  const counts = new Map<string, number>();
  const without = new Set<string>();
  let given = 0;
  for (const { type, txn, body, operator, seq } of world.entries) {
    if (type === 'shift.opened') {
      counts.clear();
      given = 0;
    } else if (type === 'operator.registered' || type === 'operator.changed') {
      if (body.role === 'manager') managers.add(body.operator);
      else managers.delete(body.operator);
    } else if (type === 'approval.given' && body.rule === RULE) {
      if (!managers.has(body.operator) || body.operator === body.maker)
        broken.push(`unreferenced: entry ${seq}: ${body.operator} agreed to what ${body.maker} does`);
      const own = approvals.get(body.maker) ?? [];
      approvals.set(body.maker, [...own, { amountMinor: body.amountMinor, left: true }]);
    } else if (type === 'refund.submitted' && body.original === null) {
      without.add(`${body.batch}/${body.stan}`);
      counts.set(txn, body.amountMinor);
      given += body.amountMinor;
      const word = approvals.get(operator)?.find(({ amountMinor, left }) => left && amountMinor >= body.amountMinor);
      if (word === undefined) broken.push(`unreferenced: entry ${seq}: no manager agreed to ${txn}`);
      else spendWord(word, txn, spent);
      if (allow !== 'manager') broken.push(`unreferenced: entry ${seq}: ${txn} is given back, the policy has none`);
      if (body.amountMinor > limitMinor || given > perShiftMinor)
        broken.push(
          `unreferenced: entry ${seq}: ${body.amountMinor}, ${given} in the shift; ${limitMinor}, ${perShiftMinor}`,
        );
      if (body.reason === null || !reasons.includes(body.reason))
        broken.push(`unreferenced: entry ${seq}: ${body.reason} is no reason`);
    } else if (txn !== null && ENDED.has(type) && counts.has(txn)) {
      given -= counts.get(txn) ?? 0;
      counts.delete(txn);
      // The word for it, and no other: an older one for less would leave the next attempt without (seed 1167).
      const word = spent.get(txn);
      if (word !== undefined) word.left = true;
    }
  }
  return [...broken, ...givenTooOften(world, bank, without)];
}

/** It came to nothing: the limit is free again, and so is the manager's word. */
const ENDED: ReadonlySet<string> = new Set(['refund.declined', 'refund.notSent', 'reversal.accepted']);

function givenTooOften(
  world: World,
  bank: readonly BankTransaction[],
  without: ReadonlySet<string>,
): readonly string[] {
  if (without.size === 0) return [];
  const times = new Map<number, number>();
  for (const it of bank)
    if (it.kind === 'refund' && it.state === 'in-force' && without.has(`${it.batch}/${it.stan}`))
      times.set(it.requestedMinor, (times.get(it.requestedMinor) ?? 0) + 1);
  const agreed = agreedOf.get(world);
  return [...times].flatMap(([amountMinor, often]) =>
    often > (agreed?.get(amountMinor) ?? 0)
      ? [`unreferenced: ${amountMinor} was given back ${often} times, agreed to ${agreed?.get(amountMinor) ?? 0} times`]
      : [],
  );
}
