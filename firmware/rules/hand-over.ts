/** What a cashier can leave for the next one: a keypad has digits only, so notes are codes, and a number beside them (requirement H11). */
import type { Words } from './verdict.ts';

export interface HandOverNote extends Words {
  readonly code: string;
}

/** On the digits 1, 2, 3 …, in this order. */
export const HAND_OVER_NOTES: readonly HandOverNote[] = [
  { code: 'paper-low', zh: '纸快用完', en: 'Paper is running low' },
  { code: 'printer', zh: '打印机不正常', en: 'Printer trouble' },
  { code: 'reader', zh: '读卡器不正常', en: 'Card reader trouble' },
  { code: 'network', zh: '网络不正常', en: 'Network trouble' },
  { code: 'customer-back', zh: '顾客会再来,见留言', en: 'A customer comes back, see note' },
  { code: 'cash-differs', zh: '现金有差异', en: 'The cash does not add up' },
  { code: 'tell-manager', zh: '请告诉主管', en: 'Tell the manager' },
  { code: 'technician-called', zh: '已叫技术员', en: 'The technician was called' },
];

/** The longest number beside a note: shorter than a card number, so that none is typed by mistake. */
export const LONGEST_NOTE_NUMBER = 10;
