/** The drawings of what to do with the printer (requirement D2) on every screen from 24×6 to 80×25: seen whole, with the keys that belong to them. */
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { PaperTrouble } from '../../../firmware/rules/paper-policy.ts';
import { renderCashierScreen } from '../../../firmware/screens/cashier.ts';
import { remedyDrawing } from '../../../firmware/screens/remedy-drawings.ts';
import type { TillView } from '../../../firmware/screens/till-view.ts';
import { PAPER_TROUBLES } from '../../../firmware/screens/words.ts';
import { AT_REST } from './at-rest.ts';

const TROUBLES = Object.keys(PAPER_TROUBLES) as readonly PaperTrouble[];
const SIZES = [24, 32, 40, 48, 80].flatMap((columns) => [6, 8, 10, 14, 25].map((rows) => ({ columns, rows })));

const OUT_OF_PAPER: TillView = {
  ...AT_REST,
  mode: 'live',
  paper: { ...AT_REST.paper, slip: { number: 7, state: 'held', proven: 2, segments: 5 } },
  debts: { ...AT_REST.debts, outage: { state: 'open', count: 2, sumMinor: 12_300, since: '' } },
};

const screenOf = (trouble: PaperTrouble, size: { columns: number; rows: number }) =>
  renderCashierScreen({ ...OUT_OF_PAPER, paper: { ...OUT_OF_PAPER.paper, trouble } }, size).map((line) =>
    line.trimEnd(),
  );

describe.each(TROUBLES)('%s', (trouble) => {
  test.each(SIZES)('$columns×$rows: named, drawn whole, one line under the other', (size) => {
    const screen = screenOf(trouble, size);
    expect(screen).toHaveLength(size.rows);
    const from = screen.indexOf(remedyDrawing(trouble)[0]);
    expect(screen.slice(from, from + 3)).toEqual([...remedyDrawing(trouble)]);
    expect(screen.join('\n')).toContain(`! ${PAPER_TROUBLES[trouble].what.zh}`);
    if (trouble === 'cutter-jam' || trouble === 'printer-error')
      expect(screen.join('\n')).toMatch(/确认=已排除 取消=放弃/);
    else expect(screen.join('\n')).toMatch(/请输入金额/);
  });

  test('in both languages, and drawn in characters that every console has, one cell each', () => {
    for (const line of remedyDrawing(trouble)) {
      expect(stringWidth(line)).toBeLessThanOrEqual(24);
      expect(line).toMatch(/[\u4e00-\u9fff]/);
      expect(line).toMatch(/[A-Z]{2}/);
      expect(line.slice(0, 7)).toMatch(/^[\x20-\x7e]{7}$/);
    }
  });
});

test('jam, cutter and heat are told apart from paper, each with a remedy and a drawing of its own', () => {
  const told = (['paper-end', 'cover-open', 'cutter-jam', 'printer-error', 'head-hot', 'printer-fault'] as const).map(
    (trouble) => [PAPER_TROUBLES[trouble].what.zh, PAPER_TROUBLES[trouble].remedy.zh, remedyDrawing(trouble).join('|')],
  );
  for (const column of [0, 1, 2]) expect(new Set(told.map((row) => row[column])).size).toBe(told.length);
});

test('a slip that is asked about comes before any drawing', () => {
  const paper = { ...OUT_OF_PAPER.paper, doubt: 7 };
  const shown = (it: Partial<TillView['paper']>, size: { columns: number; rows: number }) =>
    renderCashierScreen({ ...OUT_OF_PAPER, paper: { ...paper, ...it } }, size).join('\n');
  for (const size of SIZES) {
    const unread = shown({ doubtReadable: false }, size);
    expect(unread).toContain('票号 7 打印完整吗');
    expect(unread).toMatch(/请看小票 *\n?LOOK AT THE SLIP/);
    expect(unread).not.toMatch(/ENTER yes|确认=完整/);
    expect(shown({ doubtReadable: true }, size)).toMatch(/确认=完整 取消=不完整 *\n?ENTER yes {2}ESC no/);
  }
});
