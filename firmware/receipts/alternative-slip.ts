/** 优惠券, 自取单: what a customer got in the place of paper (requirement D13). */
import { alternativeName } from '../rules/alternatives.ts';
import { paperAmount } from './amount.ts';
import { dateAndTime } from './civil-time.ts';
import type { ReceiptLine } from './document.ts';
import { framed, originalBlock, originFields, slipNumber } from './frame.ts';
import { amountLine, fields, headline, line, type Page, rule, say, sentence } from './layout.ts';
import type { AlternativeSlipFacts } from './slip-facts.ts';
import { LABELS, SENTENCES } from './words.ts';

export function alternativeSlip(facts: AlternativeSlipFacts, page: Page): readonly ReceiptLine[] {
  const { kind, number, amountMinor, currency, original } = facts;
  const name = alternativeName(kind, number);
  const worth = [
    line(say(LABELS.amount, page.locale), { bold: true }),
    amountLine(paperAmount(amountMinor, currency), page),
    rule,
  ];
  const body = [
    ...fields(
      [...originFields(facts), [LABELS.slip, slipNumber(facts.slip)], [LABELS.time, dateAndTime(facts.at)]],
      page,
    ),
    rule,
    ...headline({ zh: name, en: name }, { ...page, locale: 'en' }),
    rule,
    ...(kind === 'coupon' ? worth : []),
    ...originalBlock(original, currency, page),
    ...sentence(kind === 'coupon' ? SENTENCES.couponTerms : SENTENCES.pickUpTerms, page),
  ];
  return framed(facts, body, page);
}
