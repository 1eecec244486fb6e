/** Which printer has which logo: remembered as a device of its own, so that a logo is written to a printer's memory once (drivers/printer/logo.ts). */
import type { Logo } from '../../drivers/printer/logo.ts';
import type { PrinterIdentity } from '../../drivers/printer/printer.ts';
import type { Bitmap } from '../../drivers/printer/raster.ts';
import type { Journal } from '../../storage/journal/journal.ts';

/** Its name in `device.ready`. */
export const LOGO = 'printerLogo';

/** The logo's key, and the printer that has it. */
export function logoName({ maker, model }: PrinterIdentity, key: string): string {
  return [`logo ${key} in`, maker, model].filter((part) => part !== null).join(' ');
}

export function logoFor(journal: Journal, bitmap: Bitmap): Logo {
  /** The key that stands in this printer, by what was written down. */
  const keyIn = (printer: PrinterIdentity): string | null => {
    const known = journal.knownDevice(LOGO);
    if (known === null || known.serial !== printer.serial) return null;
    const key = /^logo (..) in/.exec(known.identity)?.[1];
    return key !== undefined && known.identity === logoName(printer, key) ? key : null;
  };
  return { bitmap, isStored: (printer, key) => keyIn(printer) === key, storedBefore: keyIn };
}
