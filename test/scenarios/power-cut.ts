/** A power cut at a message to the acquirer: which one, and where in its life. */

/** Where in the life of a message the power goes. */
export const CUT_POINTS = [
  'before its entry',
  'before send',
  'in mid-send',
  'after send',
  'in mid-answer',
  'before the answer is committed',
  'after the answer is committed',
] as const;
export type CutPoint = (typeof CUT_POINTS)[number];

/** `message`: the entry that stands before it leaves, such as `sale.submitted`; of an upload with what it carries: `settlement.uploadSent refund`. */
export interface Cut {
  readonly message: string;
  readonly point: CutPoint;
}

/** The process is gone. */
export class PowerCut extends Error {}

/** The message that an entry stands before; null for an entry that stands before none. */
export function messageOf(draft: { readonly type: string; readonly body: unknown }): string | null {
  if (draft.type === 'stan.spent') return `${draft.type} ${(draft.body as { readonly on: string }).on}`;
  if (draft.type === 'settlement.uploadSent') return `${draft.type} ${(draft.body as { readonly what: string }).what}`;
  const isSent =
    draft.type.endsWith('.submitted') ||
    draft.type === 'advice.sent' ||
    draft.type === 'enquiry.sent' ||
    draft.type === 'script.sent' ||
    draft.type === 'reversal.sent' ||
    draft.type === 'settlement.sent';
  return isSent || draft.type === 'stan.spent' ? draft.type : null;
}
