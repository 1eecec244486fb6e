/** The page of Hold 冻结: what can be frozen, why, what is frozen and how it is released; the banner of a frozen terminal (requirement C11). */
import { FREEZE_REASONS, type Freeze, freezeReasonWords, THING_WORDS } from '../rules/freezes.ts';
import { ageWords } from '../rules/to-do.ts';
import type { Refusal, Words } from '../rules/verdict.ts';
import { noticeBlocks } from './notice-lines.ts';
import { type Block, choiceBlocks, fitCells, keys, must, pairCells, title, wrapCells } from './page.ts';
import { identificationBlocks } from './people-pages.ts';
import type { IdentificationView } from './people-views.ts';

/** A refusal, or what has been done. */
type Said = Refusal | { readonly allowed: true; readonly why: Words; readonly remedy: Words } | null;

export interface FreezeView {
  readonly at: 'freeze';
  readonly state: string;
  readonly refusal: Refusal | null;
  readonly items: readonly (Freeze & { readonly title: string })[];
  readonly nowMs: number;
  readonly looksFor: 'transaction' | 'card';
  readonly typed: string;
  readonly subject: { readonly on: Freeze['on']; readonly title: string } | null;
  readonly identification: IdentificationView | null;
  readonly notice: Said;
}

/** From here on both languages of a thing stand in its line. */
const ROOMY = 32;

const TITLE: Words = { zh: '冻结', en: 'HOLD' };
const LAST_ONE: Words = { zh: '直接确认=上一笔', en: 'ENTER: THE LAST ONE' };
const BACK: Words = { zh: '取消=返回', en: 'ESC back' };

/** `verb`: how the reader takes a card; `room`: lines that the page may take. */
export function freezePage(view: FreezeView, verb: Words, columns: number, room: number): readonly Block[] {
  const { identification, subject } = view;
  if (identification !== null)
    return [
      ...(subject === null
        ? [title({ zh: '解除冻结', en: 'RELEASE' })]
        : must(...wrapCells(`冻结 HOLD: ${thing(subject.on, subject.title)}`, columns))),
      ...identificationBlocks(identification, columns),
    ];
  return blocksOf(view, verb, columns, room);
}

function blocksOf(view: FreezeView, verb: Words, columns: number, room: number): readonly Block[] {
  switch (view.state) {
    case 'enteringReference':
    case 'finding':
      return [
        title({ zh: `冻结${THING_WORDS[view.looksFor].zh}`, en: `HOLD ${THING_WORDS[view.looksFor].en}` }),
        { rank: 0, text: pairCells(columns < 32 ? '票号/RRN' : '票号/参考号 SLIP/RRN', view.typed, columns) },
        ...noticeBlocks(view.notice, doneRank(view.notice)),
        ...(view.looksFor === 'card'
          ? [
              // On a low screen both in one line.
              keys(LAST_ONE, `确认=上一笔,${verb.zh}卡`),
              { rank: 2, words: { zh: `或${verb.zh}此卡`, en: `OR ${verb.en} THE CARD` } } satisfies Block,
            ]
          : [keys(LAST_ONE)]),
        { rank: 3, words: BACK },
      ];
    case 'choosingReason':
      return [
        { rank: 1, text: `冻结 HOLD: ${view.subject === null ? '' : thing(view.subject.on, view.subject.title)}` },
        ...choiceBlocks(FREEZE_REASONS, room),
        { rank: 3, words: BACK },
      ];
    case 'listing':
      return [
        { rank: 2, words: { zh: '解除哪一项?', en: 'RELEASE WHICH?' } },
        ...view.items.map((item, i): Block => ({ rank: 0, text: itemLine(item, i + 1, view.nowMs, columns) })),
        { rank: 3, words: BACK },
      ];
    default:
      return menuBlocks(view, columns);
  }
}

function menuBlocks(view: FreezeView, columns: number): readonly Block[] {
  const { items, refusal, notice, nowMs } = view;
  const isStopped = items.some(({ on }) => on.is === 'terminal');
  const release: Block = { rank: 0, words: { zh: '确认=解除(主管)', en: 'ENTER: RELEASE (MANAGER)' } };
  if (refusal !== null)
    return [...noticeBlocks(refusal), ...(items.length === 0 ? [] : [release]), { rank: 1, words: BACK }];
  return [
    title(TITLE, 4),
    ...noticeBlocks(notice, doneRank(notice)),
    ...(isStopped ? [] : [{ rank: 0, words: { zh: '1 停用本终端', en: 'STOP THIS TERMINAL' } } satisfies Block]),
    keys({ zh: '2 冻结一笔交易 3 冻结一张卡', en: '2 A TRANSACTION  3 A CARD' }, '2 冻结交易 3 冻结一张卡'),
    ...items.map((item): Block => ({ rank: 3, text: itemLine(item, null, nowMs, columns) })),
    ...(items.length === 0 ? [] : [release]),
    { rank: 5, words: BACK },
  ];
}

/** What follows from what was done may be missed, what follows from a refusal not. */
const doneRank = (notice: Said): number => (notice?.allowed === true ? 1 : 0);

/** `1 卡 *0010 疑似欺诈 #9  3h` */
function itemLine(item: FreezeView['items'][number], no: number | null, nowMs: number, columns: number): string {
  const name = columns < ROOMY && item.title === '' ? THING_WORDS[item.on.is].zh : thing(item.on, item.title);
  const what = `${no === null ? '·' : no} ${name} ${freezeReasonWords(item.reason).zh} #${item.by}`;
  return pairCells(what, ageWords(item.sinceMs, nowMs), columns);
}

function thing(on: Freeze['on'], title: string): string {
  const { zh, en } = THING_WORDS[on.is];
  return title === '' ? `${zh} ${en}` : `${zh} ${title}`;
}

/** On every screen while the terminal stands still. */
export function freezeBanner(terminal: Freeze | null, columns: number): readonly string[] {
  if (terminal === null) return [];
  const { zh } = freezeReasonWords(terminal.reason);
  return [fitCells(columns < ROOMY ? `!! 本终端已冻结 ${zh}` : `!! 本终端已冻结 FROZEN (${zh})`, columns)];
}

/** At rest, the terminal stands still: nobody is asked for an amount. */
export const STOPPED: readonly Block[] = must(
  { zh: '暂停交易', en: 'TRADING STOPPED' },
  { zh: '主管解除: *再按4', en: 'MANAGER: * THEN 4' },
  { zh: '/重打 *功能', en: '/REPRINT *MORE' },
);
