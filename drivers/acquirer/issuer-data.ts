/**
 * What the issuer sends to a chip in the DE 55 of an answer: its commands (脚本, templates 71 and 72), and what the terminal owes for them: their result
 * (facts/acquirer §1.2, tag DF31; EMV book 4 annex A5: a result nibble, a sequence nibble, the script's identifier 9F18). Pure.
 */

/** One script: `71` before, `72` after the card's last word on the payment. */
export interface IssuerScript {
  readonly template: '71' | '72';
  /** 9F18, four bytes; null where the issuer gave none. */
  readonly identifierHex: string | null;
}

interface Tlv {
  readonly tag: string;
  readonly value: Uint8Array;
}

/** @returns the scripts in their order; empty without any, or where the data is no BER-TLV: the MAC holds, so it is what the issuer sent. */
export function issuerScripts(chipHex: string | null): readonly IssuerScript[] {
  if (chipHex === null) return [];
  return (readTlvs(Buffer.from(chipHex, 'hex')) ?? []).flatMap(({ tag, value }): readonly IssuerScript[] => {
    if (tag !== '71' && tag !== '72') return [];
    const identifier = (readTlvs(value) ?? []).find((inner) => inner.tag === '9F18')?.value;
    const isWhole = identifier?.length === 4;
    return [{ template: tag, identifierHex: isWhole ? Buffer.from(identifier).toString('hex').toUpperCase() : null }];
  });
}

/** First nibble of a script's result: not performed, failed, successful. */
const NOT_PERFORMED = '00';

/**
 * DF31 of scripts that never came to the card. No reader here takes them: the card is read in one go, and is gone when the answer comes
 * (drivers/card-reader/README.md).
 */
export function notPerformed(scripts: readonly IssuerScript[]): string {
  return scripts.map(({ identifierHex }) => `${NOT_PERFORMED}${identifierHex ?? '00000000'}`).join('');
}

/** BER-TLV, one level; lengths in one byte or in the form 81. @returns null where a length runs over the end. */
function readTlvs(data: Uint8Array): readonly Tlv[] | null {
  const found: Tlv[] = [];
  for (let at = 0; at < data.length; ) {
    const tagBytes = ((data[at] ?? 0) & 0x1f) === 0x1f ? 2 : 1;
    const tag = Buffer.from(data.subarray(at, at + tagBytes))
      .toString('hex')
      .toUpperCase();
    const isLong = data[at + tagBytes] === 0x81;
    const length = data[at + tagBytes + (isLong ? 1 : 0)];
    const start = at + tagBytes + (isLong ? 2 : 1);
    if (length === undefined || (!isLong && length > 0x7f) || start + length > data.length) return null;
    found.push({ tag, value: data.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}
