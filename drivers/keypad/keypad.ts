/** What the keypad driver promises to the firmware (facts/peripherals §1c "Keypad over HID"; design §8 names the keys). */
import type { DeviceLost } from '../link/link.ts';

export type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
export type KeypadKey =
  | Digit
  | '00'
  | '.'
  | 'confirm'
  | 'correct'
  | 'sale'
  | 'refund'
  | 'reprint'
  | 'functions'
  | 'cancel';

export type KeypadEvent =
  | { readonly type: 'keypad.identified' }
  /** One press, one event; there is no auto-repeat and no release. */
  | { readonly type: 'keypad.pressed'; readonly key: KeypadKey }
  | { readonly type: 'keypad.lost'; readonly fault: DeviceLost };

export interface KeypadSession {
  close(): void;
}
