/** From the journal to what a request to the acquirer needs: the card, the original it points back to. */
import type { RequestOriginal } from '../../drivers/acquirer/acquirer.ts';
import type { CardFacts, CopyKind } from '../../storage/facts.ts';
import { JournalRefused } from '../../storage/journal/journal.ts';
import type { MoneyRequest } from '../machines/money.ts';
import type { Cards } from './cards.ts';
import type { Ports } from './ports.ts';

/** Both copies of what moved money (requirement D18). */
export const COPIES: readonly CopyKind[] = ['merchant', 'customer'];

/** @throws JournalRefused (`card-not-kept`) */
export function describeCard(ports: Ports, cards: Cards, request: MoneyRequest) {
  if (request.original === null) {
    const kept = cards.of(request.txn);
    if (kept === null) throw new Error(`no card kept for ${request.txn}`);
    return { wire: kept.request, facts: kept.facts, pan: kept.request.pan };
  }
  const original = ports.journal.transaction(request.original);
  const pan = ports.journal.secret(request.original, 'pan');
  if (original === null || pan === null)
    throw new JournalRefused('card-not-kept', `the card of ${request.original} is no longer kept`);
  const facts: CardFacts = { ...original.card, entryMode: 'none' };
  return { wire: { pan, expiry: null, track2: null, track3: null, entryMode: 'none' as const }, facts, pan };
}

/** @throws JournalRefused (`original-incomplete`) */
export function describeOriginal(ports: Ports, request: Pick<MoneyRequest, 'original'>): RequestOriginal {
  const original = request.original === null ? null : ports.journal.transaction(request.original);
  if (original === null || original.batch === null || original.stan === null || original.rrn === null) {
    throw new JournalRefused('original-incomplete', `${request.original} lacks batch, trace or reference`);
  }
  const { batch, stan, rrn, authCode, hostDate } = original;
  return { batch, stan, rrn, authCode, date: hostDate ?? '0000' };
}
