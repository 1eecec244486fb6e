import { describe, expect, it } from 'vitest';
import { adviceAfter } from '../../../drivers/card-reader/advice.ts';
import { clearCard } from '../../../drivers/card-reader/clear-card.ts';
import { readSwipe } from '../../../drivers/card-reader/swipe.ts';
import { BLANK, luhnHolds, type RawTrack, readTrack1, readTrack2 } from '../../../drivers/card-reader/tracks.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const track = (text: string): RawTrack => ({ state: 'read', bytes: bytes(text) });
const text = (part: Uint8Array | null | undefined): string | null =>
  part == null ? null : String.fromCharCode(...part);
const fields = (read: ReturnType<typeof readTrack2>) =>
  read === null ? null : [text(read.pan), text(read.expiry), read.serviceCode];

describe('track 2', () => {
  it.each([
    [';4111111111111111=2512101123?', ['4111111111111111', '2512', '101']],
    [';4111111111111111=2512101123?8', ['4111111111111111', '2512', '101']], // the LRC behind the end sentinel
    [';36070500001376=2512101?', ['36070500001376', '2512', '101']], // fourteen digits
    [';4111111111111111==101123?', ['4111111111111111', null, '101']], // no expiry
    [';4111111111111111=2512?', ['4111111111111111', '2512', null]],
  ])('%s', (given, expected) => {
    expect(fields(readTrack2(bytes(given)))).toEqual(expected);
  });

  it.each([
    '',
    ';',
    ';?',
    '4111111111111111=2512?',
    ';4111111111111111=2512',
    ';4111111111111111=2513101?',
    ';4111111111111111=2500101?',
    ';411111111111=2512101?',
    ';41111111111111111111=2512101?',
    ';4111A11111111111=2512101?',
    ';4111111111111111?',
  ])('%j is none', (given) => {
    expect(readTrack2(bytes(given))).toBeNull();
  });
});

describe('track 1', () => {
  it('is read in format B only', () => {
    expect(fields(readTrack1(bytes('%B374245455400001^TEST/CARD^2512101?')))).toEqual([
      '374245455400001',
      '2512',
      '101',
    ]);
    expect(fields(readTrack1(bytes('%B374245455400001^^^101?')))).toEqual(['374245455400001', null, '101']);
    expect(readTrack1(bytes('%A374245455400001^TEST/CARD^2512101?'))).toBeNull();
    expect(readTrack1(bytes('%B374245455400001?'))).toBeNull();
  });
});

describe('the number', () => {
  it.each([
    '4761739001010010',
    '5413330002001155',
    '374245455400001',
    '6510000000000166',
    '36070500001376',
    '3569990010082211',
  ])('%s passes Luhn', (pan) => expect(luhnHolds(bytes(pan))).toBe(true));

  const swipe = (t1: string | null, t2: string | null) =>
    readSwipe({ kind: 'clear', entryMode: 'swipe', tracks: [t1 ? track(t1) : BLANK, t2 ? track(t2) : BLANK, BLANK] });

  it('is not believed when Luhn fails, except for UnionPay, whose older numbers carry no check digit', () => {
    expect(swipe(null, ';4111111111111112=2512101?')).toEqual({
      kind: 'unreadable',
      tracks: ['blank', 'error', 'blank'],
    });
    expect(swipe(null, ';6222000000000000002=2512101?')).toMatchObject({
      kind: 'card',
      card: { maskedPan: '622200*********0002' },
    });
  });

  it('must be the same on both tracks', () => {
    expect(swipe('%B4761739001010010^A/B^2512101?', ';4111111111111111=2512101?')).toEqual({
      kind: 'unreadable',
      tracks: ['error', 'error', 'blank'],
    });
  });

  it('comes from track 1 only where track 2 is blank', () => {
    expect(swipe('%B4111111111111111^A/B^2512101?', null)).toMatchObject({
      kind: 'card',
      card: { serviceCode: '101' },
    });
    expect(swipe('%B4111111111111111^A/B^2512101?', ';4111?')).toMatchObject({ kind: 'unreadable' });
  });
});

describe('clear data', () => {
  const parts = () => ({ pan: bytes('4111111111111111'), expiry: bytes('2512'), track2: null, track3: null });
  it('is handed over once', () => {
    const card = clearCard(parts());
    expect(card.take()).toEqual({ pan: '4111111111111111', expiry: '2512', track2: null, track3: null });
    expect(() => card.take()).toThrow('taken already');
  });
  it('is gone after wiping, however often', () => {
    const card = clearCard(parts());
    card.wipe();
    card.wipe();
    expect(() => card.take()).toThrow('wiped already');
  });
  it('does not appear when the card is printed', () => {
    expect(JSON.stringify(clearCard(parts()))).toBe('{}');
  });
});

describe('advice', () => {
  it.each([
    [['blank', 'blank', 'blank'], 1, 'other-side'],
    [['error', 'error', 'blank'], 1, 'swipe-again'],
    [['error', 'error', 'blank'], 2, 'slower'],
    [['error', 'error', 'blank'], 5, 'clean-head'],
    [['blank', 'blank', 'blank'], 5, 'clean-head'],
  ] as const)('after %j, failure %i: %s', (tracks, failures, advice) => {
    expect(adviceAfter(tracks, failures)).toBe(advice);
  });
});
