/** Two ends of a serial cable on moved time: paced, cut into pieces, and as noisy as the test wants. */

import type { Transfer, TransferLine } from '../../../../drivers/console/transfer/transfer.ts';
import type { Clock, WriteResult } from '../../../../drivers/link/link.ts';

export type End = 'left' | 'right';
/** What becomes of the bytes that `from` has written. */
export type Noise = (from: End, bytes: Uint8Array) => Uint8Array;

export const CLEAN: Noise = (_from, bytes) => bytes;

export interface Cable {
  readonly left: TransferLine;
  readonly right: TransferLine;
  /** Who hears what arrives at an end. */
  attach(end: End, listener: Pick<Transfer, 'bytes'>): void;
  /** Everything that was written at an end, before noise. */
  written(end: End): Uint8Array;
}

/** @param pieceBytes how much arrives at once at most */
export function cable(clock: Clock, noise: Noise = CLEAN, { baud = 115_200, pieceBytes = 64 } = {}): Cable {
  const listeners: Partial<Record<End, Pick<Transfer, 'bytes'>>> = {};
  const written: Record<End, Uint8Array[]> = { left: [], right: [] };
  const queued: Record<End, Uint8Array[]> = { left: [], right: [] };
  const carry = (from: End, to: End): void => {
    const piece = queued[from][0];
    if (piece === undefined) return;
    clock.after((piece.length * 10_000) / baud, () => {
      queued[from].shift();
      listeners[to]?.bytes(piece);
      carry(from, to);
    });
  };
  const line = (from: End, to: End): TransferLine => ({
    queuedBytes: 0,
    write(bytes): WriteResult {
      written[from].push(Uint8Array.from(bytes));
      const spoilt = noise(from, Uint8Array.from(bytes));
      const idle = queued[from].length === 0;
      for (let at = 0; at < spoilt.length; at += pieceBytes) queued[from].push(spoilt.slice(at, at + pieceBytes));
      if (idle) carry(from, to);
      return 'accepted';
    },
  });
  return {
    left: line('left', 'right'),
    right: line('right', 'left'),
    attach(end, listener) {
      listeners[end] = listener;
    },
    written: (end) => Buffer.concat(written[end]),
  };
}

/** xorshift32: the same noise for the same seed. */
export function chance(seed: number): () => number {
  let x = seed | 0 || 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

/** Flips a bit, drops, inserts or doubles a byte, each with the same probability per byte. */
export function byteErrors(seed: number, perByte: number, which = ['flip', 'drop', 'insert', 'double']): Noise {
  const draw = chance(seed);
  return (_from, bytes) => {
    const out: number[] = [];
    for (const byte of bytes) {
      if (draw() >= perByte) {
        out.push(byte);
        continue;
      }
      const error = which[Math.floor(draw() * which.length)];
      if (error === 'flip') out.push(byte ^ (1 << Math.floor(draw() * 8)));
      if (error === 'insert') out.push(Math.floor(draw() * 256), byte);
      if (error === 'double') out.push(byte, byte);
    }
    return Uint8Array.from(out);
  };
}
