/** Is the reader there, now? Each driver asked on purpose: it answers, it is deaf, or it has no question (requirement E2). */
import { describe, expect, it } from 'vitest';
import { type CardReaderDriver, connectCardReader } from '../../../drivers/card-reader/connect-card-reader.ts';
import type { BytePipeEvents, DeviceLost, HidPipeEvents } from '../../../drivers/link/link.ts';
import type { Tried } from '../../../drivers/link/question.ts';
import { manualClock } from '../link/manual-clock.ts';
import { deviceMessages } from './golden.ts';

const GONE: DeviceLost = { kind: 'device-lost', address: 'memory', cause: 'unplugged', detail: 'gone' };
const PROPERTIES = deviceMessages('magtek-hid.wire', 'software id and serial number');
const PING = deviceMessages('neo-serial.wire', 'ping')[0] ?? new Uint8Array(0);

/** A reader in memory, which answers as long as it is not deaf. */
function reader(driver: CardReaderDriver, { deaf = false } = {}) {
  const clock = manualClock();
  const device = { deaf, asked: 0 };
  const line: { bytes?: BytePipeEvents; hid?: HidPipeEvents } = {};
  const answer = (say: () => void) => {
    device.asked += 1;
    if (!device.deaf) clock.after(1, say);
    return 'accepted' as const;
  };
  let property = 0;
  const session = connectCardReader(
    driver,
    {
      openBytePipe: (address, events) => {
        line.bytes = events;
        const write = () => answer(() => events.bytes(Uint8Array.from(PING)));
        return { address, queuedBytes: 0, write, close() {} };
      },
      openHidPipe: (address, events) => {
        line.hid = events;
        const next = () => events.feature(Uint8Array.from(PROPERTIES[property++ % PROPERTIES.length] ?? []));
        const accepted = () => 'accepted' as const;
        return {
          address,
          writeOutput: accepted,
          writeFeature: accepted,
          requestFeature: () => answer(next),
          close() {},
        };
      },
    },
    driver === 'neo-serial' || driver === 'msr-serial' ? 'serial:/dev/x?baud=115200' : 'hid:0801:0002',
    clock,
    () => {},
  );
  line.bytes?.opened();
  line.hid?.opened();
  clock.advance(5_000);
  const tried: Tried[] = [];
  const lost = () => (line.bytes ?? line.hid)?.lost(GONE);
  return { clock, device, session, tried, lost, test: () => session.test((how) => tried.push(how)) };
}

describe.each(['magtek-hid', 'magnesafe-hid', 'neo-serial'] as const)('%s', (driver) => {
  it('answers, and again', () => {
    const it = reader(driver);
    const before = it.device.asked;
    it.test();
    expect(it.tried).toEqual([]);
    it.clock.advance(2_000);
    it.test();
    it.clock.advance(2_000);
    expect(it.tried).toEqual(['answered', 'answered']);
    expect(it.device.asked).toBeGreaterThan(before);
  });

  it('is deaf: told within bounded time, once; well again: it answers', () => {
    const it = reader(driver);
    it.device.deaf = true;
    it.test();
    it.clock.advance(5_000);
    expect(it.tried).toEqual(['silent']);
    it.device.deaf = false;
    it.test();
    it.clock.advance(2_000);
    expect(it.tried).toEqual(['silent', 'answered']);
  });

  it('is lost, or closed, while it is asked: silent', () => {
    const lost = reader(driver);
    lost.device.deaf = true;
    lost.test();
    lost.clock.advance(1);
    lost.lost();
    const closed = reader(driver);
    closed.device.deaf = true;
    closed.test();
    closed.clock.advance(1);
    closed.session.close();
    for (const one of [lost, closed]) {
      one.clock.advance(5_000);
      expect(one.tried).toEqual(['silent']);
    }
  });
});

it('a MagTek clone that has never answered is not asked: its silence says nothing', () => {
  const it = reader('magtek-hid', { deaf: true });
  it.test();
  it.clock.advance(5_000);
  expect(it.tried).toEqual(['no-question']);
});

it('a NEO reader that looks for a card is not asked: it would take the question for Cancel', () => {
  const it = reader('neo-serial');
  it.session.arm({ amountMinor: 100, currencyNumeric: '156' });
  const before = it.device.asked;
  it.test();
  it.clock.advance(10);
  expect(it.tried).toEqual(['no-question']);
  expect(it.device.asked).toBe(before);
});

it.each(['msr-serial', 'securemag-hid'] as const)('%s has no question', (driver) => {
  const it = reader(driver);
  const before = it.device.asked;
  it.test();
  it.clock.advance(5_000);
  expect(it.tried).toEqual(['no-question']);
  expect(it.device.asked).toBe(before);
});
