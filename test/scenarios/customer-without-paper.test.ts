/** What the customer reads on 2×20 in every state without paper (requirement D11): what happened, whether money moved, when the receipt comes. In process. */
import { expect, test } from 'vitest';
import { readESlip } from '../../firmware/receipts/e-slip.ts';
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import { renderCustomerDisplay } from '../../firmware/screens/customer.ts';
import type { TillView } from '../../firmware/screens/till-view.ts';
import { QuietCounter } from './quiet-counter.ts';
import { TwoPrinters } from './two-printers.ts';

const SLOW = { timeout: 60_000 };

/** Both lines, each whole: a sentence that had to be cut would not be what is expected. */
function reads(counter: QuietCounter, upper: RegExp, lower: RegExp): void {
  const lines = counter.customer();
  expect(lines.map((line) => line.trimEnd())).toEqual([expect.stringMatching(upper), expect.stringMatching(lower)]);
}

function withoutPaper(counter: QuietCounter): void {
  counter.world.devices.do('printer', 'paper-end');
  counter.until(/OUT OF PAPER/);
}

test('between two customers, before the card, approved with an e-slip, and when paper is back', SLOW, () => {
  const counter = new QuietCounter();
  reads(counter, /^示例商店/, /^演示 DEMO$/);
  withoutPaper(counter);
  reads(counter, /^暂无纸 小票稍后补打$/, /^演示 DEMO$/);
  counter.press('3000', 'confirm');
  counter.until(/GO ON WITHOUT PAPER/);
  reads(counter, /^小票稍后补打,可以吗$/, /^RECEIPT LATER, OK\?$/);
  counter.press('confirm');
  counter.until(/SWIPE THE CARD/);
  reads(counter, /￥30\.00$/, /^请刷卡/);
  counter.world.pass(700);
  counter.swipe();
  counter.until(/E-SLIP/);
  reads(counter, /￥30\.00$/, /^成功 请扫电子小票$/);
  counter.press('confirm');
  counter.until(/READY/);
  counter.world.devices.do('printer', 'new-roll', { lines: 100_000 });
  counter.rest();
  reads(counter, /^示例商店/, /^演示 DEMO$/);
});

test('a hold without paper: its e-slip reads as a pre-authorisation, not as broken', SLOW, () => {
  const counter = new QuietCounter();
  withoutPaper(counter);
  counter.press('functions', '6', '1000', 'confirm');
  counter.until(/GO ON WITHOUT PAPER/);
  counter.press('confirm');
  counter.presents();
  counter.until(/E-SLIP/);
  const offered = counter.world.entries.find(({ type }) => type === 'eSlip.offered');
  expect(offered?.type === 'eSlip.offered' ? readESlip(offered.body.text)?.slip : null).toMatchObject({
    kind: 'preauth',
    amountMinor: 1_000,
    lastFour: '0010',
  });
});

test('the paper ends in the middle: approved, and the slip follows; cash in the same way', SLOW, () => {
  const counter = new QuietCounter();
  counter.world.devices.do('printer', 'paper-end', { afterLines: 8 });
  counter.press('1200', 'confirm');
  counter.presents();
  counter.until(/UNFINISHED/);
  reads(counter, /￥12\.00$/, /^成功 小票稍后补打$/);
  counter.press('confirm');
  counter.until(/READY/);
  reads(counter, /^小票未打完 稍后补打$/, /^演示 DEMO$/);
  counter.press('500', 'confirm');
  counter.until(/GO ON WITHOUT PAPER/);
  counter.press('confirm');
  counter.until(/CASH/);
  counter.press('sale', '1000', 'confirm');
  counter.until(/PAID IN CASH/);
  reads(counter, /^成功 小票稍后补打$/, /^找零 CHANGE +￥5\.00$/);
});

test('a slip that nobody can tell of is being looked at', SLOW, () => {
  const counter = new TwoPrinters();
  counter.world.devices.do('printer', 'paper-end', { afterLines: 12 });
  counter.ringUp();
  counter.press('confirm');
  counter.until(/UNFINISHED/);
  // All of it was in the printer that is pulled off: on the other one it is asked about.
  counter.world.devices.do('printer', 'unplug');
  counter.until(/PRINTER NOT CONNECTED[\s\S]*\* \*: PRINTER 2/);
  counter.press('functions', 'functions');
  counter.until(/Is slip 1 complete/);
  reads(counter, /^小票核对中 请稍候$/, /^演示 DEMO$/);
});

test('a refund: now or later, the phone, registered and not yet paid back', SLOW, () => {
  const counter = new QuietCounter({ ...DEFAULT_POLICY });
  const slip = counter.sell('1200');
  counter.settle();
  withoutPaper(counter);
  counter.press('refund', String(slip.number), 'confirm', '500', 'confirm', '1');
  counter.until(/WHEN PAPER IS BACK/);
  reads(counter, /￥5\.00$/, /^无纸 现在退或登记\?$/);
  counter.press('confirm');
  counter.until(/PHONE/);
  reads(counter, /￥5\.00$/, /^未退款 请留联系电话$/);
  counter.press('13800000000', 'confirm');
  counter.world.pass(500);
  if (/MR {2}2 MS/.test(counter.screen())) counter.press('confirm');
  counter.until(/REGISTERED/);
  reads(counter, /￥5\.00$/, /^已登记 有纸后退款$/);
});

test('the paper will soon be over: said between two customers, and nothing else is promised', SLOW, () => {
  const counter = new QuietCounter();
  counter.world.devices.do('printer', 'near-end');
  counter.until(/PAPER LOW/);
  reads(counter, /^纸将用完 小票或稍等$/, /^演示 DEMO$/);
  counter.press('1200', 'confirm');
  counter.presents();
  counter.until(/APPROVED/);
  reads(counter, /￥12\.00$/, /^成功 APPROVED$/);
  counter.press('confirm');
  counter.world.devices.do('printer', 'near-end', { on: false });
  counter.until(/^(?![\s\S]*PAPER LOW)/);
  reads(counter, /^示例商店/, /^演示 DEMO$/);
});

test('a slip written by hand is typed in: it is valid, and kept; of a new pad nothing is said', SLOW, () => {
  const counter = new QuietCounter();
  counter.press('functions', 'sale', 'functions');
  reads(counter, /^示例商店/, /^演示 DEMO$/);
  counter.press('101', 'confirm', '150', 'confirm');
  counter.until(/HAND SLIPS[\s\S]*new pad/);
  reads(counter, /^手工单补录中 请稍候$/, /^演示 DEMO$/);
  counter.press('101', 'confirm', '1', '1', '2500', 'confirm', 'confirm', 'confirm', 'confirm');
  counter.until(/ENTERED/);
  reads(counter, /^已补录 手写单请保存$/, /^演示 DEMO$/);
});

test('each sentence has its English below it where money moves, and both fit', SLOW, () => {
  const counter = new QuietCounter();
  const live = (change: Partial<TillView>): readonly string[] =>
    renderCustomerDisplay({ ...(counter.world.view() as TillView), mode: 'live', ...change }).map((line) =>
      line.trimEnd(),
    );
  const { paper } = counter.world.view() as TillView;
  expect(live({ paper: { ...paper, nearEnd: true } })).toEqual(['纸将用完 小票或稍等', 'PAPER IS RUNNING LOW']);
  expect(live({ paper: { ...paper, trouble: 'paper-end' } })).toEqual(['暂无纸 小票稍后补打', 'RECEIPT COMES LATER']);
  expect(live({})[1]).toBe('欢迎光临 WELCOME');
  counter.press('functions', 'sale');
  expect(live({})).toEqual(['手工单补录中 请稍候', 'HAND SLIP IS VALID']);
});
