/** Are the projections what the entries say (design §4)? Projects every entry again, by the same code, into a database of its own. */
import Sqlite, { type Database } from 'better-sqlite3';
import { migrate } from '../migrations/migrate.ts';
import { EntryRows } from './entry-rows.ts';
import { nameOfType } from './entry-types.ts';
import { JournalRefused } from './failures.ts';
import { withLateStatements } from './late-statements.ts';
import { Projector } from './projections/projector.ts';

/** Every projection, with what its rows are told apart and ordered by. */
export const TABLES: readonly { readonly table: string; readonly key: string }[] = [
  { table: 'batches', key: 'id' },
  { table: 'batch_totals', key: 'batch_id, currency, scheme' },
  { table: 'counters', key: 'id' },
  { table: 'other_stans', key: 'batch, stan' },
  { table: 'transactions', key: 'no' },
  { table: 'reversals', key: 'txn_no' },
  { table: 'copies', key: 'copy' },
  { table: 'slips', key: 'slip' },
  { table: 'settlements', key: 'seq' },
  { table: 'outages', key: 'seq' },
  { table: 'outage_counts', key: 'what' },
  { table: 'outage_enquiries', key: 'txn_no' },
  { table: 'hand_stock', key: 'first' },
  { table: 'hand_slips', key: 'number' },
  { table: 'tasks', key: 'seq' },
  { table: 'alternatives', key: 'number' },
  { table: 'paper_desk', key: 'id' },
  { table: 'rolls', key: 'device' },
  { table: 'backups', key: 'id' },
  { table: 'inventory', key: 'device, serial' },
  { table: 'operators', key: 'operator' },
  { table: 'shifts', key: 'shift' },
  { table: 'policy_keys', key: 'key' },
  { table: 'policies', key: 'seq' },
  { table: 'approvals', key: 'seq' },
  { table: 'freezes', key: 'freeze' },
  { table: 'cases', key: 'txn_no' },
  { table: 'case_files', key: 'number' },
  { table: 'cash_drawer', key: 'currency' },
  { table: 'drawer_doubt', key: 'id' },
  { table: 'drawer_asked', key: 'seq' },
  { table: 'advices', key: 'seq' },
  { table: 'enquiries', key: 'txn_no' },
  { table: 'scripts', key: 'txn_no' },
  { table: 'sold_lines', key: 'txn_no, line' },
  { table: 'vouchers', key: 'txn' },
  { table: 'voucher_parts', key: 'original, claimant' },
  { table: 'returned_lines', key: 'original, line, claimant' },
  { table: 'training_sessions', key: 'session' },
  { table: 'training_results', key: 'seq' },
  { table: 'exercises', key: 'run' },
];

export interface TableVerdict {
  readonly table: string;
  readonly rows: number;
  /** The first row that differs, in words; null where the table is what the entries say. */
  readonly difference: string | null;
}

export interface RebuildVerdict {
  readonly ok: boolean;
  readonly entries: number;
  /** The first entry that the rules refuse, in words; the tables are then compared as far as it got. */
  readonly refused: string | null;
  readonly tables: readonly TableVerdict[];
}

/** Reads `db` in one snapshot and writes nothing to it: runs beside the terminal. The second database is temporary, on disk where large. */
export function rebuildJournal(db: Database, terminal: string): RebuildVerdict {
  const rebuild = new Rebuild(terminal);
  try {
    return rebuild.compareWith(db);
  } finally {
    rebuild.close();
  }
}

/** The projections as the entries say, in a database of their own, which goes on where it was when more entries have come. */
export class Rebuild {
  readonly #terminal;
  readonly #fresh;
  readonly #projector;
  #entries = 0;

  /** @param fresh where the projections go: the tables, and nothing in them; closed with this */
  constructor(terminal: string, fresh: Database = freshProjections()) {
    this.#terminal = terminal;
    this.#fresh = fresh;
    this.#projector = new Projector(withLateStatements(this.#fresh));
  }

  /** Projects the entries that were not there the last time, then compares every row of every table, in one snapshot. */
  compareWith(db: Database): RebuildVerdict {
    const compareAll = db.transaction(() => {
      const rows = new EntryRows(withLateStatements(db), this.#terminal);
      const { entries, refused } = projectFrom(rows, this.#entries + 1, this.#fresh, this.#projector);
      this.#entries += entries;
      const tables = TABLES.map(({ table, key }) => compareTable(db, this.#fresh, table, key));
      const ok = refused === null && tables.every(({ difference }) => difference === null);
      return { ok, entries: this.#entries, refused, tables };
    });
    return compareAll();
  }

  close(): void {
    this.#fresh.close();
  }
}

function freshProjections(): Database {
  const fresh = new Sqlite('');
  fresh.pragma('synchronous = OFF');
  fresh.pragma('foreign_keys = ON');
  migrate(fresh);
  return fresh;
}

/** Into `fresh`, which has the tables and nothing in them. `refused`: the first entry that the rules refuse, in words. */
export function projectAll(
  db: Database,
  fresh: Database,
  terminal: string,
): { entries: number; refused: string | null } {
  const rows = new EntryRows(withLateStatements(db), terminal);
  return projectFrom(rows, 1, fresh, new Projector(withLateStatements(fresh)));
}

function projectFrom(
  rows: EntryRows,
  firstSeq: number,
  fresh: Database,
  projector: Projector,
): { entries: number; refused: string | null } {
  let entries = 0;
  const run = fresh.transaction(() => {
    for (const row of rows.since(firstSeq)) {
      try {
        projector.project(rows.entry(row));
      } catch (error) {
        if (!(error instanceof JournalRefused) && !(error instanceof SyntaxError)) throw error;
        return `entry ${row.seq} (${nameOfType(row.type)}): ${error.message}`;
      }
      entries += 1;
    }
    return null;
  });
  const refused = run();
  return { entries, refused };
}

function compareTable(db: Database, fresh: Database, table: string, key: string): TableVerdict {
  const sql = `SELECT * FROM ${table} ORDER BY ${key}`;
  const stored = db.prepare<[], unknown[]>(sql).raw();
  const columns = stored.columns().map(({ name }) => name);
  const has = stored.iterate();
  const should = fresh.prepare<[], unknown[]>(sql).raw().iterate();
  let rows = 0;
  try {
    for (;;) {
      const a = has.next();
      const b = should.next();
      if (a.done === true && b.done === true) return { table, rows, difference: null };
      rows += 1;
      const difference = differenceOf(columns, a.done ? null : a.value, b.done ? null : b.value);
      if (difference !== null) return { table, rows, difference: `row ${rows}: ${difference}` };
    }
  } finally {
    has.return?.();
    should.return?.();
  }
}

function differenceOf(
  columns: readonly string[],
  has: readonly unknown[] | null,
  should: readonly unknown[] | null,
): string | null {
  if (has === null) return `missing, by the entries ${show(should?.[0])} should be there`;
  if (should === null) return `${show(has[0])} should not be there by the entries`;
  const at = columns.findIndex((_, i) => show(has[i]) !== show(should[i]));
  return at < 0 ? null : `${columns[at]} of ${show(has[0])} is ${show(has[at])}, by the entries ${show(should[at])}`;
}

function show(value: unknown): string {
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`;
  return value === null || value === undefined ? 'NULL' : String(value);
}
