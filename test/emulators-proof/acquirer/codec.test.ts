/** The emulator's codec against bytes written by hand from facts/acquirer §1.1 and §1.3. */
import { describe, expect, it } from 'vitest';
import { decodePacket, encodePacket } from '../../emulators/acquirer/codec.ts';
import { unionpayDialect } from '../../emulators/acquirer/dialect.ts';
import { PacketStream } from '../../emulators/acquirer/packet-stream.ts';

const TPDU = '6000030000';
const HEADER = '603100310000';
/** A swiped sale: DE 2 (16), 3, 4, 11, 22 = 021, 25, 35 (33), 41, 42, 49, 60 (11), 64. */
const BITMAP = '7020048020C08011';
/** DE 41 = 10000001, one byte a character. */
const TERMINAL = Buffer.from('10000001', 'latin1').toString('hex');
const FIELDS = [
  '164761739001010010',
  '000000',
  '000000001234',
  '000002',
  '0210',
  '00',
  '334761739001010010D25121010000000000',
  TERMINAL,
  '383938313030303030303030303031',
  '313536',
  '0011220000010000',
  '3132333435363738',
];
const sale = `0200${BITMAP}${FIELDS.join('')}`;
/** DE 11, 41, 42, 60. */
const echo = `08200020000000C00010000007${FIELDS[7]}${FIELDS[8]}0011000000013010`;

function bytes(hex: string): Uint8Array {
  const body = Buffer.from(hex, 'hex');
  return Buffer.concat([Buffer.from([body.length >> 8, body.length & 255]), body]);
}
const packet = (message: string): Uint8Array => bytes(TPDU + HEADER + message);
const errorOf = (raw: Uint8Array): unknown => {
  const decoded = decodePacket(raw);
  return decoded.ok ? 'accepted' : decoded.error;
};
describe('a packet by hand', () => {
  it('reads as its fields: numbers right, DE 22 left, odd lengths padded behind', () => {
    const decoded = decodePacket(packet(sale));
    if (!decoded.ok) throw new Error(JSON.stringify(decoded.error));
    expect(decoded.packet).toMatchObject({ tpdu: TPDU, header: HEADER, mti: '0200' });
    expect(Object.fromEntries(decoded.packet.fields)).toEqual({
      2: '4761739001010010',
      3: '000000',
      4: '000000001234',
      11: '000002',
      22: '021',
      25: '00',
      35: '4761739001010010D2512101000000000',
      41: '10000001',
      42: '898100000000001',
      49: '156',
      60: '22000001000',
      64: '3132333435363738',
    });
    expect(
      Buffer.from(decoded.packet.macInput ?? [])
        .toString('hex')
        .toUpperCase(),
    ).toBe(sale.slice(0, -16));
    expect(Buffer.from(encodePacket(decoded.packet))).toEqual(Buffer.from(packet(sale)));
  });

  it('reads an echo test', () => {
    const decoded = decodePacket(packet(echo));
    expect(decoded.ok && decoded.packet.fields.get(60)).toBe('00000001301');
  });
});

describe('a malformed packet names the field and the offset', () => {
  const at = (field: string): number => 15 + 8 + sale.slice(20).indexOf(field) / 2;
  const changed = (from: string, to: string): Uint8Array => packet(sale.replace(from, to));
  it.each([
    ['TPDU not 60', bytes(`61${TPDU.slice(2)}${HEADER}${sale}`), 'TPDU', 2],
    ['header class 63', bytes(`${TPDU}63${HEADER.slice(2)}${sale}`), 'HEADER', 7],
    ['header not BCD', bytes(`${TPDU}60310031000A${sale}`), 'HEADER', 12],
    ['MTI not BCD', packet(`02A0${sale.slice(4)}`), 'MTI', 14],
    ['secondary bitmap', packet(`0200F${sale.slice(5)}`), 'BITMAP', 15],
    ['DE 5', packet(`02007820${sale.slice(8)}`), 'BITMAP', 15],
    ['amount not a digit', changed('000000001234', '0000000012A4'), 'DE4', at('000000001234') + 5],
    ['PAN of 20 digits', changed('164761', '204761'), 'DE2', 23],
    ['PAN of no digit', changed('164761', '004761'), 'DE2', 23],
    ['length not BCD', changed('164761', '1A4761'), 'DE2', 23],
    ['DE 22 right-aligned', changed('0210', '0021'), 'DE22', at('0210') + 1],
    ['track pad not 0', changed('25121010000000000313030', '25121010000000001313030'), 'DE35', at('334761') + 1 + 16],
    ['DE 60 pad not 0', changed('2200000100003132', '2200000100053132'), 'DE60', at('001122') + 2 + 5],
    ['control character in DE 41', changed(TERMINAL, `07${TERMINAL.slice(2)}`), 'DE41', at(TERMINAL)],
    ['umlaut in DE 42', changed('383938', 'FC3938'), 'DE42', at('383938')],
    ['byte missing', packet(sale.slice(0, -2)), 'DE64', 15 + sale.length / 2 - 2 - 8],
    ['byte too many', packet(`${sale}00`), 'END', 13 + sale.length / 2],
    ['LEN too small', Buffer.concat([Buffer.from([0, 99]), packet(sale).subarray(2)]), 'LEN', 0],
  ])('%s', (_name, raw, field, offset) => {
    expect(errorOf(raw)).toMatchObject({ field, offset });
  });

  it('never throws, and what it accepts it writes back byte for byte, over 20 000 seeded mutations', () => {
    let seed = 20260805;
    const next = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed % below;
    };
    let accepted = 0;
    for (let round = 0; round < 20_000; round++) {
      const raw = Buffer.from(packet(sale));
      for (let change = next(3); change >= 0; change--) raw[next(raw.length)] = next(256);
      const decoded = decodePacket(next(4) === 0 ? raw.subarray(0, next(raw.length)) : raw);
      if (!decoded.ok) continue;
      accepted += 1;
      expect(Buffer.from(encodePacket(decoded.packet))).toEqual(raw);
    }
    expect(accepted).toBeGreaterThan(100);
  });
});

describe('the byte stream', () => {
  it('cuts packets wherever the chunks end, and stops at an impossible LEN', () => {
    const raw = Buffer.concat([packet(sale), packet(echo), Buffer.from([0xff, 0xff, 1, 2, 3])]);
    for (const size of [1, 2, 3, 7, raw.length]) {
      const seen: number[] = [];
      const lost: unknown[] = [];
      const stream = new PacketStream(unionpayDialect.framing, {
        packet: (one) => seen.push(one.length),
        lost: (error) => lost.push(error),
        reading: () => false,
      });
      for (let from = 0; from < raw.length; from += size) stream.push(raw.subarray(from, from + size));
      expect(seen).toEqual([packet(sale).length, packet(echo).length]);
      expect(lost).toMatchObject([{ field: 'LEN', offset: 0 }]);
      expect(stream.pendingBytes).toBe(0);
    }
  });
});
