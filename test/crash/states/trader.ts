/**
 * Works a journal as a terminal does, for a traced run: one line on stdout for each thing that is done for good, before the next begins:
 * `entry SEQ HASH`, or `wiped TXN NAME`.
 */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import type { EntryDraft } from '../../../storage/entries/entry.ts';
import { copyId, type Stamp, type TransactionId } from '../../../storage/facts.ts';
import type { Journal, SecretDraft } from '../../../storage/journal/journal.ts';
import { openJournal } from '../../../storage/journal/open.ts';

export const STAMP: Stamp = { atMs: 1_763_715_600_000, clock: 'synchronised', operator: '1' };
const CARD = { maskedPan: '476173******0010', token: 'ab'.repeat(32), entryMode: 'swipe' };
const EVIDENCE = { by: 'printer', processId: '0001', sentHex: '1d28', receivedHex: '3722' };

const id = (name: string): TransactionId => name as TransactionId;

/** One line that what follows can be held to. */
export function say(line: string): void {
  writeSync(1, `${line}\n`);
}

export class Trader {
  readonly #folder: string;
  #journal: Journal;

  constructor(folder: string) {
    this.#folder = folder;
    this.#journal = this.#open();
  }

  #open(): Journal {
    return openJournal({ folder: this.#folder, terminal: '10000001', randomBytes });
  }

  get journal(): Journal {
    return this.#journal;
  }

  reopen(): void {
    this.#journal.close();
    this.#journal = this.#open();
  }

  close(): void {
    this.#journal.close();
  }

  rest(): void {
    this.#journal.rest();
  }

  append(drafts: readonly unknown[], secrets: readonly SecretDraft[] = []): void {
    for (const { seq, hash } of this.#journal.append(drafts as readonly EntryDraft[], STAMP, secrets))
      say(`entry ${seq} ${hash}`);
  }

  wipe(txn: string, name: SecretDraft['name']): void {
    if (this.#journal.wipe(id(txn), name)) say(`wiped ${txn} ${name}`);
  }

  submit(kind: 'sale' | 'refund', txn: string, amountMinor: number, original: string | null): void {
    const { nextStan: stan, batch } = this.#journal.counters();
    const needsReversal = kind === 'sale';
    const about = { stan, batch, amountMinor, currency: 'CNY', card: CARD, original, reason: null, tags: [] };
    const secrets: SecretDraft[] = [{ txn: id(txn), name: 'pan', plain: '4761739001010010' }];
    if (needsReversal) secrets.push({ txn: id(txn), name: 'reversalImage', plain: 'x'.repeat(200) });
    this.append([{ type: `${kind}.submitted`, txn, body: { ...about, needsReversal } }], secrets);
  }

  approve(kind: 'sale' | 'refund', txn: string): void {
    const answer = { responseCode: '00', rrn: '123456789012', authCode: null, hostTime: null, hostDate: null };
    const { nextSlip: slip } = this.#journal.counters();
    const copy = copyId(id(txn), 'merchant');
    this.append([
      { type: `${kind}.approved`, txn, body: { ...answer, copies: ['merchant'] } },
      { type: 'receipt.started', txn, body: { copy, slip, marking: { kind: 'original' } } },
    ]);
    this.append([{ type: 'receipt.printed', txn, body: { copy, slip, evidence: EVIDENCE } }]);
  }

  sell(txn: string, amountMinor = 1000): void {
    this.submit('sale', txn, amountMinor, null);
    this.approve('sale', txn);
  }

  /** A refund that waits for paper, the customer's name and telephone sealed beside it. */
  promise(txn: string, original: string, amountMinor: number): void {
    const body = { original, amountMinor, currency: 'CNY', card: CARD, reason: 'goods returned' };
    const promised = { customerPhoneLast4: '8888', promisedForMs: STAMP.atMs + 3_600_000, copies: ['customer'] };
    const customer: SecretDraft = { txn: id(txn), name: 'customer', plain: '{"phone":"13800138888"}' };
    this.append([{ type: 'refund.deferred', txn, body: { ...body, ...promised } }], [customer]);
  }

  /** The day's close: told, answered, the next batch open, the cards of the old one wiped. */
  settle(txn: string): void {
    const { nextStan: stan, batch } = this.#journal.counters();
    const [told] = this.#journal.totals();
    if (told === undefined) throw new Error('there is nothing to settle');
    const { batch: _, ...totals } = told;
    this.append([{ type: 'settlement.started', txn, body: { batch } }]);
    this.append([{ type: 'settlement.sent', txn, body: { stan, batch, attempt: 1, totals } }]);
    const nextBatch = String(Number(batch) + 1).padStart(6, '0');
    const ended = { nextBatch, by: 'acquirer', manager: null, differences: [], keepCardsFromMs: STAMP.atMs + 1 };
    this.append([
      { type: 'settlement.answered', txn, body: { result: 'balanced', upload: false } },
      { type: 'settlement.ended', txn, body: { ...ended, copies: ['merchant'] } },
    ]);
  }
}
