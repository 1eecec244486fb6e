/** The count of the drawer: when it is due, and its entry with the task that comes of a difference (requirement G4). */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { TransactionId } from '../../storage/facts.ts';
import type { ConversationEffects, Opened } from '../machines/conversations.ts';
import type { DrawerCountInput } from '../machines/drawer-count.ts';
import { signedAmount } from '../rules/cash.ts';
import type { Ports } from './ports.ts';
import { refusable } from './refusable.ts';

export function drawerCountEffects(ports: Ports): ConversationEffects['drawerCount'] {
  const { journal } = ports;
  return {
    recordCount: ({ self }, { difference, ...body }) => {
      const stamp = ports.stamp();
      const task: EntryDraft[] =
        difference === null
          ? []
          : [
              {
                type: 'task.opened',
                txn: ports.nextTransactionId(),
                body: { difference, owner: stamp.operator },
              },
            ];
      refusable(self.send, () => {
        journal.append(
          [{ type: 'drawer.counted', txn: null, body }, ...noLongerMissing(ports, body.currency), ...task],
          stamp,
        );
        self.send({ type: 'drawer.counted' });
      });
    },
  };
}

/** Cash has moved since the drawer was counted: the count opens; null: there is nothing to count. */
export function drawerCount({ journal, currency }: Ports, at: DrawerCountInput['at']): Opened | null {
  const drawer = journal.drawer(currency);
  if (drawer === null || drawer.moves === 0) return null;
  const { expectedMinor, countedMs } = drawer;
  return { name: 'drawerCount', input: { at, currency, expectedMinor, counted: countedMs !== null } };
}

/**
 * A shift is taken over while nobody has counted its drawer: the missing count is a task of whoever leaves, in the entry of the take-over itself, so that
 * it stands whatever becomes of the count that is asked for next.
 * @param leaving operator of the shift that ends
 */
export function missingCount(ports: Ports, leaving: string): readonly EntryDraft[] {
  const { journal, currency } = ports;
  const drawer = journal.drawer(currency);
  if (drawer === null || drawer.moves === 0 || uncounted(ports, currency).length > 0) return [];
  const ours = signedAmount(drawer.expectedMinor, currency);
  const difference = { what: 'uncounted', subject: currency, ours, theirs: '' } as const;
  return [{ type: 'task.opened', txn: ports.nextTransactionId(), body: { difference, owner: leaving } }];
}

/** The count that was missing has been made. */
function noLongerMissing(ports: Ports, currency: string): readonly EntryDraft[] {
  return uncounted(ports, currency).map(({ txn }) => ({ type: 'task.done', txn, body: { finding: 'counted' } }));
}

function uncounted({ journal }: Ports, currency: string): readonly { readonly txn: TransactionId }[] {
  return journal.tasks().filter(({ difference: { what, subject } }) => what === 'uncounted' && subject === currency);
}
