/** A clock of fractions whose timers fire when their own sum says so: a deadline may still lack less than any timer can wait for. */
import { expect, it } from 'vitest';
import type { BytePipeEvents, Clock } from '../../../drivers/link/link.ts';
import { connectPinPad } from '../../../drivers/pin-pad/connect-pin-pad.ts';
import { ADDRESS } from './bench.ts';

const MOST_WAKES = 100;

/** Counts from `born`, so that its sums and those of the timers round apart. @returns how often a pad that never answers woke the driver */
function wakesOfSilentPad(born: number, openedAt: number): number {
  let now = born + openedAt;
  let due: { readonly at: number; readonly run: () => void } | null = null;
  const clock: Clock = {
    nowMs: () => now - born,
    after(delayMs, run) {
      const timer = { at: now + delayMs, run };
      due = timer;
      return () => {
        if (due === timer) due = null;
      };
    },
  };
  let line: BytePipeEvents | null = null;
  const open = (address: string, on: BytePipeEvents) => {
    line = on;
    return { address, queuedBytes: 0, write: () => 'accepted' as const, close: () => {} };
  };
  connectPinPad(open, ADDRESS, clock, {}, () => {});
  (line as BytePipeEvents | null)?.opened();
  let wakes = 0;
  for (let next = due as { at: number; run: () => void } | null; next !== null && wakes < MOST_WAKES; next = due) {
    due = null;
    now = Math.max(now, next.at);
    wakes += 1;
    next.run();
  }
  return wakes;
}

it('ends its waits, whatever the sums of the clock come to', () => {
  for (let tenth = 1; tenth <= 400; tenth += 1) {
    const wakes = wakesOfSilentPad(10_000_000 + tenth / 7, 50 + tenth / 3);
    // Three sends, and a wait that the rounding cut short each.
    expect(wakes, `born 10 000 000 + ${tenth}/7`).toBeLessThanOrEqual(6);
  }
});
