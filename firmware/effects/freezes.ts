/** What is frozen, as other conversations ask before they move money (requirement C11). */
import type { CardToken } from '../../storage/facts.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import type { Opened } from '../machines/conversations.ts';
import { type Freeze, freezeOn, refuseFrozen, terminalFreeze } from '../rules/freezes.ts';
import type { Refusal } from '../rules/verdict.ts';
import type { Ports } from './ports.ts';

/** The page that stands in the place of whatever moves money while the terminal is frozen; null while it is not. */
export function frozenPage({ journal }: Pick<Ports, 'journal'>): Opened | null {
  const freeze = terminalFreeze(journal.freezes());
  return freeze === null ? null : { name: 'freeze', input: { refusal: refuseFrozen(freeze) } };
}

/** What keeps money of this transaction where it is; null: nothing does. */
export function freezeOnRow({ journal }: Pick<Ports, 'journal'>, row: TransactionRow): Freeze | null {
  const transactions = row.original === null ? [row.txn] : [row.txn, row.original];
  return freezeOn(journal.freezes(), transactions, row.card.token);
}

/** Of a card that was presented. */
export function refuseFrozenCard({ journal }: Pick<Ports, 'journal'>, token: CardToken): Refusal | null {
  const freeze = freezeOn(journal.freezes(), [], token);
  return freeze === null ? null : refuseFrozen(freeze);
}
