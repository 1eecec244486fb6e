/** Slips about many transactions: settlement totals, the X report, the paper-back report. */
import { signedAmount } from '../rules/cash.ts';
import type { Words } from '../rules/verdict.ts';
import { paperAmount } from './amount.ts';
import { dateAndTime } from './civil-time.ts';
import type { ReceiptLine } from './document.ts';
import { framed, oneEach, originFields, signatureBlock, slipNumber } from './frame.ts';
import { columnsOf, type Field, fields, headline, line, type Page, pair, rule, say, sentence, wrap } from './layout.ts';
import type {
  CountAndAmount,
  PaperBackFacts,
  ReportSlipFacts,
  SettlementSlipFacts,
  SlipHead,
  TotalsFacts,
  XReportFacts,
} from './slip-facts.ts';
import { LABELS, SENTENCES, TENDERS, TITLES } from './words.ts';

const VERDICTS = {
  balanced: SENTENCES.balanced,
  notBalanced: SENTENCES.notBalanced,
  error: SENTENCES.settlementError,
} as const;

export function reportSlip(facts: ReportSlipFacts, page: Page): readonly ReceiptLine[] {
  return framed(facts, bodyOf(facts, page), page);
}

function bodyOf(facts: ReportSlipFacts, page: Page): readonly ReceiptLine[] {
  switch (facts.kind) {
    case 'settlement':
      return settlementBody(facts, page);
    case 'xReport':
      return xReportBody(facts, page);
    case 'paperBack':
      return paperBackBody(facts, page);
  }
}

function settlementBody(facts: SettlementSlipFacts, page: Page): readonly ReceiptLine[] {
  return [
    ...fields(
      [
        ...reportFields(facts, facts.batch),
        [LABELS.trace, facts.stan ?? '-'],
        [LABELS.rrn, facts.rrn ?? '-'],
        [LABELS.time, dateAndTime(facts.at)],
      ],
      page,
    ),
    ...headline(VERDICTS[facts.verdict], page),
    ...totalsTable(facts.totals, page),
    ...named(LABELS.openItems, facts.exceptions, page),
    ...named(LABELS.differences, facts.differences ?? [], page),
    ...named(LABELS.openCases, facts.openCases ?? [], page),
    ...signatureBlock(SENTENCES.signedOff, page),
  ];
}

function xReportBody(facts: XReportFacts, page: Page): readonly ReceiptLine[] {
  const { obligations: owed, withoutPaper, totals } = facts;
  return [
    ...sentence(SENTENCES.closesNothing, page, { align: 'center' }),
    ...fields([...reportFields(facts, facts.batch), [LABELS.time, dateAndTime(facts.at)]], page),
    ...totalsTable(totals, page),
    ...cashRows(facts, page),
    ...oneEach(
      [
        [LABELS.receiptsOwed, String(owed.receipts)],
        [LABELS.refundsOwed, String(owed.refunds)],
        [LABELS.reversalsOwed, String(owed.reversals)],
        [LABELS.outcomesOpen, String(owed.outcomes)],
      ],
      page,
    ),
    ...totalsRow(LABELS.withoutPaper, withoutPaper, totals.currency, page),
    rule,
  ];
}

/** Cash stands apart from what the acquirer counts. */
function cashRows({ cash, totals }: XReportFacts, page: Page): readonly ReceiptLine[] {
  if (cash === undefined) return [];
  const { currency } = totals;
  const { saleCount, saleMinor, backCount, backMinor, drawerMinor } = cash;
  return [
    ...totalsRow(TENDERS.cash, { count: saleCount, amountMinor: saleMinor }, currency, page),
    ...totalsRow(LABELS.cashBack, { count: backCount, amountMinor: backMinor }, currency, page),
    ...oneEach([[LABELS.drawer, signedAmount(drawerMinor, currency)]], page),
    rule,
  ];
}

function paperBackBody(facts: PaperBackFacts, page: Page): readonly ReceiptLine[] {
  const { receipts, refunds, handSlips, differences, acquirer, cash } = facts;
  const { currency } = facts.totals;
  const counted = receipts.counted === null ? '-' : String(receipts.counted);
  return [
    ...fields([...reportFields(facts, facts.batch), [LABELS.time, dateAndTime(facts.at)]], page),
    rule,
    ...oneEach(
      [
        [LABELS.since, dateAndTime(facts.from)],
        [LABELS.until, dateAndTime(facts.until)],
      ],
      page,
    ),
    ...totalsTable(facts.totals, page),
    ...fields(
      [
        [LABELS.receiptsOwed, String(receipts.owed)],
        [LABELS.receiptsPrinted, String(receipts.printed)],
        [LABELS.receiptsCounted, counted],
        [LABELS.refundsDeferred, String(refunds.deferred)],
        [LABELS.refundsCompleted, String(refunds.completed)],
        [LABELS.handSlips, String(handSlips.entered)],
        ...(cash === undefined
          ? []
          : ([
              [LABELS.cashExpected, signedAmount(cash.expected, currency)],
              [LABELS.cashCounted, signedAmount(cash.counted, currency)],
            ] as const)),
        ...(acquirer === undefined
          ? []
          : ([
              [LABELS.acquirerAgrees, String(acquirer.agreed)],
              [LABELS.acquirerSilent, String(acquirer.unanswered)],
            ] as const)),
      ],
      page,
    ),
    rule,
    ...named(LABELS.handSlipsMissing, handSlips.missing, page),
    ...named(LABELS.comparedAtSettlement, acquirer?.postponed ?? [], page),
    ...(differences.length === 0
      ? sentence(SENTENCES.noDifference, page)
      : named(LABELS.differences, differences, page)),
    ...signedOff(facts.signedOffBy, page),
  ];
}

function signedOff(by: string | null, page: Page): readonly ReceiptLine[] {
  if (by === null) return sentence(SENTENCES.notSignedOff, page, { bold: true });
  return [...fields([[LABELS.signedOff, by]], page), ...signatureBlock(SENTENCES.signedOff, page)];
}

function reportFields(head: SlipHead, batch: string): readonly Field[] {
  return [...originFields(head), [LABELS.slip, slipNumber(head.slip)], [LABELS.batch, batch]];
}

/** Net is what the shop is owed: sales and completions less voids, cancels and refunds. */
function totalsTable(totals: TotalsFacts, page: Page): readonly ReceiptLine[] {
  const { currency, sale, void: voided, refund, completion, completionCancel } = totals;
  const completed = (completion?.amountMinor ?? 0) - (completionCancel?.amountMinor ?? 0);
  const net = sale.amountMinor + completed - voided.amountMinor - refund.amountMinor;
  const heading = pair(say(LABELS.type, page.locale), headingOf(page), page.columns);
  const netLine = pair(say(LABELS.net, page.locale), paperAmount(net, currency), page.columns);
  return [
    rule,
    ...heading.map((text) => line(text)),
    ...totalsRow(TITLES.sale, sale, currency, page),
    ...totalsRow(TITLES.void, voided, currency, page),
    ...totalsRow(TITLES.refund, refund, currency, page),
    ...(completion === undefined ? [] : totalsRow(TITLES.completion, completion, currency, page)),
    ...(completionCancel === undefined ? [] : totalsRow(TITLES.completionCancel, completionCancel, currency, page)),
    ...netLine.map((text) => line(text, { bold: true, size: 'tall' })),
    rule,
    ...schemesTable(totals, page),
  ];
}

/** What the acquirer compares, card group by card group (facts/acquirer §1.5). */
function schemesTable({ currency, schemes = [] }: TotalsFacts, page: Page): readonly ReceiptLine[] {
  if (schemes.length === 0) return [];
  const named = (label: Words, scheme: string | null): Words => {
    const { zh, en } = scheme === null ? LABELS.domestic : { zh: `${LABELS.foreign.zh} ${scheme}`, en: scheme };
    return { zh: `${zh} ${label.zh}`, en: `${en} ${label.en}` };
  };
  const rows = schemes.flatMap(({ scheme, debit, credit }) => [
    ...totalsRow(named(LABELS.debit, scheme), debit, currency, page),
    ...totalsRow(named(LABELS.credit, scheme), credit, currency, page),
  ]);
  return [...rows, rule];
}

/** Room that an amount of up to six figures takes, so that the counts of a table stand below each other. */
const AMOUNT_COLUMNS = 14;

/** Over its columns where the paper is wide enough. */
function headingOf({ locale, columns }: Page): string {
  const [count, amount] = [say(LABELS.count, locale), say(LABELS.amount, locale)];
  const padding = ' '.repeat(Math.max(0, AMOUNT_COLUMNS - columnsOf(amount)));
  const over = `${count} ${padding}${amount}`;
  return columnsOf(over) + columnsOf(say(LABELS.type, locale)) < columns ? over : `${count} ${amount}`;
}

function totalsRow(
  label: Words,
  { count, amountMinor }: CountAndAmount,
  currency: string,
  page: Page,
): readonly ReceiptLine[] {
  const amount = paperAmount(amountMinor, currency);
  const padding = ' '.repeat(Math.max(0, AMOUNT_COLUMNS - columnsOf(amount)));
  return pair(say(label, page.locale), `${count} ${padding}${amount}`, page.columns).map((text) => line(text));
}

/** A list of sentences under a heading; nothing at all when it is empty. */
function named(label: Words, items: readonly string[], page: Page): readonly ReceiptLine[] {
  if (items.length === 0) return [];
  const sentences = items.flatMap((item, index) => wrap(`${index + 1}. ${item}`, page.columns, 3));
  return [line(say(label, page.locale), { bold: true }), ...sentences.map((text) => line(text)), rule];
}
