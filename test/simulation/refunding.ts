/** Money goes back across the counter: the sale is looked up by its slip, and the refund is gone through to its end. */
import type { TillView } from '../../firmware/screens/till-view.ts';
import type { PrintedSlip } from '../countertop/promises.ts';
import type { RefundAct } from './acts.ts';
import { hearsTheWord } from './at-pad.ts';
import { isCashSlip } from './cash.ts';
import type { Cashier } from './cashier.ts';
import { identify } from './identifying.ts';
import { digits, type PeoplePress } from './keys.ts';
import type { World } from './world.ts';

type Refund = Extract<TillView['flow'], { at: 'refund' }>;

const BANK_PATIENCE_MS = 400_000;
/** Steps of one conversation; more would be walking in circles. */
const MOST_STEPS = 30;

/** Who agrees where it takes two. */
const MANAGER_NUMBER = '9';

/** What people ask for of one sale. */
export interface Asked {
  /** How the bank names the sale. */
  readonly key: string;
  readonly rrn: string | null;
  amountMinor: number;
  entered: boolean;
}

/** How whoever stands there goes about it. */
export type RefundPlan = Pick<RefundAct, 'amount' | 'reason' | 'withoutPaper' | 'phone'>;

/** How it ended: the screen said "approved", it came to nothing, or nobody can tell yet. */
export type RefundEnd = 'approved' | 'nothing' | 'open';

export function askedOf(slip: PrintedSlip): Asked {
  return { key: `${slip.batch}/${slip.trace}`, rrn: rrnOf(slip), amountMinor: 0, entered: false };
}

export function refund(world: World, cashier: Cashier, act: RefundAct): void {
  const slip = slipInHand(cashier, act);
  if (slip === null || !cashier.toIdle(act.attention)) return;
  const asked = askedOf(slip);
  if (findSale(world, cashier, referenceOf(act, slip), asked) === 'refund') giveBack(world, cashier, act, asked);
}

function slipInHand({ paper }: Cashier, act: RefundAct): PrintedSlip | null {
  const copy = act.by === 'merchant-slip' ? 'merchant' : 'customer';
  const slips = paper.cutOff().filter((slip) => slip.title === 'SALE' && slip.copy === copy && !isCashSlip(slip));
  return slips.at(-1 - (act.which % Math.max(1, slips.length))) ?? null;
}

/** Types the reference; whoever holds the slip picks that sale from a list. @returns what opened for it; null where nothing did */
export function findSale(
  world: World,
  cashier: Cashier,
  reference: string,
  asked: Pick<Asked, 'rrn'>,
): 'refund' | 'return' | null {
  cashier.press('refund', ...digits(reference), 'confirm');
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const flow = world.view()?.flow;
    if (flow?.at !== 'lookup') return flow?.at === 'refund' || flow?.at === 'return' ? flow.at : null;
    const which = flow.state === 'choosing' ? flow.hits.findIndex((hit) => hit.original.rrn === asked.rrn) : -1;
    cashier.press(which < 0 ? 'cancel' : (String(which + 1) as PeoplePress));
  }
  return null;
}

/** From the page on which the refund begins to its last one. */
export function giveBack(world: World, cashier: Cashier, plan: RefundPlan, asked: Asked): RefundEnd {
  let state = '';
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const flow = world.view()?.flow;
    if (flow?.at !== 'refund') return asked.entered ? 'open' : 'nothing';
    if (flow.state === 'showingResult') return resultOf(cashier, flow, asked);
    const again = flow.state === state;
    state = flow.state;
    refundStep(world, cashier, plan, { flow, asked, again });
  }
  return 'open';
}

interface Step {
  readonly flow: Refund;
  readonly asked: Asked;
  /** The page is the one of before. */
  readonly again: boolean;
}

function refundStep(world: World, cashier: Cashier, plan: RefundPlan, step: Step): void {
  const { flow, asked, again } = step;
  switch (flow.state) {
    case 'enteringAmount':
      // A short number may name another sale: who holds the slip sees that it is not this one.
      if (flow.notice !== null || again || flow.original.rrn !== asked.rrn) cashier.press('cancel');
      else cashier.press(...amountKeys(plan, flow), 'confirm');
      break;
    case 'choosingReason':
      if (again || flow.original.rrn !== asked.rrn) cashier.press('cancel');
      else cashier.press(String(plan.reason) as PeoplePress);
      break;
    case 'approving':
      // A manager is called. With a PIN that is not taken nothing goes back.
      if (flow.bounds.identification === null || (flow.bounds.identification.notice !== null && again))
        cashier.press('cancel');
      else identify(world, cashier, flow.bounds.identification, MANAGER_NUMBER);
      break;
    case 'choosingNowOrLater':
      cashier.press(plan.withoutPaper === 'cancel' || again ? 'cancel' : plan.withoutPaper === 'later' ? '1' : '2');
      break;
    case 'enteringPhone':
      if (again) cashier.press('cancel');
      else cashier.press(...digits(plan.phone), 'confirm');
      break;
    case 'choosingSalutation':
      ask(cashier, asked, flow.amountMinor);
      cashier.press('1');
      break;
    case 'confirming':
      if (plan.withoutPaper === 'cancel' && flow.trouble !== null) cashier.press('cancel');
      else agree(world, cashier, step);
      break;
    case 'offeringDeferred':
      cashier.press('confirm');
      break;
    case 'authorising':
      world.until((view) => view.flow.at !== 'refund' || view.flow.state !== 'authorising', BANK_PATIENCE_MS);
      break;
    default:
      world.pass(100);
  }
}

/** The customer's word: on the pad, where it is given there, or by the cashier's key. After a no the cashier goes no further. */
function agree(world: World, cashier: Cashier, { flow, asked, again }: Step): void {
  ask(cashier, asked, flow.amountMinor);
  const word = hearsTheWord(world);
  if (word === 'no') {
    ask(cashier, asked, 0);
    asked.entered = false;
    cashier.press('cancel');
  } else if (word === 'none') cashier.press(again && flow.notice !== null ? 'cancel' : 'confirm');
}

/** Reads the last page, and leaves it. */
function resultOf(cashier: Cashier, flow: Refund, asked: Asked): RefundEnd {
  const is = flow.decision?.outcome.is;
  const undone = is === 'declined' || is === 'notReached' || is === 'notSent' || (is === undefined && flow.notice);
  if (undone && asked.entered) ask(cashier, asked, 0);
  if (is === 'approved' && flow.offersSale === 'exchange') cashier.press('3');
  else cashier.press('confirm');
  return undone ? 'nothing' : is === 'approved' ? 'approved' : 'open';
}

/** What is asked for this sale from now on counts; 0 takes it back. */
function ask({ wishes }: Cashier, asked: Asked, amountMinor: number): void {
  const { refunds } = wishes;
  refunds.set(asked.key, (refunds.get(asked.key) ?? 0) - asked.amountMinor + amountMinor);
  asked.amountMinor = amountMinor;
  asked.entered = true;
}

function referenceOf(act: RefundAct, slip: PrintedSlip): string {
  if (act.by === 'wrong-number') return String(slip.number + 7_000);
  if (act.by === 'trace') return slip.trace;
  return (act.by === 'rrn' ? rrnOf(slip) : null) ?? String(slip.number);
}

function amountKeys(plan: RefundPlan, flow: Refund): readonly PeoplePress[] {
  const { original } = flow;
  if (plan.amount === 'empty-line') return [];
  const remains = original.amountMinor - original.refundedMinor - original.reservedMinor;
  if (plan.amount === 'all') return digits(remains);
  if (plan.amount === 'over') return digits(remains + 1);
  return digits(Math.max(1, Math.floor((remains * plan.amount) / 1_000)));
}

function rrnOf(slip: PrintedSlip): string | null {
  return /参考号 RRN +(\d{12})/.exec(slip.lines.join('\n'))?.[1] ?? null;
}
