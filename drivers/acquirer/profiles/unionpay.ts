/** UnionPay terminal dialect: the tables of facts/acquirer §1.1–§1.4, with the choices of design §13. */
import { type Dialect, fixed, ll, lll } from '../dialect.ts';
import { unionpayKeyLayouts } from '../keys.ts';
import type { AcquirerProfile, FieldTemplates, TransactionSpec } from '../profile.ts';

/** §1.3. LL: 2, 32, 35, 44; LLL: 36, 48, 54, 55, 58, 60–63 (design §13). */
export const unionpayDialect: Dialect = {
  name: 'unionpay',
  digits: 'bcd',
  lengthPrefix: 'bcd',
  bitmap: 'binary',
  binary: 'raw',
  highestField: 64,
  fields: {
    2: ll('n', 19),
    3: fixed('n', 6),
    4: fixed('n', 12),
    11: fixed('n', 6),
    12: fixed('n', 6),
    13: fixed('n', 4),
    14: fixed('n', 4),
    15: fixed('n', 4),
    22: fixed('n', 3, 'left'), // alone among the odd ones: 021 → 02 10
    23: fixed('n', 3),
    25: fixed('n', 2),
    26: fixed('n', 2),
    32: ll('n', 11),
    35: ll('z', 37),
    36: lll('z', 104),
    37: fixed('an', 12),
    38: fixed('an', 6),
    39: fixed('an', 2),
    41: fixed('ans', 8),
    42: fixed('ans', 15),
    44: ll('an', 25),
    48: lll('n', 322),
    49: fixed('an', 3),
    52: fixed('b', 8),
    53: fixed('n', 16),
    54: lll('an', 20),
    55: lll('b', 255),
    58: lll('ans', 100),
    59: lll('ans', 600),
    60: lll('n', 30),
    61: lll('n', 29),
    62: lll('b', 512),
    63: lll('ans', 163),
    64: fixed('b', 8),
  },
};

const terminal: FieldTemplates = { 11: '{stan}', 41: '{tid}', 42: '{mid}' };

/**
 * DE 60: type, batch, 60.3, 60.4 = 5 reads chips, 60.5 = 0 no fallback. 60.6 is left out: no partial approvals wanted.
 * DE 59: where the account is a payment code of the customer (付款码), in the place of DE 2: tag A3, a length of three digits, the code.
 */
const trade = (processing: string, condition: string, type: string, function3 = '000'): FieldTemplates => ({
  ...terminal,
  2: '{pan}',
  3: processing,
  4: '{amount}',
  14: '{expiry}',
  22: '{entryMode}',
  25: condition,
  49: '156',
  59: 'A3{payCodeLength}{payCode}',
  60: `${type}{batch}${function3}50`,
});

/** With the card as it was presented. DE 26, 52, 53 only with a PIN block; 53: PIN format with PAN, double-length key. DE 23, 55 only with a chip. */
const presented: FieldTemplates = {
  23: '{panSequence}',
  26: '{pinBlock?12}',
  35: '{track2}',
  36: '{track3}',
  52: '{pinBlock}',
  53: '{pinBlock?2600000000000000}',
  55: '{chipData}',
};

function financial(mti: string, fields: FieldTemplates, more: FieldTemplates = {}): TransactionSpec {
  return { mti, mac: true, reversal: null, fields: { ...fields, ...presented, ...more } };
}

/** `differing`: fields in which the reversal is not a copy of the request. */
const reversible = (spec: TransactionSpec, differing: FieldTemplates = {}): TransactionSpec => ({
  ...spec,
  // A chip's reversal carries a reduced set of its tags (facts §1.4).
  reversal: { 55: '{reversalChip}', ...differing },
});

/** Network messages: no card, no MAC; 60.1 = 00, 60.3 says which. */
const network = (mti: string, function3: string, more: FieldTemplates = {}): TransactionSpec => ({
  mti,
  mac: false,
  reversal: null,
  fields: { ...terminal, 60: `00{batch}${function3}`, ...more },
});

/** One record of a batch upload: the whole transaction but its tracks, which may not be kept that long (PCI 3.3.1). */
const upload = (fields: FieldTemplates, more: FieldTemplates): TransactionSpec => ({
  mti: '0320',
  mac: false,
  reversal: null,
  // 0330 acknowledges the record by its trace; hosts differ in what else they repeat.
  echoOptional: [3, 4],
  fields: { ...fields, ...more },
});

/** DE 61 of what points back: batch and trace of the original, date where it may be another day. */
const OPEN_BATCH = '{originalBatch}{originalStan}';
const DATED = '{originalBatch}{originalStan}{originalDate}';
/** In a reversal: the original's batch, the own trace, no date (facts §1.4; design §13). */
const REVERSED: FieldTemplates = { 61: '{originalBatch}{stan}0000' };

/** Class A of facts §1.7. */
const APPROVED = ['00', '10', '11', 'A2', 'A4', 'A5', 'A6'] as const;
const AUTH: FieldTemplates = { 38: '{authCode}', 61: DATED };
const REFUND: FieldTemplates = { 37: '{rrn}', 61: '000000000000{originalDate}', 63: 'CUP' };

export const unionpay: AcquirerProfile = {
  name: 'unionpay',
  // 115 %: what this scheme lets a completion take of the hold. Its table (facts §1.2) has no enquiry.
  terms: {
    partialApprovals: false,
    paymentCodes: true,
    completionLimitPercent: 115,
    enquiredFirst: [],
    refundNeedsCard: false,
    // Its refund carries DE 37 and the date of the sale (facts §1.2).
    unreferencedRefunds: false,
    // DE 48 of 0500 counts each side in three digits (facts §1.5).
    batchLimit: 999,
  },
  dialect: unionpayDialect,
  envelope: { length: 'binary2', tpdu: true, header: '603100310000', maxFrameBytes: 2048 },
  transactions: {
    signOn: {
      ...network('0800', '003', { 62: { text: 'Sequence No{serialLength}{serial}' }, 63: '{operator}' }),
      // The host's batch number is news here, not an echo; it comes up as `batch` (design §13).
      withoutEcho: [60],
      keysIn: 62,
    },
    signOff: network('0820', '002'),
    echo: network('0820', '301'),
    balance: financial('0200', { ...trade('310000', '00', '01'), 4: null }),
    sale: reversible(financial('0200', trade('000000', '00', '22'))),
    void: reversible(
      financial('0200', trade('200000', '00', '23'), { 37: '{rrn}', 38: '{authCode}', 61: OPEN_BATCH }),
      REVERSED,
    ),
    refund: financial('0220', trade('200000', '00', '25'), REFUND),
    preauth: reversible(financial('0100', trade('030000', '06', '10'))),
    preauthAddOn: reversible(financial('0100', trade('030000', '60', '10'), { 38: '{authCode}', 61: '0'.repeat(16) })),
    preauthCancel: reversible(financial('0100', trade('200000', '06', '11'), AUTH), REVERSED),
    completion: reversible(financial('0200', trade('000000', '06', '20'), AUTH), REVERSED),
    completionCancel: reversible(financial('0200', trade('200000', '06', '21'), { ...AUTH, 37: '{rrn}' }), REVERSED),
    completionAdvice: financial('0220', trade('000000', '06', '24'), AUTH),
    // The facts name the message (§1.2) and DF31, no more. 60.3 = 951 and what else it carries is this row's own choice; a host that wants it otherwise is another row.
    scriptResult: {
      mti: '0620',
      mac: true,
      reversal: null,
      echoOptional: [3, 4],
      fields: {
        ...trade('000000', '00', '00', '951'),
        23: '{panSequence}',
        37: '{rrn}',
        55: '{scriptResult}',
        61: DATED,
      },
    },
    settlement: {
      ...network('0500', '201', { 48: '{settlementTotals}', 49: '156', 63: '{operator}' }),
      withoutResponseCode: true,
      // One flag behind the totals of each card group (facts §1.5).
      settlementIn: { domestic: { field: 48, at: 30 }, foreign: { field: 48, at: 61 } },
    },
    batchUpload: network('0320', '201', { 48: '{uploadRecords}' }),
    // The cryptogram of the request: no reader here gives the one that a card makes last (drivers/card-reader/README.md).
    batchChip: upload(trade('000000', '00', '22', '201'), {
      23: '{panSequence}',
      37: '{rrn}',
      55: '{chipData}',
      61: OPEN_BATCH,
    }),
    batchRefund: upload(trade('200000', '00', '25', '201'), REFUND),
    batchAdvice: upload(trade('000000', '06', '24', '201'), AUTH),
    batchEnd: network('0320', '202', { 48: '{uploadCount}' }),
    batchEndBalanced: network('0320', '207', { 48: '{uploadCount}' }),
  },
  reversal: {
    mti: '0400',
    drop: [26, 35, 36, 37, 52, 53],
    fields: { 38: '{authCode}', 39: '{reason}' },
    doneCodes: ['00', '12', '25'],
  },
  echoes: [
    { field: 3, check: 'always' },
    { field: 4, check: 'always', except: ['10'] },
    { field: 11, check: 'always' },
    { field: 41, check: 'always' },
    { field: 42, check: 'approved' },
    { field: 60, check: 'approved', part: [2, 8] },
    // 77 says that the batch numbers differ.
    { field: 60, check: 'present', part: [2, 8], except: ['77'] },
  ],
  approvedCodes: APPROVED,
  partialCode: '10',
  mac: { field: 64, algorithm: 'unionpay-ecb', dueOn: APPROVED },
  keyLayouts: unionpayKeyLayouts,
  answer: {
    batch: { field: 60, part: [2, 8] },
    hostText: { field: 63, from: 3 },
    scheme: { field: 63, part: [0, 3], own: 'CUP' },
    institutions: 44,
    balance: 54,
  },
  entryModes: { swipe: '02', insert: '05', tap: '07', qr: '03', none: '01' },
};

/** The same table with 60.6 = 1 in a sale: a part of it may be approved (§1.3). */
export function withPartialApprovals(profile: AcquirerProfile): AcquirerProfile {
  const { sale } = profile.transactions;
  if (sale === undefined) throw new Error(`the profile ${profile.name} has no sale`);
  const offered = { ...sale, fields: { ...sale.fields, 60: '22{batch}000501' } };
  return {
    ...profile,
    terms: { ...profile.terms, partialApprovals: true },
    transactions: { ...profile.transactions, sale: offered },
  };
}

/**
 * The same table for a host that can be asked what became of a message. The facts name no enquiry of this dialect, so the row is this
 * profile's own: 0200, DE 3 = 380000, 60.1 = 02, DE 61 = batch and trace in question; DE 39 of the answer is 00 where the message is known, 25 where it
 * is not, and DE 58 begins with the DE 39 that it got. A host that asks otherwise is another row here.
 */
export const unionpayWithEnquiry: AcquirerProfile = {
  ...unionpay,
  name: 'unionpay-enquiry',
  terms: { ...unionpay.terms, enquiredFirst: ['sale', 'preauth', 'completion', 'refund'] },
  transactions: {
    ...unionpay.transactions,
    enquiry: {
      mti: '0200',
      mac: true,
      reversal: null,
      fields: { ...terminal, 3: '380000', 25: '00', 60: '02{batch}00050', 61: '{enquiredBatch}{enquiredStan}' },
    },
  },
  answer: { ...unionpay.answer, enquired: { field: 58, part: [0, 2] } },
};
