/** The logo's file: both kinds of portable bitmap, comments, and what is said about a wrong one. */
import { describe, expect, it } from 'vitest';
import { readLogoFile } from '../../../firmware/configuration/logo-file.ts';

const bytes = (text: string, ...more: number[]): Uint8Array =>
  Uint8Array.from([...Buffer.from(text, 'latin1'), ...more]);
const said = (file: Uint8Array): string => {
  try {
    readLogoFile(file, 'logo.pbm', 576);
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing';
};

describe('a logo file', () => {
  it('raw', () => {
    expect(readLogoFile(bytes('P4\n# made by hand\n10 2\n', 0xff, 0xc0, 0x80, 0x40), 'logo.pbm', 576)).toEqual({
      widthDots: 10,
      heightDots: 2,
      rows: Uint8Array.of(0xff, 0xc0, 0x80, 0x40),
    });
  });
  it('plain', () => {
    const file = bytes('P1 10 2\n1111111111 # full\n1 0 0 0 0 0 0 0 0 1\n');
    expect(readLogoFile(file, 'logo.pbm', 576).rows).toEqual(Uint8Array.of(0xff, 0xc0, 0x80, 0x40));
  });
  it.each([
    ['another kind', bytes('\x89PNG\r\n'), /is no portable bitmap/],
    ['nothing', bytes(''), /is no portable bitmap/],
    ['wider than the paper', bytes('P4 577 1\n'), /577 × 1 dots; allowed are 1–576 × 1–400/],
    ['empty', bytes('P4 0 1\n'), /0 × 1 dots/],
    ['too high', bytes('P4 8 401\n'), /8 × 401 dots/],
    ['cut short', bytes('P4 8 3\n', 1, 2), /ends before its last row/],
    ['cut short, plain', bytes('P1 8 2\n11111111\n'), /ends before its last row/],
  ])('%s is refused with what is allowed', (_, file, words) => {
    expect(said(file)).toMatch(words);
  });
});
