/** From the snapshot of a refund without a sale to what its page is drawn from. */
import type { SnapshotFrom } from 'xstate';
import { reasonWords } from '../rules/reasons.ts';
import { managerForUnreferenced, unreferencedLeftMinor, unreferencedReasons } from '../rules/unreferenced.ts';
import type { AmountCheckView } from '../screens/amount-check-lines.ts';
import type { FlowView } from '../screens/till-view.ts';
import { mayGoOnceMore } from './giving-back.ts';
import { identificationOf } from './identification-view.ts';
import type { unreferencedMachine } from './unreferenced.ts';

export function unreferencedView(
  flow: SnapshotFrom<typeof unreferencedMachine>,
  check: AmountCheckView | null,
): Extract<FlowView, { at: 'unreferenced' }> {
  const { currency, typed, amountMinor, reason, card, policy, inShiftMinor } = flow.context;
  const { notice, submitted, waitedSeconds, decision, cause } = flow.context;
  return {
    at: 'unreferenced',
    state: typeof flow.value === 'string' ? flow.value : (Object.keys(flow.value)[0] ?? ''),
    currency,
    typed,
    amountMinor,
    leftMinor: unreferencedLeftMinor(inShiftMinor, policy),
    check,
    reasons: unreferencedReasons(policy),
    reason: reason === null ? null : reasonWords(reason, policy.reasons),
    maskedPan: card?.maskedPan ?? null,
    why: managerForUnreferenced(amountMinor).why,
    identification: identificationOf(flow),
    notice,
    submitted,
    waitedSeconds,
    decision,
    cause,
    mayRepeat: mayGoOnceMore(flow.context),
  };
}
