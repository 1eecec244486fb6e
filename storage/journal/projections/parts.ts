/** A part that the acquirer offers (facts/acquirer §1.7): evidence for the reversal, of a sale whose answer it is, and nothing that counts. */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import { demand } from '../failures.ts';

export class PartProjection {
  readonly #asked;

  constructor(db: Database) {
    this.#asked = db
      .prepare<[string], number>(
        `SELECT amount_minor FROM transactions WHERE txn = ? AND kind = 'sale' AND state = 'submitted'`,
      )
      .pluck();
  }

  /** @returns whether the entry was one of these. @throws JournalRefused */
  project(entry: Entry): boolean {
    if (entry.type !== 'part.offered') return false;
    const { approvedMinor, authCode } = entry.body;
    const askedMinor = this.#asked.get(entry.txn) ?? 0;
    const isPart = Number.isSafeInteger(approvedMinor) && approvedMinor > 0 && approvedMinor < askedMinor;
    demand(isPart, 'approved-part', `${approvedMinor} is no part of the ${askedMinor} that ${entry.txn} asks for`);
    demand(authCode === null || authCode.length <= 6, 'auth-code', `DE 38 has six characters, not ${authCode}`);
    return true;
  }
}
