/** One mishap each, said byte by byte to our sender. */
import { describe, expect, it } from 'vitest';
import { sendByBlocks } from '../../../../drivers/console/transfer/run-steps.ts';
import { MAX_FAILURES, TIMING } from '../../../../drivers/console/transfer/transfer.ts';
import { CANCEL, encodeBlock } from '../../../../drivers/console/transfer/wire.ts';
import { content, source } from './files.ts';
import { ACK, bench, block, C, CAN, EOT, ETX, end, FILE, header, hex, NAK, SOH, sender } from './one-end.ts';

describe('a sender', () => {
  it('a lost ACK: the block goes again as it was', () => {
    const { clock, say, take } = sender();
    say(C);
    expect(take()).toBe(hex(header));
    say(ACK, C);
    expect(take()).toBe(hex(block(1)));
    clock.advance(TIMING.answerMs);
    expect(take()).toBe(hex(block(1)));
    say(ACK);
    expect(take()).toBe(''); // until nothing else can be about block 1
    clock.advance(50);
    say(ACK);
    clock.advance(150);
    expect(take()).toBe(hex(block(2)));
  });

  it('two NAKs, one repetition', () => {
    const { clock, say, take } = sender();
    say(C);
    say(ACK, C);
    take();
    say(NAK);
    clock.advance(50);
    say(NAK);
    clock.advance(150);
    expect(take()).toBe(hex(block(1)));
    clock.advance(1_000);
    expect(take()).toBe('');
  });

  it('after three tries the next blocks are short', () => {
    const { clock, say, take } = sender();
    say(C);
    say(ACK, C);
    for (let n = 0; n < 2; n++) {
      say(NAK);
      clock.advance(150);
    }
    take();
    say(ACK);
    clock.advance(150);
    expect(take()).toBe(hex(encodeBlock(2, FILE.subarray(1024, 1152), 'crc')));
  });

  it('a receiver with sums gets short blocks', () => {
    const { say, take } = sender('xmodem');
    say(NAK);
    expect(take()).toBe(hex(encodeBlock(1, FILE.subarray(0, 128), 'sum')));
  });

  it('a NAK of noise, then a receiver that invites with C', () => {
    const { clock, say, take } = sender('xmodem');
    say(NAK);
    take();
    say(C);
    clock.advance(150);
    expect(take()).toBe(hex(encodeBlock(1, FILE.subarray(0, 128), 'crc')));
  });

  it('a refused block ten times is given up, and the peer is told', () => {
    const { clock, say, take, results } = sender();
    say(C);
    say(ACK, C);
    for (let n = 0; n <= MAX_FAILURES; n++) {
      take();
      say(NAK);
      clock.advance(150);
    }
    expect(take()).toBe(hex(CANCEL));
    clock.advance(300);
    expect(results).toMatchObject([{ kind: 'given-up', cause: 'noise' }]);
  });

  it('the end is refused, repeated, confirmed; with its confirmation lost it is called unconfirmed', () => {
    const small = content(10);
    const heard = sender('xmodem', small);
    heard.say(C);
    heard.say(ACK);
    heard.take();
    heard.say(NAK);
    heard.clock.advance(150);
    expect(heard.take()).toBe('04');
    heard.say(ACK);
    expect(heard.results).toMatchObject([{ kind: 'sent' }]);
    const unheard = sender('xmodem', small);
    unheard.say(C);
    unheard.say(ACK);
    unheard.clock.advance(60_000);
    expect(unheard.results).toMatchObject([{ kind: 'given-up', cause: 'unconfirmed' }]);
  });

  it('by YMODEM a file is sent when the receiver asks for the next', () => {
    const { clock, say, take, results } = sender('ymodem', content(10));
    say(C);
    say(ACK, C);
    say(ACK);
    take();
    say(ACK);
    clock.advance(1_000);
    expect([take(), results]).toEqual(['', []]);
    say(C);
    expect(take()).toBe(hex(end));
    clock.advance(5_000); // the last ACK is lost: every file has been confirmed
    expect(results).toMatchObject([{ kind: 'sent' }]);
  });

  it('cancelled: one CAN is noise, two are the peer; Ctrl-C before the start is the operator, later two of them', () => {
    const one = sender();
    one.say(CAN);
    one.say(C);
    expect(one.take()).toBe(hex(header));
    one.say(ETX);
    expect(one.take()).toBe('');
    one.say(ETX);
    one.clock.advance(300);
    expect(one.results).toEqual([{ kind: 'cancelled', by: 'operator', files: 0 }]);
    const two = sender();
    two.say(CAN);
    two.say(CAN);
    two.clock.advance(300);
    expect(two.results).toEqual([{ kind: 'cancelled', by: 'peer', files: 0 }]);
    const early = sender();
    early.say(ETX);
    early.clock.advance(300);
    expect(early.results).toEqual([{ kind: 'cancelled', by: 'operator', files: 0 }]);
  });

  it('a source that fails in the middle', () => {
    const all = bench();
    const broken = {
      ...source('a.bin', FILE),
      read: (at: number, n: number) => (at > 0 ? null : FILE.slice(at, at + n)),
    };
    const transfer = sendByBlocks('ymodem', [broken], all.line, all.clock, TIMING, all.ended);
    all.clock.advance(0);
    for (const said of [[C], [ACK, C], [ACK]]) transfer.bytes(Uint8Array.from(said));
    all.clock.advance(300);
    expect(all.results).toMatchObject([{ kind: 'given-up', cause: 'source-failed' }]);
  });

  it('a line that takes nothing is lost', () => {
    const { say, line, results, clock } = sender();
    line.refuses = true;
    say(C);
    expect(results).toEqual([{ kind: 'lost', files: 0 }]);
    expect(clock.pending).toBe(0);
  });

  it('noise before the start sends nothing that matters', () => {
    const { say, take } = sender();
    say(SOH, EOT, NAK, 0x20, 0xff);
    expect(take()).toBe('');
    say(C);
    expect(take()).toBe(hex(header));
  });
});
