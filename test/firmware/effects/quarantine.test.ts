/** Files from outside, on a real file system. */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  openQuarantine,
  type Quarantine,
  type QuarantinedFile,
} from '../../../firmware/effects/technician/quarantine.ts';
import { numberedName, safeFileName } from '../../../firmware/effects/technician/quarantine-name.ts';
import { JournalUnwritable } from '../../../storage/journal/failures.ts';
import { content, sha256 } from '../../drivers/console/transfer/files.ts';

const LIMITS = { mostFiles: 3, mostBytesPerFile: 10_000, mostBytes: 15_000 };
let root = '';
let folder = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'quarantine-'));
  folder = join(root, 'incoming');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function receive(
  quarantine: Quarantine,
  name: string | null,
  bytes: Uint8Array,
  sizeBytes: number | null = bytes.length,
) {
  const kept: QuarantinedFile[] = [];
  const sink = quarantine.sink('nameless.bin', (file) => kept.push(file));
  const answers = [sink.open(name === null ? null : { name, sizeBytes })];
  for (let at = 0; at < bytes.length && answers.at(-1)?.taken; at += 1024)
    answers.push(sink.append(bytes.subarray(at, at + 1024)));
  if (answers.at(-1)?.taken) answers.push(sink.finish());
  else sink.discard();
  return { kept: kept[0] ?? null, answer: answers.at(-1) };
}

describe('names', () => {
  it.each([
    ['catalogue.json', 'catalogue.json'],
    ['../../etc/passwd', 'passwd'],
    ['/etc/cron.d/evil', 'evil'],
    ['C:\\Users\\x\\terminal.json', 'terminal.json'],
    ['..', 'unnamed'],
    ['.', 'unnamed'],
    ['', 'unnamed'],
    ['.bashrc', 'bashrc'],
    ['-rf', 'rf'],
    ['a\x00b', 'a_b'],
    ['a;rm -rf $HOME.sh', 'a_rm_-rf_HOME.sh'],
    ['目录.json', 'json'],
    ['价目 2026.csv', '2026.csv'],
    [`${'x'.repeat(300)}.json`, `${'x'.repeat(59)}.json`],
    ['a..b...c', 'a.b.c'],
    ['ａｂｃ.txt', 'abc.txt'],
  ])('%j → %j', (announced, name) => expect(safeFileName(announced)).toBe(name));
  it('whatever is announced, the name is plain, short, and stays itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (announced) => {
        const name = safeFileName(announced);
        expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
        expect(safeFileName(name)).toBe(name);
        expect(name).not.toContain('..');
      }),
      { numRuns: 500 },
    );
  });
  it('are numbered before their ending', () => {
    expect([numberedName('a.json', 1), numberedName('a.json', 2), numberedName('a', 3)]).toEqual([
      'a.json',
      'a-2.json',
      'a-3',
    ]);
  });
});

describe('the quarantine', () => {
  it('a journal that cannot be written is no matter of the file: it ends the process', () => {
    const sink = openQuarantine(folder, LIMITS).sink('x.bin', () => {
      throw new JournalUnwritable('cannot append to the journal: there is no room on the disk', 'disk-full');
    });
    sink.open({ name: 'x.bin', sizeBytes: 4 });
    sink.append(content(4));
    expect(() => sink.finish()).toThrow(JournalUnwritable);
  });

  it('keeps a whole file, readable by nobody else, and hands it out for its SHA-256', () => {
    const quarantine = openQuarantine(folder, LIMITS);
    const bytes = content(5_000);
    const { kept } = receive(quarantine, 'catalogue.json', bytes);
    expect(kept).toEqual({
      name: 'catalogue.json',
      sizeBytes: 5_000,
      sha256: sha256(bytes),
      fillBytes: 0,
      sha256WithoutFill: sha256(bytes),
    });
    expect(statSync(join(folder, 'catalogue.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['catalogue.json']);
    expect(quarantine.read('catalogue.json', sha256(bytes).toUpperCase())).toEqual({
      verified: true,
      bytes: Buffer.from(bytes),
    });
    expect(quarantine.read('catalogue.json', sha256(content(1)))).toEqual({ verified: false, why: 'different' });
    expect(quarantine.read('../terminal.json', sha256(bytes))).toEqual({ verified: false, why: 'missing' });
    writeFileSync(join(folder, 'catalogue.json'), 'changed behind our back');
    expect(quarantine.read('catalogue.json', sha256(bytes))).toEqual({ verified: false, why: 'different' });
    expect([quarantine.remove('catalogue.json'), quarantine.remove('catalogue.json')]).toEqual([true, false]);
  });

  it('the fill of XMODEM is counted, and taken off where the SHA-256 says so', () => {
    const quarantine = openQuarantine(folder, LIMITS);
    const bare = Buffer.concat([content(1_500), Buffer.alloc(600, 0x1a), Buffer.from('end')]);
    const padded = Buffer.concat([bare, Buffer.alloc(2_176 - bare.length, 0x1a)]);
    const { kept } = receive(quarantine, null, padded);
    expect(kept).toMatchObject({
      name: 'nameless.bin',
      sizeBytes: padded.length,
      sha256: sha256(padded),
      fillBytes: padded.length - bare.length,
      sha256WithoutFill: sha256(bare),
    });
    expect(quarantine.read('nameless.bin', sha256(bare))).toEqual({ verified: true, bytes: bare });
    expect(quarantine.read('nameless.bin', sha256(padded))).toEqual({ verified: true, bytes: padded });
  });

  it('overwrites nothing', () => {
    const quarantine = openQuarantine(folder, LIMITS);
    receive(quarantine, 'a.json', content(10, 1));
    expect(receive(quarantine, '/x/a.json', content(10, 2)).kept?.name).toBe('a-2.json');
    expect(quarantine.list()).toEqual([
      { name: 'a-2.json', sizeBytes: 10 },
      { name: 'a.json', sizeBytes: 10 },
    ]);
    expect(quarantine.read('a.json', sha256(content(10, 1))).verified).toBe(true);
  });

  it.each([
    ['announced too large', 10_001, 10_001],
    ['larger than announced', 20_000, 5],
    ['of unknown size and too large', 20_000, null],
  ])('%s: refused, nothing left', (_name, size, announced) => {
    const quarantine = openQuarantine(folder, LIMITS);
    expect(receive(quarantine, 'big.bin', content(size), announced)).toMatchObject({
      kept: null,
      answer: { taken: false },
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('limits of all of it: bytes and files', () => {
    const quarantine = openQuarantine(folder, LIMITS);
    receive(quarantine, 'a', content(9_000));
    expect(receive(quarantine, 'b', content(6_001)).answer).toMatchObject({
      taken: false,
      why: '6001 bytes; there is room for 6000',
    });
    receive(quarantine, 'b', content(1));
    receive(quarantine, 'c', content(1));
    expect(receive(quarantine, 'd', content(1)).answer).toMatchObject({ taken: false });
    expect(readdirSync(folder).sort()).toEqual(['a', 'b', 'c']);
  });

  it('what an interrupted transfer has left is removed at the next start', () => {
    const sink = openQuarantine(folder, LIMITS).sink('x', () => {});
    sink.open({ name: 'half.bin', sizeBytes: 100 });
    sink.append(content(50));
    expect(openQuarantine(folder, LIMITS).list()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a link that somebody has laid is neither followed nor listed', () => {
    const target = join(root, 'precious');
    writeFileSync(target, 'precious');
    const quarantine = openQuarantine(folder, LIMITS);
    symlinkSync(target, join(folder, 'a.json.part'));
    symlinkSync(target, join(folder, 'b.json'));
    expect(receive(quarantine, 'a.json', content(10)).answer).toMatchObject({ taken: false });
    expect(receive(quarantine, 'b.json', content(10)).kept?.name).toBe('b-2.json');
    expect(statSync(target).size).toBe(8);
    expect(quarantine.list()).toEqual([{ name: 'b-2.json', sizeBytes: 10 }]);
    expect(quarantine.read('b.json', sha256(Buffer.from('precious'))).verified).toBe(false);
    expect(existsSync(target)).toBe(true);
  });

  it('discarding twice, or what was never opened, does nothing', () => {
    const sink = openQuarantine(folder, LIMITS).sink('x', () => {});
    sink.discard();
    sink.open(null);
    sink.discard();
    sink.discard();
    expect([sink.append(content(1)).taken, sink.finish().taken, readdirSync(folder).length]).toEqual([false, false, 0]);
  });
});
