/** What must not be found in any file that this terminal makes (promise 5): of the test cards, of a PIN that was typed, of the keys of the demonstration. */
import { appendFileSync, existsSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { basename, join } from 'node:path';
import { TEST_CARDS } from '../countertop/countertop.ts';
import { leaksBelow, leaksIn } from './leaks.ts';

/** The acquirer's master key of the demonstration counter; it stands in its terminal.json and in the kept versions of it, and nowhere else. */
export const MASTER_KEY = '0123456789ABCDEFFEDCBA9876543210';

/** What tracks 1 and 2 hold behind the number: expiry and service code. A whole track has the number in it, in whatever form it is written. */
function secretsOfCard({ pan, expiry }: { readonly pan: string; readonly expiry: string }): readonly string[] {
  return [pan, `^${expiry}201`, `=${expiry}201`];
}

/** ISO 9564 format 0, before it is encrypted: 16 hex digits. */
export function pinBlock(pin: string, pan: string): string {
  const left = BigInt(`0x${`0${pin.length.toString(16)}${pin}`.padEnd(16, 'f')}`);
  const right = BigInt(`0x${pan.slice(0, -1).slice(-12).padStart(16, '0')}`);
  return (left ^ right).toString(16).padStart(16, '0');
}

/** @param pin the PIN that is typed for each card */
export function demonstrationSecrets(pin = '1234'): readonly string[] {
  return [...cardSecrets(pin), MASTER_KEY, MASTER_KEY.slice(0, 16)];
}

/** Without the keys, which a configuration may hold. */
export function cardSecrets(pin: string): readonly string[] {
  const cards = Object.values(TEST_CARDS);
  return [...new Set(cards.flatMap(secretsOfCard)), ...cards.map((card) => pinBlock(pin, card.pan))];
}

/** @returns `file: form` for what a data folder must not hold; versions of terminal.json that a technician has changed keep its key, and no card. */
export function leaksOfData(folder: string): readonly string[] {
  const kept = join(folder, 'configuration');
  return [
    ...leaksBelow(folder, demonstrationSecrets()).filter((leak) => !leak.startsWith(`${kept}/`)),
    ...(existsSync(kept) ? leaksBelow(kept, cardSecrets('1234')) : []),
  ];
}

/**
 * Everything below a counter's folder: what the terminal has written there, what was taken from it, the bank's books (which mask numbers). Its configuration
 * keeps the key of the demonstration, and no card.
 * @param shown the screen, and what it has said on stderr
 * @returns `file: form`
 */
export function leaksOfCounter(folder: string, shown: readonly string[] = []): readonly string[] {
  const kept = join(folder, 'data', 'configuration');
  const mayKeepKey = (path: string) => basename(path) === 'terminal.json' || path.startsWith(`${kept}/`);
  return [
    ...leaksBelow(folder, demonstrationSecrets(), (path) => !mayKeepKey(path)),
    ...leaksBelow(folder, cardSecrets('1234'), mayKeepKey),
    ...leaksIn(Buffer.from(shown.join('\n')), demonstrationSecrets()).map((form) => `screen or stderr: ${form}`),
  ];
}

/**
 * For a room of a data folder that a test has filled: a number that is planted in its largest file for a moment is found there, so that the room was searched.
 * @throws Error where there is no file
 */
export function findsPlanted(room: string): boolean {
  const files = readdirSync(room, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => statSync(b).size - statSync(a).size);
  const [file] = files;
  if (file === undefined) throw new Error(`${room} is empty: nothing was searched`);
  const { size } = statSync(file);
  appendFileSync(file, Buffer.from(`${TEST_CARDS.visa.pan}d2912`, 'hex'));
  try {
    return leaksOfData(room).some((leak) => leak.startsWith(`${file}: BCD`));
  } finally {
    truncateSync(file, size);
  }
}
