/** The goods of the shop as `npm run catalogue -- import` has put them into the data folder: checked there, checked again here. */
import { createHash } from 'node:crypto';
import { type Catalogue, NO_CATALOGUE, readCatalogue } from '../rules/catalogue.ts';

export const CATALOGUE_FILE = 'catalogue.csv';

/**
 * Lines that are bad are left out: the import has refused such a file, so this is a file that somebody else has put there.
 * @param bytes of the file; null: there is none @param exponent decimals of the shop's currency
 * @param returnClasses codes of the policy's classes; left out: the shipped ones
 */
export function catalogueOf(bytes: Uint8Array | null, exponent: number, returnClasses?: readonly string[]): Catalogue {
  if (bytes === null) return NO_CATALOGUE;
  const { items } = readCatalogue(new TextDecoder('utf-8').decode(bytes), exponent, returnClasses);
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { hash, items: new Map(items.map((item) => [item.code, item])) };
}
