/** Goods on paper: the lines of a sale or a return, the refusal in writing, the voucher of the shop. */
import { voucherQr } from '../rules/barcodes.ts';
import { feeName } from '../rules/returns.ts';
import { paperAmount } from './amount.ts';
import { dateAndTime } from './civil-time.ts';
import type { ReceiptLine } from './document.ts';
import { framed, originalBlock, originFields, remark, signatureBlock, slipNumber } from './frame.ts';
import {
  amountLine,
  type Field,
  feed,
  fields,
  headline,
  line,
  type Page,
  pair,
  rule,
  say,
  sentence,
  tell,
  valued,
} from './layout.ts';
import type { GoodsFacts, GoodsLineFacts, RefusalSlipFacts, VoucherSlipFacts } from './slip-facts.ts';
import { LABELS, SENTENCES } from './words.ts';

/** Name, then quantity × price and their product; fees below, with who bears them. */
export function goodsBlock(goods: GoodsFacts, currency: string, page: Page): readonly ReceiptLine[] {
  return [
    ...goods.lines.flatMap((one) => goodsLine(one, currency, page)),
    ...goods.fees.flatMap((fee) => valued(feeName(fee), feeAmount(fee, currency), page)),
    ...(goods.vouchers ?? []).flatMap(({ amountMinor }) =>
      pair(say(LABELS.byVoucher, page.locale), `-${paperAmount(amountMinor, currency)}`, page.columns).map((text) =>
        line(text),
      ),
    ),
    rule,
    ...voucherBackBlock(goods, currency, page),
  ];
}

/** Less where the customer bears it; what the shop bears changes nothing above. */
function feeAmount({ bearer, amountMinor }: GoodsFacts['fees'][number], currency: string): string {
  return `${bearer === 'customer' ? '-' : ''}${paperAmount(amountMinor, currency)}`;
}

/** What vouchers had paid goes back as one: its amount, and on the customer's copy the code that is as good as money. */
function voucherBackBlock({ voucherBack }: GoodsFacts, currency: string, page: Page): readonly ReceiptLine[] {
  if (voucherBack === undefined) return [];
  const { amountMinor, code } = voucherBack;
  return [
    ...pair(say(LABELS.voucherBack, page.locale), paperAmount(amountMinor, currency), page.columns).map((text) =>
      line(text, { bold: true }),
    ),
    ...(code === undefined ? [] : codeBlock(code, page)),
    rule,
  ];
}

function codeBlock(code: string, page: Page): readonly ReceiptLine[] {
  const shown = code.replace(/(\d{3})(?=\d)/g, '$1 ');
  return [
    line(say(LABELS.voucherCode, page.locale), { bold: true }),
    ...headline({ zh: shown, en: shown }, { ...page, locale: 'en' }),
    feed(1),
    { kind: 'qr', data: voucherQr(code) },
    feed(1),
  ];
}

function goodsLine(one: GoodsLineFacts, currency: string, page: Page): readonly ReceiptLine[] {
  const product = paperAmount(one.quantity * one.unitMinor, currency);
  const times = `  ${one.quantity} x ${paperAmount(one.unitMinor, currency)}`;
  return [
    ...tell({ zh: one.zh, en: one.en }, page.locale, page.columns).map((text) => line(text)),
    ...pair(`${times}  ${one.code}`, product, page.columns).map((text) => line(text)),
  ];
}

export function refusalSlip(facts: RefusalSlipFacts, page: Page): readonly ReceiptLine[] {
  const list: Field[] = [
    ...originFields(facts),
    [LABELS.slip, slipNumber(facts.slip)],
    [LABELS.time, dateAndTime(facts.at)],
    ...(facts.code === null ? [] : [[LABELS.code, facts.code] satisfies Field]),
    [LABELS.rule, facts.rule],
  ];
  const body = [
    ...fields(list, page),
    rule,
    ...sentence(facts.why, page, { bold: true, size: 'tall' }),
    ...sentence(facts.remedy, page),
    rule,
    ...originalBlock(facts.original, facts.currency, page),
    ...sentence(SENTENCES.noMoneyMoved, page),
  ];
  return framed(facts, body, page);
}

/** The code that is as good as money stands on the customer's copy alone. */
function voucherCode({ code, copy, voucher }: VoucherSlipFacts, page: Page): readonly ReceiptLine[] {
  if (code === undefined || copy !== 'customer') return remark(LABELS.voucher, voucher, page);
  return codeBlock(code, page);
}

export function voucherSlip(facts: VoucherSlipFacts, page: Page): readonly ReceiptLine[] {
  const list: Field[] = [
    ...originFields(facts),
    [LABELS.slip, slipNumber(facts.slip)],
    [LABELS.time, dateAndTime(facts.at)],
  ];
  const body = [
    ...fields(list, page),
    ...voucherCode(facts, page),
    rule,
    line(say(LABELS.amount, page.locale), { bold: true }),
    amountLine(paperAmount(facts.amountMinor, facts.currency), page),
    rule,
    ...goodsBlock(facts.goods, facts.currency, page),
    ...originalBlock(facts.original, facts.currency, page),
    ...sentence(SENTENCES.voucherTerms, page),
    ...(facts.copy === 'merchant' ? signatureBlock(LABELS.signature, page) : []),
  ];
  return framed(facts, body, page);
}
