/** The counter is in the technician's hands: what for, and how to take it back. */
import type { Words } from '../rules/verdict.ts';
import { bothLanguages } from './page.ts';

export interface ServiceView {
  readonly at: 'service';
  readonly technician: string;
  readonly what: Words;
}

export function servicePage({ technician, what }: ServiceView, columns: number): readonly string[] {
  return [
    ...bothLanguages({ zh: '维护中', en: `MAINTENANCE BY ${technician}` }, columns),
    ...bothLanguages(what, columns),
    ...bothLanguages({ zh: '请勿收款', en: 'DO NOT SELL NOW' }, columns),
    ...bothLanguages({ zh: '连按三次取消=收回柜台', en: 'ESC x3: TAKE IT BACK' }, columns),
  ];
}
