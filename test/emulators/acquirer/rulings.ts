/** Whether a transaction is granted, by kind: pure, from the books as they are (facts/acquirer §1.2, §3; design §13). */
import type { Fields } from './codec.ts';
import type { MoneyKind } from './kinds.ts';
import { type Account, isInForce, type Ledger, type Terminal, type Transaction } from './ledger.ts';
import type { Posting } from './ledger-lines.ts';

export interface Case {
  readonly ledger: Ledger;
  readonly fields: Fields;
  readonly terminal: Terminal;
  readonly account: Account;
  /** DE 4, or less in a partial approval. */
  readonly amountMinor: number;
}

export interface Ruling {
  readonly code: string;
  readonly why: string;
  readonly posting: Posting;
  readonly original: Transaction | null;
}

const NOTHING: Posting = { balanceMinor: 0, heldMinor: 0 };
/** A completion may exceed what is held by this much: UnionPay's public rule for pre-authorisations. */
const COMPLETION_LIMIT_PERCENT = 115;

export function rule(kind: MoneyKind, it: Case): Ruling {
  if (kind === 'balance') return grant(NOTHING, null);
  if (it.amountMinor === 0) return deny('13', 'amount is zero');
  return RULINGS[kind](it);
}

const RULINGS: Readonly<Record<Exclude<MoneyKind, 'balance'>, (it: Case) => Ruling>> = {
  sale: (it) =>
    available(it) < it.amountMinor ? deny('51', 'funds') : grant({ balanceMinor: -it.amountMinor, heldMinor: 0 }, null),
  // It has already happened; the bank cannot refuse it.
  'offline-sale': (it) => grant({ balanceMinor: -it.amountMinor, heldMinor: 0 }, null),
  void: ruleVoid,
  refund: ruleRefund,
  preauth: (it) =>
    available(it) < it.amountMinor ? deny('51', 'funds') : grant({ balanceMinor: 0, heldMinor: it.amountMinor }, null),
  'preauth-add': rulePreauthAdd,
  'preauth-cancel': rulePreauthCancel,
  completion: ruleCompletion,
  'completion-advice': ruleCompletion,
  'completion-cancel': ruleCompletionCancel,
};

/** Same terminal, same open batch, whole amount, not yet voided or refunded. */
function ruleVoid(it: Case): Ruling {
  const de61 = it.fields.get(61) ?? '';
  if (!/^\d{12}(0000)?$/.test(de61)) return deny('30', 'DE 61 is not batch and trace');
  const original = it.ledger.byTrace(it.terminal.tid, de61.slice(0, 6), de61.slice(6, 12));
  if (original?.kind !== 'sale' || !isInForce(original)) return deny('25', 'no sale in force under DE 61');
  if (original.batch !== it.terminal.batch) return deny('25', 'the sale is not in the open batch');
  if (original.rrn !== it.fields.get(37)) return deny('25', 'DE 37 is of another transaction');
  if (original.authCode !== it.fields.get(38)) return deny('25', 'DE 38 is of another transaction');
  if (original.account !== it.account.id) return deny('14', 'other card than the original');
  if (original.amountMinor !== it.amountMinor) return deny('64', 'a void gives back the whole amount');
  if (original.voidedBy !== null) return deny('12', 'voided already');
  if (original.refundedMinor > 0) return deny('12', 'refunded already');
  return grant({ balanceMinor: it.amountMinor, heldMinor: 0 }, original);
}

/** Any batch of the merchant, in parts and repeatedly, never above the original; one that names nothing is a credit to whatever card it is. */
function ruleRefund(it: Case): Ruling {
  if (!it.fields.has(37)) return grant({ balanceMinor: it.amountMinor, heldMinor: 0 }, null);
  const de61 = it.fields.get(61) ?? '';
  if (!/^0{12}\d{4}$/.test(de61)) return deny('30', 'DE 61 is not 000000 000000 MMDD');
  const original = it.ledger.byRrn(it.fields.get(37) ?? '');
  const isCharge = original && ['sale', 'completion', 'completion-advice', 'offline-sale'].includes(original.kind);
  if (!isCharge || !isInForce(original)) return deny('25', 'no charge in force under DE 37');
  if (original.mid !== it.terminal.mid) return deny('25', 'charge of another merchant');
  if (original.date !== de61.slice(12)) return deny('25', 'the charge is of another date');
  if (original.account !== it.account.id) return deny('14', 'other card than the original');
  if (original.voidedBy !== null) return deny('12', 'voided already');
  if (original.refundedMinor + it.amountMinor > original.amountMinor)
    return deny('64', 'refunds would exceed the original');
  return grant({ balanceMinor: it.amountMinor, heldMinor: 0 }, original);
}

function rulePreauthAdd(it: Case): Ruling {
  if (it.fields.get(61) !== '0'.repeat(16)) return deny('30', 'DE 61 is not sixteen zeros');
  const preauth = openPreauth(it, (candidate) => candidate.account === it.account.id);
  if (!preauth) return deny('25', 'no open pre-authorisation under DE 38');
  if (available(it) < it.amountMinor) return deny('51', 'funds');
  return grant({ balanceMinor: 0, heldMinor: it.amountMinor }, preauth);
}

function rulePreauthCancel(it: Case): Ruling {
  const preauth = namedPreauth(it);
  if (!preauth) return deny('25', 'no open pre-authorisation under DE 61 and DE 38');
  if (preauth.account !== it.account.id) return deny('14', 'other card than the original');
  if (preauth.heldMinor !== it.amountMinor) return deny('64', 'a cancel releases the whole amount');
  return grant({ balanceMinor: 0, heldMinor: -preauth.heldMinor }, preauth);
}

function ruleCompletion(it: Case): Ruling {
  const preauth = namedPreauth(it);
  if (!preauth) return deny('25', 'no open pre-authorisation under DE 61 and DE 38');
  if (preauth.account !== it.account.id) return deny('14', 'other card than the original');
  if (it.amountMinor * 100 > preauth.heldMinor * COMPLETION_LIMIT_PERCENT)
    return deny('64', 'more than may be completed');
  return grant({ balanceMinor: -it.amountMinor, heldMinor: -preauth.heldMinor }, preauth);
}

function ruleCompletionCancel(it: Case): Ruling {
  const completion = named(it);
  const preauth = completion?.original ? it.ledger.byId(completion.original) : null;
  if (completion?.kind !== 'completion' || !isInForce(completion)) return deny('25', 'no completion under DE 61');
  if (completion.batch !== it.terminal.batch) return deny('25', 'the completion is not in the open batch');
  if (completion.rrn !== it.fields.get(37)) return deny('25', 'DE 37 is of another transaction');
  if (!preauth || preauth.authCode !== it.fields.get(38)) return deny('25', 'DE 38 is not of the pre-authorisation');
  if (completion.account !== it.account.id) return deny('14', 'other card than the original');
  if (completion.amountMinor !== it.amountMinor) return deny('64', 'a cancel gives back the whole amount');
  if (completion.voidedBy !== null || completion.refundedMinor > 0) return deny('12', 'cancelled or refunded already');
  return grant({ balanceMinor: it.amountMinor, heldMinor: preauth.heldMinor }, completion);
}

/** DE 61 = batch, trace, MMDD. */
function named(it: Case): Transaction | null {
  const de61 = it.fields.get(61) ?? '';
  if (!/^\d{16}$/.test(de61)) return null;
  const found = it.ledger.byTrace(it.terminal.tid, de61.slice(0, 6), de61.slice(6, 12));
  return found && found.date === de61.slice(12) ? found : null;
}

function namedPreauth(it: Case): Transaction | null {
  const found = named(it);
  return found && isOpenPreauth(found) && found.authCode === it.fields.get(38) ? found : null;
}

function openPreauth(it: Case, also: (candidate: Transaction) => boolean): Transaction | null {
  for (const candidate of it.ledger.transactions()) {
    if (candidate.authCode === it.fields.get(38) && isOpenPreauth(candidate) && also(candidate)) return candidate;
  }
  return null;
}

function isOpenPreauth(transaction: Transaction): boolean {
  return transaction.kind === 'preauth' && isInForce(transaction) && transaction.endedBy === null;
}

function available(it: Case): number {
  return it.account.balanceMinor - it.account.heldMinor;
}
function grant(posting: Posting, original: Transaction | null): Ruling {
  return { code: '00', why: '', posting, original };
}
function deny(code: string, why: string): Ruling {
  return { code, why, posting: NOTHING, original: null };
}
