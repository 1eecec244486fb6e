/**
 * Ready sentences for the customer while the paper is in trouble (requirement D11): what happened, whether the money moved, when the receipt comes. None is
 * longer than the twenty cells of the display.
 */
import type { FlowView, TillView } from './till-view.ts';

export const RECEIPT_LATER = '成功 小票稍后补打';
export const E_SLIP_OFFERED = '成功 请扫电子小票';

/** Between two customers; null: there is nothing to say of paper. */
export function restingPaperLine({ paper, duty }: TillView): string | null {
  if (duty === null || duty.locked) return null;
  if (paper.doubt !== null) return '小票核对中 请稍候';
  if (paper.slip?.state === 'held') return '小票未打完 稍后补打';
  return paper.trouble === null ? null : '暂无纸 小票稍后补打';
}

/** In a refund that nothing can be printed of; null: the page has its own sentence. */
export function refundPaperLine({ state, trouble, deferredNow }: Extract<FlowView, { at: 'refund' }>): string | null {
  if (trouble === null) return null;
  if (deferredNow) return '已登记 有纸后退款';
  if (state === 'choosingNowOrLater') return '无纸 现在退或登记?';
  if (state === 'enteringPhone' || state === 'callingCustomer' || state === 'choosingSalutation')
    return '未退款 请留联系电话';
  return null;
}
