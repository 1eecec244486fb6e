/** QR codes and barcodes (facts/printer.md §1.9; APG p.340–372, GS ( k p.490–520). */

import type { Barcode } from './barcodes.ts';
import { code39, code128, ean8, ean13, upcA } from './barcodes.ts';
import { drawnWhenSeen } from './bitmaps.ts';
import type { Command, Machine } from './command.ts';
import { code, counted, digit, fixed, GS, mode, notAtLineStart } from './command.ts';
import { placed } from './commands-graphics.ts';
import { graphicSteps } from './mechanism.ts';
import type { QrLevel } from './qr-code.ts';
import { qrCode } from './qr-code.ts';

const outOfRange = (n: number | undefined): string => `parameter ${n} out of range`;
const latin1 = (data: readonly number[]): string => String.fromCharCode(...data);

// --- GS k ---

const symbologies: Readonly<Record<number, readonly [string, (data: readonly number[]) => Barcode | string]>> = {
  65: ['upc-a', (data) => upcA(latin1(data))],
  67: ['ean-13', (data) => ean13(latin1(data))],
  68: ['ean-8', (data) => ean8(latin1(data))],
  69: ['code39', (data) => code39(latin1(data))],
  73: ['code128', code128],
};

function printBarcode(m: number, data: readonly number[], machine: Machine): string | undefined {
  if (!machine.line.isEmpty) return notAtLineStart;
  // m 0–6 are the same symbologies as 65–71.
  const found = symbologies[m < 65 ? m + 65 : m];
  if (found === undefined) return `symbology ${m} is not modelled`;
  const [symbology, encode] = found;
  const barcode = encode(data);
  if (typeof barcode === 'string') return `${symbology}: ${barcode}`;
  const { modes } = machine;
  const edges: number[] = [];
  for (const width of barcode.widths) edges.push((edges.at(-1) ?? 0) + width * modes.barcodeModuleDots);
  const widthDots = edges.at(-1) ?? 0;
  // "If the barcode is wider than the print area, it is not printed."
  if (widthDots > modes.areaDots) return `${symbology}: ${widthDots} dots do not fit into ${modes.areaDots}`;
  const columns = Array.from({ length: widthDots }, (_, x) => edges.findIndex((edge) => x < edge) % 2 === 0);
  const text = barcode.text;
  const above = (modes.barcodeText & 1) !== 0;
  const below = (modes.barcodeText & 2) !== 0;
  const bars = { top: above ? 26 : 0, bottom: (above ? 26 : 0) + modes.barcodeHeightDots };
  const bitmap = drawnWhenSeen(
    widthDots,
    bars.bottom + (below ? 26 : 0),
    (x, y) => y >= bars.top && y < bars.bottom && columns[x] === true,
  );
  machine.add(
    graphicSteps({
      what: 'barcode',
      bitmap,
      leftDots: placed(modes, widthDots),
      about: { symbology, data: text, moduleDots: modes.barcodeModuleDots, heightDots: modes.barcodeHeightDots },
      ...(above ? { textAbove: text } : {}),
      ...(below ? { textBelow: text } : {}),
    }),
  );
  return undefined;
}

/** Form A (m 0–6) ends with NUL, form B (m 65–79) counts its bytes. */
const gsK: Command = {
  name: 'GS k',
  prefix: [GS, code('k')],
  total: (bytes) => {
    const m = bytes[2];
    if (m === undefined) return null;
    if (m >= 65 && m <= 79) return bytes.length < 4 ? null : 4 + (bytes[3] ?? 0);
    if (m > 6) return `unknown form ${m}`;
    const end = bytes.indexOf(0, 3);
    if (end >= 0) return end + 1;
    return bytes.length > 260 ? 'no NUL at the end' : null;
  },
  run: (bytes, machine) => {
    const m = bytes[2] ?? 0;
    return printBarcode(m, m < 65 ? bytes.slice(3, -1) : bytes.slice(4), machine);
  },
};

// --- GS ( k, cn = 49: QR Code ---

const levels: readonly QrLevel[] = ['L', 'M', 'Q', 'H'];

function printQr(machine: Machine): string | undefined {
  const { modes } = machine;
  if (!machine.line.isEmpty) return notAtLineStart;
  if (modes.qrData === null) return 'QR Code: no data stored';
  const code2d = qrCode(modes.qrData, modes.qrLevel);
  if (code2d === null) return 'QR Code: too much data';
  const times = modes.qrModuleDots;
  const sizeDots = code2d.size * times;
  if (sizeDots > modes.areaDots) return `QR Code: ${sizeDots} dots do not fit into ${modes.areaDots}`;
  const data = Uint8Array.from(modes.qrData);
  machine.add(
    graphicSteps({
      what: 'qr',
      bitmap: drawnWhenSeen(sizeDots, sizeDots, (x, y) => code2d.dark(Math.floor(x / times), Math.floor(y / times))),
      leftDots: placed(modes, sizeDots),
      about: {
        data: new TextDecoder().decode(data),
        hex: Buffer.from(data).toString('hex'),
        level: modes.qrLevel,
        moduleDots: times,
        version: code2d.version,
      },
    }),
  );
  return undefined;
}

const ascii = (n: number): number[] => [...String(n)].map(code);
const separator = 0x1f;

/** Width, height, a fixed 1, and whether it can be printed: 0 = yes (APG p.538). Nothing stored has no size. */
function tellQrSize(machine: Machine): string | undefined {
  const { modes, settings } = machine;
  if (!machine.line.isEmpty) return notAtLineStart;
  if (!settings.tellsSymbolSize || (settings.grade !== 'A' && settings.grade !== 'B')) return undefined;
  const code2d = modes.qrData === null ? null : qrCode(modes.qrData, modes.qrLevel);
  const dots = (code2d?.size ?? 0) * modes.qrModuleDots;
  const prints = dots > 0 && dots <= modes.areaDots;
  const size = [...ascii(dots), separator, ...ascii(dots), separator, 0x31, separator, prints ? 0x30 : 0x31];
  machine.answer('block', [0x37, 0x36, ...size, 0]);
  return undefined;
}

function qrFunction(body: readonly number[], machine: Machine): string | undefined {
  const [cn, fn, first, ...rest] = body;
  const { modes } = machine;
  if (cn !== 49) return `symbol ${cn} is not modelled`;
  switch (fn) {
    case 65:
      return first === 50 && rest.length === 1 && rest[0] === 0 ? undefined : 'QR Code: only model 2';
    case 67:
      if (first === undefined || first < 1 || first > 16 || rest.length > 0) return outOfRange(first);
      modes.qrModuleDots = first;
      return undefined;
    case 69: {
      const level = levels[(first ?? 0) - 48];
      if (level === undefined || rest.length > 0) return outOfRange(first);
      modes.qrLevel = level;
      return undefined;
    }
    case 80:
      if (first !== 48 || rest.length === 0 || rest.length > 7089) return 'QR Code: 1 to 7089 bytes of data';
      modes.qrData = rest;
      return undefined;
    case 81:
      return first === 48 && rest.length === 0 ? printQr(machine) : outOfRange(first);
    case 82:
      return first === 48 && rest.length === 0 ? tellQrSize(machine) : outOfRange(first);
    default:
      return `QR Code: unknown function ${fn}`;
  }
}

export const codeCommands: readonly Command[] = [
  fixed('GS h n', [GS, code('h')], 1, ([n = 0], { modes }) => {
    if (n === 0) return outOfRange(n);
    modes.barcodeHeightDots = n;
    return undefined;
  }),
  fixed('GS w n', [GS, code('w')], 1, ([n = 0], { modes }) => {
    if (n < 2 || n > 6) return outOfRange(n);
    modes.barcodeModuleDots = n;
    return undefined;
  }),
  fixed('GS H n', [GS, code('H')], 1, ([n], { modes }) => {
    const where = digit(n, 3);
    if (where === null) return outOfRange(n);
    modes.barcodeText = where as 0 | 1 | 2 | 3;
    return undefined;
  }),
  mode('GS f n', [GS, code('f')], 1, (n) => ({ barcodeTextFont: (n & 1) === 1 ? 'b' : 'a' })),
  gsK,
  counted('GS ( k', [GS, code('('), code('k')], qrFunction),
];
