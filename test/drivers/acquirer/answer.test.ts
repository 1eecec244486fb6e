/** Golden answers with a field taken out: what must be there, and what may be missing. */
import { describe, expect, it } from 'vitest';
import type { AcquirerRequest } from '../../../drivers/acquirer/acquirer.ts';
import { expectationOf, isAnswerTo, type Judgement, judge, macHolds } from '../../../drivers/acquirer/answer.ts';
import { decodeMessage, encodeMessage } from '../../../drivers/acquirer/codec.ts';
import type { Message } from '../../../drivers/acquirer/dialect.ts';
import { isFault } from '../../../drivers/acquirer/faults.ts';
import { compose } from '../../../drivers/acquirer/messages.ts';
import { unionpay } from '../../../drivers/acquirer/profiles/unionpay.ts';
import { ENVELOPE_BYTES, golden, MAK, MID, TID, unionpayMac } from './goldens.ts';
import * as requests from './requests.ts';

const identity = { tid: TID, mid: MID, serial: TID, transmissionTime: null };
const macOf = (data: Uint8Array): Uint8Array => Buffer.from(unionpayMac(MAK, data));

function expected(request: AcquirerRequest) {
  const { message, spec, macDue } = compose(unionpay, identity, request);
  return expectationOf(unionpay, request.kind, message, spec, macDue);
}
/** The golden answer without `field`; its MAC, where it has one, right for what is left. */
function without(name: string, field: number | null): { readonly message: Message; readonly raw: Uint8Array } {
  const decoded = decodeMessage(unionpay.dialect, golden(name, 'device').subarray(ENVELOPE_BYTES));
  if (isFault(decoded)) throw new Error('the sample cannot be read');
  const fields = new Map(decoded.message.fields);
  if (field !== null) fields.delete(field);
  const message: Message = { mti: decoded.message.mti, fields };
  const open = Buffer.from(encodeMessage(unionpay.dialect, message));
  if (!fields.has(64)) return { message, raw: open };
  fields.set(
    64,
    Buffer.from(macOf(open.subarray(0, -8)))
      .toString('hex')
      .toUpperCase(),
  );
  return { message, raw: encodeMessage(unionpay.dialect, message) };
}
function judged(request: AcquirerRequest, name: string, field: number | null): Judgement {
  const { message, raw } = without(name, field);
  const judgement = judge(unionpay, expected(request), message, raw, '0');
  if (judgement.believed !== 'with-mac') return judgement;
  const { data, claimed, answer } = judgement;
  if (macHolds(macOf(data), claimed)) return { believed: true, answer };
  return { believed: false, cause: 'mac-wrong', detail: '' };
}

describe('an approval', () => {
  it('is believed as it stands', () => {
    expect(judged(requests.sale, 'sale', null)).toMatchObject({ believed: true, answer: { macVerified: true } });
  });

  it.each([
    [3, 'echo-mismatch'],
    [4, 'echo-mismatch'],
    [11, 'echo-mismatch'],
    [41, 'echo-mismatch'],
    [42, 'echo-mismatch'],
    [60, 'echo-mismatch'],
    [39, 'unparsable'],
    [64, 'mac-wrong'],
  ] as const)('without DE %i is not believed: %s', (field, cause) => {
    expect(judged(requests.sale, 'sale', field)).toMatchObject({ believed: false, cause });
  });

  it.each([2, 12, 13, 14, 15, 25, 32, 37, 38, 44, 49, 63])('without DE %i is believed', (field) => {
    expect(judged(requests.sale, 'sale', field)).toMatchObject({ believed: true });
  });
});

describe('a decline', () => {
  it.each([
    [42, true],
    [60, true],
    [4, false],
    [3, false],
  ])('without DE %i: believed %s', (field, believed) => {
    expect(judged(requests.saleWithPin, 'sale with PIN, declined', field)).toMatchObject({ believed });
  });
});

describe('whose answer', () => {
  const sale = expected(requests.sale);
  const change = (changes: { readonly [field: number]: string | null }, mti = '0210'): Message => {
    const fields = new Map(without('sale', null).message.fields);
    for (const [field, value] of Object.entries(changes)) {
      if (value === null) fields.delete(Number(field));
      else fields.set(Number(field), value);
    }
    return { mti, fields };
  };
  it.each([
    ['ours', change({}), true],
    ['another trace', change({ 11: '000099' }), false],
    ['another terminal', change({ 41: '10000002' }), false],
    ['no trace at all: ours, and will not be believed', change({ 11: null }), true],
    ['no terminal at all', change({ 41: null }), true],
    ['another type of message', change({}, '0230'), true],
  ])('%s', (_what, message, ours) => {
    expect(isAnswerTo(sale, message)).toBe(ours);
  });
});
