/**
 * What people see, judged as a picture: the smallest screen says what a large one says of money, faults, figures and keys, and no line is cut. It knows
 * nothing of pages: it reads both pictures as a person would.
 */
import stringWidth from 'string-width';
import { renderCashierScreen } from '../../firmware/screens/cashier.ts';
import { customerWords, renderCustomerDisplay } from '../../firmware/screens/customer.ts';
import type { TillView } from '../../firmware/screens/till-view.ts';

const SMALLEST = { columns: 24, rows: 6 } as const;
/** So high that nothing on it has to give way. */
const LARGE = { columns: 80, rows: 200 } as const;
const CUSTOMER_CELLS = 20;

const SIGNS = /^ *(×|→|√|!|\?|▶)/;
const MONEY_MOVED = /未扣款|未退款|已完成扣款|勿重复|禁止重复|已批准/;
const KEY = /(?:确认|取消|更正|\d{1,2}|[.+\-/*])(?:\/\d)? ?= ?\p{Script=Han}{1,2}/gu;
const CHOICE = /^(\d{1,2}|[.+\-/*])[ √]?\p{Script=Han}{2}/u;
const AMOUNT = /-?￥[\d,]+(?:\.\d\d)?/g;
const HAN = /[\p{Script=Han}\d]*\p{Script=Han}[\p{Script=Han}\d]*/gu;
/** Esc leads back wherever one is, and any key where it says so: that may be left unsaid. */
const GOING_BACK = /^(取消|其他键)=(返回|结束|以后)/;
/** Pages that are read for their figures: every amount on them is seen, some by turning. */
const FIGURES: ReadonlySet<string> = new Set([
  ...['shift.showing', 'signIn.showingHandOver', 'settlement.offering', 'settlement.ended', 'xReport.showing'],
]);
const TURNS = /([.+])=(?:下一条)?\d+\/(\d+)/;

const packed = (text: string): string => text.replaceAll(/\s/g, '');

/** Of one line of the large screen, what must also stand on the smallest. */
function mustSee(line: string, readsFigures: boolean): readonly string[] {
  const isSaid = SIGNS.test(line) || MONEY_MOVED.test(line);
  const keys = [...(line.match(KEY) ?? [])].filter((key) => !GOING_BACK.test(key));
  const choice = CHOICE.exec(line)?.[0];
  return [
    ...(isSaid && keys.length === 0 ? (line.match(HAN) ?? []) : []),
    ...keys,
    ...(choice === undefined ? [] : [choice]),
    ...(isSaid || readsFigures ? (line.match(AMOUNT) ?? []) : []),
  ].map(packed);
}

/** @returns what is wrong with what the two screens would show of it; nothing when all is well */
export function brokenPicture(view: TillView): readonly string[] {
  const page = pageOf(view);
  const large = renderCashierScreen(view, LARGE).map((line) => line.trimEnd());
  const end = large.indexOf('');
  const body = large.slice(1, end < 0 ? large.length : end);
  const small = smallestPages(view);
  const shown = packed(small.flat().join(''));
  const must = body.filter((line) => !(CHOICE.test(line) && gaveWay(view, line)));
  const lost = must.flatMap((line) => mustSee(line, FIGURES.has(page)).filter((text) => !shown.includes(text)));
  return [
    ...small
      .flat()
      .flatMap((line) => (stringWidth(line) === SMALLEST.columns ? [] : [`screen: not 24 cells: ${line}`])),
    ...(lost.length === 0 ? [] : [`screen: ${page} on 24×6 is without ${lost.join(' ')}: ${small.flat().join('|')}`]),
    ...brokenAmount(view, packed(body.join('')), shown),
    ...brokenDisplay(view, page),
  ];
}

/**
 * What can be chosen may give way: at rest to a question about paper or to the printer's remedy, drawn; in training to why an exercise does not begin; and a
 * device that is well is behind its number all the same.
 */
function gaveWay({ flow, paper }: TillView, line: string): boolean {
  if (flow.at === 'idle') return paper.trouble !== null || paper.doubt !== null || paper.roll !== null;
  if (flow.at === 'exercises') return flow.notice !== null;
  return flow.at === 'health' && /就绪/.test(line);
}

/** Each page of the smallest screen, where a key turns it. */
function smallestPages(view: TillView): readonly (readonly string[])[] {
  const first = renderCashierScreen(view, SMALLEST);
  const [, key = '', pages = '1'] = TURNS.exec(packed(first.join('\n'))) ?? [];
  const turned = (at: number) =>
    ({ ...view.flow, ...(key === '+' ? { shown: at } : { page: at }) }) as TillView['flow'];
  if (pages === '1') return [first];
  return Array.from({ length: Number(pages) }, (_, at) => renderCashierScreen({ ...view, flow: turned(at) }, SMALLEST));
}

/** The amount of before was refused, and the page is about the one that is to be typed now: the sale's own may be the same, and is not it (seed 6007). */
const isTypedAnew = (flow: TillView['flow']): boolean =>
  flow.at === 'refund' && flow.state === 'enteringAmount' && flow.typed === '';

/** The amount that a page is about. */
function brokenAmount(view: TillView, large: string, shown: string): readonly string[] {
  const { flow } = view;
  if (!('amountMinor' in flow) || flow.amountMinor === 0 || isTypedAnew(flow)) return [];
  const amount = `￥${(flow.amountMinor / 100).toFixed(2)}`;
  return large.includes(amount) && !shown.includes(amount)
    ? [`screen: ${pageOf(view)} on 24×6 is without its amount ${amount}: ${shown}`]
    : [];
}

function brokenDisplay(view: TillView, page: string): readonly string[] {
  const cut = customerWords(view).filter((line) => stringWidth(line) > CUSTOMER_CELLS);
  const shown = renderCustomerDisplay(view);
  return [
    ...cut.map((line) => `display: ${page}: more than 20 cells: ${line}`),
    ...shown.flatMap((line) => (stringWidth(line) === CUSTOMER_CELLS ? [] : [`display: not 20 cells: ${line}`])),
  ];
}

/** `sale.awaitingCard` */
export function pageOf({ flow }: TillView): string {
  return 'state' in flow ? `${flow.at}.${flow.state}` : flow.at;
}
