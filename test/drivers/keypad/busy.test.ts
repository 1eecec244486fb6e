/** A process that was busy reads reports late: no key is eaten, and no contact counts twice. Times are those of the reading. */
import { expect, it } from 'vitest';
import { judgeDoubt } from '../../../drivers/keypad/bounce.ts';
import { connectKeypad } from '../../../drivers/keypad/connect-keypad.ts';
import type { HidPipeEvents } from '../../../drivers/link/link.ts';
import { manualClock } from '../link/manual-clock.ts';

const CONFIRM = 0x58;
const ONE = 0x59;
const TWO = 0x5a;

function keypad() {
  const clock = manualClock();
  let busyMs = 0;
  const keys: string[] = [];
  const link: { events?: HidPipeEvents } = {};
  const refuse = () => 'refused' as const;
  const session = connectKeypad(
    (address, events) => {
      link.events = events;
      return { address, writeOutput: refuse, writeFeature: refuse, requestFeature: refuse, close() {} };
    },
    'scripted',
    { nowMs: () => clock.nowMs() + busyMs, after: clock.after },
    (event) => event.type === 'keypad.pressed' && keys.push(event.key),
  );
  link.events?.opened();
  clock.advance(1_000);
  /** What is down, and how long until the next report is read. */
  const read = (usage: number | null, thenMs: number) => {
    link.events?.report(Uint8Array.from([0, 0, usage ?? 0, 0, 0, 0, 0, 0]));
    clock.advance(thenMs);
  };
  /** Time goes by and no timer runs: two reports behind one another in one turn of the loop. */
  const beBusy = (ms: number): void => {
    busyMs += ms;
  };
  return { keys, read, session, clock, beBusy };
}

it.each([
  ['a digit', ONE, '1'],
  ['a key that acts', CONFIRM, 'confirm'],
])('%s whose release was read late counts again while the finger is on it', (_, usage, key) => {
  const { keys, read } = keypad();
  read(usage, 55);
  read(null, 3);
  read(usage, 20);
  read(null, 40);
  expect(keys).toEqual([key, key]);
});

it('a contact that bounces as the finger leaves counts once', () => {
  const { keys, read } = keypad();
  for (const usage of [ONE, CONFIRM]) {
    read(usage, 60);
    read(null, 2);
    read(usage, 2);
    read(null, 2);
    read(usage, 1);
    read(null, 100);
  }
  expect(keys).toEqual(['1', 'confirm']);
});

it('a contact that bounces as the finger comes counts once, however long it stays', () => {
  const { keys, read } = keypad();
  for (const usage of [ONE, CONFIRM]) {
    read(usage, 1);
    read(null, 2);
    read(usage, 300);
    read(null, 100);
  }
  expect(keys).toEqual(['1', 'confirm']);
});

it('a doubtful press comes before the next key, and not after the end', () => {
  const { keys, read, session, clock } = keypad();
  read(ONE, 55);
  read(null, 3);
  read(ONE, 1);
  read(TWO, 50);
  expect(keys).toEqual(['1', '2']);
  read(null, 3);
  read(TWO, 1);
  session.close();
  clock.advance(100);
  expect(keys).toEqual(['1', '2']);
});

// As it was read at a start under load: the third of four equal digits of a PIN was missing.
it('a digit counts where the process is busy from its press to its release, behind a release that was read late', () => {
  const { keys, read, beBusy } = keypad();
  read(ONE, 60);
  read(null, 1.2);
  read(ONE, 0);
  beBusy(77);
  read(null, 0.1);
  read(CONFIRM, 30);
  read(null, 40);
  expect(keys).toEqual(['1', '1', 'confirm']);
});

// Twice in one run of all tests on a loaded machine: a manager's PIN of four equal digits had three.
it('a digit counts where the release before it was read late, and it was down for a moment by the reading', () => {
  const { keys, read, beBusy } = keypad();
  read(ONE, 10);
  beBusy(60);
  read(null, 2);
  read(ONE, 3);
  read(null, 40);
  expect(keys).toEqual(['1', '1']);
});

// Under load a manager's PIN of four equal digits had three: the process was busy while the finger went, or came and went, and came again.
it.each([
  ['the release and the next press', 50],
  ['both presses', 0],
])('a digit counts where %s are read behind one another, and the timer before them', (_, punctualMs) => {
  const { keys, read, clock, beBusy } = keypad();
  read(TWO, 60);
  read(null, 40);
  read(punctualMs > 0 ? ONE : null, punctualMs);
  beBusy(55);
  clock.advance(20);
  read(ONE, 2);
  read(null, 3);
  read(ONE, 5);
  read(null, 40);
  expect(keys).toEqual(['2', '1', '1']);
});

it('a key that hangs is not watched for ever', () => {
  const { read, clock } = keypad();
  read(ONE, 1_000);
  expect(clock.pending).toBe(0);
});

it('a digit counts behind one whose press and release were read together', () => {
  const { keys, read } = keypad();
  read(ONE, 0.1);
  read(null, 3);
  read(ONE, 20);
  read(null, 40);
  expect(keys).toEqual(['1', '1']);
});

it.each([
  ['1', 77, 'press'],
  ['1', 10, 'press'],
  ['1', 2, 'bounce'],
  ['1', 0.1, 'press'], // read together: nothing is known about time
  ['confirm', 77, 'bounce'], // twice would be two acts
  ['confirm', 0.1, 'bounce'],
] as const)('a doubtful %s that is let go after %s ms: %s', (key, downMs, contact) => {
  expect(judgeDoubt(key, downMs)).toBe(contact);
});
