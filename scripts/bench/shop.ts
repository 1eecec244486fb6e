/** A journal with the sales of a shop in it, appended as the terminal appends them: four commits a sale, numbers from its own counters. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CardFacts, copyId, minorUnits, type Rrn, type Stamp, type TransactionId } from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import { openJournal } from '../../storage/journal/open.ts';

const CARDS = 5_000;
/** A day of a busy shop, then its settlement in a batch of its own. */
export const SALES_OF_A_BATCH = 500;
export const BETWEEN_SALES_MS = 20_000;
export const MORNING_MS = Date.UTC(2026, 10, 2, 1, 0, 0);

export interface Shop {
  readonly folder: string;
  readonly journal: Journal;
  sell(sales: number): void;
  close(): void;
}

/** Its folder goes with `close`. @param parent where the folder is made; memory-backed where only reading is measured */
export function openShop(parent: string = tmpdir()): Shop {
  const folder = mkdtempSync(join(parent, 'tillproof-bench-shop-'));
  const journal = openJournal({ folder, terminal: '10000001', randomBytes });
  let sold = 0;
  return {
    folder,
    journal,
    sell(sales) {
      for (let n = 0; n < sales; n += 1) {
        sellOne(journal, sold);
        sold += 1;
        if (sold % SALES_OF_A_BATCH === 0) openNextBatch(journal, sold);
      }
    },
    close() {
      journal.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const stampOf = (n: number): Stamp => ({
  atMs: MORNING_MS + n * BETWEEN_SALES_MS,
  clock: 'unsynchronised',
  operator: '1',
});

export function cardOf(journal: Journal, n: number): { readonly facts: CardFacts; readonly pan: string } {
  const pan = `476173${String((n * 7_919) % CARDS).padStart(9, '0')}0`;
  const facts = {
    maskedPan: `${pan.slice(0, 6)}******${pan.slice(-4)}`,
    token: journal.cardToken(pan),
    entryMode: 'swipe',
  };
  return { facts: facts as CardFacts, pan };
}

/** As main.ts names them: the time first, so that rows that are written together lie together. */
const nameOf = (n: number): TransactionId =>
  `t${(MORNING_MS + n * BETWEEN_SALES_MS).toString(36)}${String(n % 1_000).padStart(3, '0')}` as TransactionId;

export const rrnOf = (n: number): Rrn => `6326${String(n).padStart(8, '0')}` as Rrn;

function sellOne(journal: Journal, n: number): void {
  const txn = nameOf(n);
  const stamp = stampOf(n);
  const { facts, pan } = cardOf(journal, n);
  const { nextStan: stan, nextSlip: slip, batch } = journal.counters();
  const amountMinor = minorUnits(100 + (n % 9_000));
  const body = {
    amountMinor,
    currency: 'CNY',
    batch,
    stan,
    card: facts,
    original: null,
    reason: null,
    needsReversal: true,
    tags: [],
  };
  journal.append([{ type: 'sale.submitted', txn, body }], stamp, [
    { txn, name: 'pan', plain: pan },
    { txn, name: 'reversalImage', plain: JSON.stringify({ mti: '0400', fields: 'x'.repeat(220) }) },
  ]);
  const [merchant, customer] = [copyId(txn, 'merchant'), copyId(txn, 'customer')];
  const marking = { kind: 'original' } as const;
  const printed = (copy: typeof merchant, of: number) =>
    ({
      type: 'receipt.printed',
      txn,
      body: { copy, slip: of, evidence: evidenceOf(of), lengthMm: 154 },
    }) as never;
  journal.append(
    [
      {
        type: 'sale.approved',
        txn,
        body: {
          rrn: rrnOf(n),
          authCode: '966118',
          responseCode: '00',
          hostTime: '140016',
          hostDate: '1122',
          copies: ['merchant', 'customer'],
        },
      } as never,
      { type: 'receipt.started', txn, body: { copy: merchant, slip, marking } },
    ],
    stamp,
  );
  const second = journal.counters().nextSlip;
  journal.append(
    [printed(merchant, slip), { type: 'receipt.started', txn, body: { copy: customer, slip: second, marking } }],
    stamp,
  );
  journal.append([printed(customer, second)], stamp);
  journal.rest();
}

function evidenceOf(slip: number) {
  const idHex = Buffer.from(String(slip % 10_000).padStart(4, '0'), 'latin1').toString('hex');
  return {
    by: 'printer',
    sentHex: `1d284806003030${idHex}`,
    receivedHex: `3722${idHex}00`,
  } as const;
}

function openNextBatch(journal: Journal, n: number): void {
  const next = String((Number(journal.counters().batch) % 999_999) + 1).padStart(6, '0');
  journal.append([{ type: 'batch.opened', txn: null, body: { batch: next } } as never], stampOf(n));
}
