/**
 * How long somebody waits for a process on a machine that others keep busy: only the time counts in which it could have run. A process that stands in
 * the queue for the processor is not late (Linux, Documentation/scheduler/sched-stats.rst: /proc/PID/schedstat, in nanoseconds).
 */
import { readFileSync } from 'node:fs';

export interface Processor {
  readonly ranMs: number;
  /** Runnable, and another one ran. */
  readonly queuedMs: number;
}

const NANOSECONDS = 1_000_000;

/** Of the main thread since its start; zero where the machine does not tell, or the process is gone. */
export function processorOf(pid: number): Processor {
  try {
    return readSchedstat(readFileSync(`/proc/${pid}/schedstat`, 'utf8'));
  } catch {
    return { ranMs: 0, queuedMs: 0 };
  }
}

/** @param text e.g. `224000000 27160000000 627` */
export function readSchedstat(text: string): Processor {
  const [ran = 0, queued = 0] = text.trim().split(' ').map(Number);
  return Number.isFinite(ran) && Number.isFinite(queued)
    ? { ranMs: ran / NANOSECONDS, queuedMs: queued / NANOSECONDS }
    : { ranMs: 0, queuedMs: 0 };
}

/** A process that gets next to nothing must still end the wait at some time. */
const MOST_TIMES = 8;
/** What nobody would call being held up. */
const NOTICED = 0.25;

export class Patience {
  readonly #limitMs: number;
  readonly #read: () => Processor;
  readonly #begin: Processor;
  #last: Processor;
  #extraMs = 0;

  /** @param limitMs for a process that gets the processor whenever it wants it */
  constructor(limitMs: number, read: () => Processor) {
    this.#limitMs = limitMs;
    this.#read = read;
    this.#begin = read();
    this.#last = this.#begin;
  }

  /** Called when the time is up. @returns how much longer to wait, in milliseconds: what was spent in the queue since the last call; 0: no longer. */
  moreMs(): number {
    const now = this.#read();
    const queuedMs = now.queuedMs - this.#last.queuedMs;
    this.#last = now;
    const roomMs = MOST_TIMES * this.#limitMs - this.#extraMs;
    const moreMs = queuedMs < NOTICED * this.#limitMs ? 0 : Math.min(queuedMs, roomMs);
    this.#extraMs += moreMs;
    return moreMs;
  }

  /** For whoever reads why it was given up. */
  told(): string {
    const { ranMs, queuedMs } = this.#read();
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
    return `of which it ran ${seconds(ranMs - this.#begin.ranMs)} and stood in the queue for the processor ${seconds(queuedMs - this.#begin.queuedMs)}; ${seconds(this.#extraMs)} were added for that`;
  }
}
