/** Why something was refused, or that it was done, and what to do now: the same on every page (promise 6). */
import type { Words } from '../rules/verdict.ts';
import { type Block, must, ranked } from './page.ts';

/** `allowed`: it was done. */
type Said = { readonly allowed?: boolean; readonly why: Words; readonly remedy: Words } | null;

/** @param rank of what to do */
export function noticeBlocks(notice: Said, rank = 0): readonly Block[] {
  if (notice === null) return [];
  const { allowed, why, remedy } = notice;
  const arrow = remedy.zh === '' ? remedy : { zh: `→ ${remedy.zh}`, en: remedy.en };
  return [...must({ zh: `${allowed === true ? '√' : '×'} ${why.zh}`, en: why.en }), ...ranked(rank, arrow)];
}
