/** The sending half of a non-blocking descriptor: a bounded queue that empties itself whenever the kernel takes bytes. */
import { writeSync } from 'node:fs';
import type { Life } from './life.ts';
import type { Cancel, Clock, WriteResult } from './link.ts';
import { causeOfErrorWhileOpen, textOf, wouldBlock } from './loss.ts';

/** Asks the device whether it takes bytes now (DTR/DSR flow control, which the kernel does not do). */
export interface Gate {
  /** Bytes that may follow one "yes". */
  readonly sliceBytes: number;
  ask(answer: (open: boolean) => void): void;
}

export interface SenderSettings {
  readonly queueLimitBytes: number;
  readonly stallMs: number | null;
  readonly gate: Gate | null;
}

const SHORTEST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;

export class Sender {
  readonly #fd: number;
  readonly #life: Life;
  readonly #clock: Clock;
  readonly #settings: SenderSettings;
  /** Asks the kernel to call `send` when there is room; null where it cannot tell (regular files). */
  readonly #awaitRoom: (() => void) | null;
  readonly #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  /** Somebody is going to call `send`: a microtask, the kernel, the gate or a timer. */
  #sendIsDue = false;
  #refusalsInARow = 0;
  #pauseMs = SHORTEST_PAUSE_MS;
  #cancelPause: Cancel | null = null;
  #cancelStall: Cancel | null = null;

  constructor(fd: number, life: Life, clock: Clock, settings: SenderSettings, awaitRoom: (() => void) | null) {
    this.#fd = fd;
    this.#life = life;
    this.#clock = clock;
    this.#settings = settings;
    this.#awaitRoom = awaitRoom;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  write(bytes: Uint8Array): WriteResult {
    if (this.#life.state !== 'open') return 'refused';
    if (this.#queuedBytes + bytes.length > this.#settings.queueLimitBytes) return 'refused';
    if (bytes.length === 0) return 'accepted';
    const wasEmpty = this.#queue.length === 0;
    this.#queue.push(new Uint8Array(bytes)); // a copy; `slice` of a Buffer would be none
    this.#queuedBytes += bytes.length;
    if (wasEmpty) this.#watchForStall();
    if (!this.#sendIsDue) {
      this.#sendIsDue = true;
      queueMicrotask(() => this.send()); // never inside `write`: a loss must not arrive before `write` returned
    }
    return 'accepted';
  }

  /** The kernel may have room again. */
  send(): void {
    this.#sendIsDue = false;
    if (this.#life.state !== 'open' || this.#queue.length === 0) return;
    const { gate } = this.#settings;
    if (gate === null) {
      this.#sendUpTo(this.#queuedBytes);
      return;
    }
    this.#sendIsDue = true;
    gate.ask((open) => {
      this.#sendIsDue = false;
      if (this.#life.state !== 'open') return;
      if (!open) {
        this.#pause();
        return;
      }
      this.#pauseMs = SHORTEST_PAUSE_MS;
      this.#sendUpTo(gate.sliceBytes);
      if (!this.#sendIsDue) this.send();
    });
  }

  /** Forgets and wipes what was not sent. */
  stop(): void {
    this.#cancelPause?.();
    this.#cancelStall?.();
    for (const chunk of this.#queue.splice(0)) chunk.fill(0);
    this.#queuedBytes = 0;
  }

  #sendUpTo(most: number): void {
    for (let left = most; left > 0; ) {
      const head = this.#queue[0];
      if (head === undefined) return;
      const taken = this.#writeOnce(head.subarray(0, left));
      if (taken === 0) this.#waitForRoom();
      if (taken === null || taken === 0) return;
      this.#refusalsInARow = 0;
      this.#pauseMs = SHORTEST_PAUSE_MS;
      left -= taken;
      this.#queuedBytes -= taken;
      head.fill(0, 0, taken);
      if (taken === head.length) this.#queue.shift();
      else this.#queue[0] = head.subarray(taken);
      this.#watchForStall();
    }
  }

  /** @returns how many bytes the kernel took, null when the pipe is lost. */
  #writeOnce(bytes: Uint8Array): number | null {
    try {
      return writeSync(this.#fd, bytes);
    } catch (error) {
      if (wouldBlock(error)) return 0;
      this.#life.lose(causeOfErrorWhileOpen(error, 'write-failed'), `writing failed: ${textOf(error)}`);
      return null;
    }
  }

  #waitForRoom(): void {
    this.#refusalsInARow += 1;
    // usblp says "writable" while it is out of paper and refuses all the same (usblp_poll): its word is believed once.
    if (this.#awaitRoom === null || this.#refusalsInARow > 1) {
      this.#pause();
      return;
    }
    this.#sendIsDue = true;
    this.#awaitRoom();
  }

  #pause(): void {
    this.#sendIsDue = true;
    this.#cancelPause = this.#clock.after(this.#pauseMs, () => this.send());
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  /** Counts anew from the last byte that the kernel took. */
  #watchForStall(): void {
    this.#cancelStall?.();
    this.#cancelStall = null;
    const { stallMs } = this.#settings;
    if (stallMs === null || this.#queuedBytes === 0) return;
    this.#cancelStall = this.#clock.after(stallMs, () => {
      this.#life.lose('stalled', `the device took none of ${this.#queuedBytes} waiting bytes for ${stallMs / 1000} s`);
    });
  }
}
