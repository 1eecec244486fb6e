/**
 * What must be kept for a while and then be gone: AES-256-GCM under a key derived from the device key, bound to its transaction and
 * name, overwritten on disk when wiped (`secure_delete`, facts/acquirer §6). Runs inside the journal's own transactions.
 */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../entries/entry.ts';
import type { ExpiredSecrets } from '../entries/secrets.ts';
import type { TransactionId } from '../facts.ts';
import { demand, JournalBroken } from '../journal/failures.ts';
import type { SecretDraft } from '../journal/journal.ts';
import { deriveKey, type RandomBytes } from './device-key.ts';
import { ExpiredRows } from './expired-rows.ts';
import { type Sealed, seal, unseal } from './sealing.ts';

const NAMES: readonly string[] = ['reversalImage', 'pan', 'chipData', 'customer'];

export class Vault {
  readonly #key;
  readonly #randomBytes;
  readonly #put;
  readonly #get;
  readonly #drop;
  readonly #dropSettledPans;
  readonly #expired;
  readonly #dropSettledChips;
  readonly #imageMissing;
  readonly #imageNeeded;
  readonly #known;

  constructor(db: Database, deviceKey: Uint8Array, randomBytes: RandomBytes) {
    this.#key = deriveKey(deviceKey, 'vault');
    this.#randomBytes = randomBytes;
    this.#put = db.prepare(
      'INSERT INTO secrets VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET nonce = excluded.nonce, sealed = excluded.sealed',
    );
    this.#get = db.prepare<[string, string], Sealed>('SELECT nonce, sealed FROM secrets WHERE txn = ? AND name = ?');
    this.#drop = db.prepare('DELETE FROM secrets WHERE txn = ? AND name = ?');
    // A refund carries the card number (facts/acquirer §1.2): a sale keeps it while there is something left to refund within the window,
    // or a promise is open; so does a completion, and a pre-authorisation while it holds. What is voided or refunded whole has no further use for it,
    // but to tell its issuer what became of a script.
    this.#dropSettledPans = db.prepare(
      `DELETE FROM secrets WHERE name = 'pan' AND EXISTS (
         SELECT 1 FROM transactions t WHERE t.txn = secrets.txn AND t.state IN ('approved', 'voided') AND t.reserved_minor = 0 AND t.batch_id <> :open
           AND NOT EXISTS (SELECT 1 FROM scripts s WHERE s.txn_no = t.no)
           AND NOT (t.kind IN ('sale', 'completion', 'completionAdvice') AND t.state = 'approved' AND t.refunded_minor < t.amount_minor
             AND t.created_at_ms >= :keepFromMs)
           AND NOT (t.kind = 'preauth' AND t.state = 'approved' AND t.ended_by IS NULL AND t.created_at_ms >= :keepFromMs))`,
    );
    this.#expired = new ExpiredRows(db);
    // What a chip said goes up with its batch and with its script result, nowhere else.
    this.#dropSettledChips = db.prepare(
      `DELETE FROM secrets WHERE name = 'chipData' AND EXISTS (
         SELECT 1 FROM transactions t, counters k WHERE t.txn = secrets.txn AND t.batch_id <> k.batch_id
           AND NOT EXISTS (SELECT 1 FROM scripts s WHERE s.txn_no = t.no))`,
    );
    this.#imageMissing = db
      .prepare<[string], number>(
        `SELECT 1 FROM transactions t JOIN reversals r ON r.txn_no = t.no
         WHERE t.txn = ? AND NOT EXISTS (SELECT 1 FROM secrets s WHERE s.txn = t.txn AND s.name = 'reversalImage')`,
      )
      .pluck();
    this.#imageNeeded = db
      .prepare<[string], number>('SELECT 1 FROM transactions t JOIN reversals r ON r.txn_no = t.no WHERE t.txn = ?')
      .pluck();
    this.#known = db.prepare<[string], number>('SELECT 1 FROM transactions WHERE txn = ?').pluck();
  }

  /** @throws JournalRefused (`secret-without-transaction`) */
  keep({ txn, name, plain }: SecretDraft): void {
    demand(NAMES.includes(name), 'secret-name', `a secret is ${NAMES.join(', ')}, not ${name}`);
    demand(
      this.#known.get(txn) === 1,
      'secret-without-transaction',
      `there is no transaction ${txn} to keep a secret for`,
    );
    const { nonce, sealed } = seal(this.#key, boundTo(txn, name), plain, this.#randomBytes);
    this.#put.run(txn, name, nonce, sealed);
  }

  /** @throws JournalBroken where what stands was not sealed here for this transaction and name. */
  open(txn: TransactionId, name: SecretDraft['name']): string | null {
    const row = this.#get.get(txn, name);
    if (row === undefined) return null;
    try {
      return unseal(this.#key, boundTo(txn, name), row);
    } catch (cause) {
      throw new JournalBroken(
        `the secret ${name} of ${txn} does not open: it was changed or sealed under another key. Check keys/device.key and restore a backup.`,
        { cause },
      );
    }
  }

  /** @throws JournalRefused (`secret-still-needed`) */
  wipe(txn: TransactionId, name: SecretDraft['name']): boolean {
    const needed = name === 'reversalImage' && this.#imageNeeded.get(txn) === 1;
    demand(!needed, 'secret-still-needed', `the reversal of ${txn} is still owed: its image goes with it`);
    return this.#drop.run(txn, name).changes > 0;
  }

  /** What `secrets.expired` with these instants would wipe. */
  expired(customersBeforeMs: number, cardsBeforeMs: number): ExpiredSecrets {
    return this.#expired.count(customersBeforeMs, cardsBeforeMs);
  }

  /** What an entry makes superfluous is wiped in the entry's own transaction. */
  follow(entry: Entry): void {
    if (entry.type === 'batch.opened' || entry.type === 'settlement.ended') {
      this.#dropSettledPans.run({
        open: entry.seq,
        keepFromMs: entry.type === 'settlement.ended' ? entry.body.keepCardsFromMs : 0,
      });
      this.#dropSettledChips.run();
    }
    if (entry.type === 'script.answered' || entry.type === 'script.resolved') this.#dropSettledChips.run();
    if (entry.type === 'secrets.expired') this.#expired.drop(entry.body);
    if (entry.txn === null) return;
    const [, verb] = entry.type.split('.');
    const reversed = entry.type === 'reversal.accepted' || entry.type === 'reversal.resolved';
    const refused =
      (entry.type === 'refund.resolved' || entry.type === 'completionAdvice.resolved') && !entry.body.approved;
    const outcome = verb === 'approved' || verb === 'declined' || verb === 'notSent' || reversed || refused;
    if (outcome) this.#drop.run(entry.txn, 'reversalImage');
    const withoutMoney = outcome && verb !== 'approved';
    if (!withoutMoney && verb !== 'cancelled') return;
    this.#drop.run(entry.txn, 'pan');
    this.#drop.run(entry.txn, 'chipData');
  }

  /** A reversal that is owed can be sent (facts/acquirer §2.2 rule 1). @throws JournalRefused (`reversal-without-image`) */
  demandImage(entry: Entry): void {
    if (!entry.type.endsWith('.submitted') || entry.txn === null) return;
    const missing = this.#imageMissing.get(entry.txn) === 1;
    demand(
      !missing,
      'reversal-without-image',
      `${entry.txn} may owe a reversal: its reversalImage belongs to the same append`,
    );
  }
}

const boundTo = (txn: string, name: string): string => `${txn}\n${name}`;
