/**
 * What keeps a refund in bounds: large amounts typed twice, unusual ones asked about, the reason by group, and the second person
 * (requirements A13, A14, A17, A18, B1).
 */
import { assign } from 'xstate';
import { REASONS_ON_DIGITS, type Reason, type ReasonGroup } from '../rules/reasons.ts';
import { secondPersonNeeded, secondPersonRoles } from '../rules/refund-limits.ts';
import { checkingAmount } from './amount-check.ts';
import { askingWhoItIs } from './identification.ts';
import { listed } from './key-guards.ts';
import { givenBackMinor, type RefundContext, type RefundEvent, refundDesk } from './refund-desk.ts';

export const reasonsOf = (reasons: readonly Reason[], group: ReasonGroup | null): readonly Reason[] =>
  group === null ? reasons.slice(0, REASONS_ON_DIGITS) : reasons.filter((reason) => reason.group === group);

const reasonAt = ({ policy, group }: RefundContext, event: RefundEvent): Reason | undefined =>
  listed(reasonsOf(policy.reasons, group), event);

/** What was typed by hand and is large is typed once more; what is unusual is asked about. */
export const lookingTwice = checkingAmount(
  ({ amountMinor, original, policy, control, typed }: RefundContext) => ({
    amountMinor,
    currency: original.currency,
    policy,
    usualMinor: control.usualMinor,
    byHand: typed !== '',
  }),
  'choosingReason',
);

/** The frequent ones on their digits; 8 leads to all of them, by whose matter it is. */
export const choosingReason = refundDesk.createStateConfig({
  entry: assign({ group: null }),
  on: {
    'keypad.pressed': [
      {
        guard: ({ context, event }) => reasonAt(context, event) !== undefined,
        target: 'judgingApproval',
        actions: assign({ reason: ({ context, event }) => reasonAt(context, event)?.code ?? null }),
      },
      {
        guard: ({ context, event }) => event.key === '8' && context.policy.reasons.length > REASONS_ON_DIGITS,
        target: 'choosingGroup',
      },
      { guard: 'isCancel', target: 'done' },
    ],
  },
  after: { patienceMs: 'done' },
});

export const choosingGroup = refundDesk.createStateConfig({
  entry: assign({ group: null }),
  on: {
    'keypad.pressed': [
      {
        guard: ({ context: { policy }, event }) => {
          const group = listed(policy.reasonGroups, event);
          return group !== undefined && reasonsOf(policy.reasons, group.code).length > 0;
        },
        target: 'choosingInGroup',
        actions: assign({ group: ({ context, event }) => listed(context.policy.reasonGroups, event)?.code ?? null }),
      },
      { guard: 'isCancel', target: 'choosingReason' },
    ],
  },
  after: { patienceMs: 'done' },
});

export const choosingInGroup = refundDesk.createStateConfig({
  on: {
    'keypad.pressed': [
      {
        guard: ({ context, event }) => context.group !== null && reasonAt(context, event) !== undefined,
        target: 'judgingApproval',
        actions: assign({ reason: ({ context, event }) => reasonAt(context, event)?.code ?? null }),
      },
      { guard: 'isCancel', target: 'choosingGroup' },
    ],
  },
  after: { patienceMs: 'done' },
});

/** Does it take somebody else? */
export const judgingApproval = refundDesk.createStateConfig({
  entry: assign({
    second: ({ context }) => {
      const { original, reason, control, policy } = context;
      return secondPersonNeeded(givenBackMinor(context), original.currency, reason, control.given, policy);
    },
  }),
  always: [{ guard: ({ context }) => context.second === null, target: 'checkingPaper' }, { target: 'approving' }],
});

export const approving = askingWhoItIs(
  ({ second, policy, control }: RefundContext) => ({
    roles: second === null ? [] : secondPersonRoles(second, policy),
    purpose: 'approval',
    except: [control.maker],
  }),
  'recordingApproval',
  'choosingReason',
);

export const recordingApproval = refundDesk.createStateConfig({
  entry: {
    type: 'recordApproval',
    params: ({ context }) => ({
      txn: context.txn,
      operator: context.approver ?? '',
      maker: context.control.maker,
      rule: context.second?.rule ?? '',
      amountMinor: givenBackMinor(context),
      currency: context.original.currency,
    }),
  },
  on: {
    'approval.given': 'checkingPaper',
    'approval.refused': [
      // The whole or nothing: there is no smaller amount to be typed.
      {
        guard: ({ context }) => context.cancels,
        target: 'showingResult',
        actions: assign({ notice: ({ event }) => event.refusal }),
      },
      { target: 'enteringAmount', actions: assign({ notice: ({ event }) => event.refusal }) },
    ],
  },
});
