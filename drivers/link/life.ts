/** The one life of a connection: opens at most once, ends once, silent afterwards (link.ts). */
import type { DeviceLost, LossCause } from './link.ts';
import { deviceLost } from './loss.ts';

export interface Life {
  readonly state: 'opening' | 'open' | 'over';
  /** Tells the driver, unless the life is over already. */
  opened(): void;
  /** Ends it as a loss, told once however often the system reports it (serialport emits `close` twice, facts/peripherals §0.3). */
  lose(cause: LossCause, detail: string): void;
  /** Ends it because the driver asked for it: silently. */
  end(): void;
}

/**
 * Starts a life. `release` gives back everything held (descriptors, timers, listeners); it runs exactly once, before the loss is told, so
 * that a driver may open the address again from inside `lost`. It gets the cause, or null where the driver closed.
 */
export function startLife(
  address: string,
  events: { opened(): void; lost(fault: DeviceLost): void },
  release: (cause: LossCause | null) => void,
): Life {
  let state: Life['state'] = 'opening';
  return {
    get state() {
      return state;
    },
    opened() {
      if (state !== 'opening') return;
      state = 'open';
      events.opened();
    },
    lose(cause, detail) {
      if (state === 'over') return;
      state = 'over';
      release(cause);
      events.lost(deviceLost(address, cause, detail));
    },
    end() {
      if (state === 'over') return;
      state = 'over';
      release(null);
    },
  };
}
