/** A folder with an empty journal, for tests that open hundreds of them. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { openJournal } from '../../storage/journal/open.ts';

/** In memory where the system has a place for it: power goes in the program here, at a named point; what a disk loses is the crash tests' business. */
const ROOM = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** The files of an empty journal, made once a process: its tables cost more than all that most worlds write into them. */
const EMPTY = new Map<string, Uint8Array>();

export function emptyJournalFolder(terminal: string): string {
  const folder = mkdtempSync(join(ROOM, 'tillproof-world-'));
  if (EMPTY.size > 0) {
    for (const [name, bytes] of EMPTY) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes, { mode: 0o600 });
    }
    return folder;
  }
  openJournal({ folder, terminal, randomBytes }).close();
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (file.isFile()) EMPTY.set(relative(folder, path), readFileSync(path));
  }
  return folder;
}
