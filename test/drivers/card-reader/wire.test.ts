import { describe, expect, it } from 'vitest';
import { readMagnesafeReport } from '../../../drivers/card-reader/magnesafe-wire.ts';
import { encodeGetProperty, readMagtekReport, readPropertyAnswer } from '../../../drivers/card-reader/magtek-wire.ts';
import { readMsrCard } from '../../../drivers/card-reader/msr-wire.ts';
import { readNeoCard } from '../../../drivers/card-reader/neo-card.ts';
import { activateData, encodeNeo, NEO, NeoReader } from '../../../drivers/card-reader/neo-wire.ts';
import { SecureMagBlocks } from '../../../drivers/card-reader/securemag-blocks.ts';
import { wipeSwipe } from '../../../drivers/card-reader/swipe.ts';
import { looksClear } from '../../../drivers/card-reader/tracks.ts';
import { mutations } from '../link/mutations.ts';
import { caseNames, deviceMessages, hostMessages, summary } from './golden.ts';

const DATA = {
  pan: '4111111111111111',
  expiry: '2512',
  track2: '4111111111111111=25121010000000000',
  track3: null,
};
const CARD = {
  entryMode: 'swipe',
  maskedPan: '411111******1111',
  serviceCode: '101',
  encrypted: null,
  data: DATA,
};

describe('MagTek HID', () => {
  const file = 'magtek-hid.wire';
  const expected: { readonly [name: string]: unknown } = {
    'a card with tracks 1 and 2, track 3 blank': CARD,
    'undefined bytes behind the tracks are not part of them': CARD,
    'swiped with the wrong side': 'blank blank blank',
    'track 2 damaged': 'read error blank',
    'only track 2': CARD,
    'all tracks damaged': 'error error error',
    'an insertion reader adds a card status': { ...CARD, entryMode: 'insert' },
    'a driving licence is no payment card': 'error error blank',
  };
  it.each(caseNames(file).filter((name) => name in expected))('%s', (name) => {
    const [report] = deviceMessages(file, name);
    expect(summary(readMagtekReport(report ?? new Uint8Array(0)))).toEqual(expected[name]);
  });

  it('asks for properties and reads the answers', () => {
    const asked = hostMessages(file, 'software id and serial number');
    const answered = deviceMessages(file, 'software id and serial number');
    expect([encodeGetProperty(0), encodeGetProperty(1)]).toEqual(asked);
    expect(answered.map(readPropertyAnswer)).toEqual(['21042812D01', '123']);
    expect(readPropertyAnswer(Uint8Array.of(0, 1, 0))).toBeNull();
    expect(readPropertyAnswer(Uint8Array.of(0, 0, 22, 65))).toBeNull();
  });
});

describe('MagneSafe HID', () => {
  const read = (name: string) =>
    summary(readMagnesafeReport(deviceMessages('magnesafe-hid.wire', name)[0] ?? new Uint8Array(0)));
  it('hands over mask, KSN and the encrypted track', () => {
    expect(read("the manual's card, encrypted")).toEqual({
      entryMode: 'swipe',
      maskedPan: '5452********7189',
      serviceCode: null,
      encrypted: {
        ksn: 'FFFF9876543210E00008',
        track2Hex: '724C5DB7D6F901C7F0FEAE7908801093B3DBFE51CCF6D483E789D7D2C007D539499BAADCC8D16CA2',
        covers: 'track2',
      },
      data: null,
    });
  });
  it('treats clear data in the encrypted fields as clear', () => {
    expect(read('security level 2: the encrypted fields hold clear data')).toEqual(CARD);
    expect(read('a status that claims encryption over clear data is not believed')).toEqual(CARD);
  });
  it('has nothing once the keys are used up', () => {
    expect(read('keys exhausted: nothing is sent')).toBe('blank blank blank');
  });
});

describe('SecureMag', () => {
  const file = 'securemag-hid.wire';
  const whole = (name: string) => deviceMessages(file, name)[0] ?? new Uint8Array(0);
  /** As HID reports of `size` bytes, zero-padded. */
  const inReports = (block: Uint8Array, size: number) => {
    const blocks = new SecureMagBlocks();
    const swipes = [];
    for (let at = 0; at < block.length; at += size) {
      const report = new Uint8Array(size);
      report.set(block.subarray(at, at + size));
      swipes.push(blocks.read(report));
    }
    expect(blocks.pendingBytes).toBe(0);
    return summary(swipes.find((swipe) => swipe !== null) ?? null);
  };
  const shown = { entryMode: 'swipe', maskedPan: '4266********9999', serviceCode: null, data: null };

  it.each([8, 63, 64, 337, 512, 900])('puts blocks together from reports of %i bytes', (size) => {
    const block = whole('original format: tracks 1 and 2 encrypted as one block');
    const key = Buffer.from(block.subarray(3 + 5 + 214, 3 + 5 + 214 + 112))
      .toString('hex')
      .toUpperCase();
    expect(inReports(block, size)).toEqual({
      ...shown,
      encrypted: { ksn: '62994901190000000001', track2Hex: key, covers: 'track1+track2' },
    });
    expect(inReports(whole('enhanced format'), size)).toMatchObject({
      maskedPan: '4266********9999',
      encrypted: { ksn: '62994901190000000001', covers: 'track2' },
    });
  });
  it('treats what is not encrypted as clear, in both formats', () => {
    expect(inReports(whole('enhanced format, nothing encrypted'), 64)).toEqual(CARD);
    expect(inReports(whole('original format, nothing encrypted'), 64)).toEqual(CARD);
  });
  it('names a track that was seen and not decoded', () => {
    expect(inReports(whole('track 2 was seen and could not be decoded'), 64)).toBe('read error blank');
  });
  it('makes no card of a damaged block, and reads the next', () => {
    expect(inReports(whole('one bit flipped on the way: no card'), 64)).toBeNull();
    const blocks = new SecureMagBlocks();
    expect(blocks.read(whole('enhanced format').subarray(0, 100))).toBeNull();
    blocks.read(whole('enhanced format'));
    expect(summary(blocks.read(whole('enhanced format')))).toMatchObject({ maskedPan: '4266********9999' });
  });
  it('reads the MagTek layout that it sends at security level 1', () => {
    const [report] = deviceMessages('magtek-hid.wire', 'only track 2');
    expect(summary(new SecureMagBlocks().read(report ?? new Uint8Array(0)))).toEqual(CARD);
  });
});

describe('serial swipe readers', () => {
  const expected: { readonly [name: string]: unknown } = {
    'MagTek: all tracks, CR': { ...CARD, data: { ...DATA, track3: '5163000050000445=000000000000' } },
    'MagTek with STX and ETX': CARD,
    'ID TECH: a CR after each track': CARD,
    'UIC: LRC and DLE after each track, ETX at the end': CARD,
    'MagTek: track 2 unreadable': 'read error blank',
    'insertion reader': { ...CARD, entryMode: 'insert' },
    'insertion reader: card present, no tracks': null,
    'garbage before the card': CARD,
    'track 2 torn off': 'blank error blank',
  };
  it('has an expectation for every golden case', () => {
    expect(caseNames('msr-serial.wire').sort()).toEqual(Object.keys(expected).sort());
  });
  it.each(caseNames('msr-serial.wire'))('%s', (name) => {
    expect(summary(readMsrCard(Buffer.concat(deviceMessages('msr-serial.wire', name))))).toEqual(expected[name]);
  });
});

describe('NEO', () => {
  const file = 'neo-serial.wire';
  const stream = (name: string) => Buffer.concat(deviceMessages(file, name));
  it('encodes commands as the manual has them', () => {
    expect([encodeNeo(NEO.ping)]).toEqual(hostMessages(file, 'ping'));
    expect([encodeNeo(NEO.cancel)]).toEqual(hostMessages(file, 'cancel'));
    const data = activateData(30, { amountMinor: 100, currencyNumeric: '840' });
    expect([encodeNeo(NEO.activate, data)]).toEqual(hostMessages(file, 'activate for one dollar, time-out'));
  });
  it('reads answers wherever they are cut', () => {
    const bytes = stream('boot text, boot frame, then an answer');
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const reader = new NeoReader();
      const frames = [...reader.read(bytes.subarray(0, cut)), ...reader.read(bytes.subarray(cut))];
      expect(frames.map(({ command }) => command)).toEqual([0x14, 0x18]);
    }
  });
  it('takes a header in the middle of nonsense, and no frame with a wrong CRC', () => {
    const good = stream('query screen 1');
    const bad = Buffer.from(good);
    bad[14] = 0x7f;
    const frames = new NeoReader().read(Buffer.concat([Buffer.from('ViVOtech'), bad, good, Buffer.from('ViVO')]));
    expect(frames.map(({ command, data }) => [command, [...data]])).toEqual([[0x61, [1]]]);
  });
  it.each([
    [
      'contactless chip card, online',
      {
        entryMode: 'tap',
        maskedPan: '476173******0010',
        serviceCode: '101',
        encrypted: null,
        data: {
          pan: '4761739001010010',
          expiry: '2512',
          track2: '4761739001010010=25121010000000000000',
          track3: null,
        },
      },
    ],
    ['clear swipe', CARD],
    [
      'encrypted swipe',
      {
        entryMode: 'swipe',
        maskedPan: '*************',
        serviceCode: null,
        encrypted: {
          ksn: 'FFFF9876543210E00008',
          track2Hex: '724C5DB7D6F901C7F0FEAE7908801093B3DBFE51CCF6D483E789D7D2C007D539499BAADCC8D16CA2',
          covers: 'track2',
        },
        data: null,
      },
    ],
  ])('reads a %s', (name, expected) => {
    const [frame] = new NeoReader().read(stream(name));
    expect(summary(readNeoCard(frame?.data ?? new Uint8Array(0)))).toEqual(expected);
  });
});

describe('100 000 damaged messages', () => {
  const damaged = (file: string) =>
    mutations(
      100_000,
      caseNames(file).flatMap((name) => deviceMessages(file, name)),
    );
  const digest = (swipe: Parameters<typeof summary>[0]) => {
    if (swipe === null) return;
    summary(swipe);
    wipeSwipe(swipe);
  };

  it('of MagTek never throw', () => {
    for (const bytes of damaged('magtek-hid.wire')) digest(readMagtekReport(bytes));
  });
  it('of MagneSafe never throw, nor show a number as encrypted', () => {
    for (const bytes of damaged('magnesafe-hid.wire')) {
      const swipe = readMagnesafeReport(bytes);
      if (swipe?.kind === 'encrypted' && looksClear(swipe.track2)) expect.unreachable();
      digest(swipe);
    }
  });
  it('of SecureMag never throw and never pile up', () => {
    const blocks = new SecureMagBlocks();
    let most = 0;
    for (const bytes of damaged('securemag-hid.wire')) {
      digest(blocks.read(bytes));
      most = Math.max(most, blocks.pendingBytes);
    }
    expect(most).toBeLessThan(1300);
  });
  it('of serial readers never throw', () => {
    for (const bytes of damaged('msr-serial.wire')) digest(readMsrCard(bytes));
  });
  it('of NEO never throw and never pile up', () => {
    const reader = new NeoReader();
    let most = 0;
    for (const bytes of damaged('neo-serial.wire')) {
      for (const { data } of reader.read(bytes)) digest(readNeoCard(data));
      most = Math.max(most, reader.pendingBytes);
    }
    expect(most).toBeLessThan(4200);
  });
});
