/**
 * What a cashier does besides sales and refunds: a hold and what follows it, a balance, a sale on an account that holds less than it (the bank approves a
 * part, the customer says yes, no, or nothing).
 */
import type { OriginalView } from '../../firmware/screens/till-view.ts';
import type { HoldAct, PartAct } from './acts.ts';
import { CARDS, type Cashier } from './cashier.ts';
import { digits } from './keys.ts';
import { type PayingPlan, pay } from './paying.ts';
import { giveBack, type RefundPlan } from './refunding.ts';
import type { World } from './world.ts';

const MOST_STEPS = 30;
const BANK_PATIENCE_MS = 400_000;
const RICH_MINOR = 1_000_000_000;
const BY_CARD: PayingPlan = { by: 'card', agrees: 'silent' };

/** On which key the follow-up of the latest hold stands. */
const FOLLOW_UPS: Readonly<Record<Exclude<HoldAct['then'], 'nothing'>, string>> = {
  complete: 'completion',
  cancel: 'preauthCancel',
  tell: 'completionAdvice',
  undo: 'completionCancel',
};

export function hold(world: World, cashier: Cashier, act: HoldAct): void {
  if (!cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  cashier.press('functions', '6');
  if (!presents(world, 'preauth')) return;
  cashier.press(...digits(act.fen), 'confirm');
  pay(world, cashier, BY_CARD);
  if (act.then === 'nothing' || !cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  followUp(world, cashier, act.then);
}

export function balance(world: World, cashier: Cashier, attention: HoldAct['attention']): void {
  if (!cashier.toIdle(attention) || world.view()?.paper.doubt != null) return;
  cashier.press('functions', '.');
  if (!presents(world, 'balance')) return;
  pay(world, cashier, BY_CARD);
}

/** The account is filled again afterwards: what is reversed or not is in its postings. */
export function part(world: World, cashier: Cashier, act: PartAct): void {
  if (!cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  world.devices.do('acquirer', 'account', { pan: CARDS.visa.pan, balance: act.heldFen });
  cashier.press(...digits(act.fen), 'confirm');
  pay(world, cashier, { by: 'card', agrees: act.agrees });
  world.devices.do('acquirer', 'account', { pan: CARDS.visa.pan, balance: RICH_MINOR });
}

/** Something else may have come between the keys: a page that was waiting to be shown. */
function presents(world: World, kind: 'preauth' | 'balance'): boolean {
  const flow = world.view()?.flow;
  return flow?.at === 'sale' && flow.kind === kind;
}

/** Of the latest hold in force: all of it. Undoing is tried of what was completed just before. */
function followUp(world: World, cashier: Cashier, then: Exclude<HoldAct['then'], 'nothing'>): void {
  const first = then === 'undo' ? 'complete' : then;
  const done = chooseAndDo(world, cashier, [], FOLLOW_UPS[first]);
  if (then !== 'undo' || done === null || !cashier.toIdle('truth')) return;
  chooseAndDo(world, cashier, digits(done), FOLLOW_UPS.undo);
}

const WHOLE: RefundPlan = { amount: 'all', reason: 2, withoutPaper: 'now', phone: '' };

/** With a reason, the customer's word and, where it takes one, nobody else's: then nothing goes back. */
function giveBackWhole(world: World, cashier: Cashier, { rrn, batch, stan }: OriginalView): void {
  giveBack(world, cashier, WHOLE, { key: `${batch}/${stan}`, rrn, amountMinor: 0, entered: false });
}

/** @returns the trace of what was done, for what is to be found again; null where nothing was. */
function chooseAndDo(
  world: World,
  cashier: Cashier,
  reference: ReturnType<typeof digits>,
  wanted: string,
): string | null {
  if (world.view()?.paper.doubt != null) return null;
  cashier.press('functions', '7', ...reference, 'confirm');
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const flow = world.view()?.flow;
    // A completion that is cancelled gives money back, and goes the way of every refund.
    if (flow?.at === 'refund' && wanted === FOLLOW_UPS.undo) giveBackWhole(world, cashier, flow.original);
    if (flow?.at !== 'preauthFollowUp') return null;
    const key = flow.acts.indexOf(wanted as never) + 1;
    if (flow.state === 'choosingAct') cashier.press(key > 0 ? (String(key) as '1') : 'cancel');
    else if (flow.state === 'authorising')
      world.until(({ flow: now }) => now.at !== 'preauthFollowUp' || now.state !== 'authorising', BANK_PATIENCE_MS);
    else if (flow.state === 'showingResult') {
      const rrn = flow.decision?.outcome.is === 'approved' ? flow.decision.outcome.rrn : null;
      cashier.press('confirm');
      return rrn;
    } else cashier.press(flow.notice === null && step < 6 ? 'confirm' : 'cancel');
  }
  return null;
}
