/** Our sender and our receiver on one cable, on moved time: clean, late, and with byte errors until done or given up. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receiveByBlocks, sendByBlocks } from '../../../../drivers/console/transfer/run-steps.ts';
import { TIMING, type TransferResult } from '../../../../drivers/console/transfer/transfer.ts';
import { manualClock } from '../../link/manual-clock.ts';
import { byteErrors, CLEAN, cable, type Noise } from './cable.ts';
import { content, type Shelf, sha256, shelf, source } from './files.ts';

interface Outcome {
  readonly sent: TransferResult;
  readonly received: TransferResult;
  readonly sink: Shelf;
  readonly tookMs: number;
  readonly timersLeft: number;
}

interface Setting {
  readonly protocol?: 'xmodem' | 'ymodem';
  readonly noise?: Noise;
  readonly senderStartsMs?: number;
  readonly receiverStartsMs?: number;
  readonly pieceBytes?: number;
  readonly baud?: number;
  readonly sink?: Shelf;
}

const LONGEST_MS = 3_600_000;

/** Runs both ends until both have ended; an hour of moved time without an end is a failure. */
function exchange(files: readonly Uint8Array[], setting: Setting = {}): Outcome {
  const { protocol = 'ymodem', noise = CLEAN, senderStartsMs = 0, receiverStartsMs = 0, sink = shelf() } = setting;
  const clock = manualClock();
  const line = cable(clock, noise, { pieceBytes: setting.pieceBytes ?? 64, baud: setting.baud ?? 115_200 });
  const results: { sent?: TransferResult; received?: TransferResult } = {};
  const sources = files.map((bytes, index) => source(`file-${index}.bin`, bytes));
  clock.after(senderStartsMs, () => {
    line.attach(
      'left',
      sendByBlocks(protocol, sources, line.left, clock, TIMING, (result) => (results.sent = result)),
    );
  });
  clock.after(receiverStartsMs, () => {
    const on = (result: TransferResult) => (results.received = result);
    line.attach('right', receiveByBlocks(protocol, sink, line.right, clock, TIMING, on));
  });
  while ((results.sent === undefined || results.received === undefined) && clock.nowMs() < LONGEST_MS)
    clock.advance(50);
  const { sent, received } = results;
  if (sent === undefined || received === undefined)
    throw new Error(`no end within an hour: ${JSON.stringify(results)}`);
  const tookMs = clock.nowMs();
  clock.advance(60_000); // what is still on the cable
  return { sent, received, sink, tookMs, timersLeft: clock.pending };
}

function count(tally: Map<string, number>, sent: TransferResult, received: TransferResult): void {
  const key = `${sent.kind}/${received.kind}`;
  tally.set(key, (tally.get(key) ?? 0) + 1);
}

const same = (sink: Shelf, files: readonly Uint8Array[]): void => {
  expect(sink.files.map((file) => sha256(file.bytes))).toEqual(files.map(sha256));
};

describe('a clean line', () => {
  const sizes = [0, 1, 127, 128, 129, 896, 897, 1023, 1024, 1025, 2048, 4095, 300_000];
  it.each(sizes)('YMODEM, %i bytes', (size) => {
    const files = [content(size)];
    const { sent, received, sink, timersLeft } = exchange(files);
    expect(sent).toEqual({
      kind: 'sent',
      files: [{ name: 'file-0.bin', sizeBytes: size, sha256: sha256(files[0] as Uint8Array) }],
    });
    expect(received).toEqual({ kind: 'received', files: 1 });
    same(sink, files);
    expect([sink.isOpen, sink.discarded, timersLeft]).toEqual([false, 0, 0]);
  });

  it.each(sizes)('XMODEM, %i bytes, padded to a whole block', (size) => {
    const file = content(size);
    const { sent, received, sink } = exchange([file], { protocol: 'xmodem' });
    expect(sent).toMatchObject({ kind: 'sent' });
    expect(received).toEqual({ kind: 'received', files: 1 });
    const got = sink.files[0]?.bytes as Uint8Array;
    expect(got.length % 128).toBe(0);
    expect(Buffer.from(got.subarray(0, size))).toEqual(Buffer.from(file));
    expect(got.subarray(size).every((byte) => byte === 0x1a)).toBe(true);
  });

  it('a batch', () => {
    const files = [content(5000, 1), content(0), content(128, 2), content(1024, 3)];
    const { sent, sink } = exchange(files);
    expect(sent).toMatchObject({
      kind: 'sent',
      files: [{ sizeBytes: 5000 }, { sizeBytes: 0 }, { sizeBytes: 128 }, { sizeBytes: 1024 }],
    });
    expect(sink.files.map(({ name }) => name)).toEqual(['file-0.bin', 'file-1.bin', 'file-2.bin', 'file-3.bin']);
    same(sink, files);
  });

  it('an empty batch', () => {
    const { sent, received } = exchange([]);
    expect([sent, received]).toEqual([
      { kind: 'sent', files: [] },
      { kind: 'received', files: 0 },
    ]);
  });

  it.each([
    ['the sender a minute late', { senderStartsMs: 60_000 }],
    ['the receiver a minute late', { receiverStartsMs: 60_000 }],
    ['byte by byte', { pieceBytes: 1 }],
    ['in large pieces', { pieceBytes: 4096 }],
    ['at 1200 baud', { baud: 1200 }],
  ] as const)('%s', (_name, setting) => {
    for (const protocol of ['ymodem', 'xmodem'] as const) {
      const files = [content(3000)];
      const { sent, received, sink } = exchange(files, { ...setting, protocol });
      expect([sent.kind, received.kind]).toEqual(['sent', 'received']);
      expect(Buffer.from(sink.files[0]?.bytes.subarray(0, 3000) ?? [])).toEqual(Buffer.from(files[0] as Uint8Array));
    }
  });

  it('uses the line: 200 kB at 115 200 baud within a quarter more than the bytes alone take', () => {
    const { tookMs } = exchange([content(200_000)]);
    const bareMs = (200_000 * 10_000) / 115_200;
    expect(tookMs / bareMs).toBeLessThan(1.25);
  });
});

describe('nobody there', () => {
  it('a sender gives up', () => {
    const { sent } = exchange([content(10)], { receiverStartsMs: LONGEST_MS / 2 });
    expect(sent).toMatchObject({ kind: 'given-up', cause: 'never-started', files: 0 });
  });
  it('a receiver gives up and leaves nothing', () => {
    const { received, sink } = exchange([content(10)], { protocol: 'xmodem', senderStartsMs: LONGEST_MS / 2 });
    expect(received).toMatchObject({ kind: 'given-up', cause: 'never-started', files: 0 });
    expect([sink.files.length, sink.isOpen]).toEqual([0, false]);
  });
});

describe('a noisy line', () => {
  const rates = fc.constantFrom(0.000_05, 0.000_2, 0.001, 0.004, 0.02, 0.2);
  const setting = fc.record({
    seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    rate: rates,
    sizes: fc.array(fc.integer({ min: 0, max: 12_000 }), { minLength: 1, maxLength: 3 }),
    pieceBytes: fc.constantFrom(1, 16, 64, 1500),
  });

  it('YMODEM: what is said to be received is what was sent; what is said to be sent has been received; every ending is one', () => {
    const tally = new Map<string, number>();
    fc.assert(
      fc.property(setting, ({ seed, rate, sizes, pieceBytes }) => {
        const files = sizes.map((size, index) => content(size, seed + index));
        const { sent, received, sink, timersLeft } = exchange(files, { noise: byteErrors(seed, rate), pieceBytes });
        count(tally, sent, received);
        for (const [index, file] of sink.files.entries())
          expect(sha256(file.bytes)).toBe(sha256(files[index] as Uint8Array));
        if (sent.kind === 'sent') expect(sink.files).toHaveLength(files.length);
        if (received.kind === 'received') expect(sink.files).toHaveLength(received.files);
        expect([sink.isOpen, timersLeft]).toEqual([false, 0]);
      }),
      { numRuns: 150, seed: 20_261_122 },
    );
    expect(tally.get('sent/received')).toBeGreaterThan(70);
    expect(tally.get('given-up/cancelled')).toBeGreaterThan(0);
  });

  it('XMODEM: the same, and the padding is padding', () => {
    const tally = new Map<string, number>();
    fc.assert(
      fc.property(setting, ({ seed, rate, sizes: [size = 0], pieceBytes }) => {
        const file = content(size, seed);
        const noise = byteErrors(seed, rate);
        const { sent, received, sink, timersLeft } = exchange([file], { protocol: 'xmodem', noise, pieceBytes });
        count(tally, sent, received);
        expect(sink.files.length).toBe(received.kind === 'received' ? 1 : 0);
        for (const { bytes } of sink.files) {
          expect(sha256(bytes.subarray(0, size))).toBe(sha256(file));
          expect(bytes.subarray(size).every((byte) => byte === 0x1a)).toBe(true);
        }
        expect([sink.isOpen, timersLeft]).toEqual([false, 0]);
      }),
      { numRuns: 150, seed: 20_261_122 },
    );
    expect(tally.get('sent/received')).toBeGreaterThan(70);
  });

  it('200 kB with 25 errors per MiB arrive', () => {
    const file = content(200_000, 5);
    const { sent, sink } = exchange([file], { noise: byteErrors(77, 25 / 2 ** 20) });
    expect(sent).toMatchObject({ kind: 'sent' });
    same(sink, [file]);
  });
});
