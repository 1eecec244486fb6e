/**
 * Ready sentences for the customer while the paper is in trouble (requirement D11): what happened, whether the money moved, when the receipt comes. None is
 * longer than the twenty cells of the display.
 */
import type { Words } from '../rules/verdict.ts';
import type { FlowView, TillView } from './till-view.ts';

export const RECEIPT_LATER = '成功 小票稍后补打';
export const E_SLIP_OFFERED = '成功 请扫电子小票';

/** Between two customers; null: there is nothing to say of paper. */
export function restingPaperWords({ paper, duty }: TillView): Words | null {
  if (duty === null || duty.locked) return null;
  if (paper.doubt !== null) return { zh: '小票核对中 请稍候', en: 'RECEIPT COMES LATER' };
  if (paper.slip?.state === 'held') return { zh: '小票未打完 稍后补打', en: 'RECEIPT COMES LATER' };
  if (paper.trouble !== null) return { zh: '暂无纸 小票稍后补打', en: 'RECEIPT COMES LATER' };
  return paper.nearEnd ? { zh: '纸将用完 小票或稍等', en: 'PAPER IS RUNNING LOW' } : null;
}

/** A slip that was written by hand is evidence, and stands in the journal as soon as it is typed in (requirement D5); null: nobody's slip is. */
export function handSlipsWords({ state, entered, typed }: Extract<FlowView, { at: 'handSlips' }>): Words | null {
  if (OF_THE_PAD.has(state)) return null;
  const isEntered = state === 'enteringNumber' && entered > 0 && typed === '';
  return isEntered
    ? { zh: '已补录 手写单请保存', en: 'KEEP YOUR HAND SLIP' }
    : { zh: '手工单补录中 请稍候', en: 'HAND SLIP IS VALID' };
}

const OF_THE_PAD: ReadonlySet<string> = new Set(['enteringFirst', 'enteringLast', 'issuing']);

/** In a refund that nothing can be printed of; null: the page has its own sentence. */
export function refundPaperLine({ state, trouble, deferredNow }: Extract<FlowView, { at: 'refund' }>): string | null {
  if (trouble === null) return null;
  if (deferredNow) return '已登记 有纸后退款';
  if (state === 'choosingNowOrLater') return '无纸 现在退或登记?';
  if (state === 'enteringPhone' || state === 'callingCustomer' || state === 'choosingSalutation')
    return '未退款 请留联系电话';
  return null;
}
