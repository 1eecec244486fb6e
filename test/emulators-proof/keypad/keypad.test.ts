/** The keypad's reports, byte by byte (facts/peripherals §1c "Keypad over HID"). */
import { describe, expect, test } from 'vitest';
import type { KeypadOptions } from '../../emulators/keypad/keypad.ts';
import { Keypad } from '../../emulators/keypad/keypad.ts';
import { VirtualClock } from '../virtual-clock.ts';

function keypad(options: KeypadOptions = {}) {
  const clock = new VirtualClock();
  const reports: { atMs: number; hex: string }[] = [];
  const pad = new Keypad(
    { clock, input: (report) => reports.push({ atMs: clock.nowMs(), hex: Buffer.from(report).toString('hex') }) },
    options,
  );
  const run = (verb: string, args: object = {}): unknown => pad.verbs[verb]?.({ ...args });
  const sent = (): string[] => {
    clock.advance(10_000);
    return reports.splice(0).map((report) => report.hex);
  };
  return { clock, pad, run, sent, reports };
}

const none = '0000000000000000';
const one = '0000590000000000';

describe('a press', () => {
  test('is one report down and one report up', () => {
    const { run, sent } = keypad();
    run('press', { keys: ['1', '00', 'confirm', 'sale', 'correct', 'cancel'] });
    expect(sent()).toEqual(['59', 'b0', '58', '57', '2a', '29'].flatMap((usage) => [`0000${usage}0000000000`, none]));
  });

  test('resolves when the last key is up', async () => {
    const { clock, run, reports } = keypad();
    let done = false;
    const pressed = (run('press', { keys: ['1'] }) as Promise<void>).then(() => {
      done = true;
    });
    clock.advance(25);
    await Promise.resolve();
    expect([done, reports.length]).toEqual([false, 2]);
    clock.advance(25);
    await pressed;
  });

  test('typed text is the same keys', () => {
    const { run, sent } = keypad();
    run('type', { text: '9.+\n' });
    expect(sent().filter((hex) => hex !== none)).toEqual(['61', '63', '57', '58'].map((u) => `0000${u}0000000000`));
  });

  test('an unknown key is refused and named', () => {
    const { run } = keypad();
    expect(() => run('press', { keys: ['pin'] })).toThrow(/unknown key "pin"; known: /);
    expect(() => run('type', { text: '1x' })).toThrow(/no key for "x"/);
  });
});

describe('several keys', () => {
  test('1, +2, −1, −2: the note of 2 moves to the first place', () => {
    const { run, sent } = keypad();
    run('hold', { keys: ['1', '2'] });
    run('release', { keys: ['1'] });
    run('release');
    expect(sent()).toEqual([one, '0000595a00000000', '00005a0000000000']);
    run('release');
    expect(sent()).toEqual([none]);
  });

  test('the seventh turns the report into rollover, and letting go brings the six back', () => {
    const { run, sent } = keypad();
    run('rollover');
    const reports = sent();
    expect(reports).toHaveLength(14);
    expect(reports[6]).toBe('0000010101010101');
    expect(reports[7]).toBe('0000595a5b5c5d5e');
    expect(reports.at(-1)).toBe(none);
  });

  test('a key that is held makes no further reports', () => {
    const { run, sent } = keypad();
    run('hold', { keys: ['1'] });
    expect(sent()).toEqual([one]);
    expect(sent()).toEqual([]);
  });
});

describe('worn hardware', () => {
  test('a bouncing contact closes three times, and once more on the way up', () => {
    const { run, sent, reports } = keypad();
    run('bounce', { key: '1', ms: 8 });
    expect(reports.map((report) => report.hex)).toEqual([one]);
    expect(sent()).toEqual([one, none, one, none, one, none, one, none]);
  });

  test('a stuck key stays in every report and survives a replug', () => {
    const { run, sent, pad } = keypad();
    run('stuck', { key: '5' });
    run('press', { keys: ['1'] });
    run('release', { keys: ['5'] });
    expect(sent()).toEqual(['00005d0000000000', '00005d5900000000', '00005d0000000000']);
    pad.unplugged();
    run('press', { keys: ['1'] });
    expect(sent()).toEqual(['00005d5900000000', '00005d0000000000']);
    run('unstuck');
    expect(sent()).toEqual([none]);
  });

  test('unplugged while a key is held: no release report ever comes', async () => {
    const { run, sent, pad } = keypad();
    run('hold', { keys: ['1'] });
    const typing = run('press', { keys: ['2', '3'] }) as Promise<void>;
    pad.unplugged();
    await typing;
    expect(sent()).toEqual([one]);
    run('press', { keys: ['2'] });
    expect(sent()).toEqual(['00005a0000000000', none]);
  });
});

describe('other makes', () => {
  test('with a report id there are nine bytes', () => {
    const { run, sent } = keypad({ reportId: 1 });
    run('press', { keys: ['1'] });
    expect(sent()).toEqual([`01${one}`, `01${none}`]);
  });

  test('NumLock around every key', () => {
    const { run, sent } = keypad({ numLockAround: true });
    run('press', { keys: ['1'] });
    const lock = '0000530000000000';
    expect(sent()).toEqual([lock, none, one, none, lock, none]);
  });
});
