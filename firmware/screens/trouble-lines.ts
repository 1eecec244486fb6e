/** What is wrong with the printer, what to do, and that drawn: as much of it as the screen has room for (requirement D2). */
import type { Words } from '../rules/verdict.ts';
import { type Block, keys, must, ranked } from './page.ts';
import { remedyDrawing } from './remedy-drawings.ts';
import type { TillView } from './till-view.ts';
import { PAPER_TROUBLES } from './words.ts';

/** `drawing`: in the place of the sentence, where there is no room for both. */
export type TroubleStyle = 'words' | 'words-and-drawing' | 'drawing';

const DRAWING_LINES = 3;

/** Where the cashier stands before the printer, or is about to. */
const ASKS_ABOUT_PAPER: ReadonlySet<string> = new Set(['offeringToGoOn', 'choosingNowOrLater']);

export function troubleBlocks({ paper, flow }: TillView, style: TroubleStyle): readonly Block[] {
  const { trouble, doubt } = paper;
  if (trouble === null) return [];
  const { what, remedy } = PAPER_TROUBLES[trouble];
  const asks = flow.at === 'idle' && doubt === null && (trouble === 'cutter-jam' || trouble === 'printer-error');
  return [
    { rank: 0, words: { zh: `! ${what.zh}`, en: what.en } },
    ...(style === 'words' ? [] : must(...remedyDrawing(trouble))),
    ...(style === 'drawing' ? [] : ranked(1, { zh: `  ${remedy.zh}`, en: remedy.en })),
    ...(asks ? [keys({ zh: '确认=已排除 取消=放弃', en: 'ENTER done  ESC give up' })] : []),
  ];
}

/**
 * @param free lines for page and foot
 * @param foot its height with the words alone
 */
export function troubleStyle(view: TillView, free: number, body: number, foot: number): TroubleStyle {
  const { paper, flow } = view;
  if (paper.trouble === null || paper.doubt !== null) return 'words';
  const atRest = flow.at === 'idle' && view.duty !== null && !view.duty.locked;
  const asked = 'state' in flow && ASKS_ABOUT_PAPER.has(flow.state);
  if (!atRest && !asked) return 'words';
  if (body + foot + DRAWING_LINES <= free) return 'words-and-drawing';
  return atRest ? 'drawing' : 'words';
}

/** What is left of the page at rest when the drawing needs its room. */
export const SHORT_REST: Words = { zh: '请输入金额', en: 'READY' };
