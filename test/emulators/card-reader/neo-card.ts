/** What a NEO reader tells about a card: the plain form of 02-01 and the tagged form of 02-40 (facts/peripherals §1b). */
import type { DukptReader } from './dukpt-reader.ts';
import { tlv } from './neo-frame.ts';
import type { Swipe } from './swipe.ts';
import { trackBytes } from './swipe.ts';

export interface CardPresence {
  readonly kind: 'msr' | 'contactless' | 'contact';
  readonly swipe: Swipe;
}

/** Attribution byte: bits 4, 3, 0 say how the card was read; bit 7 MSR encrypted, bit 6 EMV encrypted; bits 2, 1: 00 TDES. */
const attribution = { contact: 0x00, contactless: 0x01, msr: 0x08 };
const encryptedBit = { contact: 0x40, contactless: 0x40, msr: 0x80 };

/** `keys` null: the reader has none and sends clear data. */
export function cardData(card: CardPresence, tagged: boolean, keys: DukptReader | null): Buffer {
  return tagged ? taggedData(card, keys) : plainData(card);
}

/** T1 length, T1, T2 length, T2, T3 length, T3, DE 055 present, then TLVs. */
function plainData(card: CardPresence): Buffer {
  const tracks = card.swipe.map(trackBytes);
  const chip = card.kind === 'msr' ? [] : chipTags(card);
  return Buffer.concat([
    ...tracks.flatMap((track) => [Uint8Array.of(track.length), track]),
    Uint8Array.of(0),
    ...chip.map(([tag, value]) => tlv(tag, value)),
  ]);
}

function taggedData(card: CardPresence, keys: DukptReader | null): Buffer {
  const secret = (value: Uint8Array): Uint8Array => (keys === null ? value : keys.encrypt(value));
  const head = attribution[card.kind] | (keys === null ? 0 : encryptedBit[card.kind]);
  const [one, two] = card.swipe.map(trackBytes);
  const tracks: [string, Uint8Array | undefined][] =
    card.kind === 'msr'
      ? [
          ['DFEF17', one],
          ['DFEF18', two],
        ]
      : [];
  const sensitive = new Set(['57', '5A']);
  return Buffer.concat([
    Uint8Array.of(head),
    ...(keys === null ? [] : [tlv('DFEE12', keys.ksn)]),
    ...tracks.flatMap(([tag, value]) => (value === undefined || value.length === 0 ? [] : [tlv(tag, secret(value))])),
    ...(card.kind === 'msr' ? [] : chipTags(card)).map(([tag, value]) =>
      tlv(tag, sensitive.has(tag) ? secret(value) : value),
    ),
  ]);
}

/** What an application says of an online payment: made up, of the lengths that the tags have. */
const PAYMENT: readonly (readonly [tag: string, hex: string])[] = [
  ['84', 'A000000333010102'],
  ['5F34', '01'],
  ['82', '7C00'],
  ['95', '0000008000'],
  ['9A', '260302'],
  ['9B', 'E800'],
  ['9C', '00'],
  ['5F2A', '0156'],
  ['9F02', '000000000100'],
  ['9F10', '07010103A02002010A01000000000057195957'],
  ['9F1A', '0156'],
  ['9F26', '1122334455667788'],
  ['9F27', '80'],
  ['9F33', 'E0E1C8'],
  ['9F34', '1F0000'],
  ['9F35', '22'],
  ['9F36', '0257'],
  ['9F37', '7F9F349E'],
];

/** What a chip would give: track 2 equivalent, PAN, expiry, application label, and what it says of the payment. */
function chipTags(card: CardPresence): [string, Uint8Array][] {
  const [, two] = card.swipe;
  const parts = two.state === 'read' ? /^;(\d+)=(\d{4})(\d*)\?/.exec(two.text) : null;
  if (parts === null) return [];
  const [, pan = '', expiry = '', rest = ''] = parts;
  const bcd = (text: string): Uint8Array => Buffer.from(text.length % 2 === 0 ? text : `${text}F`, 'hex');
  return [
    ['50', Buffer.from('CREDIT', 'latin1')],
    ['57', bcd(`${pan}D${expiry}${rest}`)],
    ['5A', bcd(pan)],
    ['5F24', bcd(`${expiry}31`)],
    ...PAYMENT.map(([tag, hex]): [string, Uint8Array] => [tag, Buffer.from(hex, 'hex')]),
  ];
}
