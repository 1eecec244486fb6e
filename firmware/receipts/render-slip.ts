/** Journal facts in, receipt document out. */
import { alternativeSlip } from './alternative-slip.ts';
import { caseStatusSlip } from './case-status-slip.ts';
import type { Columns, ReceiptLine } from './document.ts';
import { emergencyCardSlip } from './emergency-card-slip.ts';
import { exerciseSlip } from './exercise-slip.ts';
import { refusalSlip, voucherSlip } from './goods-slips.ts';
import { handSlip } from './hand-slip.ts';
import { interruptedNotice, testPrint } from './notice-slips.ts';
import { reportSlip } from './report-slips.ts';
import type { Locale, SlipFacts } from './slip-facts.ts';
import { timelineSlip } from './timeline-slip.ts';
import { faultSlip, moneySlip, refundPromiseSlip } from './transaction-slips.ts';

/**
 * Lays a slip out for the paper. Pure and deterministic: the same facts give the same lines, so that what was handed to a printer
 * before a restart can be rendered again. No line is wider than `columns`; no amount is cut; the paper is not cut (the driver does that).
 */
export function renderSlip(
  facts: SlipFacts,
  options: { readonly columns: Columns; readonly locale: Locale },
): readonly ReceiptLine[] {
  switch (facts.kind) {
    case 'sale':
    case 'void':
    case 'refund':
    case 'preauth':
    case 'preauthCancel':
    case 'completion':
    case 'completionAdvice':
    case 'completionCancel':
      return moneySlip(facts, options);
    case 'refundPromise':
      return refundPromiseSlip(facts, options);
    case 'fault':
      return faultSlip(facts, options);
    case 'refusal':
      return refusalSlip(facts, options);
    case 'voucher':
      return voucherSlip(facts, options);
    case 'coupon':
    case 'pickUp':
      return alternativeSlip(facts, options);
    case 'caseStatus':
      return caseStatusSlip(facts, options);
    case 'timeline':
      return timelineSlip(facts, options);
    case 'settlement':
    case 'xReport':
    case 'paperBack':
      return reportSlip(facts, options);
    case 'interrupted':
      return interruptedNotice(facts, options);
    case 'handSlip':
      return handSlip(facts, options);
    case 'emergencyCard':
      return emergencyCardSlip(facts, options);
    case 'exercise':
      return exerciseSlip(facts, options);
    case 'test':
      return testPrint(facts, options);
  }
}
