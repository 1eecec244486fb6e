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
  const named = world.profile.neutral === true ? underTheTerminalsBatches(world, transactions) : transactions;
  readBooks.set(world, { lines, transactions: named });
  return named;
}

/**
 * The neutral dialect carries no batch number: the bank numbers its batches as it closes them, and a reconciliation without any transaction that comes a second
 * time, because its answer was lost, closes another empty one. Nobody is ever told that number. So there a transaction is known by its trace number alone, and
 * stands in the batch in which the terminal has it; a trace that the journal has in several batches, or not at all, stays where the bank has it.
 */
function underTheTerminalsBatches(
  { entries }: World,
  transactions: readonly BankTransaction[],
): readonly BankTransaction[] {
  const batches = new Map<string, Set<string>>();
  for (const { type, body } of entries) {
    if (!type.endsWith('.submitted') || !('stan' in body) || !('batch' in body)) continue;
    batches.set(body.stan, (batches.get(body.stan) ?? new Set()).add(body.batch));
  }
  return transactions.map((it) => {
    const [only, ...others] = batches.get(it.stan) ?? [];
    return only === undefined || others.length > 0 ? it : { ...it, batch: only };
  });
}
