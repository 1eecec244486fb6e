/** ID TECH SecureMag against the vendor's golden packet (BUSH JR, KSN 6299490119 0000000001). */
import { createDecipheriv, createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { SecureMagOptions } from '../../emulators/card-reader/securemag-hid.ts';
import { SecureMagHid } from '../../emulators/card-reader/securemag-hid.ts';
import { trackLrc } from '../../emulators/card-reader/swipe.ts';
import { derivedKey, initialKey, workingKey } from '../../emulators/dukpt.ts';
import { VirtualClock } from '../virtual-clock.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

/** ID TECH SecureMag user manual, 10.7.1 "Original Encryption Format"; key 0123456789ABCDEFFEDCBA9876543210. */
const golden = hex(`
  027D0100 3F48236B
  252A3432 36362A2A 2A2A2A2A 2A2A3939 39395E42 55534820 4A522F47 454F5247
  4520572E 4D525E2A 2A2A2A2A 2A2A2A2A 2A2A2A2A 2A2A2A2A 2A2A2A2A 2A2A2A2A
  2A2A2A2A 2A2A3F2A
  3B343236 362A2A2A 2A2A2A2A 2A393939 393D2A2A 2A2A2A2A 2A2A2A2A 2A2A2A2A
  2A3F2A
  3B333333 33333333 33333337 36373637 36303730 37303737 36373637 36333333
  33333333 33333337 36373637 36303730 37303737 36373637 36333333 33333333
  33333337 36373637 36303730 37303737 36373637 36333333 33333333 33333337
  36373637 36303730 373F32
  863E9E3D A28E455B 28F7736B 77E47A64 EDDA3BF0 3A06E44F 31D1818C 0BCD7A35
  3FB1AD70 EFD30FFC 3DA08A4F BC9372E5 7E8B4084 8BAEAA3F E724B355 0E2F4B22
  3E6BF264 BEAE9E39 142B648C DB51FB8D AF8EA5B6 3913D294 19B67582 FCCCE9B3
  72660F03 668CC453 216D9449 C6B67EF3
  3418AC88 F65E1DB7 ED4D1097 3F99DFC8 463FF6DF 113B6226 C4898A9D 355057EC
  AF11A559 8F02CA31
  62994901 19000000 0001399F 03
`);

function reader(options: SecureMagOptions = {}) {
  const reports: Buffer[] = [];
  const features: Buffer[] = [];
  const model = new SecureMagHid(
    {
      clock: new VirtualClock(),
      input: (report) => reports.push(Buffer.from(report)),
      feature: (report) => features.push(Buffer.from(report)),
      emit: () => {},
    },
    options,
  );
  return {
    swipe: (args: object): Buffer => {
      model.verbs['swipe']?.({ ...args });
      return reports.splice(0)[0] ?? Buffer.alloc(0);
    },
    command: (text: string): string => {
      const report = Buffer.alloc(65);
      report.set(hex(text), 1);
      model.feature(report);
      model.featureAsked();
      return features.splice(0)[0]?.toString('hex') ?? '';
    },
  };
}

function decrypt(data: Uint8Array, ksn: Uint8Array): string {
  const key = workingKey(derivedKey(initialKey(hex('0123456789ABCDEFFEDCBA9876543210'), ksn), ksn), 'data-request');
  const cipher = createDecipheriv('des-ede3-cbc', Buffer.concat([key, key.subarray(0, 8)]), Buffer.alloc(8));
  return cipher.setAutoPadding(false).update(data).toString('latin1').replaceAll('\0', '');
}

const visa = { pan: '4761739001010010', expiry: '2912', serviceCode: '201' };

test('the golden packet comes out byte for byte', () => {
  const both = decrypt(golden.subarray(8 + 72 + 35 + 107, 8 + 72 + 35 + 107 + 112), hex('62994901190000000001'));
  const [one, two] = [both.slice(0, 71), both.slice(72, 106)];
  const three = golden.toString('latin1', 8 + 72 + 35, 8 + 72 + 35 + 106);
  const packet = reader({ reportBytes: 0 }).swipe({ tracks: { 1: one, 2: two, 3: three } });
  expect(packet.toString('hex')).toBe(golden.toString('hex'));
});

test('the LRC of a track is the vendor’s', () => {
  expect(trackLrc(';4111111111111111=2512101?')).toBe('8');
});

describe('a packet', () => {
  test('is zero-padded to the report’s size', () => {
    const report = reader().swipe(visa);
    expect(report).toHaveLength(560);
    const length = report.readUInt16LE(1);
    expect(report[length + 5]).toBe(0x03);
    expect(report.subarray(length + 6).every((byte) => byte === 0)).toBe(true);
  });

  test('of a card with a bad track 1 says so: sampled and not decoded', () => {
    const report = reader().swipe({ ...visa, error: [1] });
    expect([...report.subarray(3, 8)]).toEqual([0x00, 0b011110, 0, 37, 0]);
  });

  test('in the enhanced format says what it carries, and encrypts each track by itself', () => {
    const report = reader({ enhanced: true }).swipe(visa);
    const [one, two] = [report[5] ?? 0, report[6] ?? 0];
    expect([...report.subarray(3, 10)]).toEqual([0x80, 0b011111, one, two, 0, 0x03, 0x9b]);
    const start = 10 + one + two;
    const [bytesOne, bytesTwo] = [one, two].map((length) => Math.ceil(length / 8) * 8);
    const ksn = hex('62994901190000000001');
    expect(decrypt(report.subarray(start, start + (bytesOne ?? 0)), ksn)).toMatch(/^%B4761739001010010\^/);
    const second = start + (bytesOne ?? 0);
    const clearTwo = decrypt(report.subarray(second, second + (bytesTwo ?? 0)), ksn);
    expect(clearTwo.slice(0, -1)).toBe(';4761739001010010=29122010000000000?');
    const hashes = second + (bytesTwo ?? 0);
    expect(report.subarray(hashes + 20, hashes + 40)).toEqual(createHash('sha1').update(clearTwo).digest());
    expect(report.subarray(hashes + 40, hashes + 50)).toEqual(ksn);
  });

  test('at level 1 is MagTek’s clear layout', () => {
    const report = reader({ level: 1 }).swipe(visa);
    expect(report).toHaveLength(337);
    expect(report.toString('latin1', 117, 117 + 36)).toBe(';4761739001010010=29122010000000000?');
  });
});

describe('commands', () => {
  const answer = (text: string): string => Buffer.concat([hex(`00 ${text}`), Buffer.alloc(65)]).toString('hex', 0, 65);
  test('review of the postamble, as the manual prints it', () => {
    expect(reader().command('02 52 D3 03 80')).toBe(answer('06 02 D3 00 03 D2'));
  });
  test('a setting is acknowledged and read back', () => {
    const one = reader();
    expect(one.command('02 53 85 01 31 03 E7')).toBe(answer('06'));
    expect(one.command('02 52 85 03 D6')).toBe(answer('06 02 85 01 31 03 B4'));
  });
  test('a wrong LRC or an unknown function is refused', () => {
    expect(reader().command('02 52 D3 03 00')).toBe(answer('15'));
    expect(reader().command('02 52 11 03 42')).toBe(answer('15'));
  });
});
