/**
 * A journal of an older version made one of this version: new tables, and what stands in them projected from all its entries again, since a table that
 * came later knows nothing of what was written before it. Only at the first start of a new version does this take as long as the journal is.
 */
import Sqlite, { type Database } from 'better-sqlite3';
import { demandPointersWhole, migrate, SCHEMA_VERSION, schemaVersion } from '../migrations/migrate.ts';
import { projectAll, TABLES } from './rebuild.ts';

/** All in one durable transaction. @throws JournalUnwritable (`newer-schema`), JournalBroken where the file is somebody else's. */
export function bringForward(db: Database, terminal: string): void {
  const schema = schemaVersion(db);
  if (schema === SCHEMA_VERSION) return;
  // Tables are replaced whole, by the steps and by the projection: pointers are looked at in the end, and cannot be switched off within a transaction.
  const enforced = db.pragma('foreign_keys', { simple: true });
  db.pragma('foreign_keys = OFF');
  try {
    const run = db.transaction(() => {
      migrate(db);
      if (schema > 0) projectAgain(db, terminal);
      demandPointersWhole(db);
    });
    run.immediate();
  } finally {
    db.pragma(`foreign_keys = ${String(enforced)}`);
  }
}

/** Entries that today's rules would refuse leave the tables as the migration left them: what stood goes on to stand. */
function projectAgain(db: Database, terminal: string): void {
  const fresh = new Sqlite('');
  try {
    fresh.pragma('synchronous = OFF');
    fresh.pragma('foreign_keys = ON');
    migrate(fresh);
    if (projectAll(db, fresh, terminal).refused !== null) return;
    for (const { table } of TABLES) replaceRows(db, fresh, table);
  } finally {
    fresh.close();
  }
}

function replaceRows(db: Database, fresh: Database, table: string): void {
  const rows = fresh.prepare<[], unknown[]>(`SELECT * FROM ${table}`).raw();
  const columns = rows.columns().map(({ name }) => name);
  const places = columns.map(() => '?').join(', ');
  const insert = db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`);
  db.prepare(`DELETE FROM ${table}`).run();
  for (const row of rows.iterate()) insert.run(...row);
}

/**
 * A copy in memory of a journal that may only be read, brought forward there.
 * @param db of an older schema; stays open
 */
export function broughtForwardCopy(db: Database, terminal: string): Database {
  const image = db.serialize();
  // A write-ahead log has no place in memory: bytes 18 and 19 of the header say that there is none (sqlite.org/fileformat2.html §1.3).
  image[18] = 1;
  image[19] = 1;
  const copy = new Sqlite(image);
  bringForward(copy, terminal);
  return copy;
}
