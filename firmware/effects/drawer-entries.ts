/** How a request for the drawer ended, in the journal: whoever asked for it finds an answer behind it. */
import type { TransactionId } from '../../storage/facts.ts';
import type { Ports } from './ports.ts';

/** @param executed `refused`: the printer did not take the pulse; `unknown`: it took it and has not said that it was done */
export function appendPulsed(
  { journal, stamp }: Pick<Ports, 'journal' | 'stamp'>,
  txn: TransactionId | null,
  executed: 'yes' | 'refused' | 'unknown',
): void {
  journal.append([{ type: 'drawer.pulsed', txn, body: { executed } }], stamp());
}
