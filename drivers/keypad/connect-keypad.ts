/** `hid-keypad`: a boot keyboard read raw, so that focus, layouts and other programs do not matter (facts/peripherals §0.6, §1c). */
import type { Cancel, Clock, OpenHidPipe } from '../link/link.ts';
import { isBounce, Releases } from './bounce.ts';
import type { KeypadEvent, KeypadSession } from './keypad.ts';
import { NOTHING_KNOWN, readHeldKeys, readKeys } from './wire.ts';

/** A device that repeats its state does so within this time of being opened: what it shows then is held, not pressed. */
const SETTLE_MS = 100;

/**
 * Connects to the keypad at `address`. `keypad.identified` comes once it is known what is held; then one `keypad.pressed` a press. The
 * session dies with its link; nothing comes after `keypad.lost` or `close()`.
 */
export function connectKeypad(
  openHidPipe: OpenHidPipe,
  address: string,
  clock: Clock,
  on: (event: KeypadEvent) => void,
): KeypadSession {
  let state = NOTHING_KNOWN;
  const releases = new Releases();
  let settled = false;
  let closed = false;
  let cancelSettle: Cancel | null = null;
  const pipe = openHidPipe(address, {
    opened() {
      cancelSettle = clock.after(SETTLE_MS, () => {
        settled = true;
        on({ type: 'keypad.identified' });
      });
    },
    report(report) {
      if (!settled) {
        state = readHeldKeys(state, report);
        return;
      }
      const read = readKeys(state, report);
      const nowMs = clock.nowMs();
      state = read.state;
      for (const key of read.released) releases.released(key, nowMs);
      for (const key of read.pressed) {
        const bounce = isBounce(key, releases.pressed(key, nowMs));
        if (!closed && !bounce) on({ type: 'keypad.pressed', key });
      }
    },
    feature() {},
    lost(fault) {
      cancelSettle?.();
      on({ type: 'keypad.lost', fault });
    },
  });
  return {
    close() {
      closed = true;
      cancelSettle?.();
      pipe.close();
    },
  };
}
