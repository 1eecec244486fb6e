/**
 * What must hold of a folder that a power cut has left: it opens as the terminal opens it, an interrupted restore or reset is ended on the way, the books
 * verify, and all that had been said stands.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drill } from '../../../storage/backup/backup.ts';
import type { TransactionId } from '../../../storage/facts.ts';
import type { Journal, SecretDraft } from '../../../storage/journal/journal.ts';
import { openJournal } from '../../../storage/journal/open.ts';
import { openJournalReader } from '../../../storage/journal/reader.ts';
import { doNextStart } from '../../../storage/settings/next-start.ts';
import { STAMP } from './trader.ts';

export interface Finding {
  readonly is: 'lost' | 'damaged';
  readonly what: string;
}

const NOTICED_LOSS = /entry \d+ was written here and is gone|is gone or empty, but it was here/;
const TERMINAL = '10000001';
const lost = (what: string): Finding => ({ is: 'lost', what });
const damaged = (what: string): Finding => ({ is: 'damaged', what });

/**
 * Opens the folder as the terminal does. More than was acknowledged may be there.
 * @param stood where the folder stood in the traced run; @returns null where all is well.
 */
export function examine(folder: string, stood: string, said: readonly string[]): Finding | null {
  let journal: Journal;
  try {
    pointHere(folder, stood);
    const done = doNextStart(folder, (operator) => ({ ...STAMP, operator }), randomBytes);
    if (done !== null && done.problem !== null) return damaged(`${done.what}: ${done.problem}`);
    journal = openJournal({ folder, terminal: TERMINAL, randomBytes });
  } catch (error) {
    const why = (error as Error).message;
    // The files are whole, but too short: the terminal has noticed a loss.
    return NOTICED_LOSS.test(why) ? lost(`noticed: ${why}`) : damaged(`does not open: ${why}`);
  }
  try {
    const verdict = journal.verify();
    if (!verdict.ok) return damaged(`verify: ${verdict.problems[0]?.what}`);
    const rebuilt = rebuild(folder);
    if (rebuilt !== null) return damaged(rebuilt);
    return missing(folder, journal, said) ?? brokenBackup(folder, said) ?? unarmed(journal);
  } catch (error) {
    return damaged((error as Error).message);
  } finally {
    journal.close();
  }
}

/** A wish names its backup by its whole path, and this state lies elsewhere than the run that left it. */
function pointHere(folder: string, stood: string): void {
  const wish = join(folder, 'next-start.json');
  if (existsSync(wish)) writeFileSync(wish, readFileSync(wish, 'utf8').replaceAll(stood, folder));
}

function rebuild(folder: string): string | null {
  const reader = openJournalReader(join(folder, 'journal.sqlite'));
  try {
    const { ok, refused, tables } = reader.rebuild();
    return ok ? null : `rebuild: ${refused ?? tables.find(({ difference }) => difference !== null)?.difference}`;
  } finally {
    reader.close();
  }
}

/** Whether what was wished for has been done in this state; one that was only about to be wished for may be or not. */
function missing(folder: string, journal: Journal, said: readonly string[]): Finding | null {
  const wishes = (word: string, what: string) => said.includes(`${word} ${what}`);
  const restored = journal.last(Number.MAX_SAFE_INTEGER).filter(({ type }) => type === 'journal.restored').length;
  const isReset = existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('before-reset-'));
  if (wishes('wished', 'restore') && restored !== 1) return lost(`restored ${restored} times, and once was wished`);
  if (wishes('wished', 'reset') && !isReset) return lost('a reset was wished, and nothing is set aside');
  if (restored > 0 && !wishes('wishing', 'restore')) return damaged('restored, and nobody wished it');
  if (isReset) return notSetAside(folder, journal, said);
  return missingFrom(journal, restored > 0 ? sinceTheBackup(said) : said);
}

/** After a restore: what the backup holds, and what was done since. */
function sinceTheBackup(said: readonly string[]): readonly string[] {
  const backed = said.findIndex((line) => line.startsWith('backed '));
  const done = said.indexOf('did restore');
  return [...said.slice(0, backed), ...(done < 0 ? [] : said.slice(done))];
}

/** The books of before lie together, whole, with their key; those that stand are new. */
function notSetAside(folder: string, journal: Journal, said: readonly string[]): Finding | null {
  if (journal.counters().entries > 0) return damaged('a reset, and the books are not empty');
  const aside = readdirSync(folder).find((name) => name.startsWith('before-reset-')) ?? '';
  const old = openJournal({ folder: join(folder, aside), terminal: TERMINAL, randomBytes });
  try {
    return missingFrom(old, said);
  } finally {
    old.close();
  }
}

function missingFrom(journal: Journal, said: readonly string[]): Finding | null {
  const hashes = new Map(journal.last(Number.MAX_SAFE_INTEGER).map(({ seq, hash }) => [seq, hash]));
  for (const line of said) {
    const [what, first = '', second = ''] = line.split(' ');
    const isThere =
      (what !== 'entry' || hashes.get(Number(first)) === second) &&
      (what !== 'wiped' || journal.secret(first as TransactionId, second as SecretDraft['name']) === null);
    if (!isThere) return lost(`acknowledged, and not so: ${line}`);
  }
  return null;
}

/** A copy that was called one is whole, ends where it was said to, and opens without its folder. */
function brokenBackup(folder: string, said: readonly string[]): Finding | null {
  for (const line of said) {
    const [what, name = '', entries, head] = line.split(' ');
    if (what !== 'backed') continue;
    const file = join(folder, 'backups', name, 'journal.sqlite');
    if (!existsSync(file)) return lost(`the backup ${name} is gone`);
    const { verdict, rebuild: rebuilt } = drill(file);
    if (!verdict.ok || !rebuilt.ok) return damaged(`the backup ${name} is not whole`);
    if (String(verdict.entries) !== entries || verdict.headHash !== head) return lost(`not what was said: ${line}`);
  }
  return null;
}

/** A sale without an end has its reversal, and the reversal its image; a sale with one has neither (museum: reversal-window). */
function unarmed(journal: Journal): Finding | null {
  const owed = new Set(journal.reversals().map(({ txn }) => txn));
  for (const { type, txn } of journal.last(Number.MAX_SAFE_INTEGER)) {
    if (type !== 'sale.submitted') continue;
    const state = journal.transaction(txn)?.state;
    const isOpen = state === 'submitted' || state === 'unknown';
    const hasImage = journal.secret(txn, 'reversalImage') !== null;
    if (owed.has(txn) !== isOpen || hasImage !== isOpen)
      return damaged(`${txn} is ${state}: reversal ${owed.has(txn)}, image ${hasImage}`);
  }
  return null;
}
