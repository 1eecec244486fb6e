/**
 * The last door before the disk: no entry may carry a card number (promise 5; museum: pan-in-log-field).
 *
 * A hit is a run of 13–19 digits that passes the Luhn check, also written in groups as on a card (4-4-4-1…7, 4-6-4, 4-6-5). It is looked for
 * in every string and number of an entry, under any name, with seven exceptions, each by name *and* shape:
 *   `token`, `hash`, `sha256` and `headHash` of 64 hex digits: a keyed hash, a policy's, a file's, the chain's (one in 240 would be taken for a card) ·
 *   `mid` of 15 characters, as the acquirer gave it (one in ten that are all digits passes Luhn: that merchant's terminal would never start) ·
 *   `cryptogram` of 16 hex digits, which a chip computes (one in 2 400), and `aid`, which begins with a letter (A000000333010106 passes Luhn) ·
 *   `text` of a signed slip (`TP1:` and 170 characters of base45: 113 bytes, of a card its last four digits; one in 80 000) ·
 *   `sentHex`, `receivedHex` (decoded to bytes first, the bytes are searched) ·
 *   names that end in `Ms`, and what stands right below one (epoch milliseconds have 13 digits) · what a device says of itself (serial numbers; IMEIs are Luhn-valid by design).
 * One 13–19 digit number in ten passes Luhn by chance: long numbers do not belong in free text.
 */

const DEVICE_FIELDS: ReadonlySet<string> = new Set(['identity', 'serial', 'expected']);
const HASHES: ReadonlySet<string> = new Set(['token', 'hash', 'sha256', 'headHash']);
/** What a slip of a chip shows (facts.ts, `ChipFacts`), and whose terminal it is. */
const KNOWN: Readonly<Record<string, RegExp>> = {
  mid: /^[0-9A-Za-z]{15}$/,
  cryptogram: /^[0-9A-F]{16}$/,
  aid: /^[A-F][0-9A-F]{9,31}$/,
};
/** RFC 9285: three characters for two bytes, two for the last one. */
const SIGNED_SLIP = /^TP1:[0-9A-Z $%*+\-./:]{170}$/;
/** `createdAtMs`, `sinceMs.receipts`. */
const INSTANT = /Ms(\.\w+)?$/;
/** Whatever is found by the two below begins like this; most texts have nothing of the kind. */
const MANY_DIGITS = /\d{4}[\d -]{9}/;
const LONG_RUN = /(?<!\d)\d{13,19}(?!\d)/g;
const GROUPED = /(?<!\d)\d{4}([ -])(?:\d{4}\1\d{4}\1\d{1,7}|\d{6}\1\d{4,5})(?!\d)/g;

/** True where `text` holds what could be a card number. */
export function holdsCardNumber(text: string): boolean {
  if (!MANY_DIGITS.test(text)) return false;
  for (const [run] of text.matchAll(LONG_RUN)) if (passesLuhn(run)) return true;
  for (const [run] of text.matchAll(GROUPED)) if (passesLuhn(run.replace(/\D/g, ''))) return true;
  return false;
}

/** Of what somebody typed, scanned or wrote: whatever could be a card number keeps its first six and last four digits. A goods code or an IMEI may be hit by chance. */
export function withoutCardNumbers(text: string): string {
  const masked = (run: string): string => {
    const digits = run.replace(/\D/g, '');
    return passesLuhn(digits) ? `${digits.slice(0, 6)}${'*'.repeat(digits.length - 10)}${digits.slice(-4)}` : run;
  };
  return MANY_DIGITS.test(text) ? text.replace(LONG_RUN, masked).replace(GROUPED, masked) : text;
}

/** ISO/IEC 7812-1 annex B. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The path of the first value that could be a card number, e.g. `body.detail`; null if there is none. */
export function findCardNumber(value: unknown, path: string): string | null {
  if (typeof value === 'string') return suspectText(value, path) ? path : null;
  if (typeof value === 'number') return !INSTANT.test(path) && holdsCardNumber(String(value)) ? path : null;
  if (value === null || typeof value !== 'object') return null;
  for (const [name, member] of Object.entries(value)) {
    if (holdsCardNumber(name)) return path;
    const found = findCardNumber(member, `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}

function suspectText(text: string, path: string): boolean {
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (DEVICE_FIELDS.has(name)) return false;
  if (HASHES.has(name) && /^[0-9a-f]{64}$/.test(text)) return false;
  if (name === 'text' && SIGNED_SLIP.test(text)) return false;
  if (KNOWN[name]?.test(text) === true) return false;
  if ((name === 'sentHex' || name === 'receivedHex') && /^(?:[0-9A-Fa-f]{2} ?)*$/.test(text)) {
    return holdsCardNumber(Buffer.from(text.replaceAll(' ', ''), 'hex').toString('latin1'));
  }
  return holdsCardNumber(text);
}
