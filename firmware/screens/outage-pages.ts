/** The pages of the paper-back routine and of the wizard for hand slips (requirements D5, D8). */
import { readAmount } from '../rules/amount-entry.ts';
import { amountWords, currencyExponent } from '../rules/money-words.ts';
import { type AcquirerComparison, postponedDifference, type WeighedDifference } from '../rules/outage-comparison.ts';
import { differenceWords, needsManager } from '../rules/outage-differences.ts';
import type { Refusal, Words } from '../rules/verdict.ts';
import { noticeBlocks } from './notice-lines.ts';
import { amountLine, type Block, choiceLine, keys, must, pairCells, ranked, title } from './page.ts';
import { identificationBlocks } from './people-pages.ts';
import type { IdentificationView } from './people-views.ts';

type Notice = Refusal | { readonly allowed: true; readonly why: Words; readonly remedy: Words } | null;

export interface PaperBackView {
  readonly at: 'paperBack';
  /** The difference that is shown where there is room for one only, counted from 0. */
  readonly shown: number;
  readonly state: string;
  readonly survey: {
    readonly owed: number;
    readonly printed: number;
    readonly promises: number;
    readonly handSlips: number;
    readonly nextBlank: number | null;
    readonly acquirer: AcquirerComparison;
    readonly cash: { readonly what: 'cash' | 'drawer' } | null;
    readonly signOffLimitMinor: number;
  } | null;
  readonly typed: string;
  readonly differences: readonly WeighedDifference[];
  readonly identification: IdentificationView | null;
  readonly currency: string;
  readonly notice: Notice;
}

export interface HandSlipsView {
  readonly at: 'handSlips';
  readonly state: string;
  readonly typed: string;
  readonly slip: {
    readonly number: number;
    readonly kind: 'sale' | 'refund';
    readonly tender: 'cash' | 'card' | 'other';
    readonly amountMinor: number;
    readonly writtenAt: string;
    readonly writer: string;
  };
  readonly first: number;
  readonly entered: number;
  readonly operator: string;
  readonly currency: string;
  readonly notice: Notice;
}

const PAPER_BACK: Words = { zh: '来纸对账', en: 'PAPER IS BACK' };
const GO_ON: Words = { zh: '确认=继续 取消=以后再办', en: 'ENTER go on  ESC later' };

export function paperBackPage(view: PaperBackView, columns: number): readonly Block[] {
  if (view.survey !== null && (view.state === 'reviewing' || view.state === 'signing'))
    return reviewBlocks(view, view.survey);
  return [title(PAPER_BACK), ...stepBlocks(view, columns), ...noticeBlocks(view.notice)];
}

function stepBlocks(view: PaperBackView, columns: number): readonly Block[] {
  const { survey, typed, currency } = view;
  if (survey === null) return must({ zh: '没有待对账的缺纸时段', en: 'NO OUTAGE TO GO THROUGH' });
  switch (view.state) {
    case 'awaitingSlips':
      return must(
        { zh: `还有 ${survey.owed} 张小票待打印`, en: `${survey.owed} SLIPS STILL TO PRINT` },
        { zh: '打完后按确认', en: 'ENTER WHEN THEY ARE OUT' },
      );
    case 'countingSlips':
    case 'keepingSlips':
      return must(
        { zh: '请清点刚补打的小票', en: 'COUNT THE SLIPS THAT CAME OUT' },
        pairCells('张数 SLIPS', typed === '' ? '_' : typed, columns),
        GO_ON,
      );
    case 'askingHandSlips':
    case 'countingBlanks':
      return handSlipsBlocks(survey, typed, columns);
    case 'offeringPromises':
      return must(
        { zh: `待办退货 ${survey.promises} 笔`, en: `${survey.promises} REFUNDS ARE PROMISED` },
        { zh: '确认=现在办理 0=以后', en: 'ENTER now  0 later' },
      );
    case 'comparing':
    case 'asking':
    case 'takingAnswer':
      return must(
        { zh: '正在与收单行逐笔核对', en: 'ASKING THE ACQUIRER, ONE BY ONE' },
        pairCells('相符 AGREE', agreeing(survey.acquirer), columns),
        { zh: '取消=以后再办', en: 'ESC later' },
      );
    case 'acquirerSilent':
      return must(
        {
          zh: `收单行未答:${survey.acquirer.unanswered.length} 笔未核对`,
          en: `NO ANSWER: ${survey.acquirer.unanswered.length} NOT COMPARED`,
        },
        { zh: '确认=再问 0=以后(列为待办)', en: 'ENTER ask again  0 later, a task' },
      );
    case 'countingCash':
    case 'keepingCash':
      return must(
        survey.cash?.what === 'drawer' ? COUNT_DRAWER : COUNT_CASH,
        pairCells('现金 CASH', amountWords(readAmount(typed, currencyExponent(currency)), currency), columns),
        GO_ON,
      );
    case 'identifying':
      return view.identification === null ? [] : identificationBlocks(view.identification, columns);
    case 'signedOff':
      return [
        ...differenceBlocks(view.differences),
        ...must({ zh: '√ 已签核,对账单另打印', en: 'SIGNED OFF, THE REPORT IS A SLIP' }),
      ];
    default:
      return [];
  }
}

function handSlipsBlocks(
  survey: NonNullable<PaperBackView['survey']>,
  typed: string,
  columns: number,
): readonly Block[] {
  const blank = typed === '' ? String(survey.nextBlank).padStart(6, '0') : typed;
  return [
    ...must({ zh: '写过手工单吗?', en: 'WERE SLIPS WRITTEN BY HAND?' }),
    ...ranked(1, pairCells('已补录 ENTERED', String(survey.handSlips), columns)),
    keys({ zh: '+ 补录手工单', en: '+ ENTER THEM NOW' }),
    ...must(survey.nextBlank === null ? null : pairCells('票本下一空白号 NEXT BLANK', blank, columns)),
    keys(GO_ON),
  ];
}

/** What must be answered, and the difference that is looked at, are never pushed out. */
function reviewBlocks(
  { differences, shown, currency }: PaperBackView,
  { acquirer, signOffLimitMinor }: NonNullable<PaperBackView['survey']>,
): readonly Block[] {
  const { postponed } = acquirer;
  const settles = postponed.length > 0;
  const inTurn = [...differences.slice(shown), ...differences.slice(0, shown)];
  const marked = (words: Words): Words => ({ zh: `! ${words.zh}`, en: words.en });
  return [
    { rank: 9, words: PAPER_BACK },
    ...inTurn.map((difference, i) => ({ rank: Math.min(i, 6), words: marked(differenceWords(difference)) })),
    ...(differences.length === 0 ? [{ rank: 1, words: AGREES }] : []),
    ...(differences.length < 2
      ? []
      : [
          keys({
            zh: `+=下一条 ${shown + 1}/${differences.length}${settles ? ` ${SETTLE_NOW.zh}` : ''}`,
            en: settles ? `NEXT  ${SETTLE_NOW.en}` : 'NEXT',
          }),
        ]),
    ...acquirerBlocks(acquirer),
    ...postponed.map((batch) => ({ rank: 2, words: differenceWords(postponedDifference(batch, currency)) })),
    keys(...(needsManager(differences, signOffLimitMinor) ? MANAGER_SIGNS : SIGN)),
    ...(settles && differences.length < 2 ? [keys(SETTLE_NOW)] : []),
  ];
}

const AGREES: Words = { zh: '√ 账实相符', en: 'EVERYTHING AGREES' };
const COUNT_CASH: Words = { zh: '请点缺纸期间所收现金', en: 'COUNT THE CASH OF THE OUTAGE' };
const COUNT_DRAWER: Words = { zh: '请点钱箱全部现金', en: 'COUNT THE CASH IN THE DRAWER' };
const SIGN: readonly [Words, string] = [
  { zh: '确认=签核 更正=重点 取消=以后', en: 'ENTER sign off  CLEAR counts again  ESC later' },
  '确认=签核 更正=重点',
];
const MANAGER_SIGNS: readonly [Words, string] = [
  { zh: '确认=主管签核 更正=重点 取消=以后', en: 'ENTER manager signs  CLEAR again  ESC later' },
  '确认=主管签核 更正=重点',
];
const SETTLE_NOW: Words = { zh: '.=现在结算', en: '. settle and compare now' };

/** How many of those that were asked about agree. */
function agreeing({ agreed, unanswered, differences }: AcquirerComparison): string {
  const differing = differences.filter(({ what }) => what === 'acquirer-differs').length;
  return `${agreed}/${agreed + unanswered.length + differing}`;
}

function acquirerBlocks(acquirer: AcquirerComparison): readonly Block[] {
  const isTold = acquirer.way === 'enquiry' || acquirer.agreed > 0;
  return isTold ? [{ rank: 4, words: { zh: `收单行相符 ${agreeing(acquirer)}`, en: 'ACQUIRER AGREES' } }] : [];
}

/** They were gone through one by one, and stand on the slip. */
function differenceBlocks(differences: readonly WeighedDifference[]): readonly Block[] {
  if (differences.length === 0) return must(AGREES);
  return [
    ...must({ zh: `! 差异 ${differences.length} 项`, en: 'DIFFERENCES' }),
    ...ranked(1, ...differences.map(differenceWords)),
  ];
}

const HAND_SLIPS: Words = { zh: '手工单补录', en: 'HAND SLIPS' };
const KINDS: Readonly<Record<'sale' | 'refund', Words>> = {
  sale: { zh: '消费', en: 'SALE' },
  refund: { zh: '退货', en: 'REFUND' },
};
const TENDERS: Readonly<Record<'cash' | 'card' | 'other', Words>> = {
  cash: { zh: '现金', en: 'CASH' },
  card: { zh: '银行卡', en: 'CARD' },
  other: { zh: '其他', en: 'OTHER' },
};

export function handSlipsPage(view: HandSlipsView, columns: number): readonly Block[] {
  return [title(HAND_SLIPS), ...wizardBlocks(view, columns), ...noticeBlocks(view.notice)];
}

function wizardBlocks(view: HandSlipsView, columns: number): readonly Block[] {
  const { typed, slip, currency } = view;
  const line = (label: string, value: string) => pairCells(label, value === '' ? '_' : value, columns);
  const head = ranked(1, pairCells(`单号 NO. ${String(slip.number).padStart(6, '0')}`, KINDS[slip.kind].zh, columns));
  switch (view.state) {
    case 'choosingKind':
      return [...ranked(1, line('单号 NO.', String(slip.number))), ...choices(KINDS, columns)];
    case 'choosingTender':
      return [...head, ...choices(TENDERS, columns)];
    case 'enteringAmount':
      return [
        ...head,
        amountLine('金额 AMOUNT', amountWords(readAmount(typed, currencyExponent(currency)), currency), columns),
        keys(BACK),
      ];
    case 'enteringTime':
    case 'readingTime':
      return [
        ...head,
        ...must(line(columns < NARROW ? '时分或日时分' : '时间 时分/日时分 HHMM/DDHHMM', typed)),
        keys(typed === '' ? { zh: '直接确认=现在 取消=返回', en: 'ENTER: NOW  ESC back' } : BACK),
      ];
    case 'enteringWriter':
      return [...head, ...must(line('书写人 WRITTEN BY', typed === '' ? view.operator : typed)), keys(BACK)];
    case 'confirming':
    case 'keeping':
      return [
        ...head,
        amountLine(
          `${TENDERS[slip.tender].zh} ${TENDERS[slip.tender].en}`,
          amountWords(slip.amountMinor, currency),
          columns,
        ),
        ...must(
          line(
            columns < NARROW ? '书写/时间' : '书写人/时间 WRITER/TIME',
            `${slip.writer} ${slip.writtenAt === '' ? '-' : slip.writtenAt}`,
          ),
        ),
        keys({ zh: '确认=补录 取消=返回', en: 'ENTER keep  ESC back' }),
      ];
    case 'enteringFirst':
      return [...ranked(1, { zh: '登记新票本', en: 'A NEW PAD' }), ...must(line('首号 FIRST', typed)), keys(BACK)];
    case 'enteringLast':
    case 'issuing':
      return [...must(line('首号 FIRST', String(view.first)), line('末号 LAST', typed)), keys(BACK)];
    default:
      return [
        ...must(line('单号 NUMBER', typed)),
        ...ranked(1, view.entered === 0 ? null : line('已补录 ENTERED', String(view.entered))),
        keys({ zh: '确认=补录 -作废 *新票本', en: 'ENTER go on  - spoiled  * new pad' }),
      ];
  }
}

const NARROW = 32;

const BACK: Words = { zh: '确认=继续 取消=返回', en: 'ENTER go on  ESC back' };

function choices(words: Readonly<Record<string, Words>>, columns: number): readonly Block[] {
  return must(...Object.values(words).map(({ zh, en }, i) => choiceLine(`${i + 1} ${zh}`, en, columns)));
}
