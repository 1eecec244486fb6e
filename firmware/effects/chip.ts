/** What a chip said, as the acquirer wants it (DE 55, DE 23) and as the slip shows it (facts/acquirer §1.3, §1.4, §6). */
import type { RequestChip } from '../../drivers/acquirer/acquirer.ts';
import type { ChipTags } from '../../drivers/card-reader/card-reader.ts';
import type { ChipFacts } from '../../storage/facts.ts';

/** In the order in which they are carried. The first ones an online authorisation cannot do without. */
const NEEDED = ['9F26', '9F10', '9F37', '9F36', '95', '9A', '9C', '9F02', '5F2A', '82', '9F1A'] as const;
const MORE = ['9F27', '9F03', '9F33', '9F34', '9F35', '9F1E', '84', '9F09', '9F41', '9F63'] as const;
/** The reduced set of a reversal (facts §1.4). */
const REVERSED = ['95', '9F1E', '9F10', '9F36', 'DF31'] as const;

/** Null where the chip has not said enough: then the request goes without DE 55. */
export function chipRequest(tags: ChipTags | undefined): RequestChip | null {
  if (tags === undefined || NEEDED.some((tag) => tags[tag] === undefined)) return null;
  const sequence = tags['5F34'];
  return {
    dataHex: tlvs(tags, [...NEEDED, ...MORE]),
    reversalHex: tlvs(tags, REVERSED),
    panSequence: sequence === undefined ? null : sequence.padStart(3, '0'),
  };
}

/** Null without a chip, or where it did not name its application. */
export function chipFacts(tags: ChipTags | undefined): ChipFacts | null {
  const aid = tags?.['9F06'] ?? tags?.['84'] ?? tags?.['4F'];
  if (tags === undefined || aid === undefined) return null;
  const label = tags['50'];
  return {
    aid,
    label:
      label === undefined
        ? null
        : Buffer.from(label, 'hex')
            .toString('latin1')
            .replace(/[^ -~]/g, ' ')
            .trim(),
    tvr: tags['95'] ?? null,
    tsi: tags['9B'] ?? null,
    atc: tags['9F36'] ?? null,
    cryptogram: tags['9F26'] ?? null,
  };
}

/** BER-TLV; values of payment tags are shorter than 128 bytes. */
function tlvs(tags: ChipTags, wanted: readonly string[]): string {
  return wanted
    .map((tag) => {
      const value = tags[tag] ?? '';
      return value === '' ? '' : `${tag}${(value.length / 2).toString(16).padStart(2, '0').toUpperCase()}${value}`;
    })
    .join('');
}
