/** Settlement 结算, batch upload 批上送 and its end (facts/acquirer §1.5; design §13). Every step may be repeated without harm. */
import type { Admitted } from './admission.ts';
import { type Decision, decision } from './answers.ts';
import type { Bank } from './bank.ts';
import type { DecodedPacket, Fields, Packet } from './codec.ts';
import { typeAndBatch, uploadedKind } from './kinds.ts';
import { type Batch, hasChipRecords } from './ledger.ts';
import { accountId, nextBatch, type UploadedRecord } from './ledger-lines.ts';

import { panOf, transact } from './money.ts';
import { claimOf, totalsOf, undivided } from './totals.ts';

export type Flag = '1' | '2' | '3';
const CLAIM = /^(\d{30})0(\d{30})0$/;
const RECORD_DIGITS = 40;
const RECORDS_IN_GROUP = 8;

/**
 * Compares the terminal's totals with the books: 1 balanced, 2 not, 3 error, for domestic and foreign cards. A balanced batch without
 * chip data closes with this answer, whether or not it arrives; asking again about a closed batch compares again and changes nothing.
 */
export function settle(bank: Bank, { terminal, ref }: Admitted, request: DecodedPacket, forced: Flag | null): Decision {
  const claimed = request.fields.get(48) ?? '';
  const parts = CLAIM.exec(claimed);
  const batch = bank.ledger.batch(terminal.tid, ref.batch);
  if (!parts || !batch)
    return decision(null, parts ? `no batch ${ref.batch}` : 'DE 48 is not 62 digits', [[48, withFlags(claimed, '33')]]);
  // The neutral dialect has one sum for all cards, and no upload: its batch closes with the answer, whatever it says.
  const isNeutral = request.translated !== null;
  const totals = isNeutral ? undivided(totalsOf(batch)) : totalsOf(batch);
  const flag = (claim: string | undefined, ours: string): string => (claim === ours ? '1' : '2');
  const flags =
    forced === null
      ? flag(parts[1], claimOf(totals.domestic)) + flag(parts[2], claimOf(totals.foreign))
      : forced + (forced === '3' ? '3' : '1');
  if (batch.status !== 'closed' && forced !== '3') {
    const closes = isNeutral || (flags === '11' && !hasChipRecords(batch));
    bank.book({
      line: 'settled',
      tid: terminal.tid,
      batch: ref.batch,
      flags,
      claimed,
      next: closes ? nextBatch(ref.batch) : null,
    });
  }
  return decision(null, `flags ${flags}`, [
    [48, withFlags(claimed, flags)],
    [49, '156'],
  ]);
}

/** The claim is said back with the flags at [30] and [61]. */
function withFlags(claimed: string, flags: string): string {
  const digits = claimed.padEnd(62, '0').slice(0, 62);
  return `${digits.slice(0, 30)}${flags[0]}${digits.slice(31, 61)}${flags[1]}`;
}

/** A group of magnetic-stripe records in DE 48, or one transaction with its full fields and its own trace number in DE 11. */
export function upload(bank: Bank, admitted: Admitted, request: Packet): Decision {
  const batch = bank.ledger.batch(admitted.terminal.tid, admitted.ref.batch);
  if (!batch || batch.status === 'open') return decision('12', `batch ${admitted.ref.batch} is not being settled`);
  const kind = uploadedKind(admitted.ref.type);
  return kind === null ? uploadGroup(bank, batch, request.fields) : uploadOne(bank, admitted, batch, request.fields);
}

function uploadGroup(bank: Bank, batch: Batch, fields: Fields): Decision {
  const records = parseGroup(fields.get(48) ?? '');
  if (!records) return decision('30', 'DE 48 is not a count and that many records of 40 digits');
  const ofChip = records.find(({ stan }) => bank.ledger.byTrace(batch.tid, batch.batch, stan)?.chipData === true);
  if (ofChip) return decision('30', `${ofChip.stan} was paid by a chip: it goes up by itself, with DE 55`);
  bank.book({ line: 'uploaded', tid: batch.tid, batch: batch.batch, records });
  return decision('00', `${records.length} records`);
}

function parseGroup(de48: string): UploadedRecord[] | null {
  const count = Number(de48.slice(0, 2));
  if (!/^\d{2}/.test(de48) || count < 1 || count > RECORDS_IN_GROUP || de48.length !== 2 + count * RECORD_DIGITS)
    return null;
  const records: UploadedRecord[] = [];
  for (let i = 0; i < count; i++) {
    const record = de48.slice(2 + i * RECORD_DIGITS, 2 + (i + 1) * RECORD_DIGITS);
    if (!/^0[01]/.test(record)) return null;
    const pan = record.slice(8, 28).replace(/^0+/, '');
    records.push({ stan: record.slice(2, 8), amountMinor: Number(record.slice(28)), account: accountId(pan) });
  }
  return records;
}

/** What the host does not have yet of a refund, an advice or an offline sale is booked now, once. */
function uploadOne(bank: Bank, admitted: Admitted, batch: Batch, fields: Fields): Decision {
  const kind = uploadedKind(admitted.ref.type);
  const amountMinor = Number(fields.get(4) ?? Number.NaN);
  if (kind === null || !Number.isSafeInteger(amountMinor)) return decision('30', 'no amount');
  const known = bank.ledger.byTrace(batch.tid, batch.batch, admitted.stan);
  const account = accountId(panOf(bank, batch.tid, fields) ?? '');
  const mark = (): void => {
    const records = [{ stan: admitted.stan, amountMinor, account }];
    bank.book({ line: 'uploaded', tid: batch.tid, batch: batch.batch, records });
  };
  if (known) {
    if (!known.approved) return decision(known.responseCode, 'declined before');
    if (known.kind !== kind || known.amountMinor !== amountMinor || known.account !== account) {
      return decision('64', 'differs from what is booked under this trace number');
    }
    if (known.chipData && known.kind === 'sale' && !fields.has(55))
      return decision('30', "a chip's record lacks DE 55");
    mark();
    return { ...decision('00', 'known'), transaction: known };
  }
  if (!['refund', 'completion-advice', 'offline-sale'].includes(kind)) {
    mark();
    return decision('00', 'not in the books: noted for reconciliation');
  }
  if (bank.ledger.isTraceSpent(batch.tid, batch.batch, admitted.stan)) return decision('25', 'reversed before it came');
  const made = transact(bank, admitted, { kind, fields, via: 'upload', forced: null });
  if (made.responseCode === '00') mark();
  return made;
}

/** DE 48 = number of records uploaded; 207 after a balanced settlement, 202 after any other. The batch closes and the next one opens. */
export function endUpload(bank: Bank, { terminal, ref }: Admitted, request: Packet): Decision {
  const batch = bank.ledger.batch(terminal.tid, ref.batch);
  const de48 = request.fields.get(48) ?? '';
  if (!/^\d{4}$/.test(de48)) return decision('30', 'DE 48 is not a count of four digits');
  if (!batch || batch.flags === null || batch.status === 'open')
    return decision('12', `batch ${ref.batch} is not being settled`);
  const end = batch.flags === '11' ? '207' : '202';
  if (typeAndBatch(request.fields)?.management !== end)
    return decision('30', `after flags ${batch.flags} the end is ${end}`);
  if (Number(de48) !== batch.uploaded.size)
    return decision('30', `says ${Number(de48)} records, ${batch.uploaded.size} came`);
  if (batch.status !== 'closed') {
    bank.book({
      line: 'batch-ended',
      tid: terminal.tid,
      batch: ref.batch,
      count: batch.uploaded.size,
      next: nextBatch(ref.batch),
    });
  }
  return decision('00', `${batch.uploaded.size} records`);
}
