/** Card data between the swipe and the decision: in memory only, one transaction at a time, forgotten with it (promise 5). */

import type { RequestCard } from '../../drivers/acquirer/acquirer.ts';
import type { ClearCard, PresentedCard } from '../../drivers/card-reader/card-reader.ts';
import { type CardFacts, type MaskedPan, maskPan, type TransactionId } from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';

interface KeptCard {
  readonly request: RequestCard;
  readonly facts: CardFacts;
  readonly source: ClearCard;
}

export class Cards {
  readonly #kept = new Map<TransactionId, KeptCard>();
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Null when the card cannot be used here: a reader that encrypts needs an acquirer that decrypts, and this profile sends DE 2 in clear. */
  keep(txn: TransactionId, card: PresentedCard): MaskedPan | null {
    if (card.clear === null) return null;
    const { pan, expiry, track2, track3 } = card.clear.take();
    const facts: CardFacts = {
      maskedPan: maskPan(pan),
      token: this.#journal.cardToken(pan),
      entryMode: card.entryMode,
    };
    const request: RequestCard = {
      pan,
      expiry: expiry === '' ? null : expiry,
      track2,
      track3,
      entryMode: card.entryMode,
    };
    this.#kept.set(txn, { request, facts, source: card.clear });
    return facts.maskedPan;
  }

  of(txn: TransactionId): { readonly request: RequestCard; readonly facts: CardFacts } | null {
    return this.#kept.get(txn) ?? null;
  }

  forget(txn: TransactionId): void {
    this.#kept.get(txn)?.source.wipe();
    this.#kept.delete(txn);
  }
}
