/** Keyboard scanners: boot reports → characters of the US layout, which the scanner must be set to (facts/peripherals §1e). Pure. */
import { commandHeld, pressedSince, readBootReport, shiftHeld } from '../keypad/boot-report.ts';

const PLAIN = 'abcdefghijklmnopqrstuvwxyz1234567890';
const SHIFTED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()';
/** 2C space, 2D – 38 of the typewriter block; 32 is a key of other layouts. */
const PLAIN_SIGNS = " -=[]\\\0;'`,./";
const SHIFTED_SIGNS = ' _+{}|\0:"~<>?';
/** 54–63 of the keypad block, without 58, Enter. */
const KEYPAD = '/*-+\r1234567890.';
const ENTER = 0x28;
const TAB = 0x2b;

/** @returns the keys that are down now and the characters typed; Enter, on either block, and Tab end a code. */
export function readWedgeReport(
  down: readonly number[],
  report: Uint8Array,
): { readonly down: readonly number[]; readonly typed: readonly number[] } {
  const read = readBootReport(report);
  if (read === null) return { down, typed: [] };
  const fresh = commandHeld(read.modifiers) ? [] : pressedSince(down, read.down);
  const typed = fresh.map((usage) => character(usage, shiftHeld(read.modifiers))).filter((code) => code !== null);
  return { down: read.down, typed };
}

function character(usage: number, shifted: boolean): number | null {
  if (usage === ENTER) return 0x0d;
  if (usage === TAB) return 0x09;
  const [table, first] =
    usage >= 0x54
      ? [KEYPAD, 0x54]
      : usage >= 0x2c
        ? [shifted ? SHIFTED_SIGNS : PLAIN_SIGNS, 0x2c]
        : [shifted ? SHIFTED : PLAIN, 0x04];
  const code = table.charCodeAt(usage - first);
  return Number.isNaN(code) || code === 0 ? null : code;
}
