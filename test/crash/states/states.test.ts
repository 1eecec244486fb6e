/** What a power cut can leave of the journal, built from one traced run (facts/lab); the long run: `npm run crash -- --states`. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Chance } from '../../simulation/chance.ts';
import { whyNoKnife } from '../knife.ts';
import { ALL_SURVIVES, NOTHING_SURVIVES, RecordedDisk, type Survival } from './disk.ts';
import { leaksWritten, record, replay } from './states.ts';
import { readTrace } from './trace.ts';

const SEED = 20_260_101;
/** A control that fails so often shows what it must. */
const ENOUGH = 6;

const hexed = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
/** A line as strace writes it with `-y -xx`; what stands in '…' becomes hex. */
const told = (line: string): string => line.replaceAll(/'([^']*)'/g, (_, text: string) => hexed(text));

/** The files that `survival` leaves after `lines`: name → content. */
function left(lines: readonly string[], survival: Survival): Readonly<Record<string, string>> {
  const disk = new RecordedDisk('/d');
  for (const operation of readTrace(lines.map(told).join('\n'), '/d')) disk.apply(operation);
  const target = mkdtempSync(join(tmpdir(), 'tillproof-state-'));
  onTestFinished(() => rmSync(target, { recursive: true }));
  disk.writeState(target, survival);
  return Object.fromEntries(readdirSync(target).map((name) => [name, readFileSync(join(target, name), 'utf8')]));
}

const CREATE = `openat(AT_FDCWD<'/'>, "'/d/new'", O_WRONLY|O_CREAT|O_TRUNC, 0600) = 5<'/d/new'>`;
const WRITE = `write(5<'/d/new'>, "'abc'", 3) = 3`;
const SYNC_FILE = `fsync(5<'/d/new'>) = 0`;
const SYNC_FOLDER = `fsync(6<'/d'>) = 0`;
const RENAME = `rename("'/d/new'", "'/d/old'") = 0`;
const NAMES_ONLY: Survival = { keepsPiece: () => false, keepsNames: (count) => count };

describe('the disk', () => {
  test('a name is sure when its folder was synced, data when its file was', () => {
    expect(left([CREATE, WRITE, SYNC_FILE], NOTHING_SURVIVES)).toEqual({});
    expect(left([CREATE, WRITE, SYNC_FOLDER], NOTHING_SURVIVES)).toEqual({ new: '' });
    expect(left([CREATE, WRITE, SYNC_FILE, SYNC_FOLDER], NOTHING_SURVIVES)).toEqual({ new: 'abc' });
    expect(left([CREATE, WRITE], ALL_SURVIVES)).toEqual({ new: 'abc' });
  });

  test('a file renamed without a sync of its data may be empty under its new name', () => {
    expect(left([CREATE, WRITE, RENAME], NAMES_ONLY)).toEqual({ old: '' });
    expect(left([CREATE, WRITE, SYNC_FILE, SYNC_FOLDER, RENAME], NOTHING_SURVIVES)).toEqual({ new: 'abc' });
    expect(left([CREATE, WRITE, SYNC_FILE, SYNC_FOLDER, RENAME], ALL_SURVIVES)).toEqual({ old: 'abc' });
  });

  test('of two pages written later either may be there without the other', () => {
    const pages = `pwrite64(5<'/d/new'>, "${hexed('x'.repeat(4096))}${hexed('y'.repeat(4096))}", 8192, 0) = 8192`;
    let asked = 0;
    const second: Survival = { keepsPiece: () => asked++ % 2 === 1, keepsNames: (count) => count };
    const { new: content } = left([CREATE, pages], second);
    expect(content).toBe(`${'\0'.repeat(4096)}${'y'.repeat(4096)}`);
  });

  test('a call that changes the files in a way not understood is not passed over', () => {
    expect(() => left([CREATE, `writev(5<'/d/new'>, [{iov_base="'a'", iov_len=1}], 1) = 1`], ALL_SURVIVES)).toThrow(
      'not understood: writev',
    );
  });
});

test('a card number that was written is told, though it was overwritten later', () => {
  const card = `write(5<'/d/new'>, "'no. 4761739001010010'", 20) = 20`;
  const over = `pwrite64(5<'/d/new'>, "${hexed('-'.repeat(20))}", 20, 0) = 20`;
  const operations = readTrace([CREATE, card, over].map(told).join('\n'), '/d');
  expect(leaksWritten(operations)).toEqual(['operation 1, /d/new: text']);
});

const missing = whyNoKnife();

describe(`every state that a power cut can leave (${missing ?? 'strace is here'})`, () => {
  test('the traced run ends, or this machine says in one line why it cannot trace', () => {
    if (missing === null) expect(record('FULL').operations.length).toBeGreaterThan(500);
    else expect(missing).toMatch(/strace .*: .+/);
  });

  if (missing !== null) return;

  test('as the journal writes: nothing acknowledged is lost, nothing is damaged', { timeout: 120_000 }, () => {
    const tally = replay({ recording: record('FULL'), chance: new Chance(SEED), every: 12, random: 1 });
    expect(tally.states).toBeGreaterThan(200);
    expect(tally).toMatchObject({ lost: [], damaged: [], leaks: [] });
  });

  test.each([
    ['settle', 'entry', 10_000],
    ['promise', 'entry', 10_000],
    ['backup', 'backed', 8],
    ['restore', 'wishing', 8],
    ['reset', 'wishing', 8],
  ] as const)(
    '%s: likewise; what is interrupted is ended at the next start',
    { timeout: 300_000 },
    (scenario, from, every) => {
      const recording = record('FULL', scenario);
      const tally = replay({ recording, chance: new Chance(SEED), every, random: 1, from });
      expect(tally.states).toBeGreaterThan(20);
      expect(tally).toMatchObject({ lost: [], damaged: [], leaks: [] });
    },
  );

  test('control: with synchronous=NORMAL acknowledged commits are lost', { timeout: 300_000 }, () => {
    const recording = record('NORMAL');
    const tally = replay({ recording, chance: new Chance(SEED), every: 10_000, random: 0, mostLost: ENOUGH });
    expect(tally.lost.length).toBeGreaterThan(0);
  });

  test('control: with synchronous=OFF the database is damaged', { timeout: 300_000 }, () => {
    const recording = record('OFF');
    const tally = replay({ recording, chance: new Chance(SEED), every: 20, random: 2, mostDamaged: ENOUGH });
    expect(tally.damaged.filter((what) => /malformed|damaged|verify|rebuild/.test(what)).length).toBeGreaterThan(0);
  });
});
