/** The function page: what the keys do that have no sign of their own. Four to a line in one language where the screen is narrow, so that all of them stand on 24×6. */
import stringWidth from 'string-width';
import type { Words } from '../rules/verdict.ts';
import { fitCells } from './page.ts';

interface Item extends Words {
  readonly key: string;
  /** Where four stand in a line of 24 cells. */
  readonly short?: string;
}

/** As the terminal's table of functions has them (machines/conversations.ts). */
const ITEMS: readonly Item[] = [
  { key: '0', zh: '钱箱', en: 'Drawer' },
  { key: '1', zh: '设备', en: 'Device' },
  { key: '2', zh: '当班', en: 'Shift' },
  { key: '3', zh: '人员', en: 'People' },
  { key: '4', zh: '冻结', en: 'Hold' },
  { key: '5', zh: '统计', en: 'X' },
  { key: '6', zh: '预授权', en: 'PreAuth', short: '预授' },
  { key: '7', zh: '预完成', en: 'Complete', short: '预完' },
  { key: '.', zh: '余额', en: 'Balance' },
  { key: '00', zh: '培训', en: 'Train' },
  { key: '8', zh: '结算', en: 'Settle' },
  { key: '9', zh: '待处理', en: 'Open', short: '未决' },
  { key: '/', zh: '纸回', en: 'Paper' },
  { key: '+', zh: '手工单', en: 'Slips', short: '手单' },
  { key: '-', zh: '待办', en: 'To do' },
  { key: '确认', zh: '案卷', en: 'Case' },
  { key: '更正', zh: '帮助', en: 'Help' },
];

/** Another key's place in a line of four: the two that need half a line are the last. */
const LAST_OF_ONE_QUARTER = '-';

/** @param other what `*` does where a counter has two printers; `short` in five cells */
export function menuPage(columns: number, other: (Words & { readonly short: string }) | null): readonly string[] {
  const before = ITEMS.findIndex(({ key }) => key === LAST_OF_ONE_QUARTER) + 1;
  const items = other === null ? ITEMS : ITEMS.toSpliced(before, 0, { key: '*', ...other });
  if (columns < NARROW) return narrowPage(items, columns);
  const half = Math.floor(columns / 2);
  const cells = items.map(({ key, zh, en }) => {
    const roomy = `${key} ${zh} ${en}`;
    return stringWidth(roomy) < half ? roomy : `${key}${zh}${en}`;
  });
  const rows = Array.from({ length: Math.ceil(cells.length / 2) }, (_, i) => cells.slice(2 * i, 2 * i + 2));
  return rows.map(([left = '', right = 'ESC 返回']) => `${fitCells(left, half)}${right}`);
}

const NARROW = 32;
const BACK = 'ESC 返回';

/** Four to a line, by what is said shortest: on the smallest screen five lines are left for them. */
function narrowPage(items: readonly Item[], columns: number): readonly string[] {
  const quarter = Math.floor(columns / 4);
  const cells = items.map(({ key, zh, short = zh }) => `${key}${short}`);
  const rows: string[] = [];
  let row = '';
  for (const cell of cells) {
    const wide = fitCells(cell, quarter * Math.ceil(stringWidth(cell) / quarter));
    if (stringWidth(row) + stringWidth(wide) > columns) {
      rows.push(row);
      row = '';
    }
    row += wide;
  }
  // Any other key goes back, which is said where the last line has room for it.
  const back = stringWidth(row) + BACK.length + 2 <= columns ? BACK : '';
  return [...rows, `${row}${back}`];
}
