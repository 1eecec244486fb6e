/**
 * A look at every table and index before the first write: its root, the way to its first rows, its newest rows. A start that reads only what it needs
 * would notice a damaged table at the first sale, with a customer waiting. What lies further inside a table is found by whoever reads it.
 */
import type { Database } from 'better-sqlite3';
import { JournalBroken, messageOf } from './failures.ts';

/** Of each tree, from its root down to its first rows: a tree of that height holds more than any shop sells. */
const PAGES_LOOKED_AT = 4;
/** Of each table, from its end: what the next sale reads. */
const ROWS_LOOKED_AT = 20;

interface Tree {
  readonly name: string;
  readonly type: 'table' | 'index';
  readonly sql: string | null;
}

/**
 * Time grows with the number of tables, not with what they hold.
 * @throws JournalBroken naming the tree. Damage that SQLite itself stumbles over is thrown as its own error (failures.ts).
 */
export function demandReadable(db: Database): void {
  const trees = db.prepare<[], Tree>('SELECT name, type, sql FROM sqlite_schema WHERE rootpage > 0').all();
  const pages = db.prepare<[string], string>(`SELECT pagetype FROM dbstat WHERE name = ? LIMIT ${PAGES_LOOKED_AT}`);
  for (const { name, type, sql } of trees) {
    const found = pages.pluck().all(name);
    if (found.length === 0 || found.includes('corrupted')) throw broken(type, name, 'a page is no page');
    if (type === 'table') readEnd(db, name, /\)[^)]*\bWITHOUT ROWID\b/i.test(sql ?? ''));
  }
}

function readEnd(db: Database, table: string, isWithoutRowid: boolean): void {
  const keys = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk').pluck();
  const order = isWithoutRowid ? keys.all(table).map((column) => `"${column}" DESC`) : ['rowid DESC'];
  try {
    db.prepare(
      `SELECT count(*) FROM (SELECT * FROM "${table}" ORDER BY ${order.join(', ')} LIMIT ${ROWS_LOOKED_AT})`,
    ).get();
  } catch (error) {
    throw broken('table', table, messageOf(error));
  }
}

function broken(type: Tree['type'], name: string, why: string): JournalBroken {
  return new JournalBroken(
    `the ${type} "${name}" is damaged (${why}). Do not trade; keep the folder as it is, then restore the last backup.`,
  );
}
