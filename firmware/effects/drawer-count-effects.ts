/** The count of the drawer: when it is due, and its entry with the task that comes of a difference (requirement G4). */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import { JournalRefused } from '../../storage/journal/journal.ts';
import type { ConversationEffects, Opened } from '../machines/conversations.ts';
import type { Ports } from './ports.ts';

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
      try {
        journal.append([{ type: 'drawer.counted', txn: null, body }, ...task], stamp);
        self.send({ type: 'drawer.counted' });
      } catch (error) {
        if (!(error instanceof JournalRefused)) throw error;
        self.send({ type: 'journal.refused', rule: error.rule, detail: error.message });
      }
    },
  };
}

/** Cash has moved since the drawer was counted: the count opens; null: there is nothing to count. */
export function drawerCount({ journal, currency }: Ports, at: 'shift-end' | 'day-close'): Opened | null {
  const drawer = journal.drawer(currency);
  if (drawer === null || drawer.moves === 0) return null;
  const { expectedMinor, countedMs } = drawer;
  return { name: 'drawerCount', input: { at, currency, expectedMinor, counted: countedMs !== null } };
}
