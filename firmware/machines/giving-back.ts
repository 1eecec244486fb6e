/**
 * What every way of giving money back goes through, with a sale or without: the customer's word, asked of the acquirer once, how it ended, told (requirements
 * A3, C1, C6). States as data: the actions and guards in them are those of the desk that takes them in, where TypeScript holds each name against it; what
 * both desks do alike is here as well.
 */
import { assign, sendParent } from 'xstate';
import type { ConsentBy } from '../../storage/entries/customer.ts';
import type { MinorUnits, TransactionId } from '../../storage/facts.ts';
import { refuseConsentBy } from '../rules/consent.ts';
import type { Policy } from '../rules/policy.ts';
import { mayRepeat, type RefundCause } from '../rules/refund-causes.ts';
import type { Decision, FlowAsks, FlowOutput, KeyPressed, Notice } from './flow.ts';
import { keyGuards } from './key-guards.ts';
import type { MoneyOutcome } from './money.ts';

/** What the customer is asked about. */
export interface ConsentAsked {
  readonly txn: TransactionId;
  /** What it is taken from; a refund without a sale stands for itself. */
  readonly original: TransactionId;
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly reason: string | null;
}

/** The customer's word; `phone`: by which an absent one was reached. */
export interface ConsentGiven extends ConsentAsked {
  readonly given: boolean;
  readonly by: ConsentBy;
  readonly phone: string;
}

/** One attempt to give it back. */
export interface Attempt {
  readonly txn: TransactionId;
  readonly policy: Policy;
  readonly submitted: boolean;
  /** Whole seconds since it was asked for. */
  readonly waitedSeconds: number;
  readonly decision: Decision | null;
  readonly cause: RefundCause | null;
}

/** Of all that such a conversation hears: what is looked at here. */
interface Heard {
  readonly type: string;
  readonly key?: string;
  readonly txn?: TransactionId;
  readonly exchange?: string;
  /** Who ended the exchange with the PIN pad. */
  readonly by?: string;
  readonly outcome?: MoneyOutcome;
}

interface Step {
  readonly context: Attempt;
  readonly event: Heard;
}

/** F1 is what the pad's page names; the green key means the same to everybody. */
const YES_KEYS: readonly string[] = ['f1', 'enter'];

/** The exchange with the PIN pad. */
export const consentExchange = (txn: TransactionId): string => `${txn} consent`;

/** Nothing of it can be booked: it may be asked for once more. */
export function mayGoOnceMore({ decision, cause }: Pick<Attempt, 'decision' | 'cause'>): boolean {
  const is = decision?.outcome.is;
  const booked = is === 'approved' || (is === 'unknown' && decision?.reversed !== true);
  return decision !== null && !booked && mayRepeat(cause);
}

const pressed = ({ type, key }: Heard, wanted: string): boolean => type === 'keypad.pressed' && key === wanted;
const onOurPage = ({ context, event }: Step): boolean => event.exchange === consentExchange(context.txn);

export const givingBackGuards = {
  ...keyGuards,
  isDismissed: ({ event }: Step) => pressed(event, 'cancel') || pressed(event, 'correct'),
  /** Enter, and by the policy that is no customer's word. */
  isNoWord: ({ context, event }: Step) =>
    pressed(event, 'confirm') && refuseConsentBy('keypad', context.policy) !== null,
  ours: ({ context, event }: Step) => event.txn === context.txn,
  ourQuestion: onOurPage,
  ourYes: (step: Step) =>
    step.event.type === 'pinPad.keyPressed' && onOurPage(step) && YES_KEYS.includes(step.event.key ?? ''),
  /** The pad tells its cancel key like any other (Z42). */
  ourNo: (step: Step) => step.event.type === 'pinPad.keyPressed' && onOurPage(step) && step.event.key === 'cancel',
  ourPageCancelled: (step: Step) => onOurPage(step) && step.event.by === 'customer',
  isWithdrawn: ({ context, event }: Step) => pressed(event, 'cancel') && !context.submitted,
  isApproved: ({ context }: Step) => context.decision?.outcome.is === 'approved',
  /** Nothing stands in the journal under this transaction: the same key goes on. */
  isSameAgain: ({ context, event }: Step) =>
    pressed(event, '1') && mayGoOnceMore(context) && context.decision?.outcome.is === 'notReached',
  isAgain: ({ context, event }: Step) => pressed(event, '1') && mayGoOnceMore(context),
};

/** What the desk remembers beside the attempt. */
interface AtTheDesk extends Attempt {
  readonly typed: string;
  readonly approver: string | null;
  readonly notice: Notice | null;
  readonly key: FlowOutput['key'];
}

/** An action that looks at context and event alone, so that it serves whatever machine has them. */
type Noting<Params> = (step: { readonly context: AtTheDesk; readonly event: Heard }, params: Params) => void;

const noting = <Params extends { operator: string } | { notice: Notice | null } | undefined = undefined>(
  assignment: Parameters<typeof assign<AtTheDesk, Heard, Params, never, never>>[0],
) => assign<AtTheDesk, Heard, Params, never, never>(assignment) as Noting<Params>;

const isKeyPressed = (event: Heard): event is KeyPressed => event.type === 'keypad.pressed';

function decidedBy({ txn, outcome }: Heard): Decision {
  if (txn === undefined || outcome === undefined) throw new Error('nothing was decided');
  return { txn, outcome, reversed: false };
}

export const givingBackActions = {
  /** The second person, who has agreed. */
  takeOperator: noting<{ operator: string }>((_, { operator }) => ({ approver: operator })),
  /** The amount was wrong. */
  typeAgain: noting<{ notice: Notice | null }>((_, { notice }) => ({ typed: '', notice })),
  beginAttempt: noting({ submitted: false, waitedSeconds: 0, decision: null, notice: null }),
  noteSubmitted: noting({ submitted: true }),
  noteDecided: noting({ decision: ({ event }) => decidedBy(event) }),
  /** A reversal of it has been acknowledged since. */
  noteReversed: noting({
    decision: ({ context: { decision } }) => (decision === null ? null : { ...decision, reversed: true }),
  }),
  countSecond: noting({ waitedSeconds: ({ context }) => context.waitedSeconds + 1 }),
  sayWhoseWord: noting({ notice: ({ context }) => refuseConsentBy('keypad', context.policy) }),
  handKeyBack: noting({ key: ({ event }) => (isKeyPressed(event) ? event.key : null) }),
  withdraw: sendParent<AtTheDesk, Heard, undefined, FlowAsks, never>(({ context }) => ({
    type: 'flow.moneyWithdrawn',
    txn: context.txn,
  })) as Noting<undefined>,
};

/**
 * The customer sees amount and reason and agrees, by a key here or on the PIN pad: `onKeypad` and `onPinPad` are the keys that say it, `onPinPadCancelled` is a pad
 * on which the customer has ended the page.
 * @param agreed the state behind a yes
 * @param refused the state behind a no, which is a word, too, and stands in the journal
 */
export function customersWord<Context, const Agreed extends string, const Refused extends string>(
  asked: (context: Context) => ConsentAsked,
  agreed: Agreed,
  refused: Refused,
) {
  const record = (given: boolean, by: ConsentBy) => ({
    type: 'recordConsent' as const,
    params: ({ context }: { context: Context }): ConsentGiven => ({ ...asked(context), given, by, phone: '' }),
  });
  const ask = { type: 'askConsent' as const, params: ({ context }: { context: Context }) => asked(context) };
  const no = { target: refused, actions: record(false, 'pin-pad') };
  return {
    ask,
    onKeypad: [
      { guard: 'isNoWord', actions: 'sayWhoseWord' },
      { guard: 'isConfirm', target: agreed, actions: record(true, 'keypad') },
    ],
    onPinPad: [
      { guard: 'ourYes', target: agreed, actions: record(true, 'pin-pad') },
      { guard: 'ourNo', ...no },
      // Another key is no word.
      { guard: 'ourQuestion', actions: ask },
    ],
    onPinPadCancelled: { guard: 'ourPageCancelled', ...no },
    /** Where no other way counts, a pad that was away when the page was opened is all that the customer has. */
    onPinPadBack: { actions: ask },
  } as const;
}

/** Asked for once. The state is shown with the time that it takes; no key asks a second time (requirement C1). */
export const authorising = {
  entry: ['beginAttempt', 'requestMoney'],
  on: {
    'money.submitted': { guard: 'ours', actions: 'noteSubmitted' },
    'money.decided': { guard: 'ours', target: 'showingResult', actions: 'noteDecided' },
    'keypad.pressed': { guard: 'isWithdrawn', actions: 'withdraw' },
  },
  initial: 'waiting',
  states: { waiting: { after: { secondMs: { target: 'waiting', reenter: true, actions: 'countSecond' } } } },
} as const;

/** While the outcome is on the page. */
export const reversedMeanwhile = { 'money.reversed': { guard: 'ours', actions: 'noteReversed' } } as const;

/** The keys that leave the outcome; one that means something elsewhere is handed back. */
export const leavingResult = [
  { guard: 'isConfirm', target: 'told' },
  { guard: 'isDismissed', target: 'done' },
  { target: 'done', actions: 'handKeyBack' },
] as const;

/** The cashier has told the customer how it ended. */
export const told = {
  always: [
    {
      guard: 'isApproved',
      target: 'done',
      actions: {
        type: 'recordTold',
        params: ({ context }: { context: Pick<Attempt, 'txn'> }) => ({ txn: context.txn }),
      },
    },
    { target: 'done' },
  ],
} as const;
