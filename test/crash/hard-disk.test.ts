/** What disks and clocks do to a journal that stands: a log cut short, pages of garbage, a clock that jumps. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backUp } from '../../storage/backup/backup.ts';
import { JournalBroken } from '../../storage/journal/failures.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { Chance } from '../simulation/chance.ts';
import { MORNING_MS, merchant, TERMINAL, Till, temporaryFolder } from '../storage/acts.ts';

const DAY_MS = 86_400_000;

function trade(till: Till, sales: number): void {
  for (let n = 0; n < sales; n++) {
    till.sale(`s${n}`);
    till.start(merchant(`s${n}`));
    till.printed(merchant(`s${n}`));
  }
}

const PARTS = ['journal.sqlite', 'journal.sqlite-wal', 'journal.born', join('keys', 'device.key')];

/** The folder as a power cut leaves it: the terminal never closed it. `journal.end`, never synced, may be as old as the folder. */
function copyOf(folder: string, more: readonly string[] = []): string {
  const copy = join(temporaryFolder(), 'copy');
  mkdirSync(join(copy, 'keys'), { recursive: true, mode: 0o700 });
  for (const file of [...PARTS, ...more]) copyFileSync(join(folder, file), join(copy, file));
  return copy;
}

/** What opening says no with. */
function refusalToOpen(folder: string): JournalBroken {
  try {
    openJournal({ folder, terminal: TERMINAL, randomBytes }).close();
  } catch (error) {
    if (error instanceof JournalBroken) return error;
    throw error;
  }
  throw new Error('it opened');
}

describe('a write-ahead log that was cut short', () => {
  test('what is left is whole: a beginning of what was written, verified, and the terminal goes on', {
    timeout: 60_000,
  }, () => {
    const till = new Till();
    trade(till, 4);
    const written = till.journal.last(1_000).map(({ hash }) => hash);
    const { size } = statSync(join(till.folder, 'journal.sqlite-wal'));
    const chance = new Chance(7);
    const found = new Set<number>();
    for (let cut = 0; cut < 40; cut++) {
      const folder = copyOf(till.folder);
      truncateSync(join(folder, 'journal.sqlite-wal'), cut === 0 ? 0 : chance.whole(0, size));
      let journal: ReturnType<typeof openJournal>;
      try {
        journal = openJournal({ folder, terminal: TERMINAL, randomBytes });
      } catch (error) {
        // Not even the schema is left: a loss is said to be one, never taken for a beginning.
        expect(error).toBeInstanceOf(JournalBroken);
        found.add(-1);
        continue;
      }
      const kept = journal.last(1_000).map(({ hash }) => hash);
      expect(kept).toEqual(written.slice(0, kept.length));
      expect(journal.verify().ok).toBe(true);
      found.add(kept.length);
      const { nextStan: stan, batch } = journal.counters();
      journal.append([{ type: 'stan.spent', txn: null, body: { stan, batch, on: 'echo' } }], {
        atMs: MORNING_MS,
        clock: 'unsynchronised',
        operator: '1',
      });
      expect(journal.verify().ok).toBe(true);
      journal.close();
    }
    expect(found.size).toBeGreaterThan(5);
  });
});

describe('the newest entries are gone, and what is left is whole in itself', () => {
  /** Four sales in the file, a fifth in the log alone. */
  function traded(): Till {
    const till = new Till();
    trade(till, 4);
    till.journal.rest();
    till.sale('newest');
    return till;
  }

  test.each([
    ['the log is removed', (folder: string) => rmSync(join(folder, 'journal.sqlite-wal'))],
    ['the log is cut off', (folder: string) => truncateSync(join(folder, 'journal.sqlite-wal'), 0)],
    ['its last commit is cut off', (folder: string) => truncateSync(join(folder, 'journal.sqlite-wal'), 8_000)],
  ])('%s: refused in words, and nothing is written, so that the file can be put back', (_, spoil) => {
    const till = traded();
    const folder = copyOf(till.folder, ['journal.end']);
    spoil(folder);
    const before = readFileSync(join(folder, 'journal.sqlite'));
    const { entries } = till.journal.counters();
    const refused = refusalToOpen(folder);
    expect(refused.message).toMatch(new RegExp(`^entry ${entries} was written here and is gone: .*Do not trade\\. .*`));
    expect(readFileSync(join(folder, 'journal.sqlite')).equals(before)).toBe(true);
    copyFileSync(join(till.folder, 'journal.sqlite-wal'), join(folder, 'journal.sqlite-wal'));
    const journal = openJournal({ folder, terminal: TERMINAL, randomBytes });
    expect(journal.counters().entries).toBe(entries);
    journal.close();
  });

  test('what the refusal says to do goes on from what is left, with no number used twice', () => {
    const till = traded();
    const folder = copyOf(till.folder, ['journal.end']);
    const spent = till.journal.counters();
    rmSync(join(folder, 'journal.sqlite-wal'));
    const command = / (restore \S+ --data \S+)$/.exec(refusalToOpen(folder).message)?.[1]?.split(' ') ?? [];
    const script = join(import.meta.dirname, '..', '..', 'scripts', 'journal.ts');
    const { status, stderr } = spawnSync(process.execPath, [script, ...command], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const journal = openJournal({ folder, terminal: TERMINAL, randomBytes });
    expect(Number(journal.counters().nextStan)).toBeGreaterThan(Number(spent.nextStan));
    expect(journal.counters().nextSlip).toBeGreaterThan(spent.nextSlip);
    // The note beside the journal says that there was more: it is somebody's to compare with the acquirer.
    expect(journal.last(2).map(({ type }) => type)).toEqual(['journal.restored', 'task.opened']);
    journal.close();
  });

  test('an old backup laid in the place of the journal by hand', async () => {
    const till = new Till();
    trade(till, 1);
    const backup = join(temporaryFolder(), 'backup');
    const { file } = await backUp(join(till.folder, 'journal.sqlite'), backup);
    till.sale('after');
    till.journal.close();
    copyFileSync(file, join(till.folder, 'journal.sqlite'));
    expect(refusalToOpen(till.folder).message).toContain('an older copy of the journal was laid in its place');
  });

  test('a journal that took another way since: the same number of entries, other ones', () => {
    const till = new Till();
    trade(till, 1);
    const twin = copyOf(till.folder, ['journal.end']);
    till.sale('here');
    const other = openJournal({ folder: twin, terminal: TERMINAL, randomBytes });
    other.close();
    copyFileSync(join(till.folder, 'journal.end'), join(twin, 'journal.end'));
    expect(refusalToOpen(twin).message).toContain('is gone');
  });

  test('a note that cannot be read says nothing: no sale is refused for it', () => {
    const till = traded();
    const note = readFileSync(join(till.folder, 'journal.end'));
    const spoilt = [Buffer.alloc(0), Buffer.alloc(512), note.subarray(0, 80), Buffer.from(note).fill(0x39, 6, 8)];
    for (const content of spoilt) {
      const folder = copyOf(till.folder);
      rmSync(join(folder, 'journal.sqlite-wal'));
      writeFileSync(join(folder, 'journal.end'), content);
      openJournal({ folder, terminal: TERMINAL, randomBytes }).close();
    }
  });
});

describe('pages of garbage', () => {
  test('every page that is overwritten is noticed by verify, by rebuild, or by opening, unless nothing stands in it', {
    timeout: 60_000,
  }, async () => {
    const till = new Till();
    trade(till, 6);
    const backup = join(temporaryFolder(), 'backup');
    const { file } = await backUp(join(till.folder, 'journal.sqlite'), backup);
    const whole = readFileSync(file);
    const lines = linesOf(file);
    const spoilt = join(temporaryFolder(), 'spoilt.sqlite');
    let noticed = 0;
    for (let page = 0; page < whole.length / 4096; page++) {
      const bytes = Buffer.from(whole);
      bytes.fill(0x5a, page * 4096, page * 4096 + 4096);
      writeFileSync(spoilt, bytes);
      const what = examined(spoilt);
      if (what === 'sound') expect(linesOf(spoilt)).toEqual(lines);
      else noticed += 1;
    }
    expect(noticed).toBeGreaterThan(10);
  });
});

function linesOf(file: string): readonly string[] {
  const reader = openJournalReader(file);
  try {
    return [...reader.lines()];
  } finally {
    reader.close();
  }
}

function examined(file: string): 'sound' | 'noticed' {
  try {
    const reader = openJournalReader(file);
    try {
      return reader.verify().ok && reader.rebuild().ok ? 'sound' : 'noticed';
    } finally {
      reader.close();
    }
  } catch (error) {
    // Damage is the journal's own word, in any case; nothing else may come through.
    expect(error).toBeInstanceOf(JournalBroken);
    return 'noticed';
  }
}

describe('a clock that jumps', () => {
  test.each([
    ['back a day', -DAY_MS],
    ['back to 1970', -MORNING_MS],
    ['to the end of 32 bits', 2_147_483_646_000 - MORNING_MS],
    ['a century on', 36_525 * DAY_MS],
  ])('%s: order, chain, numbers and debts do not hang on it', (_, jumpMs) => {
    const till = new Till();
    trade(till, 2);
    till.submit('open');
    const before = till.journal.counters();
    const stamp = { atMs: MORNING_MS + jumpMs, clock: 'jumped', operator: '1' } as const;
    till.journal.append([till.submittedDraft('after', { needsReversal: false })], stamp);
    till.journal.append(
      [{ type: 'sale.unknown', txn: till.row('open').txn, body: { cause: 'restart', detail: '' } }],
      stamp,
    );
    till.reopen();
    const entries = till.journal.last(3);
    expect(entries.map(({ seq }) => seq)).toEqual([before.entries, before.entries + 1, before.entries + 2]);
    expect(entries.at(-1)).toMatchObject({ clock: 'jumped', atMs: MORNING_MS + jumpMs });
    expect(till.journal.verify()).toMatchObject({ ok: true });
    expect(Number(till.journal.counters().nextStan)).toBe(Number(before.nextStan) + 1);
    expect(till.journal.obligations().map(({ kind, transaction }) => `${kind} ${transaction}`)).toEqual(
      expect.arrayContaining(['reversal open']),
    );
    till.reversalSent('open', 1);
    till.reversalAccepted('open');
    expect(till.journal.reversals()).toEqual([]);
    const reader = openJournalReader(join(till.folder, 'journal.sqlite'));
    expect(reader.rebuild().ok).toBe(true);
    reader.close();
  });

  test('a stamp that is no time is refused before anything is written', () => {
    const till = new Till();
    const { entries } = till.journal.counters();
    for (const atMs of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1.5]) {
      const stamp = { atMs, clock: 'synchronised', operator: '1' } as const;
      expect(() => till.journal.append([till.submittedDraft('s')], stamp)).toThrow('stamp');
    }
    expect(till.journal.counters().entries).toBe(entries);
  });
});
