/** Which transaction a request is, and what it must carry (the transaction table, facts/acquirer §1.2, §1.4). */
import type { DecodedPacket, Fields, Packet } from './codec.ts';

export type MoneyKind =
  | 'balance'
  | 'sale'
  | 'void'
  | 'refund'
  | 'preauth'
  | 'preauth-add'
  | 'preauth-cancel'
  | 'completion'
  | 'completion-cancel'
  | 'completion-advice'
  | 'offline-sale';
export type Kind =
  | MoneyKind
  | 'reversal'
  | 'sign-on'
  | 'sign-off'
  | 'echo'
  | 'enquiry'
  | 'script-result'
  | 'settlement'
  | 'upload'
  | 'upload-end'
  | 'unsupported';

/** Every kind, for filters. */
export const KINDS: readonly Kind[] = [
  'balance',
  'sale',
  'void',
  'refund',
  'preauth',
  'preauth-add',
  'preauth-cancel',
  'completion',
  'completion-cancel',
  'completion-advice',
  'offline-sale',
  'reversal',
  'sign-on',
  'sign-off',
  'echo',
  'enquiry',
  'script-result',
  'settlement',
  'upload',
  'upload-end',
  'unsupported',
];

interface KindRow {
  readonly kind: MoneyKind;
  readonly mti: string;
  readonly processingCode: string;
  readonly conditionCode: string;
  readonly types: readonly string[];
  /** Elements that tell the original. */
  readonly originals: readonly number[];
  /** An unknown outcome of it is undone with a 0400. */
  readonly reversible: boolean;
}

const row = (
  kind: MoneyKind,
  mti: string,
  processingCode: string,
  conditionCode: string,
  types: readonly string[],
  originals: readonly number[],
  reversible: boolean,
): KindRow => ({ kind, mti, processingCode, conditionCode, types, originals, reversible });

const ROWS: readonly KindRow[] = [
  row('balance', '0200', '310000', '00', ['01'], [], false),
  row('sale', '0200', '000000', '00', ['22'], [], true),
  row('void', '0200', '200000', '00', ['23'], [37, 38, 61], true),
  row('refund', '0220', '200000', '00', ['25'], [37, 61], false),
  row('preauth', '0100', '030000', '06', ['10'], [], true),
  row('preauth-add', '0100', '030000', '60', ['10'], [38, 61], true),
  row('preauth-cancel', '0100', '200000', '06', ['11'], [38, 61], true),
  row('completion', '0200', '000000', '06', ['20'], [38, 61], true),
  row('completion-cancel', '0200', '200000', '06', ['21'], [37, 38, 61], true),
  row('completion-advice', '0220', '000000', '06', ['24'], [38, 61], false),
  row('offline-sale', '0220', '000000', '00', ['30', '36'], [], false),
];

/** Digits of DE 60: 60.1 type (2), 60.2 batch (6), 60.3 network management (3). */
export interface TypeAndBatch {
  readonly type: string;
  readonly batch: string;
  readonly management: string;
}

export function typeAndBatch(fields: Fields): TypeAndBatch | null {
  const de60 = fields.get(60);
  if (de60 === undefined || de60.length < 8) return null;
  return { type: de60.slice(0, 2), batch: de60.slice(2, 8), management: de60.slice(8, 11) };
}

/** A request that cannot be taken for any transaction, or lacks what its transaction needs: answered with 30. */
export interface FormatError {
  readonly field: string;
  readonly why: string;
}

export type Classified =
  | { readonly ok: true; readonly kind: Kind /** of a reversal: what it reverses */; readonly of: MoneyKind | null }
  | { readonly ok: false; readonly error: FormatError };

export const REQUEST_MTIS: readonly string[] = ['0100', '0200', '0220', '0320', '0400', '0500', '0620', '0800', '0820'];

/** False: no request of this dialect, so there is no answer to it either. */
export function isRequest(mti: string): boolean {
  return REQUEST_MTIS.includes(mti);
}

/** MTIs that must carry a MAC; 0320 and 0500 may (design §13). */
export function carriesMac(mti: string): boolean {
  return ['0100', '0200', '0220', '0400', '0620'].includes(mti);
}

export function isReversible(kind: MoneyKind): boolean {
  return ROWS.some((candidate) => candidate.kind === kind && candidate.reversible);
}

/** Finds the transaction of a request by MTI, DE 3, DE 25 and DE 60. */
export function classify(request: Packet): Classified {
  const ref = typeAndBatch(request.fields);
  if (!ref) return wrong('DE60', 'missing or shorter than 60.1 and 60.2');
  switch (request.mti) {
    case '0800':
      return known(ref.type === '00' && ['001', '003', '004'].includes(ref.management) ? 'sign-on' : 'unsupported');
    case '0820':
      return known(ref.management === '002' ? 'sign-off' : ref.management === '301' ? 'echo' : 'unsupported');
    case '0500':
      return ref.management === '201' ? known('settlement') : wrong('DE60', '60.3 of a settlement is 201');
    case '0320':
      if (ref.management === '201') return known('upload');
      return ['202', '207'].includes(ref.management)
        ? known('upload-end')
        : wrong('DE60', '60.3 is not 201, 202 or 207');
    case '0620':
      return known(ref.type === '00' && ref.management === '951' ? 'script-result' : 'unsupported');
    default:
      if (request.mti === '0200' && request.fields.get(3) === '380000')
        return ref.type === '02' ? known('enquiry') : wrong('DE60', '60.1 of an enquiry is 02');
      return classifyMoney(request, ref.type);
  }
}

function classifyMoney(request: Packet, type: string): Classified {
  const found = ROWS.find(
    (candidate) =>
      (request.mti === '0400' || candidate.mti === request.mti) &&
      candidate.processingCode === request.fields.get(3) &&
      candidate.conditionCode === request.fields.get(25) &&
      candidate.types.includes(type),
  );
  if (found) return request.mti === '0400' ? { ok: true, kind: 'reversal', of: found.kind } : known(found.kind);
  if (request.mti === '0220' && ['32', '34'].includes(type)) return known('unsupported');
  return wrong('DE3', 'MTI, DE 3, DE 25 and DE 60.1 are together no transaction of the table');
}

function known(kind: Kind): Classified {
  return { ok: true, kind, of: null };
}
function wrong(field: string, why: string): Classified {
  return { ok: false, error: { field, why } };
}

/** Which uploaded transaction a single 0320 is about (DE 60.1), or null for a group of magnetic-stripe records. */
export function uploadedKind(type: string): MoneyKind | null {
  return ROWS.find((candidate) => candidate.types.includes(type))?.kind ?? null;
}

/** Only a host says these. */
const ANSWER_ONLY = [12, 13, 15, 44, 54];
/** A reversal is a copy without these (facts §1.4). */
const NOT_IN_REVERSAL = [26, 35, 36, 37, 52, 53];

/** What is missing, or must not be there. Null: the request is complete. */
export function missingOrForbidden(request: DecodedPacket, kind: Kind): FormatError | null {
  const has = (de: number): boolean => request.fields.has(de);
  // The neutral dialect has no MAC, and a refund in it may name nothing (facts §1.8, §3).
  const optional = request.translated === null ? [] : kind === 'refund' ? [37, 64] : [64];
  const need = required(request, kind).find((de) => !has(de) && !optional.includes(de));
  if (need !== undefined) return { field: `DE${need}`, why: `missing in ${request.mti} ${kind}` };
  const extra = forbidden(request, kind).find(has);
  if (extra !== undefined) return { field: `DE${extra}`, why: `does not belong into ${request.mti} ${kind}` };
  if (has(64) && ['0800', '0820'].includes(request.mti))
    return { field: 'DE64', why: 'network management carries no MAC' };
  if (has(52) !== has(26)) return { field: 'DE26', why: 'goes with DE 52 and only with it' };
  if (has(49) && request.fields.get(49) !== '156') return { field: 'DE49', why: 'currency is not 156' };
  if (!carriesMac(request.mti)) return null;
  if (kind === 'enquiry') return null;
  // A reversal repeats DE 22, but never the PIN block; a script result tells how the card was read.
  if (kind !== 'reversal' && kind !== 'script-result' && has(22) && has(52) !== (request.fields.get(22)?.[2] === '1')) {
    return { field: 'DE22', why: 'its third digit does not agree with DE 52' };
  }
  return codeError(request.fields) ?? chipError(request, kind) ?? (has(59) ? null : cardError(request.fields));
}

function required(request: Packet, kind: Kind): readonly number[] {
  const every = [11, 41, 42, 60];
  const money = ROWS.find((candidate) => candidate.kind === kind);
  if (kind === 'reversal') return [...every, ...(request.fields.has(59) ? [] : [2]), 3, 4, 22, 25, 39, 49, 64];
  if (kind === 'enquiry') return [...every, 3, 25, 61, 64];
  if (kind === 'script-result') return [...every, 2, 3, 4, 22, 37, 49, 55, 61, 64];
  if (kind === 'settlement' || kind === 'upload-end') return [...every, 48];
  if (!money) return every;
  const amount = kind === 'balance' ? [] : [4];
  return [...every, 3, ...amount, 22, 25, 49, ...money.originals, ...(carriesMac(request.mti) ? [64] : [])];
}

function forbidden(request: Packet, kind: Kind): readonly number[] {
  if (kind === 'reversal') return NOT_IN_REVERSAL;
  if (kind === 'script-result') return [...ANSWER_ONLY, 26, 35, 36, 38, 39, 52, 53];
  if (kind === 'enquiry') return [...ANSWER_ONLY, 2, 4, 35, 37, 38, 39, 52];
  if (['sale', 'preauth', 'balance'].includes(kind)) return [...ANSWER_ONLY, 37, 38, 39, 61];
  return request.mti === '0320' ? [] : [...ANSWER_ONLY, 39];
}

/** DE 59 with a payment code: tag A3, a length of three digits, the code. */
export function paymentCodeOf(fields: Fields): string | null {
  const parts = /^A3(\d{3})(\d+)$/.exec(fields.get(59) ?? '');
  return parts !== null && Number(parts[1]) === parts[2]?.length ? parts[2] : null;
}

function codeError(fields: Fields): FormatError | null {
  if (!fields.has(59)) return null;
  if (paymentCodeOf(fields) === null) return { field: 'DE59', why: 'is not A3, a length and a payment code' };
  if (fields.has(2) || fields.has(35)) return { field: 'DE2', why: 'a payment code comes in the place of a card' };
  return fields.get(22)?.startsWith('03') === true ? null : { field: 'DE22', why: 'a payment code is entered as 03' };
}

/** What DE 55 must hold, and what it must never hold: card number, track 2, expiry (facts §6). */
const CHIP_NEEDED = ['9F26', '9F10', '9F37', '9F36', '95', '9A', '9C', '9F02', '5F2A', '82', '9F1A'];
const CHIP_FORBIDDEN = ['57', '5A', '5F20', '5F24', '9F6B', '9F20'];
/** The reduced set of a reversal (facts §1.4). */
const CHIP_REVERSED = ['95', '9F1E', '9F10', '9F36', 'DF31'];

function chipError(request: Packet, kind: Kind): FormatError | null {
  const chip = request.fields.get(55);
  if (chip === undefined) return null;
  const tags = tagsOf(Buffer.from(chip, 'hex'));
  const wrongWith = (why: string): FormatError => ({ field: 'DE55', why });
  if (tags === null) return wrongWith('is no BER-TLV');
  const secret = tags.find((tag) => CHIP_FORBIDDEN.includes(tag));
  if (secret !== undefined) return wrongWith(`holds ${secret}`);
  if (kind === 'reversal' || kind === 'script-result') {
    const more = tags.find((tag) => !CHIP_REVERSED.includes(tag));
    return more === undefined ? null : wrongWith(`a ${kind} carries no ${more}`);
  }
  if (!['05', '07'].includes(request.fields.get(22)?.slice(0, 2) ?? '')) return wrongWith('without a chip in DE 22');
  const missing = CHIP_NEEDED.find((tag) => !tags.includes(tag));
  return missing === undefined ? null : wrongWith(`lacks ${missing}`);
}

function tagsOf(data: Uint8Array): readonly string[] | null {
  const tags: string[] = [];
  let at = 0;
  while (at < data.length) {
    const wide = ((data[at] ?? 0) & 0x1f) === 0x1f;
    const length = data[at + (wide ? 2 : 1)];
    if (length === undefined || length > 0x7f) return null;
    tags.push(
      Buffer.from(data.subarray(at, at + (wide ? 2 : 1)))
        .toString('hex')
        .toUpperCase(),
    );
    at += (wide ? 3 : 2) + length;
  }
  return at === data.length ? tags : null;
}

function cardError(fields: Fields): FormatError | null {
  const track = fields.get(35);
  const pan = fields.get(2);
  if (pan === undefined && track === undefined) return { field: 'DE2', why: 'neither DE 2 nor DE 35' };
  if (fields.get(53)?.[2] === '1') return null;
  if (track !== undefined && !/^\d{1,19}D[0-9D]*$/.test(track)) return { field: 'DE35', why: 'not a track 2' };
  if (track !== undefined && pan !== undefined && track.split('D')[0] !== pan)
    return { field: 'DE35', why: 'other card than DE 2' };
  return null;
}
