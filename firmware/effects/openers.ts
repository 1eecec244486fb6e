/** What a wish comes to: the conversation with its input, read from what stands in the journal. */
import type { KeypadKey } from '../../drivers/keypad/keypad.ts';
import type { Opened, Wish } from '../machines/conversations.ts';
import { foundOriginal } from './flow-effects.ts';
import type { Ports } from './ports.ts';

/** Null: there is nothing to talk about. */
type Opener = (key: KeypadKey | null) => Opened | null;

/** While a batch is being settled its page opens in the place of anything new that moves money (facts/acquirer §2.2 rule 11). */
export function openersOf(ports: Ports): Readonly<Record<Wish, Opener>> {
  const { journal, policy } = ports;
  const { mode } = ports.terminal;
  const unlessSettling =
    (open: Opener): Opener =>
    (key) =>
      settlementUnderWay(ports) ?? open(key);
  return {
    sale: unlessSettling((key) => ({
      name: 'sale',
      input: {
        txn: ports.nextTransactionId(),
        currency: ports.currency,
        policy,
        asksPin: ports.pinPadKeys !== null,
        key,
      },
    })),
    refund: unlessSettling(() => ({
      name: 'refund',
      input: { txn: ports.nextTransactionId(), policy, openBatch: journal.counters().batch, deferred: null },
    })),
    promise: () => {
      const [promise] = journal.deferredRefunds();
      const original = promise?.original == null ? null : journal.transaction(promise.original);
      // A promise waits for the settlement, too: it would have to be submitted.
      if (promise === undefined || original === null || journal.settlement() !== null) return null;
      const deferred = { original: foundOriginal(original), amountMinor: promise.amountMinor, reason: promise.reason };
      return { name: 'refund', input: { txn: promise.txn, policy, openBatch: journal.counters().batch, deferred } };
    },
    reprint: () => ({ name: 'reprint', input: undefined }),
    settlement: () =>
      settlementUnderWay(ports) ?? { name: 'settlement', input: { txn: ports.nextTransactionId(), mode } },
    resolution: () => ({ name: 'resolution', input: { mode } }),
  };
}

/** The conversation about the settlement under way; null while there is none. */
export function settlementUnderWay({ journal, terminal }: Ports): Opened | null {
  const txn = journal.settlement()?.txn;
  return txn === undefined ? null : { name: 'settlement', input: { txn, mode: terminal.mode } };
}
