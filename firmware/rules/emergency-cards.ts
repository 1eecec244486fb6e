/**
 * What to do when it goes wrong, in few words: short cards for the counter (requirement H6), and help by the code of a refusal (E7). Both work offline; whom
 * to call comes from the configuration.
 */
import type { EmergencyCardCode } from '../../storage/facts.ts';
import { REFUND_CAUSES } from './refund-causes.ts';
import { responseAction } from './response-codes.ts';
import type { Words } from './verdict.ts';

export interface EmergencyCard {
  readonly code: EmergencyCardCode;
  readonly title: Words;
  /** The first one comes before anything else. */
  readonly steps: readonly Words[];
  readonly calls: 'acquirer' | 'service';
}

/** On the digits from 1 on. */
export const EMERGENCY_CARDS: readonly EmergencyCard[] = [
  {
    code: 'paper-out',
    title: { zh: '缺纸', en: 'PAPER OUT' },
    steps: [
      { zh: '交易不受影响,不要重刷', en: 'The money stands: do not charge again' },
      { zh: '开盖,放新纸卷,合盖', en: 'Open the cover, load a roll, close it' },
      { zh: '欠的小票会自动补打', en: 'Slips that are owed come by themselves' },
      {
        zh: '没有新纸:顾客确认后可继续,或给电子小票',
        en: 'No roll: go on when the customer agrees, or show an e-slip',
      },
      { zh: '写手工单,来纸后按*再按+补录', en: 'Write numbered hand slips; later * then + types them in' },
    ],
    calls: 'service',
  },
  {
    code: 'power-cut',
    title: { zh: '停电', en: 'POWER CUT' },
    steps: [
      { zh: '不要重复收款,来电后先看屏幕', en: 'Do not charge again: look at the screen first' },
      { zh: '没有结果的交易,终端自动查询或撤回', en: 'What has no outcome is asked about or undone by itself' },
      { zh: '打到一半的小票作废,会重打', en: 'A slip that broke off is void and is printed again' },
      { zh: '停电时写手工单,编号不能断', en: 'Meanwhile write hand slips, no number left out' },
      { zh: '来电后核对最后一笔:/再按确认', en: 'Then check the last sale: / and ENTER' },
    ],
    calls: 'service',
  },
  {
    code: 'acquirer-silent',
    title: { zh: '银行无应答', en: 'THE BANK IS SILENT' },
    steps: [
      { zh: '等屏幕给出结果,不要再刷', en: 'Wait for the screen: do not swipe again' },
      { zh: '显示结果未知:可能已扣,终端会撤回', en: 'UNKNOWN: it may be charged, the terminal undoes it' },
      { zh: '告诉顾客,给状态单(*再按确认)', en: 'Tell the customer, give the status slip (* ENTER)' },
      { zh: '检查网线和路由器', en: 'Look at cable and router' },
      { zh: '收现金:金额后按+', en: 'Take cash: + after the amount' },
    ],
    calls: 'acquirer',
  },
  {
    code: 'printer-dead',
    title: { zh: '打印机坏', en: 'PRINTER DEAD' },
    steps: [
      { zh: '交易照常,小票记欠', en: 'Sales go on, their slips are owed' },
      { zh: '关机十秒再开,查电源线和数据线', en: 'Off for ten seconds; look at both cables' },
      { zh: '*再按1看打印机状态', en: '* then 1 shows what it says' },
      { zh: '换上新机后在该页按确认', en: 'Another one in its place: ENTER on that page' },
      { zh: '期间给电子小票', en: 'Meanwhile show e-slips' },
    ],
    calls: 'service',
  },
  {
    code: 'wrong-amount',
    title: { zh: '扣错金额', en: 'WRONG AMOUNT CHARGED' },
    steps: [
      { zh: '不要再刷一次补差', en: 'Do not charge the difference' },
      { zh: '当天未结算:按-输票号,全额撤销后重收', en: 'Not settled yet: -, the slip, void it, charge again' },
      { zh: '已结算:按-输票号,退多收的部分', en: 'Settled: -, the slip, refund what was too much' },
      { zh: '收错人:原因选收错一方,再收正确一方', en: 'Wrong party: that reason, then charge the right one' },
      { zh: '给顾客退货小票或状态单', en: 'Give the refund slip or the status slip' },
    ],
    calls: 'acquirer',
  },
  {
    code: 'frozen',
    title: { zh: '终端不动', en: 'TERMINAL DOES NOT MOVE' },
    steps: [
      { zh: '等一分钟,不要重刷', en: 'Wait a minute: do not charge again' },
      { zh: '断电十秒再开,已提交的不会丢', en: 'Power off for ten seconds: nothing submitted is lost' },
      { zh: '开机后核对最后一笔:/再按确认', en: 'Then check the last sale: / and ENTER' },
      { zh: '再次不动:*再按4停用本终端', en: 'Again: * then 4 stops this terminal' },
      { zh: '请技术员看维护口', en: 'Have a technician look at the maintenance port' },
    ],
    calls: 'service',
  },
];

/** @throws Error for a card that there is not: a bug, since cards are chosen from the list */
export function emergencyCard(code: EmergencyCardCode): EmergencyCard {
  const card = EMERGENCY_CARDS.find((one) => one.code === code);
  if (card === undefined) throw new Error(`there is no card ${code}`);
  return card;
}

/** What a response code means for whoever stands at the counter, and what to do. Never throws; one that is not listed says so. */
export function helpOnCode(code: string): { readonly why: Words; readonly remedy: Words | null } {
  const cause = REFUND_CAUSES.find(({ codes }) => codes.includes(code));
  return { why: responseAction(code).cashier, remedy: cause?.remedy ?? null };
}

/** Whom to call, as the configuration has it. */
export interface Phones {
  readonly acquirer: string | null;
  readonly service: string | null;
}

export function phoneWords(calls: EmergencyCard['calls'], phones: Phones): Words {
  const number = phones[calls];
  const who: Words = calls === 'acquirer' ? { zh: '收单行', en: 'THE ACQUIRER' } : { zh: '服务商', en: 'THE SERVICE' };
  return number === null
    ? { zh: `请联系${who.zh}`, en: `CALL ${who.en}` }
    : { zh: `致电${who.zh} ${number}`, en: `CALL ${who.en}` };
}
