/** Does the journal still testify (promise 7)? Recomputes every hash and walks the chain; finds gaps, changes and a missing end. */
import type { Database } from 'better-sqlite3';
import { genesisHash, hashedText, sha256Hex } from './canonical.ts';
import { type EntryRow, EntryRows, hex } from './entry-rows.ts';
import type { JournalProblem, Verdict } from './journal.ts';
import { withLateStatements } from './late-statements.ts';

/** Problems named before the rest is only counted: a broken page breaks everything behind it. */
const MOST_PROBLEMS = 100;

interface Walk {
  entries: number;
  expectedSeq: number;
  /** What the next entry's previous hash may be: the stored hash of the one before, or the one its content asks for. */
  heads: readonly string[];
  problems: JournalProblem[];
}

/** Reads in one snapshot, so that it can run beside the terminal. Time and memory: one pass, nothing kept. */
export function verifyJournal(db: Database, terminal: string): Verdict {
  const walk: Walk = { entries: 0, expectedSeq: 1, heads: [genesisHash(terminal)], problems: [] };
  const snapshot = db.transaction(() => {
    const rows = new EntryRows(withLateStatements(db), terminal);
    walkChain(rows, rows.all(), walk);
    checkEnd(db, walk);
  });
  try {
    snapshot();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    walk.problems.push({ seq: walk.expectedSeq, what: `cannot be read: ${error.message}` });
  }
  const { entries, heads, problems } = walk;
  return { ok: problems.length === 0, entries, headHash: heads[0] ?? '', problems: problems.slice(0, MOST_PROBLEMS) };
}

/**
 * The newest `count` entries only: what a start can afford, since it must not grow with the journal. A change further back is found by
 * `verifyJournal`.
 */
export function verifyEnd(db: Database, terminal: string, count: number): readonly JournalProblem[] {
  const rows = new EntryRows(withLateStatements(db), terminal);
  const newest = rows.newest(count);
  const [first] = newest;
  const heads = first === undefined || first.previous === null ? [genesisHash(terminal)] : [hex(first.previous)];
  const walk: Walk = { entries: 0, expectedSeq: first?.seq ?? 1, heads, problems: [] };
  walkChain(rows, newest, walk);
  checkEnd(db, walk);
  return walk.problems;
}

function walkChain(rows: EntryRows, found: Iterable<EntryRow>, walk: Walk): void {
  for (const row of found) {
    const note = (what: string) =>
      void (walk.problems.length <= MOST_PROBLEMS && walk.problems.push({ seq: row.seq, what }));
    if (row.seq !== walk.expectedSeq) {
      const gone = row.seq - 1 === walk.expectedSeq ? 'is' : `to ${row.seq - 1} are`;
      walk.problems.push({ seq: walk.expectedSeq, what: `entry ${walk.expectedSeq} ${gone} missing` });
      walk.heads = row.previous === null ? [] : [hex(row.previous)];
    }
    const stored = hex(row.hash);
    const parts = rows.parts(row);
    // Where the entry before was changed, its stored or its recomputed hash may be the true one: blame only the entry that is wrong.
    const spelled = walk.heads.map((previousHash) => sha256Hex(hashedText({ ...parts, previousHash })));
    const fits = spelled.includes(stored);
    if (!fits && walk.heads.length > 0) note('the entry is not what was written: its hash differs');
    walk.heads = fits ? [stored] : [stored, ...spelled];
    walk.entries += 1;
    walk.expectedSeq = row.seq + 1;
  }
}

/** Entries cut off at the end leave a chain that is whole in itself; the counters remember where it ended. */
function checkEnd(db: Database, walk: Walk): void {
  const end = db.prepare<[], { entries: number; head: Uint8Array | null }>('SELECT entries, head FROM counters').get();
  const last = walk.expectedSeq - 1;
  if (end === undefined) walk.problems.push({ seq: last, what: 'the counters are missing' });
  else if (end.entries > last)
    walk.problems.push({ seq: last + 1, what: `the end is missing: ${end.entries} entries were written` });
  else if (end.entries < last)
    walk.problems.push({ seq: last, what: `entries after ${end.entries} were not written by the journal` });
  else if (end.head !== null && walk.problems.length === 0 && hex(end.head) !== walk.heads[0]) {
    walk.problems.push({ seq: last, what: 'the last entry is not the one that was written' });
  }
}
