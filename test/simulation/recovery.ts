/**
 * The end of bad luck: every fault is healed, paper is in, an operator is there who does what the screen asks. From then on the terminal must
 * come to rest with nothing owed within bounded virtual time, and go on selling.
 */
import type { TillView } from '../../firmware/screens/till-view.ts';
import type { PrinterPlace } from '../../storage/facts.ts';
import type { SaleAct } from './acts.ts';
import type { Cashier } from './cashier.ts';
import { type DeviceName, TMK } from './devices.ts';
import { look } from './fitted-judge.ts';
import { HEALING_FITTED } from './fitted-mishaps.ts';
import { acceptStrangers } from './looking.ts';
import { closeByHand, resolve } from './manager.ts';
import { clearOne } from './to-do.ts';
import type { World } from './world.ts';

/** The longest rest of the acquiring desk is five minutes, a doubt is asked for one; this is many of both. What is owed on paper is not in it (`backlogMs`). */
const BOUND_MS = 60 * 60_000;
const OPERATOR_LOOKS_MS = 2_000;
/** Of the 395 pieces that were cut at seed 20 all but two are no longer, most have 38; the few reports have the minutes above. */
const LINES_OF_A_SLIP = 60;
/** Behind the last byte the driver gives a printer that proves nothing 25 ms for each millimetre, 4 mm for a full line (drivers/printer/printing.ts). */
const UNPROVEN_LINE_MS = 4 * 25;
/** It is seen to be in doubt, the question stands for a second, it is answered. */
const LOOKS_OF_A_SLIP = 3;
/** Whatever else is owed may end in a copy for each side. */
const COPIES_OF_A_DUTY = 2;
const SIGN_ON_MS = 5_000;
/** Healed, the bank has been told again often enough by then. */
const BANK_HAS_HAD_MS = 30 * 60_000;
/** Paper for everything that can be owed. */
const ENOUGH_DOTS = 200_000;

const HEALING: readonly (readonly [DeviceName, string, Readonly<Record<string, unknown>>])[] = [
  ['acquirer', 'clear-faults', {}],
  ['acquirer', 'line-full', { writes: 0 }],
  ['acquirer', 'refuse-connections', { on: false }],
  ['keypad', 'awol', { on: false }],
  ['keypad', 'plug', {}],
  ['keypad', 'unstuck', {}],
  ['keypad', 'release', {}],
  ...HEALING_FITTED,
  ['pinPad', 'disarm', {}],
  ['pinPad', 'awol', { on: false }],
  ['pinPad', 'mute', { on: false }],
  ['pinPad', 'split', { on: false }],
  ['pinPad', 'late', { ms: 0 }],
  ['pinPad', 'load-master-key', { slot: 0, key: TMK }],
  ['pinPad', 'plug', {}],
];

const HEALING_A_PRINTER: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['disarm', {}],
  ['plug', {}],
  ['split', { on: false }],
  ['coalesce', { ms: 0 }],
  ['late-answers', { ms: 0 }],
  ['unmute', {}],
  ['unjam', {}],
  ['cool', {}],
  ['power-on', {}],
  ['cover-close', {}],
];

function healPrinter(world: World, place: PrinterPlace): void {
  for (const [verb, args] of HEALING_A_PRINTER) world.devices.do(place, verb, args);
  const { keeper, roll } = world.devices.printerAt(place).works;
  if (roll.atEnd || roll.leftDots < ENOUGH_DOTS) world.devices.do(place, 'new-roll', { lines: 20_000 });
  if (keeper.now.error === 'unrecoverable') world.devices.do(place, 'power-cycle', { offMs: 3_000 });
}

export function heal(world: World): void {
  for (const [device, verb, args] of HEALING) world.devices.do(device, verb, args);
  healPrinter(world, 'printer');
  if (world.devices.printer2 !== null) healPrinter(world, 'printer2');
  world.devices.pad?.customer.plan([], []);
  world.laptop?.plug(true);
  world.planCut(null);
  if (!world.powered) {
    world.cutPower();
    world.powerOn();
  }
}

/**
 * What the slips that are owed take by themselves: a day on which people sold faster than a slow printer prints, each slip asked about, leaves hours
 * of them (seed 20: 582 slips of 12 s). Each is printed once; a terminal that prints one again and again is not at rest in that time.
 */
function backlogMs({ terminal, profile }: World): number {
  const copies = terminal.journal
    .obligations()
    .reduce((sum, { kind }) => sum + (kind === 'receipt' ? 1 : COPIES_OF_A_DUTY), 0);
  const lineMs = Math.max(profile.printer.lineMs ?? 0, profile.secondPrinter?.lineMs ?? 0) + UNPROVEN_LINE_MS;
  return copies * (LINES_OF_A_SLIP * lineMs + LOOKS_OF_A_SLIP * OPERATOR_LOOKS_MS);
}

/** @returns what is wrong when it does not come to rest in time. */
export function recover(world: World, cashier: Cashier): readonly string[] {
  heal(world);
  const beganMs = world.time.nowMs();
  const limitMs = beganMs + BOUND_MS + (world.powered ? backlogMs(world) : 0);
  while (world.time.nowMs() < limitMs && world.broken.length === 0) {
    world.pass(OPERATOR_LOOKS_MS);
    const view = world.view();
    if (view === null) return ['liveness: the power went although nobody cut it'];
    if (isAtRest(view) && (world.devices.pad?.isIdle ?? true) && !deskOwes(world) && !filesOpen(world)) {
      look(world);
      return [];
    }
    // A cutter or cover that waits for a hand, a head that is hot: the screen says so.
    if (view.paper.trouble !== null) cashier.tendPrinter();
    operate(world, cashier, world.time.nowMs() - beganMs > BANK_HAS_HAD_MS);
  }
  if (world.broken.length > 0) return [];
  const view = world.view();
  return [
    `liveness: not at rest after ${Math.round((limitMs - beganMs) / 60_000)} minutes: ${JSON.stringify({
      flow: view?.flow,
      paper: view?.paper,
      debts: view?.debts,
      owed: world.terminal.journal
        .obligations()
        .map(({ kind, state, transaction }) => `${kind} ${state} ${transaction}`),
      acquirer: view?.acquirer,
      devices: view?.devices.map(({ device, state }) => `${device} ${state}`),
    })}`,
  ];
}

/** What the acquiring desk repeats by itself. An advice or a script is on no screen until it needs a human, and between two attempts the desk looks like one that owes nothing. */
const REPEATED: ReadonlySet<string> = new Set(['advice', 'script', 'settlement']);

const deskOwes = (world: World): boolean => world.terminal.journal.obligations().some(({ kind }) => REPEATED.has(kind));

/** Only a manager ends a case file; until its day has come no screen speaks of it. */
const filesOpen = (world: World): boolean => world.terminal.journal.openCaseFiles().length > 0;

function isAtRest(view: TillView): boolean {
  const { receipts, promises, reversals, cases, tasks } = view.debts;
  return (
    view.flow.at === 'idle' &&
    view.duty !== null &&
    !view.duty.locked &&
    view.paper.doubt === null &&
    view.paper.roll === null &&
    view.paper.slip === null &&
    view.paper.trouble === null &&
    view.freezes.length === 0 &&
    receipts + promises.length + reversals + cases + tasks === 0 &&
    view.acquirer.state === 'resting' &&
    view.acquirer.signedOn &&
    view.devices.every(({ state }) => state === 'ready')
  );
}

/** The operator: one look, one thing done. */
function operate(world: World, cashier: Cashier, isLate: boolean): void {
  const view = world.view();
  if (view === null) return;
  const { flow, paper, debts } = view;
  if (flow.at === 'idle') {
    if (view.duty === null || view.duty.locked) cashier.signIn();
    else if (acceptStrangers(world, cashier)) return;
    else if (paper.doubt !== null) cashier.judge(paper.doubt);
    else if (view.paper.roll !== null || view.freezes.length > 0) cashier.toIdle('truth');
    else if (debts.promises.length > 0) {
      cashier.press('confirm');
      cashier.takeUpPromise();
    } else if (debts.cases + debts.tasks > 0 || filesOpen(world)) clearOne(world, cashier);
    // A bank that has declined a refund or an advice says so each time it is told: only a person ends that, whom the screen has called for all the time.
    else if (isLate && debts.settling !== null) closeByHand(world, cashier);
    else if (isLate && debts.untold > 0) resolve(world, cashier, { do: 'resolve', attention: 'truth' });
  } else if (flow.at === 'refund' && flow.promised) cashier.takeUpPromise();
  else cashier.toIdle('truth');
}

const LAST_SALE: SaleAct = {
  do: 'sale',
  fen: 4_321,
  card: 'visa',
  slip: false,
  swipe: 'good',
  withoutPaper: 'cancel',
  waiting: 'calm',
  leave: 'confirm',
  attention: 'truth',
};

/** A terminal at rest sells: approved, and both slips come out. */
export function sellsAgain(world: World, cashier: Cashier): readonly string[] {
  const { approved } = cashier;
  // The bank may have forgotten the keys: the first sale finds that out and signs on anew; a PIN that was typed before the new ones are proven is asked for again.
  for (let tries = 0; tries < 3 && cashier.approved === approved && world.broken.length === 0; tries += 1) {
    cashier.sale(LAST_SALE);
    world.pass(SIGN_ON_MS);
  }
  if (world.broken.length > 0) return [];
  if (cashier.approved !== approved + 1)
    return [`liveness: the sale after the recovery was not approved: ${JSON.stringify(world.view()?.flow)}`];
  return recover(world, cashier);
}
