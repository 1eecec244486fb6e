/**
 * Neutral ISO 8583:1987: the second dialect (facts/acquirer §1.8). Data elements as the standard lists them; what a host does otherwise is a
 * spread over these tables. In which characters it wants them is a setting: `iso87With({ digits: 'bcd', bitmap: 'binary', length: 'bcd2' })`.
 */
import { type Dialect, type FieldSpec, type FieldTable, fixed, ll, lll } from '../dialect.ts';
import type { LengthHeader } from '../framing.ts';
import type { AcquirerProfile, FieldTemplates, TransactionSpec } from '../profile.ts';

/** The same field at several numbers. */
function each(numbers: readonly number[], spec: FieldSpec): FieldTable {
  return Object.fromEntries(numbers.map((field) => [field, spec]));
}
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const fields: FieldTable = {
  2: ll('n', 19),
  3: fixed('n', 6),
  ...each([4, 5, 6], fixed('n', 12)),
  7: fixed('n', 10), // MMDDhhmmss
  ...each([8, 9, 10], fixed('n', 8)),
  ...each([11, 12], fixed('n', 6)),
  ...each(range(13, 18), fixed('n', 4)),
  ...each(range(19, 24), fixed('n', 3)),
  ...each([25, 26], fixed('n', 2)),
  27: fixed('n', 1),
  ...each(range(28, 31), fixed('xn', 8)),
  ...each([32, 33], ll('n', 11)),
  34: ll('ans', 28),
  35: ll('z', 37),
  36: lll('z', 104),
  37: fixed('an', 12),
  38: fixed('an', 6),
  39: fixed('an', 2),
  40: fixed('an', 3),
  41: fixed('ans', 8),
  42: fixed('ans', 15),
  43: fixed('ans', 40),
  44: ll('ans', 25),
  45: ll('ans', 76),
  ...each([46, 47, 48], lll('ans', 999)),
  ...each([49, 50, 51], fixed('an', 3)),
  52: fixed('b', 8),
  53: fixed('n', 16),
  54: lll('an', 120),
  55: lll('b', 255),
  ...each(range(56, 63), lll('ans', 999)),
  64: fixed('b', 8),
  66: fixed('n', 1),
  67: fixed('n', 2),
  ...each([68, 69, 70], fixed('n', 3)),
  ...each([71, 72], fixed('n', 4)),
  73: fixed('n', 6),
  ...each(range(74, 81), fixed('n', 10)),
  ...each(range(82, 85), fixed('n', 12)),
  ...each(range(86, 89), fixed('n', 16)),
  90: fixed('n', 42),
  91: fixed('an', 1),
  92: fixed('an', 2),
  93: fixed('an', 5),
  94: fixed('an', 7),
  95: fixed('an', 42),
  96: fixed('b', 8),
  97: fixed('xn', 16),
  98: fixed('ans', 25),
  ...each([99, 100], ll('n', 11)),
  101: ll('ans', 17),
  ...each([102, 103], ll('ans', 28)),
  104: lll('ans', 100),
  ...each(range(105, 127), lll('ans', 999)),
  128: fixed('b', 8),
};

export const iso87Ascii: Dialect = {
  name: 'iso87-ascii',
  digits: 'ascii',
  lengthPrefix: 'ascii',
  bitmap: 'hex',
  binary: 'hex',
  highestField: 128,
  fields,
};

export const iso87Bcd: Dialect = {
  name: 'iso87-bcd',
  digits: 'bcd',
  lengthPrefix: 'bcd',
  bitmap: 'binary',
  binary: 'raw',
  highestField: 128,
  fields,
};

const terminal: FieldTemplates = { 7: '{transmissionTime}', 11: '{stan}', 41: '{tid}', 42: '{mid}' };

/** DE 90: original MTI, STAN, transmission time, acquirer and forwarder, the latter two unknown to a terminal. */
const originalData = (mti: string): FieldTemplates => ({ 90: `${mti}{stan}{transmissionTime}${'0'.repeat(22)}` });

const financial = (mti: string, processing: string, more: FieldTemplates = {}): TransactionSpec => ({
  mti,
  mac: false,
  reversal: { 55: '{reversalChip}', ...originalData(mti) },
  fields: {
    ...terminal,
    2: '{pan}',
    3: processing,
    4: '{amount}',
    14: '{expiry}',
    22: '{entryMode}',
    23: '{panSequence}',
    25: '00',
    35: '{track2}',
    36: '{track3}',
    49: '156',
    52: '{pinBlock}',
    55: '{chipData}',
    ...more,
  },
});

const network = (mti: string, more: FieldTemplates): TransactionSpec => ({
  mti,
  mac: false,
  reversal: null,
  fields: { ...terminal, ...more },
});

const ORIGINAL: FieldTemplates = { 37: '{rrn}', 38: '{authCode}' };

export const iso87: AcquirerProfile = {
  name: 'iso87',
  // No more than is held, unless a table says so.
  terms: {
    partialApprovals: false,
    paymentCodes: false,
    completionLimitPercent: 100,
    enquiredFirst: [],
    refundNeedsCard: false,
    // 20xxxx with or without what it is for: no field of the table says otherwise (facts §1.8); a host that wants them is a spread over it.
    unreferencedRefunds: true,
    // DE 74 and 76 count in ten digits (facts §1.8): the trace numbers end first.
    batchLimit: 999_999,
  },
  dialect: iso87Ascii,
  envelope: { length: 'binary2', tpdu: false, header: null, maxFrameBytes: 4096 },
  transactions: {
    signOn: network('0800', { 70: '001' }),
    signOff: network('0800', { 70: '002' }),
    echo: network('0800', { 70: '301' }),
    balance: { ...financial('0200', '310000', { 4: null }), reversal: null },
    sale: financial('0200', '000000'),
    void: financial('0200', '020000', ORIGINAL),
    // Unlike UnionPay, a refund of unknown outcome is reversed (facts §1.8).
    refund: financial('0200', '200000', ORIGINAL),
    preauth: financial('0100', '000000'),
    // 02 as a void has it: nothing is paid back, a hold goes (facts §1.8).
    preauthCancel: financial('0100', '020000', ORIGINAL),
    completion: financial('0200', '000000', ORIGINAL),
    completionCancel: financial('0200', '020000', ORIGINAL),
    // Told again as 0221 until a 0230 comes (facts §1.8).
    completionAdvice: { ...financial('0220', '000000', ORIGINAL), reversal: null, repeatMti: '0221' },
    settlement: {
      ...network('0500', {
        74: '{creditCount}',
        76: '{debitCount}',
        86: '{creditSum}',
        88: '{debitSum}',
        97: '{netSum}',
      }),
      settlementIn: { domestic: { field: 66, at: 0 }, foreign: { field: 66, at: 0 } },
    },
  },
  reversal: {
    mti: '0400',
    drop: [26, 35, 36, 45, 52, 53],
    fields: { 7: '{transmissionTime}', 38: '{authCode}' },
    doneCodes: ['00', '25'],
  },
  echoes: [
    { field: 3, check: 'always' },
    { field: 4, check: 'always', except: ['10'] },
    { field: 7, check: 'present' },
    { field: 11, check: 'always' },
    { field: 41, check: 'always' },
    { field: 42, check: 'approved' },
    { field: 70, check: 'always' },
  ],
  approvedCodes: ['00', '10', '11'],
  partialCode: '10',
  mac: null,
  keyLayouts: [],
  answer: { batch: null, hostText: null, scheme: null, institutions: null, balance: 54 },
  entryModes: { swipe: '02', insert: '05', tap: '07', qr: '03', none: '01' },
};

/** How an ISO 8583:1987 host wants its messages spelled. */
export interface Iso87Encoding {
  /** Digits, length prefixes and binary fields: characters (binary fields as hex), or nibbles and raw bytes. */
  readonly digits: 'ascii' | 'bcd';
  readonly bitmap: 'hex' | 'binary';
  readonly length: LengthHeader;
  /** Five bytes `60 | destination | source` in front, where the line goes over a network access controller. */
  readonly tpdu?: boolean;
}

export function iso87With({ digits, bitmap, length, tpdu = false }: Iso87Encoding): AcquirerProfile {
  const dialect = digits === 'ascii' ? iso87Ascii : iso87Bcd;
  return { ...iso87, dialect: { ...dialect, bitmap }, envelope: { ...iso87.envelope, length, tpdu } };
}
