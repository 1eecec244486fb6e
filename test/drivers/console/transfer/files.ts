/** Sources and sinks in memory. */
import { createHash } from 'node:crypto';
import type { ByteSink, ByteSource } from '../../../../drivers/console/transfer/transfer.ts';
import { chance } from './cable.ts';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes of every kind, runs of the protocol's own control bytes among them. */
export function content(sizeBytes: number, seed = 1): Uint8Array {
  const draw = chance(seed * 7919 + 1);
  const control = [0x01, 0x02, 0x03, 0x04, 0x06, 0x08, 0x11, 0x13, 0x15, 0x18, 0x1a, 0x43, 0x0d, 0x0a, 0xff, 0x00];
  const bytes = new Uint8Array(sizeBytes);
  for (let at = 0; at < sizeBytes; at++) {
    const any = Math.floor(draw() * 256);
    bytes[at] = draw() < 0.3 ? (control[any & 15] as number) : any;
  }
  return bytes;
}

export function source(name: string, bytes: Uint8Array): ByteSource {
  return { name, sizeBytes: bytes.length, read: (offset, length) => bytes.slice(offset, offset + length) };
}

export interface Shelf extends ByteSink {
  readonly files: readonly {
    readonly name: string | null;
    readonly sizeBytes: number | null;
    readonly bytes: Uint8Array;
  }[];
  /** How many were opened and not kept. */
  readonly discarded: number;
  readonly isOpen: boolean;
}

/** A sink that keeps whole files and refuses more than `limitBytes` in one. It throws where the promises of a sink are broken. */
export function shelf(limitBytes = Number.POSITIVE_INFINITY): Shelf {
  const files: { name: string | null; sizeBytes: number | null; bytes: Uint8Array }[] = [];
  let open: { name: string | null; sizeBytes: number | null; parts: Uint8Array[] } | null = null;
  let discarded = 0;
  const mustBeOpen = (): NonNullable<typeof open> => {
    if (open === null) throw new Error('no file is open');
    return open;
  };
  return {
    files,
    get discarded() {
      return discarded;
    },
    get isOpen() {
      return open !== null;
    },
    open(announced) {
      if (open !== null) throw new Error('a file is open already');
      if ((announced?.sizeBytes ?? 0) > limitBytes) return { taken: false, why: 'too large' };
      open = { name: announced?.name ?? null, sizeBytes: announced?.sizeBytes ?? null, parts: [] };
      return { taken: true };
    },
    append(bytes) {
      const file = mustBeOpen();
      file.parts.push(Uint8Array.from(bytes));
      const size = file.parts.reduce((sum, part) => sum + part.length, 0);
      return size > limitBytes ? { taken: false, why: 'too large' } : { taken: true };
    },
    finish() {
      const { name, sizeBytes, parts } = mustBeOpen();
      files.push({ name, sizeBytes, bytes: Buffer.concat(parts) });
      open = null;
      return { taken: true };
    },
    discard() {
      mustBeOpen();
      open = null;
      discarded += 1;
    },
  };
}
