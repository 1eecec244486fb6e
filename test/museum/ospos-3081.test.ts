/**
 * ospos-3081, strichliste-261: a CR LF suffix, a scanner that fires twice or a key that is reported twice made two items, or two charges, of one.
 * Here one press is one key, however often its state is reported, and one look at a label is one scan, whatever its suffix.
 */
import { expect, it } from 'vitest';
import { NOTHING_KNOWN, readKeys } from '../../drivers/keypad/wire.ts';
import type { BytePipeEvents } from '../../drivers/link/link.ts';
import { connectScanner } from '../../drivers/scanner/connect-scanner.ts';
import { manualClock } from '../drivers/link/manual-clock.ts';

it('ospos-3081: one scan, one item', () => {
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

it('ospos-3081: one press, one key', () => {
  const confirm = Uint8Array.of(0, 0, 0x58, 0, 0, 0, 0, 0);
  const rollover = Uint8Array.of(0, 0, 1, 1, 1, 1, 1, 1);
  let state = NOTHING_KNOWN;
  const pressed = [confirm, confirm, rollover, confirm, new Uint8Array(8)].flatMap((report) => {
    const read = readKeys(state, report);
    state = read.state;
    return [...read.pressed];
  });
  expect(pressed).toEqual(['confirm']);
});
