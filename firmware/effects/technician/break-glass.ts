/** Login by challenge and response: one try for each challenge, and a wait that grows with wrong ones and stands in the journal, so that a restart gives no new try. */
import { lockAfter } from '../../rules/people.ts';
import { refuse, type Verdict } from '../../rules/verdict.ts';
import type { Ports } from '../ports.ts';

export interface ChallengeHost {
  /** Digits that nobody can foresee. */
  newChallenge(): string;
  responseFits(challenge: string, response: string): boolean;
}

/** Operator of the entries that follow. */
const BREAK_GLASS = 'break-glass';
const NEWEST_ENTRIES = 1_000;

export class BreakGlass {
  readonly #ports: Pick<Ports, 'journal' | 'stamp'>;
  readonly #host: ChallengeHost;
  #challenge: string | null = null;

  constructor(ports: Pick<Ports, 'journal' | 'stamp'>, host: ChallengeHost) {
    this.#ports = ports;
    this.#host = host;
  }

  challenge(): Verdict<{ readonly challenge: string }> {
    const { failures, lastMs } = this.#failures();
    const waitMs = lastMs + lockAfter(failures) - this.#ports.stamp().atMs;
    if (failures > 0 && waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      return refuse(
        'challenge-locked',
        { failures, waitMs },
        { zh: `答错 ${failures} 次,已锁定`, en: `Locked: ${failures} wrong answers` },
        { zh: `等 ${seconds} 秒`, en: `Wait ${seconds} s` },
      );
    }
    this.#challenge = this.#host.newChallenge();
    return { allowed: true, challenge: this.#challenge };
  }

  answer(response: string): Verdict<{ readonly operator: string }> {
    const { journal, stamp } = this.#ports;
    const challenge = this.#challenge;
    this.#challenge = null;
    if (challenge !== null && this.#host.responseFits(challenge, response))
      return { allowed: true, operator: BREAK_GLASS };
    const failures = this.#failures().failures + 1;
    journal.append([{ type: 'maintenance.refused', txn: null, body: { failures } }], {
      ...stamp(),
      operator: BREAK_GLASS,
    });
    return refuse(
      'challenge-wrong',
      { failures },
      { zh: '应答不对', en: 'Not the answer to that challenge' },
      { zh: '重新输入 emergency,取得新的挑战码', en: 'Type emergency again for a new challenge' },
    );
  }

  /** Wrong answers in a row. */
  #failures(): { readonly failures: number; readonly lastMs: number } {
    const newest = this.#ports.journal
      .last(NEWEST_ENTRIES)
      .findLast(
        ({ type, operator }) =>
          type === 'maintenance.refused' || (type === 'maintenance.loggedIn' && operator === BREAK_GLASS),
      );
    return newest?.type === 'maintenance.refused'
      ? { failures: newest.body.failures, lastMs: newest.atMs }
      : { failures: 0, lastMs: 0 };
  }
}
