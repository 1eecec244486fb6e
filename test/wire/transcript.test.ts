import { describe, expect, it } from 'vitest';
import { parseTranscript } from './transcript.ts';

const steps = (text: string) => parseTranscript(text)[0]?.steps.map((step) => [step.from, [...step.bytes]]);

describe('a transcript', () => {
  it('holds named cases of steps in both directions', () => {
    const cases = parseTranscript('# about\n\n== first\n> 10 04 01\n< 16\n== second one\r\n> 1b 40\r\n');
    expect(cases.map((c) => c.name)).toEqual(['first', 'second one']);
    expect(cases[0]?.steps).toEqual([
      { from: 'host', bytes: Uint8Array.of(0x10, 0x04, 0x01) },
      { from: 'device', bytes: Uint8Array.of(0x16) },
    ]);
  });
  it('mixes hex with quoted ASCII and its escapes', () => {
    expect(steps('== a\n> 5F "TM-T20II" 00 "q\\"\\\\\\r\\n\\x7f"')).toEqual([
      ['host', [0x5f, 0x54, 0x4d, 0x2d, 0x54, 0x32, 0x30, 0x49, 0x49, 0, 0x71, 0x22, 0x5c, 0x0d, 0x0a, 0x7f]],
    ]);
  });
  it('goes on with the line before when a line is indented, and takes comments behind bytes', () => {
    expect(steps('== a\n< 37 22 # header\n  50 30 "#1" # id\n  # nothing\n  00')).toEqual([
      ['device', [0x37, 0x22, 0x50, 0x30, 0x23, 0x31, 0x00]],
    ]);
  });
  it.each([
    ['> 10', 'before the first'],
    ['', 'no case'],
    ['== ', 'needs a name'],
    ['== a\n== a', 'two cases'],
    ['== a\n> 1', 'two hex digits'],
    ['== a\n> 100', 'two hex digits'],
    ['== a\n> GG', 'two hex digits'],
    ['== a\n> "open', 'two hex digits'],
    ['== a\n> "票"', 'printable ASCII'],
    ['== a\n> "\\q"', 'unknown escape'],
    ['== a\n>', 'without bytes'],
    ['== a\n  10', 'nothing to go on'],
    ['== a\n10', 'starts with'],
  ])('refuses %j', (text, why) => {
    expect(() => parseTranscript(text, 'x.wire')).toThrow(new RegExp(`^x\\.wire.*${why}`));
  });
});
