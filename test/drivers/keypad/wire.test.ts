import { describe, expect, it } from 'vitest';
import { NOTHING_KNOWN, readHeldKeys, readKeys } from '../../../drivers/keypad/wire.ts';
import { readTranscript } from '../../wire/transcript.ts';
import { mutations } from '../link/mutations.ts';

const KNOWN = { down: [], known: true };
const report = (...usages: number[]): Uint8Array => Uint8Array.from([0, 0, ...usages, 0, 0, 0, 0, 0, 0].slice(0, 8));

function typed(reports: readonly Uint8Array[]): string[] {
  let state: Parameters<typeof readKeys>[0] = KNOWN;
  return reports.flatMap((one) => {
    const read = readKeys(state, one);
    state = read.state;
    return [...read.pressed];
  });
}

const EXPECTED: { readonly [name: string]: readonly string[] } = {
  'one, then two while one is down, one up, two up': ['1', '2'],
  'seven keys roll over; the key that stays is no new press': ['1'],
  'a pad that puts NumLock around every key': ['5'],
  'a device with a report id': ['0'],
  'twelve yuan and confirm': ['1', '2', '00', 'confirm'],
  'plus on the typewriter block, then a shifted digit that means nothing': ['sale'],
};

describe('boot keyboard reports', () => {
  const cases = readTranscript(new URL('../../wire/keypad/boot-keyboard.wire', import.meta.url));
  it('has an expectation for every golden case', () => {
    expect(cases.map(({ name }) => name).sort()).toEqual(Object.keys(EXPECTED).sort());
  });
  it.each(cases)('$name', ({ name, steps }) => {
    expect(typed(steps.map(({ bytes }) => bytes))).toEqual(EXPECTED[name]);
  });

  it.each([
    [0x54, 'reprint'],
    [0x55, 'functions'],
    [0x56, 'refund'],
    [0x57, 'sale'],
    [0x58, 'confirm'],
    [0x28, 'confirm'],
    [0x2a, 'correct'],
    [0xbb, 'correct'],
    [0x29, 'cancel'],
    [0xd8, 'cancel'],
    [0xd9, 'cancel'],
    [0x63, '.'],
    [0x62, '0'],
    [0x27, '0'],
    [0x61, '9'],
    [0x26, '9'],
  ])('usage %i is %s', (usage, key) => {
    expect(readKeys(KNOWN, report(usage)).pressed).toEqual([key]);
  });

  it('makes nothing of keys with Ctrl or Alt, of letters, of other lengths', () => {
    expect(readKeys(KNOWN, Uint8Array.of(1, 0, 0x59, 0, 0, 0, 0, 0)).pressed).toEqual([]);
    expect(readKeys(KNOWN, report(0x04)).pressed).toEqual([]);
    expect(readKeys(KNOWN, Uint8Array.of(0, 0, 0x59)).pressed).toEqual([]);
  });

  it('does not repeat a key that is held', () => {
    expect(typed([report(0x59), report(0x59), report(0x59)])).toEqual(['1']);
  });

  it('does not take a key that was stuck at connect for a press', () => {
    expect(readKeys(NOTHING_KNOWN, report(0x59, 0x5a)).pressed).toEqual(['2']);
    const held = readHeldKeys(NOTHING_KNOWN, report(0x59));
    expect(readKeys(held, report(0x59, 0x5a)).pressed).toEqual(['2']);
    expect(readKeys(readKeys(held, report()).state, report(0x59)).pressed).toEqual(['1']);
  });

  it('survives 100 000 arbitrary reports with a state that stays small, and counts no key twice without a release', () => {
    let state: Parameters<typeof readKeys>[0] = KNOWN;
    const goldens = cases.flatMap(({ steps }) => steps.map(({ bytes }) => bytes));
    let most = 0;
    let twice = 0;
    for (const bytes of mutations(100_000, goldens)) {
      const read = readKeys(state, bytes);
      most = Math.max(most, read.state.down.length);
      twice += readKeys(read.state, bytes).pressed.length;
      state = read.state;
    }
    expect(most).toBeLessThanOrEqual(6);
    expect(twice).toBe(0);
  });
});
