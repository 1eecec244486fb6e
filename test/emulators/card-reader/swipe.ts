/** One movement of a card through a reader: what each track gave (ISO 7811 text, sentinels included). */
import type { Arguments } from '../verb-arguments.ts';
import { flagOf, textOf } from '../verb-arguments.ts';

export type TrackRead =
  | { readonly state: 'read'; readonly text: string }
  | { readonly state: 'blank' }
  | { readonly state: 'error' };

export type Swipe = readonly [TrackRead, TrackRead, TrackRead];

const blank: TrackRead = { state: 'blank' };

/**
 * From a verb: `pan`, `expiry` (YYMM), and optionally `name`, `serviceCode`, `discretionary`; `tracks` puts a text (or null for
 * a blank one) in place of a track, `error` lists tracks that do not decode, `wrongSide` shows the head bare plastic.
 */
export function swipeOf(args: Arguments): Swipe {
  if (flagOf(args, 'wrongSide', false)) return [blank, blank, blank];
  const given = tracksOf(args['tracks']);
  const failed = numbersOf(args['error']);
  const encoded = args['pan'] === undefined ? [blank, blank, blank] : encodedTracks(args);
  const track = (number: number): TrackRead => {
    if (failed.includes(number)) return { state: 'error' };
    const text = given[number];
    if (text === undefined) return encoded[number - 1] ?? blank;
    return text === null ? blank : { state: 'read', text };
  };
  return [track(1), track(2), track(3)];
}

function encodedTracks(args: Arguments): TrackRead[] {
  const pan = textOf(args, 'pan');
  const expiry = textOf(args, 'expiry');
  if (!/^\d{8,19}$/.test(pan)) throw new Error('"pan" must be 8 to 19 digits');
  if (!/^\d{4}$/.test(expiry)) throw new Error('"expiry" must be YYMM');
  const serviceCode = textOf(args, 'serviceCode', '201');
  const discretionary = textOf(args, 'discretionary', '0000000000');
  const name = textOf(args, 'name', 'TEST/CARD');
  return [
    { state: 'read', text: `%B${pan}^${name}^${expiry}${serviceCode}${discretionary}?` },
    { state: 'read', text: `;${pan}=${expiry}${serviceCode}${discretionary}?` },
    blank,
  ];
}

function tracksOf(value: unknown): Record<number, string | null> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null) throw new Error('"tracks" must be like {"1":"%B…?","3":null}');
  const tracks: Record<number, string | null> = {};
  for (const [number, text] of Object.entries(value)) {
    if (!/^[123]$/.test(number) || !(typeof text === 'string' || text === null)) {
      throw new Error('"tracks" must be like {"1":"%B…?","3":null}');
    }
    tracks[Number(number)] = text;
  }
  return tracks;
}

function numbersOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every((one) => [1, 2, 3].includes(one))) {
    throw new Error('"error" must be a list of track numbers, like [1,2]');
  }
  return value;
}

/** 0 where the track is blank or bad: its length. */
export function trackLength(track: TrackRead): number {
  return track.state === 'read' ? track.text.length : 0;
}

export function trackBytes(track: TrackRead): Buffer {
  return Buffer.from(track.state === 'read' ? track.text : '', 'latin1');
}

/** Card encode type of the HID readers: 0 ISO, 3 blank, 4 other (a track-1 text on track 2), 5 undetermined. */
export function encodeType(swipe: Swipe): number {
  if (swipe.every((track) => track.state === 'blank')) return 3;
  if (swipe.every((track) => track.state !== 'read')) return 5;
  return swipe[1].state === 'read' && swipe[1].text.startsWith('%') ? 4 : 0;
}

/** ISO 7811 longitudinal redundancy check of a track text: track 1 has six-bit characters from space, the others four-bit from `0`. */
export function trackLrc(text: string): string {
  const base = text.startsWith('%') ? 0x20 : 0x30;
  let sum = 0;
  for (const character of text) sum ^= character.charCodeAt(0) - base;
  return String.fromCharCode(sum + base);
}

/** Bytes that look like old card data but are the same every run: what a reader leaves behind the end of a track. */
export function junk(seed: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}
