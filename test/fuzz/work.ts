/**
 * How much work a parser makes of what it is fed, counted and not clocked: how often its busiest piece of code ran (V8's own coverage), how many bytes and
 * elements were walked over or copied on the way, and which regular expressions met the input. What the engine does inside of one regular expression it does
 * not count: those are judged by what they could do at worst (redos-detector).
 */
import { Session } from 'node:inspector';
import { isSafe } from 'redos-detector';

/** Ways back of one expression; more, and they grow with the text. */
const MOST_BACKTRACKS = 1_000;

export interface Work {
  /** Runs of the busiest piece of code under the folders that are watched. */
  readonly runs: number;
  /** Bytes and elements that were walked over or copied. */
  readonly moved: number;
}

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
  }[];
}

/** Begun before the parsers are imported: what has been compiled before is counted by the function only. One at a time in a process. */
export class WorkCounter {
  readonly #session = new Session();
  readonly #isWatched: RegExp;
  readonly #expressions = new Map<string, { readonly expression: RegExp; longest: number }>();
  readonly #restore: (() => void)[] = [];
  #moved = 0;
  #counts = false;

  /** @param isWatched the files whose code is counted, by their URL */
  constructor(isWatched: RegExp) {
    this.#isWatched = isWatched;
    this.#session.connect();
    this.#post('Profiler.enable');
    this.#post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    this.#watchMoves();
    this.#watchExpressions();
  }

  /** Runs `act`, and counts. */
  of(act: () => void): Work {
    this.#busiest();
    this.#moved = 0;
    this.watch(act);
    return { runs: this.#busiest(), moved: this.#moved };
  }

  /** Runs `act` only to see which regular expressions meet what. */
  watch(act: () => void): void {
    this.#counts = true;
    try {
      act();
    } finally {
      this.#counts = false;
    }
  }

  /**
   * What of all regular expressions that have met more than `fewest` characters may take longer than in proportion to what it reads.
   * @throws Error where one has a flag that the judge does not know
   */
  unsafeExpressions(fewest: number): readonly string[] {
    return [...this.#expressions.values()]
      .filter(({ expression, longest }) => longest > fewest && !isSafe(expression, { maxScore: MOST_BACKTRACKS }).safe)
      .map(({ expression }) => String(expression));
  }

  end(): void {
    for (const restore of this.#restore) restore();
    this.#session.disconnect();
  }

  #post(method: string, params: object = {}): unknown {
    let answer: unknown;
    this.#session.post(method, params, (error, result) => {
      if (error !== null) throw error;
      answer = result;
    });
    return answer;
  }

  /** Since it was asked last. A piece that runs as often as the one around it stands in no range of its own: the most, and not the sum. */
  #busiest(): number {
    const { result } = this.#post('Profiler.takePreciseCoverage') as Coverage;
    const ranges = result
      .filter(({ url }) => this.#isWatched.test(url))
      .flatMap(({ functions }) => functions.flatMap((each) => each.ranges));
    return ranges.reduce((most, { count }) => Math.max(most, count), 0);
  }

  /** @param tell what was called, its first argument and what it made of it */
  #watch(owner: object, name: PropertyKey, tell: (it: unknown, made: unknown, first: unknown) => void): void {
    const was = Reflect.get(owner, name) as (...rest: unknown[]) => unknown;
    const counts = (): boolean => this.#counts;
    Reflect.set(owner, name, function watched(this: unknown, ...rest: unknown[]) {
      const made = Reflect.apply(was, this, rest);
      if (counts()) tell(this, made, rest[0]);
      return made;
    });
    this.#restore.push(() => Reflect.set(owner, name, was));
  }

  #watchMoves(): void {
    const madeLength = (_: unknown, made: unknown): void => {
      this.#moved += (made as ArrayLike<unknown>).length;
    };
    const typed = Object.getPrototypeOf(Uint8Array.prototype) as object;
    for (const owner of [Array.prototype, typed]) {
      this.#watch(owner, 'slice', madeLength);
      this.#watch(owner, Symbol.iterator, (_, made) => this.#watchSteps(made as Iterator<unknown>));
    }
    this.#watch(Array.prototype, 'concat', madeLength);
    this.#watch(String.prototype, 'split', madeLength);
    this.#watch(Buffer.prototype, 'toString', madeLength);
    for (const name of ['concat', 'from'] as const) this.#watch(Buffer, name, madeLength);
    this.#watch(typed, 'set', (_, __, source) => {
      this.#moved += (source as ArrayLike<unknown>).length;
    });
  }

  /** Of an array that is spread or walked over: some are left early. */
  #watchSteps(iterator: Iterator<unknown>): void {
    const next = iterator.next.bind(iterator);
    iterator.next = () => {
      this.#moved += 1;
      return next();
    };
  }

  #watchExpressions(): void {
    this.#watch(RegExp.prototype, 'exec', (it, _, text) => {
      const { length } = String(text);
      const known = this.#expressions.get(String(it));
      if (known === undefined) this.#expressions.set(String(it), { expression: it as RegExp, longest: length });
      else known.longest = Math.max(known.longest, length);
    });
  }
}
