/** The data folder of a shop that has never sold: made as the terminal makes it, but for the schema, which is laid down as one image instead of step by step. */
import { mkdirSync, writeFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { registerDemonstrationPeople } from '../../firmware/effects/people.ts';
import type { Entry } from '../../storage/entries/entry.ts';
import type { Stamp } from '../../storage/facts.ts';
import { dataFolder } from '../../storage/journal/data-folder.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { Rebuild } from '../../storage/journal/rebuild.ts';
import { makeDeviceKey, type RandomBytes } from '../../storage/keys/device-key.ts';
import { migrate } from '../../storage/migrations/migrate.ts';

/** More than a shop has people. */
const WHOLE_STAFF = 100;

let image: Buffer | null = null;

/** A journal of today's schema with nothing in it, as bytes: the same for every world of this process. */
function emptyJournal(): Buffer {
  if (image !== null) return image;
  const db = new Sqlite(':memory:');
  migrate(db);
  image = db.serialize();
  db.close();
  return image;
}

export function layOutShop(folder: string, randomBytes: RandomBytes): void {
  const files = dataFolder(folder);
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(files.journal, emptyJournal(), { mode: 0o600 });
  makeDeviceKey(files.deviceKey, randomBytes);
}

/** Who works in a shop that trades for real, where nobody is there from the start. @returns what was written */
export function hirePeople(
  folder: string,
  terminal: string,
  stamp: () => Stamp,
  randomBytes: RandomBytes,
): readonly Entry[] {
  const journal = openJournal({ folder, terminal, randomBytes });
  registerDemonstrationPeople({ journal, stamp }, 'simulated');
  const entries = journal.last(WHOLE_STAFF);
  journal.close();
  return entries;
}

/** In memory: no world grows so long that it would not fit. */
export function rebuildInMemory(terminal: string): Rebuild {
  const fresh = new Sqlite(emptyJournal());
  fresh.pragma('foreign_keys = ON');
  return new Rebuild(terminal, fresh);
}
