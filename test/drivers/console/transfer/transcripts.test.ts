/** The golden transcripts: what we say is exactly what the reference says, at each step. */
import { describe, expect, it } from 'vitest';
import { receiveByBlocks, sendByBlocks } from '../../../../drivers/console/transfer/run-steps.ts';
import { TIMING, type Transfer, type TransferResult } from '../../../../drivers/console/transfer/transfer.ts';
import { readTranscript } from '../../../wire/transcript.ts';
import { type ManualClock, manualClock } from '../../link/manual-clock.ts';
import { type Shelf, sha256, shelf, source } from './files.ts';

const CASES = readTranscript(new URL('../../../wire/transfer/blocks.wire', import.meta.url));
const TEXT = Buffer.from('Tillproof export\n');
/** Longer than the wait behind a refused block, shorter than any time-out. */
const SETTLED_MS = 150;

type Start = (
  clock: ManualClock,
  write: (bytes: Uint8Array) => void,
  ended: (result: TransferResult) => void,
) => Transfer;

function play(name: string, start: Start, piece = 4096): TransferResult | null {
  const steps = CASES.find((one) => one.name === name)?.steps ?? [];
  expect(steps.length).toBeGreaterThan(0);
  const clock = manualClock();
  let said = Buffer.alloc(0);
  let result: TransferResult | null = null;
  const ended = (told: TransferResult) => {
    result = told;
  };
  const transfer = start(clock, (bytes) => (said = Buffer.concat([said, bytes])), ended);
  clock.advance(0);
  for (const { from, bytes } of steps) {
    if (from === 'device') {
      expect(said.toString('hex')).toBe('');
      for (let at = 0; at < bytes.length; at += piece) transfer.bytes(bytes.subarray(at, at + piece));
    } else {
      if (said.length === 0) clock.advance(SETTLED_MS);
      expect(said.subarray(0, bytes.length).toString('hex')).toBe(Buffer.from(bytes).toString('hex'));
      said = said.subarray(bytes.length);
    }
  }
  clock.advance(TIMING.lingerMs);
  return result;
}

const lineTo = (write: (bytes: Uint8Array) => void) => ({
  queuedBytes: 0,
  write: (bytes: Uint8Array) => {
    write(bytes);
    return 'accepted' as const;
  },
});
const sends =
  (protocol: 'xmodem' | 'ymodem'): Start =>
  (clock, write, ended) =>
    sendByBlocks(protocol, [source('export.txt', TEXT)], lineTo(write), clock, TIMING, ended);
const receives =
  (protocol: 'xmodem' | 'ymodem', sink: Shelf): Start =>
  (clock, write, ended) =>
    receiveByBlocks(protocol, sink, lineTo(write), clock, TIMING, ended);

const SENT = { kind: 'sent', files: [{ name: 'export.txt', sizeBytes: 17, sha256: sha256(TEXT) }] };

describe('golden transcripts', () => {
  it('are all played here', () => expect(CASES).toHaveLength(8));
  it.each(['ymodem send one file', 'xmodem send with sums', 'xmodem send with CRC, one block refused'])(
    '%s',
    (name) => {
      expect(play(name, sends(name.startsWith('y') ? 'ymodem' : 'xmodem'))).toEqual(SENT);
    },
  );
  it.each([4096, 1, 7])('ymodem receive, in pieces of %i', (piece) => {
    for (const name of ['ymodem receive one file', 'ymodem receive a block again whose answer was lost']) {
      const sink = shelf();
      expect(play(name, receives('ymodem', sink), piece)).toEqual({ kind: 'received', files: 1 });
      expect(sink.files).toEqual([{ name: 'export.txt', sizeBytes: 17, bytes: TEXT }]);
    }
  });
  it('xmodem receive with CRC', () => {
    const sink = shelf();
    expect(play('xmodem receive with CRC', receives('xmodem', sink))).toEqual({ kind: 'received', files: 1 });
    expect(sink.files[0]?.bytes).toEqual(Buffer.concat([TEXT, Buffer.alloc(111, 0x1a)]));
  });
  it('the peer cancels our sending', () => {
    const result = play('the peer cancels our sending', sends('ymodem'));
    expect(result).toEqual({ kind: 'cancelled', by: 'peer', files: 0 });
  });
  it('a skipped block ends our receiving', () => {
    const sink = shelf();
    expect(play('a skipped block ends our receiving', receives('ymodem', sink))).toMatchObject({
      kind: 'given-up',
      cause: 'out-of-step',
    });
    expect([sink.files.length, sink.discarded]).toEqual([0, 1]);
  });
});
