/**
 * Tracks of ISO 7811 / ISO 7813, read where they lie: card data stays in buffers that can be wiped, and becomes text only in `ClearCard.take`.
 * Pure.
 *
 * Track 1 `%B` pan `^` name `^` YYMM service-code … `?` · track 2 `;` pan `=` YYMM service-code … `?` · track 3 `;` or `+` … `?`. Some readers
 * send the LRC character behind `?` (facts/peripherals §1a "SecureMag"): whatever follows the end sentinel is ignored.
 */
import type { TrackState } from './card-reader.ts';

/** One track as a reader handed it over; `bytes` is empty unless `state` is `read`. */
export interface RawTrack {
  readonly state: TrackState;
  readonly bytes: Uint8Array;
}
export type RawTracks = readonly [RawTrack, RawTrack, RawTrack];

export interface TrackFields {
  /** A view of the track, 13–19 digits. */
  readonly pan: Uint8Array;
  /** A view of the track, YYMM; null where the card leaves it out. */
  readonly expiry: Uint8Array | null;
  /** Three digits; null where the card leaves it out. */
  readonly serviceCode: string | null;
  /** A view of everything between the sentinels. */
  readonly body: Uint8Array;
}

export const BLANK: RawTrack = { state: 'blank', bytes: new Uint8Array(0) };
export const UNREAD: RawTrack = { state: 'error', bytes: new Uint8Array(0) };

const code = (character: string): number => character.charCodeAt(0);
const END_SENTINEL = code('?');
const FIELD_SEPARATOR_2 = code('=');
const FIELD_SEPARATOR_1 = code('^');
export const SHORTEST_PAN = 13;
const LONGEST_PAN = 19;
const EXPIRY_DIGITS = 4;
const SERVICE_CODE_DIGITS = 3;

/** @returns null unless it is a payment card's track 2. */
export function readTrack2(track: Uint8Array): TrackFields | null {
  const body = between(track, [code(';')]);
  if (body === null || !body.every((byte) => byte >= 0x30 && byte <= 0x3f)) return null;
  return fields(body, body.indexOf(FIELD_SEPARATOR_2), 0, FIELD_SEPARATOR_2);
}

/** @returns null unless it is a payment card's track 1 (format B). */
export function readTrack1(track: Uint8Array): TrackFields | null {
  const body = between(track, [code('%')]);
  if (body === null || body[0] !== code('B') || !body.every((byte) => byte >= 0x20 && byte <= 0x5f)) return null;
  const panEnd = body.indexOf(FIELD_SEPARATOR_1);
  const nameEnd = body.indexOf(FIELD_SEPARATOR_1, panEnd + 1);
  if (panEnd < 0 || nameEnd < 0) return null;
  const read = fields(body, panEnd, 1, FIELD_SEPARATOR_1, nameEnd);
  return read;
}

/** The body of track 3, or null. Its layout is left to the acquirer (DE 36). */
export function readTrack3(track: Uint8Array): Uint8Array | null {
  return between(track, [code(';'), code('+'), code('%')]);
}

/** ISO/IEC 7812 annex B, over ASCII digits. */
export function luhnHolds(pan: Uint8Array): boolean {
  let sum = 0;
  for (let fromRight = 0; fromRight < pan.length; fromRight += 1) {
    const digit = (pan[pan.length - 1 - fromRight] ?? 0) - 0x30;
    const weighted = fromRight % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

/**
 * Whether the number can be a card's. Older UnionPay numbers (62…) carry no Luhn digit, so theirs is not asked for; the reader has
 * checked parity and LRC in any case.
 */
export function plausiblePan(pan: Uint8Array): boolean {
  return luhnHolds(pan) || (pan[0] === 0x36 && pan[1] === 0x32);
}

/** Digits in a row that random bytes do not show (once in 10^11 tracks), and every clear track does. */
const TELLTALE_DIGITS = 8;

/** Whether bytes that are called encrypted are card data in clear: such bytes must never travel as harmless hex. */
export function looksClear(bytes: Uint8Array): boolean {
  let inARow = 0;
  for (const byte of bytes) {
    inARow = byte >= 0x30 && byte <= 0x39 ? inARow + 1 : 0;
    if (inARow === TELLTALE_DIGITS) return true;
  }
  return false;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function between(track: Uint8Array, starts: readonly number[]): Uint8Array | null {
  const end = track.indexOf(END_SENTINEL);
  if (end < 1 || !starts.includes(track[0] ?? 0)) return null;
  return track.subarray(1, end);
}

function fields(
  body: Uint8Array,
  panEnd: number,
  panStart: number,
  separator: number,
  restAfter = panEnd,
): TrackFields | null {
  const pan = body.subarray(panStart, Math.max(panEnd, panStart));
  if (pan.length < SHORTEST_PAN || pan.length > LONGEST_PAN || !digitsOnly(pan)) return null;
  // ISO 7813: a field that is left out is replaced by one separator.
  const expiryAt = restAfter + 1;
  const expiryGiven = body[expiryAt] !== separator;
  const expiry = body.subarray(expiryAt, expiryAt + EXPIRY_DIGITS);
  const serviceAt = expiryAt + (expiryGiven ? EXPIRY_DIGITS : 1);
  const service = body.subarray(serviceAt, serviceAt + SERVICE_CODE_DIGITS);
  if (expiryGiven && !validExpiry(expiry)) return null;
  return {
    pan,
    expiry: expiryGiven ? expiry : null,
    serviceCode: service.length === SERVICE_CODE_DIGITS && digitsOnly(service) ? String.fromCharCode(...service) : null,
    body,
  };
}

function digitsOnly(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x30 && byte <= 0x39);
}

function validExpiry(expiry: Uint8Array): boolean {
  if (expiry.length !== EXPIRY_DIGITS || !digitsOnly(expiry)) return false;
  const month = ((expiry[2] ?? 0) - 0x30) * 10 + (expiry[3] ?? 0) - 0x30;
  return month >= 1 && month <= 12;
}
