/**
 * HID reports over a stream socket (design §13): 1 byte kind, 2 bytes big-endian length, data. Pure.
 *
 * `I` device → terminal, an input report as hidraw gives it · `O` terminal → device, output report with leading id · `F` terminal →
 * device, feature report with leading id · `G` terminal → device, the id of a feature report; the device answers `G` with id and report.
 */

export type HidFrameKind = 'I' | 'O' | 'F' | 'G';

export interface HidFrame {
  readonly kind: HidFrameKind;
  readonly data: Uint8Array;
}

/** HID_MAX_BUFFER_SIZE of Linux is 16 KiB; devices of a till stay below 1 KiB. */
export const LONGEST_REPORT_BYTES = 16 * 1024;
const HEADER_BYTES = 3;
const KINDS: ReadonlyMap<number, HidFrameKind> = new Map(
  (['I', 'O', 'F', 'G'] as const).map((kind) => [kind.charCodeAt(0), kind]),
);

/** @throws RangeError when `data` is longer than a report can be. */
export function encodeHidFrame(kind: HidFrameKind, data: Uint8Array): Uint8Array {
  if (data.length > LONGEST_REPORT_BYTES) throw new RangeError(`a HID report of ${data.length} bytes`);
  const frame = new Uint8Array(HEADER_BYTES + data.length);
  frame.set([kind.charCodeAt(0), data.length >> 8, data.length & 0xff]);
  frame.set(data, HEADER_BYTES);
  return frame;
}

/** Cuts a stream into frames. Holds at most one unfinished frame. After `broken` the stream has lost its place and must be given up. */
export class HidFrameReader {
  #pending: Uint8Array = new Uint8Array(0);

  /** @returns the frames completed by `chunk`, and whether what follows is no frame. Wipes what it no longer needs. */
  read(chunk: Uint8Array): { readonly frames: readonly HidFrame[]; readonly broken: boolean } {
    const bytes = new Uint8Array(this.#pending.length + chunk.length);
    bytes.set(this.#pending);
    bytes.set(chunk, this.#pending.length);
    this.#pending.fill(0);
    const frames: HidFrame[] = [];
    let at = 0;
    let broken = false;
    while (bytes.length - at >= HEADER_BYTES) {
      const kind = KINDS.get(bytes[at] ?? 0);
      const length = ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
      broken = kind === undefined || length > LONGEST_REPORT_BYTES;
      if (kind === undefined || broken || bytes.length - at - HEADER_BYTES < length) break;
      frames.push({ kind, data: bytes.slice(at + HEADER_BYTES, at + HEADER_BYTES + length) });
      at += HEADER_BYTES + length;
    }
    this.#pending = broken ? new Uint8Array(0) : bytes.slice(at);
    bytes.fill(0);
    return { frames, broken };
  }

  /** Wipes an unfinished frame. */
  stop(): void {
    this.#pending.fill(0);
    this.#pending = new Uint8Array(0);
  }
}
