/** The requests behind the golden samples, as the firmware would make them. */
import type { AcquirerRequest, RequestCard, RequestOriginal } from '../../../drivers/acquirer/acquirer.ts';
import { PAN, TRACK2 } from './goldens.ts';

export const swiped: RequestCard = { pan: PAN, expiry: '2512', track2: TRACK2, track3: null, entryMode: 'swipe' };
export const onFile: RequestCard = { pan: PAN, expiry: null, track2: null, track3: null, entryMode: 'none' };
const original: RequestOriginal = {
  batch: '000001',
  stan: '000002',
  rrn: '000000000002',
  authCode: 'A12345',
  date: '1121',
};
const batch = '000001';
const none = { debitMinor: 0, debitCount: 0, creditMinor: 0, creditCount: 0 };

export const signOn: AcquirerRequest = { kind: 'signOn', stan: '000001', batch, operator: '1' };
export const sale: AcquirerRequest = {
  kind: 'sale',
  stan: '000002',
  batch,
  amountMinor: 1250,
  card: swiped,
  pinBlock: null,
};
export const saleWithPin: AcquirerRequest = {
  ...sale,
  stan: '000003',
  pinBlock: Buffer.from('A1B2C3D4E5F60718', 'hex'),
};
export const voiding: AcquirerRequest = {
  kind: 'void',
  stan: '000005',
  batch,
  amountMinor: 1250,
  card: onFile,
  original,
};
export const refund: AcquirerRequest = {
  kind: 'refund',
  stan: '000006',
  batch,
  amountMinor: 500,
  card: onFile,
  original,
};
export const settlement: AcquirerRequest = {
  kind: 'settlement',
  stan: '000007',
  batch,
  operator: '1',
  domestic: { debitMinor: 1250, debitCount: 1, creditMinor: 500, creditCount: 1 },
  foreign: none,
};
export const upload: AcquirerRequest = {
  kind: 'batchUpload',
  stan: '000008',
  batch,
  records: [{ scheme: '00', stan: '000002', pan: PAN, amountMinor: 1250 }],
};
export const uploadEnd: AcquirerRequest = { kind: 'batchEnd', stan: '000009', batch, count: 1 };
export const echo: AcquirerRequest = { kind: 'echo', stan: '000010', batch };
export const signOff: AcquirerRequest = { kind: 'signOff', stan: '000011', batch };

export const preauth: AcquirerRequest = {
  kind: 'preauth',
  stan: '000010',
  batch,
  amountMinor: 50_000,
  card: swiped,
  pinBlock: null,
};
const hold: RequestOriginal = { batch, stan: '000010', rrn: '000000000010', authCode: 'B23456', date: '1121' };
export const advice: AcquirerRequest = {
  kind: 'completionAdvice',
  stan: '000011',
  batch,
  amountMinor: 45_000,
  card: onFile,
  original: hold,
};
export const adviceAgain: AcquirerRequest = { ...advice, isRepeat: true };
export const balance: AcquirerRequest = { kind: 'balance', stan: '000012', batch, card: swiped, pinBlock: null };
export const toCode: AcquirerRequest = {
  ...sale,
  stan: '000013',
  card: { pan: '6212345678901234567', expiry: null, track2: null, track3: null, entryMode: 'qr' },
} as AcquirerRequest;
export const withChip: AcquirerRequest = {
  ...sale,
  stan: '000014',
  card: {
    ...swiped,
    entryMode: 'insert',
    chip: { dataHex: '9F260811223344556677889F36020257', reversalHex: '9F36020257', panSequence: '001' },
  },
} as AcquirerRequest;
export const completion: AcquirerRequest = {
  kind: 'completion',
  stan: '000015',
  batch,
  amountMinor: 45_000,
  card: onFile,
  original: hold,
};
/** Of a completion its trace, but the code of the hold. */
export const completionCancel: AcquirerRequest = {
  ...completion,
  kind: 'completionCancel',
  stan: '000016',
  original: { ...hold, stan: '000015', rrn: '000000000015' },
};
export const preauthCancel: AcquirerRequest = {
  ...completion,
  kind: 'preauthCancel',
  stan: '000017',
  amountMinor: 50_000,
};
export const preauthAddOn: AcquirerRequest = { ...preauthCancel, kind: 'preauthAddOn', stan: '000018' };
export const saleInPart: AcquirerRequest = { ...sale, stan: '000019' };
const chipOnFile: RequestCard = {
  ...onFile,
  entryMode: 'insert',
  chip: { dataHex: '9F260811223344556677889F36020257', reversalHex: '9F36020257', panSequence: '001' },
};
const chipSale: RequestOriginal = { ...original, stan: '000014', rrn: '000000000014' };
export const scriptResult: AcquirerRequest = {
  kind: 'scriptResult',
  stan: '000020',
  batch,
  amountMinor: 1250,
  card: chipOnFile,
  original: chipSale,
  resultHex: '0000000001',
};
export const uploadChip: AcquirerRequest = {
  kind: 'batchChip',
  stan: '000014',
  batch,
  amountMinor: 1250,
  card: chipOnFile,
  original: chipSale,
};
export const uploadRefund = { ...refund, kind: 'batchRefund' } as AcquirerRequest;
export const uploadAdvice = { ...advice, kind: 'batchAdvice' } as AcquirerRequest;
export const uploadEndBalanced: AcquirerRequest = { kind: 'batchEndBalanced', stan: '000021', batch, count: 1 };
export const enquiry: AcquirerRequest = { kind: 'enquiry', stan: '000022', batch, of: { batch, stan: '000002' } };
