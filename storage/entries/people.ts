/** Who works at this terminal, who is on duty, and whose PIN was right or wrong. No PIN and nothing made of one stands here. */
import type { Role } from '../facts.ts';

/** What a PIN was asked for. */
export type PinPurpose =
  | 'sign-in'
  | 'resume'
  | 'people'
  | 'settlement'
  | 'resolution'
  | 'approval'
  | 'freeze'
  | 'paper-back'
  | 'emergency-sale'
  | 'promise'
  | 'maintenance'
  | 'training';

/** What a cashier leaves open, as the next one was shown it before the shift began (requirement H11). */
export interface HandOver {
  /** The shift before, whose note it was. */
  readonly from: number | null;
  readonly receipts: number;
  readonly promises: number;
  readonly oldestPromiseMs: number | null;
  readonly reversals: number;
  readonly unresolved: number;
  /** What should lie in the drawer; left out where no cash has ever moved. Below zero: more was given back than taken. */
  readonly drawer?: { readonly currency: string; readonly minor: number };
  /** What is frozen. */
  readonly freezes: number;
  /** Pre-authorisations that nobody has completed or cancelled; left out in journals of before. */
  readonly preauths?: number;
  /** Differences that somebody must look into. */
  readonly tasks?: number;
  /** Money given back of which the sale that belongs to it is still to come. */
  readonly cases?: number;
  /** Since when the oldest of each has been open, epoch milliseconds; what nothing is open of is left out. */
  readonly sinceMs?: Partial<Readonly<Record<HandOverDebt, number>>>;
}

export type HandOverDebt = 'receipts' | 'promises' | 'reversals' | 'preauths' | 'freezes' | 'tasks' | 'cases';

export type PeopleDraft =
  /** `by`: the manager who did it, `0` for the terminal itself. The verifier of the PIN comes with the same append. */
  | Of<
      'operator.registered',
      { readonly operator: string; readonly name: string; readonly role: Role; readonly by: string }
    >
  | Of<
      'operator.changed',
      {
        readonly operator: string;
        readonly name: string;
        readonly role: Role;
        readonly newPin: boolean;
        readonly by: string;
      }
    >
  /** Never comes back; the number is not given again. */
  | Of<'operator.dismissed', { readonly operator: string; readonly by: string }>
  /** A right PIN: wrong ones before it no longer count. */
  | Of<'operator.recognised', { readonly operator: string; readonly purpose: PinPurpose }>
  | Of<'operator.refused', { readonly operator: string; readonly purpose: PinPurpose; readonly failures: number }>
  | Of<'operator.locked', { readonly operator: string; readonly failures: number; readonly untilMs: number }>
  | Of<'operator.unlocked', { readonly operator: string; readonly by: string }>
  /** Shifts count 1, 2, 3 …; every entry up to its close belongs to it. `handOver`: null where nothing was open. */
  | Of<
      'shift.opened',
      { readonly shift: number; readonly operator: string; readonly role: Role; readonly handOver: HandOver | null }
    >
  /** Nobody can do anything before the PIN of who is on duty, or of the next one. */
  | Of<'shift.locked', { readonly shift: number; readonly why: 'idle' | 'asked' }>
  | Of<'shift.resumed', { readonly shift: number }>
  /** `notes`: codes for the next one; `number`: digits that go with them, often a slip number; empty for none. */
  | Of<
      'shift.closed',
      { readonly shift: number; readonly notes: readonly string[]; readonly number: string; readonly by: string }
    >;

type Of<Type extends string, Body> = { readonly type: Type; readonly txn: null; readonly body: Body };
