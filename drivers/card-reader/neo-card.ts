/** The card in the answer to Activate Transaction 02-40: an attribution byte, then TLVs (facts/peripherals §1b). Pure. */
import type { ChipTags } from './card-reader.ts';
import type { EntryMode, Swipe } from './swipe.ts';
import { BLANK, type RawTrack } from './tracks.ts';

interface Tlv {
  readonly tag: string;
  readonly value: Uint8Array;
}

const TAG = {
  ksn: ['DFEE12'],
  track1: ['DFEF17', 'FFEE13'],
  track2: ['DFEF18', 'FFEE14'],
  track2Equivalent: ['57'],
} as const;
const KSN_BYTES = 10;

/** @returns null where the data is no card. The buffers are copies, except that nothing of `data` is kept. */
export function readNeoCard(data: Uint8Array): Swipe | null {
  const [attribution] = data;
  const tlvs = attribution === undefined ? null : readTlvs(data.subarray(1));
  if (attribution === undefined || tlvs === null) return null;
  const value = (tags: readonly string[]): Uint8Array | null =>
    tlvs.find(({ tag }) => tags.includes(tag))?.value ?? null;
  const track2 = value(TAG.track2);
  const equivalent = value(TAG.track2Equivalent);
  const ksn = value(TAG.ksn);
  const entryMode = entryModeOf(attribution);
  if ((attribution & 0xc0) !== 0 && ksn?.length === KSN_BYTES) {
    return {
      kind: 'encrypted',
      entryMode,
      masked: [BLANK, BLANK, BLANK],
      ksn: new Uint8Array(ksn),
      track2: new Uint8Array(track2 ?? equivalent ?? []),
      covers: 'track2',
    };
  }
  const second = track2 === null ? unpack(equivalent) : withSentinels(track2, ';');
  const tracks = [withSentinels(value(TAG.track1), '%'), second, BLANK] as const;
  const chip = entryMode === 'swipe' ? null : chipTags(tlvs);
  return { kind: 'clear', entryMode, tracks, ...(chip === null ? {} : { chip }) };
}

/** What may be handed on of a chip: by this list, so that a tag nobody has thought of stays behind (promise 5; facts/acquirer §6). */
const HANDED_ON: readonly string[] = [
  '4F',
  '50',
  '5F2A',
  '5F34',
  '82',
  '84',
  '95',
  '9A',
  '9B',
  '9C',
  '9F02',
  '9F03',
  '9F06',
  '9F09',
  '9F10',
  '9F1A',
  '9F1E',
  '9F26',
  '9F27',
  '9F33',
  '9F34',
  '9F35',
  '9F36',
  '9F37',
  '9F41',
  '9F63',
  'DF31',
];

/** Null where the chip has said nothing of a payment. */
function chipTags(tlvs: readonly Tlv[]): ChipTags | null {
  const kept = tlvs.filter(({ tag }) => HANDED_ON.includes(tag));
  if (!kept.some(({ tag }) => tag === '9F26')) return null;
  return Object.fromEntries(kept.map(({ tag, value }) => [tag, Buffer.from(value).toString('hex').toUpperCase()]));
}

/** Bits 4, 3 and 0: 000 contact, 001 contactless EMV, 101 contactless stripe data, 01x swipe. */
function entryModeOf(attribution: number): EntryMode {
  if ((attribution & 0x18) === 0x08) return 'swipe';
  return (attribution & 0x01) !== 0 ? 'tap' : 'insert';
}

function withSentinels(track: Uint8Array | null, start: '%' | ';'): RawTrack {
  if (track === null || track.length === 0) return BLANK;
  if (track[0] === start.charCodeAt(0)) return { state: 'read', bytes: new Uint8Array(track) };
  return { state: 'read', bytes: Uint8Array.of(start.charCodeAt(0), ...track, 0x3f) };
}

/** Tag 57: track 2 as nibbles, D for the separator, F to fill up. */
function unpack(value: Uint8Array | null): RawTrack {
  if (value === null || value.length === 0) return BLANK;
  const nibbles = Array.from(value).flatMap((byte) => [byte >> 4, byte & 0x0f]);
  const end = nibbles.indexOf(0x0f);
  const characters = nibbles
    .slice(0, end < 0 ? undefined : end)
    .map((nibble) => (nibble === 0x0d ? 0x3d : 0x30 + nibble));
  return { state: 'read', bytes: Uint8Array.of(0x3b, ...characters, 0x3f) };
}

/** BER-TLV, one level. @returns null where a length runs over the end. */
function readTlvs(data: Uint8Array): readonly Tlv[] | null {
  const found: Tlv[] = [];
  for (let at = 0; at < data.length; ) {
    const tagStart = at;
    if (((data[at] ?? 0) & 0x1f) === 0x1f) {
      do at += 1;
      while (((data[at] ?? 0) & 0x80) !== 0);
    }
    at += 1;
    const tag = Array.from(data.subarray(tagStart, at), (byte) => byte.toString(16).padStart(2, '0'))
      .join('')
      .toUpperCase();
    const length = readLength(data, at);
    if (length === null || length.end + length.value > data.length) return null;
    found.push({ tag, value: data.subarray(length.end, length.end + length.value) });
    at = length.end + length.value;
  }
  return found;
}

function readLength(data: Uint8Array, at: number): { readonly value: number; readonly end: number } | null {
  const first = data[at];
  if (first === undefined) return null;
  if (first < 0x80) return { value: first, end: at + 1 };
  if (first === 0x81) return { value: data[at + 1] ?? 0, end: at + 2 };
  if (first === 0x82) return { value: ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0), end: at + 3 };
  return null;
}
