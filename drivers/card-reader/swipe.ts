/** What every reader's wire format comes down to, and what it says about the card. Pure. */
import type { ChipTags, PresentedCard, TrackState } from './card-reader.ts';
import { clearCard } from './clear-card.ts';
import {
  looksClear,
  plausiblePan,
  type RawTracks,
  readTrack1,
  readTrack2,
  readTrack3,
  SHORTEST_PAN,
  sameBytes,
  type TrackFields,
} from './tracks.ts';

export type EntryMode = PresentedCard['entryMode'];

/** A card as the reader sent it. Its buffers belong to whoever holds it and are wiped with `wipeSwipe`. */
export type Swipe =
  | { readonly kind: 'clear'; readonly entryMode: EntryMode; readonly tracks: RawTracks; readonly chip?: ChipTags }
  | {
      readonly kind: 'encrypted';
      readonly entryMode: EntryMode;
      /** What the reader shows of the tracks: some digits replaced by `*` or `0`. */
      readonly masked: RawTracks;
      /** Ten bytes. */
      readonly ksn: Uint8Array;
      readonly track2: Uint8Array;
      readonly covers: 'track2' | 'track1+track2';
    };

export type Reading =
  | { readonly kind: 'card'; readonly card: PresentedCard; readonly tracks: TrackStates }
  | { readonly kind: 'unreadable'; readonly tracks: TrackStates };

type TrackStates = readonly [TrackState, TrackState, TrackState];

export function readSwipe(swipe: Swipe): Reading {
  return swipe.kind === 'clear' ? readClear(swipe.entryMode, swipe.tracks, swipe.chip) : readEncrypted(swipe);
}

export function wipeSwipe(swipe: Swipe): void {
  for (const track of swipe.kind === 'clear' ? swipe.tracks : swipe.masked) track.bytes.fill(0);
  if (swipe.kind === 'encrypted') swipe.track2.fill(0);
}

function readClear(entryMode: EntryMode, tracks: RawTracks, chip: ChipTags | undefined): Reading {
  const [t1, t2, t3] = tracks;
  const track1 = t1.state === 'read' ? readTrack1(t1.bytes) : null;
  const track2 = t2.state === 'read' ? readTrack2(t2.bytes) : null;
  const track3 = t3.state === 'read' ? readTrack3(t3.bytes) : null;
  const states = [
    understood(t1.state, track1 !== null),
    understood(t2.state, track2 !== null),
    understood(t3.state, track3 !== null),
  ] as const;
  // Track 2 is what goes to the acquirer (DE 35): where it is damaged, the card is swiped again rather than read by half.
  const best = track2 ?? (states[1] === 'blank' ? track1 : null);
  if (best === null) return { kind: 'unreadable', tracks: states };
  if (!plausiblePan(best.pan)) return { kind: 'unreadable', tracks: [states[0], 'error', states[2]] };
  if (track1 !== null && track2 !== null && !sameBytes(track1.pan, track2.pan)) {
    return { kind: 'unreadable', tracks: ['error', 'error', states[2]] };
  }
  return {
    kind: 'card',
    tracks: states,
    card: {
      entryMode,
      maskedPan: maskDigits(best.pan),
      serviceCode: best.serviceCode,
      clear: clearCard({ pan: best.pan, expiry: best.expiry, track2: track2?.body ?? null, track3 }),
      encrypted: null,
      ...(chip === undefined ? {} : { chip }),
    },
  };
}

function readEncrypted(swipe: Extract<Swipe, { kind: 'encrypted' }>): Reading {
  const [t1, t2, t3] = swipe.masked;
  if (looksClear(swipe.track2)) return { kind: 'unreadable', tracks: [t1.state, 'error', t3.state] };
  if (swipe.track2.length === 0) return { kind: 'unreadable', tracks: [t1.state, t2.state, t3.state] };
  const shown = shownTrack(t2.bytes) ?? shownTrack(t1.bytes);
  return {
    kind: 'card',
    tracks: [t1.state, t2.state, t3.state],
    card: {
      entryMode: swipe.entryMode,
      maskedPan: shown === null ? '*'.repeat(SHORTEST_PAN) : maskShown(shown.pan),
      serviceCode: shown?.serviceCode ?? null,
      clear: null,
      encrypted: { ksn: hex(swipe.ksn), track2Hex: hex(swipe.track2), covers: swipe.covers },
    },
  };
}

function understood(state: TrackState, parsed: boolean): TrackState {
  return state === 'read' && !parsed ? 'error' : state;
}

/** First six, last four. */
function maskDigits(pan: Uint8Array): string {
  return `${text(pan.subarray(0, 6))}${'*'.repeat(pan.length - 10)}${text(pan.subarray(-4))}`;
}

/** A masked track: `;545200******7189=0804…?`, with `*` or `0` for what is hidden. */
function shownTrack(track: Uint8Array): (Pick<TrackFields, 'serviceCode'> & { readonly pan: string }) | null {
  const match = /^(?:;|%[B*])([\d*]{13,19})[=^](?:[^^]*\^)?(\d{4})?(\d{3})?/.exec(text(track));
  if (match === null) return null;
  const service = match[3] ?? null;
  return { pan: match[1] ?? '', serviceCode: service === '000' ? null : service };
}

/** Where the reader shows four digits only and fills up with zeros, the fifth and sixth are not known: no digit is invented. */
function maskShown(pan: string): string {
  const middle = pan.slice(4, -4);
  const first = /^[0*]+$/.test(middle) ? `${pan.slice(0, 4)}**` : pan.slice(0, 6);
  return `${first}${'*'.repeat(pan.length - 10)}${pan.slice(-4)}`;
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}
