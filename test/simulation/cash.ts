/** Cash across the counter: sold, sometimes given back; and what must be true of it at any moment. */
import type { TillView } from '../../firmware/screens/till-view.ts';
import type { Entry } from '../../storage/entries/entry.ts';
import type { PrintedSlip } from '../countertop/promises.ts';
import type { CashAct } from './acts.ts';
import { hearsTheWord } from './at-pad.ts';
import { digits, type PeoplePress } from './keys.ts';
import type { World } from './world.ts';

/** Whoever stands at the keys. */
export interface CashHands {
  readonly paper: { cutOff(): readonly PrintedSlip[] };
  press(...keys: readonly PeoplePress[]): void;
}

type Refund = Extract<TillView['flow'], { at: 'refund' }>;

const MOST_STEPS = 14;
const PAPER_PATIENCE_MS = 30_000;

/** A slip of cash has no trace: no host has seen it. */
export const isCashSlip = ({ trace }: PrintedSlip): boolean => trace === '';

/** At rest, somebody on duty. */
export function payCash(world: World, hands: CashHands, act: CashAct): void {
  if (act.do !== 'cash' || world.view()?.paper.doubt != null) return;
  hands.press(...digits(act.fen), 'confirm');
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const flow = world.view()?.flow;
    if (flow?.at !== 'sale') return;
    if (flow.state === 'awaitingCard') hands.press('sale');
    else if (flow.state === 'enteringCash') giveCash(hands, act, flow.notice !== null);
    else if (flow.state === 'offeringToGoOn') hands.press(flow.notice === null ? 'confirm' : 'cancel');
    else if (flow.state === 'showingResult') break;
    else if (flow.state === 'enteringAmount') hands.press('cancel');
    else world.pass(200);
  }
  hands.press('confirm');
  if (act.afterwards !== 'keep') giveCashBack(world, hands, act);
}

function giveCash(hands: CashHands, { given, fen }: CashAct, refused: boolean): void {
  if (given === 'short' && !refused) hands.press('1', 'confirm');
  else if (given === 'more') hands.press(...digits(fen + 500), 'confirm');
  // An impatient finger: the second press finds another state.
  else hands.press('confirm', 'confirm');
}

/** Of the newest cash slip: all of it, or one fen. */
function giveCashBack(world: World, hands: CashHands, { afterwards }: CashAct): void {
  world.until(({ debts, paper }) => debts.receipts === 0 && paper.slip === null, PAPER_PATIENCE_MS);
  const slip = hands.paper
    .cutOff()
    .findLast((one) => one.title === 'SALE' && one.copy === 'customer' && isCashSlip(one));
  if (slip === undefined || world.view()?.flow.at !== 'idle') return;
  hands.press('refund', ...digits(slip.number), 'confirm');
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const flow = world.view()?.flow;
    if (flow?.at === 'refund' && flow.state === 'confirming' && hearsTheWord(world) === 'given') continue;
    const keys = flow?.at === 'refund' ? keysToGiveBack(flow, afterwards) : null;
    if (keys === null) break;
    if (keys.length === 0) world.pass(200);
    hands.press(...keys);
  }
  hands.press('cancel', 'cancel', 'cancel');
}

/** Null: there is nothing more to do. Empty: wait. */
function keysToGiveBack(flow: Refund, afterwards: CashAct['afterwards']): readonly PeoplePress[] | null {
  // A slip number may name another sale: who holds the slip sees that it was paid by card.
  if (flow.original.tender !== 'cash' || flow.notice !== null || flow.bounds.identification !== null) return null;
  switch (flow.state) {
    case 'enteringAmount':
      return afterwards === 'part-back' ? ['.', '0', '1', 'confirm'] : ['confirm'];
    case 'choosingReason':
      return ['1'];
    case 'choosingNowOrLater':
      return ['2'];
    case 'confirming':
      return ['confirm'];
    case 'showingResult':
      return null;
    default:
      return [];
  }
}

/** Taken once, never more given back than taken, the drawer's sum is what the entries say, and no pulse without its entry. */
export function brokenCash(world: World): readonly string[] {
  const broken: string[] = [];
  const left = new Map<string, number>();
  let expectedMinor = 0;
  let asked = 0;
  for (const entry of world.entries) {
    if (entry.type === 'cash.taken') {
      if (left.has(entry.txn)) broken.push(`cash: ${entry.txn} was taken twice`);
      left.set(entry.txn, entry.body.amountMinor);
      expectedMinor += entry.body.amountMinor;
    } else if (entry.type === 'cash.givenBack') {
      const { original, amountMinor } = entry.body;
      const rest = (left.get(original) ?? 0) - amountMinor;
      if (rest < 0) broken.push(`cash: ${-rest} more was given back of ${original} than was taken`);
      left.set(original, rest);
      expectedMinor -= amountMinor;
    } else if (entry.type === 'drawer.counted') expectedMinor = entry.body.countedMinor - entry.body.removedMinor;
    else if (entry.type === 'drawer.requested') asked += 1;
    else expectedMinor += writtenByHand(entry);
  }
  const pulses = world.told.filter(({ device, event }) => device === 'printer' && event === 'drawer').length;
  if (pulses > asked) broken.push(`drawer: it opened ${pulses} times, ${asked} were asked for`);
  const stands = world.powered ? (world.terminal.journal.drawer('CNY')?.expectedMinor ?? 0) : expectedMinor;
  if (stands !== expectedMinor) broken.push(`drawer: ${expectedMinor} by the entries, the journal says ${stands}`);
  return broken;
}

function writtenByHand(entry: Entry): number {
  if (entry.type !== 'handSlip.entered' || entry.body.tender !== 'cash') return 0;
  return entry.body.kind === 'sale' ? entry.body.amountMinor : -entry.body.amountMinor;
}
