/** The pages of help: the cards, one card, a code explained (requirements H6, E7). */
import { EMERGENCY_CARDS, type EmergencyCard, helpOnCode, type Phones, phoneWords } from '../rules/emergency-cards.ts';
import type { Refusal, Words } from '../rules/verdict.ts';
import { type Block, keys, pairCells, title } from './page.ts';

export interface HelpView {
  readonly at: 'help';
  readonly state: string;
  readonly card: EmergencyCard | null;
  /** The step that is being done, counted from 0. */
  readonly step: number;
  readonly typed: string;
  readonly phones: Phones;
  readonly notice: Refusal | { readonly allowed: true; readonly why: Words; readonly remedy: Words } | null;
}

const TITLE: Words = { zh: '帮助', en: 'HELP' };

export function helpPage({ state, card, step, typed, phones, notice }: HelpView, columns: number): readonly Block[] {
  if (state === 'enteringCode')
    return [
      title(TITLE),
      { rank: 0, text: pairCells('应答码 CODE', typed, columns) },
      keys({ zh: '.=字母 A B C...', en: '. A LETTER' }),
      keys({ zh: '确认=查看 取消=返回', en: 'ENTER: EXPLAIN  ESC back' }),
    ];
  if (state === 'explaining') {
    const { why, remedy } = helpOnCode(typed.padStart(2, '0'));
    return [
      { rank: 0, words: why },
      ...(remedy === null ? [] : [{ rank: 0, words: { zh: `→ ${remedy.zh}`, en: remedy.en } } satisfies Block]),
      { rank: 0, words: phoneWords('acquirer', phones) },
      { rank: 2, words: phoneWords('service', phones) },
    ];
  }
  if (card === null) return listBlocks(columns);
  return [...stepBlocks(card, step), { rank: 0, words: phoneWords(card.calls, phones) }, ...footBlocks(notice)];
}

/** From the step on that is being done: on a small screen one after the other. */
function stepBlocks({ title, steps }: EmergencyCard, step: number): readonly Block[] {
  return [
    { rank: 5, words: title },
    ...steps
      .slice(step)
      .map(({ zh, en }, i): Block => ({ rank: Math.min(i, 3), words: { zh: `${step + i + 1}.${zh}`, en } })),
  ];
}

function footBlocks(notice: HelpView['notice']): readonly Block[] {
  if (notice === null)
    return [
      keys({ zh: '确认=下一步 /=打印', en: 'ENTER: NEXT  / PRINT IT' }),
      { rank: 4, words: { zh: '其他键=返回', en: 'ANY KEY: BACK' } },
    ];
  return [{ rank: 0, words: { zh: `${notice.allowed ? '√' : '×'} ${notice.why.zh}`, en: notice.why.en } }];
}

/** Two to a line where both languages have no room. */
function listBlocks(columns: number): readonly Block[] {
  const items = EMERGENCY_CARDS.map(({ title }, i) => ({ zh: `${i + 1} ${title.zh}`, en: title.en }));
  const lines: Block[] =
    columns < 32
      ? [0, 2, 4].map((at) => ({ rank: 0, text: pairCells(items[at]?.zh ?? '', items[at + 1]?.zh ?? '', columns) }))
      : items.map((words) => ({ rank: 0, words }));
  return [
    title(TITLE),
    ...lines,
    { rank: 0, words: { zh: '0 查应答码', en: 'EXPLAIN A CODE' } },
    { rank: 1, words: { zh: '其他键=返回', en: 'ANY KEY: BACK' } },
  ];
}
