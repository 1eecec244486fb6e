/** The counter is in the technician's hands: what for, and how to take it back. */
import type { Words } from '../rules/verdict.ts';
import { type Block, must } from './page.ts';

export interface ServiceView {
  readonly at: 'service';
  readonly technician: string;
  readonly what: Words;
}

export function servicePage({ technician, what }: ServiceView): readonly Block[] {
  return must(
    { zh: '维护中', en: `MAINTENANCE BY ${technician}` },
    what,
    { zh: '请勿收款', en: 'DO NOT SELL NOW' },
    { zh: '连按三次取消=收回柜台', en: 'ESC x3: TAKE IT BACK' },
  );
}
