/**
 * A process of its own that works a journal as a terminal does: `trading-child.ts FOLDER`. Begins it, sells, gives back, reverses,
 * prints, wipes, rests, closes, opens again. One line on stdout for each thing that is done for good, before the next begins:
 * `entry SEQ HASH`, or `wiped TXN NAME`.
 */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import type { EntryDraft } from '../../../storage/entries/entry.ts';
import { copyId, type Stamp, type TransactionId } from '../../../storage/facts.ts';
import type { Journal, SecretDraft } from '../../../storage/journal/journal.ts';
import { openJournal } from '../../../storage/journal/open.ts';

const STAMP: Stamp = { atMs: 1_763_715_600_000, clock: 'synchronised', operator: '1' };
const CARD = { maskedPan: '476173******0010', token: 'ab'.repeat(32), entryMode: 'swipe' };
const EVIDENCE = { by: 'printer', processId: '0001', sentHex: '1d28', receivedHex: '3722' };

const id = (name: string): TransactionId => name as TransactionId;

class Trader {
  readonly #folder: string;
  #journal: Journal;

  constructor(folder: string) {
    this.#folder = folder;
    this.#journal = this.#open();
  }

  #open(): Journal {
    return openJournal({ folder: this.#folder, terminal: '10000001', randomBytes });
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
      writeSync(1, `entry ${seq} ${hash}\n`);
  }

  wipe(txn: string, name: SecretDraft['name']): void {
    if (this.#journal.wipe(id(txn), name)) writeSync(1, `wiped ${txn} ${name}\n`);
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
}

function trade(folder: string): void {
  const trader = new Trader(folder);
  for (let round = 0; round < 3; round++) {
    const [sale, lost, back] = [`sale${round}`, `lost${round}`, `back${round}`];
    trader.submit('sale', sale, 1000, null);
    trader.approve('sale', sale);
    trader.submit('sale', lost, 500, null);
    trader.append([{ type: 'sale.unknown', txn: lost, body: { cause: 'timeout', detail: '' } }]);
    trader.append([{ type: 'reversal.sent', txn: lost, body: { attempt: 1, reason: '98' } }]);
    trader.rest();
    trader.append([{ type: 'reversal.accepted', txn: lost, body: { responseCode: '00' } }]);
    trader.submit('refund', back, 300, sale);
    trader.approve('refund', back);
    trader.wipe(sale, 'pan');
    if (round === 1) trader.reopen();
  }
  trader.close();
}

trade(process.argv[2] ?? '');
