/** The golden dialogues of `test/wire/acquirer`, played to the driver over a real socket. */
import { describe, expect, it } from 'vitest';
import type { PreparedRequest } from '../../../drivers/acquirer/acquirer.ts';
import { iso87 } from '../../../drivers/acquirer/profiles/iso87.ts';
import { altered, golden, iso87Cases } from './goldens.ts';
import * as requests from './requests.ts';
import { ready, rig, TIMEOUT_MS } from './rig.ts';

const answerTo = (name: string, nth = 0) => golden(name, 'device', nth);
const bcd = (digits: string): Buffer => Buffer.from(digits, 'hex');

describe('golden dialogues', () => {
  it('sign-on: keys taken, host time and batch handed up', async () => {
    const one = await ready();
    expect(one.acquirer.signedOn).toBe(true);
    expect(one.log.at(-1)).toMatchObject({
      exchange: 'sign-on',
      answer: { kind: 'signOn', responseCode: '00', hostTime: '093000', hostDate: '1121', batch: '000001' },
    });
  });

  it('sale: the frame is the golden one, the answer believed with its MAC', async () => {
    const one = await ready();
    expect(await one.out(requests.sale)).toEqual(golden('sale', 'host'));
    await one.host.say(answerTo('sale'));
    expect(await one.events.next()).toEqual({
      type: 'acquirer.answered',
      exchange: 'sale',
      answer: {
        kind: 'sale',
        responseCode: '00',
        rrn: '000000000002',
        authCode: 'A12345',
        hostTime: '093105',
        hostDate: '1121',
        settlementDate: '1121',
        amountMinor: 1250,
        batch: '000001',
        macVerified: true,
        hostText: '成功',
        processing: '0',
        issuerId: '01020000',
        acquirerId: '03040000',
      },
    });
    expect(one.clock.pending).toBe(0);
  });

  it.each([
    ['sale with PIN, declined', requests.saleWithPin, '51', false],
    ['void', requests.voiding, '00', true],
    ['refund', requests.refund, '00', true],
    ['echo', requests.echo, '00', false],
  ] as const)('%s', async (name, request, responseCode, macVerified) => {
    const one = await ready();
    expect(await one.out(request)).toEqual(golden(name, 'host'));
    await one.host.say(answerTo(name));
    expect(await one.events.next()).toMatchObject({ answer: { kind: request.kind, responseCode, macVerified } });
  });

  it('settlement: no DE 39; both card groups balanced', async () => {
    const one = await ready();
    expect(await one.outcome(requests.settlement, answerTo('settlement, balanced'))).toMatchObject({
      answer: { responseCode: '', settlement: { domestic: 'balanced', foreign: 'balanced' } },
    });
  });

  it('settlement: not balanced, in error, and flags that cannot be read', async () => {
    const one = await ready();
    const flags = (found: string, put: string) => altered(answerTo('settlement, balanced'), bcd(found), bcd(put));
    // Fifteen bytes of totals, then the flag in the upper nibble.
    const balanced = '50000110';
    const frames = [flags(balanced, '50000120'), flags(balanced, '50000130')];
    for (const [i, domestic] of (['notBalanced', 'error'] as const).entries()) {
      expect(await one.outcome(requests.settlement, frames[i] as Buffer)).toMatchObject({
        answer: { settlement: { domestic, foreign: 'balanced' } },
      });
    }
    expect(await one.outcome(requests.settlement, flags(balanced, '50000170'))).toMatchObject({
      type: 'acquirer.unanswered',
      cause: 'unparsable',
    });
  });

  it('batch upload and its end', async () => {
    const one = await ready();
    expect(await one.out(requests.upload)).toEqual(golden('batch upload', 'host', 0));
    await one.host.say(answerTo('batch upload', 0));
    expect(await one.events.next()).toMatchObject({ answer: { kind: 'batchUpload', responseCode: '00' } });
    expect(await one.outcome(requests.uploadEnd, answerTo('batch upload', 1))).toMatchObject({
      answer: { kind: 'batchEnd', responseCode: '00' },
    });
  });

  it('sign-off: the keys are given up', async () => {
    const one = await ready();
    expect(await one.outcome(requests.signOff, answerTo('sign-off'))).toMatchObject({ answer: { kind: 'signOff' } });
    expect(one.acquirer.signedOn).toBe(false);
  });

  it('reversal after silence: 98, then 25 for what the host does not know', async () => {
    const one = await ready();
    const prepared = one.acquirer.prepare('s', requests.sale);
    one.acquirer.send(prepared);
    await one.host.frame();
    one.clock.advance(TIMEOUT_MS);
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.unanswered', exchange: 's', cause: 'timeout' });
    const image = prepared.reversalImage as NonNullable<PreparedRequest['reversalImage']>;
    expect(await one.out({ kind: 'reversal', image, reason: '98' })).toEqual(golden('reversal of a sale', 'host'));
    await one.host.say(answerTo('reversal of a sale'));
    expect(await one.events.next()).toMatchObject({
      answer: { kind: 'reversal', responseCode: '00', macVerified: true },
    });

    const ofVoid = one.acquirer.prepare('v', requests.voiding).reversalImage as typeof image;
    expect(
      await one.outcome({ kind: 'reversal', image: ofVoid, reason: '06' }, answerTo('reversal of a void')),
    ).toMatchObject({
      answer: { kind: 'reversal', responseCode: '25', macVerified: false },
    });
  });
});

describe('sign-on', () => {
  const answered = answerTo('sign-on');
  async function attempt(frame: Buffer) {
    const one = await ready();
    return [one, await one.outcome(requests.signOn, frame)] as const;
  }

  it('with a wrong check value: the keys are refused, the older ones are gone', async () => {
    const [one, event] = await attempt(altered(answered, bcd('d5d44ff7'), bcd('d5d44ff8')));
    expect(event).toMatchObject({ type: 'acquirer.unanswered', cause: 'mac-wrong' });
    expect(event).toHaveProperty('detail', 'working keys refused: check value of the MAC key differs');
    expect(one.acquirer.signedOn).toBe(false);
  });

  it('declined: answered, and the keys stay as they were', async () => {
    const declined = altered(answered, '00000000000100', '00000000000103');
    const [one, event] = await attempt(declined);
    expect(event).toMatchObject({ answer: { responseCode: '03' } });
    expect(one.acquirer.signedOn).toBe(true);
  });

  it("the host's batch number is news, not an echo", async () => {
    const [, event] = await attempt(altered(answered, bcd('00110000000100'), bcd('00110000000700')));
    expect(event).toMatchObject({ answer: { responseCode: '00', batch: '000007' } });
  });

  it('without an answer: nobody knows which keys the host holds, so none are', async () => {
    const one = await ready();
    await one.out(requests.signOn);
    one.clock.advance(TIMEOUT_MS);
    expect(await one.events.next()).toMatchObject({ cause: 'timeout' });
    expect(one.acquirer.signedOn).toBe(false);
  });

  it("the header's processing requirement is handed up", async () => {
    const wanting = Buffer.from(answerTo('echo'));
    wanting[9] = 0x13; // test mode 1, requirement 3: sign on again
    const one = await ready();
    expect(await one.outcome(requests.echo, wanting)).toMatchObject({ answer: { processing: '3' } });
  });
});

describe('iso87', () => {
  const neutral = (name: string, from: 'host' | 'device') => golden(name, from, 0, iso87Cases);
  async function connected(time: string) {
    const one = await rig({ profile: iso87, transmissionTime: () => time });
    one.acquirer.connect();
    await one.events.next();
    return one;
  }

  it('sale: no TPDU, no header, no MAC', async () => {
    const one = await connected('1121093105');
    expect(await one.out(requests.sale)).toEqual(neutral('sale in characters', 'host'));
    await one.host.say(neutral('sale in characters', 'device'));
    expect(await one.events.next()).toMatchObject({
      answer: {
        responseCode: '00',
        authCode: 'A12345',
        amountMinor: 1250,
        macVerified: false,
        processing: null,
        batch: null,
      },
    });
  });

  it('settlement: balanced by DE 66', async () => {
    const one = await connected('1121093105');
    expect(await one.outcome(requests.settlement, neutral('settlement in characters', 'device'))).toMatchObject({
      answer: { responseCode: '00', settlement: { domestic: 'balanced', foreign: 'balanced' } },
    });
  });

  it('sign-on: admitted by the answer, there are no keys', async () => {
    const one = await connected('1121093105');
    expect(one.acquirer.signedOn).toBe(false);
    // The golden sign-on has the header of four characters; here it is two bytes.
    const answer = neutral('sign-on in characters', 'device').subarray(2);
    answer.writeUInt16BE(answer.length - 2, 0);
    expect(await one.outcome(requests.signOn, answer)).toMatchObject({
      answer: { kind: 'signOn', responseCode: '00' },
    });
    expect(one.acquirer.signedOn).toBe(true);
  });
});
