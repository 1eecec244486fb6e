/**
 * A promised refund that the bank declines when it is made at last (requirements D7, D17): the customer still waits, so it stays on the list of what is left to do; and a
 * further attempt takes its goods, and gives its voucher, like the first. In process.
 */
import { expect, test } from 'vitest';
import { catalogueOf } from '../../firmware/configuration/catalogue-file.ts';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 60_000 };
const CSV = `code,name_zh,name_en,price,tax,return_class
12,矿泉水,Water,6.00,13,standard
13,电池,Battery,4.50,13,standard
`;

/** Two items, paid by card and settled; one of them is promised back while there is no paper. */
function promised(counter: QuietCounter): number {
  counter.press('sale', '12', 'sale', '13', 'sale', 'confirm');
  counter.presents();
  counter.until(/APPROVED/);
  counter.rest();
  counter.press('confirm');
  const slip = counter.slips('SALE').at(-1)?.number ?? 0;
  counter.settle();
  counter.world.devices.do('printer', 'paper-end');
  counter.until(/OUT OF PAPER/);
  counter.press('refund', String(slip), 'confirm', 'confirm', '12', 'confirm', 'confirm', '1', 'confirm', '1', '1');
  counter.until(/WHEN PAPER IS BACK/);
  counter.press('confirm', '13800138000', 'confirm', '1');
  counter.until(/AMOUNT RESERVED/);
  counter.press('confirm');
  return slip;
}

test('declined: its case file is due at once; the further attempt claims the goods, and closes the file', SLOW, () => {
  const counter = new QuietCounter({}, true, catalogueOf(new TextEncoder().encode(CSV), 2));
  promised(counter);
  const sale = counter.world.entries.find(({ type }) => type === 'goods.sold')?.txn ?? ('' as never);
  const left = () => counter.journal.goods(sale).map((line) => line.left);
  expect(left()).toEqual([0, 1]);
  counter.world.devices.do('printer', 'new-roll', { lines: 100_000 });
  counter.until(/A PROMISED REFUND/);
  counter.world.devices.do('acquirer', 'decline', { code: '91', kind: 'refund' });
  counter.press('confirm');
  counter.until(/DECLINED, NOTHING REFUNDED/);
  const [file] = counter.journal.openCaseFiles();
  expect(file).toMatchObject({ kind: 'refund', amountMinor: 600, ended: null });
  expect(counter.journal.deferredRefunds()).toEqual([]);
  counter.press('1');
  // By the fact, with the approval, and said: nobody has to remember it.
  expect(counter.until(/APPROVED/)).toMatch(/√ 案卷 0000018 已结案[\s\S]*CASE FILE 0000018 CLOSED/);
  expect(counter.screen({ columns: 24, rows: 6 })).toContain('√ 案卷 0000018 已结案');
  expect(left()).toEqual([0, 1]);
  counter.rest();
  counter.press('confirm', 'functions', 'refund');
  counter.until(/NOTHING LEFT TO DO/);
  expect(counter.journal.openCaseFiles()).toEqual([]);
  expect(counter.journal.caseFile(1)).toMatchObject({ ended: 'refunded' });
  expect(counter.journal.verify().ok).toBe(true);
  expect(counter.world.broken).toEqual([]);
});

test('what the acquirer was asked about stays open: somebody has to call it off', SLOW, () => {
  const counter = new QuietCounter({}, true, catalogueOf(new TextEncoder().encode(CSV), 2));
  promised(counter);
  counter.world.devices.do('printer', 'new-roll', { lines: 100_000 });
  counter.until(/A PROMISED REFUND/);
  counter.world.devices.do('acquirer', 'decline', { code: '91', kind: 'refund' });
  counter.press('confirm');
  counter.until(/DECLINED, NOTHING REFUNDED/);
  const [file] = counter.journal.openCaseFiles();
  const answered = { number: file?.number ?? 0, reference: '5566', remindMs: 0 };
  const stamp = { atMs: 1_772_500_000_000, clock: 'unsynchronised', operator: '1' } as const;
  counter.journal.append([{ type: 'caseFile.answered', txn: file?.txn ?? ('' as never), body: answered }], stamp);
  counter.press('1');
  expect(counter.until(/APPROVED/)).not.toMatch(/已结案/);
  expect(counter.journal.openCaseFiles()).toHaveLength(1);
  expect(counter.world.broken).toEqual([]);
});
