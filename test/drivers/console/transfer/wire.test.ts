import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  crc16,
  decodeHeader,
  encodeBlock,
  encodeHeader,
  readBlock,
  sum8,
} from '../../../../drivers/console/transfer/wire.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

describe('checks', () => {
  it('CRC-16/XMODEM of the published vectors', () => {
    expect(crc16(ascii('123456789'))).toBe(0x31c3);
    expect(crc16(new Uint8Array(0))).toBe(0);
    expect(crc16(ascii('A'))).toBe(0x58e5);
  });
  it('sums', () => expect(sum8(Uint8Array.of(0xff, 0x02))).toBe(1));
});

describe('blocks', () => {
  const data = fc.uint8Array({ minLength: 1, maxLength: 1024 });
  const check = fc.constantFrom('crc' as const, 'sum' as const);
  it('come back as they were, padded', () => {
    fc.assert(
      fc.property(fc.nat(100_000), data, check, (number, bytes, how) => {
        const frame = encodeBlock(number, bytes, how);
        const read = readBlock(frame, how);
        if (read.kind !== 'block') throw new Error(read.kind);
        expect(read.number).toBe(number & 0xff);
        expect(read.frameBytes).toBe(frame.length);
        expect(read.data.subarray(0, bytes.length)).toEqual(bytes);
        expect(read.data.subarray(bytes.length).every((byte) => byte === 0x1a)).toBe(true);
      }),
    );
  });
  it('cut short are incomplete, never a block', () => {
    fc.assert(
      fc.property(data, fc.nat(1_100), (bytes, keep) => {
        const frame = encodeBlock(1, bytes, 'crc');
        fc.pre(keep < frame.length && keep > 0);
        expect(readBlock(frame.subarray(0, keep), 'crc').kind).toBe('incomplete');
      }),
    );
  });
  it('with one byte changed behind the lead are damaged', () => {
    fc.assert(
      fc.property(data, fc.nat(2_000), fc.integer({ min: 1, max: 255 }), (bytes, at, change) => {
        const frame = encodeBlock(7, bytes, 'crc');
        const index = 1 + (at % (frame.length - 1));
        frame[index] = (frame[index] as number) ^ change;
        expect(readBlock(frame, 'crc').kind).toBe('damaged');
      }),
    );
  });
});

describe('the header', () => {
  const padded = (text: string) => {
    const block = new Uint8Array(128);
    block.set(ascii(text));
    return block;
  };
  it('comes back', () => {
    for (const size of [0, 1, 200_000, 2 ** 32, 2 ** 53 - 1])
      expect(decodeHeader(encodeHeader('a b.txt', size))).toEqual({
        kind: 'file',
        header: { name: 'a b.txt', sizeBytes: size },
      });
  });
  it('as lrzsz writes it', () =>
    expect(decodeHeader(padded('update.bin\x00200000 15112345670 100644 0 2 200077\x00'))).toEqual({
      kind: 'file',
      header: { name: 'update.bin', sizeBytes: 200_000 },
    }));
  it('without a size', () =>
    expect(decodeHeader(padded('old.txt\x00'))).toEqual({
      kind: 'file',
      header: { name: 'old.txt', sizeBytes: null },
    }));
  it('without a name ends the batch', () =>
    expect(decodeHeader(new Uint8Array(128))).toEqual({ kind: 'end-of-batch' }));
  it.each(['x\x00-1 0', 'x\x00 1e9', 'x\x009007199254740992', 'x\x0099999999999999999999', 'x\x000x10'])(
    'a size that cannot be believed is refused: %j',
    (text) => expect(decodeHeader(padded(text)).kind).toBe('wrong'),
  );
  it('a name without an end is refused', () => expect(decodeHeader(new Uint8Array(128).fill(0x41)).kind).toBe('wrong'));
  it('whatever comes is read without an exception', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 128, maxLength: 1024 }), (bytes) => void decodeHeader(bytes)));
  });
});
