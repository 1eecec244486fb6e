/** The pages of training: the way in with who passed what, the exercises, what is asked for, the score (requirements H6, H7). */
import type { ExerciseChoice, ExerciseResult, ExerciseUnderWay, TrainingResultView } from '../rules/exercise-book.ts';
import { exerciseTitle } from '../rules/exercise-book.ts';
import type { Refusal, Words } from '../rules/verdict.ts';
import { noticeBlocks } from './notice-lines.ts';
import {
  type Block,
  bothLanguages,
  fitBlocks,
  fitCells,
  keys,
  must,
  pairCells,
  ranked,
  title,
  turned,
  wrapCells,
} from './page.ts';
import { identificationBlocks } from './people-pages.ts';
import type { IdentificationView } from './people-views.ts';

export interface TrainingView {
  readonly at: 'training';
  readonly state: string;
  readonly identification: IdentificationView | null;
  readonly results: readonly TrainingResultView[];
  readonly page: number;
  readonly notice: Refusal | null;
}

export interface ExercisesView {
  readonly at: 'exercises';
  readonly state: string;
  readonly identification: IdentificationView | null;
  readonly choices: readonly ExerciseChoice[];
  readonly page: number;
  readonly chosen: ExerciseChoice | null;
  readonly underWay: ExerciseUnderWay | null;
  readonly result: ExerciseResult | null;
  readonly printed: boolean;
  readonly notice: Refusal | null;
}

const words = (zh: string, en: string): Words => ({ zh, en });
const CHOICES_A_PAGE = 9;

export function trainingPage(view: TrainingView, columns: number, rows: number): readonly Block[] {
  const { identification, notice, results, page } = view;
  const name = title(words('进入培训', 'INTO TRAINING'));
  if (identification !== null) return [name, ...identificationBlocks(identification, columns)];
  const said = noticeBlocks(notice);
  const room = rows - 2 - fitBlocks(said, columns, 0).length;
  const { lines, mark } = turned(
    results.map((result) => resultLine(result, columns)),
    page,
    room,
  );
  return [
    mark === null ? name : title(words(`进入培训 ${mark}`, 'TRAINING')),
    ...must(...lines),
    ...said,
    keys(words('确认=开始培训 取消=返回', 'ENTER begin  ESC back')),
  ];
}

function resultLine({ operator, exercise, passed, points, of }: TrainingResultView, columns: number): string {
  return pairCells(`${operator}号 ${exerciseTitle(exercise).zh}`, `${passed ? '√' : '×'} ${points}/${of}`, columns);
}

export function exercisesPage(view: ExercisesView, columns: number, rows: number): readonly Block[] {
  const { identification, notice, state, underWay, result } = view;
  const name = title(words('培训练习', 'EXERCISES'));
  if (identification !== null) return [name, ...identificationBlocks(identification, columns)];
  switch (state) {
    case 'practising':
      return underWay === null ? [name] : practisingBlocks(underWay, columns);
    case 'confirmingGivingUp':
      return [keys(words('放弃这个练习? 确认=放弃', 'GIVE IT UP? ENTER yes  ESC no'))];
    case 'showingScore':
    case 'requesting':
      return result === null ? [name] : scoreBlocks(result, view, columns, rows);
    case 'confirmingEnd':
      return [keys(words('结束培训,回到营业? 确认=是', 'BACK TO WORK? ENTER yes  ESC no'))];
    case 'ending':
      return must(words('正在切换', 'CHANGING OVER'));
    case 'preparing':
      return must(words('正在准备', 'PREPARING'));
    default: {
      const said = noticeBlocks(notice);
      return [
        ...ranked(
          said.length,
          ...listLines(view, columns, rows - fitBlocks(said, columns, Number.POSITIVE_INFINITY).length),
        ),
        ...said,
      ];
    }
  }
}

function listLines({ choices, page }: ExercisesView, columns: number, rows: number): readonly string[] {
  const pages = Math.ceil(choices.length / CHOICES_A_PAGE);
  const shown = choices.slice(page * CHOICES_A_PAGE, (page + 1) * CHOICES_A_PAGE);
  const lines = shown.map(({ zh, en, best }, i) => {
    const mark = best === null ? '' : `${best.passed ? '√' : '×'}${best.points}`;
    return pairCells(columns < 32 ? `${i + 1}${zh}` : `${i + 1} ${zh} ${en}`, mark, columns);
  });
  const more = pages > 1 ? ` .=${page + 1}/${pages}` : '';
  const foot = `0 结束培训 END TRAINING${more}`;
  const room = Math.max(1, rows - 1);
  return lines.length <= room
    ? [...lines, columns < 32 ? `0结束培训${more}` : foot]
    : inPairs(shown, pages > 1, columns);
}

/** Two to a line where one to a line is too much for the screen. */
function inPairs(shown: readonly ExerciseChoice[], hasMore: boolean, columns: number): readonly string[] {
  const half = Math.floor(columns / 2);
  const cells = shown.map(({ zh, best }, i) => `${i + 1}${best?.passed === true ? '√' : ''}${zh}`);
  cells.push(`0结束${hasMore ? ' .更多' : '培训'}`);
  return Array.from({ length: Math.ceil(cells.length / 2) }, (_, i) =>
    [cells[2 * i] ?? '', cells[2 * i + 1] ?? ''].map((text) => fitCells(text, half)).join(''),
  );
}

function practisingBlocks(
  { zh, en, asks, hint, paperOut, ...at }: ExerciseUnderWay,
  columns: number,
): readonly Block[] {
  return must(
    pairCells(`${zh} ${en}`, `${at.step}/${at.steps}`, columns),
    asks === null ? null : { zh: `▶ ${asks.zh}`, en: asks.en },
    hint === null ? null : { zh: `? ${hint.zh}`, en: hint.en },
    words('1=提示 0=放弃', '1 HINT  0 GIVE UP'),
    paperOut ? words('3=纸已装好', '3 PAPER IS IN') : null,
  );
}

/** A sentence and its points: on a line of its own where there is no room for both. */
function inFull(sentence: string, points: string, columns: number): readonly string[] {
  const room = columns - points.length - 1;
  const wrapped = wrapCells(sentence, room);
  return wrapped.map((line, i) => (i < wrapped.length - 1 ? line : pairCells(line, points, columns)));
}

function scoreBlocks(
  { zh, en, score }: ExerciseResult,
  { printed, page }: ExercisesView,
  columns: number,
  rows: number,
): readonly Block[] {
  const { points, of, passed, lines } = score;
  // What cost points first: that is what is learned from. The goals stay in their order.
  const told = [...lines]
    .sort((a, b) => Math.sign(a.points) - Math.sign(b.points))
    .map((one) => inFull(one.zh, String(one.points), columns));
  const { lines: shown, mark } = turned(told, page, rows - 3);
  const print = mark === null ? '确认=打印 其他键=返回' : `确认=打印 ${mark}`;
  return [
    ...must(
      pairCells(`${zh} ${en}`, `${points}/${of}`, columns),
      passed ? words('√ 及格', 'PASSED') : words('× 不及格', 'NOT PASSED'),
      ...shown,
    ),
    keys(printed ? words(`√ 已列入打印 ${mark ?? ''}`.trim(), 'TO BE PRINTED') : words(print, 'ENTER print')),
  ];
}

/** What the exercise under way asks for, on every page of the cashier's screen: one line, two where they do not fit. */
export function exerciseLines(exercise: ExerciseUnderWay | null, columns: number): readonly string[] {
  if (exercise === null) return [];
  const { step, steps, asks } = exercise;
  if (asks === null) return bothLanguages(words('▶ 做完了,请稍候', 'DONE, WAIT'), columns);
  const [line = '', ...others] = bothLanguages({ zh: `▶${step}/${steps} ${asks.zh}`, en: asks.en }, columns);
  return columns < 32 ? wrapCells(`▶${step} ${asks.zh}`, columns) : [line, ...others];
}
