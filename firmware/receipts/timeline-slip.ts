/** 交易流水: the story of one transaction on paper, for the customer, the acquirer or a court (requirement A4). */
import { dateAndTime } from './civil-time.ts';
import type { ReceiptLine } from './document.ts';
import { amountBlock, framed, lookUpBlock, transactionFields } from './frame.ts';
import { type Field, fields, line, type Page, pair, say, tell, wrap } from './layout.ts';
import type { TimelineSlipFacts } from './slip-facts.ts';
import { LABELS, TITLES } from './words.ts';

const NOTHING = '-';

export function timelineSlip(facts: TimelineSlipFacts, page: Page): readonly ReceiptLine[] {
  const { transaction, payee } = facts;
  const list: Field[] = [
    ...transactionFields(facts, transaction, page.locale),
    [LABELS.type, say(TITLES[facts.what], page.locale)],
    [LABELS.payee, payee === null ? NOTHING : `${payee.mid} ${payee.tid}`],
  ];
  const body = [
    ...fields(list, page),
    ...amountBlock(transaction, page),
    ...facts.lines.flatMap((event) => eventLines(event, page)),
    ...lookUpBlock(facts, transaction.rrn, page),
  ];
  return framed(facts, body, page);
}

/** When and who, what, and the numbers of it, indented. */
function eventLines(event: TimelineSlipFacts['lines'][number], page: Page): readonly ReceiptLine[] {
  const { at, operator, what, detail } = event;
  const who = `${say(LABELS.operator, 'en')} ${operator}`;
  return [
    ...pair(dateAndTime(at).slice(5), who, page.columns).map((text) => line(text)),
    ...tell(what, page.locale, page.columns - 2).map((text) => line(`  ${text}`, { bold: true })),
    ...(detail === '' ? [] : wrap(detail, page.columns - 2).map((text) => line(`  ${text}`))),
  ];
}
