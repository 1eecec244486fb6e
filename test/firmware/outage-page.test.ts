/** The page on which an outage is signed off, from 24×6 up: the keys and the difference that is looked at are never pushed out (requirement D8). */
import { expect, test } from 'vitest';
import type { WeighedDifference } from '../../firmware/rules/outage-comparison.ts';
import { type PaperBackView, paperBackPage } from '../../firmware/screens/outage-pages.ts';
import { fitBlocks } from '../../firmware/screens/page.ts';

const slip = (subject: string): WeighedDifference => ({
  what: 'hand-slip-missing',
  subject,
  ours: '',
  theirs: '',
  atStakeMinor: null,
});
const differs: WeighedDifference = {
  what: 'acquirer-differs',
  subject: '000002',
  ours: 'approved ￥30.00',
  theirs: 'approved ￥35.00',
  atStakeMinor: 500,
};

function review(differences: readonly WeighedDifference[], shown = 0): PaperBackView {
  return {
    at: 'paperBack',
    state: 'reviewing',
    shown,
    survey: {
      ...{ owed: 0, printed: 2, promises: 0, handSlips: 0, nextBlank: null, cash: null, signOffLimitMinor: 5_000 },
      acquirer: {
        ...{ way: 'totals', agreed: 0, unanswered: [], differences: [] },
        postponed: [{ batch: '000001', count: 3, amountMinor: 6_000 }],
      },
    },
    ...{ typed: '', differences, identification: null, currency: 'CNY', notice: null },
  };
}

test.each([
  [24, 5],
  [40, 13],
])('on %d columns, %d lines', (columns, room) => {
  const page = (shown: number) =>
    fitBlocks(paperBackPage(review([slip('000103'), differs, slip('000104')], shown), columns), columns, room).join(
      '\n',
    );
  expect(page(0)).toMatch(/000103 缺号/);
  expect(page(0)).toMatch(/\+=下一条 1\/3/);
  expect(page(0)).toMatch(/主管签核/);
  expect(page(1)).toMatch(/000002[\s\S]*￥35\.00/);
  expect(page(1).split('\n').length).toBeLessThanOrEqual(room);
  const clean = fitBlocks(paperBackPage(review([]), columns), columns, room).join('\n');
  expect(clean).toMatch(/账实相符/);
  expect(clean).toMatch(/确认=签核/);
  expect(clean).toMatch(/\.=现在结算/);
});

test('a difference below the limit is signed by the operator alone', () => {
  expect(fitBlocks(paperBackPage(review([differs]), 40), 40, 13).join('\n')).toMatch(/ENTER sign off/);
  expect(fitBlocks(paperBackPage(review([slip('000103')]), 40), 40, 13).join('\n')).toMatch(/ENTER manager signs/);
});
