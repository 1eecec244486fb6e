/**
 * What a sweep has found, kept in a file of JSON lines, so that a long one is made in stretches: what was cut and kept is not cut again, what was
 * broken is tried again, and the tables are drawn from all of it. A line that a power cut has torn is left out.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Cut } from './cut.ts';
import { CALLS, type Call, type CutPoint, type Numbers, pointName } from './knife.ts';

type Line =
  | { readonly counted: string; readonly numbers: Numbers }
  | { readonly cut: Cut; readonly seconds: number }
  /** The flow took fewer calls than when they were counted. */
  | { readonly over: string };

export interface Covered {
  readonly flow: string;
  readonly of: readonly CoveredCalls[];
}

export interface CoveredCalls {
  readonly call: Call;
  /** Cut, and every promise kept. */
  readonly kept: number;
  /** When its turn came the flow took fewer calls than when they were counted. */
  readonly gone: number;
  readonly all: number;
}

export class Records {
  /** Null: nothing is kept. */
  readonly path: string | null;
  readonly #numbers = new Map<string, Numbers>();
  readonly #cuts = new Map<string, Cut>();
  readonly #over = new Set<string>();
  /** Seconds that all cuts took, one after another. */
  seconds = 0;

  /** @param path null: nothing is kept, each sweep begins anew. @throws Error where the file cannot be read */
  constructor(path: string | null) {
    this.path = path;
    if (path === null || !existsSync(path)) return;
    const kept = readFileSync(path, 'utf8');
    // What is added must not stand behind a torn line.
    if (!kept.endsWith('\n')) appendFileSync(path, '\n');
    for (const text of kept.split('\n')) {
      const line = lineOf(text);
      if (line !== null) this.#take(line);
    }
  }

  /** As it was counted in the first stretch: the points stay the same ones. */
  numbersOf(flow: string): Numbers | null {
    return this.#numbers.get(flow) ?? null;
  }

  isDone(point: CutPoint): boolean {
    const name = pointName(point);
    return this.#over.has(name) || this.#cuts.get(name)?.broken.length === 0;
  }

  /** The last word about each point. */
  cuts(): readonly Cut[] {
    return [...this.#cuts.values()];
  }

  /** Points that no longer were there. */
  get over(): number {
    return this.#over.size;
  }

  /** Of each flow that was counted, what became of its calls of each kind. */
  coverage(): readonly Covered[] {
    return [...this.#numbers].map(([flow, numbers]) => ({
      flow,
      of: CALLS.map((call) => {
        const names = numbers[call].map((n) => pointName({ flow, call, n }));
        const isKept = (name: string): boolean => this.#cuts.get(name)?.broken.length === 0;
        const kept = names.filter(isKept).length;
        // One that was cut in another stretch was there after all.
        return {
          call,
          kept,
          gone: names.filter((name) => this.#over.has(name) && !isKept(name)).length,
          all: names.length,
        };
      }),
    }));
  }

  counted(flow: string, numbers: Numbers): void {
    this.#keep({ counted: flow, numbers });
  }

  cut(cut: Cut, seconds: number): void {
    this.#keep({ cut, seconds });
  }

  overBefore(point: CutPoint): void {
    this.#keep({ over: pointName(point) });
  }

  #keep(line: Line): void {
    this.#take(line);
    if (this.path === null) return;
    mkdirSync(dirname(this.path), { recursive: true });
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }

  #take(line: Line): void {
    if ('counted' in line) this.#numbers.set(line.counted, line.numbers);
    else if ('over' in line) this.#over.add(line.over);
    else {
      this.#cuts.set(pointName(line.cut.point), line.cut);
      this.seconds += line.seconds;
    }
  }
}

function lineOf(text: string): Line | null {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return null;
  }
}
