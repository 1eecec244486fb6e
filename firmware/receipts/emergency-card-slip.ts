/** 应急卡 on paper, to hang beside the terminal (requirement H6). */
import { emergencyCard, phoneWords } from '../rules/emergency-cards.ts';
import { dateAndTime } from './civil-time.ts';
import type { ReceiptLine } from './document.ts';
import { framed, originFields, slipNumber } from './frame.ts';
import { fields, headline, item, type Page, rule, sentence } from './layout.ts';
import type { EmergencyCardFacts } from './slip-facts.ts';
import { LABELS } from './words.ts';

export function emergencyCardSlip(facts: EmergencyCardFacts, page: Page): readonly ReceiptLine[] {
  const { title, steps, calls } = emergencyCard(facts.card);
  const body = [
    ...fields(
      [...originFields(facts), [LABELS.slip, slipNumber(facts.slip)], [LABELS.time, dateAndTime(facts.at)]],
      page,
    ),
    rule,
    ...headline(title, page),
    rule,
    ...steps.flatMap((step, at) => item(`${at + 1}. `, step, page)),
    rule,
    ...sentence(phoneWords(calls, facts.phones), page, { bold: true }),
  ];
  return framed(facts, body, page);
}
