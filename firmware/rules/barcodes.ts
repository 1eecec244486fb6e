/** GS1 numbers (EAN-13, EAN-8, UPC-A, GTIN-14) and their check digit (GS1 General Specifications §7.9). */

const LENGTHS: ReadonlySet<number> = new Set([8, 12, 13, 14]);

/** Whether `code` is made like a GS1 number; shorter codes are the shop's own. */
export function isGs1(code: string): boolean {
  return /^\d+$/.test(code) && LENGTHS.has(code.length);
}

/** The last digit that the others ask for: weights 3, 1, 3 … from the right. */
export function checkDigit(body: string): number {
  let sum = 0;
  for (let i = 0; i < body.length; i += 1) {
    const digit = body.charCodeAt(body.length - 1 - i) - 48;
    sum += i % 2 === 0 ? 3 * digit : digit;
  }
  return (10 - (sum % 10)) % 10;
}

/** True also for codes that have no check digit. */
export function hasRightCheckDigit(code: string): boolean {
  return !isGs1(code) || checkDigit(code.slice(0, -1)) === Number(code.at(-1));
}

/**
 * As it is printed below the bars (`6-901234-567892`), and as it stands in the journal: one number in ten of 13 or 14 digits passes the check of
 * card numbers by chance, and would be taken for one there and by whoever searches files for them.
 */
export function groupedCode(code: string): string {
  return /^\d{13,14}$/.test(code) ? `${code.slice(0, -12)}-${code.slice(-12, -6)}-${code.slice(-6)}` : code;
}

/** The digits again. */
export function plainCode(grouped: string): string {
  return grouped.replaceAll('-', '');
}

/** The code of a voucher as its slip shows it to a scanner; nine digits, too short for a card number, behind a scheme of its own. */
export function voucherQr(code: string): string {
  return `TV1/${code}`;
}

/** The nine digits of a voucher that was scanned; null for anything else. */
export function voucherIn(scanned: string): string | null {
  return /^TV1\/(\d{9})$/.exec(scanned)?.[1] ?? null;
}
