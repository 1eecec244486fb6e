/**
 * Asking for the PIN: the pad gets amount, account and the encrypted PIN key of the sign-on; its block goes to the card in memory and from
 * there into one request. No event, entry or log line carries it (promise 5). The PIN itself never leaves the pad.
 */
import type { PinEntered } from '../../drivers/pin-pad/pin-pad.ts';
import type { TransactionId } from '../../storage/facts.ts';
import type { PinKept } from '../machines/flow.ts';
import type { PinNotAsked } from '../machines/sale-desk.ts';
import { currencyExponent } from '../rules/money-words.ts';
import type { Cards } from './cards.ts';
import type { Ports } from './ports.ts';

/** The pad counts in steps of 30 s. */
const PIN_SECONDS = 60;
/** Where the amount does not fit the pad's own sentence: its first PIN prompt. */
const PLAIN_PROMPT = 1;

export interface PinQuestion {
  readonly txn: TransactionId;
  readonly exchange: string;
  readonly amountMinor: number;
  readonly currency: string;
}

export class PinDesk {
  readonly #ports: Ports;
  readonly #cards: Cards;
  /** The question under way, and the key that its answer will be under. */
  #asked: { readonly exchange: string; readonly txn: TransactionId; readonly wrappedKeyHex: string } | null = null;

  constructor(ports: Ports, cards: Cards) {
    this.#ports = ports;
    this.#cards = cards;
  }

  /** Null: the customer is being asked, an event of the pad will follow. */
  ask({ txn, exchange, amountMinor, currency }: PinQuestion): PinNotAsked['why'] | null {
    const { acquirer, pinPadKeys } = this.#ports;
    const card = this.#cards.of(txn);
    const pad = this.#ports.pinPad();
    const wrappedKeyHex = acquirer.wrappedPinKeyHex;
    if (card === null || pad === null) return 'pad-absent';
    if (wrappedKeyHex === null) return 'not-signed-on';
    const asked = pad.askPin({
      exchange,
      accountNumber: card.request.pan,
      scheme: {
        kind: 'master-session',
        sessionKeyHex: wrappedKeyHex,
        masterKeySlot: pinPadKeys?.masterKeySlot ?? null,
      },
      prompt: promptOf(amountMinor, currency),
      timeoutSeconds: PIN_SECONDS,
    });
    if (asked.result === 'refused') return 'pad-busy';
    this.#asked = { exchange, txn, wrappedKeyHex };
    return null;
  }

  /** Takes the block out of the pad's event; what the machines hear is that it is there. */
  keep({ exchange, pinBlock }: PinEntered): PinKept {
    const asked = this.#asked;
    if (asked === null || asked.exchange !== exchange) pinBlock.fill(0);
    else this.#cards.keepPin(asked.txn, { block: pinBlock, wrappedKeyHex: asked.wrappedKeyHex });
    this.#asked = null;
    return { type: 'pin.kept', exchange };
  }

  /** The customer is done with the pad: an entry under way ends, the pad shows its idle page. */
  rest(): void {
    this.#asked = null;
    this.#ports.pinPad()?.reset();
  }
}

function promptOf(amountMinor: number, currency: string) {
  const amount = (amountMinor / 100).toFixed(2);
  // A balance is asked for about no amount.
  return amountMinor > 0 && currencyExponent(currency) === 2 && amount.length <= 8
    ? ({ kind: 'amount', amount, direction: 'debit' } as const)
    : ({ kind: 'fixed', promptId: PLAIN_PROMPT } as const);
}
