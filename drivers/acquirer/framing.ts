/**
 * Messages in a stream: length header, TPDU, application header (facts/acquirer §1.1, §1.8).
 *
 * A length that cannot be believed ends the stream: there is no way to find the next frame behind it.
 */

export type LengthHeader = 'binary2' | 'bcd2' | 'ascii4' | 'vml';

export interface Envelope {
  readonly length: LengthHeader;
  /** Five bytes `60 | destination | source` in front of the message. */
  readonly tpdu: boolean;
  /** The application header of requests as hex, six bytes; null where the dialect has none. */
  readonly header: string | null;
  /** Bytes behind the length header: the bound of the reassembly buffer. */
  readonly maxFrameBytes: number;
}

/** VML (Visa message length header): bytes 0–1 length, byte 2 zero, byte 3 high nibble 2 for an idle message, which carries no transaction. */
const VML_IDLE = 0x2;
const WIDTH: { readonly [kind in LengthHeader]: number } = { binary2: 2, bcd2: 2, ascii4: 4, vml: 4 };

/** @throws RangeError when the header cannot count that far: a bug, messages are bounded by their tables. */
export function frame(envelope: Envelope, tpdu: Uint8Array, message: Uint8Array): Uint8Array {
  const header = envelope.header === null ? Buffer.alloc(0) : Buffer.from(envelope.header, 'hex');
  const body = Buffer.concat([envelope.tpdu ? tpdu : Buffer.alloc(0), header, message]);
  if (body.length > envelope.maxFrameBytes) throw new RangeError(`a frame of ${body.length} bytes`);
  return Buffer.concat([encodeLength(envelope.length, body.length), body]);
}

function encodeLength(kind: LengthHeader, length: number): Uint8Array {
  if (kind === 'binary2') return Uint8Array.of(length >> 8, length & 0xff);
  if (kind === 'vml') return Uint8Array.of(length >> 8, length & 0xff, 0, 0);
  const digits = String(length).padStart(4, '0');
  return Buffer.from(digits, kind === 'bcd2' ? 'hex' : 'latin1');
}

interface Length {
  readonly length: number;
  readonly idle: boolean;
}

function decodeLength(kind: LengthHeader, raw: Buffer): Length | null {
  if (kind === 'binary2') return { length: raw.readUInt16BE(0), idle: false };
  if (kind === 'vml') {
    if (raw[2] !== 0) return null;
    return { length: raw.readUInt16BE(0), idle: (raw[3] ?? 0) >> 4 === VML_IDLE };
  }
  const digits = raw.toString(kind === 'bcd2' ? 'hex' : 'latin1');
  return /^\d{4}$/.test(digits) ? { length: Number(digits), idle: false } : null;
}

export type Deframed = { readonly kind: 'frame'; readonly body: Uint8Array } | { readonly kind: 'bad-length' };

export interface Deframer {
  /** Takes what arrived, however it was cut; returns whole frames in order. Behind a `bad-length` nothing comes any more. */
  push(chunk: Uint8Array): readonly Deframed[];
  /** Of a frame that is not whole yet. */
  readonly pendingBytes: number;
}

/** Reassembles a stream; never holds more than one frame. */
export function createDeframer(envelope: Envelope): Deframer {
  const width = WIDTH[envelope.length];
  const buffer = Buffer.alloc(width + envelope.maxFrameBytes);
  let held = 0;
  let broken = false;

  /** Bytes that the frame in hand needs in all; 0 when its length cannot be believed. */
  function needed(): number {
    if (held < width) return width;
    const length = decodeLength(envelope.length, buffer.subarray(0, width));
    if (length === null || length.length > envelope.maxFrameBytes || (length.length === 0 && !length.idle)) return 0;
    return width + length.length;
  }

  return {
    get pendingBytes() {
      return held;
    },
    push(chunk) {
      const out: Deframed[] = [];
      let at = 0;
      while (!broken) {
        const need = needed();
        if (need === 0) {
          broken = true;
          out.push({ kind: 'bad-length' });
        } else if (held === need) {
          if (decodeLength(envelope.length, buffer.subarray(0, width))?.idle !== true) {
            out.push({ kind: 'frame', body: Uint8Array.from(buffer.subarray(width, need)) });
          }
          buffer.fill(0, 0, need);
          held = 0;
        } else if (at >= chunk.length) {
          break;
        } else {
          const taken = Math.min(need - held, chunk.length - at);
          buffer.set(chunk.subarray(at, at + taken), held);
          held += taken;
          at += taken;
        }
      }
      return out;
    },
  };
}

export type Opened =
  /** `header` is the answer's application header, null where the envelope has none. */
  | { readonly kind: 'message'; readonly header: Uint8Array | null; readonly message: Uint8Array }
  /** Not for us: the TPDU does not begin with 60. Dropped (facts §1.1). */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'short' };

/** Takes the envelope off. The TPDU's addresses may be swapped or echoed, both are right (design §13), so they prove nothing and are not compared. */
export function openEnvelope(envelope: Envelope, body: Uint8Array): Opened {
  const tpduBytes = envelope.tpdu ? 5 : 0;
  const headerBytes = envelope.header === null ? 0 : envelope.header.length / 2;
  if (envelope.tpdu && body[0] !== 0x60) return { kind: 'foreign' };
  if (body.length < tpduBytes + headerBytes) return { kind: 'short' };
  const header = headerBytes === 0 ? null : body.subarray(tpduBytes, tpduBytes + headerBytes);
  return { kind: 'message', header, message: body.subarray(tpduBytes + headerBytes) };
}

/** Processing requirement: low nibble of the header's third byte, as a digit; null where there is no header (facts §1.1). */
export function processingRequirement(header: Uint8Array | null): string | null {
  const third = header?.[2];
  return third === undefined ? null : (third & 0x0f).toString(16).toUpperCase();
}
