/** Brings a journal's schema forward, never back, never from scratch over something that was there. */
import type { Database } from 'better-sqlite3';
import { JournalBroken, JournalUnwritable } from '../journal/failures.ts';
import { JOURNAL_1 } from './journal-1.ts';
import { JOURNAL_2 } from './journal-2.ts';
import { JOURNAL_3 } from './journal-3.ts';
import { JOURNAL_4 } from './journal-4.ts';
import { JOURNAL_5 } from './journal-5.ts';
import { JOURNAL_6 } from './journal-6.ts';
import { JOURNAL_7 } from './journal-7.ts';
import { JOURNAL_8 } from './journal-8.ts';
import { JOURNAL_9 } from './journal-9.ts';
import { JOURNAL_10 } from './journal-10.ts';
import { JOURNAL_11 } from './journal-11.ts';
import { JOURNAL_12 } from './journal-12.ts';
import { JOURNAL_13 } from './journal-13.ts';
import { JOURNAL_14 } from './journal-14.ts';
import { JOURNAL_15 } from './journal-15.ts';
import { JOURNAL_16 } from './journal-16.ts';
import { JOURNAL_17 } from './journal-17.ts';
import { JOURNAL_18 } from './journal-18.ts';
import { JOURNAL_19 } from './journal-19.ts';
import { JOURNAL_20 } from './journal-20.ts';
import { JOURNAL_21 } from './journal-21.ts';
import { JOURNAL_22 } from './journal-22.ts';
import { JOURNAL_23 } from './journal-23.ts';
import { JOURNAL_24 } from './journal-24.ts';
import { JOURNAL_25 } from './journal-25.ts';
import { JOURNAL_26 } from './journal-26.ts';
import { JOURNAL_27 } from './journal-27.ts';
import { JOURNAL_28 } from './journal-28.ts';
import { JOURNAL_29 } from './journal-29.ts';
import { JOURNAL_30 } from './journal-30.ts';
import { JOURNAL_31 } from './journal-31.ts';
import { JOURNAL_32 } from './journal-32.ts';
import { JOURNAL_33 } from './journal-33.ts';
import { JOURNAL_34 } from './journal-34.ts';

/** Marks the file as ours: 'TILL'. */
const APPLICATION_ID = 0x54494c4c;

/** Step n brings schema n - 1 to n. A step that has shipped is never edited. */
const STEPS: readonly string[] = [
  JOURNAL_1,
  JOURNAL_2,
  JOURNAL_3,
  JOURNAL_4,
  JOURNAL_5,
  JOURNAL_6,
  JOURNAL_7,
  JOURNAL_8,
  JOURNAL_9,
  JOURNAL_10,
  JOURNAL_11,
  JOURNAL_12,
  JOURNAL_13,
  JOURNAL_14,
  JOURNAL_15,
  JOURNAL_16,
  JOURNAL_17,
  JOURNAL_18,
  JOURNAL_19,
  JOURNAL_20,
  JOURNAL_21,
  JOURNAL_22,
  JOURNAL_23,
  JOURNAL_24,
  JOURNAL_25,
  JOURNAL_26,
  JOURNAL_27,
  JOURNAL_28,
  JOURNAL_29,
  JOURNAL_30,
  JOURNAL_31,
  JOURNAL_32,
  JOURNAL_33,
  JOURNAL_34,
];

export const SCHEMA_VERSION = STEPS.length;

/**
 * Applies the steps that are missing, all in one durable transaction.
 * @param to the schema to stop at, for a test of what comes after
 * @throws JournalUnwritable (`newer-schema`), JournalBroken where the file is somebody else's.
 */
export function migrate(db: Database, to = SCHEMA_VERSION): void {
  const version = schemaVersion(db);
  if (version >= to) return;
  // A step may put a table that others point to in the place of another one: whether every pointer still has its row is looked at once, in the end.
  const enforced = db.pragma('foreign_keys', { simple: true });
  db.pragma('foreign_keys = OFF');
  try {
    db.transaction(() => {
      for (const step of STEPS.slice(version, to)) db.exec(step);
      demandPointersWhole(db);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${to}`);
    }).immediate();
  } finally {
    db.pragma(`foreign_keys = ${String(enforced)}`);
  }
}

/** @throws JournalBroken where a row points to one that is not there. */
export function demandPointersWhole(db: Database): void {
  const [dangling] = db.pragma('foreign_key_check') as readonly { readonly table: string }[];
  if (dangling !== undefined)
    throw new JournalBroken(`${db.name}: a row of ${dangling.table} points to nothing. Restore a backup.`);
}

/**
 * The schema of an opened file, 0 for an empty one.
 * @throws JournalUnwritable (`newer-schema`), JournalBroken where the file is somebody else's.
 */
export function schemaVersion(db: Database): number {
  const version = Number(db.pragma('user_version', { simple: true }));
  const tables = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (version === 0 && tables === 0) return 0;
  if (Number(db.pragma('application_id', { simple: true })) !== APPLICATION_ID) {
    throw new JournalBroken(
      `${db.name} is not a journal of this terminal: it is a database of something else. Restore a backup or name another data folder.`,
    );
  }
  if (version > SCHEMA_VERSION) {
    throw new JournalUnwritable(
      `${db.name} was written by a newer version (schema ${version}, this version knows ${SCHEMA_VERSION}). Run the newer version; nothing was changed.`,
      'newer-schema',
    );
  }
  return version;
}
