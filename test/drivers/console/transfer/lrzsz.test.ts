/** lrzsz as a foreign judge of our XMODEM and YMODEM, on real ports: 200 kB each way, with damaged bytes between. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sendByProgram } from '../../../../drivers/console/transfer/relay.ts';
import { receiveByBlocks, sendByBlocks } from '../../../../drivers/console/transfer/run-steps.ts';
import { TIMING, type Transfer, type TransferResult } from '../../../../drivers/console/transfer/transfer.ts';
import { findSz, startSz } from '../../../../firmware/effects/technician/zmodem-program.ts';
import { realClock } from '../../link/real-clock.ts';
import { content, sha256, shelf, source } from './files.ts';
import { type ByteError, type Errors, type Peer, startPeer, whyNoLrzsz } from './foreign.ts';

const missing = whyNoLrzsz();
const SIZE = 200_000;
/** One of each kind, spread over the file. */
const SPREAD: readonly ByteError[] = [
  { atByte: 20_000, error: 'flip' },
  { atByte: 70_000, error: 'drop' },
  { atByte: 110_000, error: 'insert' },
  { atByte: 150_000, error: 'double' },
];
/** The answers of a receiver are single bytes: the 40th and the 90th are among those to blocks. */
const ANSWERS: readonly ByteError[] = [
  { atByte: 40, error: 'insert' },
  { atByte: 90, error: 'flip' },
];

interface Bench extends Peer {
  readonly folder: string;
  run(start: (ended: (result: TransferResult) => void) => Transfer): Promise<TransferResult>;
}

interface Setting {
  readonly errors?: Errors;
  /** In the folder where the peer's program is started. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

async function withPeer(command: string, setting: Setting, use: (bench: Bench) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'transfer-'));
  for (const [name, bytes] of Object.entries(setting.files ?? {})) writeFileSync(join(folder, name), bytes);
  const peer = await startPeer(command, folder, setting.errors);
  try {
    await use({ ...peer, folder, run: (start) => new Promise((resolve) => peer.attach(start(resolve))) });
  } finally {
    peer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe(`lrzsz (${missing ?? 'is here'})`, () => {
  it('is here, or this machine says in one line what is missing', () => {
    if (missing !== null) expect(missing).toMatch(/^lrzsz is not installed: .+/);
  });
  if (missing !== null) return;

  const file = content(SIZE, 9);
  const small = content(20_000, 6);
  const clock = realClock();

  it.concurrent.each([
    ['clean', {}],
    ['with errors in the blocks and the answers', { toPeer: SPREAD, fromPeer: ANSWERS }],
  ] as const)('rb takes what we send by YMODEM: %s', (_name, errors) =>
    withPeer('rb --binary --quiet', { errors }, async (peer) => {
      const files = { 'export.bin': file, 'empty.txt': new Uint8Array(0), 'small.txt': small.subarray(0, 77) };
      const sources = Object.entries(files).map(([name, bytes]) => source(name, bytes));
      const result = await peer.run((ended) => sendByBlocks('ymodem', sources, peer.pipe, clock, TIMING, ended));
      expect(result).toMatchObject({ kind: 'sent' });
      expect(await peer.exited).toBe(0);
      for (const [name, bytes] of Object.entries(files))
        expect(sha256(readFileSync(join(peer.folder, name)))).toBe(sha256(bytes));
    }),
  );

  it.concurrent.each([
    ['clean', {}],
    ['with errors in the blocks and the answers', { fromPeer: SPREAD, toPeer: ANSWERS }],
  ] as const)('we take what sb sends by YMODEM: %s', (_name, errors) => {
    const files = { 'update.bin': file, 'small.txt': small.subarray(0, 77) };
    return withPeer('sb --binary --quiet --1k update.bin small.txt', { errors, files }, async (peer) => {
      const sink = shelf();
      const result = await peer.run((ended) => receiveByBlocks('ymodem', sink, peer.pipe, clock, TIMING, ended));
      expect(result).toEqual({ kind: 'received', files: 2 });
      expect(await peer.exited).toBe(0);
      const wanted = Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)]);
      expect(sink.files.map(({ name, bytes }) => [name, sha256(bytes)])).toEqual(wanted);
    });
  });

  it.concurrent.each([
    ['CRC', 'rx --binary --quiet --with-crc got.bin'],
    ['sums', 'rx --binary --quiet got.bin'],
  ])('rx takes what we send by XMODEM with %s', (_name, command) =>
    withPeer(command, {}, async (peer) => {
      const sources = [source('any', small)];
      const result = await peer.run((ended) => sendByBlocks('xmodem', sources, peer.pipe, clock, TIMING, ended));
      // rx acknowledges the end, flushes its terminal and leaves: the ACK may go with it, and XMODEM has no other proof.
      if (result.kind === 'given-up') expect(result.cause).toBe('unconfirmed');
      else expect(result).toMatchObject({ kind: 'sent' });
      expect(await peer.exited).toBe(0);
      const got = readFileSync(join(peer.folder, 'got.bin'));
      expect(sha256(got.subarray(0, small.length))).toBe(sha256(small));
    }),
  );

  it.concurrent.each([
    ['short blocks', 'sx --binary --quiet x.bin'],
    ['1K blocks', 'sx --binary --quiet --1k x.bin'],
  ])('we take what sx sends in %s', (_name, command) =>
    withPeer(command, { files: { 'x.bin': small } }, async (peer) => {
      const sink = shelf();
      const result = await peer.run((ended) => receiveByBlocks('xmodem', sink, peer.pipe, clock, TIMING, ended));
      expect(result).toEqual({ kind: 'received', files: 1 });
      expect(await peer.exited).toBe(0);
      const got = sink.files[0]?.bytes as Uint8Array;
      expect(sha256(got.subarray(0, small.length))).toBe(sha256(small));
      expect(got.subarray(small.length).every((byte) => byte === 0x1a)).toBe(true);
    }),
  );

  it.concurrent('a file that the sink refuses: sb ends with an error, nothing is left', () =>
    withPeer('sb --binary --quiet --1k update.bin', { files: { 'update.bin': file } }, async (peer) => {
      const sink = shelf(100_000);
      const result = await peer.run((ended) => receiveByBlocks('ymodem', sink, peer.pipe, clock, TIMING, ended));
      expect(result).toMatchObject({ kind: 'given-up', cause: 'refused', detail: 'too large' });
      expect(await peer.exited).not.toBe(0);
      expect([sink.isOpen, sink.files.length]).toEqual([false, 0]);
    }));

  it.concurrent('rb is killed in the middle, its person presses Ctrl-C twice: back to the menu', () =>
    withPeer('rb --binary --quiet', {}, async (peer) => {
      const result = await peer.run((ended) => {
        const read = (at: number, length: number): Uint8Array => {
          if (at === 50 * 1024) peer.kill();
          return content(length);
        };
        const endless = { name: 'endless.bin', sizeBytes: 2 ** 40, read };
        const transfer = sendByBlocks('ymodem', [endless], peer.pipe, clock, TIMING, ended);
        peer.exited.then(() => {
          for (const key of [0x03, 0x03]) transfer.bytes(Uint8Array.of(key));
        });
        return transfer;
      });
      expect(result).toEqual({ kind: 'cancelled', by: 'operator', files: 0 });
    }));

  describe('ZMODEM through sz', () => {
    const sz = findSz(process.env['PATH'] ?? '');

    /** Our `sz` between the port and the peer, with the file under its own name in a folder of its own. */
    const sendZmodem = (peer: Bench, bytes: Uint8Array): Promise<TransferResult> => {
      const path = join(peer.folder, 'export.gz');
      const out = mkdtempSync(join(tmpdir(), 'export-'));
      writeFileSync(join(out, 'export.gz'), bytes);
      const files = [{ name: 'export.gz', sizeBytes: bytes.length, sha256: sha256(bytes) }];
      expect(existsSync(path)).toBe(false);
      const program = startSz(sz ?? '', [join(out, 'export.gz')]);
      return peer
        .run((ended) => sendByProgram(program, files, peer.pipe, clock, ended))
        .finally(() => rmSync(out, { recursive: true, force: true }));
    };

    it.concurrent.each([
      ['clean', {}],
      ['with errors', { toPeer: SPREAD }],
    ] as const)('rz takes 200 kB: %s', (_name, errors) =>
      withPeer('rz --binary --quiet', { errors }, async (peer) => {
        expect(await sendZmodem(peer, file)).toMatchObject({ kind: 'sent', files: [{ sha256: sha256(file) }] });
        expect(await peer.exited).toBe(0);
        expect(sha256(readFileSync(join(peer.folder, 'export.gz')))).toBe(sha256(file));
      }),
    );

    it.concurrent('Ctrl-C where no download was started', () =>
      withPeer('cat >heard', {}, async (peer) => {
        const result = peer.run((ended) => {
          const program = startSz(sz ?? '', [join(peer.folder, 'heard')]);
          const transfer = sendByProgram(program, [], peer.pipe, clock, ended);
          transfer.bytes(Uint8Array.of(0x03));
          return transfer;
        });
        expect(await result).toEqual({ kind: 'cancelled', by: 'operator', files: 0 });
      }));

    it.concurrent('a program that fails, or is not there', () =>
      withPeer('cat >heard', {}, async (peer) => {
        const failing = peer.run((ended) => sendByProgram(startSz('/bin/false', []), [], peer.pipe, clock, ended));
        expect(await failing).toMatchObject({ kind: 'given-up', cause: 'tool-failed' });
        const missing = peer.run((ended) => sendByProgram(startSz('/no/such/sz', []), [], peer.pipe, clock, ended));
        expect(await missing).toMatchObject({ kind: 'given-up', cause: 'tool-failed' });
      }));
  });
});
