/** The sweep: one flow after another, cut at every K-th call of each kind; a counter lives on from cut to cut while all is well. */
import type { Countertop } from '../countertop/countertop.ts';
import { type Cut, closeCounter, countCalls, cutAt, openCounter } from './cut.ts';
import type { Flow } from './flows.ts';
import { CALLS, type Call, type CutPoint, pointName } from './knife.ts';
import { leaksBelow } from './leaks.ts';
import { demonstrationSecrets } from './secrets.ts';

/** How far apart the cuts of each call lie, in units of `every`: a commit is one call for many pages, waits outnumber writes. */
const STRIDES: Readonly<Record<Call, number>> = { fsync: 1 / 16, pwrite64: 1, write: 1, epoll_pwait: 4, acquirer: 0 };

export interface Told {
  /** What came of a point, as soon as it is known. */
  readonly cut: (cut: Cut) => void;
  readonly note: (line: string) => void;
  /** True: no further point; told which were left out. */
  readonly enough: () => boolean;
}

/** Which calls of `count` are cut: the first, then every K-th. */
export function pointsOf(flow: string, call: Call, count: number, every: number): readonly CutPoint[] {
  const stride = every === 1 ? 1 : Math.max(1, Math.round(every * STRIDES[call]));
  const points: CutPoint[] = [];
  for (let n = 1; n <= count; n += stride) points.push({ flow, call, n });
  return points;
}

/** Sweeps one flow. @throws where its first point does not kill: such a sweep proves nothing (facts/lab, traps). */
export async function sweep(flow: Flow, every: number, told: Told): Promise<void> {
  let countertop = await openCounter(flow);
  try {
    const { counts, broken } = await countCalls(countertop, flow);
    told.note(`${flow.name}: ${CALLS.map((call) => `${counts[call]} ${call}`).join(', ')}`);
    if (broken.length > 0) throw new Error(`${flow.name} breaks a promise without any cut: ${broken.join('; ')}`);
    const points: CutPoint[] = [];
    for (const call of CALLS) {
      // Before a start there is no connection yet, and a reprint asks nobody.
      if (call === 'acquirer' && (flow.fromPowerOff || counts[call] === 0)) continue;
      if (counts[call] === 0) throw new Error(`${flow.name} makes no ${call}: nothing to cut`);
      points.push(...pointsOf(flow.name, call, counts[call], every));
    }
    for (const [done, point] of inTurn(points).entries()) {
      if (told.enough()) {
        told.note(`${flow.name}: ${points.length - done} of ${points.length} points left out, the time is over`);
        break;
      }
      const cut = await cutAt(countertop, flow, point);
      if (cut === null && point.n === 1) throw new Error(`${pointName(point)} does not kill: the sweep proves nothing`);
      if (cut === null) continue; // the flow took fewer calls this time
      told.cut(cut);
      if (cut.broken.length > 0) countertop = await another(countertop, flow);
    }
    const leaks = leaksBelow(countertop.data, demonstrationSecrets());
    if (leaks.length > 0) throw new Error(`a card number is left behind: ${leaks.join('; ')}`);
  } finally {
    await closeCounter(countertop);
  }
}

/** The rarer calls first, the waits between all of them last: where time is short, every commit and every request has been cut. */
function inTurn(points: readonly CutPoint[]): readonly CutPoint[] {
  const rank: Readonly<Record<Call, number>> = { acquirer: 0, fsync: 1, write: 2, pwrite64: 3, epoll_pwait: 4 };
  return points.toSorted((a, b) => rank[a.call] - rank[b.call] || a.n - b.n);
}

/** What a broken promise leaves behind must not spoil the next point. */
async function another(countertop: Countertop, flow: Flow): Promise<Countertop> {
  await closeCounter(countertop);
  return openCounter(flow);
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
