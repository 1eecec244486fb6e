/** Sends what is queued in order: at once, byte by byte, or at a pace. */
import type { Clock } from './bank.ts';

/** The far end of a connection. `reset`: the line breaks, nothing unsent arrives. */
export interface ConnectionSink {
  write(bytes: Uint8Array): void;
  close(how: 'end' | 'reset'): void;
}

interface Step {
  readonly waitMs: number;
  act(): void;
}

export class OutputQueue {
  readonly #clock: Clock;
  readonly #sink: ConnectionSink;
  #steps: Step[] = [];
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, sink: ConnectionSink) {
    this.#clock = clock;
    this.#sink = sink;
  }

  send(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#push({ waitMs: 0, act: () => this.#sink.write(bytes) });
  }

  /** One write a byte, a millisecond apart. */
  split(bytes: Uint8Array): void {
    for (const byte of bytes) this.#push({ waitMs: 1, act: () => this.#sink.write(Uint8Array.of(byte)) });
  }

  /** At most twenty writes a second. */
  pace(bytes: Uint8Array, bytesPerSecond: number): void {
    const size = Math.max(1, Math.round(bytesPerSecond / 20));
    for (let at = 0; at < bytes.length; at += size) {
      const part = bytes.subarray(at, at + size);
      this.#push({ waitMs: (part.length * 1000) / bytesPerSecond, act: () => this.#sink.write(part) });
    }
  }

  /** Runs when all before it is sent. */
  afterwards(act: () => void): void {
    this.#push({ waitMs: 0, act });
  }

  stop(): void {
    this.#steps = [];
    this.#cancel?.();
    this.#cancel = null;
  }

  #push(step: Step): void {
    this.#steps.push(step);
    if (this.#cancel === null) this.#run();
  }

  #run(): void {
    for (let step = this.#steps[0]; step; step = this.#steps[0]) {
      if (step.waitMs > 0) {
        this.#cancel = this.#clock.after(step.waitMs, () => {
          this.#cancel = null;
          this.#steps.shift();
          step.act();
          if (this.#cancel === null) this.#run();
        });
        return;
      }
      this.#steps.shift();
      step.act();
    }
  }
}
