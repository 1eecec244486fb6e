/** A handful of cuts at exact system calls, on one counter that lives on from cut to cut; all of them: `npm run crash`. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Countertop } from '../countertop/countertop.ts';
import { type Cut, closeCounter, cutAt, openCounter } from './cut.ts';
import type { Flow } from './flows.ts';
import { numbersOf, pointName, readPoint, victimOf, whyNoKnife } from './knife.ts';
import { FLOWS } from './manager-flows.ts';
import { drawCoverage, drawMatrix } from './matrix.ts';
import { Records } from './records.ts';
import { pointsOf, sweep } from './sweep.ts';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'crash.ts');

/** Each kind of call, and about half of the flows, spread over what they do. */
const POINTS = [
  'sale:fsync:1',
  'training-door:fsync:3', // before a refund without an answer, which bars the door
  'sale:acquirer:1',
  'paper-out:write:60',
  'refund:pwrite64:30',
  'deferred:fsync:4',
  'reversal:fsync:3',
  'reprint:epoll_pwait:60',
  'void:fsync:4',
  'cash-sale:fsync:1',
  'cash-refund:fsync:2',
  'upload:fsync:7',
  'emergency:fsync:4',
  'hand-slip:fsync:2',
  'paper-back:fsync:1',
  'resolution:fsync:2',
  'maintenance:fsync:9',
  'recovery:fsync:3',
  'voucher:fsync:13',
  'correction:fsync:9',
];

const flowOf = (name: string): Flow => {
  const flow = FLOWS.find((candidate) => candidate.name === name);
  if (flow === undefined) throw new Error(`no flow ${name}`);
  return flow;
};

describe('the command', () => {
  test('a point has a name that leads back to it', () => {
    for (const name of POINTS) expect(pointName(readPoint(name) ?? { flow: '', call: 'fsync', n: 0 })).toBe(name);
    for (const wrong of ['sale', 'sale:fsync', 'sale:fsync:0', 'sale:read:1', 'sale:fsync:1:2'])
      expect(readPoint(wrong)).toBeNull();
  });

  test('every K-th call is cut, from the first; commits lie closer', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => at + 1);
    const numbers = (call: 'fsync' | 'write', every: number) =>
      pointsOf('sale', call, hundred, every).map(({ n }) => n);
    expect(numbers('write', 40)).toEqual([1, 41, 81]);
    expect(numbers('write', 1)).toHaveLength(100);
    expect(numbers('fsync', 1)).toHaveLength(100);
    expect(numbers('fsync', 32).slice(0, 3)).toEqual([1, 3, 5]);
  });

  test('what the call would have written to is told from the log', () => {
    const lines = new Map([
      ['/dev/pts/8', 'printer'],
      ['/dev/pts/0', 'display'],
    ]);
    const victim = (line: string) => victimOf(`${line} = ?\n+++ killed by SIGKILL +++\n`, lines);
    expect(victim('write(28</dev/pts/8<char 136:8>>, ""..., 40)')).toBe('printer');
    expect(victim('write(30</dev/pts/0<char 136:0>>, ""..., 40)')).toBe('display');
    expect(victim('write(31<TCP:[127.0.0.1:5->127.0.0.1:6]>, ""..., 110)')).toBe('acquirer');
    expect(victim('pwrite64(25</data/journal.sqlite-wal>, ""..., 24, 32)')).toBe('journal');
    expect(victim('pwrite64(24</data/journal.sqlite>, ""..., 4096, 0)')).toBe('checkpoint');
    expect(victim('fsync(25</data/journal.sqlite-wal>)')).toBe('commit');
  });

  test('the matrix counts kept and broken, and hides none', () => {
    const cut = (state: string, victim: string, broken: readonly string[]): Cut => ({
      point: { flow: 'sale', call: 'write', n: 1 },
      state,
      victim,
      broken,
    });
    const drawn = drawMatrix([cut('sale.approved', 'printer', []), cut('sale.approved', 'printer', ['money: …'])]);
    expect(drawn).toContain('| sale.approved');
    expect(drawn).toMatch(/\| +1\+1 BROKEN \|/);
    const moments = drawMatrix(
      ['receipt.printed', 'sale.approved', 'receipt.started', 'void.submitted'].map((state) =>
        cut(state, 'printer', []),
      ),
      'moment',
    );
    expect(moments.split('\n').map((line) => line.split('|')[1]?.trim())).toEqual([
      'the journal says \\ cut before',
      expect.stringMatching(/^-+$/),
      'a slip under way in the printer',
      'a slip owed, held or done',
      'money asked for, not answered',
      'money decided, or unknown',
      'all',
    ]);
  });

  test('a sweep goes on where the last stretch ended: kept points are not cut again, broken ones are, a torn line is nothing', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'tillproof-records-')), 'cuts.jsonl');
    onTestFinished(() => rmSync(join(file, '..'), { recursive: true }));
    const cut = (n: number, broken: readonly string[]): Cut => ({
      point: { flow: 'sale', call: 'fsync', n },
      state: 'sale.approved',
      victim: 'commit',
      broken,
    });
    const first = new Records(file);
    first.counted('sale', { fsync: [1, 2, 3, 4], pwrite64: [], write: [], epoll_pwait: [], acquirer: [1] });
    first.cut(cut(1, []), 2);
    first.cut(cut(2, ['money: …']), 2);
    first.overBefore({ flow: 'sale', call: 'fsync', n: 4 });
    appendFileSync(file, '{"cut":{"poi');
    const second = new Records(file);
    const isDone = (n: number) => second.isDone({ flow: 'sale', call: 'fsync', n });
    expect([1, 2, 3, 4].map(isDone)).toEqual([true, false, false, true]);
    expect(drawCoverage(second.coverage())).toMatch(/\| sale +\| +0 of 1 \| +1 of 3, 1 gone \|/);
    second.cut(cut(2, []), 2);
    expect(isDone(2)).toBe(true);
    expect(second.cuts().filter(({ broken }) => broken.length > 0)).toEqual([]);
    expect(new Records(file).isDone({ flow: 'sale', call: 'fsync', n: 2 })).toBe(true);
  });

  test('a wait is cut once behind each write, and no wake-up of an own thread', () => {
    const log = [
      'epoll_pwait(3, [], 1024, -1, NULL, 8) = 1',
      'epoll_pwait(3, [], 1024, -1, NULL, 8) = 1',
      'write(20<anon_inode:[eventfd]>, ""..., 8) = 8',
      'epoll_pwait(3, [], 1024, -1, NULL, 8) = 1',
      'write(32<TCP:[127.0.0.1:5->127.0.0.1:6]>, ""..., 110) = 110',
      'epoll_pwait(3, [], 1024, -1, NULL, 8) = 1',
      'fsync(25</data/journal.sqlite-wal>) = 0',
    ].join('\n');
    expect(numbersOf(log)).toEqual({ fsync: [1], pwrite64: [], write: [2], epoll_pwait: [1, 4], acquirer: [1] });
  });

  test('without strace: one line, what and what to do, exit 2', () => {
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT], { env: { PATH: '/nowhere' }, encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^crash: strace is not installed: .*apt-get install strace\n$/);
  });
});

const missing = whyNoKnife();

describe(`the process is killed (${missing ?? 'strace is here'})`, () => {
  test('this machine can cut, or says in one line why it cannot', () => {
    if (missing !== null) expect(missing).toMatch(/^strace .*: .+/);
    else expect(missing).toBeNull();
  });

  if (missing !== null) return;

  let countertop: Countertop;
  beforeAll(async () => {
    // A technician's cable is on it for the flow that needs one.
    countertop = await openCounter(flowOf('maintenance'));
  });
  afterAll(() => closeCounter(countertop));

  test.each(POINTS)('%s: every promise kept', { timeout: 60_000 }, async (name) => {
    const point = readPoint(name);
    if (point === null) throw new Error(`no point ${name}`);
    const cut = await cutAt(countertop, flowOf(point.flow), point);
    expect(cut?.broken).toEqual([]);
  });

  test('a sweep that does not kill fails instead of proving nothing', { timeout: 60_000 }, async () => {
    let played = 0;
    const sale = flowOf('sale');
    const idleLater: Flow = { ...sale, play: (it) => (played++ === 0 ? sale.play(it) : Promise.resolve()) };
    const told = { cut: () => undefined, note: () => undefined, enough: () => false };
    const sweeping = { every: 1000, lanes: 1, records: new Records(null), ...told };
    await expect(sweep(idleLater, sweeping)).rejects.toThrow(/sale:\w+:1 does not kill/);
  });
});
