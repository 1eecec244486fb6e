/** What stands on every slip, top and bottom (design §13), and the parts that several slips share. */
import { type MaskedPan, tenderOf } from '../../storage/facts.ts';
import { reasonWords } from '../rules/reasons.ts';
import type { Words } from '../rules/verdict.ts';
import { paperAmount } from './amount.ts';
import { dateAndMinute, dateAndTime } from './civil-time.ts';
import type { ReceiptLine } from './document.ts';
import {
  amountLine,
  centred,
  type Field,
  feed,
  fields,
  headline,
  line,
  type Page,
  rule,
  say,
  sayLines,
  sentence,
  wrap,
} from './layout.ts';
import { barcodeOf, qrOf } from './look-up-code.ts';
import type { OriginalFacts, SlipHead, TransactionFacts } from './slip-facts.ts';
import {
  COPIES,
  duplicateWords,
  ENTRY_LETTERS,
  LABELS,
  MODES,
  NOT_REAL,
  replacesWords,
  SENTENCES,
  TENDERS,
  TITLES,
  voidStubWords,
} from './words.ts';

/** Where the acquirer has given nothing (yet). */
const NOTHING = '-';

/** The paper number as people read and type it: at least six digits. */
export function slipNumber(slip: number): string {
  return String(slip).padStart(6, '0');
}

/**
 * A slip from its head and its body: shop, mode, copy, title, marking · body · mode, marking, end. Large letters leave no room below them, so in each
 * block they come last, above a rule.
 */
export function framed(
  head: SlipHead & { readonly kind: keyof typeof TITLES; readonly transaction?: Pick<TransactionFacts, 'card'> },
  body: readonly ReceiptLine[],
  page: Page,
): readonly ReceiptLine[] {
  return [
    ...(head.terminal.hasLogo === true ? [{ kind: 'logo' } as const] : []),
    ...centred(head.terminal.merchant, page, { bold: true, size: 'tall' }),
    rule,
    ...modeMark(head, page),
    ...centred(say(copyWords(head), page.locale), page, { bold: true }),
    ...headline(TITLES[head.kind], page),
    ...markingLines(head, page),
    rule,
    ...body,
    ...modeMark(head, page),
    ...footMark(head, page),
    // A slip without this line is a stub: the operator who is asked "is it complete?" looks for it.
    ...centred(`*** ${say(SENTENCES.end, page.locale)} ${slipNumber(head.slip)} ***`, page),
    feed(1),
  ];
}

/** No receipt of anything: neither the shop's copy nor the customer's. */
const NO_COPY: Partial<Record<keyof typeof TITLES, Words>> = {
  emergencyCard: COPIES.card,
  exercise: COPIES.none,
  test: COPIES.none,
};

function copyWords({ kind, copy, transaction }: Parameters<typeof framed>[0]): Words {
  const none = NO_COPY[kind];
  if (none !== undefined) return none;
  const isCash = transaction !== undefined && tenderOf(transaction.card) === 'cash';
  return copy === 'customer' && isCash ? COPIES.guest : COPIES[copy];
}

/** 演示 DEMO or 培训 TRAINING, so that nobody hands such a slip over as money's worth. */
function modeMark(head: SlipHead, page: Page): readonly ReceiptLine[] {
  const { mode } = head.terminal;
  if (mode === 'live') return [];
  return [...sentence(NOT_REAL, page, { align: 'center' }), ...headline(MODES[mode], page), rule];
}

function markingLines(head: SlipHead, page: Page): readonly ReceiptLine[] {
  const { marking } = head;
  if (marking.kind === 'original') return [];
  const times: Field[] = marking.kind === 'duplicate' ? [[LABELS.originalTime, dateAndMinute(head.at)]] : [];
  if (head.printedAt !== null) times.push([LABELS.printed, dateAndMinute(head.printedAt)]);
  if (marking.kind === 'duplicate')
    return [rule, ...oneEach(times, page), ...headline(duplicateWords(marking.n), page)];
  const stub = slipNumber(marking.slip);
  return [
    rule,
    ...sentence(voidStubWords(stub), page),
    ...oneEach(times, page),
    ...sayLines(replacesWords(stub), page.locale, page.columns).map((text) =>
      line(text, { align: 'center', bold: true, size: 'tall' }),
    ),
  ];
}

/**
 * The marking a second time, right above the end: a printer that loses its power in the middle of a slip forgets some lines, and the line prints the
 * rest. Whoever holds the end then holds the mark, wherever that hole is.
 */
function footMark({ marking }: SlipHead, page: Page): readonly ReceiptLine[] {
  if (marking.kind === 'original') return [];
  const words = marking.kind === 'duplicate' ? duplicateWords(marking.n) : replacesWords(slipNumber(marking.slip));
  return sayLines(words, page.locale, page.columns).map((text) => line(text, { align: 'center', bold: true }));
}

/** Fields one a line, for what should not be overlooked beside a neighbour. */
export function oneEach(list: readonly Field[], page: Page): readonly ReceiptLine[] {
  return list.flatMap((field) => fields([field], page));
}

/** Terminal, slip and operator, as on reports. */
export function originFields(head: SlipHead): readonly Field[] {
  return [
    [LABELS.terminalId, head.terminal.tid],
    [LABELS.operator, head.operator],
    [LABELS.merchantId, head.terminal.mid],
  ];
}

/** Everything that names a transaction to a person, a host or a court. */
export function transactionFields(
  head: SlipHead,
  transaction: TransactionFacts,
  locale: Page['locale'],
): readonly Field[] {
  if (tenderOf(transaction.card) === 'cash') {
    return [
      ...originFields(head),
      [LABELS.slip, slipNumber(head.slip)],
      [LABELS.tender, say(TENDERS.cash, locale)],
      [LABELS.time, dateAndTime(head.at)],
    ];
  }
  return [
    ...originFields(head),
    [LABELS.slip, slipNumber(head.slip)],
    [LABELS.batch, transaction.batch ?? NOTHING],
    [LABELS.trace, transaction.stan ?? NOTHING],
    [LABELS.authCode, transaction.authCode ?? NOTHING],
    [LABELS.rrn, transaction.rrn ?? NOTHING],
    [LABELS.card, cardOnPaper(head, transaction)],
    [LABELS.time, dateAndTime(head.at)],
  ];
}

/** First six and last four for the shop; the customer's copy keeps the last four only (facts/acquirer §6). */
function cardOnPaper(head: SlipHead, { card }: TransactionFacts): string {
  const shown = head.copy === 'customer' ? lastFour(card.maskedPan) : card.maskedPan;
  return `${shown} /${ENTRY_LETTERS[card.entryMode]}`;
}

function lastFour(masked: MaskedPan): string {
  return masked.slice(-4).padStart(masked.length, '*');
}

export function amountBlock(transaction: TransactionFacts, page: Page): readonly ReceiptLine[] {
  return [
    rule,
    line(say(LABELS.amount, page.locale), { bold: true }),
    amountLine(paperAmount(transaction.amountMinor, transaction.currency), page),
    rule,
  ];
}

/** What the chip said, as card schemes ask for it; nothing that leads back to the card. */
export function chipBlock({ card: { chip } }: TransactionFacts, page: Page): readonly ReceiptLine[] {
  if (chip === undefined) return [];
  const list: Field[] = [
    ...(chip.label === null ? [] : [[LABELS.chipLabel, chip.label] as const]),
    [LABELS.aid, chip.aid],
    ...(chip.cryptogram === null ? [] : [[LABELS.chipCryptogram, chip.cryptogram] as const]),
    [LABELS.chipResults, `${chip.tvr ?? NOTHING} ${chip.tsi ?? NOTHING}`],
    ...(chip.atc === null ? [] : [[LABELS.chipCounter, chip.atc] as const]),
  ];
  return [...oneEach(list, page), rule];
}

/** The transaction that this one points back to. */
export function originalBlock(original: OriginalFacts | null, currency: string, page: Page): readonly ReceiptLine[] {
  if (original === null) return [];
  // Of cash no host has given it a name.
  const isCash = original.stan === null && original.rrn === null;
  const named: Field[] = isCash
    ? []
    : [
        [LABELS.batch, original.batch ?? NOTHING],
        [LABELS.trace, original.stan ?? NOTHING],
        [LABELS.rrn, original.rrn ?? NOTHING],
      ];
  const list: Field[] = [
    [LABELS.slip, original.slip === null ? NOTHING : slipNumber(original.slip)],
    ...named,
    [LABELS.amount, paperAmount(original.amountMinor, currency)],
    [LABELS.time, dateAndTime(original.at)],
  ];
  return [line(say(LABELS.original, page.locale), { bold: true }), ...fields(list, page), rule];
}

/** Free words behind a label, wrapped, never cut. */
export function remark(label: Words, text: string, page: Page): readonly ReceiptLine[] {
  return wrap(`${say(label, page.locale)}: ${text}`, page.columns, 2).map((part) => line(part));
}

/** Why money went back: the words of the reason's code, or what was typed. */
export function reasonRemark(transaction: TransactionFacts, page: Page): readonly ReceiptLine[] {
  const { reason, reasonWords: own } = transaction;
  return reason === null ? [] : remark(LABELS.reason, reasonText(own ?? reasonWords(reason), page), page);
}

/** Typed words are the same in every language. */
function reasonText(words: Words, page: Page): string {
  return words.zh === words.en ? words.zh : say(words, page.locale);
}

export function signatureBlock(label: Words, page: Page): readonly ReceiptLine[] {
  return [line(`${say(label, page.locale)}:`), feed(3), rule];
}

export function lookUpBlock(head: SlipHead, rrn: string | null, page: Page): readonly ReceiptLine[] {
  return [
    rule,
    ...sentence(SENTENCES.lookUp, page, { align: 'center' }),
    { kind: 'barcode', data: barcodeOf(head.slip) },
    feed(1),
    { kind: 'qr', data: qrOf({ tid: head.terminal.tid, slip: head.slip, rrn }) },
    feed(1),
  ];
}

/** Whom to call, where the shop has said so. */
export function serviceLine(head: SlipHead, page: Page): readonly ReceiptLine[] {
  const { servicePhone } = head.terminal;
  return servicePhone === undefined ? [] : fields([[LABELS.service, servicePhone]], page);
}
