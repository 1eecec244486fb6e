/** Balance, sale, void, refund and the pre-authorisation family: card and PIN checked, ruled upon, booked. */
import type { Admitted } from './admission.ts';
import { APPROVING_CODES, AS_TOLD, authorisation, type Decision, decision, reference } from './answers.ts';
import type { Bank } from './bank.ts';
import type { Fields } from './codec.ts';
import { clearTrack, pinOf } from './keys.ts';
import { type MoneyKind, paymentCodeOf } from './kinds.ts';
import type { Account } from './ledger.ts';
import { accountId, maskPan, pinCheck, type TransactionLine } from './ledger-lines.ts';
import { type Ruling, rule } from './rulings.ts';

/** A code that a fault verb wants; an approving one is booked, `amountMinor` being the part that is granted. */
export interface ForcedCode {
  readonly code: string;
  readonly amountMinor: number | null;
}

export interface MoneyRequest {
  readonly kind: MoneyKind;
  readonly fields: Fields;
  readonly via: 'online' | 'upload';
  readonly forced: ForcedCode | null;
}

/** Decides and books. A decline is booked too: it has used its trace number. */
export function transact(bank: Bank, admitted: Admitted, request: MoneyRequest): Decision {
  const { fields, forced } = request;
  const pan = panOf(bank, admitted.terminal.tid, fields);
  const account = pan === null ? undefined : bank.ledger.accounts.get(accountId(pan));
  const requestedMinor = Number(fields.get(4) ?? '0');
  const granted = grantedMinor(request, account, requestedMinor);
  const amountMinor = Math.min(granted, requestedMinor);
  const refusal = forced && !APPROVING_CODES.includes(forced.code) ? forced.code : null;
  let ruling = denied('14', 'card is not known here');
  if (refusal !== null) ruling = denied(refusal, AS_TOLD);
  else if (account && pan !== null) {
    ruling =
      pinRefusal(bank, admitted, fields, pan, account) ??
      codeRefusal(bank, request, account) ??
      rule(request.kind, { ledger: bank.ledger, fields, terminal: admitted.terminal, account, amountMinor });
  }
  // A request that is no transaction is not booked; one that a fault verb refuses as such is.
  if (ruling.code === '30' && refusal === null) return decision('30', ruling.why);
  const approved = ruling.code === '00';
  const inPart = forced === null && amountMinor < requestedMinor ? '10' : '00';
  const code = approved ? (forced?.code ?? inPart) : ruling.code;
  const line = lineOf(bank, admitted, request, { pan, account, requestedMinor, amountMinor, code, ruling });
  bank.book(line);
  const transaction = bank.ledger.byId(line.id);
  const balance: [number, string][] = approved && request.kind === 'balance' && account ? [[54, de54(account)]] : [];
  return { ...decision(code, ruling.why, balance), transaction };
}

/** Less than was asked for where a fault verb wants it, or where the account holds less and the request takes a part of it (60.6 = 1). */
function grantedMinor({ kind, fields, forced }: MoneyRequest, account: Account | undefined, requested: number): number {
  if (forced !== null) return forced.code === '10' ? (forced.amountMinor ?? Math.floor(requested / 2)) : requested;
  const takesPart = kind === 'sale' && fields.get(60)?.[13] === '1';
  const available = account === undefined ? 0 : account.balanceMinor - account.heldMinor;
  return takesPart && available > 0 && available < requested ? available : requested;
}

interface Outcome {
  readonly pan: string | null;
  readonly account: Account | undefined;
  readonly requestedMinor: number;
  readonly amountMinor: number;
  readonly code: string;
  readonly ruling: Ruling;
}

function lineOf(bank: Bank, { terminal, ref, stan }: Admitted, request: MoneyRequest, out: Outcome): TransactionLine {
  const now = bank.now();
  const serial = bank.nextSerial();
  const approved = out.ruling.code === '00';
  const entryMode = (request.fields.get(22) ?? '').slice(0, 2);
  return {
    line: 'transaction',
    id: `T${serial}`,
    via: request.via,
    tid: terminal.tid,
    mid: terminal.mid,
    batch: ref.batch,
    stan,
    kind: request.kind,
    account: out.account?.id ?? '',
    maskedPan: maskPan(out.pan ?? ''),
    requestedMinor: out.requestedMinor,
    amountMinor: approved ? out.amountMinor : 0,
    approved,
    responseCode: out.code,
    rrn: reference(now.dayAndHour, serial),
    authCode: approved && request.kind !== 'balance' ? authorisation(serial) : null,
    date: now.date,
    time: now.time,
    original: out.ruling.original?.id ?? null,
    chip: entryMode === '05' || entryMode === '07',
    chipData: request.fields.has(55),
    foreign: out.account !== undefined && out.account.scheme !== 'CUP',
    posting: out.ruling.posting,
  };
}

/** The payment code, or the card number from DE 2 or DE 35, encrypted tracks included; null if there is none to read. */
export function panOf(bank: Bank, tid: string, fields: Fields): string | null {
  const code = paymentCodeOf(fields);
  if (code !== null) return code;
  const pan = fields.get(2);
  if (pan !== undefined) return pan;
  const track = fields.get(35);
  if (track === undefined) return null;
  const tdk = fields.get(53)?.[2] === '1' ? bank.keysOf(tid)?.tdk : null;
  const clear = tdk ? clearTrack(tdk, track) : track;
  return /^(\d{12,19})D/.exec(clear)?.[1] ?? null;
}

/** 30: DE 53 does not fit the keys; 99: no PIN block of format 0 under this PIK; 55: not this card's PIN. */
function pinRefusal(bank: Bank, { terminal }: Admitted, fields: Fields, pan: string, account: Account): Ruling | null {
  const block = fields.get(52);
  const keys = bank.keysOf(terminal.tid);
  if (block === undefined || !keys) return null;
  const security = fields.get(53);
  if (security !== undefined && (security[1] === '6') !== (keys.pik.length === 16)) {
    return denied('30', 'DE 53 says another key length than the PIK has');
  }
  const isTiedToPan = (security?.[0] ?? '2') === '2';
  const pin = pinOf(keys.pik, Buffer.from(block, 'hex'), isTiedToPan ? pan : null);
  if (pin === null) return denied('99', 'not a PIN block of this card under the PIK');
  return account.pinCheck !== null && account.pinCheck !== pinCheck(pan, pin) ? denied('55', 'PIN') : null;
}

/** A payment code pays once. */
function codeRefusal(bank: Bank, { kind, fields }: MoneyRequest, account: Account): Ruling | null {
  if (kind !== 'sale' || paymentCodeOf(fields) === null) return null;
  const isUsed = [...bank.ledger.transactions()].some((it) => it.account === account.id && it.approved);
  return isUsed ? denied('14', 'payment code was used') : null;
}

/**
 * An advice is told until it is answered (facts §2.1), so the same one under the same trace number gets the same answer again; another one under
 * that number is a duplicate, 94.
 */
export function toldAgain(
  bank: Bank,
  { terminal, ref, stan }: Admitted,
  { kind, fields }: MoneyRequest,
): Decision | null {
  if (!bank.ledger.isTraceSpent(terminal.tid, ref.batch, stan)) return null;
  const known = bank.ledger.byTrace(terminal.tid, ref.batch, stan);
  const isSame =
    known?.kind === kind &&
    known.requestedMinor === Number(fields.get(4) ?? '0') &&
    known.account === accountId(panOf(bank, terminal.tid, fields) ?? '');
  if (!known || !isSame) return decision('94', `trace ${stan} is used in batch ${ref.batch}`);
  return { ...decision(known.responseCode, 'told again'), transaction: known };
}

/** What became of the message that DE 61 names: 00 and its own DE 39 in DE 58, or 25 where nothing of it stands here. */
export function enquire(bank: Bank, { terminal }: Admitted, fields: Fields): Decision {
  const de61 = fields.get(61) ?? '';
  if (!/^\d{12}$/.test(de61)) return decision('30', 'DE 61 is not batch and trace');
  const known = bank.ledger.byTrace(terminal.tid, de61.slice(0, 6), de61.slice(6));
  if (!known || known.reversed) return decision('25', 'nothing stands under DE 61');
  return { ...decision('00', known.id, [[58, known.responseCode]]), transaction: known };
}

/** Account type 00, amount type 02 (available), currency, sign, amount. */
function de54(account: Account): string {
  const availableMinor = account.balanceMinor - account.heldMinor;
  return `0002156${availableMinor < 0 ? 'D' : 'C'}${String(Math.abs(availableMinor)).padStart(12, '0')}`;
}

function denied(code: string, why: string): Ruling {
  return { code, why, posting: { balanceMinor: 0, heldMinor: 0 }, original: null };
}
