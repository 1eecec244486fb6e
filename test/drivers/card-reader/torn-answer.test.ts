/** A chip reader that restarts in the middle of its answer: the length that it had stated is not waited for (facts/peripherals §6 no. 4). */
import { expect, it } from 'vitest';
import { connectCardReader } from '../../../drivers/card-reader/connect-card-reader.ts';
import type { BytePipeEvents } from '../../../drivers/link/link.ts';
import { manualClock } from '../link/manual-clock.ts';
import { deviceMessages } from './golden.ts';

const PING = deviceMessages('neo-serial.wire', 'ping')[0] ?? new Uint8Array(0);
const CANCELLED = deviceMessages('neo-serial.wire', 'cancel')[0] ?? new Uint8Array(0);
const HEADER = Buffer.from('ViVOtech2\0');
/** Of an answer to Activate with 300 bytes of data: its head, and fifty of them. */
const TORN = Buffer.concat([HEADER, Buffer.from([0x02, 0x00, 0x01, 0x2c]), Buffer.alloc(50, 1)]);

it.each([
  ['and says nothing', ''],
  ['and greets with its boot text', 'NEO 2.0 v1.00'],
])('%s', (_, greeting) => {
  const clock = manualClock();
  const told: string[] = [];
  const commands: string[] = [];
  const line: { host?: BytePipeEvents } = {};
  const session = connectCardReader(
    'neo-serial',
    {
      openBytePipe: (address, host) => {
        line.host = host;
        const write = (bytes: Uint8Array) => {
          commands.push(Buffer.from(bytes.subarray(HEADER.length, HEADER.length + 2)).toString('hex'));
          return 'accepted' as const;
        };
        return { address, queuedBytes: 0, write, close() {} };
      },
      openHidPipe: () => {
        throw new Error('a serial reader');
      },
    },
    'serial:/dev/x?baud=115200',
    clock,
    (event) => told.push(event.type),
  );
  const says = (bytes: Uint8Array) => line.host?.bytes(Uint8Array.from(bytes));
  line.host?.opened();
  says(CANCELLED);
  says(PING);
  commands.length = 0;
  session.arm({ amountMinor: 100, currencyNumeric: '156' });
  says(TORN.subarray(0, 5));
  clock.advance(100);
  says(TORN.subarray(5));
  clock.advance(100);
  says(Buffer.from(greeting));
  clock.advance(600);
  // It is told to stop, and looks for a card again as soon as it has answered.
  expect(commands).toEqual(['0240', '0501']);
  says(CANCELLED);
  clock.advance(1_000);
  expect(commands.at(-1)).toBe('0240');
  expect(told).toEqual(['reader.identified']);
});
