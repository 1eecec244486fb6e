/** The paper is gone: people go on with e-slips, coupons and slips written by hand, and when it is back they go through what came of it. */
import type { HandSlipsView } from '../../firmware/screens/outage-pages.ts';
import type { TillView } from '../../firmware/screens/till-view.ts';
import type { HandSlipAct, OutageAct, PaperBackAct } from './acts.ts';
import type { Cashier } from './cashier.ts';
import type { Chance } from './chance.ts';
import { identify } from './identifying.ts';
import { digits, type PeoplePress } from './keys.ts';
import { pay } from './paying.ts';
import type { World } from './world.ts';

const MANAGER = '9';
const MOST_STEPS = 30;
/** By then every printer that can say so has been asked about its paper. */
const NOTICED_MS = 16_000;
const SLIPS_MS = 20_000;
const BANK_MS = 400_000;
/** The roll lay at hand; then the outage is gone through at once. */
const SOON_MS = 5_000;

export function drawOutage(chance: Chance): Omit<OutageAct, 'attention'> {
  return {
    do: 'outage',
    sales: Array.from({ length: chance.whole(1, 2) }, () => ({
      fen: chance.pick([3_000, 12_345, 49_999, 60_000]),
      by: chance.weighted({ card: 75, cash: 25 }),
      instead: chance.weighted({ nothing: 40, coupon: 35, 'pick-up': 25 }),
      couponFen: chance.pick([0, 500, 1_000, 5_000]),
    })),
    second: chance.pick(['2', '9', 'nobody'] as const),
    paperAfterMs: chance.pick([0, SOON_MS, 600_000]),
  };
}

export function playOutage(world: World, cashier: Cashier, act: OutageAct): void {
  world.devices.do(world.printsOn, 'paper-end', {});
  world.pass(NOTICED_MS);
  for (const sale of act.sales) {
    if (!cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) break;
    cashier.press(...digits(sale.fen), 'confirm');
    if (world.view()?.flow.at !== 'sale') continue;
    cashier.rungUp += 1;
    const { by, instead, couponFen } = sale;
    const second = act.second === 'nobody' ? null : act.second;
    if (pay(world, cashier, { by, agrees: 'yes', second, instead: { what: instead, fen: couponFen } }))
      cashier.approved += 1;
    else tearOff(world, cashier);
  }
  world.pass(act.paperAfterMs);
  cashier.tendPrinter();
  if (act.paperAfterMs === SOON_MS) goThroughIt(world, cashier);
}

/** What the terminal did not sell, or not yet, is written by hand; the slip lies somewhere, and nobody enters it: its number is missing. */
function tearOff(world: World, { pad }: Cashier): void {
  if (isIssued(world) && pad.next < pad.last) pad.next += 1;
}

/** As soon as what was owed has come out. Drawn alone (`paper-back`) the routine mostly finds paper that has not ended, or slips that are still printed. */
function goThroughIt(world: World, cashier: Cashier): void {
  for (let look = 0; look < MOST_STEPS; look += 1) {
    const view = world.view();
    if (view === null || (view.debts.receipts === 0 && view.paper.slip === null)) break;
    if (view.paper.doubt !== null) cashier.judge(view.paper.doubt);
    world.pass(SLIPS_MS / 4);
  }
  playPaperBack(world, cashier, {
    do: 'paper-back',
    counts: 'right',
    promises: 'later',
    silent: 'later',
    signs: true,
    attention: 'truth',
  });
}

export function drawHandSlip(chance: Chance): Omit<HandSlipAct, 'attention'> {
  return {
    do: 'hand-slip',
    kind: chance.weighted({ '1': 75, '2': 25 }),
    tender: chance.weighted({ '1': 60, '2': 30, '3': 10 }),
    fen: chance.whole(1, 99_999),
    time: chance.pick(['', '', '0830', '9999'] as const),
    which: chance.weighted({ next: 70, 'used-before': 15, spoiled: 10, 'of-no-pad': 5 }),
  };
}

/** A slip of the pad is typed; the pad is made known with the first. */
export function playHandSlip(world: World, cashier: Cashier, act: HandSlipAct): void {
  if (!cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  const { pad } = cashier;
  if (pad.next > pad.last) return;
  cashier.press('functions', 'sale');
  if (!isIssued(world)) cashier.press('functions', ...digits(pad.first), 'confirm', ...digits(pad.last), 'confirm');
  // One in five was torn off before it and is nowhere: its number is missing.
  if (act.which === 'next' && act.fen % 5 === 0 && pad.next < pad.last) pad.next += 1;
  const used = act.which === 'used-before' && pad.next > pad.first;
  const number = act.which === 'of-no-pad' ? pad.last + 1_000 : used ? pad.next - 1 : pad.next;
  if (number === pad.next) pad.next += 1;
  // One that was typed before may be blank all the same: the power went, or nobody confirmed it.
  const isUsed = world.entries.some(({ type, body }) => type === 'handSlip.entered' && body.number === number);
  if (act.which !== 'spoiled' && !isUsed) pad.written.set(number, act.fen);
  if (act.which === 'spoiled') cashier.press(...digits(number), 'refund');
  else enter(world, cashier, act, number);
}

/** As the shop's pad is entered once, and the journal keeps it. */
const isIssued = (world: World): boolean => world.entries.some(({ type }) => type === 'handStock.issued');

function enter(world: World, cashier: Cashier, act: HandSlipAct, number: number): void {
  let time: string = act.time;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const flow = world.view()?.flow;
    if (flow?.at !== 'handSlips') return;
    if (flow.state === 'enteringNumber') {
      // Refused, or kept.
      if (step > 0) break;
      cashier.press(...digits(number), 'confirm');
    } else if (flow.state === 'enteringTime' && flow.notice !== null) {
      time = '';
      cashier.press(...Array.from(flow.typed, () => 'correct' as const), 'confirm');
    } else if (flow.state === 'confirming' && isMistyped(flow.slip, act, number)) {
      break;
    } else cashier.press(...slipKeys(flow.state, act, time));
  }
  cashier.press('cancel', 'cancel');
}

/** Whoever has the slip in hand reads what stands on the screen beside it: a key that is stuck has typed nothing (seed 7082). */
function isMistyped(typed: HandSlipsView['slip'], { fen }: HandSlipAct, number: number): boolean {
  return typed.number !== number || typed.amountMinor !== fen;
}

function slipKeys(state: string, act: HandSlipAct, time: string): readonly PeoplePress[] {
  switch (state) {
    case 'choosingKind':
      return [act.kind];
    case 'choosingTender':
      return [act.tender];
    case 'enteringAmount':
      return [...digits(act.fen), 'confirm'];
    case 'enteringTime':
      return [...digits(time), 'confirm'];
    default:
      return ['confirm'];
  }
}

export function drawPaperBack(chance: Chance): Omit<PaperBackAct, 'attention'> {
  return {
    do: 'paper-back',
    counts: chance.weighted({ right: 70, wrong: 30 }),
    promises: chance.weighted({ now: 50, later: 50 }),
    silent: chance.weighted({ again: 30, later: 70 }),
    signs: chance.happens(0.85),
  };
}

type PaperBack = Extract<TillView['flow'], { at: 'paperBack' }>;

export function playPaperBack(world: World, cashier: Cashier, act: PaperBackAct): void {
  if (!cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  cashier.press('functions', 'reprint');
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const flow = world.view()?.flow;
    if (flow?.at === 'refund') {
      cashier.takeUpPromise();
      return;
    }
    if (flow?.at !== 'paperBack') return;
    if (flow.identification !== null) identify(world, cashier, flow.identification, MANAGER);
    else if (flow.state === 'asking') world.until((view) => !isAsking(view), BANK_MS);
    else {
      if (flow.state === 'awaitingSlips') world.pass(SLIPS_MS);
      cashier.press(...paperBackKeys(world, cashier, { flow, act, step }));
    }
  }
}

const isAsking = ({ flow }: TillView): boolean => flow.at === 'paperBack' && flow.state === 'asking';

interface PaperBackStep {
  readonly flow: PaperBack;
  readonly act: PaperBackAct;
  readonly step: number;
}

function paperBackKeys(world: World, { pad }: Cashier, { flow, act, step }: PaperBackStep): readonly PeoplePress[] {
  const off = act.counts === 'wrong' ? 1 : 0;
  switch (flow.state) {
    case 'countingSlips':
      return [...digits((flow.survey?.printed ?? 0) + off), 'confirm'];
    case 'countingCash':
      return [...digits(Math.max(0, world.terminal.journal.drawer('CNY')?.expectedMinor ?? 0) + off), 'confirm'];
    case 'askingHandSlips':
      // Whoever counts looks at the pad; what was torn off before is missing, or is entered later.
      if (act.counts === 'right' && isIssued(world) && flow.notice === null) return [...digits(pad.next), 'confirm'];
      return step < MOST_STEPS / 2 ? ['confirm'] : ['cancel'];
    case 'offeringPromises':
      return act.promises === 'now' ? ['confirm'] : ['0'];
    case 'acquirerSilent':
      return act.silent === 'again' && step < MOST_STEPS / 2 ? ['confirm'] : ['0'];
    case 'reviewing':
      return act.signs ? ['confirm'] : ['cancel'];
    default:
      return step < MOST_STEPS / 2 ? ['confirm'] : ['cancel'];
  }
}
