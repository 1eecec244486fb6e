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
  return {
    bitmap,
    isStored: (printer, key) => {
      const known = journal.knownDevice(LOGO);
      return known?.identity === logoName(printer, key) && known.serial === printer.serial;
    },
  };
}
