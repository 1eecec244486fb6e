/** The values that a profile's templates may name, taken from a request and from the terminal's identity. Pure. */
import type { AcquirerRequest, RequestCard, RequestOriginal, SettlementTotals, UploadRecord } from './acquirer.ts';
import { FieldRefused } from './faults.ts';
import type { AcquirerProfile } from './profile.ts';

/** Who the terminal is to its acquirer. */
export interface TerminalIdentity {
  /** DE 41, up to eight characters; filled with blanks. */
  readonly tid: string;
  /** DE 42, up to fifteen characters; filled with blanks. */
  readonly mid: string;
  /** Serial number of the terminal, for the sign-on. */
  readonly serial: string;
  /** MMDDhhmmss, where the profile carries DE 7. */
  readonly transmissionTime: string | null;
}

const SOURCE_NAMES = [
  'stan',
  'batch',
  'tid',
  'mid',
  'serial',
  'serialLength',
  'transmissionTime',
  'amount',
  'pan',
  'payCode',
  'payCodeLength',
  'panSequence',
  'chipData',
  'reversalChip',
  'scriptResult',
  'expiry',
  'entryMode',
  'track2',
  'track3',
  'pinBlock',
  'rrn',
  'authCode',
  'originalBatch',
  'originalStan',
  'originalDate',
  'enquiredBatch',
  'enquiredStan',
  'operator',
  'reason',
  'settlementTotals',
  'debitCount',
  'creditCount',
  'debitSum',
  'creditSum',
  'netSum',
  'uploadRecords',
  'uploadCount',
] as const;
export type SourceName = (typeof SOURCE_NAMES)[number];
/** A source that is missing or null has no value in this request. */
export type Sources = { readonly [name in SourceName]?: string | null };

export function isSourceName(name: string): name is SourceName {
  return (SOURCE_NAMES as readonly string[]).includes(name);
}

/** @throws FieldRefused on a value that no dialect carries. */
export function sourcesOf(profile: AcquirerProfile, identity: TerminalIdentity, request: AcquirerRequest): Sources {
  return {
    tid: identity.tid.padEnd(8),
    mid: identity.mid.padEnd(15),
    serial: identity.serial,
    serialLength: digitsOf(identity.serial.length, 2, 62),
    transmissionTime: identity.transmissionTime,
    ...('stan' in request ? { stan: request.stan, batch: request.batch } : {}),
    ...('amountMinor' in request ? { amount: digitsOf(request.amountMinor, 12, 4) } : {}),
    ...('card' in request ? cardSources(profile, request.card, 'pinBlock' in request ? request.pinBlock : null) : {}),
    ...(request.kind === 'scriptResult' ? { scriptResult: scriptResultOf(request) } : {}),
    ...(request.kind === 'enquiry' ? { enquiredBatch: request.of.batch, enquiredStan: request.of.stan } : {}),
    ...('original' in request && request.original !== null ? originalSources(request.original) : {}),
    ...('operator' in request ? { operator: operatorCode(request.operator) } : {}),
    ...closingSources(request),
    ...(request.kind === 'reversal' ? { reason: request.reason, authCode: request.authCode ?? null } : {}),
  };
}

function closingSources(request: AcquirerRequest): Sources {
  if (request.kind === 'settlement') return settlementSources(request.domestic, request.foreign);
  if (request.kind === 'batchUpload') return { uploadRecords: uploadDigits(request.records) };
  if (request.kind === 'batchEnd' || request.kind === 'batchEndBalanced') {
    return { uploadCount: digitsOf(request.count, 4, 48) };
  }
  return {};
}

/** DE 55 of a script result: what a reversal says of the chip, and DF31. @throws FieldRefused for more scripts than one length byte holds. */
function scriptResultOf({ card, resultHex }: Extract<AcquirerRequest, { kind: 'scriptResult' }>): string {
  const bytes = resultHex.length / 2;
  if (bytes > 0x7f) throw new FieldRefused(55, 'script results of at most 127 bytes');
  const chip = (card.chip?.reversalHex ?? '').replace(/DF31.*$/, '');
  return `${chip}DF31${bytes.toString(16).padStart(2, '0').toUpperCase()}${resultHex}`;
}

/** A whole number ≥ 0 in exactly `width` digits. @throws FieldRefused where it does not fit. */
function digitsOf(value: number, width: number, field: number): string {
  const digits = String(value);
  if (!Number.isSafeInteger(value) || value < 0 || digits.length > width) {
    throw new FieldRefused(field, `not a whole number of up to ${width} digits`);
  }
  return digits.padStart(width, '0');
}

function cardSources(profile: AcquirerProfile, card: RequestCard, pinBlock: Uint8Array | null | undefined): Sources {
  const pin = pinBlock ?? null;
  const isCode = card.entryMode === 'qr';
  return {
    pan: isCode ? null : card.pan,
    payCode: isCode ? card.pan : null,
    payCodeLength: isCode ? digitsOf(card.pan.length, 3, 59) : null,
    panSequence: card.chip?.panSequence ?? null,
    chipData: card.chip?.dataHex ?? null,
    reversalChip: card.chip?.reversalHex ?? null,
    expiry: card.expiry,
    // Third digit of DE 22: 1 with PIN, 2 without.
    entryMode: `${profile.entryModes[card.entryMode]}${pin === null ? '2' : '1'}`,
    track2: trackDigits(card.track2),
    track3: trackDigits(card.track3),
    pinBlock: pin === null ? null : Buffer.from(pin).toString('hex').toUpperCase(),
  };
}

/** The field separator is `=` on the card and D on the wire; sentinels and the check character stay behind. */
function trackDigits(track: string | null): string | null {
  return track === null ? null : track.replace(/^;/, '').replace(/\?.*$/, '').replaceAll('=', 'D');
}

function originalSources(original: RequestOriginal): Sources {
  return {
    originalBatch: original.batch,
    originalStan: original.stan,
    originalDate: original.date,
    rrn: original.rrn,
    authCode: original.authCode,
  };
}

/** DE 63.1: three characters, operator 1 is `01 ` (facts §1.2). */
function operatorCode(operator: string): string {
  if (!/^[\dA-Za-z]{1,3}$/.test(operator)) throw new FieldRefused(63, 'an operator has one to three letters or digits');
  return operator.padStart(2, '0').padEnd(3);
}

/** DE 48 of 0500: per card group debit sum 12, count 3, credit sum 12, count 3, and a flag that the host answers (facts §1.5). */
function settlementSources(domestic: SettlementTotals, foreign: SettlementTotals): Sources {
  const group = (totals: SettlementTotals) =>
    `${digitsOf(totals.debitMinor, 12, 48)}${digitsOf(totals.debitCount, 3, 48)}` +
    `${digitsOf(totals.creditMinor, 12, 48)}${digitsOf(totals.creditCount, 3, 48)}0`;
  const debit = domestic.debitMinor + foreign.debitMinor;
  const credit = domestic.creditMinor + foreign.creditMinor;
  return {
    settlementTotals: group(domestic) + group(foreign),
    debitCount: digitsOf(domestic.debitCount + foreign.debitCount, 10, 76),
    creditCount: digitsOf(domestic.creditCount + foreign.creditCount, 10, 74),
    debitSum: digitsOf(debit, 16, 88),
    creditSum: digitsOf(credit, 16, 86),
    netSum: `${debit >= credit ? 'D' : 'C'}${digitsOf(Math.abs(debit - credit), 16, 97)}`,
  };
}

/** DE 48 of 0320: count 2, then scheme 2, trace 6, card number 20 zero-filled, amount 12 for each (facts §1.5). */
function uploadDigits(records: readonly UploadRecord[]): string {
  if (records.length < 1 || records.length > 8) throw new FieldRefused(48, 'one to eight records a message');
  const lines = records.map(
    (record) => `${record.scheme}${record.stan}${record.pan.padStart(20, '0')}${digitsOf(record.amountMinor, 12, 48)}`,
  );
  return `${digitsOf(records.length, 2, 48)}${lines.join('')}`;
}
