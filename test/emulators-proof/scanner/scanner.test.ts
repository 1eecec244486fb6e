/** Scanners of each kind, report by report (facts/peripherals §1e). */
import { describe, expect, test } from 'vitest';
import type { ScannerKind } from '../../emulators/scanner/scanner.ts';
import { Scanner } from '../../emulators/scanner/scanner.ts';
import { VirtualClock } from '../virtual-clock.ts';

function scanner(kind: ScannerKind) {
  const clock = new VirtualClock();
  const told: Buffer[] = [];
  const model = new Scanner({ clock, tell: (bytes) => told.push(Buffer.from(bytes)), emit: () => {} }, kind);
  return {
    model,
    start: (verb: string, args: object) => model.verbs[verb]?.({ ...args }) as Promise<void>,
    told: (ms = 10_000): Buffer[] => {
      clock.advance(ms);
      return told.splice(0);
    },
  };
}

describe('HID POS', () => {
  test('a short code is one report', () => {
    const one = scanner({ kind: 'hid-pos' });
    void one.start('scan', { code: 'https://x.cn', aim: ']Q1' });
    const [report, ...more] = one.told();
    expect(more).toEqual([]);
    expect(report).toHaveLength(64);
    expect([...(report?.subarray(0, 5) ?? [])]).toEqual([0x02, 12, 0x5d, 0x51, 0x31]);
    expect(report?.toString('latin1', 5, 17)).toBe('https://x.cn');
    expect(report?.subarray(17).every((byte) => byte === 0)).toBe(true);
  });

  test('sixty bytes are two: 38h continued, then 04h', () => {
    const one = scanner({ kind: 'hid-pos' });
    const code = 'abcdefghij'.repeat(6);
    void one.start('scan', { code });
    const reports = one.told();
    expect(reports.map((report) => [report[1], report[63]])).toEqual([
      [0x38, 1],
      [0x04, 0],
    ]);
    expect(reports.map((report) => report.toString('latin1', 5, 5 + (report[1] ?? 0))).join('')).toBe(code);
  });

  test('a code of exactly 56 bytes is not continued', () => {
    const one = scanner({ kind: 'hid-pos' });
    void one.start('scan', { code: 'x'.repeat(56) });
    expect(one.told().map((report) => report[63])).toEqual([0]);
  });
});

test('a vendor’s page: id 1, length, data', () => {
  const one = scanner({ kind: 'hid-vendor' });
  void one.start('scan', { code: 'y'.repeat(70) });
  expect(one.told().map((report) => [...report.subarray(0, 3), report.length])).toEqual([
    [1, 62, 0x79, 64],
    [1, 8, 0x79, 64],
  ]);
});

describe('wedge', () => {
  const usages = (kind: ScannerKind, code: string): string[] => {
    const one = scanner(kind);
    void one.start('scan', { code });
    const reports = one.told();
    expect(reports.filter((_, at) => at % 2 === 1).every((report) => report.equals(Buffer.alloc(8)))).toBe(true);
    return reports.filter((_, at) => at % 2 === 0).map((report) => report.toString('hex', 0, 3));
  };
  test('two reports a character, Shift for capitals, Enter at the end', () => {
    expect(usages({ kind: 'wedge', layout: 'us', suffix: 'enter' }, '10aZ-')).toEqual([
      '00001e',
      '000027',
      '000004',
      '02001d',
      '00002d',
      '000028',
    ]);
  });
  test('other suffixes', () => {
    expect(usages({ kind: 'wedge', layout: 'us', suffix: 'kp-enter' }, '1').at(-1)).toBe('000058');
    expect(usages({ kind: 'wedge', layout: 'us', suffix: 'tab' }, '1').at(-1)).toBe('00002b');
    expect(usages({ kind: 'wedge', layout: 'us', suffix: 'none' }, '1')).toEqual(['00001e']);
  });
  test('a layout is what the scanner believes: z and y in German, digits with Shift in French', () => {
    expect(usages({ kind: 'wedge', layout: 'de', suffix: 'none' }, 'zy/@')).toEqual([
      '00001c',
      '00001d',
      '020024',
      '400014',
    ]);
    expect(usages({ kind: 'wedge', layout: 'fr', suffix: 'none' }, '1aq')).toEqual(['02001e', '000014', '000004']);
  });
  test('what cannot be typed is refused', async () => {
    await expect(
      scanner({ kind: 'wedge', layout: 'us', suffix: 'none' }).start('scan', { code: '退' }),
    ).rejects.toThrow(/no key/);
  });
});

describe('serial', () => {
  const said = (kind: ScannerKind): string => {
    const one = scanner(kind);
    void one.start('scan', { code: '6901234567892', aim: ']E0' });
    return Buffer.concat(one.told()).toString('latin1');
  };
  test('text and its suffix, with or without the AIM id', () => {
    expect(said({ kind: 'serial', aim: false, suffix: 'cr' })).toBe('6901234567892\r');
    expect(said({ kind: 'serial', aim: true, suffix: 'crlf' })).toBe(']E06901234567892\r\n');
  });
});

test('double tells the same code again after the gap', async () => {
  const one = scanner({ kind: 'serial', aim: false, suffix: 'cr' });
  const done = one.start('double', { code: 'A', gapMs: 300 });
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  expect(one.told(299)).toHaveLength(1);
  expect(one.told(1)).toHaveLength(0);
  await new Promise(setImmediate);
  expect(one.told(10)).toHaveLength(1);
  await done;
});

test('a code that is being typed when the plug is pulled stops there', async () => {
  const one = scanner({ kind: 'wedge', layout: 'us', suffix: 'enter' });
  const done = one.start('scan', { code: '123' });
  expect(one.told(4)).toHaveLength(2);
  one.model.unplugged();
  await done;
  expect(one.told()).toEqual([]);
});
