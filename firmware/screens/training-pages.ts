/** The pages of training: the way in with who passed what, the exercises, what is asked for, the score (requirements H6, H7). */
import type { ExerciseChoice, ExerciseResult, ExerciseUnderWay, TrainingResultView } from '../rules/exercise-book.ts';
import { exerciseTitle } from '../rules/exercise-book.ts';
import type { Refusal, Words } from '../rules/verdict.ts';
import { bothLanguages, fitCells, pairCells, wrapCells } from './page.ts';
import { identificationLines } from './people-pages.ts';
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

export function trainingPage(view: TrainingView, columns: number, rows: number): readonly string[] {
  const { identification, notice, results, page } = view;
  const head = bothLanguages(words('进入培训', 'INTO TRAINING'), columns);
  if (identification !== null) return [...head, ...identificationLines(identification, columns)];
  const foot = [
    ...refusalLines(notice, columns),
    ...bothLanguages(words('确认=开始培训 取消=返回', 'ENTER begin  ESC back'), columns),
  ];
  const room = Math.max(1, rows - head.length - foot.length);
  const pages = Math.max(1, Math.ceil(results.length / room));
  const from = (page % pages) * room;
  const title = pages > 1 ? [pairCells('进入培训 TRAINING', `.=${(page % pages) + 1}/${pages}`, columns)] : head;
  return [...title, ...results.slice(from, from + room).map((result) => resultLine(result, columns)), ...foot];
}

function resultLine({ operator, exercise, passed, points, of }: TrainingResultView, columns: number): string {
  return pairCells(`${operator}号 ${exerciseTitle(exercise).zh}`, `${passed ? '√' : '×'} ${points}/${of}`, columns);
}

export function exercisesPage(view: ExercisesView, columns: number, rows: number): readonly string[] {
  const { identification, notice, state, underWay, result } = view;
  const head = bothLanguages(words('培训练习', 'EXERCISES'), columns);
  if (identification !== null) return [...head, ...identificationLines(identification, columns)];
  switch (state) {
    case 'practising':
      return underWay === null ? head : practisingLines(underWay, columns);
    case 'confirmingGivingUp':
      return bothLanguages(words('放弃这个练习? 确认=放弃', 'GIVE IT UP? ENTER yes  ESC no'), columns);
    case 'showingScore':
    case 'requesting':
      return result === null ? head : scoreLines(result, view.printed, columns, rows);
    case 'confirmingEnd':
      return bothLanguages(words('结束培训,回到营业? 确认=是', 'BACK TO WORK? ENTER yes  ESC no'), columns);
    case 'ending':
      return bothLanguages(words('正在切换', 'CHANGING OVER'), columns);
    case 'preparing':
      return bothLanguages(words('正在准备', 'PREPARING'), columns);
    default:
      return [
        ...listLines(view, columns, rows - refusalLines(notice, columns).length),
        ...refusalLines(notice, columns),
      ];
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

function practisingLines(
  { zh, en, asks, hint, paperOut, ...at }: ExerciseUnderWay,
  columns: number,
): readonly string[] {
  return [
    pairCells(`${zh} ${en}`, `${at.step}/${at.steps}`, columns),
    ...(asks === null ? [] : bothLanguages({ zh: `▶ ${asks.zh}`, en: asks.en }, columns)),
    ...(hint === null ? [] : bothLanguages({ zh: `? ${hint.zh}`, en: hint.en }, columns)),
    ...bothLanguages(words('1=提示 0=放弃', '1 HINT  0 GIVE UP'), columns),
    ...(paperOut ? bothLanguages(words('3=纸已装好', '3 PAPER IS IN'), columns) : []),
  ];
}

function scoreLines(
  { zh, en, score }: ExerciseResult,
  printed: boolean,
  columns: number,
  rows: number,
): readonly string[] {
  const { points, of, passed, lines } = score;
  const head = [
    pairCells(`${zh} ${en}`, `${points}/${of}`, columns),
    ...bothLanguages(passed ? words('√ 及格', 'PASSED') : words('× 不及格', 'NOT PASSED'), columns),
  ];
  const foot = bothLanguages(
    printed ? words('√ 已列入打印', 'TO BE PRINTED') : words('确认=打印 其他键=返回', 'ENTER print'),
    columns,
  );
  // What cost points first: that is what is learned from. The goals stay in their order.
  const told = [...lines]
    .sort((a, b) => Math.sign(a.points) - Math.sign(b.points))
    .map((one) => pairCells(one.zh, String(one.points), columns));
  return [...head, ...told.slice(0, Math.max(0, rows - head.length - foot.length)), ...foot];
}

function refusalLines(notice: Refusal | null, columns: number): readonly string[] {
  if (notice === null) return [];
  return [
    ...bothLanguages({ zh: `× ${notice.why.zh}`, en: notice.why.en }, columns),
    ...bothLanguages({ zh: `→ ${notice.remedy.zh}`, en: notice.remedy.en }, columns),
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
