/** What the screens are drawn from: the state of the till as data, without a live object in it. */
import type { Fee } from '../../storage/entries/goods.ts';
import type { MoneyKind, PrinterPlace } from '../../storage/facts.ts';
import type { BatchRoom } from '../rules/batch-room.ts';
import type { ExerciseUnderWay } from '../rules/exercise-book.ts';
import type { Freeze } from '../rules/freezes.ts';
import type { PaperTrouble } from '../rules/paper-policy.ts';
import type { FollowUpAct } from '../rules/preauth-follow-up.ts';
import type { Reason } from '../rules/reasons.ts';
import type { RefundCause } from '../rules/refund-causes.ts';
import type { GuideFacts } from '../rules/refund-guide.ts';
import type { Road } from '../rules/roads.ts';
import type { Refusal, Words } from '../rules/verdict.ts';
import type { AlternativeView } from './alternative-page.ts';
import type { AmountCheckView } from './amount-check-lines.ts';
import type { CaseDeskView } from './case-desk-page.ts';
import type { DrawerCountView } from './drawer-count-page.ts';
import type { FreezeView } from './freeze-page.ts';
import type { BasketView, ReturnView } from './goods-views.ts';
import type { HelpView } from './help-page.ts';
import type { LookupView, TimelineView } from './lookup-views.ts';
import type { ResolutionView, SettlementView } from './manager-views.ts';
import type { HandSlipsView, PaperBackView } from './outage-pages.ts';
import type { IdentificationView, PeopleView, ShiftView, SignInView } from './people-views.ts';
import type { RefundBounds } from './refund-control-page.ts';
import type { ServiceView } from './service-page.ts';
import type { ToDoView } from './to-do-page.ts';
import type { ExercisesView, TrainingView } from './training-pages.ts';
import type { XReportView } from './x-report-page.ts';

export type NoticeView = Refusal | { readonly allowed: true; readonly why: Words; readonly remedy: Words } | null;

export type OutcomeView =
  | {
      readonly is: 'approved';
      readonly rrn: string | null;
      readonly authCode: string | null;
      readonly part?: { readonly approvedMinor: number; readonly leftMinor: number };
    }
  | { readonly is: 'declined'; readonly responseCode: string }
  | { readonly is: 'unknown'; readonly reversing: boolean; readonly cause?: string }
  | { readonly is: 'notReached'; readonly why: string; readonly detail: string }
  | { readonly is: 'notSent' };

export interface DecisionView {
  readonly outcome: OutcomeView;
  readonly reversed: boolean;
}

export interface OriginalView {
  readonly txn: string;
  readonly stan: string | null;
  readonly batch: string | null;
  readonly tender?: 'card' | 'code' | 'cash';
  readonly amountMinor: number;
  readonly refundedMinor: number;
  readonly reservedMinor: number;
  readonly card: { readonly maskedPan: string };
  readonly rrn: string | null;
  readonly createdAtMs: number;
  /** The day by which money that was given back of it should have been with the customer. */
  readonly overdue?: string;
}

export type FlowView =
  | SettlementView
  | ResolutionView
  | ServiceView
  | BasketView
  | LookupView
  | ReturnView
  | TimelineView
  | HandSlipsView
  | PaperBackView
  | ToDoView
  | FreezeView
  | DrawerCountView
  | CaseDeskView
  | HelpView
  | XReportView
  | AlternativeView
  | TrainingView
  | ExercisesView
  | SignInView
  | ShiftView
  | PeopleView
  | { readonly at: 'idle' }
  | { readonly at: 'menu' }
  | { readonly at: 'health'; readonly chosen: number | null }
  | {
      readonly at: 'sale';
      readonly kind: 'sale' | 'preauth' | 'balance';
      readonly takesCodes: boolean;
      readonly balance:
        | { readonly is: 'told'; readonly availableMinor: number }
        | { readonly is: 'declined'; readonly responseCode: string }
        | { readonly is: 'unanswered' }
        | null;
      readonly state: string;
      readonly typed: string;
      readonly amountMinor: number;
      readonly currency: string;
      readonly notice: NoticeView;
      readonly trouble: PaperTrouble | null;
      /** How paper is loaded is drawn, in the place of the question. */
      readonly drawn: boolean;
      readonly advice: string | null;
      readonly maskedPan: string | null;
      /** What the customer hands over, as it is typed; and the change. */
      readonly given: string;
      readonly cash: { readonly givenMinor: number; readonly changeMinor: number } | null;
      /** Why there is no PIN yet. */
      readonly pinTrouble: string | null;
      readonly submitted: boolean;
      /** The acquirer approves this much; the customer is asked. */
      readonly partMinor: number | null;
      readonly decision: DecisionView | null;
      /** What the customer may take along in the place of paper. */
      readonly check: AmountCheckView | null;
      readonly eSlip: { readonly text: string; readonly readOut: string } | null;
      /** A second person is being asked for. */
      readonly identification: IdentificationView | null;
    }
  | {
      readonly at: 'preauthFollowUp';
      readonly state: string;
      readonly typed: string;
      readonly waiting: number;
      readonly found: {
        readonly kind: 'preauth' | 'completion';
        readonly maskedPan: string;
        readonly amountMinor: number;
        readonly currency: string;
        readonly stan: string | null;
      } | null;
      readonly acts: readonly FollowUpAct[];
      readonly act: FollowUpAct;
      readonly amountMinor: number;
      readonly limitPercent: number;
      readonly notice: NoticeView;
      readonly submitted: boolean;
      readonly decision: DecisionView | null;
    }
  | {
      readonly at: 'refund';
      readonly state: string;
      readonly typed: string;
      readonly amountMinor: number;
      readonly original: OriginalView;
      /** Others that the same digits may mean. */
      readonly others: number;
      readonly currency: string;
      readonly road: Road | null;
      readonly cause: RefundCause | null;
      readonly waitedSeconds: number;
      readonly network: GuideFacts['network'];
      readonly selfTest: GuideFacts['selfTest'];
      readonly mayRepeat: boolean;
      /** Another sale belongs to it, once it is done. */
      readonly offersSale: 'exchange' | 'right-party' | null;
      readonly goods: { readonly fees: readonly Fee[]; readonly byVoucherMinor?: number } | null;
      readonly reason: string | null;
      readonly trouble: PaperTrouble | null;
      readonly phone: string;
      readonly notice: NoticeView;
      readonly promised: boolean;
      /** The code of the case file that this attempt has closed; null: none. */
      readonly closedFile: string | null;
      /** It is sent with the card only. */
      readonly needsCard: boolean;
      readonly submitted: boolean;
      readonly decision: DecisionView | null;
      readonly deferredNow: boolean;
      readonly bounds: RefundBounds;
    }
  | {
      readonly at: 'unreferenced';
      readonly state: string;
      readonly currency: string;
      readonly typed: string;
      readonly amountMinor: number;
      /** What one of them may still be in this shift. */
      readonly leftMinor: number;
      readonly check: AmountCheckView | null;
      /** On the digits from 1 on. */
      readonly reasons: readonly Reason[];
      readonly reason: Words | null;
      readonly maskedPan: string | null;
      /** Why it takes a manager. */
      readonly why: Words;
      readonly identification: IdentificationView | null;
      readonly notice: NoticeView;
      readonly submitted: boolean;
      readonly waitedSeconds: number;
      readonly decision: DecisionView | null;
      readonly cause: RefundCause | null;
      readonly mayRepeat: boolean;
    }
  | {
      readonly at: 'reprint';
      readonly state: string;
      readonly typed: string;
      readonly found: {
        readonly kind: MoneyKind;
        readonly amountMinor: number;
        readonly currency: string;
        readonly copies: readonly string[];
      } | null;
      readonly notice: NoticeView;
      readonly duplicate: number | null;
    };

export interface DeviceView {
  readonly device: string;
  readonly state: string;
  /** What it calls itself. */
  readonly identity: string | null;
  readonly serial: string | null;
  readonly firmware: string | null;
  readonly grade: string | null;
  readonly encryption: 'none' | 'dukpt' | 'unknown' | null;
  /** Of a card reader: how a card can be presented to it. */
  readonly takes?: readonly ('swipe' | 'insert' | 'tap')[];
  readonly complaints: readonly string[];
  /** Another device stands in its place, not in use. */
  readonly stranger: {
    readonly identity: string;
    readonly serial: string | null;
    readonly expected: string;
  } | null;
  readonly fault: { readonly cause: string; readonly detail: string } | null;
  /** In words, local time. */
  readonly since: string | null;
  /** To open it; grows ever more slowly while it is away. */
  readonly attempts: number;
  readonly opens: number;
  readonly losses: number;
  readonly errors: number;
  readonly lastFault: { readonly cause: string; readonly detail: string; readonly at: string } | null;
}

export interface TillView {
  readonly merchant: string;
  readonly tid: string;
  readonly mode: 'live' | 'training' | 'simulated';
  /** Who is on duty; null where somebody must sign in first. */
  readonly duty: { readonly operator: string; readonly locked: boolean } | null;
  readonly currency: string;
  /** Why the policy's file as it stands is not in force; null: it is. */
  readonly policyProblem: string | null;
  readonly flow: FlowView;
  /** In training: what is being practised. */
  readonly exercise?: ExerciseUnderWay | null;
  /** While somebody signs in: what is looked at before a shift. */
  readonly shiftStart?: readonly Words[];
  readonly paper: {
    readonly trouble: PaperTrouble | null;
    readonly nearEnd: boolean;
    /** What should be left of the roll; null where nobody has seen it being loaded. */
    readonly leftMm: number | null;
    /** The slip in the printer. */
    readonly slip: {
      readonly number: number;
      readonly state: 'printing' | 'held' | 'recollecting';
      readonly proven: number;
      readonly segments: number;
    } | null;
    readonly doubt: number | null;
    /** The question about it can have been read: its keys are shown, and taken. */
    readonly doubtReadable: boolean;
    /** A report that may be too long for the roll; null: nobody is asked. */
    readonly roll: {
      readonly state: 'asked' | 'changing';
      readonly lengthMm: number;
      readonly leftMm: number | null;
    } | null;
    /** The printer out of which slips come. */
    readonly at: PrinterPlace;
    /** Null: there is only one. */
    readonly other: { readonly device: PrinterPlace; readonly trouble: PaperTrouble | null } | null;
    /** As soon as the slip in hand is decided, they come out of the other one. */
    readonly leaving: boolean;
  };
  readonly debts: {
    readonly receipts: number;
    /** Oldest first; `age` in words: `3h`, `2d`. */
    readonly promises: readonly { readonly amountMinor: number; readonly currency: string; readonly age: string }[];
    /** Promised refunds whose time has passed. */
    readonly overdue: number;
    readonly reversals: number;
    readonly needsHuman: number;
    readonly unknownRefunds: number;
    /** Advices and script results that the acquirer does not take: somebody must call it. */
    readonly untold: number;
    /** Step of the settlement under way. */
    readonly settling: string | null;
    /** Nothing can be printed (`open`), or a slip is still to prove that paper is there (`proving`), or nobody has gone through it (`returned`). */
    readonly outage: {
      readonly state: 'open' | 'proving' | 'returned';
      readonly count: number;
      readonly sumMinor: number;
      readonly since: string;
    } | null;
    /** Hours since the journal was last copied, where that is too long ago; else null. */
    readonly backupHours: number | null;
    /** Given back, and the sale that belongs to it still to come. */
    readonly cases: number;
    /** Case files whose day has come: somebody asks again (requirement F5). */
    readonly filesDue: number;
    /** Differences that somebody must look into. */
    readonly tasks: number;
  };
  /** The drawer may not have opened for this movement of cash. */
  readonly drawerDoubt: { readonly amountMinor: number; readonly currency: string } | null;
  /** What stands still until a manager releases it. */
  readonly freezes: readonly Freeze[];
  readonly acquirer: {
    readonly state: string;
    readonly signedOn: boolean;
    /** Whether the bank answered when it was last asked; `unheard`: nobody has asked yet. */
    readonly line: 'up' | 'down' | 'unheard';
    /** Since when, as people read it. */
    readonly lineSince: string | null;
    /** The open batch is nearly full; null: there is room enough. */
    readonly batchRoom: BatchRoom | null;
  };
  readonly devices: readonly DeviceView[];
}
