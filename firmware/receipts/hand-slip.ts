/** A slip that was written by hand, as it stands in the journal since it was typed in (补录, requirement D5). */
import { paperAmount } from './amount.ts';
import { dateAndMinute, dateAndTime } from './civil-time.ts';
import type { ReceiptLine } from './document.ts';
import { framed, oneEach, originFields, slipNumber } from './frame.ts';
import { amountLine, fields, line, type Page, rule, say, sentence } from './layout.ts';
import type { HandSlipFacts } from './slip-facts.ts';
import { LABELS, SENTENCES, TENDERS, TITLES } from './words.ts';

export function handSlip(facts: HandSlipFacts, page: Page): readonly ReceiptLine[] {
  const body = [
    ...fields(
      [...originFields(facts), [LABELS.slip, slipNumber(facts.slip)], [LABELS.time, dateAndTime(facts.at)]],
      page,
    ),
    rule,
    ...oneEach(
      [
        [LABELS.handNumber, slipNumber(facts.number)],
        [LABELS.type, say(TITLES[facts.what], page.locale)],
        [LABELS.tender, say(TENDERS[facts.tender], page.locale)],
        [LABELS.writer, facts.writer],
        [LABELS.writtenAt, dateAndMinute(facts.writtenAt)],
      ],
      page,
    ),
    rule,
    line(say(LABELS.amount, page.locale), { bold: true }),
    amountLine(paperAmount(facts.amountMinor, facts.currency), page),
    rule,
    ...sentence(SENTENCES.enteredLater, page),
    rule,
  ];
  return framed(facts, body, page);
}
