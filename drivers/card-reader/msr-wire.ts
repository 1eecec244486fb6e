/**
 * What serial swipe readers send: tracks with their sentinels, and around them whatever the DIP switches say: STX, ESC, DLE, CR, ETX, LRC
 * (MagTek RS-232, ID TECH MiniMag; facts/peripherals §1b). Pure.
 */
import type { Swipe } from './swipe.ts';
import { BLANK, type RawTrack, UNREAD } from './tracks.ts';

const code = (character: string): number => character.charCodeAt(0);
const TRACK_1 = code('%');
const TRACK_2 = code(';');
const TRACK_3 = code('+');
const END_SENTINEL = code('?');
const BAD_TRACK = code('E');
const ESCAPE = 0x1b;
const FIRST_PRINTABLE = 0x20;

/** @returns the swipe in the bytes of one card, or null where they hold no track at all (a "card present" notice). */
export function readMsrCard(bytes: Uint8Array): Swipe | null {
  const tracks: [RawTrack, RawTrack, RawTrack] = [BLANK, BLANK, BLANK];
  let found = false;
  for (let at = 0; at < bytes.length; ) {
    const start = bytes[at];
    if (!isStart(start)) {
      at += 1;
      continue;
    }
    const end = endOf(bytes, at);
    // A second track with `;` is track 3 of a reader that marks it so.
    const index = start === TRACK_1 ? 0 : start === TRACK_2 && tracks[1].state === 'blank' ? 1 : 2;
    tracks[index] = end === null ? UNREAD : rawTrack(bytes.subarray(at, end + 1));
    found = true;
    at = end === null ? bytes.length : skipLrc(bytes, end + 1);
  }
  if (!found) return null;
  return { kind: 'clear', entryMode: bytes.includes(ESCAPE) ? 'insert' : 'swipe', tracks };
}

/** `%E?`: the reader saw the track and could not read it. */
function rawTrack(bytes: Uint8Array): RawTrack {
  return bytes.length === 3 && bytes[1] === BAD_TRACK ? UNREAD : { state: 'read', bytes };
}

function isStart(byte: number | undefined): boolean {
  return byte === TRACK_1 || byte === TRACK_2 || byte === TRACK_3;
}

/** Where the end sentinel of the track starting at `start` is; null where a control character or the end comes first. */
function endOf(bytes: Uint8Array, start: number): number | null {
  for (let at = start + 1; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === END_SENTINEL) return at;
    if (byte < FIRST_PRINTABLE) return null;
  }
  return null;
}

/** An LRC may look like a start sentinel; what follows a real one is a digit or a letter. */
function skipLrc(bytes: Uint8Array, at: number): number {
  const next = bytes[at + 1];
  const startsTrack = isStart(bytes[at]) && next !== undefined && next > FIRST_PRINTABLE && !isStart(next);
  return startsTrack ? at : at + 1;
}
