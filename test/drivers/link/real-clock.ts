/** The process's own time as a `Clock`, counting the timers that are still to come. */
import type { Clock } from '../../../drivers/link/link.ts';

export interface CountingClock extends Clock {
  readonly pending: number;
  readonly started: number;
}

export function realClock(): CountingClock {
  const timers = new Set<NodeJS.Timeout>();
  let started = 0;
  return {
    get pending() {
      return timers.size;
    },
    get started() {
      return started;
    },
    nowMs: () => performance.now(),
    after(delayMs, run) {
      started += 1;
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, delayMs);
      timers.add(timer);
      return () => {
        timers.delete(timer);
        clearTimeout(timer);
      };
    },
  };
}
