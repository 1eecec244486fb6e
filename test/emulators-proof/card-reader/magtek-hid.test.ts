/** MagTek's clear and encrypting HID readers against the vendor's own layout and sample (facts/peripherals §1a). */
import { createDecipheriv } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { MagneSafeOptions } from '../../emulators/card-reader/magnesafe-hid.ts';
import { MagneSafeHid } from '../../emulators/card-reader/magnesafe-hid.ts';
import type { MagtekHidOptions } from '../../emulators/card-reader/magtek-hid.ts';
import { MagtekHid } from '../../emulators/card-reader/magtek-hid.ts';
import type { HidModel, HidWorld } from '../../emulators/hid-shell.ts';
import { VirtualClock } from '../virtual-clock.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const visa = { pan: '4761739001010010', expiry: '2912', serviceCode: '201' };

function reader(build: (world: HidWorld) => HidModel) {
  const clock = new VirtualClock();
  const reports: Buffer[] = [];
  const features: Buffer[] = [];
  const events: { event: string; fields: object | undefined }[] = [];
  const model = build({
    clock,
    input: (report) => reports.push(Buffer.from(report)),
    feature: (report) => features.push(Buffer.from(report)),
    emit: (event, fields) => events.push({ event, fields }),
  });
  return {
    clock,
    events,
    swipe: (args: object): Buffer[] => {
      model.verbs['swipe']?.({ ...args });
      return reports.splice(0);
    },
    later: (ms: number): Buffer[] => {
      clock.advance(ms);
      return reports.splice(0);
    },
    /** `text` is cmd, length, data; zero-filled to 24 bytes behind report id 0. */
    command: (text: string): string => {
      const report = Buffer.alloc(25);
      report.set(hex(text), 1);
      model.feature?.(report);
      model.featureAsked?.(0);
      return features.splice(0)[0]?.toString('hex') ?? '';
    },
    feature: (report: Uint8Array) => model.feature?.(report),
  };
}
const clear = (options: MagtekHidOptions = {}) => reader((world) => new MagtekHid(world, options));
const safe = (options: MagneSafeOptions = {}) => reader((world) => new MagneSafeHid(world, options));
const answer = (text: string): string => Buffer.concat([hex(text), Buffer.alloc(25)]).toString('hex', 0, 25);

describe('0801:0002, a swipe', () => {
  test('is one report of 337 bytes: status, lengths, encode type, tracks with their sentinels', () => {
    const [report, ...more] = clear().swipe({ ...visa, name: 'DOE/JANE' });
    expect([report?.length, more.length]).toEqual([337, 0]);
    const one = '%B4761739001010010^DOE/JANE^29122010000000000?';
    const two = ';4761739001010010=29122010000000000?';
    expect([...(report?.subarray(0, 7) ?? [])]).toEqual([0, 0, 0, one.length, two.length, 0, 0]);
    expect(report?.toString('latin1', 7, 7 + one.length)).toBe(one);
    expect(report?.toString('latin1', 117, 117 + two.length)).toBe(two);
  });

  test('leaves junk behind the tracks, another one each time, but the same in every run', () => {
    const [first, second] = [clear(), clear()].map((one) => [...one.swipe(visa), ...one.swipe(visa)]);
    expect(first).toEqual(second);
    expect(first?.[0]?.subarray(100, 117)).not.toEqual(first?.[1]?.subarray(100, 117));
    expect(new Set(first?.[0]?.subarray(227)).size).toBeGreaterThan(50);
  });

  test('with a bad track 1: status 1, length 0, track 2 intact', () => {
    const [report] = clear().swipe({ ...visa, error: [1] });
    expect([...(report?.subarray(0, 7) ?? [])]).toEqual([1, 0, 0, 0, 36, 0, 0]);
  });

  test('that reads nothing is reported too: undetermined, or blank from the wrong side', () => {
    expect([
      ...(clear()
        .swipe({ ...visa, error: [1, 2, 3] })[0]
        ?.subarray(0, 7) ?? []),
    ]).toEqual([1, 1, 1, 0, 0, 0, 5]);
    expect([
      ...(clear()
        .swipe({ ...visa, wrongSide: true })[0]
        ?.subarray(0, 7) ?? []),
    ]).toEqual([0, 0, 0, 0, 0, 0, 3]);
  });

  test('with a track 1 text on track 2 is of another kind', () => {
    const [report] = clear().swipe({ tracks: { 2: '%B4761739001010010^X^29122010000000000?' } });
    expect(report?.[6]).toBe(4);
  });

  test('done twice comes twice', () => {
    const one = clear();
    expect(one.swipe({ ...visa, double: true })).toHaveLength(1);
    expect(one.later(400)).toHaveLength(1);
  });

  test('of an insertion reader has 338 bytes', () => {
    expect(clear({ insertion: true }).swipe(visa)[0]).toHaveLength(338);
  });

  test.each([
    [{ pan: '12', expiry: '2912' }, /"pan" must be/],
    [{ pan: '4761739001010010', expiry: '29' }, /"expiry" must be YYMM/],
    [{ ...visa, error: [4] }, /"error" must be/],
    [{ ...visa, tracks: 'x' }, /"tracks" must be/],
  ])('%j is refused', (args, message) => {
    expect(() => clear().swipe(args)).toThrow(message);
  });
});

describe('0801:0002, commands', () => {
  test('software id, as the manual prints it', () => {
    expect(clear().command('00 01 00')).toBe(answer('00 00 0B 32 31 30 34 32 38 31 32 44 30 31'));
  });
  test('serial number: set, then read', () => {
    const one = clear();
    expect(one.command('01 04 01 31 32 33')).toBe(answer('00 00 00'));
    expect(one.command('00 01 01')).toBe(answer('00 00 03 31 32 33'));
  });
  test('track ids are 95 by default; a track that is off reads as blank, a required one that is blank is an error', () => {
    const one = clear();
    expect(one.command('00 01 04')).toBe(answer('00 00 01 95'));
    one.command('01 02 04 A4'); // T3 required, T2 on, T1 off
    expect([...(one.swipe(visa)[0]?.subarray(0, 6) ?? [])]).toEqual([0, 0, 1, 0, 36, 0]);
  });
  test('what it does not know it refuses: property 02 bad parameter, command 01 failure', () => {
    const one = clear();
    expect(one.command('00 01 77')).toBe(answer('00 02 00'));
    expect(one.command('55 00')).toBe(answer('00 01 00'));
    expect(one.command('00 FF 00')).toBe(answer('00 02 00'));
    one.feature(Buffer.alloc(9));
    expect(one.events).toMatchObject([{ event: 'error' }]);
  });
  test('without keys there is no KSN', () => {
    expect(clear().command('09 00')).toBe(answer('00 01 00'));
  });
  test('reset is told', () => {
    const one = clear();
    expect(one.command('02 00')).toBe(answer('00 00 00'));
    expect(one.events).toMatchObject([{ event: 'reset' }]);
  });
});

describe('0801:0011, the manual’s worked sample (HOGAN/PAUL, KSN …E00008)', () => {
  // What the manual prints as encrypted; the clear tracks are had from it with the manual's key, so that no PAN stands here.
  const encrypted = [
    'C25C1D1197D31CAA 87285D59A8920474 26D9182EC11353C0 51ADD6D0F072A6CB 3436560B3071FC1F D11D9F7E74886742 D9BEE0CFD1EA1064 C213BB55278B2F12',
    '724C5DB7D6F901C7 F0FEAE7908801093 B3DBFE51CCF6D483 E789D7D2C007D539 499BAADCC8D16CA2',
    'E31234A91059A0FB FE627954EE21868A EE3979540B67FCC4 0F61CECA54152D1E',
  ].map(hex);
  const key = hex('27F66D5244FF621E AA6F6120EDEB427F');
  const clearTracks = encrypted.map((data) => {
    const cipher = createDecipheriv('des-ede3-cbc', Buffer.concat([key, key.subarray(0, 8)]), Buffer.alloc(8));
    return Buffer.concat([cipher.setAutoPadding(false).update(data)])
      .toString('latin1')
      .replaceAll('\0', '');
  });
  const [report = Buffer.alloc(0)] = safe({ ksn: 'FFFF9876543210E00007' }).swipe({
    tracks: { 1: clearTracks[0], 2: clearTracks[1], 3: clearTracks[2] },
  });

  test('has 856 bytes, good status, and encrypted lengths in whole blocks', () => {
    expect(report).toHaveLength(856);
    expect([...report.subarray(0, 7)]).toEqual([0, 0, 0, 0x40, 0x28, 0x20, 0]);
  });
  test('carries the same encrypted tracks', () => {
    expect(report.subarray(7, 7 + 64)).toEqual(encrypted[0]);
    expect(report.subarray(119, 119 + 40)).toEqual(encrypted[1]);
    expect(report.subarray(231, 231 + 32)).toEqual(encrypted[2]);
  });
  test('carries the same masked tracks 1 and 2, masked and absolute lengths', () => {
    expect([...report.subarray(505, 508)]).toEqual([0x3c, 0x25, 0x1f]);
    expect(report.toString('latin1', 508, 508 + 60)).toBe(
      '%B5452000000007189^HOGAN/PAUL      ^08040000000000000000000?',
    );
    expect(report.toString('latin1', 620, 620 + 37)).toBe(';5452000000007189=080400000000000000?');
    expect([...report.subarray(852, 856)]).toEqual([0x3c, 0x25, 0x1f, 0x36]);
  });
  test('carries the KSN, the encryption status, the session id and the MagnePrint status', () => {
    expect(report.subarray(493, 505)).toEqual(hex('00 06 FFFF9876543210E00008'));
    expect(report.subarray(844, 852)).toEqual(hex('21685F158B5C6BE0'));
    expect(report.subarray(344, 349)).toEqual(hex('A1050000 38'));
  });
});

describe('0801:0011', () => {
  test('counts its KSN up with every swipe and tells it', () => {
    const one = safe({ ksn: 'FFFF9876543210E00000' });
    const ksns = [...one.swipe(visa), ...one.swipe(visa)].map((report) => report.toString('hex', 495, 505));
    expect(ksns).toEqual(['ffff9876543210e00001', 'ffff9876543210e00002']);
    expect(one.command('09 00')).toBe(answer('00 00 0A FFFF9876543210E00002'));
  });
  test('at level 2 hands over clear data in the encrypted fields, and its encryption status is 0', () => {
    const [report] = safe({ level: 2 }).swipe(visa);
    expect(report?.toString('latin1', 119, 119 + 36)).toBe(';4761739001010010=29122010000000000?');
    expect(report?.[4]).toBe(36);
    expect(report?.subarray(493, 505)).toEqual(Buffer.alloc(12));
  });
});
