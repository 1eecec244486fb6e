/** What an outage leaves at the counter, in process: the e-slip on every screen, and a batch whose totals are compared when it is settled (requirements D8, D10). */
import { expect, test } from 'vitest';
import { qrLines } from '../../firmware/screens/qr-lines.ts';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 60_000 };

function outOfPaper(): QuietCounter {
  const counter = new QuietCounter();
  counter.world.devices.do('printer', 'paper-end');
  counter.until(/OUT OF PAPER/);
  return counter;
}

function sellWithoutPaper(counter: QuietCounter, fen: string): void {
  counter.sellWithoutPaper(fen);
  counter.until(/E-SLIP/);
}

/** One sale without paper, its slips printed since; the routine is yet to be gone through. */
function backFromAnOutage(): QuietCounter {
  const counter = outOfPaper();
  sellWithoutPaper(counter, '3000');
  counter.press('confirm');
  counter.world.devices.do('printer', 'new-roll', { lines: 1_000 });
  counter.until(/PAPER IS BACK/);
  counter.rest();
  return counter;
}

test(
  'emergency mode ends with a whole slip, not with the word of the printer: a roll that gives out at once changes no count',
  SLOW,
  () => {
    const counter = outOfPaper();
    sellWithoutPaper(counter, '3000');
    counter.press('confirm');
    const open = { state: 'open', tally: { count: 1, sumMinor: 3_000 } };
    counter.until(/SOLD WITHOUT PAPER 1/);
    counter.world.devices.do('printer', 'new-roll', { lines: 6 });
    counter.until(/ENDS WITH A GOOD SLIP/);
    expect(counter.journal.outage()).toMatchObject({ ...open, saidToBeBack: true });
    counter.until(/OUT OF PAPER/);
    expect(counter.until(/SOLD WITHOUT PAPER 1/)).not.toMatch(/ENDS WITH A GOOD SLIP/);
    expect(counter.journal.outage()).toMatchObject({ ...open, saidToBeBack: false });
    sellWithoutPaper(counter, '2000');
    counter.press('confirm');
    expect(counter.journal.outage()).toMatchObject({ state: 'open', tally: { count: 2, sumMinor: 5_000 } });
    counter.world.devices.do('printer', 'new-roll', { lines: 1_000 });
    counter.until(/PAPER IS BACK: \* THEN/);
    const types = counter.types();
    expect(types.slice(types.lastIndexOf('paper.returned'))).toContain('receipt.printed');
    expect(counter.journal.outage()).toMatchObject({ state: 'returned', tally: { count: 0, sumMinor: 0 } });
    expect(counter.world.broken).toEqual([]);
  },
);

test('an e-slip is a code where it has room, else read out; either way the other choices are named', SLOW, () => {
  const counter = outOfPaper();
  sellWithoutPaper(counter, '3000');
  const offered = counter.journal.last(50).find((entry) => entry.type === 'eSlip.offered');
  if (offered?.type !== 'eSlip.offered') throw new Error('no e-slip was offered');
  const drawn = [
    { columns: 80, rows: 30 },
    { columns: 132, rows: 43 },
  ];
  for (const size of drawn) {
    const screen = counter
      .screen(size)
      .split('\n')
      .map((line) => line.trimEnd());
    const code = qrLines(offered.body.text, size.columns, size.rows);
    // Whole: a code of which a line is cut off cannot be read.
    const at = screen.indexOf((code?.[0] ?? '').trimEnd());
    expect(screen.slice(at, at + (code?.length ?? 0))).toEqual(code?.map((line) => line.trimEnd()));
    expect(screen.join('\n')).toMatch(/\.=优惠券\/自取/);
  }
  for (const size of [
    { columns: 40, rows: 14 },
    { columns: 80, rows: 24 },
  ]) {
    const screen = counter.screen(size);
    expect(screen).toMatch(/电子小票 \d{12} \d{6}/);
    expect(screen).toMatch(/\.=优惠券\/自取/);
  }
});

test('a slip written by hand that nobody has entered is a task when the day is closed, once', SLOW, () => {
  const counter = new QuietCounter();
  counter.sell('4500');
  const append = (...drafts: readonly EntryDraft[]) => {
    const atMs = counter.journal.last(1)[0]?.atMs ?? 0;
    counter.journal.append(drafts, { atMs, clock: 'unsynchronised', operator: '1' });
  };
  append(
    { type: 'handStock.issued', txn: null, body: { first: 101, last: 150 } },
    { type: 'handStock.counted', txn: null, body: { next: 103 } },
  );
  counter.settle();
  const named = () => counter.journal.tasks().map(({ difference, owner }) => [difference.subject, owner]);
  expect(named()).toEqual([
    ['000101', '1'],
    ['000102', '1'],
  ]);
  const [first] = counter.journal.tasks();
  if (first === undefined) throw new Error('no task');
  append({ type: 'task.done', txn: first.txn, body: { finding: 'loss-accepted (9)' } });
  counter.sell('1000');
  counter.settle();
  expect(named()).toEqual([['000102', '1']]);
  expect(counter.world.broken).toEqual([]);
});

test('paper that ends again while the outage is gone through ends the routine, not the process', SLOW, () => {
  const counter = backFromAnOutage();
  counter.press('functions', 'sale', 'functions', '101', 'confirm', '150', 'confirm', 'cancel', 'cancel');
  for (const asked of [/COUNT THE SLIPS/, /SLIPS WRITTEN BY HAND/]) {
    counter.press('functions', 'reprint');
    if (!asked.test(counter.until(/COUNT THE SLIPS/))) counter.press('2', 'confirm');
    counter.until(asked);
    counter.world.devices.do('printer', 'paper-end');
    counter.world.until(({ paper }) => paper.trouble === 'paper-end', 20_000);
    counter.press('101', 'confirm');
    counter.until(/NO OUTAGE TO GO THROUGH/);
    counter.press('confirm');
    counter.world.devices.do('printer', 'new-roll', { lines: 1_000 });
    counter.until(/PAPER IS BACK/);
  }
  expect(counter.world.broken).toEqual([]);
});

test('paper that ends again before the signature: what stands now is shown, not what was to be signed', SLOW, () => {
  const counter = backFromAnOutage();
  counter.press('functions', 'reprint', '2', 'confirm', 'confirm');
  counter.until(/确认=签核/);
  counter.world.devices.do('printer', 'paper-end');
  counter.world.until(({ paper }) => paper.trouble === 'paper-end', 20_000);
  counter.press('confirm');
  counter.until(/NO OUTAGE TO GO THROUGH/);
  expect(counter.types()).not.toContain('outage.signedOff');
  expect(counter.world.broken).toEqual([]);
});

test('the paper copy follows days later by the number that was read out, after the settlement, marked', SLOW, () => {
  const counter = outOfPaper();
  sellWithoutPaper(counter, '3000');
  const [, rrn = ''] = /电子小票 (\d{12}) \d{6}/.exec(counter.screen()) ?? [];
  counter.press('confirm');
  counter.world.devices.do('printer', 'new-roll', { lines: 1_000 });
  counter.until(/PAPER IS BACK/);
  counter.rest();
  counter.settle();
  counter.world.pass(3 * 24 * 3_600_000);
  counter.press('reprint', rrn, 'confirm');
  counter.until(/￥30\.00/);
  counter.press('confirm');
  counter.rest();
  const copies = counter.paper.whole().filter(({ title, copy }) => title === 'SALE' && copy === 'customer');
  expect(copies.map(({ duplicate }) => duplicate)).toEqual([false, true]);
  expect(counter.world.broken).toEqual([]);
});

test(
  'how paper is loaded is drawn: at rest where there is room, in a sale behind a key on the smallest screen',
  SLOW,
  () => {
    const counter = outOfPaper();
    expect(counter.screen()).toMatch(/1开盖[\s\S]*2放卷[\s\S]*3合上/);
    counter.press('3000', 'confirm');
    counter.until(/GO ON WITHOUT PAPER/);
    const small = { columns: 24, rows: 6 };
    expect(counter.screen(small)).toMatch(/缺纸[\s\S]*顾客同意/);
    expect(counter.screen(small)).toMatch(/\.=看图装纸/);
    counter.press('.');
    expect(counter.screen(small)).toMatch(/1开盖[\s\S]*2放卷[\s\S]*3合上[\s\S]*任意键返回/);
    // The key that closes the drawing answers no question.
    counter.press('confirm');
    expect(counter.screen(small)).toMatch(/顾客同意/);
    counter.press('cancel');
    counter.press('60000', 'confirm', 'confirm');
    expect(counter.screen(small)).toMatch(/× 无纸时单笔限额/);
    expect(counter.screen(small)).toMatch(/按 1[\s\S]*由第二人授权/);
  },
);

test('an acquirer that tells totals only: the batch is a task until its settlement, which ends it', SLOW, () => {
  const counter = backFromAnOutage();
  counter.press('functions', 'reprint', '2', 'confirm', 'confirm');
  expect(counter.screen()).toMatch(/批次 000001 ￥30\.00 待结算时核对/);
  // No difference, so the operator alone signs.
  counter.press('confirm');
  counter.until(/SIGNED OFF/);
  expect(counter.journal.tasks()).toMatchObject([
    { difference: { what: 'not-compared', subject: '000001', ours: '￥30.00', theirs: 'batch' }, owner: '1' },
  ]);
  counter.press('confirm');
  counter.until(/READY/);
  counter.rest();
  counter.settle();
  expect(counter.journal.tasks()).toEqual([]);
  const done = counter.journal.last(20).find((entry) => entry.type === 'task.done');
  expect(done?.body).toEqual({ finding: 'settled: nothing differs' });
  expect(counter.world.broken).toEqual([]);
});
