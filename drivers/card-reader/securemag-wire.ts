/**
 * ID TECH SecureMag, 0ACD:2010: the swipe block `02 lenLo lenHi CardData CheckLRC CheckSum 03` (facts/peripherals §1a). Pure.
 *
 * CardData: encode type (high bit = enhanced format), track status, length of T1, T2, T3; enhanced: two bytes of what is sent. Then masked (or
 * clear) tracks, encrypted tracks, session id, hashes, KSN. In the original format T1 and T2 are encrypted as one block.
 */
import type { Swipe } from './swipe.ts';
import { BLANK, type RawTrack, type RawTracks, UNREAD } from './tracks.ts';

const STX = 0x02;
const ETX = 0x03;
const HEADER_BYTES = 3;
const TRAILER_BYTES = 3;
const KSN_BYTES = 10;
/** Three tracks masked, encrypted and hashed stay below 700. */
const LONGEST_CARD_DATA = 1200;
const ENHANCED = 0x80;

/** Length of the whole block that starts at `bytes[0]`; null where none starts, or its length is not yet there or cannot be. */
export function blockLength(bytes: Uint8Array): number | null {
  const [stx, low, high] = bytes;
  if (stx !== STX || low === undefined || high === undefined) return null;
  const length = low | (high << 8);
  return length < 5 || length > LONGEST_CARD_DATA ? null : HEADER_BYTES + length + TRAILER_BYTES;
}

/** @returns the swipe in a whole block, or null where LRC, sum, ETX or a length is wrong. Tracks are views of the block. */
export function readSecureMagBlock(block: Uint8Array): Swipe | null {
  const total = blockLength(block);
  if (total === null || block.length < total) return null;
  const data = block.subarray(HEADER_BYTES, total - TRAILER_BYTES);
  const [lrc, sum, etx] = block.subarray(total - TRAILER_BYTES, total);
  const xor = data.reduce((all, byte) => all ^ byte, 0);
  const added = data.reduce((all, byte) => (all + byte) & 0xff, 0);
  if (lrc !== xor || sum !== added || etx !== ETX) return null;
  return ((data[0] ?? 0) & ENHANCED) !== 0 ? enhanced(data) : original(data);
}

function original(data: Uint8Array): Swipe | null {
  const lengths = trackLengths(data);
  const plain = cut(data, 5, lengths);
  if (plain === null) return null;
  const tracks = withStates(data[1] ?? 0, plain.tracks);
  if (data.length === plain.end) return { kind: 'clear', entryMode: 'swipe', tracks };
  const blockBytes = roundUp(lengths[0] + lengths[1], 8);
  if (data.length < plain.end + blockBytes + KSN_BYTES) return null;
  return {
    kind: 'encrypted',
    entryMode: 'swipe',
    masked: tracks,
    ksn: data.subarray(-KSN_BYTES),
    track2: data.subarray(plain.end, plain.end + blockBytes),
    covers: 'track1+track2',
  };
}

function enhanced(data: Uint8Array): Swipe | null {
  const lengths = trackLengths(data);
  const [sent = 0, secret = 0] = data.subarray(5, 7);
  const where = (bits: number, index: number): boolean => (bits & (1 << index)) !== 0;
  const only = (bits: number): Lengths =>
    [0, 1, 2].map((index) => (where(bits, index) ? (lengths[index] ?? 0) : 0)) as Lengths;
  const plain = cut(data, 7, only(sent));
  if (plain === null) return null;
  const tracks = withStates(data[1] ?? 0, plain.tracks);
  if (!where(secret, 1)) return { kind: 'clear', entryMode: 'swipe', tracks };
  const cipherBlock = where(sent, 4) ? 16 : 8; // AES or TDES
  const hidden = cut(data, plain.end, only(secret).map((length) => roundUp(length, cipherBlock)) as Lengths);
  if (hidden === null || !where(secret, 7) || data.length < hidden.end + KSN_BYTES) return null;
  return {
    kind: 'encrypted',
    entryMode: 'swipe',
    masked: tracks,
    ksn: data.subarray(-KSN_BYTES),
    track2: hidden.tracks[1],
    covers: 'track2',
  };
}

type Lengths = [number, number, number];

function trackLengths(data: Uint8Array): Lengths {
  return [data[2] ?? 0, data[3] ?? 0, data[4] ?? 0];
}

/** Three fields one behind the other, or null where `data` is too short for them. */
function cut(
  data: Uint8Array,
  start: number,
  lengths: Lengths,
): { tracks: [Uint8Array, Uint8Array, Uint8Array]; end: number } | null {
  const [first, second, third] = lengths;
  const end = start + first + second + third;
  if (end > data.length) return null;
  return {
    tracks: [
      data.subarray(start, start + first),
      data.subarray(start + first, start + first + second),
      data.subarray(start + first + second, end),
    ],
    end,
  };
}

/** Bits 0–2: decoded (also when there was nothing to decode); bits 3–5: the head saw something. */
function withStates(status: number, fields: readonly [Uint8Array, Uint8Array, Uint8Array]): RawTracks {
  const track = (bytes: Uint8Array, index: number): RawTrack => {
    const decoded = (status & (1 << index)) !== 0;
    const sampled = (status & (8 << index)) !== 0;
    if (sampled && !decoded) return UNREAD;
    return sampled && bytes.length > 0 ? { state: 'read', bytes } : BLANK;
  };
  return [track(fields[0], 0), track(fields[1], 1), track(fields[2], 2)];
}

function roundUp(length: number, block: number): number {
  return Math.ceil(length / block) * block;
}
