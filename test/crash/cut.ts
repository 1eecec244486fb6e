/** One cut: plays a flow under the knife, puts power, paper and operator right again, and has everything judged. */
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '../../storage/entries/entry.ts';
import { putRight } from '../countertop/cashier.ts';
import { Countertop } from '../countertop/countertop.ts';
import type { FirmwareProcess } from '../countertop/firmware-process.ts';
import { bankOf, judge } from '../countertop/judge.ts';
import type { Flow } from './flows.ts';
import { type CutPoint, countingLauncher, Knife, launcher, type Numbers, numbersOf, victimOf } from './knife.ts';
import { leaksIn } from './leaks.ts';
import { demonstrationSecrets } from './secrets.ts';

export interface Cut {
  readonly point: CutPoint;
  /** The last entry of the journal at the kill. */
  readonly state: string;
  /** What the call would have written to. */
  readonly victim: string;
  /** Broken promises, in words. */
  readonly broken: readonly string[];
}

/** A counter with the power on and signed on, all its files in a folder that goes with it. */
export async function openCounter(flow?: Flow): Promise<Countertop> {
  const folder = mkdtempSync(join(tmpdir(), 'tillproof-crash-'));
  const options = typeof flow?.counter === 'function' ? flow.counter(folder) : flow?.counter;
  const countertop = await Countertop.open({ folder, ...options });
  try {
    flow?.beforeFirstStart?.(countertop);
    await countertop.powerOn();
    await countertop.untilSignedOn();
    return countertop;
  } catch (error) {
    await closeCounter(countertop);
    throw error;
  }
}

export async function closeCounter(countertop: Countertop): Promise<void> {
  await countertop.close();
  rmSync(countertop.folder, { recursive: true, force: true });
}

const logOf = (countertop: Countertop): string => join(countertop.folder, 'strace.log');

export interface Counted {
  readonly numbers: Numbers;
  readonly broken: readonly string[];
}

/** Plays the flow once without a cut. @returns which calls there are to cut; the promises are judged as well. */
export async function countCalls(countertop: Countertop, flow: Flow): Promise<Counted> {
  await flow.prepare(countertop);
  const log = logOf(countertop);
  if (flow.fromPowerOff) {
    await countertop.powerOn(/READY|A PROMISED REFUND/, countingLauncher(log));
    await flow.play(countertop);
    await countertop.cutPower();
    return counted(countertop, flow, readFileSync(log, 'utf8'));
  }
  const knife = await Knife.count(countertop.firmware.pid, log);
  await flow.play(countertop);
  const told = await knife.away();
  await countertop.cutPower();
  return counted(countertop, flow, told);
}

async function counted(countertop: Countertop, flow: Flow, log: string): Promise<Counted> {
  return { numbers: numbersOf(log), broken: await comeToRest(countertop, flow) };
}

/** @returns null where the flow was over before the call was made so often. */
export async function cutAt(countertop: Countertop, flow: Flow, point: CutPoint): Promise<Cut | null> {
  await flow.prepare(countertop);
  const log = logOf(countertop);
  const cut = flow.fromPowerOff ? cutFromPowerOff : cutRunning;
  const end = await cut(countertop, flow, point, log);
  const leaked = leaksShownBy(countertop.firmware);
  // A killed process is let go of, too: whoever puts things right switches on.
  await countertop.cutPower();
  const told = readFileSync(log, 'utf8');
  const seenBefore = countertop.entries().length;
  const rest = await comeToRest(countertop, flow);
  const broken = [...leaked, ...rest, ...(countertop.isPowered ? leaksShownBy(countertop.firmware) : [])];
  const state = countertop.entries()[seenBefore - 1]?.type ?? 'nothing yet';
  if (end === 'finished') {
    if (broken.length > 0) throw new Error(`without a cut: ${broken.join('; ')}`);
    return null;
  }
  if (end !== 'killed')
    return { point, state, victim: 'no cut', broken: [`the flow went wrong: ${end.message}`, ...broken] };
  return { point, state, victim: victimOf(told, linesOf(countertop)), broken };
}

/** Promise 5, of the screen and of what was said on stderr: they are gone with the process. */
function leaksShownBy({ frame, stderr }: FirmwareProcess): readonly string[] {
  return leaksIn(Buffer.from([...frame, stderr].join('\n')), demonstrationSecrets()).map(
    (form) => `secrets: on the screen or on stderr: ${form}`,
  );
}

/** What hangs on which pseudo-terminal: names of the matrix by path. */
function linesOf({ folder }: Countertop): ReadonlyMap<string, string> {
  const links = Object.entries(LINES).map(([name, device]) => [join(folder, name), device] as const);
  return new Map(links.filter(([link]) => existsSync(link)).map(([link, device]) => [realpathSync(link), device]));
}

/** By the names under which a counter has them; a reader on a line is one more peripheral. */
const LINES = {
  printer: 'printer',
  printer2: 'printer',
  display: 'display',
  'pin-pad': 'PIN pad',
  reader: 'reader',
  'maintenance-port': 'port',
} as const;

/** How a flow under the knife ended; an error where neither the knife nor its own end ended it. */
type FlowEnd = 'killed' | 'finished' | Error;

async function cutRunning(countertop: Countertop, flow: Flow, point: CutPoint, log: string): Promise<FlowEnd> {
  const { firmware } = countertop;
  const knife = await Knife.attach(firmware.pid, point, log);
  const played = flow.play(countertop);
  try {
    return await endOf(countertop, played);
  } finally {
    await knife.away();
  }
}

async function cutFromPowerOff(countertop: Countertop, flow: Flow, point: CutPoint, log: string): Promise<FlowEnd> {
  const started = countertop.powerOn(/READY|A PROMISED REFUND/, launcher(point, log));
  return endOf(
    countertop,
    started.then(() => flow.play(countertop)),
  );
}

/** Whoever plays the flow has let go of the counter when this is known. */
async function endOf(countertop: Countertop, played: Promise<void>): Promise<FlowEnd> {
  const wrong = await played.then(
    () => null,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  const end = await Promise.race([countertop.firmware.ended, Promise.resolve(null)]);
  return end?.signal === 'SIGKILL' ? 'killed' : (wrong ?? 'finished');
}

/**
 * Power, paper and operator are back: everything owed must come to rest. What may stay is a refund without an answer: named, its
 * amount reserved (promise 1); and, where the flow says so, a difference after an outage, a task with an owner.
 */
async function comeToRest(countertop: Countertop, flow: Flow): Promise<readonly string[]> {
  await countertop.acquirer.do('clear-faults');
  await countertop.printer.do('disarm');
  await countertop.printer2?.do('disarm');
  await flow.standsThere?.(countertop);
  try {
    await putRight(countertop);
    await flow.mend?.(countertop);
  } catch (error) {
    return [`does not come to rest: ${error instanceof Error ? error.message : String(error)}`];
  }
  const entries = countertop.entries();
  const refunds = new Set(entries.flatMap(({ type, txn }) => (type === 'refund.unknown' && txn !== null ? [txn] : [])));
  const owed = countertop.obligations();
  const left = owed.filter(
    ({ kind, state, transaction }) =>
      !(kind === 'task' && flow.mayLeaveTask) &&
      !(kind === 'outcome' && state === 'unknown' && refunds.has(transaction)),
  );
  const approved = entries.filter(isApproval).length;
  const booked = (await bankOf(countertop)).filter(
    ({ kind, state }) => kind !== 'balance' && ['in-force', 'voided', 'ended'].includes(state),
  ).length;
  const difference = booked - approved;
  const broken = [
    ...(await judge(countertop)),
    ...left.map((debt) => `still owed: ${JSON.stringify(debt)}`),
    ...(difference < 0 || difference > owed.length
      ? [`money: the bank has booked ${booked}, the journal ${approved} approved and ${owed.length} unknown refunds`]
      : []),
  ];
  await countertop.press('cancel');
  await countertop.firmware.screen(/READY/);
  return broken;
}

/** Also what a manager has said for the acquirer. */
const isApproval = ({ type, body }: Entry): boolean =>
  /^(sale|void|refund|preauth|completion)\.approved$/.test(type) || (type === 'refund.resolved' && body.approved);
