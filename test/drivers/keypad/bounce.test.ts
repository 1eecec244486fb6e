import { describe, expect, it } from 'vitest';
import { isBounce } from '../../../drivers/keypad/bounce.ts';

describe('a contact that closes again', () => {
  it.each([
    ['confirm', null, false],
    ['confirm', 0, true],
    ['confirm', 10, true],
    ['confirm', 11, false],
    ['5', 2, true],
    ['5', 6, true],
    ['5', 7, false],
    ['5', 0.1, false], // read together: nothing is known about time
    ['0', 2, false], // the 00 key of some pads
    ['00', 2, false],
  ] as const)('%s, %s ms after its release: %s', (key, sinceReleaseMs, bounce) => {
    expect(isBounce(key, sinceReleaseMs)).toBe(bounce);
  });
});
