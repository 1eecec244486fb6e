/** 冲正: undoing what the terminal does not know the outcome of (facts/acquirer §1.4; design §13). */
import type { Admitted } from './admission.ts';
import { type Decision, decision } from './answers.ts';
import type { Bank } from './bank.ts';
import type { DecodedPacket } from './codec.ts';
import { isReversible, type MoneyKind } from './kinds.ts';
import type { Transaction } from './ledger.ts';
import { accountId } from './ledger-lines.ts';
import { panOf } from './money.ts';

const REASONS = ['98', '96', 'A0', '06'];

/**
 * 00 reversed now or already, 25 nothing is booked under this trace number, 30 format, 64 the copy differs from the original or the
 * original has been refunded, 40 this kind is not reversed. 12 and 25 mean "nothing to undo" to a terminal, so they are said only where
 * the customer is indeed not charged.
 * @param of the kind that the reversal says it copies
 */
export function reverse(
  bank: Bank,
  { terminal, ref, stan }: Admitted,
  request: DecodedPacket,
  of: MoneyKind,
): Decision {
  const reason = request.fields.get(39) ?? '';
  if (!REASONS.includes(reason)) return decision('30', 'DE 39 is no reason for a reversal');
  const original = bank.ledger.byTrace(terminal.tid, ref.batch, stan);
  const wrongDe61 = de61Error(request, of, original, bank);
  if (wrongDe61 !== null) return decision('30', wrongDe61);
  const line = { line: 'reversal', tid: terminal.tid, batch: ref.batch, stan, reason } as const;
  if (!original) {
    // The request may still be on its way: from now on its trace number is spent.
    if (!bank.ledger.isTraceSpent(terminal.tid, ref.batch, stan)) bank.book({ ...line, of: null });
    return decision('25', 'no such transaction');
  }
  const refusal = refuse(original, request, of, bank);
  if (refusal) return refusal;
  if (!original.reversed) bank.book({ ...line, of: original.id });
  return decision('00', original.id);
}

function refuse(original: Transaction, request: DecodedPacket, of: MoneyKind, bank: Bank): Decision | null {
  if (!original.approved) return decision('25', 'declined, nothing is booked');
  if (original.kind !== of) return decision('64', `copy of a ${of}, the original is a ${original.kind}`);
  if (original.account !== accountId(panOf(bank, original.tid, request.fields) ?? ''))
    return decision('64', 'other card than the original');
  if (original.requestedMinor !== Number(request.fields.get(4)))
    return decision('64', 'other amount than the original');
  const authCode = request.fields.get(38);
  const carriesOwnCode = ['sale', 'preauth'].includes(of);
  if (carriesOwnCode && authCode !== undefined && authCode !== original.authCode)
    return decision('64', 'DE 38 differs');
  if (original.reversed) return null;
  // Of the neutral dialect a refund is reversed too (facts §1.8).
  const isExtra = request.translated !== null && original.kind === 'refund';
  if (!isReversible(original.kind) && !isExtra) return decision('40', `a ${original.kind} is not reversed`);
  const undo = original.voidedBy ?? original.endedBy;
  const undoneBy = undo === null ? null : bank.ledger.byId(undo);
  if (undoneBy?.kind === 'completion' || undoneBy?.kind === 'completion-advice') return decision('64', 'completed');
  if (undoneBy) return decision('12', `undone by a ${undoneBy.kind}`);
  if (original.refundedMinor > 0) return decision('64', 'refunded already');
  return isBuiltUpon(original, bank) ? decision('64', 'the pre-authorisation has gone on') : null;
}

/** An add-on whose pre-authorisation has ended, or a cancel whose pre-authorisation has been completed anew. */
function isBuiltUpon(transaction: Transaction, bank: Bank): boolean {
  const original = transaction.original === null ? null : bank.ledger.byId(transaction.original);
  if (transaction.kind === 'preauth-add') return original?.endedBy !== null;
  if (transaction.kind !== 'completion-cancel' || !original?.original) return false;
  return bank.ledger.byId(original.original)?.endedBy !== null;
}

/** None for a sale; for what had an original: its batch, then a trace (the original's or the own one), then perhaps a date. */
function de61Error(request: DecodedPacket, of: MoneyKind, known: Transaction | null, bank: Bank): string | null {
  const de61 = request.fields.get(61);
  if (of === 'sale' || of === 'preauth') return de61 === undefined ? null : 'DE 61 does not belong into this reversal';
  // Not reversed at all, or without an original of its own to name: whatever stands there decides nothing.
  if (of === 'preauth-add' || !isReversible(of)) return null;
  if (de61 === undefined || !/^\d{12}(\d{4})?$/.test(de61)) return 'DE 61 is not batch, trace and date';
  const original = known?.original ? bank.ledger.byId(known.original) : null;
  if (!known || !original) return null;
  const trace = de61.slice(6, 12);
  if (de61.slice(0, 6) !== original.batch) return 'DE 61 names another batch than the original';
  return trace === original.stan || trace === known.stan ? null : 'DE 61 names neither the original nor the own trace';
}
