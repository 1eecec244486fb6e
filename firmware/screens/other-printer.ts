/** The other printer, where a counter has two: which one prints, and how slips come out of the other (requirement D3). */
import type { PrinterPlace } from '../../storage/facts.ts';
import type { Words } from '../rules/verdict.ts';
import type { TillView } from './till-view.ts';
import { PAPER_TROUBLES } from './words.ts';

type PaperView = TillView['paper'];

const NAMES: Readonly<Record<PrinterPlace, Words>> = {
  printer: { zh: '1号打印机', en: 'PRINTER 1' },
  printer2: { zh: '2号打印机', en: 'PRINTER 2' },
};

const NUMBERS: Readonly<Record<PrinterPlace, string>> = { printer: '1号', printer2: '2号' };

/** One key on a page that waits for a decision about paper; null: there is no other, or it cannot print either. */
export function otherPrinterOffer({ other }: PaperView): (Words & { readonly short: string }) | null {
  if (other === null || other.trouble !== null) return null;
  const { zh, en } = NAMES[other.device];
  return { zh: `*=改用${zh}`, en: `*: ${en}`, short: `*=改用${NUMBERS[other.device]}机` };
}

/** Below the page, where something is wrong or not as usual. */
export function otherPrinterWords({ at, leaving, trouble, other }: PaperView, isIdle: boolean): readonly Words[] {
  if (other === null) return [];
  const here = NAMES[at];
  const there = NAMES[other.device];
  if (leaving) return [{ zh: `了结此单后改用${there.zh}`, en: `THEN ${there.en}` }];
  const offer = { zh: `按两次*改用${there.zh}`, en: `* *: ${there.en}` };
  const which = at === 'printer' ? [] : [{ zh: `正在用${here.zh}`, en: `ON ${here.en}` }];
  return isIdle && trouble !== null && other.trouble === null ? [...which, offer] : which;
}

/** On the function page: what the key does, or why it cannot. */
export function otherPrinterItem({ other }: PaperView): (Words & { readonly short: string }) | null {
  if (other === null) return null;
  const { zh, en } = NAMES[other.device];
  const short = NUMBERS[other.device];
  if (other.trouble === null) return { zh: `用${zh}`, en, short: `${short}机` };
  const { what } = PAPER_TROUBLES[other.trouble];
  // Why stands on a wider screen, and on the device page.
  return { zh: `${zh}:${what.zh.replace('打印机', '')}`, en: '', short: `${short}×` };
}
