/**
 * flocafe-532: "Print failed…": the program knew why, threw the cause away, and the cashier did not even know whether the customer had been charged.
 * It was the first support complaint. Here every cause that a printer, a bank or a line can name reaches the screen with its remedy, beside what became
 * of the money; and so it is with every code by which a bank refuses.
 */
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import type { PrinterStatus } from '../../drivers/printer/printer.ts';
import { paperTrouble } from '../../firmware/rules/paper-policy.ts';
import { listedResponseCodes, responseAction } from '../../firmware/rules/response-codes.ts';
import { renderCashierScreen } from '../../firmware/screens/cashier.ts';
import type { TillView } from '../../firmware/screens/till-view.ts';
import { EmulatedPaper } from '../drivers/printer/emulated-paper.ts';
import { slipOf } from '../drivers/printer/rig.ts';
import { QuietCounter } from '../scenarios/quiet-counter.ts';

/** The screen of a sale that has been approved while its slip stands in a printer with this status. */
function screenOf(status: PrinterStatus | null): string {
  const view: TillView = {
    merchant: '示例商店',
    tid: '10000001',
    mode: 'live',
    duty: { operator: '1', locked: false },
    currency: 'CNY',
    policyProblem: null,
    flow: {
      at: 'sale',
      kind: 'sale',
      takesCodes: false,
      balance: null,
      state: 'done',
      typed: '',
      amountMinor: 12_345,
      currency: 'CNY',
      notice: null,
      trouble: null,
      drawn: false,
      advice: null,
      maskedPan: '476173******0010',
      given: '',
      cash: null,
      pinTrouble: null,
      submitted: true,
      partMinor: null,
      eSlip: null,
      check: null,
      identification: null,
      decision: { outcome: { is: 'approved', rrn: '132513450701', authCode: '836127' }, reversed: false },
    },
    paper: {
      trouble: paperTrouble(status),
      nearEnd: false,
      leftMm: null,
      slip: { number: 7, state: 'held', proven: 2, segments: 5 },
      doubt: null,
      doubtReadable: false,
      at: 'printer',
      other: null,
      leaving: false,
      roll: null,
    },
    debts: {
      receipts: 2,
      promises: [],
      reversals: 0,
      needsHuman: 0,
      unknownRefunds: 0,
      filesDue: 0,
      untold: 0,
      settling: null,
      overdue: 0,
      backupHours: null,
      outage: null,
      cases: 0,
      tasks: 0,
    },
    drawerDoubt: null,
    freezes: [],
    acquirer: { state: 'idle', signedOn: true, line: 'up', lineSince: null, batchRoom: null },
    devices: [],
  };
  return renderCashierScreen(view, { columns: 48, rows: 14 }).join('\n');
}

const CAUSES = [
  ['paper-end', {}, /缺纸 OUT OF PAPER/, /新纸卷/, /new roll/],
  ['cover-open', {}, /上盖未合 PRINTER COVER OPEN/, /合上上盖/, /Close the cover/],
  ['jam', {}, /切刀卡住 CUTTER JAMMED/, /清除卡纸/, /Remove the jammed paper/],
  ['heat', {}, /打印头过热 PRINT HEAD TOO HOT/, /冷却后自动继续/, /goes on by itself/],
  ['error', { kind: 'unrecoverable' }, /打印机故障 PRINTER FAULT/, /关闭打印机电源/, /off and on/],
  [
    'power-off',
    {},
    /无应答,状态未知\s+PRINTER SILENT, STATUS UNKNOWN/,
    /检查电源和数据线/,
    /Check its power and cable/,
  ],
] as const;

it.each(CAUSES)('flocafe-532: %s is named, with its remedy and the money', (verb, args, cause, remedy, inEnglish) => {
  const paper = new EmulatedPaper({
    address: 'serial:/dev/pos/printer?baud=115200',
    driver: { buffer: 4096 },
    printer: { lineMs: 10 },
  });
  if (verb === 'jam') paper.hand(verb, args);
  else paper.hand(verb, { ...args, afterLines: 4 });
  paper.start(slipOf(6));
  paper.until((event) => event.type === 'printer.jobHeld');
  paper.clock.advance(10_000);
  const told = paper.events.findLast((event) => event.type === 'printer.statusChanged');
  const screen = screenOf(told?.type === 'printer.statusChanged' ? told.status : null);
  for (const words of [cause, remedy, inEnglish, /APPROVED/, /￥123\.45/]) expect(screen).toMatch(words);
});

it('flocafe-532: so is a printer that is not there at all', () => {
  expect(screenOf(null)).toMatch(/PRINTER NOT CONNECTED[\s\S]*Check its power and cable/);
});

/** What goes wrong at the bank, which page is waited for, and what it must say: the cause, what it means for the money, what to do. */
const AT_THE_BANK: readonly (readonly [string, Readonly<Record<string, unknown>>, RegExp, readonly RegExp[]])[] = [
  [
    'decline',
    { code: '51' },
    /DECLINED/,
    [/余额不足/, /Insufficient funds/, /NOTHING CHARGED/, /another card, or cash/],
  ],
  ['decline', { code: '91' }, /DECLINED/, [/发卡行不可用/, /issuer cannot be reached/, /NOTHING CHARGED/, /try later/]],
  ['silent', {}, /REVERSED, NOTHING/, [/银行没有应答/, /no answer from the bank/, /NOTHING CHARGED/, /可重新交易/]],
  [
    'cut-before-answer',
    {},
    /REVERSED, NOTHING/,
    [/连接中断/, /line to the bank broke/, /NOTHING CHARGED/, /可重新交易/],
  ],
  [
    'wrong-amount',
    { amountMinor: 1 },
    /REVERSED, NOTHING/,
    [/应答与请求不符/, /not to this request/, /NOTHING CHARGED/],
  ],
  ['wrong-mac', {}, /REVERSED, NOTHING/, [/校验码不对/, /not genuine \(MAC\)/, /NOTHING CHARGED/]],
];

it('flocafe-532: whatever fails at the bank is named on the page of the sale', () => {
  const counter = new QuietCounter();
  for (const [verb, args, page, words] of AT_THE_BANK) {
    counter.world.devices.do('acquirer', verb, { ...args, kind: 'sale' });
    counter.press('4500', 'confirm');
    counter.presents();
    const shown = counter.until(page).replaceAll(/\s+/g, ' ');
    for (const word of words) expect(shown, verb).toMatch(word);
    expect(counter.customer().join(' '), verb).toMatch(/未扣款/);
    counter.press('confirm');
    counter.until(/READY/);
  }
});

/** A line of the customer's display. */
const CUSTOMER_CELLS = 20;

it('flocafe-532: every code by which a bank refuses has its cause and what to do, in both languages', () => {
  const remedy = /请|勿/;
  const inEnglish = /try|call|another|again|check|ask|sign on|retain|contact|look|reconcile|collect|confirmed/i;
  for (const code of listedResponseCodes) {
    const { action, cashier, customer } = responseAction(code);
    if (action === 'approve' || action === 'approvePartial') continue;
    expect([code, customer.zh]).toEqual([code, expect.stringMatching(/未扣款|密码错误/)]);
    expect([code, stringWidth(customer.zh) <= CUSTOMER_CELLS]).toEqual([code, true]);
    expect([code, cashier.zh]).toEqual([code, expect.stringMatching(remedy)]);
    expect([code, cashier.en]).toEqual([code, expect.stringMatching(inEnglish)]);
  }
});
