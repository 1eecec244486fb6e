/** Requests become exactly the golden messages, and the reversal image exactly what may be kept. */
import { describe, expect, it } from 'vitest';
import type { AcquirerRequest, ReversalImage } from '../../../drivers/acquirer/acquirer.ts';
import { decodeMessage } from '../../../drivers/acquirer/codec.ts';
import { isFault } from '../../../drivers/acquirer/faults.ts';
import { frame } from '../../../drivers/acquirer/framing.ts';
import { macOf } from '../../../drivers/acquirer/mac.ts';
import { compose, render, sealing } from '../../../drivers/acquirer/messages.ts';
import type { AcquirerProfile, TransactionKind } from '../../../drivers/acquirer/profile.ts';
import { iso87, iso87Bcd } from '../../../drivers/acquirer/profiles/iso87.ts';
import { unionpay, unionpayWithEnquiry, withPartialApprovals } from '../../../drivers/acquirer/profiles/unionpay.ts';
import type { TerminalIdentity } from '../../../drivers/acquirer/sources.ts';
import { golden, iso87Cases, MAK, MID, PAN, TID, TPDU } from './goldens.ts';
import * as requests from './requests.ts';

const identity: TerminalIdentity = { tid: TID, mid: MID, serial: TID, transmissionTime: null };
const later = { ...identity, transmissionTime: '1121093205' };
const dated = { ...identity, transmissionTime: '1121093105' };
const mak = Buffer.from(MAK, 'hex');

function built(request: AcquirerRequest, profile: AcquirerProfile = unionpay, who = identity): string {
  const open = sealing(profile, compose(profile, who, request));
  const sealed = open.seal(open.underMac === null ? null : macOf('unionpay-ecb', mak, open.underMac));
  return Buffer.from(frame(profile.envelope, Buffer.from(TPDU, 'hex'), sealed)).toString('hex');
}
function imageOf(request: AcquirerRequest, profile: AcquirerProfile = unionpay, who = identity): ReversalImage {
  const image = compose(profile, who, request).reversalImage;
  if (image === null) throw new Error(`${request.kind} raises no reversal`);
  return image;
}
const sent = (name: string, nth = 0, cases?: typeof iso87Cases) => golden(name, 'host', nth, cases).toString('hex');

describe('unionpay', () => {
  it.each([
    ['sign-on', requests.signOn, 0],
    ['sale', requests.sale, 0],
    ['sale with PIN, declined', requests.saleWithPin, 0],
    ['void', requests.voiding, 0],
    ['refund', requests.refund, 0],
    ['settlement, balanced', requests.settlement, 0],
    ['batch upload', requests.upload, 0],
    ['batch upload', requests.uploadEnd, 1],
    ['echo', requests.echo, 0],
    ['sign-off', requests.signOff, 0],
    ['pre-authorisation', requests.preauth, 0],
    ['completion by advice', requests.advice, 0],
    ['completion by advice', requests.adviceAgain, 0],
    ['balance', requests.balance, 0],
    ['sale to a payment code', requests.toCode, 0],
    ['sale with a chip', requests.withChip, 0],
    ['completion', requests.completion, 0],
    ['cancel of a completion', requests.completionCancel, 0],
    ['cancel of a pre-authorisation', requests.preauthCancel, 0],
    ['add-on to a pre-authorisation', requests.preauthAddOn, 0],
    ['script result', requests.scriptResult, 0],
    ['upload of what a chip paid', requests.uploadChip, 0],
    ['upload of a refund', requests.uploadRefund, 0],
    ['upload of an advice', requests.uploadAdvice, 0],
    ['end of an upload, balanced', requests.uploadEndBalanced, 0],
  ] as const)('%s is the golden message', (name, request, nth) => {
    expect(built(request)).toBe(sent(name, nth));
  });

  it('what a host has besides is a golden message of its table', () => {
    expect(built(requests.saleInPart, withPartialApprovals(unionpay))).toBe(sent('sale that may be approved in part'));
    expect(built(requests.enquiry, unionpayWithEnquiry)).toBe(sent('enquiry'));
  });

  it('every kind of request that a table carries has its sample', () => {
    const made = Object.values(requests).flatMap((one) => ('kind' in one ? [one.kind] : []));
    const kinds = [...Object.keys(unionpayWithEnquiry.transactions), ...Object.keys(iso87.transactions)];
    expect(kinds.filter((kind) => !made.includes(kind as never))).toEqual([]);
  });

  it('a reversal is the golden message, from an image that has been text in between', () => {
    const image = JSON.parse(JSON.stringify(imageOf(requests.sale))) as ReversalImage;
    expect(built({ kind: 'reversal', image, reason: '98' })).toBe(sent('reversal of a sale'));
    const ofVoid = imageOf(requests.voiding);
    expect(built({ kind: 'reversal', image: ofVoid, reason: '06' })).toBe(sent('reversal of a void'));
  });

  it('a reversal carries DE 38 of the answer where there was one', () => {
    const bytes = built({ kind: 'reversal', image: imageOf(requests.sale), reason: '96', authCode: 'A12345' });
    const decoded = decodeMessage(unionpay.dialect, Buffer.from(bytes, 'hex').subarray(13));
    if (isFault(decoded)) throw new Error('unreadable');
    expect(decoded.message.fields.get(38)).toBe('A12345');
    expect(decoded.message.fields.get(39)).toBe('96');
  });
});

describe('reversal image', () => {
  const withTracks: AcquirerRequest = {
    ...requests.saleWithPin,
    card: { ...requests.swiped, track3: '996225880123456789=1561560000000000000000000' },
  } as AcquirerRequest;

  it('has the card number and neither track data nor PIN block (PCI 3.3.1)', () => {
    const image = imageOf(withTracks);
    expect(Object.keys(image.fields).map(Number)).toEqual([2, 3, 4, 11, 14, 22, 25, 41, 42, 49, 60]);
    expect(image.fields[2]).toBe(PAN);
    expect(JSON.stringify(image)).not.toMatch(/25121010|A1B2C3D4|15615600/);
  });

  it('has of a chip the reduced set of its tags, or none', () => {
    expect(imageOf(requests.withChip).fields[55]).toBe('9F36020257');
    const chip = { dataHex: '9F2600', reversalHex: '', panSequence: null };
    const bare = { ...requests.withChip, card: { ...requests.swiped, chip } } as AcquirerRequest;
    expect(imageOf(bare).fields[55]).toBeUndefined();
  });

  it('keeps track data and PIN block out even where a profile forgets to drop them', () => {
    const careless: AcquirerProfile = { ...unionpay, reversal: { ...unionpay.reversal, drop: [] } };
    const fields = Object.keys(imageOf(withTracks, careless).fields).map(Number);
    for (const field of [35, 36, 45, 52]) expect(fields).not.toContain(field);
  });

  it('that holds what it must not is sent without it', () => {
    const image = imageOf(requests.sale);
    const spoiled = {
      ...image,
      fields: { ...image.fields, 35: '6225D25', 37: '000000000002', 52: 'A1B2C3D4E5F60718' },
    };
    expect(built({ kind: 'reversal', image: spoiled, reason: '98' })).toBe(sent('reversal of a sale'));
  });

  it('of another profile is a bug', () => {
    const image = { ...imageOf(requests.sale), profile: 'iso87' };
    expect(() => built({ kind: 'reversal', image, reason: '98' })).toThrow('reversal image of iso87');
  });
});

/** Facts/acquirer §1.2, copied by hand: MTI, DE 3, DE 25, DE 60.1 (and 60.3), reversal, MAC, what points back. */
const TABLE: readonly (readonly [
  TransactionKind,
  string,
  string,
  string,
  string,
  boolean,
  boolean,
  readonly number[],
])[] = [
  ['signOn', '0800', '', '', '00…003', false, false, []],
  ['signOff', '0820', '', '', '00…002', false, false, []],
  ['echo', '0820', '', '', '00…301', false, false, []],
  ['balance', '0200', '310000', '00', '01', false, true, []],
  ['sale', '0200', '000000', '00', '22', true, true, []],
  ['void', '0200', '200000', '00', '23', true, true, [37, 38, 61]],
  ['refund', '0220', '200000', '00', '25', false, true, [37, 61, 63]],
  ['preauth', '0100', '030000', '06', '10', true, true, []],
  ['preauthAddOn', '0100', '030000', '60', '10', true, true, [38, 61]],
  ['preauthCancel', '0100', '200000', '06', '11', true, true, [38, 61]],
  ['completion', '0200', '000000', '06', '20', true, true, [38, 61]],
  ['completionCancel', '0200', '200000', '06', '21', true, true, [37, 38, 61]],
  ['completionAdvice', '0220', '000000', '06', '24', false, true, [38, 61]],
  ['settlement', '0500', '', '', '00…201', false, false, [48, 63]],
  ['batchUpload', '0320', '', '', '00…201', false, false, [48]],
  ['batchEnd', '0320', '', '', '00…202', false, false, [48]],
  ['batchEndBalanced', '0320', '', '', '00…207', false, false, [48]],
];

describe('the table of facts §1.2', () => {
  it.each(TABLE)('%s: %s', (kind, mti, processing, condition, type, rev, mac, carried) => {
    const spec = unionpay.transactions[kind];
    if (spec === undefined) throw new Error('missing');
    expect(spec.mti).toBe(mti);
    expect(spec.fields[3] ?? '').toBe(processing);
    expect(spec.fields[25] ?? '').toBe(condition);
    const [first, third] = type.split('…');
    expect(spec.fields[60]).toMatch(new RegExp(`^${first}\\{batch\\}${third ?? '000'}`));
    expect(spec.reversal !== null).toBe(rev);
    expect(spec.mac).toBe(mac);
    for (const field of carried) expect(spec.fields[field], `DE ${field}`).toBeTruthy();
  });

  it('originals: zeros and date in a refund, batch, trace and date in the preauthorisation family, own trace in their reversals', () => {
    const back = {
      ...requests.voiding,
      original: { batch: '000007', stan: '000042', rrn: '1'.repeat(12), authCode: 'B1', date: '0102' },
    };
    const de61 = (kind: TransactionKind) =>
      compose(unionpay, identity, { ...back, kind } as AcquirerRequest).message.fields.get(61);
    expect(de61('void')).toBe('000007000042');
    expect(de61('refund')).toBe('0000000000000102');
    for (const kind of ['preauthCancel', 'completion', 'completionCancel', 'completionAdvice'] as const) {
      expect(de61(kind), kind).toBe('0000070000420102');
    }
    expect(de61('preauthAddOn')).toBe('0000000000000000');
    for (const kind of ['void', 'preauthCancel', 'completion', 'completionCancel'] as const) {
      const image = compose(unionpay, identity, { ...back, kind } as AcquirerRequest).reversalImage;
      expect(image?.fields[61], kind).toBe('0000070000050000');
    }
    expect(imageOf(requests.sale).fields[61]).toBeUndefined();
  });

  it.each([unionpay, iso87])('$name: templates name fields of the dialect and sources that exist', (profile) => {
    for (const spec of Object.values(profile.transactions)) {
      for (const [field, template] of Object.entries({ ...spec.fields, ...spec.reversal })) {
        expect(profile.dialect.fields[Number(field)], `DE ${field}`).toBeDefined();
        expect(() => render(template, {}, 'ans')).not.toThrow();
      }
    }
    expect(() => render('{pann}', {}, 'n')).toThrow('unknown source: pann');
  });
});

describe('iso87', () => {
  const bcd: AcquirerProfile = { ...iso87, dialect: iso87Bcd, envelope: { ...iso87.envelope, length: 'bcd2' } };
  const vml: AcquirerProfile = { ...bcd, envelope: { ...iso87.envelope, length: 'vml' } };
  const ascii4: AcquirerProfile = { ...iso87, envelope: { ...iso87.envelope, length: 'ascii4' } };
  const reversal = (profile: AcquirerProfile): AcquirerRequest => ({
    kind: 'reversal',
    image: imageOf(requests.sale, profile, dated),
    reason: '98',
  });
  it.each([
    ['sale in characters', requests.sale, iso87, dated],
    ['sale in nibbles', requests.sale, bcd, dated],
    ['sign-on in characters', requests.signOn, ascii4, dated],
    ['refund in nibbles', requests.refund, bcd, dated],
    ['refund in characters', requests.refund, iso87, dated],
    ['sign-off in characters', requests.signOff, iso87, dated],
    ['echo in characters', requests.echo, iso87, dated],
    ['balance in characters', requests.balance, iso87, dated],
    ['void in characters', requests.voiding, iso87, dated],
    ['pre-authorisation in characters', requests.preauth, iso87, dated],
    ['cancel of a pre-authorisation in characters', requests.preauthCancel, iso87, dated],
    ['completion in characters', requests.completion, iso87, dated],
    ['cancel of a completion in characters', requests.completionCancel, iso87, dated],
    ['completion by advice in characters', requests.advice, iso87, dated],
    ['settlement in characters', requests.settlement, iso87, dated],
    ['completion by advice, told again, in characters', requests.adviceAgain, iso87, dated],
    ['reversal in characters', reversal(iso87), iso87, later],
    ['reversal in nibbles', reversal(vml), vml, later],
  ] as const)('%s is the golden message', (name, request, profile, who) => {
    expect(built(request, profile, who)).toBe(sent(name, 0, iso87Cases));
  });

  it('reverses refunds too, unlike UnionPay: a column of the profile', () => {
    expect(imageOf(requests.refund, iso87, dated).fields[90]).toBe(`0200000006${'1121093105'}${'0'.repeat(22)}`);
    expect(compose(unionpay, identity, requests.refund).reversalImage).toBeNull();
  });
});

describe('refused as bugs, without saying the value', () => {
  const refusal = (request: AcquirerRequest): string => {
    try {
      built(request);
    } catch (error) {
      return String(error);
    }
    return 'accepted';
  };
  const card = (change: object): AcquirerRequest =>
    ({ ...requests.sale, card: { ...requests.swiped, ...change } }) as AcquirerRequest;

  it.each([
    ['an amount that is no whole number', { ...requests.sale, amountMinor: 12.5 } as AcquirerRequest, 'field 4'],
    ['an amount of thirteen digits', { ...requests.sale, amountMinor: 10 ** 12 } as AcquirerRequest, 'field 4'],
    ['a negative amount', { ...requests.sale, amountMinor: -1 } as AcquirerRequest, 'field 4'],
    ['a card number with a letter', card({ pan: '622588012345678X' }), 'field 2'],
    ['a card number that is too long', card({ pan: '6'.repeat(20) }), 'field 2'],
    ['a track with what no track has', card({ track2: '6225880123456789^SECRET' }), 'field 35'],
    ['an operator with four letters', { ...requests.signOn, operator: 'ABCD' } as AcquirerRequest, 'field 63'],
    [
      'nine records in one upload',
      {
        ...requests.upload,
        records: Array(9).fill({ scheme: '00', stan: '000001', pan: PAN, amountMinor: 1 }),
      } as AcquirerRequest,
      'field 48',
    ],
  ])('%s', (_what, request, where) => {
    const text = refusal(request);
    expect(text).toContain(where);
    expect(text).not.toMatch(/622588|6666|SECRET/);
  });
});

describe('a refund that names no sale', () => {
  const unreferenced = { ...requests.refund, original: null } as AcquirerRequest;

  it('carries nothing of an original in the neutral table, and neither does its reversal', () => {
    const { message, reversalImage } = compose(iso87, dated, unreferenced);
    expect([message.mti, message.fields.get(3)]).toEqual(['0200', '200000']);
    for (const field of [37, 38, 61]) expect(message.fields.has(field)).toBe(false);
    expect(Object.keys(reversalImage?.fields ?? {})).toContain('90');
    expect(reversalImage?.fields['37']).toBeUndefined();
  });

  it("is no message of UnionPay's table, and nothing else goes without its original in any", () => {
    expect(() => compose(unionpay, identity, unreferenced)).toThrow('no refund without an original');
    const nothing = { ...requests.voiding, original: null } as AcquirerRequest;
    expect(() => compose(iso87, dated, nothing)).toThrow('no void without an original');
  });
});
