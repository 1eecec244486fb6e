/** Pages of the look-up and of the timeline: as many lines as fit are shown, none is lost on a small screen. */
import { amountWords } from '../rules/money-words.ts';
import type { Words } from '../rules/verdict.ts';
import type { HitView, LookupView, TimelineView } from './lookup-views.ts';
import { noticeBlocks } from './notice-lines.ts';
import { type Block, bothLanguages, keys, must, pairCells, title, wrapCells } from './page.ts';

const TITLE: Words = { zh: '退货/查单', en: 'REFUND: FIND THE SALE' };
const CONFIRM: Words = { zh: '确认=继续 取消=返回', en: 'ENTER go on  ESC back' };

/** `verb`: how the reader takes a card. */
export function lookupPage(view: LookupView, verb: Words, columns: number): readonly Block[] {
  if (view.state === 'choosing') {
    const hits = view.hits.map((hit, i): Block => ({ rank: 0, text: hitLine(hit, i + 1, columns) }));
    return [title({ zh: '是哪一笔?', en: 'WHICH ONE?' }, 1), ...hits];
  }
  const hints: readonly Block[] = [
    { rank: 2, words: { zh: '或金额/卡末四位/月日时分', en: 'OR AMOUNT, LAST 4, MMDDhhmm' } },
    { rank: 2, words: { zh: `或扫小票/${verb.zh}原卡`, en: `OR SCAN SLIP, ${verb.en} CARD` } },
    ...(view.offersWithoutSale
      ? [{ rank: 1, words: { zh: '+=没有原单', en: '+: NO SALE TO SHOW' } } satisfies Block]
      : []),
    { rank: 1, words: CONFIRM },
  ];
  return [
    title(TITLE),
    // Once it is found, what is said of it and the keys come first.
    {
      rank: view.opened ? 1 : 0,
      text: pairCells(columns < 32 ? '票号/RRN' : '票号/参考号 SLIP/RRN', view.typed, columns),
    },
    ...(view.notice === null
      ? hints
      : noticeBlocks(isAwaited(view) ? { ...view.notice, remedy: NOTHING } : view.notice)),
    ...(view.arrival === null
      ? []
      : [
          {
            rank: isAwaited(view) ? 0 : 2,
            words: arrivalWords(view.arrival),
          } satisfies Block,
        ]),
    ...(view.opened ? [view.arrival?.rrn == null ? keys(TIMELINE) : keys(CASE_OR_TIMELINE)] : []),
  ];
}

/** The money of a refund should be there: what to do is its case file, which a key of this page opens, whatever else may be said of the sale. */
const isAwaited = ({ arrival }: LookupView): boolean => arrival !== null && (arrival.isMissed || arrival.isOver);
const NOTHING: Words = { zh: '', en: '' };

const TIMELINE: Words = { zh: '*=看流水', en: '*: TIMELINE' };
const CASE_OR_TIMELINE: Words = { zh: '-=案卷 *=看流水', en: '-: CASE FILE  *: TIMELINE' };

/** Money of a refund that is on its way, or should have been there (requirement C9). */
export function arrivalWords({ day, isOver, isMissed }: NonNullable<LookupView['arrival']>): Words {
  if (isMissed) return { zh: `! 未到账,应到 ${day}`, en: `REFUND NOT THERE, DUE ${day}` };
  return isOver
    ? { zh: `! 退款应已到 ${day}`, en: `REFUND WAS DUE ${day}` }
    : { zh: `退款预计 ${day}`, en: `REFUND DUE ${day}` };
}

/** `1 11-21 13:45 *0010 ￥45.00`; the amount is never cut. */
function hitLine({ at, original }: HitView, n: number, columns: number): string {
  const when = columns < 32 ? at.slice(5, 10) : at.slice(5, 16);
  const amount = amountWords(original.amountMinor, original.currency);
  const paid = original.card.maskedPan === '' ? '现金' : `*${original.card.maskedPan.slice(-4)}`;
  return pairCells(`${n} ${when} ${paid}`, amount, columns);
}

/** From the first event on, as many lines as there is room for, each in both languages: what comes after is a key away. */
export function timelinePage(view: TimelineView, columns: number, room: number): readonly Block[] {
  const { payee, lines, first } = view;
  const all = [
    pairCells(
      columns < 32 ? '流水 TIMELINE' : '交易流水 TIMELINE',
      `${Math.min(first + 1, lines.length)}/${lines.length}`,
      columns,
    ),
    ...(first === 0 && payee !== null
      ? [pairCells(columns < 28 ? payee.mid : `MID ${payee.mid}`, payee.tid, columns)]
      : []),
    ...(view.printing
      ? bothLanguages({ zh: '流水将打印', en: 'WILL BE PRINTED' }, columns)
      : bothLanguages({ zh: '确认=下一条 /=打印', en: columns < 32 ? '' : 'ENTER: NEXT  /: PRINT' }, columns)),
    ...lines
      .slice(first)
      .flatMap((line) => [
        ...bothLanguages({ zh: `${line.at.slice(5)} ${line.what.zh}`, en: line.what.en }, columns),
        ...wrapCells(line.detail, columns - 2).map((part) => `  ${part}`),
      ]),
  ];
  return must(...all.slice(0, room));
}
