/** What a CODE128 symbol is made of (facts/printer §1.9, APG p.351). Pure. */

const MODULE_DOTS = 2;
const DOTS_PER_COLUMN = 12;
/** Start, check digit, stop. */
const FRAME_MODULES = 11 + 11 + 13;
const MODULES_EACH = 11;

/**
 * @returns the code set and the data as `GS k 73` wants them; null when CODE128 cannot say `data` or the paper is too narrow.
 * Digits go in pairs (set C) unless a pair of pairs would read as a real-time command.
 */
export function code128Symbols(data: string, columns: number): Uint8Array | null {
  if (!/^[\x20-\x7e]+$/.test(data)) return null;
  const pairs = pairedDigits(data);
  const symbols = pairs ?? Buffer.from(`{B${data.replaceAll('{', '{{')}`, 'latin1');
  const count = pairs === null ? data.length : data.length / 2;
  const dots = (FRAME_MODULES + MODULES_EACH * count) * MODULE_DOTS;
  return dots <= columns * DOTS_PER_COLUMN && symbols.length <= 255 ? symbols : null;
}

function pairedDigits(data: string): Uint8Array | null {
  if (!/^(\d\d){2,}$/.test(data)) return null;
  const values = (data.match(/\d\d/g) ?? []).map(Number);
  const command = values.some((value, at) => value === 0x10 && [0x04, 0x05, 0x14].includes(values[at + 1] ?? -1));
  return command ? null : Uint8Array.from([0x7b, 0x43, ...values]);
}
