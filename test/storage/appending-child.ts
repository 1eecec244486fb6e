/**
 * A process of its own that appends sales without end: `appending-child.ts FOLDER`. One line on stdout for each append that returned,
 * `SEQ HASH`, written before the next begins; when an append fails, one JSON line: the reason, and whether it still reads.
 */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { Stamp, TransactionId } from '../../storage/facts.ts';
import { JournalUnwritable } from '../../storage/journal/failures.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import { openJournal } from '../../storage/journal/open.ts';

const token = 'ab'.repeat(32);

function drafts(journal: Journal): readonly EntryDraft[] {
  const { nextStan: stan, batch, entries } = journal.counters();
  const txn = `t${entries}` as TransactionId;
  const card = { maskedPan: '622202******1234', token, entryMode: 'swipe' };
  const submitted = {
    stan,
    batch,
    amountMinor: 100,
    currency: 'CNY',
    card,
    original: null,
    reason: null,
    needsReversal: true,
    tags: [],
  };
  const approved = {
    responseCode: '00',
    rrn: '123456789012',
    authCode: null,
    hostTime: null,
    hostDate: null,
    copies: ['merchant'],
  };
  return [
    { type: 'sale.submitted', txn, body: submitted },
    { type: 'sale.approved', txn, body: approved },
  ] as unknown as readonly EntryDraft[];
}

function run(folder: string): void {
  const stamp: Stamp = { atMs: 1_763_715_600_000, clock: 'synchronised', operator: '1' };
  const journal = openJournal({ folder, terminal: '10000001', randomBytes });
  try {
    for (;;) {
      const next = drafts(journal);
      const image = { txn: next[0]?.txn as TransactionId, name: 'reversalImage', plain: 'x'.repeat(200) } as const;
      const [first] = journal.append(next.slice(0, 1), stamp, [image]);
      writeSync(1, `${first?.seq} ${first?.hash}\n`);
      const [second] = journal.append(next.slice(1), stamp);
      writeSync(1, `${second?.seq} ${second?.hash}\n`);
    }
  } catch (error) {
    if (!(error instanceof JournalUnwritable)) throw error;
    writeSync(
      1,
      `${JSON.stringify({ code: error.code, message: error.message, readsAfterwards: canRead(journal) })}\n`,
    );
  }
}

function canRead(journal: Journal): boolean {
  try {
    return journal.counters().entries > 0;
  } catch (error) {
    if (error instanceof JournalUnwritable) return false;
    throw error;
  }
}

run(process.argv[2] ?? '');
