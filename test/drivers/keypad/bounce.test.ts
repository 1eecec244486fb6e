import { describe, expect, it } from 'vitest';
import { judgeContact } from '../../../drivers/keypad/bounce.ts';

const MOMENT_MS = 2;
const FINGER_MS = 60;

describe('a contact that closes again', () => {
  it.each([
    ['confirm', 0, MOMENT_MS, 'bounce'],
    ['confirm', 10, MOMENT_MS, 'bounce'],
    ['confirm', 11, MOMENT_MS, 'press'],
    ['confirm', 0, FINGER_MS, 'doubtful'],
    ['confirm', 10, FINGER_MS, 'doubtful'],
    ['confirm', 11, FINGER_MS, 'press'],
    ['5', 2, MOMENT_MS, 'bounce'],
    ['5', 6, MOMENT_MS, 'bounce'],
    ['5', 6, FINGER_MS, 'doubtful'],
    ['5', 7, FINGER_MS, 'press'],
    ['5', 0.1, MOMENT_MS, 'press'], // read together: nothing is known about time
    ['0', 2, MOMENT_MS, 'press'], // the 00 key of some pads
    ['00', 2, MOMENT_MS, 'press'],
  ] as const)('%s, %s ms after its release, down for %s ms before: %s', (key, sinceReleaseMs, downMs, contact) => {
    expect(judgeContact(key, { sinceReleaseMs, downMs })).toBe(contact);
  });
  it('is a press where nothing is known', () => {
    expect(judgeContact('confirm', null)).toBe('press');
  });
});
