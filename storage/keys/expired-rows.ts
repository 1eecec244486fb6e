/**
 * Secrets whose time is over. A promise that is open, a refund whose outcome is unknown and what is reserved of a sale hold on to theirs, however
 * old; so does the open batch, which may still be uploaded, a script whose issuer has not been told, and a pre-authorisation that holds.
 */
import type { Database } from 'better-sqlite3';
import type { ExpiredSecrets } from '../entries/secrets.ts';

const CUSTOMERS = `FROM secrets WHERE name = 'customer' AND EXISTS (
  SELECT 1 FROM transactions t WHERE t.txn = secrets.txn AND t.state NOT IN ('deferred', 'submitted', 'unknown') AND t.created_at_ms < :beforeMs)`;
const CARDS = `FROM secrets WHERE name = 'pan' AND EXISTS (
  SELECT 1 FROM transactions t, counters k WHERE t.txn = secrets.txn AND t.state IN ('approved', 'voided') AND t.reserved_minor = 0
    AND t.batch_id <> k.batch_id AND t.created_at_ms < :beforeMs AND NOT EXISTS (SELECT 1 FROM scripts s WHERE s.txn_no = t.no)
    AND NOT (t.kind = 'preauth' AND t.state = 'approved' AND t.ended_by IS NULL))`;

export class ExpiredRows {
  readonly #countCustomers;
  readonly #countCards;
  readonly #dropCustomers;
  readonly #dropCards;

  constructor(db: Database) {
    const count = (of: string) => db.prepare<[{ beforeMs: number }], number>(`SELECT count(*) ${of}`).pluck();
    this.#countCustomers = count(CUSTOMERS);
    this.#countCards = count(CARDS);
    this.#dropCustomers = db.prepare<[{ beforeMs: number }]>(`DELETE ${CUSTOMERS}`);
    this.#dropCards = db.prepare<[{ beforeMs: number }]>(`DELETE ${CARDS}`);
  }

  count(customersBeforeMs: number, cardsBeforeMs: number): ExpiredSecrets {
    const customers = this.#countCustomers.get({ beforeMs: customersBeforeMs }) ?? 0;
    const cards = this.#countCards.get({ beforeMs: cardsBeforeMs }) ?? 0;
    return { customersBeforeMs, customers, cardsBeforeMs, cards };
  }

  drop({ customersBeforeMs, cardsBeforeMs }: ExpiredSecrets): void {
    this.#dropCustomers.run({ beforeMs: customersBeforeMs });
    this.#dropCards.run({ beforeMs: cardsBeforeMs });
  }
}
