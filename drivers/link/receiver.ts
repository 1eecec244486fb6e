/** The receiving half of a non-blocking descriptor. */
import { readSync } from 'node:fs';
import type { Life } from './life.ts';
import type { Cancel, Clock } from './link.ts';
import { causeOfErrorWhileOpen, textOf, wouldBlock } from './loss.ts';

/** A tty that is read as 0 bytes has hung up; a USB printer sends empty packets while it lives. */
export type EmptyRead = 'hang-up' | 'nothing';

const READ_BYTES = 16 * 1024;
const SHORTEST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;

export class Receiver {
  readonly #fd: number;
  readonly #life: Life;
  readonly #clock: Clock;
  readonly #emptyRead: EmptyRead;
  readonly #onBytes: (chunk: Uint8Array) => void;
  /** Switches the kernel's wake-up calls on and off. */
  readonly #listen: (wanted: boolean) => void;
  readonly #buffer = new Uint8Array(READ_BYTES);
  #pauseMs = SHORTEST_PAUSE_MS;
  #cancelPause: Cancel | null = null;

  constructor(
    fd: number,
    life: Life,
    clock: Clock,
    emptyRead: EmptyRead,
    onBytes: (chunk: Uint8Array) => void,
    listen: (wanted: boolean) => void,
  ) {
    this.#fd = fd;
    this.#life = life;
    this.#clock = clock;
    this.#emptyRead = emptyRead;
    this.#onBytes = onBytes;
    this.#listen = listen;
  }

  /** Reads once; if there is more, the kernel calls again, and the other devices get their turn in between. */
  read(): void {
    if (this.#life.state !== 'open') return;
    const length = this.#readOnce();
    if (length === 0) this.#onEmptyRead();
    if (length === null || length === 0) return;
    this.#pauseMs = SHORTEST_PAUSE_MS;
    const chunk = this.#buffer.slice(0, length);
    this.#buffer.fill(0, 0, length); // it may have been a card
    this.#onBytes(chunk);
  }

  stop(): void {
    this.#cancelPause?.();
  }

  #readOnce(): number | null {
    try {
      return readSync(this.#fd, this.#buffer, 0, this.#buffer.length, null);
    } catch (error) {
      if (!wouldBlock(error))
        this.#life.lose(causeOfErrorWhileOpen(error, 'unplugged'), `reading failed: ${textOf(error)}`);
      return null;
    }
  }

  #onEmptyRead(): void {
    if (this.#emptyRead === 'hang-up') {
      this.#life.lose('unplugged', 'the line has hung up');
      return;
    }
    this.#listen(false);
    this.#cancelPause = this.#clock.after(this.#pauseMs, () => this.#listen(true));
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
