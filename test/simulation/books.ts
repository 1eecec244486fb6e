/** The bank's own books, as its emulator shows them: what everything is held against. */
import type { BankTransaction } from '../countertop/promises.ts';
import { ledgerView } from '../emulators/acquirer/ledger-view.ts';
import type { World } from './world.ts';

/** What the bank's books say, as long as no line is added to them. */
const readBooks = new WeakMap<World, { readonly lines: number; readonly transactions: readonly BankTransaction[] }>();

export function bankOf(world: World): readonly BankTransaction[] {
  const { acquirer, linesInBooks: lines } = world.devices;
  const read = readBooks.get(world);
  if (read?.lines === lines) return read.transactions;
  const { transactions, isConsistent } = ledgerView(acquirer.host.bank.ledger) as {
    readonly transactions: readonly BankTransaction[];
    readonly isConsistent: boolean;
  };
  if (!isConsistent) throw new Error('the books of the emulated bank contradict themselves');
  readBooks.set(world, { lines, transactions });
  return transactions;
}
