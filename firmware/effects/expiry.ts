/**
 * Wipes what was kept of customers and cards when its time is over (promise 5; requirement D7): at rest, journaled with how much it was. After a
 * restore the backup's secrets are there again, and go the same way. Backups themselves hold them sealed, without the key, and are pruned by count.
 */
import type { Ports } from './ports.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Days are what counts; a look at every rest would cost each sale. */
const LOOK_EVERY_MS = HOUR_MS;

export class Expiry {
  readonly #ports: Pick<Ports, 'journal' | 'stamp' | 'policy'>;
  #lookedMs: number | null = null;

  constructor(ports: Pick<Ports, 'journal' | 'stamp' | 'policy'>) {
    this.#ports = ports;
  }

  /** Nobody waits now. */
  rested(): void {
    const { journal, stamp, policy } = this.#ports;
    const now = stamp();
    const sinceMs = this.#lookedMs === null ? LOOK_EVERY_MS : Math.abs(now.atMs - this.#lookedMs);
    if (sinceMs < LOOK_EVERY_MS) return;
    this.#lookedMs = now.atMs;
    const before = (days: number): number => Math.max(0, now.atMs - days * DAY_MS);
    const expired = journal.expiredSecrets(before(policy.refund.customerDays), before(policy.refund.windowDays));
    if (expired.customers + expired.cards === 0) return;
    journal.append([{ type: 'secrets.expired', txn: null, body: expired }], now);
  }
}
