/** What a display driver promises to the firmware (facts/peripherals §1d; design §7). */
import type { DeviceLost } from '../link/link.ts';

export type DisplayEvent =
  | { readonly type: 'display.identified' }
  | { readonly type: 'display.lost'; readonly fault: DeviceLost };

/** Customer display 2×20 and cashier's console alike: a whole frame at a time; a replug repaints. */
export interface DisplaySession {
  /** Lines that are too long are cut at the display's width, counted in cells (a Chinese character takes two). */
  show(lines: readonly string[]): void;
  close(): void;
}
