/** What must not be found in any file that this terminal makes (promise 5): of the test cards, of a PIN that was typed, of the keys of the demonstration. */
import { TEST_CARDS } from '../countertop/countertop.ts';

/** The acquirer's master key of the demonstration counter; it stands in its terminal.json, and nowhere else. */
export const MASTER_KEY = '0123456789ABCDEFFEDCBA9876543210';

/** What tracks 1 and 2 hold behind the number: name, expiry and service code; the number itself is on each of the three. */
function secretsOfCard({ pan, expiry }: { readonly pan: string; readonly expiry: string }): readonly string[] {
  return [pan, `^${expiry}201`, `=${expiry}201`, `${pan}D${expiry}201`];
}

/** ISO 9564 format 0, before it is encrypted: 16 hex digits. */
export function pinBlock(pin: string, pan: string): string {
  const left = BigInt(`0x${`0${pin.length.toString(16)}${pin}`.padEnd(16, 'f')}`);
  const right = BigInt(`0x${pan.slice(0, -1).slice(-12).padStart(16, '0')}`);
  return (left ^ right).toString(16).padStart(16, '0');
}

/** @param pin the PIN that is typed for each card */
export function demonstrationSecrets(pin = '1234'): readonly string[] {
  const cards = Object.values(TEST_CARDS);
  return [
    ...new Set(cards.flatMap(secretsOfCard)),
    ...cards.map((card) => pinBlock(pin, card.pan)),
    MASTER_KEY,
    MASTER_KEY.slice(0, 16),
  ];
}
