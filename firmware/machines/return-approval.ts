/**
 * A manager's word in the return wizard (requirements A8, A14, A15): the receipt is lost, a rule of the class is overridden, a voucher takes two people.
 * The journal takes none of the three without it.
 */
import { assign, sendTo } from 'xstate';
import { secondPersonNeeded, secondPersonRoles } from '../rules/refund-limits.ts';
import { sumOf } from '../rules/returns.ts';
import { type ReturnContext, returnDesk } from './return-desk.ts';

/** Why a voucher takes two people; null: it does not. */
export function voucherNeeds({ taken, original, control, policy }: ReturnContext) {
  return secondPersonNeeded(sumOf(taken).netMinor, original.currency, null, control.given, policy);
}

/** Who else? The person at the keys is one of the two already. */
export const identifying = returnDesk.createStateConfig({
  invoke: {
    id: 'identification',
    src: 'identification',
    input: ({ context }) => {
      const needed = context.asks === 'voucher' ? voucherNeeds(context) : null;
      return {
        roles: needed === null ? (['manager'] as const) : secondPersonRoles(needed, context.policy),
        purpose: 'approval' as const,
        except: [context.control.maker],
        key: null,
      };
    },
    onDone: [
      { guard: ({ event }) => event.output.person === null, target: 'turnedAway' },
      {
        target: 'recordingApproval',
        actions: assign({ manager: ({ event }) => event.output.person?.operator ?? null }),
      },
    ],
  },
  on: { 'keypad.pressed': { actions: sendTo('identification', ({ event }) => event) } },
});

export const recordingApproval = returnDesk.createStateConfig({
  entry: {
    type: 'recordApproval',
    params: ({ context }) => ({
      txn: context.txn,
      operator: context.manager ?? '',
      maker: context.control.maker,
      rule: context.asks === 'voucher' ? (voucherNeeds(context)?.rule ?? 'amount') : (context.asks ?? ''),
      // No amount is approved by a word about the receipt or the goods: the money behind them has limits of its own.
      amountMinor: context.asks === 'voucher' ? sumOf(context.taken).netMinor : NOTHING,
      currency: context.original.currency,
    }),
  },
  on: {
    'approval.given': 'approved',
    'approval.refused': { target: 'turnedAway', actions: assign({ notice: ({ event }) => event.refusal }) },
  },
});

const NOTHING = 0 as ReturnType<typeof sumOf>['netMinor'];

export const turnedAway = returnDesk.createStateConfig({
  always: [
    { guard: ({ context }) => context.asks === 'return-override', target: 'showingRefusal' },
    { guard: ({ context }) => context.asks === 'voucher', target: 'choosingOutcome' },
    { target: 'done' },
  ],
});

export const approved = returnDesk.createStateConfig({
  always: [
    { guard: ({ context }) => context.asks === 'return-override', target: 'enteringCode', actions: 'takeOverridden' },
    { guard: ({ context }) => context.asks === 'voucher', target: 'issuingVoucher' },
    { target: 'checkingGoods' },
  ],
});
