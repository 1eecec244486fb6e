/** One mishap each, said byte by byte to our receiver. */
import { describe, expect, it } from 'vitest';
import { MAX_FAILURES, TIMING } from '../../../../drivers/console/transfer/transfer.ts';
import { CANCEL, encodeBlock } from '../../../../drivers/console/transfer/wire.ts';
import { chance } from './cable.ts';
import { content, shelf } from './files.ts';
import { block, CAN, EOT, ETX, end, FILE, header, hex, receiver } from './one-end.ts';

describe('a receiver', () => {
  it('invites every three seconds, with C by YMODEM, and also with NAK by XMODEM towards the end', () => {
    for (const [protocol, last] of [
      ['ymodem', '43'],
      ['xmodem', '4315'],
    ] as const) {
      const { clock, take } = receiver(protocol);
      clock.advance(29_000);
      expect(take()).toBe('43'.repeat(10));
      clock.advance(50_000);
      expect(take()).toContain(last);
    }
  });

  it('survives noise before the start, in any pieces', () => {
    const draw = chance(42);
    for (let run = 0; run < 50; run++) {
      const { clock, say, take, sink, results } = receiver();
      const noise = Uint8Array.from({ length: 128 }, () => Math.floor(draw() * 256)).map((byte) =>
        [CAN, ETX].includes(byte) ? 0x7e : byte,
      );
      for (let at = 0; at < noise.length; ) {
        const length = 1 + Math.floor(draw() * 40);
        say(noise.subarray(at, at + length));
        at += length;
      }
      clock.advance(4_000);
      take();
      for (const part of [header, block(1), block(2), block(3), EOT, EOT, end]) {
        say(part);
        clock.advance(10);
      }
      clock.advance(TIMING.lingerMs);
      expect(results).toEqual([{ kind: 'received', files: 1 }]);
      expect(hex(sink.files[0]?.bytes ?? new Uint8Array(0))).toBe(hex(FILE));
    }
  });

  it('a truncated block is asked for again after a second', () => {
    const { clock, say, take } = receiver();
    say(header);
    take();
    say(block(1).subarray(0, 500));
    clock.advance(900);
    expect(take()).toBe('');
    clock.advance(200);
    expect(take()).toBe('43'); // the first block of a YMODEM file is asked for with C
    say(block(1));
    expect(take()).toBe('06');
    say(block(2).subarray(0, 3));
    clock.advance(1_100);
    expect(take()).toBe('15');
  });

  it('a damaged block is answered when its rest has passed', () => {
    const { clock, say, take } = receiver();
    say(header, block(1));
    take();
    const bad = block(2);
    bad[1] = 9;
    say(bad.subarray(0, 600));
    clock.advance(200);
    say(bad.subarray(600));
    clock.advance(200);
    expect(take()).toBe('');
    clock.advance(100);
    expect(take()).toBe('15');
  });

  it('an EOT inside noise ends nothing; a lone one is believed the second time', () => {
    const { clock, say, take, sink } = receiver();
    say(header, block(1));
    say(block(2));
    say(0x7e, EOT, EOT);
    clock.advance(300);
    take();
    say(EOT);
    expect(take()).toBe('15');
    say(block(3)); // it was noise
    expect(take()).toBe('06');
    say(EOT);
    say(EOT);
    expect(sink.files).toHaveLength(1);
  });

  it('an end before the stated size is no end', () => {
    const { clock, say, sink, results } = receiver();
    say(header, block(1));
    say(EOT);
    say(EOT);
    clock.advance(300);
    expect(results).toMatchObject([{ kind: 'given-up', cause: 'incomplete', files: 0 }]);
    expect([sink.files.length, sink.discarded, sink.isOpen]).toEqual([0, 1, false]);
  });

  it('the header again, the end again, the last header again: answered again', () => {
    const { clock, say, take, results } = receiver();
    take();
    say(header);
    say(header);
    expect(take()).toBe('06430643');
    for (const n of [1, 2, 3]) say(block(n));
    take();
    say(EOT);
    say(EOT);
    say(EOT);
    expect(take()).toBe('1506430643');
    say(end);
    clock.advance(1_000);
    say(end);
    expect(take()).toBe('0606');
    clock.advance(TIMING.lingerMs);
    expect(results).toEqual([{ kind: 'received', files: 1 }]);
  });

  it('a peer that does not hear our ACKs is not listened to for ever', () => {
    const { clock, say, results } = receiver();
    say(header, block(1));
    for (let n = 0; n <= MAX_FAILURES; n++) say(block(1));
    clock.advance(300);
    expect(results).toMatchObject([{ kind: 'given-up', cause: 'noise' }]);
  });

  it('a peer that falls silent is asked ten times', () => {
    const { clock, say, take, results } = receiver();
    say(header, block(1));
    take();
    clock.advance(MAX_FAILURES * TIMING.blockMs);
    expect(take()).toBe('15'.repeat(MAX_FAILURES));
    clock.advance(TIMING.blockMs + 300);
    expect(results).toMatchObject([{ kind: 'given-up', cause: 'silent' }]);
    expect(take()).toBe(hex(CANCEL));
  });

  it('a peer that sends something else than blocks', () => {
    const { clock, say, results } = receiver();
    say(header, block(1));
    for (let n = 0; n < 40; n++) {
      say(new Uint8Array(1_000).fill(0x55));
      clock.advance(80);
    }
    clock.advance(1_000);
    expect(results).toMatchObject([{ kind: 'given-up', cause: 'noise' }]);
  });

  it('cancelled by the peer between blocks, or in the middle of one', () => {
    for (const said of [Uint8Array.of(CAN, CAN), Buffer.concat([block(2).subarray(0, 300), CANCEL])]) {
      const { clock, say, sink, results } = receiver();
      say(header, block(1));
      say(said);
      clock.advance(2_000);
      expect(results).toEqual([{ kind: 'cancelled', by: 'peer', files: 0 }]);
      expect(sink.discarded).toBe(1);
    }
  });

  it('a person who waits presses Ctrl-C once; later, twice; a 03 inside a block is nobody', () => {
    const waiting = receiver('xmodem');
    waiting.say(ETX);
    waiting.clock.advance(300);
    expect(waiting.results).toEqual([{ kind: 'cancelled', by: 'operator', files: 0 }]);
    expect(waiting.sink.isOpen).toBe(false);
    const later = receiver();
    later.say(header, block(1));
    later.say(ETX);
    later.say(ETX);
    later.clock.advance(300);
    expect(later.results).toEqual([{ kind: 'cancelled', by: 'operator', files: 0 }]);
    const inside = receiver('xmodem');
    const full = encodeBlock(1, new Uint8Array(128).fill(ETX), 'crc');
    for (const byte of full) inside.say(byte);
    expect(inside.take()).toBe('4306');
  });

  it('a sink that is full: the peer is told, the line comes to rest, the result is one', () => {
    const { clock, say, take, results, sink } = receiver('ymodem', shelf(1_500));
    say(header);
    expect(take()).toBe(`43${hex(CANCEL)}`);
    say(block(1)); // it was under way
    clock.advance(200);
    expect(results).toEqual([]);
    clock.advance(300);
    expect(results).toMatchObject([{ kind: 'given-up', cause: 'refused', detail: 'too large' }]);
    expect(sink.isOpen).toBe(false);
  });

  it('the line is lost: at once, and nothing stays open', () => {
    const { transfer, say, sink, results, clock } = receiver();
    say(header, block(1));
    transfer.lost();
    transfer.lost();
    expect(results).toEqual([{ kind: 'lost', files: 0 }]);
    expect([sink.isOpen, clock.pending]).toEqual([false, 0]);
  });

  it('the operator cancels from elsewhere', () => {
    const { transfer, say, take, clock, results } = receiver();
    say(header, block(1));
    take();
    transfer.cancel();
    expect(take()).toBe(hex(CANCEL));
    clock.advance(300);
    expect(results).toEqual([{ kind: 'cancelled', by: 'operator', files: 0 }]);
  });

  it('blocks are counted past 255', () => {
    const big = content(300 * 128, 8);
    const { say, take, sink, clock } = receiver('xmodem');
    take();
    for (let n = 1; n <= 300; n++) say(encodeBlock(n, big.subarray((n - 1) * 128, n * 128), 'crc'));
    expect(take()).toBe('06'.repeat(300));
    say(EOT);
    say(EOT);
    clock.advance(TIMING.lingerMs);
    expect(hex(sink.files[0]?.bytes ?? new Uint8Array(0))).toBe(hex(big));
  });
});
