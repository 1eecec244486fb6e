/**
 * The shop's logo: stored once in the printer's NV memory, printed by its key, not sent with each slip (facts/printer §1.9; APG p.234). Pure.
 *
 * NV memory wears out (about ten writes a day are allowed), so a logo is written only where nobody remembers that it stands there.
 */
import { joined } from './commands.ts';
import type { PrinterIdentity } from './printer.ts';
import { type Bitmap, withoutRealTime } from './raster.ts';

export interface Logo {
  readonly bitmap: Bitmap;
  /** Whether this logo, by its key, stands in that printer already. */
  readonly isStored: (printer: PrinterIdentity, key: string) => boolean;
  /** The key of the logo that this one takes the place of in that printer, which is deleted; null: none is known to be there. */
  readonly storedBefore?: (printer: PrinterIdentity) => string | null;
}

const FIRST_KEY_BYTE = 0x21;
const KEY_BYTES = 0x7e - FIRST_KEY_BYTE + 1;
/** `GS ( L` counts its parameters in two bytes; eleven of them are not dots. */
const MOST_DOT_BYTES = 0xffff - 11;

/** @returns two characters 33…126 that follow from the dots: another logo has another key, and never prints in this one's place. */
export function logoKey({ widthDots, rows }: Bitmap): string {
  const sum = rows.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, (0x811c9dc5 ^ widthDots) >>> 0);
  return String.fromCharCode(
    FIRST_KEY_BYTE + (sum % KEY_BYTES),
    FIRST_KEY_BYTE + (Math.floor(sum / KEY_BYTES) % KEY_BYTES),
  );
}

/** @returns `GS ( L` fn 67; null for a picture that is empty or larger than the command can say. */
export function logoDefinition(bitmap: Bitmap): Uint8Array | null {
  const { widthDots, heightDots, rows } = bitmap;
  if (rows.length === 0 || rows.length > MOST_DOT_BYTES || rows.length !== Math.ceil(widthDots / 8) * heightDots)
    return null;
  const count = rows.length + 11;
  const key = logoKey(bitmap);
  const head = [
    ...[0x1d, 0x28, 0x4c, count & 0xff, count >> 8, 0x30, 0x43, 0x30],
    ...[key.charCodeAt(0), key.charCodeAt(1), 0x01],
    ...[widthDots & 0xff, widthDots >> 8, heightDots & 0xff, heightDots >> 8, 0x31],
  ];
  return joined([Uint8Array.from(head), withoutRealTime(rows)]);
}
