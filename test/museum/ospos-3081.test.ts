/**
 * ospos-3081, strichliste-261: a CR LF suffix, a scanner that fires twice or a key that is reported twice made two items, or two charges, of one.
 * Here one press is one key, however often its state is reported, and one look at a label is one scan, whatever its suffix.
 */
import { expect, it } from 'vitest';
import { connectKeypad } from '../../drivers/keypad/connect-keypad.ts';
import type { BytePipeEvents, HidPipeEvents } from '../../drivers/link/link.ts';
import { connectScanner } from '../../drivers/scanner/connect-scanner.ts';
import { manualClock } from '../drivers/link/manual-clock.ts';

it('ospos-3081, strichliste-261: one scan, one item', () => {
  const clock = manualClock();
  const codes: string[] = [];
  const link: { events?: BytePipeEvents } = {};
  connectScanner(
    'serial',
    {
      openBytePipe: (address, events) => {
        link.events = events;
        return { address, queuedBytes: 0, write: () => 'refused', close() {} };
      },
      openHidPipe: () => expect.unreachable(),
    },
    'scripted',
    clock,
    (event) => event.type === 'scanner.scanned' && codes.push(event.code),
  );
  const scan = (text: string) => link.events?.bytes(Buffer.from(text));
  scan('6901234567892\r\n');
  scan('\r\n');
  clock.advance(50);
  scan('6901234567892\r\r'); // the trigger bounces
  expect(codes).toEqual(['6901234567892']);
  clock.advance(1500);
  scan('6901234567892\r\n'); // a second piece of the same article
  expect(codes).toHaveLength(2);
});

it('ospos-3081, strichliste-261: one press, one key', () => {
  const clock = manualClock();
  const keys: string[] = [];
  const link: { events?: HidPipeEvents } = {};
  const refuse = () => 'refused' as const;
  connectKeypad(
    (address, events) => {
      link.events = events;
      return { address, writeOutput: refuse, writeFeature: refuse, requestFeature: refuse, close() {} };
    },
    'scripted',
    clock,
    (event) => event.type === 'keypad.pressed' && keys.push(event.key),
  );
  link.events?.opened();
  clock.advance(1000);
  const report = (...usages: number[]) =>
    link.events?.report(Uint8Array.from([0, 0, ...usages, 0, 0, 0, 0, 0, 0].slice(0, 8)));
  const bounce = (usage: number) => {
    for (let contact = 0; contact < 4; contact += 1) {
      report(usage);
      clock.advance(1);
      report();
      clock.advance(2);
    }
    clock.advance(100);
  };
  const CONFIRM = 0x58;
  bounce(CONFIRM);
  bounce(0x5d);
  // The same state told again, and seven keys at once, are no presses either.
  for (const usages of [[CONFIRM], [CONFIRM], [1, 1, 1, 1, 1, 1], [CONFIRM], []]) report(...usages);
  expect(keys).toEqual(['confirm', '5', 'confirm']);
});
