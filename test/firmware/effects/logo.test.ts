/** Which logo stands in which printer, from what was written down. */
import { expect, it } from 'vitest';
import type { PrinterIdentity } from '../../../drivers/printer/printer.ts';
import { LOGO, logoFor, logoName } from '../../../firmware/effects/logo.ts';
import { Till } from '../../storage/acts.ts';

const printer: PrinterIdentity = { maker: 'EPSON', model: 'TM-T20II', firmware: null, serial: 'L3PF1', grade: 'A' };
const bitmap = { widthDots: 8, heightDots: 1, rows: Uint8Array.of(0xff) };

it('stored, stored before, unknown; another printer has none', () => {
  const till = new Till();
  const logo = logoFor(till.journal, bitmap);
  expect(logo.isStored(printer, '!~')).toBe(false);
  expect(logo.storedBefore?.(printer)).toBe(null);
  till.append({
    type: 'device.ready',
    txn: null,
    body: { device: LOGO, identity: logoName(printer, '!~'), serial: printer.serial },
  });
  expect(logo.isStored(printer, '!~')).toBe(true);
  expect(logo.isStored(printer, 'A~')).toBe(false);
  expect(logo.storedBefore?.(printer)).toBe('!~');
  for (const other of [
    { ...printer, serial: 'L3PF2' },
    { ...printer, model: 'TM-T88VI' },
  ]) {
    expect(logo.isStored(other, '!~')).toBe(false);
    expect(logo.storedBefore?.(other)).toBe(null);
  }
});
