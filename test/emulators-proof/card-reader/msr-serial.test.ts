/** Plain serial readers, by their printed formats (facts/peripherals §1b). */
import { describe, expect, test } from 'vitest';
import type { MsrOptions } from '../../emulators/card-reader/msr-serial.ts';
import { MsrSerial } from '../../emulators/card-reader/msr-serial.ts';
import { VirtualClock } from '../virtual-clock.ts';

function said(options: Partial<MsrOptions>, verb: string, args: object = {}): string {
  let text = '';
  const model = new MsrSerial(
    {
      clock: new VirtualClock(),
      send: (bytes) => {
        text += Buffer.from(bytes).toString('latin1');
      },
      emit: () => {},
    },
    { format: 'magtek', stx: false, cr: true, etx: false, ...options },
  );
  model.verbs[verb]?.({ ...args });
  return text;
}

const tracks = { 1: '%111?', 2: ';222?', 3: '+333?' };

describe('MagTek RS-232', () => {
  test('tracks one after the other, CR; STX and ETX by switch', () => {
    expect(said({}, 'swipe', { tracks })).toBe('%111?;222?+333?\r');
    expect(said({ stx: true, etx: true }, 'swipe', { tracks })).toBe('\u0002%111?;222?+333?\r\u0003');
    expect(said({ cr: false }, 'swipe', { tracks })).toBe('%111?;222?+333?');
  });
  test('a bad track is an E, a blank one absent, a blank card silent', () => {
    expect(said({}, 'swipe', { tracks, error: [2] })).toBe('%111?;E?+333?\r');
    expect(said({}, 'swipe', { tracks: { ...tracks, 3: null } })).toBe('%111?;222?\r');
    expect(said({}, 'swipe', { wrongSide: true })).toBe('');
  });
  test('insertion readers tell of the card, then of its tracks and the sensor', () => {
    expect(said({ stx: true }, 'inserted')).toBe('\u0002\u001b1\r');
    expect(said({}, 'withdrawn', { tracks: { 2: ';222?' } })).toBe('\u001b;222?0\r');
  });
});

test('ID TECH MiniMag: a CR after each track', () => {
  expect(said({ format: 'idtech' }, 'swipe', { tracks })).toBe('%111?\r;222?\r+333?\r');
});

test('UIC: STX, track and LRC each, DLE between, ETX last', () => {
  expect(
    said({ format: 'uic' }, 'swipe', { tracks: { 2: ';4111111111111111=2512101?', 3: ';4111111111111111=2512101?' } }),
  ).toBe('\u0002;4111111111111111=2512101?8\u0010\u0002;4111111111111111=2512101?8\u0003');
});
