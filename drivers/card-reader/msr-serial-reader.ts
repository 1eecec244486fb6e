/** `msr-serial`: a swipe reader that sends plain tracks over a serial line. A card ends with ETX, or with a silence. */
import type { Cancel, Clock, OpenBytePipe } from '../link/link.ts';
import { CardGate } from './card-gate.ts';
import type { CardReaderEvent, CardReaderSession } from './card-reader.ts';
import { readMsrCard } from './msr-wire.ts';

/** No length, and CR is optional: only the gap tells that a card is over (facts/peripherals §1b). */
const GAP_MS = 100;
const ETX = 0x03;
/** Three tracks (79 + 40 + 107) and everything around them. */
const LONGEST_CARD = 512;

export function connectMsrSerial(
  openBytePipe: OpenBytePipe,
  address: string,
  clock: Clock,
  on: (event: CardReaderEvent) => void,
): CardReaderSession {
  const gate = new CardGate(on);
  const card = new CardBytes();
  let cancelGap: Cancel | null = null;
  const endOfCard = (): void => {
    cancelGap?.();
    const bytes = card.take();
    const swipe = bytes === null ? null : readMsrCard(bytes);
    if (swipe !== null) gate.receive(swipe);
    bytes?.fill(0);
  };
  const pipe = openBytePipe(address, {
    opened: () => gate.identified({ model: null, serial: null, firmware: null, encryption: 'none', takes: ['swipe'] }),
    bytes(chunk) {
      for (const byte of chunk) {
        card.add(byte);
        if (byte === ETX) endOfCard();
      }
      chunk.fill(0);
      cancelGap?.();
      if (card.started) cancelGap = clock.after(GAP_MS, endOfCard);
    },
    lost(fault) {
      cancelGap?.();
      card.forget();
      gate.lost(fault);
    },
  });
  return {
    arm() {
      card.forgetUntilEnd();
      gate.arm();
    },
    disarm: () => gate.disarm(),
    test: (tried) => void clock.after(0, () => tried('no-question')),
    close() {
      gate.close();
      cancelGap?.();
      card.forget();
      pipe.close();
    },
  };
}

/** The bytes of one card; bounded, and wiped when they do not count. */
class CardBytes {
  readonly #buffer = new Uint8Array(LONGEST_CARD);
  #length = 0;
  #skipping = false;

  get started(): boolean {
    return this.#length > 0 || this.#skipping;
  }

  add(byte: number): void {
    if (this.#skipping) return;
    if (this.#length === LONGEST_CARD) {
      this.forgetUntilEnd();
      return;
    }
    this.#buffer[this.#length] = byte;
    this.#length += 1;
  }

  /** A view of the card, to be wiped by the caller; null where there is none that counts. */
  take(): Uint8Array | null {
    const bytes = this.#skipping || this.#length === 0 ? null : this.#buffer.subarray(0, this.#length);
    this.#length = 0;
    this.#skipping = false;
    return bytes;
  }

  /** Forgets what has come of the current card, and the rest of it. */
  forgetUntilEnd(): void {
    this.#skipping = this.started;
    this.#wipe();
  }

  forget(): void {
    this.#skipping = false;
    this.#wipe();
  }

  #wipe(): void {
    this.#buffer.fill(0);
    this.#length = 0;
  }
}
