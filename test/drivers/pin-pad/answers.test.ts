import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../drivers/pin-pad/answers.ts';
import { meaningOfPinError } from '../../../drivers/pin-pad/faults.ts';
import type { Want } from '../../../drivers/pin-pad/job.ts';
import { PadReader } from '../../../drivers/pin-pad/wire.ts';
import { mutations } from '../link/mutations.ts';
import { hex } from './bench.ts';
import { frame, frames } from './golden.ts';

const DUKPT: Want = { kind: 'pin', exchange: 'p', scheme: 'dukpt', padLimitMs: 30_000, limitMs: 35_000 };
const SESSION: Want = { kind: 'pin', exchange: 'p', scheme: 'master-session', padLimitMs: 30_000, limitMs: 35_000 };
const KEY: Want = { kind: 'key', exchange: 'k', limitMs: 15_000 };
const SELF_TEST: Want = { kind: 'self-test' };

const bodyOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const answer = (want: Want, text: string, group: 'transaction' | 'administration' = 'transaction') =>
  readAnswer(want, group, bodyOf(text));
function golden(want: Want, name: string) {
  const [word] = new PadReader().read(frame(name));
  if (word?.kind !== 'frame') throw new Error(`${name} cannot be read`);
  return readAnswer(want, word.group, word.body);
}
function pinOf(found: ReturnType<typeof readAnswer>) {
  if (found?.kind !== 'outcome' || found.event.type !== 'pinPad.pinEntered') return found;
  return { ksn: found.event.ksn, block: hex(found.event.pinBlock) };
}

describe('message 71', () => {
  it('with DUKPT: the block of the X9.24 vector, and the KSN with its leading F', () => {
    expect(pinOf(golden(DUKPT, 'PIN block with DUKPT'))).toEqual({
      ksn: 'FFFF9876543210E00001',
      block: '1B9C1845EB993A7A',
    });
  });

  it('with DUKPT and all twenty digits', () => {
    expect(pinOf(golden(DUKPT, 'PIN block with all twenty digits of the KSN'))).toMatchObject({
      ksn: 'FFFF9876543210E00002',
    });
  });

  it.each([10, 11, 15, 16, 17, 20])('takes a KSN of %i digits', (length) => {
    const ksn = '9876543210E000010000'.slice(0, length);
    expect(pinOf(answer(DUKPT, `710${ksn}1b9c1845eb993a7a`))).toEqual({
      ksn: ksn.padStart(20, 'F'),
      block: '1B9C1845EB993A7A',
    });
  });

  it('with a session key: no KSN', () => {
    expect(pinOf(golden(SESSION, 'PIN block under a session key'))).toEqual({ ksn: null, block: '1B9C1845EB993A7A' });
  });

  it.each([
    ['a KSN that is too short', DUKPT, '7109876543211B9C1845EB993A7A'],
    ['a KSN that is too long', DUKPT, '710000009876543210E000011B9C1845EB993A7A'],
    ['a KSN that is not hexadecimal', DUKPT, '7109876543210E0000G1B9C1845EB993A7A'],
    ['a block that is not hexadecimal', DUKPT, '7109876543210E000011B9C1845EB993A7X'],
    ['another flag', DUKPT, '7119876543210E000011B9C1845EB993A7A'],
    ['the other scheme', DUKPT, '71.004011B9C1845EB993A7A'],
    ['the other scheme', SESSION, '7109876543210E000011B9C1845EB993A7A'],
    ['a PIN of three digits', SESSION, '71.003011B9C1845EB993A7A'],
    ['a PIN of thirteen digits', SESSION, '71.013011B9C1845EB993A7A'],
    ['another block format', SESSION, '71.004021B9C1845EB993A7A'],
    ['a short block', SESSION, '71.004011B9C1845EB993A7'],
    ['nothing', DUKPT, '71'],
  ])('is refused with %s', (_what, want, text) => {
    expect(answer(want, text)).toMatchObject({ kind: 'refused', refusal: { code: 'format' } });
  });

  it('without a PIN is refused as such', () => {
    expect(answer(SESSION, '71.000010000000000000000')).toMatchObject({ refusal: { code: 'no-pin' } });
  });

  it('with an error carries its code and what it means in this scheme', () => {
    expect(golden(SESSION, 'PIN error: no master key')).toEqual({
      kind: 'refused',
      refusal: { code: '9', meaning: 'no master key in the selected slot' },
    });
    expect(golden(DUKPT, 'PIN error: no DUKPT key')).toMatchObject({
      refusal: { code: 'A', meaning: 'no DUKPT key has been loaded' },
    });
    expect(meaningOfPinError('A', 'master-session')).not.toBe(meaningOfPinError('A', 'dukpt'));
  });

  it.each([...'0123456789ABCEFG'])('error %s has a meaning', (code) => {
    const meanings = [meaningOfPinError(code, 'dukpt'), meaningOfPinError(code, 'master-session')];
    expect(meanings.some((meaning) => meaning !== meaningOfPinError('?', 'dukpt'))).toBe(true);
  });

  it('shows its block to nobody who prints or serialises the event', () => {
    const found = golden(DUKPT, 'PIN block with DUKPT');
    if (found?.kind !== 'outcome' || found.event.type !== 'pinPad.pinEntered') throw new Error('no PIN');
    const { event } = found;
    const decimal = [...event.pinBlock].join();
    for (const shown of [JSON.stringify(event), inspect(event, { depth: 9 }), JSON.stringify({ ...event })]) {
      expect(shown.toUpperCase()).not.toContain('1B9C1845');
      expect(shown.replace(/\s/g, '')).not.toContain(decimal);
      expect(shown).not.toContain('pinBlock');
    }
  });
});

describe('other answers', () => {
  it.each([
    ['0', '0'],
    ['9', '9'],
    ['A', 'f1'],
    ['B', 'f2'],
    ['C', 'f3'],
    ['*', 'cancel'],
    ['#', 'enter'],
    ['/', 'clear'],
  ])('Z43 with %s is the key %s', (code, key) => {
    expect(answer(KEY, `Z43${code}`)).toEqual({
      kind: 'outcome',
      event: { type: 'pinPad.keyPressed', exchange: 'k', key },
    });
  });

  it('Z43 with ? is a time-out, with anything else no key', () => {
    expect(answer(KEY, 'Z43?')).toMatchObject({ event: { type: 'pinPad.timedOut' } });
    expect(answer(KEY, 'Z43x')).toMatchObject({ kind: 'refused' });
    expect(answer(KEY, 'Z4312')).toMatchObject({ kind: 'refused' });
  });

  it('Z51 is text, also none', () => {
    const want: Want = { kind: 'text', exchange: 't', keyLimitMs: 30_000, limitMs: 60_000 };
    expect(answer(want, 'Z5113800138000')).toMatchObject({ event: { text: '13800138000' } });
    expect(answer(want, 'Z51')).toMatchObject({ event: { text: '' } });
    expect(answer(want, `Z51${'1'.repeat(50)}`)).toMatchObject({ kind: 'refused' });
  });

  it('a self-test is healthy or names each fault', () => {
    expect(golden(SELF_TEST, 'healthy')).toEqual({ kind: 'self-test', selfTest: { faults: [] } });
    expect(golden(SELF_TEST, 'RAM and keys are faulty')).toEqual({
      kind: 'self-test',
      selfTest: { faults: ['ram', 'keys'] },
    });
    expect(answer(SELF_TEST, '167', 'administration')).toMatchObject({ selfTest: { faults: ['unknown'] } });
  });

  it.each([
    ['another id', DUKPT, 'Z43#', 'transaction'],
    ['a key to somebody who waits for a PIN', DUKPT, 'Z435', 'transaction'],
    ['a PIN to somebody who waits for a key', KEY, '7109876543210E000011B9C1845EB993A7A', 'transaction'],
    ['the other kind of frame', DUKPT, '7109876543210E000011B9C1845EB993A7A', 'administration'],
    ['a self-test as a transaction', SELF_TEST, '160', 'transaction'],
    ['anything to somebody who waits for an ACK', { kind: 'ack' }, 'Z20', 'transaction'],
    ['anything to somebody who has cancelled', { kind: 'clear' }, '719', 'transaction'],
  ] as const)('no answer: %s', (_what, want, text, group) => {
    expect(answer(want, text, group)).toBeNull();
  });

  it('100 000 damaged bodies: no throw, and no event that is not well-formed', () => {
    const goldens = frames('device').map((bytes) => bytes.subarray(1, -2));
    const wants = [DUKPT, SESSION, KEY, SELF_TEST];
    let index = 0;
    for (const body of mutations(100_000, goldens)) {
      index += 1;
      const found = readAnswer(wants[index % 4] as Want, index % 3 === 0 ? 'administration' : 'transaction', body);
      if (found?.kind !== 'outcome' || found.event.type !== 'pinPad.pinEntered') continue;
      if (found.event.pinBlock.length !== 8) throw new Error('a block of another length');
      if (found.event.ksn !== null && !/^[0-9A-F]{20}$/.test(found.event.ksn)) throw new Error('a KSN of another form');
    }
  });
});
