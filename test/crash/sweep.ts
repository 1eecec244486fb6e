/**
 * The sweep: one flow after another, cut at every K-th call of each kind. A counter lives on from cut to cut while all is well; several counters stand
 * side by side, since each waits most of the time, for a start or for its printer.
 */
import type { Countertop } from '../countertop/countertop.ts';
import { type Cut, closeCounter, countCalls, cutAt, openCounter } from './cut.ts';
import type { Flow } from './flows.ts';
import { CALLS, type Call, type CutPoint, type Numbers, pointName } from './knife.ts';
import { keepLeftBehind } from './left-behind.ts';
import type { Records } from './records.ts';
import { leaksOfCounter } from './secrets.ts';

/** How far apart the cuts of each call lie, in units of `every`: a commit is one call for many pages, waits outnumber writes. */
const STRIDES: Readonly<Record<Call, number>> = { fsync: 1 / 16, pwrite64: 1, write: 1, epoll_pwait: 2, acquirer: 0 };

/** A longer life makes each judgement dearer: it reads the whole journal and all the paper. */
const CUTS_A_COUNTER = 40;

export interface Sweeping {
  readonly every: number;
  /** Counters side by side. */
  readonly lanes: number;
  /** Only these calls. */
  readonly calls?: readonly Call[];
  readonly records: Records;
  /** What came of a point, as soon as it is known. */
  readonly cut: (cut: Cut) => void;
  readonly note: (line: string) => void;
  /** True: no further point; told which were left out. */
  readonly enough: () => boolean;
}

/** Which of the calls are cut: the first, then every K-th. */
export function pointsOf(flow: string, call: Call, numbers: readonly number[], every: number): readonly CutPoint[] {
  const stride = every === 1 ? 1 : Math.max(1, Math.round(every * STRIDES[call]));
  return numbers.filter((_, at) => at % stride === 0).map((n) => ({ flow, call, n }));
}

/** One life that ends in order: only then does Node keep what it has compiled, and each start after it costs a third less. */
export async function warmUp(): Promise<void> {
  const countertop = await openCounter();
  try {
    await countertop.firmware.stop();
  } finally {
    await closeCounter(countertop);
  }
}

/** Sweeps one flow. @throws where its first point does not kill: such a sweep proves nothing (facts/lab, traps). */
export async function sweep(flow: Flow, sweeping: Sweeping): Promise<void> {
  const numbers = await counted(flow, sweeping);
  const calls = sweeping.calls ?? CALLS;
  const points: CutPoint[] = [];
  for (const call of calls) {
    // A reprint asks nobody.
    if (call === 'acquirer' && numbers[call].length === 0) continue;
    if (numbers[call].length === 0) throw new Error(`${flow.name} makes no ${call}: nothing to cut`);
    points.push(...pointsOf(flow.name, call, numbers[call], sweeping.every));
  }
  const left = inTurn(points).filter((point) => !sweeping.records.isDone(point));
  const lanes = Array.from({ length: Math.min(sweeping.lanes, left.length) }, () => lane(flow, left, sweeping));
  const ends = await Promise.allSettled(lanes);
  if (left.length > 0)
    sweeping.note(`${flow.name}: ${left.length} of ${points.length} points left out, the time is over`);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** As an earlier stretch has counted, else on a counter of its own. */
async function counted(flow: Flow, { records, note }: Sweeping): Promise<Numbers> {
  const known = records.numbersOf(flow.name);
  if (known !== null) return known;
  const countertop = await openCounter(flow);
  try {
    const { numbers: made, broken } = await countCalls(countertop, flow);
    // Before a start there is no connection that the knife could be told of.
    const numbers = flow.fromPowerOff ? { ...made, acquirer: [] } : made;
    note(`${flow.name}: ${CALLS.map((call) => `${numbers[call].length} ${call}`).join(', ')}`);
    if (broken.length > 0) throw new Error(`${flow.name} breaks a promise without any cut: ${broken.join('; ')}`);
    records.counted(flow.name, numbers);
    return numbers;
  } finally {
    await closeCounter(countertop);
  }
}

/** One counter after another, each until it has seen enough, while there are points in `left`. */
async function lane(flow: Flow, left: CutPoint[], sweeping: Sweeping): Promise<void> {
  while (left.length > 0 && !sweeping.enough()) {
    const countertop = await openCounter(flow);
    try {
      await cutOn(countertop, flow, left, sweeping);
      const leaks = leaksOfCounter(countertop.folder);
      if (leaks.length > 0) throw new Error(`a card number is left behind: ${leaks.join('; ')}`);
    } finally {
      await closeCounter(countertop);
    }
  }
}

/** What a broken promise leaves behind must not spoil the next point: then the life of this counter is over. */
async function cutOn(countertop: Countertop, flow: Flow, points: CutPoint[], sweeping: Sweeping): Promise<void> {
  const { records } = sweeping;
  for (let done = 0; done < CUTS_A_COUNTER && !sweeping.enough(); done += 1) {
    const point = points.shift();
    if (point === undefined) return;
    const startMs = performance.now();
    const cut = await cutAt(countertop, flow, point).catch((error: unknown) => wentWrong(point, error));
    if (cut === null && point.n === 1) {
      points.length = 0;
      throw new Error(`${pointName(point)} does not kill: the sweep proves nothing`);
    }
    if (cut === null) {
      records.overBefore(point);
      continue;
    }
    records.cut(cut, (performance.now() - startMs) / 1_000);
    sweeping.cut(cut);
    if (cut.broken.length === 0) continue;
    const left = records.path === null ? null : keepLeftBehind(countertop, records.path, point);
    if (left !== null) sweeping.note(`        left behind: ${left}`);
    return;
  }
}

/** Nothing is known of such a point: it counts as broken until it has been cut. */
function wentWrong(point: CutPoint, error: unknown): Cut {
  const why = error instanceof Error ? error.message : String(error);
  return { point, state: 'nothing yet', victim: 'no cut', broken: [`it went wrong before the cut: ${why}`] };
}

/** The rarer calls first, the waits between all of them last: where time is short, every commit and every request has been cut. */
function inTurn(points: readonly CutPoint[]): CutPoint[] {
  const rank: Readonly<Record<Call, number>> = { acquirer: 0, fsync: 1, write: 2, pwrite64: 3, epoll_pwait: 4 };
  return points.toSorted((a, b) => rank[a.call] - rank[b.call] || a.n - b.n);
}

/** Repeats one point on a counter of its own. @returns null where the flow was over before. */
export async function cutOnce(flow: Flow, point: CutPoint): Promise<Cut | null> {
  const countertop = await openCounter(flow);
  try {
    return await cutAt(countertop, flow, point);
  } finally {
    await closeCounter(countertop);
  }
}
