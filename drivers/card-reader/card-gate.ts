/** One card per arm (UnifiedPOS AutoDisable, facts/peripherals §5, §6 no. 7); what was swiped before is thrown away and wiped. */

import type { DeviceLost } from '../link/link.ts';
import { adviceAfter } from './advice.ts';
import type { CardReaderEvent, ReaderIdentity } from './card-reader.ts';
import { readSwipe, type Swipe, wipeSwipe } from './swipe.ts';

export class CardGate {
  readonly #on: (event: CardReaderEvent) => void;
  #armed = false;
  #over = false;
  #failuresInARow = 0;

  constructor(on: (event: CardReaderEvent) => void) {
    this.#on = on;
  }

  get armed(): boolean {
    return this.#armed;
  }

  arm(): void {
    this.#armed = !this.#over;
  }

  disarm(): void {
    this.#armed = false;
  }

  /** No event comes after it. */
  close(): void {
    this.#over = true;
    this.#armed = false;
  }

  identified(identity: ReaderIdentity): void {
    if (!this.#over) this.#on({ type: 'reader.identified', identity });
  }

  lost(fault: DeviceLost): void {
    if (this.#over) return;
    this.close();
    this.#on({ type: 'reader.lost', fault });
  }

  /** Wipes a card that does not count. */
  discard(swipe: Swipe): void {
    wipeSwipe(swipe);
  }

  /** Takes the swipe over; its buffers are wiped before this returns. An unreadable card leaves the gate armed for the next try. */
  receive(swipe: Swipe): void {
    const reading = this.#armed ? readSwipe(swipe) : null;
    wipeSwipe(swipe);
    if (reading === null) return;
    if (reading.kind === 'card') {
      this.#armed = false;
      this.#failuresInARow = 0;
      this.#on({ type: 'reader.cardPresented', card: reading.card, tracks: reading.tracks });
      return;
    }
    this.#failuresInARow += 1;
    const { tracks } = reading;
    this.#on({ type: 'reader.cardUnreadable', tracks, advice: adviceAfter(tracks, this.#failuresInARow) });
  }
}
