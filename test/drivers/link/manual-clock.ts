/** Time that moves when the test says so. */
import type { Clock } from '../../../drivers/link/link.ts';

export interface ManualClock extends Clock {
  /** Runs everything that falls due within the next `ms`, in order. */
  advance(ms: number): void;
  readonly pending: number;
}

export function manualClock(): ManualClock {
  let now = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  return {
    get pending() {
      return timers.length;
    },
    nowMs: () => now,
    after(delayMs, run) {
      const timer = { at: now + delayMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers = timers.filter((one) => one !== next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = end;
    },
  };
}
