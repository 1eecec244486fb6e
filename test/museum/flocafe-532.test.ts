/**
 * flocafe-532: "Print failed…": the program knew why, threw the cause away, and the cashier did not even know whether the customer had been charged.
 * It was the first support complaint. Here every cause that a printer can name reaches the screen with its remedy, beside what became of the money.
 */
import { expect, it } from 'vitest';
import type { PrinterStatus } from '../../drivers/printer/printer.ts';
import { paperTrouble } from '../../firmware/rules/paper-policy.ts';
import { renderCashierScreen } from '../../firmware/screens/cashier.ts';
import type { TillView } from '../../firmware/screens/till-view.ts';
import { EmulatedPaper } from '../drivers/printer/emulated-paper.ts';
import { slipOf } from '../drivers/printer/rig.ts';

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
    },
    debts: {
      receipts: 2,
      promises: [],
      reversals: 0,
      needsHuman: 0,
      unknownRefunds: 0,
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
    acquirer: { state: 'idle', signedOn: true, line: 'up', lineSince: null },
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
