/** What the journal promises to the firmware (design §4). The only way to remember anything. */
import type { Entry, EntryDraft } from '../entries/entry.ts';
import type { ExpiredSecrets } from '../entries/secrets.ts';
import type { CardFacts, Stamp, TransactionId } from '../facts.ts';
import type { PinDraft } from './people-models.ts';
import type { JournalReads } from './reads.ts';

/**
 * Something to keep encrypted beside the journal until it is wiped; written in the same durable transaction.
 *
 * `reversalImage` is wiped with its obligation, in the same transaction. `pan` is wiped when the transaction ends without money moved
 * (declined, notSent, reversed, cancelled). For what is approved: when the batch is closed, except of a sale that can still be refunded, because
 * a refund carries it (facts/acquirer §1.2): that one is kept until the window of `settlement.ended` has passed. `chipData` (DE 55 of a chip) is kept until
 * its batch is closed and no script result of it is owed. `customer` stays
 * until its promise has ended and `secrets.expired` says that its time is over, or until `wipe`.
 */
export interface SecretDraft {
  readonly txn: TransactionId;
  readonly name: 'reversalImage' | 'pan' | 'chipData' | 'customer';
  readonly plain: string;
}

export type JournalProblem = { readonly seq: number; readonly what: string };

export interface Verdict {
  readonly ok: boolean;
  readonly entries: number;
  readonly headHash: string;
  readonly problems: readonly JournalProblem[];
}

/** What is written, and what is asked of the entries themselves; `JournalReads`: every question to what they come to. */
export interface Journal extends JournalReads {
  /**
   * Makes facts durable: entries, projections, obligations, counters and secrets in one SQLite transaction with synchronous=FULL.
   * Synchronous. @throws JournalUnwritable, JournalRefused; then nothing of it stands.
   */
  append(drafts: readonly EntryDraft[], stamp: Stamp, secrets?: readonly (SecretDraft | PinDraft)[]): readonly Entry[];
  /**
   * Grows with everything that is made durable, from 0 at each opening: as long as it is the same, so is every answer. Asks no disk and never throws,
   * also where the journal is dead or closed: then nothing is written any more, and it stays what it was.
   */
  revision(): number;
  /** What may be wiped: created before these instants, and needed by nobody any more. */
  expiredSecrets(customersBeforeMs: number, cardsBeforeMs: number): ExpiredSecrets;
  timeline(txn: TransactionId): readonly Entry[];
  /** The newest `count` entries, in the order in which they were written. */
  last(count: number): readonly Entry[];
  /** Decrypts; null when never kept or wiped. */
  secret(txn: TransactionId, name: SecretDraft['name']): string | null;
  /**
   * Wipes a secret for good, durably. @returns false if there was none. @throws JournalRefused (`secret-still-needed`) for the image of
   * a reversal that is still owed; JournalUnwritable.
   */
  wipe(txn: TransactionId, name: SecretDraft['name']): boolean;
  /** Whether it is this operator's PIN. Takes a tenth of a second, on purpose. False where there is none. @throws JournalBroken */
  pinFits(operator: string, pin: string): boolean;
  /** HMAC of a card number, or of a payment code, under the device key. */
  cardToken(pan: string): CardFacts['token'];
  /** The terminal's signature under what it hands to customers: Ed25519, 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array;
  /** The public half of that key: 32 bytes, hex. */
  signingKeyHex(): string;
  verify(): Verdict;
  /**
   * Folds the write-ahead log into the file. To be called when nobody waits (back to idle after a sale), so that no append between card
   * and paper has to do it: an append does it by itself only when 4 000 pages have come together. @throws JournalUnwritable, JournalBroken
   */
  rest(): void;
  close(): void;
}
