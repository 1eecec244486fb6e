/** The last picture before the terminal ends: what happened, what it means for the money, what to do (promise 6, requirement H3). */
import type { Words } from '../rules/verdict.ts';
import type { ScreenSize } from './cashier.ts';
import { bothLanguages, fitCells } from './page.ts';

/** Why the terminal cannot go on. */
export type FailureCause = 'journal-unwritable' | 'journal-broken' | 'bug';

export const FAILURES: Readonly<Record<FailureCause, { readonly what: Words; readonly todo: Words }>> = {
  'journal-unwritable': {
    what: { zh: '账本无法写入,停止交易', en: 'THE JOURNAL CANNOT BE WRITTEN: NOT TRADING' },
    todo: {
      zh: '已完成的交易都已保存。检查磁盘和数据目录,然后重启',
      en: 'What was done is saved. Check the disk and the data folder, then restart',
    },
  },
  'journal-broken': {
    what: { zh: '账本已损坏或被改动,停止交易', en: 'THE JOURNAL IS DAMAGED OR CHANGED: NOT TRADING' },
    todo: { zh: '保留数据目录,联系技术人员', en: 'Keep the data folder as it is and call the technician' },
  },
  bug: {
    what: { zh: '程序错误,正在重启', en: 'SOFTWARE FAULT: RESTARTING' },
    todo: {
      zh: '已完成的交易都已保存。请稍候,勿重复收款',
      en: 'What was done is saved. Wait, and do not charge again',
    },
  },
};

/** Exactly `rows` lines of exactly `columns` cells. */
export function renderFailure(cause: FailureCause, size: ScreenSize): readonly string[] {
  const { what, todo } = FAILURES[cause];
  const lines = [
    ...bothLanguages({ zh: `! ${what.zh}`, en: what.en }, size.columns),
    '',
    ...bothLanguages(todo, size.columns),
  ];
  return Array.from({ length: size.rows }, (_, row) => fitCells(lines[row] ?? '', size.columns));
}
