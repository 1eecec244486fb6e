/** Slips about one transaction: sale, void, refund, the promise of a refund, and a reversal that does not get through. */
import { type MoneyKind, tenderOf } from '../../storage/facts.ts';
import type { Words } from '../rules/verdict.ts';
import { paperAmount } from './amount.ts';
import { arrivalLines } from './case-status-slip.ts';
import { dateAndMinute, dateAndTime } from './civil-time.ts';
import type { ReceiptLine } from './document.ts';
import {
  amountBlock,
  chipBlock,
  framed,
  lookUpBlock,
  oneEach,
  originalBlock,
  reasonRemark,
  serviceLine,
  signatureBlock,
  transactionFields,
} from './frame.ts';
import { goodsBlock } from './goods-slips.ts';
import { type Field, fields, headline, type Page, rule, say, sentence } from './layout.ts';
import type { FaultSlipFacts, MoneySlipFacts, RefundPromiseFacts, TransactionFacts } from './slip-facts.ts';
import { LABELS, returnDaysWords, SENTENCES, TITLES } from './words.ts';

const AGREEMENTS: Readonly<Record<MoneyKind, Words>> = {
  sale: SENTENCES.agreeSale,
  void: SENTENCES.agreeVoid,
  refund: SENTENCES.agreeRefund,
  preauth: SENTENCES.agreePreauth,
  preauthCancel: SENTENCES.agreePreauthCancel,
  completion: SENTENCES.agreeSale,
  completionAdvice: SENTENCES.agreeSale,
  completionCancel: SENTENCES.agreeVoid,
};

/** A transaction that was approved: the shop's copy asks for a signature, the customer's carries terms and look-up code. */
export function moneySlip(facts: MoneySlipFacts, page: Page): readonly ReceiptLine[] {
  const { transaction, original } = facts;
  const body = [
    ...fields(transactionFields(facts, transaction, page.locale), page),
    ...amountBlock(transaction, page),
    ...partBlock(transaction, page),
    ...cashBlock(facts, page),
    ...(facts.goods === undefined ? [] : goodsBlock(facts.goods, transaction.currency, page)),
    ...originalBlock(original, transaction.currency, page),
    ...(facts.kind === 'refund' && original === null ? [...headline(SENTENCES.noSale, page), rule] : []),
    ...chipBlock(transaction, page),
    ...remarks(transaction, page),
    ...(facts.copy === 'merchant' ? merchantFoot(facts, page) : customerFoot(facts, page)),
  ];
  return framed(facts, body, page);
}

/** 部分批准: the amount above is a part; what was asked for, and what was left to pay. */
function partBlock(
  { requestedMinor = null, amountMinor, currency }: TransactionFacts,
  page: Page,
): readonly ReceiptLine[] {
  if (requestedMinor === null) return [];
  const amounts: Field[] = [
    [LABELS.requested, paperAmount(requestedMinor, currency)],
    [LABELS.leftToPay, paperAmount(requestedMinor - amountMinor, currency)],
  ];
  return [...sentence(SENTENCES.partOnly, page, { bold: true }), ...oneEach(amounts, page), rule];
}

/** What there is to say about it, apart from what follows. */
function remarks(transaction: TransactionFacts, page: Page): readonly ReceiptLine[] {
  const said = [
    ...reasonRemark(transaction, page),
    ...(transaction.tags.includes('no-paper') ? sentence(SENTENCES.noPaper, page) : []),
  ];
  return said.length === 0 ? [] : [...said, rule];
}

/** What was handed over and given out. */
function cashBlock({ cash, transaction }: MoneySlipFacts, page: Page): readonly ReceiptLine[] {
  if (cash === undefined) return [];
  const { currency } = transaction;
  const list: Field[] = [
    [LABELS.given, paperAmount(cash.givenMinor, currency)],
    [LABELS.change, paperAmount(cash.changeMinor, currency)],
  ];
  return [...oneEach(list, page), rule];
}

function merchantFoot(facts: MoneySlipFacts, page: Page): readonly ReceiptLine[] {
  if (tenderOf(facts.transaction.card) === 'cash') {
    return facts.kind === 'sale'
      ? sentence(SENTENCES.cashSold, page)
      : [...signatureBlock(LABELS.customerSignature, page), ...sentence(SENTENCES.cashReceived, page)];
  }
  return [...signatureBlock(LABELS.signature, page), ...sentence(AGREEMENTS[facts.kind], page)];
}

function customerFoot(facts: MoneySlipFacts, page: Page): readonly ReceiptLine[] {
  return [...terms(facts, page), ...serviceLine(facts, page), ...lookUpBlock(facts, facts.transaction.rrn, page)];
}

/** What the customer should know: what moves when, and what to bring. */
function terms({ kind, terminal, transaction, arrival }: MoneySlipFacts, page: Page): readonly ReceiptLine[] {
  const { returnDays } = terminal;
  if (tenderOf(transaction.card) === 'cash' && kind !== 'sale') return sentence(SENTENCES.cashBack, page);
  switch (kind) {
    case 'sale':
      return [
        ...(returnDays === undefined ? [] : sentence(returnDaysWords(returnDays), page)),
        ...sentence(SENTENCES.keepSlip, page),
      ];
    case 'void':
      return sentence(SENTENCES.voidArrives, page);
    case 'refund':
      return arrival === undefined ? sentence(SENTENCES.refundArrives, page) : arrivalLines(arrival, page);
    case 'preauth':
      return sentence(SENTENCES.heldOnly, page);
    case 'preauthCancel':
      return sentence(SENTENCES.released, page);
    case 'completion':
    case 'completionAdvice':
      return [...sentence(SENTENCES.restReleased, page), ...sentence(SENTENCES.keepSlip, page)];
    case 'completionCancel':
      return sentence(SENTENCES.heldAgain, page);
  }
}

/** A deferred refund: says loudly that no money has moved, what is promised and how it is claimed. */
export function refundPromiseSlip(facts: RefundPromiseFacts, page: Page): readonly ReceiptLine[] {
  const { transaction, original } = facts;
  const claim: Field[] = [
    [LABELS.promisedFor, dateAndMinute(facts.promisedFor)],
    [LABELS.phone, facts.customerPhoneLast4.padStart(11, '*')],
  ];
  const body = [
    ...headline(SENTENCES.notRefundedYet, page),
    rule,
    ...fields(transactionFields(facts, transaction, page.locale), page),
    ...amountBlock(transaction, page),
    ...oneEach(claim, page),
    ...reasonRemark(transaction, page),
    rule,
    ...originalBlock(original, transaction.currency, page),
    ...sentence(SENTENCES.shopOwes, page),
    ...(facts.copy === 'merchant' ? signatureBlock(LABELS.signature, page) : []),
    ...serviceLine(facts, page),
    ...sentence(facts.needsCard === true ? SENTENCES.bringSlipAndCard : SENTENCES.bringSlip, page, {
      align: 'center',
      bold: true,
      size: 'tall',
    }),
    ...lookUpBlock(facts, original?.rrn ?? null, page),
  ];
  return framed(facts, body, page);
}

/** 故障报告单: a reversal that the acquirer does not take. The obligation stays; a person is asked to look. */
export function faultSlip(facts: FaultSlipFacts, page: Page): readonly ReceiptLine[] {
  const { transaction } = facts;
  const trouble: Field[] = [
    [LABELS.attempts, String(facts.attempts)],
    [LABELS.lastAnswer, facts.lastAnswer ?? say(SENTENCES.none, page.locale)],
    [LABELS.since, dateAndTime(facts.since)],
  ];
  const body = [
    ...sentence(SENTENCES.reversalFails, page, { bold: true, size: 'tall' }),
    rule,
    ...fields([[LABELS.toReverse, say(TITLES[facts.what], page.locale)]], page),
    ...fields(transactionFields(facts, transaction, page.locale), page),
    ...amountBlock(transaction, page),
    ...oneEach(trouble, page),
    rule,
    ...sentence(SENTENCES.reversalGoesOn, page),
    ...serviceLine(facts, page),
    ...lookUpBlock(facts, transaction.rrn, page),
  ];
  return framed(facts, body, page);
}
