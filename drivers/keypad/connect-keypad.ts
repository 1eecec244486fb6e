/** `hid-keypad`: a boot keyboard read raw, so that focus, layouts and other programs do not matter (facts/peripherals §0.6, §1c). */
import type { Cancel, Clock, OpenHidPipe } from '../link/link.ts';
import { judgeContact, judgeDoubt, Presses, STAYS_MS } from './bounce.ts';
import type { KeypadEvent, KeypadKey, KeypadSession } from './keypad.ts';
import { Punctuality } from './punctuality.ts';
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
  const presses = new Presses();
  const punctuality = new Punctuality(clock);
  /** One press at a time may wait to be seen to stay. */
  let doubtful: { readonly key: KeypadKey; readonly atMs: number; readonly cancel: Cancel } | null = null;
  let settled = false;
  let closed = false;
  let cancelSettle: Cancel | null = null;
  const press = (key: KeypadKey): void => {
    if (!closed) on({ type: 'keypad.pressed', key });
  };
  const settleDoubt = (isPress: boolean): void => {
    const doubt = doubtful;
    doubtful = null;
    doubt?.cancel();
    if (doubt !== null && isPress) press(doubt.key);
  };
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
      const { isLate } = punctuality;
      state = read.state;
      for (const key of read.released) {
        if (doubtful?.key === key) settleDoubt(judgeDoubt(key, nowMs - doubtful.atMs) === 'press');
        presses.released(key, nowMs, isLate);
      }
      if (read.pressed.length + read.released.length > 0) punctuality.watch();
      for (const key of read.pressed) {
        const contact = judgeContact(key, presses.pressed(key, nowMs));
        if (contact === 'bounce') continue;
        // No other key goes down while a contact bounces.
        settleDoubt(true);
        if (contact === 'press') press(key);
        else doubtful = { key, atMs: nowMs, cancel: clock.after(STAYS_MS, () => settleDoubt(true)) };
      }
    },
    feature() {},
    lost(fault) {
      cancelSettle?.();
      punctuality.rest();
      settleDoubt(false);
      on({ type: 'keypad.lost', fault });
    },
  });
  return {
    close() {
      closed = true;
      cancelSettle?.();
      punctuality.rest();
      settleDoubt(false);
      pipe.close();
    },
  };
}
