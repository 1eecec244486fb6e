/** What becomes of a slip. */
import type { CopyId, CopyKind, Marking, PrintedEvidence, PrinterPlace, SlipNumber } from '../facts.ts';
import type { Draft } from './draft.ts';

/** One slip of one copy. */
interface OfSlip {
  readonly copy: CopyId;
  readonly slip: SlipNumber;
}

export type ReceiptDraft =
  /** `printer`: left out where it is the first one. */
  | Draft<
      'receipt.started',
      OfSlip & { readonly marking: Marking; readonly printer?: Exclude<PrinterPlace, 'printer'> }
    >
  /** `lengthMm`: how much paper it took, near enough. */
  | Draft<'receipt.printed', OfSlip & { readonly evidence: PrintedEvidence; readonly lengthMm?: number }>
  | Draft<
      'receipt.held',
      OfSlip & {
        readonly cause: string;
        readonly proven: number;
        readonly handedOver: number;
        readonly segments: number;
      }
    >
  | Draft<'receipt.resumed', OfSlip>
  /** Proven incomplete: the copy is owed again, its next slip names this one as void; with `NOT_HANDED_OVER` there is none to name. */
  | Draft<'receipt.notPrinted', OfSlip & { readonly proof: string; readonly proven: number }>
  /** Cannot be known: ask the operator, else DUPLICATE. */
  | Draft<'receipt.doubtful', OfSlip & { readonly cause: string; readonly proven: number }>
  /** The operator's word on a doubtful slip: complete (the debt is paid) or not (owed again, as a DUPLICATE). */
  | Draft<'receipt.judged', OfSlip & { readonly complete: boolean }>
  /** A reprint was asked for: a new debt, always marked. */
  | Draft<'receipt.requested', { readonly copy: CopyId; readonly of: CopyKind; readonly n: number }>;
