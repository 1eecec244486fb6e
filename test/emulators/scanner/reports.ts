/** A scanned code as each kind of scanner tells it (facts/peripherals §1e); pure. */
import type { Layout } from './layouts.ts';
import { strokeOf } from './layouts.ts';

const posReportBytes = 64;
const posDataBytes = 56;
const posDataStart = 5;
const posReportId = 0x02;
const vendorDataBytes = 62;
const vendorReportId = 0x01;

/** HID POS, page 0x8C: id, length, AIM id, 56 bytes of data, symbology, 0, bit 0 = continued. */
export function posReports(code: Uint8Array, aim: string): Uint8Array[] {
  const reports: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < code.length; at += posDataBytes) {
    const data = code.subarray(at, at + posDataBytes);
    const report = new Uint8Array(posReportBytes);
    report.set([posReportId, data.length, ...Buffer.from(aim.slice(0, 3).padEnd(3, '\0'), 'latin1')]);
    report.set(data, posDataStart);
    report[63] = at + posDataBytes < code.length ? 1 : 0;
    reports.push(report);
  }
  return reports;
}

/** A vendor's own page: id, length, 62 bytes of data; a longer code is just more reports, the last one not full. */
export function vendorReports(code: Uint8Array): Uint8Array[] {
  const reports: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < code.length; at += vendorDataBytes) {
    const data = code.subarray(at, at + vendorDataBytes);
    const report = new Uint8Array(posReportBytes);
    report.set([vendorReportId, data.length]);
    report.set(data, 2);
    reports.push(report);
  }
  return reports;
}

export type WedgeSuffix = 'enter' | 'kp-enter' | 'tab' | 'none';
const suffixUsages: Readonly<Record<WedgeSuffix, number | null>> = {
  enter: 0x28,
  'kp-enter': 0x58,
  tab: 0x2b,
  none: null,
};

/** Boot keyboard reports: two a character, pressed and released. */
export function wedgeReports(code: string, layout: Layout, suffix: WedgeSuffix): Uint8Array[] {
  const strokes = Array.from(code, (character) => strokeOf(character, layout));
  const last = suffixUsages[suffix];
  if (last !== null) strokes.push({ usage: last, modifiers: 0 });
  return strokes.flatMap(({ usage, modifiers }) => [
    Uint8Array.of(modifiers, 0, usage, 0, 0, 0, 0, 0),
    new Uint8Array(8),
  ]);
}

export type SerialSuffix = 'cr' | 'crlf' | 'lf' | 'none';
const suffixTexts: Readonly<Record<SerialSuffix, string>> = { cr: '\r', crlf: '\r\n', lf: '\n', none: '' };

export function serialText(code: string, aim: string | null, suffix: SerialSuffix): Uint8Array {
  return Buffer.from(`${aim ?? ''}${code}${suffixTexts[suffix]}`, 'utf8');
}
