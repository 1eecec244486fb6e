import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeControl,
  encodeFrame,
  LONGEST_BODY,
  lrc,
  PadReader,
  type PadWord,
} from '../../../drivers/pin-pad/wire.ts';
import { mutations } from '../link/mutations.ts';
import { frame, frames } from './golden.ts';

const bodies = (words: readonly PadWord[]): string[] =>
  words.map((word) =>
    word.kind === 'frame' ? `${word.group} ${Buffer.from(word.body).toString('latin1')}` : word.kind,
  );
const read = (...chunks: readonly Uint8Array[]): string[] => {
  const reader = new PadReader();
  return chunks.flatMap((chunk) => bodies(reader.read(chunk)));
};
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

describe('a frame', () => {
  it.each([
    ['cancel', '72'],
    ['reset to idle', 'Z1'],
    ['show HELLO on a cleared display', 'Z2\x1aHELLO'],
    ['read a key within 10 s', 'Z4210'],
    ['PIN entry with DUKPT, 30 s', 'Z60.4012345678909\x1c1'],
  ])('is encoded as the facts have it: %s', (name, body) => {
    expect(encodeFrame('transaction', body)).toEqual(frame(name));
  });

  it.each([
    ['self-test', '16'],
    ['show the serial number (VeriFone diagnostic 01 06)', '0106'],
  ])('is encoded as the facts have it, administration: %s', (name, body) => {
    expect(encodeFrame('administration', body)).toEqual(frame(name));
  });

  it('is put together from its parts, whatever their number', () => {
    expect(encodeFrame('transaction', 'Z6', '0.', '4012345678909', '\x1c', '1')).toEqual(
      frame('PIN entry with DUKPT, 30 s'),
    );
  });

  it.each([
    ['the key ENTER', 'transaction Z43#'],
    ['PIN block with DUKPT', 'transaction 7109876543210E000011B9C1845EB993A7A'],
    ['healthy', 'administration 160'],
    ['RAM and keys are faulty', 'administration 1615'],
    ['PIN error: no DUKPT key', 'transaction 71A'],
  ])('is read as the facts have it: %s', (name, body) => {
    expect(read(frame(name))).toEqual([body]);
  });

  it('comes back as it was encoded, whatever its text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFZ.\x1a\x1c '), maxLength: 100 }), (text) => {
        expect(read(encodeFrame('transaction', text))).toEqual([`transaction ${text}`]);
        expect(read(encodeFrame('administration', text))).toEqual([`administration ${text}`]);
      }),
    );
  });
});

describe('the reader', () => {
  const stream = Buffer.concat([encodeControl('ack'), ...frames('device'), encodeControl('eot'), encodeControl('nak')]);
  const whole = read(stream);

  it('takes ACK and answer from one chunk', () => {
    expect(read(Buffer.concat([encodeControl('ack'), frame('the key ENTER')]))).toEqual(['ack', 'transaction Z43#']);
  });

  it('reads all golden frames in one chunk', () => {
    expect(whole).toHaveLength(frames('device').length + 3);
    expect(whole).not.toContain('damaged');
  });

  it('reads the same when the stream is split at any byte, or at every byte', () => {
    for (let at = 0; at <= stream.length; at += 1)
      expect(read(stream.subarray(0, at), stream.subarray(at))).toEqual(whole);
    expect(read(...Array.from(stream, (byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('tells a wrong LRC, wherever the error is', () => {
    const good = frame('PIN block with DUKPT');
    for (let at = 1; at < good.length - 2; at += 1) {
      const wrong = new Uint8Array(good);
      wrong[at] = (wrong[at] ?? 0) ^ 0x01;
      expect(read(wrong)).toEqual(['damaged']);
    }
  });

  it('skips garbage before a frame', () => {
    expect(read(bytes('\x00\xff?!PINPAD V1.0\r\n'), frame('the key ENTER'))).toEqual(['transaction Z43#']);
  });

  it('takes up a frame that starts in the middle of another', () => {
    const cut = frame('PIN block with DUKPT').subarray(0, 20);
    expect(read(cut, frame('the key ENTER'))).toEqual(['transaction Z43#']);
  });

  it('calls a frame damaged that is given up, and holds nothing of it', () => {
    const reader = new PadReader();
    const good = frame('PIN block with DUKPT');
    for (let length = 1; length < good.length; length += 1) {
      expect(reader.read(good.subarray(0, length))).toEqual([]);
      expect(reader.unfinished).toBe(true);
      expect(reader.giveUp()).toEqual([{ kind: 'damaged' }]);
      expect(reader.pendingBytes).toBe(0);
      expect(reader.unfinished).toBe(false);
    }
  });

  it('wipes what it held, however the frame ends', () => {
    const held = new Uint8Array(LONGEST_BODY + 1);
    const reader = new PadReader(held);
    const good = frame('PIN block with DUKPT');
    const isWiped = (): boolean => held.every((byte) => byte === 0);
    reader.read(good.subarray(0, -1));
    expect(isWiped()).toBe(false);
    reader.read(good.subarray(-1));
    expect(isWiped()).toBe(true);
    reader.read(good.subarray(0, 20));
    reader.read(frame('the key ENTER'));
    expect(isWiped()).toBe(true);
    reader.read(Uint8Array.from([0x02, ...new Array(LONGEST_BODY + 1).fill(0x30)]));
    expect(isWiped()).toBe(true);
  });

  it('has nothing to give up between frames', () => {
    const reader = new PadReader();
    reader.read(frame('the key ENTER'));
    expect(reader.unfinished).toBe(false);
    expect(reader.giveUp()).toEqual([]);
  });

  it('gives up a frame that is too long, and takes nothing in its tail for a control', () => {
    const reader = new PadReader();
    const long = Uint8Array.from([0x02, ...new Array(LONGEST_BODY + 1).fill(0x30), 0x06, 0x04, 0x15]);
    expect(bodies(reader.read(long))).toEqual(['damaged']);
    expect(reader.pendingBytes).toBe(0);
    expect(reader.unfinished).toBe(true);
    expect(reader.giveUp()).toEqual([]);
    expect(bodies(reader.read(encodeControl('ack')))).toEqual(['ack']);
  });

  it('finds the next frame behind one that is too long', () => {
    const long = Uint8Array.from([0x02, ...new Array(400).fill(0x30)]);
    expect(read(long, frame('the key ENTER'))).toEqual(['damaged', 'transaction Z43#']);
  });

  it('reads the longest frame that it takes', () => {
    const text = '7'.repeat(LONGEST_BODY - 1);
    expect(read(encodeFrame('transaction', text))).toEqual([`transaction ${text}`]);
  });

  it('survives 100 000 damaged streams, holds little, and reads the next frame each time', () => {
    const reader = new PadReader();
    const good = frame('PIN block with DUKPT');
    const goldens = [...frames('device'), ...frames('host'), stream];
    let damaged = 0;
    let held = 0;
    for (const mutated of mutations(100_000, goldens)) {
      for (const word of reader.read(mutated)) if (word.kind === 'damaged') damaged += 1;
      held = Math.max(held, reader.pendingBytes);
      reader.giveUp();
      const words = reader.read(good);
      if (words.length !== 1 || words[0]?.kind !== 'frame') throw new Error('the frame behind it was not read');
    }
    expect(damaged).toBeGreaterThan(1000);
    expect(held).toBeLessThanOrEqual(LONGEST_BODY);
  });

  it('survives arbitrary bytes', () => {
    const reader = new PadReader();
    for (const noise of mutations(100_000, [], 200)) {
      for (const word of reader.read(noise))
        if (word.kind === 'frame' && word.body.length >= LONGEST_BODY) throw new Error('too long');
      if (reader.pendingBytes > LONGEST_BODY) throw new Error('holds too much');
    }
  });
});

it('the LRC covers all behind the first byte, the closing byte included', () => {
  const good = frame('self-test');
  expect(lrc(good.subarray(1, -1))).toBe(good.at(-1));
});
