/** Time as a queue of what is due: nothing waits, everything happens in order, the same order every time. */
import type { Cancel, Clock } from '../../drivers/link/link.ts';

interface Due {
  readonly atMs: number;
  /** Of two things due at once the one asked for first comes first. */
  readonly order: number;
  run: (() => void) | null;
}

export class VirtualTime implements Clock {
  #nowMs = 0;
  #asked = 0;
  /** How many things have happened. */
  #happened = 0;
  /** A binary heap, the earliest on top. */
  readonly #heap: Due[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  get happened(): number {
    return this.#happened;
  }

  after(delayMs: number, run: () => void): Cancel {
    const due: Due = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#asked++, run };
    this.#push(due);
    return () => {
      due.run = null;
    };
  }

  /** Lets time pass up to `untilMs`, or until `enough` after some step. @returns whether it was enough. */
  run(untilMs: number, enough: () => boolean = () => false): boolean {
    if (enough()) return true;
    for (let next = this.#heap[0]; next !== undefined && next.atMs <= untilMs; next = this.#heap[0]) {
      this.#pop();
      if (next.run === null) continue;
      this.#nowMs = next.atMs;
      this.#happened += 1;
      next.run();
      if (enough()) return true;
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
    return false;
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Due;
      if (!isEarlier(due, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = due;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Due;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const least = right < heap.length && isEarlier(heap[right] as Due, heap[left] as Due) ? right : left;
      const below = heap[least] as Due;
      if (!isEarlier(below, last)) break;
      heap[at] = below;
      at = least;
    }
    heap[at] = last;
  }
}

function isEarlier(a: Due, b: Due): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
