/** Slips about the paper itself: the note on an interrupted slip, and the test print. */

import { dateAndTime } from './civil-time.ts';
import type { ReceiptLine } from './document.ts';
import { amountBlock, framed, originFields, remark, slipNumber, transactionFields } from './frame.ts';
import { type Field, feed, fields, headline, line, type Page, rule, sentence, wrap } from './layout.ts';
import { barcodeOf, qrOf } from './look-up-code.ts';
import type { InterruptedNoticeFacts, TestPrintFacts } from './slip-facts.ts';
import { LABELS, SENTENCES } from './words.ts';

/** Names a stub as void and says that the money is not touched by it. */
export function interruptedNotice(facts: InterruptedNoticeFacts, page: Page): readonly ReceiptLine[] {
  const body = [
    ...fields([[LABELS.incomplete, slipNumber(facts.incomplete)]], page),
    ...remark(LABELS.cause, facts.cause, page),
    ...headline(SENTENCES.stubIsVoid, page),
    rule,
    ...fields(transactionFields(facts, facts.transaction, page.locale), page),
    ...amountBlock(facts.transaction, page),
    ...sentence(SENTENCES.moneyStands, page),
  ];
  return framed(facts, body, page);
}

const SAMPLE_ZH = '一二三四五六七八九十甲乙丙丁戊己庚辛壬癸';
/** Not in a printer's two-byte font: drawn, or missing. */
const SAMPLE_RARE = '㐀㛃㵘㸌 ăřžğşő';
const SAMPLE_ASCII = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789';

/** Columns, both scripts, the yuan sign, every size, both codes: what is wrong with a printer shows here. */
export function testPrint(facts: TestPrintFacts, page: Page): readonly ReceiptLine[] {
  const ruler = Array.from({ length: page.columns }, (_, column) => String((column + 1) % 10)).join('');
  const known: Field[] = facts.printer.map(([label, value]) => [{ zh: label, en: label }, value]);
  const printer = known.flatMap((field) => fields([field], { ...page, locale: 'en' }));
  const body: ReceiptLine[] = [
    ...fields(
      [...originFields(facts), [LABELS.slip, slipNumber(facts.slip)], [LABELS.time, dateAndTime(facts.at)]],
      page,
    ),
    rule,
    ...printer,
    rule,
    line(ruler),
    ...wrap(SAMPLE_ZH, page.columns).map((text) => line(text)),
    ...wrap(SAMPLE_RARE, page.columns).map((text) => line(text)),
    ...wrap(SAMPLE_ASCII, page.columns).map((text) => line(text)),
    line('￥1,234.50 normal 正常'),
    line('￥1,234.50 bold 加粗', { bold: true }),
    line('￥1,234.50 tall 倍高', { size: 'tall' }),
    line('￥12.50 倍宽高', { size: 'large' }),
    line('left 左'),
    line('center 中', { align: 'center' }),
    line('right 右', { align: 'right' }),
    rule,
    { kind: 'barcode', data: barcodeOf(facts.slip) },
    feed(1),
    { kind: 'qr', data: qrOf({ tid: facts.terminal.tid, slip: facts.slip, rrn: null }) },
    feed(1),
  ];
  return framed(facts, body, page);
}
