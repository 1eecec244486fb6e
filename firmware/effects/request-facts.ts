/** From the journal to what a request to the acquirer needs: the card, the original it points back to. */
import type { AcquirerAnswer, RequestCard, RequestOriginal } from '../../drivers/acquirer/acquirer.ts';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { SoldLine } from '../../storage/entries/goods.ts';
import type { ApprovedBody, CardFacts, CopyKind, Rrn, TransactionId } from '../../storage/facts.ts';
import { JournalRefused } from '../../storage/journal/failures.ts';
import type { MoneyRequest } from '../machines/money.ts';
import { groupedCode } from '../rules/barcodes.ts';
import type { Cards } from './cards.ts';
import type { Ports } from './ports.ts';
import { voucherCode } from './voucher-code.ts';

/** Both copies of what moved money (requirement D18). */
export const COPIES: readonly CopyKind[] = ['merchant', 'customer'];

/** What the journal keeps of an approval. */
export function approvedBody(answer: AcquirerAnswer, responseCode = answer.responseCode): ApprovedBody {
  const { authCode, hostTime, hostDate, scheme } = answer;
  const told = { responseCode, rrn: answer.rrn as Rrn | null, authCode, hostTime, hostDate };
  return { ...told, ...(scheme === undefined ? {} : { scheme }), copies: COPIES };
}

/** @throws JournalRefused (`card-not-kept`) */
export function describeCard(ports: Ports, cards: Cards, request: MoneyRequest) {
  if (request.original === null) {
    const kept = cards.of(request.txn);
    if (kept === null) throw new Error(`no card kept for ${request.txn}`);
    return { wire: kept.request, facts: kept.facts, pan: kept.request.pan };
  }
  const original = ports.journal.transaction(request.original);
  const shown = cards.of(request.txn);
  if (shown !== null) {
    if (shown.facts.token !== original?.card.token)
      throw new JournalRefused('card-differs', `not the card of ${request.original}`);
    return { wire: shown.request, facts: shown.facts, pan: shown.request.pan };
  }
  const pan = ports.journal.secret(request.original, 'pan');
  if (original === null || pan === null)
    throw new JournalRefused('card-not-kept', `the card of ${request.original} is no longer kept`);
  const wire = cardOnFile(pan, original.card);
  const { maskedPan, token } = original.card;
  const facts: CardFacts = { maskedPan, token, entryMode: wire.entryMode };
  return { wire, facts, pan };
}

/** The account of an earlier transaction, without its card: a number, or the payment code that it was paid with. */
export function cardOnFile(pan: string, { entryMode }: CardFacts): RequestCard & { readonly entryMode: 'qr' | 'none' } {
  return { pan, expiry: null, track2: null, track3: null, entryMode: entryMode === 'qr' ? 'qr' : 'none' };
}

/** Null where a refund names no sale; a void, a completion and their like always name one. @throws JournalRefused (`original-incomplete`) */
export function originalOf(ports: Ports, request: Pick<MoneyRequest, 'kind' | 'original'>): RequestOriginal | null {
  return request.kind === 'refund' && request.original === null ? null : describeOriginal(ports, request);
}

/**
 * @param reference `if-told`: what is only told of a transaction goes without DE 37 where its approval had none; what takes from it needs one
 * @throws JournalRefused (`original-incomplete`)
 */
export function describeOriginal(
  ports: Ports,
  request: Pick<MoneyRequest, 'original'>,
  reference: 'needed' | 'if-told' = 'needed',
): RequestOriginal {
  const original = request.original === null ? null : ports.journal.transaction(request.original);
  const isNameless = original?.rrn === null && reference === 'needed';
  if (original === null || original.batch === null || original.stan === null || isNameless) {
    throw new JournalRefused('original-incomplete', `${request.original} lacks batch, trace or reference`);
  }
  const { batch, stan, rrn, hostDate } = original;
  // A cancelled completion names the authorisation of the hold that it took (facts/acquirer §1.2).
  const held = original.kind === 'completion' && original.original !== null ? original.original : original.txn;
  const authCode = ports.journal.transaction(held)?.authCode ?? null;
  return { batch, stan, rrn, authCode, date: hostDate ?? '0000' };
}

/** @throws JournalRefused when the terminal has signed on anew since the PIN was entered: nothing has left, and the PIN is asked for again. */
export function pinBlockOf({ acquirer }: Ports, cards: Cards, txn: TransactionId): Uint8Array | null {
  const pin = cards.of(txn)?.pin ?? null;
  if (pin !== null && pin.wrappedKeyHex !== acquirer.wrappedPinKeyHex) {
    cards.wipePin(txn);
    throw new JournalRefused('pin-key-changed', 'the PIN was encrypted under a key that is no longer valid');
  }
  return pin?.block ?? null;
}

/** No code of goods is taken for a card number (rules/barcodes.ts). */
function journaled(line: SoldLine): SoldLine {
  return { ...line, code: groupedCode(line.code) };
}

/** Goods of one attempt, and the first attempt of its case. */
export type GoodsOfRequest = Pick<MoneyRequest, 'txn' | 'original' | 'currency' | 'sold' | 'vouchers' | 'returned'> & {
  readonly caseId: TransactionId;
};

/** The first attempt of the case that it belongs to; itself where there was none before. */
export function caseOf({ txn, tags }: Pick<MoneyRequest, 'txn' | 'tags'>): TransactionId {
  return (tags.find((tag) => tag.startsWith('case:'))?.slice('case:'.length) ?? txn) as TransactionId;
}

/** What was sold or comes back, beside the intent (storage/entries/goods.ts). */
export function goodsDrafts({
  txn,
  caseId,
  original,
  currency,
  sold,
  vouchers = [],
  returned,
}: GoodsOfRequest): readonly EntryDraft[] {
  if (sold !== undefined) {
    const spent = vouchers.map(
      ({ voucher, amountMinor }): EntryDraft => ({
        type: 'voucher.redeemed',
        txn,
        body: { voucher, amountMinor, currency },
      }),
    );
    return [...spent, { type: 'goods.sold', txn, body: { lines: sold.map(journaled) } }];
  }
  if (returned === undefined || original === null) return [];
  const { lines, fees, outcome, receiptLost, byVoucherMinor: amountMinor } = returned;
  const marks = {
    ...(amountMinor === undefined ? {} : { byVoucher: { amountMinor, code: voucherCode(txn) } }),
    ...(receiptLost ? { receiptLost } : {}),
    ...(caseId === txn ? {} : { case: caseId }),
  };
  return [{ type: 'goods.returned', txn, body: { original, lines, fees, outcome, ...marks } }];
}
