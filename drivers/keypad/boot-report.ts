/**
 * Boot keyboard reports (HID 1.11, appendix B; facts/peripherals §1c): they carry which keys are down, not what happened. Pure.
 *
 * `[modifiers][00][k1 … k6]`, nine bytes where the device puts a report id in front.
 */

export interface BootReport {
  /** Bit 0 LCtrl, 1 LShift, 2 LAlt, 3 LGui, 4 RCtrl, 5 RShift, 6 RAlt, 7 RGui. */
  readonly modifiers: number;
  /** Usages of the keyboard page, in the order of their slots; a key pressed later stands further back. */
  readonly down: readonly number[];
}

/** 01 ErrorRollOver, 02 POSTFail, 03 ErrorUndefined: the device does not know what is down. */
const LAST_ERROR_USAGE = 0x03;
const SHIFT = 0x22;
const REPORT_BYTES = 8;

/** @returns null for what says nothing: another length, or an error such as seven keys at once. Then the old state stands. */
export function readBootReport(report: Uint8Array): BootReport | null {
  const body = report.length === REPORT_BYTES + 1 ? report.subarray(1) : report;
  if (body.length !== REPORT_BYTES) return null;
  const slots = [...body.subarray(2)].filter((usage) => usage !== 0);
  if (slots.some((usage) => usage <= LAST_ERROR_USAGE)) return null;
  return { modifiers: body[0] ?? 0, down: [...new Set(slots)] };
}

/** The keys that are down in `now` and were not in `before`: the set difference, whatever slots they stand in. */
export function pressedSince(before: readonly number[], now: readonly number[]): readonly number[] {
  return now.filter((usage) => !before.includes(usage));
}

export function shiftHeld(modifiers: number): boolean {
  return (modifiers & SHIFT) !== 0;
}

/** Ctrl, Alt or Gui: then a key is no character. */
export function commandHeld(modifiers: number): boolean {
  return (modifiers & ~SHIFT & 0xff) !== 0;
}
