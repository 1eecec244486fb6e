/** Bytes of one scan → code and symbology. Pure. */

export interface ScannedCode {
  readonly code: string;
  readonly symbology: string | null;
}

/** Separates the fields of a GS1 code; every other control character is the suffix of some setting, never data. */
const GROUP_SEPARATOR = 0x1d;
/** ISO/IEC 15424: `]`, a letter for the symbology, a modifier. */
const AIM = /^\][A-Za-z][0-9A-Za-z]/;

/** @returns null for a scan without content: CR LF after CR is no second scan. */
export function readCode(bytes: Uint8Array): ScannedCode | null {
  const text = decode(bytes.filter((byte) => byte >= 0x20 || byte === GROUP_SEPARATOR).filter((byte) => byte !== 0x7f));
  const symbology = AIM.exec(text)?.[0] ?? null;
  const code = symbology === null ? text : text.slice(symbology.length);
  return code === '' ? null : { code, symbology };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
