/** 交易状态单: how a transaction stands, what comes next, what to bring, and the code to ask by (requirement C8). */
import { bringWords, nextWords, statusWords } from '../rules/case-status.ts';
import { dateAndMinute } from './civil-time.ts';
import type { ReceiptLine } from './document.ts';
import { amountBlock, framed, lookUpBlock, oneEach, serviceLine, transactionFields } from './frame.ts';
import { type Field, fields, item, line, type Page, rule, say, sentence } from './layout.ts';
import type { CaseStatusFacts } from './slip-facts.ts';
import { LABELS, SENTENCES, TITLES } from './words.ts';

export function caseStatusSlip(facts: CaseStatusFacts, page: Page): readonly ReceiptLine[] {
  const { transaction, status, reference, expected, bring } = facts;
  const next = facts.missed === true ? SENTENCES.missed : nextWords(status);
  const known: Field[] = [
    [LABELS.asOf, dateAndMinute(facts.askedAt)],
    ...(expected === null ? [] : [[LABELS.expected, dateAndMinute(expected).slice(0, 10)] as const]),
    ...(reference === null ? [] : [[LABELS.bankReference, reference] as const]),
  ];
  const body = [
    ...fields(
      [...transactionFields(facts, transaction, page.locale), [LABELS.type, say(TITLES[facts.what], page.locale)]],
      page,
    ),
    ...amountBlock(transaction, page),
    ...sentence(statusWords(status), page, { bold: true, size: 'tall' }),
    ...oneEach(known, page),
    ...(next === null ? [] : sentence(next, page)),
    rule,
    ...sentence(SENTENCES.bring, page, { bold: true }),
    ...bring.flatMap((what) => item('- ', bringWords(what), page)),
    rule,
    ...sentence(SENTENCES.askByCode, page),
    line(facts.code, { align: 'center', bold: true, size: 'large' }),
    ...serviceLine(facts, page),
    ...lookUpBlock(facts, transaction.rrn, page),
  ];
  return framed(facts, body, page);
}

/** When the money of a refund should be there, and by which way (requirement C9). */
export function arrivalLines(facts: { readonly by: string; readonly to: string }, page: Page): readonly ReceiptLine[] {
  return [
    ...oneEach(
      [
        [LABELS.expected, facts.by],
        [LABELS.route, facts.to],
      ],
      page,
    ),
    ...sentence(SENTENCES.bankDecides, page),
  ];
}
