/** The journal seen from outside, beside the running terminal: reads only, decrypts nothing, holds no lock. */
import { existsSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { Entry } from '../entries/entry.ts';
import type { TransactionId } from '../facts.ts';
import { SCHEMA_VERSION, schemaVersion } from '../migrations/migrate.ts';
import { broughtForwardCopy } from './bring-forward.ts';
import { exportLine } from './canonical.ts';
import { openReading } from './connection.ts';
import { EntryRows, hex } from './entry-rows.ts';
import { asJournalError, JournalUnwritable } from './failures.ts';
import type { Journal, Verdict } from './journal.ts';
import { withLateStatements } from './late-statements.ts';
import { listTransactions, type TransactionFilter } from './listing.ts';
import { LookUps } from './look-ups.ts';
import { ReadModels } from './read-models.ts';
import { type Rebuild, type RebuildVerdict, rebuildJournal } from './rebuild.ts';
import type { TransactionRow } from './transaction-rows.ts';
import { verifyJournal } from './verification.ts';

export interface JournalReader
  extends Pick<
    Journal,
    'counters' | 'transaction' | 'find' | 'takenFrom' | 'payeeAt' | 'obligations' | 'timeline' | 'last' | 'verify'
  > {
  readonly terminal: string;
  /** With it anybody can check a signed slip of this terminal; null in a journal that was never opened by this version. */
  readonly eSlipKeyHex: string | null;
  /** @param before goes on from there, so that only what was written since is projected; compared is everything. */
  rebuild(before?: Rebuild): RebuildVerdict;
  /** Every entry, oldest first, one snapshot; one at a time in memory. */
  entries(): IterableIterator<Entry>;
  /** Every entry as one line of RFC 8785 JSON with its hash, oldest first, one snapshot (README: how a stranger verifies it). */
  lines(): IterableIterator<string>;
  /** Transactions by what they are, oldest first, one at a time in memory. */
  transactions(filter: TransactionFilter): IterableIterator<TransactionRow>;
  /** SQLite's online backup into `file`, which must be missing or empty. */
  backupTo(file: string): Promise<void>;
  close(): void;
}

/**
 * @param file journal.sqlite of a data folder or of a backup.
 * @throws JournalUnwritable (`folder`, `newer-schema`), JournalBroken
 */
export function openJournalReader(file: string): JournalReader {
  if (!existsSync(file)) {
    throw new JournalUnwritable(
      `there is no journal ${file}. Name the data folder with --data FOLDER or --config FILE.`,
      'folder',
    );
  }
  let db: Database | null = null;
  try {
    db = openReading(file);
    if (schemaVersion(db) === 0)
      throw new JournalUnwritable(`the journal ${file} is empty: no terminal has run here.`, 'folder');
    const terminal = metaOf(db, 'terminal') ?? '';
    if (schemaVersion(db) < SCHEMA_VERSION) {
      const old = db;
      db = broughtForwardCopy(old, terminal);
      old.close();
    }
    return readerOf(db, terminal, metaOf(db, 'eSlipKey'));
  } catch (error) {
    db?.close();
    throw asJournalError(error, `cannot read the journal ${file}`);
  }
}

function metaOf(db: Database, name: string): string | null {
  return db.prepare<[string], string>('SELECT value FROM meta WHERE name = ?').pluck().get(name) ?? null;
}

function readerOf(db: Database, terminal: string, eSlipKeyHex: string | null): JournalReader {
  const late = withLateStatements(db);
  const models = new ReadModels(late);
  const lookUps = new LookUps(late);
  const rows = new EntryRows(late, terminal);
  const guarded = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw asJournalError(error, 'cannot read the journal');
    }
  };
  return {
    terminal,
    eSlipKeyHex,
    counters: () => guarded(() => models.counters()),
    transaction: (txn) => guarded(() => lookUps.transaction(txn)),
    find: (key) => guarded(() => lookUps.find(key)),
    takenFrom: (txn) => guarded(() => lookUps.takenFrom(txn)),
    payeeAt: (seq) => guarded(() => lookUps.payeeAt(seq)),
    obligations: () => guarded(() => models.obligations()),
    timeline: (txn: TransactionId): readonly Entry[] => guarded(() => rows.ofTransaction(txn)),
    last: (count): readonly Entry[] => guarded(() => rows.last(count)),
    verify: (): Verdict => guarded(() => verifyJournal(db, terminal)),
    rebuild: (before) => guarded(() => before?.compareWith(db) ?? rebuildJournal(db, terminal)),
    *entries() {
      for (const row of rows.all()) yield rows.entry(row);
    },
    *lines() {
      for (const row of rows.all()) yield exportLine(rows.parts(row), hex(row.hash));
    },
    *transactions(filter) {
      yield* listTransactions(db, filter);
    },
    async backupTo(file) {
      // All pages in one step, from one snapshot: a terminal that goes on writing neither waits nor starts it over.
      await db.backup(file, { progress: () => 0x7fffffff });
    },
    close: () => void db.close(),
  };
}
