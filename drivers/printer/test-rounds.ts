/** Does it answer now? A round of real-time questions that is asked on purpose, judged by the state as it goes on (facts/printer §1.2). */
import type { Cancel, Clock } from '../link/link.ts';
import type { Tried } from '../link/question.ts';
import { TEST_MS } from './delays.ts';
import type { State } from './state.ts';
import { condition } from './status.ts';

interface Test {
  readonly rounds: number;
  readonly failures: number;
  readonly tried: (tried: Tried) => void;
  readonly cancel: Cancel;
}

export class TestRounds {
  readonly #clock: Clock;
  readonly #state: () => State;
  #tests: readonly Test[] = [];

  constructor(clock: Clock, state: () => State) {
    this.#clock = clock;
    this.#state = state;
  }

  /** @returns whether a question can be put. `tried` is called later, once. */
  begin(tried: (tried: Tried) => void): boolean {
    const { asks, measured, found, phase } = this.#state();
    const canAsk = phase === 'open' && !(measured && !found.realTime);
    const test: Test = {
      rounds: asks.rounds,
      failures: asks.failures,
      tried,
      cancel: this.#clock.after(canAsk ? TEST_MS : 0, () => this.#end(test, this.#whenOver(canAsk))),
    };
    this.#tests = [...this.#tests, test];
    return canAsk;
  }

  /** After every step. */
  look(): void {
    const { asks, phase } = this.#state();
    for (const test of this.#tests) {
      if (asks.rounds > test.rounds) this.#end(test, 'answered');
      else if (asks.failures > test.failures || phase === 'ended') this.#end(test, 'silent');
    }
  }

  /** The connection is closed: nobody waits for nothing. */
  stop(): void {
    for (const test of this.#tests) this.#end(test, 'silent');
  }

  /** A stopped printer behind flow control may not be reached by a question at all: its last word stands (asks.ts). */
  #whenOver(canAsk: boolean): Tried {
    const { health, phase } = this.#state();
    if (!canAsk) return phase === 'open' ? 'no-question' : 'silent';
    return health.asb === 'live' && condition(health.status) === 'stopped' ? 'no-question' : 'silent';
  }

  #end(test: Test, tried: Tried): void {
    test.cancel();
    this.#tests = this.#tests.filter((other) => other !== test);
    test.tried(tried);
  }
}
