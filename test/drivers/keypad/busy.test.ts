/** A process that was busy reads reports late: no key is eaten, and no contact counts twice. Times are those of the reading. */
import { expect, it } from 'vitest';
import { connectKeypad } from '../../../drivers/keypad/connect-keypad.ts';
import type { HidPipeEvents } from '../../../drivers/link/link.ts';
import { manualClock } from '../link/manual-clock.ts';

const CONFIRM = 0x58;
const ONE = 0x59;
const TWO = 0x5a;

function keypad() {
  const clock = manualClock();
  const keys: string[] = [];
  const link: { events?: HidPipeEvents } = {};
  const refuse = () => 'refused' as const;
  const session = connectKeypad(
    (address, events) => {
      link.events = events;
      return { address, writeOutput: refuse, writeFeature: refuse, requestFeature: refuse, close() {} };
    },
    'scripted',
    clock,
    (event) => event.type === 'keypad.pressed' && keys.push(event.key),
  );
  link.events?.opened();
  clock.advance(1_000);
  /** What is down, and how long until the next report is read. */
  const read = (usage: number | null, thenMs: number) => {
    link.events?.report(Uint8Array.from([0, 0, usage ?? 0, 0, 0, 0, 0, 0]));
    clock.advance(thenMs);
  };
  return { keys, read, session, clock };
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
