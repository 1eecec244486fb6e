/** Card data between the swipe and the decision: in memory only, one transaction at a time, forgotten with it (promise 5). */

import type { RequestCard } from '../../drivers/acquirer/acquirer.ts';
import type { ClearCard, PresentedCard } from '../../drivers/card-reader/card-reader.ts';
import { type CardFacts, type MaskedPan, maskPan, maskPaymentCode, type TransactionId } from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import { chipFacts, chipRequest } from './chip.ts';

interface KeptCard {
  readonly request: RequestCard;
  readonly facts: CardFacts;
  /** Null for a payment code. */
  readonly source: ClearCard | null;
  readonly pin: KeptPin | null;
}

/** A PIN block is good under one key only: that of the sign-on that was valid when the customer was asked. */
export interface KeptPin {
  readonly block: Uint8Array;
  readonly wrappedKeyHex: string;
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
    const shown = chipFacts(card.chip);
    const facts: CardFacts = {
      maskedPan: maskPan(pan),
      token: this.#journal.cardToken(pan),
      entryMode: card.entryMode,
      ...(shown === null ? {} : { chip: shown }),
    };
    const request: RequestCard = {
      pan,
      expiry: expiry === '' ? null : expiry,
      track2,
      track3,
      entryMode: card.entryMode,
      chip: chipRequest(card.chip),
    };
    this.#kept.set(txn, { request, facts, source: card.clear, pin: null });
    return facts.maskedPan;
  }

  /** A payment code in the place of a card: in memory until the transaction has left, as a card is. */
  keepCode(txn: TransactionId, code: string): MaskedPan {
    const maskedPan = maskPaymentCode(code);
    const facts: CardFacts = { maskedPan, token: this.#journal.cardToken(code), entryMode: 'qr' };
    const request: RequestCard = { pan: code, expiry: null, track2: null, track3: null, entryMode: 'qr' };
    this.#kept.set(txn, { request, facts, source: null, pin: null });
    return maskedPan;
  }

  of(txn: TransactionId): Pick<KeptCard, 'request' | 'facts' | 'pin'> | null {
    return this.#kept.get(txn) ?? null;
  }

  /** Takes the block over; one that belongs to no card under way is wiped at once. */
  keepPin(txn: TransactionId, pin: KeptPin): boolean {
    const card = this.#kept.get(txn);
    if (card === undefined) {
      pin.block.fill(0);
      return false;
    }
    card.pin?.block.fill(0);
    this.#kept.set(txn, { ...card, pin });
    return true;
  }

  /** After its one use. */
  wipePin(txn: TransactionId): void {
    const card = this.#kept.get(txn);
    card?.pin?.block.fill(0);
    if (card !== undefined) this.#kept.set(txn, { ...card, pin: null });
  }

  /** The same card tries again under a new transaction: a trace number is used once. */
  move(from: TransactionId, to: TransactionId): void {
    this.wipePin(from);
    const card = this.#kept.get(from);
    this.#kept.delete(from);
    if (card !== undefined) this.#kept.set(to, card);
  }

  forget(txn: TransactionId): void {
    this.wipePin(txn);
    this.#kept.get(txn)?.source?.wipe();
    this.#kept.delete(txn);
  }
}
