/** The bytes of the commands, one name each (facts/printer §1). What `escpos` gets wrong or lacks is made here. */

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

/** Print and line feed. */
export const LF = 0x0a;

/** `GS a 255`: status back on every change, and once now. */
export const ASB_ON = bytes(0x1d, 0x61, 0xff);
/** `GS r 1`: one byte when everything before it has been taken from the receive buffer. */
export const ORDERED_QUERY = bytes(0x1d, 0x72, 0x01);
/** `FS &`: double-byte characters, GB18030 on Chinese models. */
export const CHINESE_ON = bytes(0x1c, 0x26);
/** `FS .`: single-byte characters. */
export const CHINESE_OFF = bytes(0x1c, 0x2e);
/** `GS V 66 0`: feeds the last line to the cutter, then cuts. Plain `GS V 0` would cut through the last lines. */
export const CUT = bytes(0x1d, 0x56, 0x42, 0x00);
/** `ESC p 0 25 250`: drawer 1, 50 ms on, 500 ms off. Both times are mandatory. */
export const DRAWER_PULSE = bytes(0x1b, 0x70, 0x00, 0x19, 0xfa);
/** `DLE ENQ 1`: recover and go on from the line where the error occurred. */
export const RECOVER = bytes(0x10, 0x05, 0x01);
/** `DLE DC4 fn 8`: throw the receive and print buffers away and say so with `37 25 00`. */
export const CLEAR_BUFFERS = bytes(0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08);

/** `DLE EOT n`. */
export function realTimeQuestion(n: 1 | 2 | 3 | 4): Uint8Array {
  return bytes(0x10, 0x04, n);
}

/** `GS I n`: 65 firmware, 66 maker, 67 model, 68 serial number. */
export function infoQuery(n: 65 | 66 | 67 | 68): Uint8Array {
  return bytes(0x1d, 0x49, n);
}

/** `GS ( H` fn 48 with an ID of four characters 32…126. */
export function processIdQuery(id: string): Uint8Array {
  return bytes(0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, ...Buffer.from(id, 'latin1'));
}

/** `ESC E n`. */
export function bold(on: boolean): Uint8Array {
  return bytes(0x1b, 0x45, on ? 1 : 0);
}

/** `GS ! n`, widths and heights 1…2 (escpos `size` would cancel bold below 3). */
export function characterSize(width: 1 | 2, height: 1 | 2): Uint8Array {
  return bytes(0x1d, 0x21, ((width - 1) << 4) | (height - 1));
}

/** `GS ( k`: QR model 2, module size in dots, error correction M; `data` as UTF-8. The commands in their order. */
export function qrCode(data: Uint8Array, moduleDots: number): readonly Uint8Array[] {
  const length = data.length + 3;
  return [
    bytes(0x1d, 0x28, 0x6b, 0x04, 0x00, 0x31, 0x41, 0x32, 0x00),
    bytes(0x1d, 0x28, 0x6b, 0x03, 0x00, 0x31, 0x43, moduleDots),
    bytes(0x1d, 0x28, 0x6b, 0x03, 0x00, 0x31, 0x45, 0x31),
    bytes(0x1d, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, 0x50, 0x30, ...data),
    bytes(0x1d, 0x28, 0x6b, 0x03, 0x00, 0x31, 0x51, 0x30),
  ];
}

/**
 * A process ID query as data of `GS ( k` fn 80, which stores them for a QR code that is never printed. A printer takes them for data;
 * something in between that knows questions by their bytes answers.
 */
export function decoyQuery(id: string): Uint8Array {
  const data = processIdQuery(id);
  return bytes(0x1d, 0x28, 0x6b, data.length + 3, 0x00, 0x31, 0x50, 0x30, ...data);
}

/** What `qrCode` puts around the data in its longest command. */
export const QR_OVERHEAD_BYTES = 8;

/** `GS ( k` fn 80 with one digit as data: something in the printer's RAM that `ESC @` and a loss of power clear (APG p.534). Nothing is printed. */
export const MEMORY_TOKEN = bytes(0x1d, 0x28, 0x6b, 0x04, 0x00, 0x31, 0x50, 0x30, 0x30);
/** `GS ( k` fn 82: the size of the stored QR code, in order: `37 36 … 00` (APG p.538, HPRT TP809 p.43). At the beginning of a line only. */
export const MEMORY_QUERY = bytes(0x1d, 0x28, 0x6b, 0x03, 0x00, 0x31, 0x52, 0x30);

/** CODE128 with the number below: height 80 dots, module 2 dots. `symbols` start with a code set, e.g. `{B`. */
export function code128(symbols: Uint8Array): readonly Uint8Array[] {
  return [
    bytes(0x1d, 0x68, 80),
    bytes(0x1d, 0x77, 2),
    bytes(0x1d, 0x48, 2),
    bytes(0x1d, 0x6b, 0x49, symbols.length, ...symbols),
  ];
}

/** `ESC * 33`: a strip of 24 dots, three bytes a column of dots, that takes its place in the line like a character (APG p.196). */
export function bitImage(columns: Uint8Array): Uint8Array {
  const width = columns.length / 3;
  return bytes(0x1b, 0x2a, 0x21, width & 0xff, width >> 8, ...columns);
}

export const BIT_IMAGE_OVERHEAD_BYTES = 5;

/** `ESC 3 24`: the next strip joins this one without a gap. */
export const SPACING_NONE = bytes(0x1b, 0x33, 0x18);
/** `ESC 2`: the line spacing after `ESC @`. */
export const SPACING_DEFAULT = bytes(0x1b, 0x32);

/** `GS ( L` fn 69: prints the NV picture stored under two characters 32…126. */
export function storedLogo(key: string): Uint8Array {
  return bytes(0x1d, 0x28, 0x4c, 0x06, 0x00, 0x30, 0x45, key.charCodeAt(0), key.charCodeAt(1), 0x01, 0x01);
}

/** `GS ( L` fn 66: deletes the NV picture stored under two characters 32…126 (APG p.234). */
export function deletedLogo(key: string): Uint8Array {
  return bytes(0x1d, 0x28, 0x4c, 0x04, 0x00, 0x30, 0x42, key.charCodeAt(0), key.charCodeAt(1));
}

/** @returns the bytes as lower-case hex, for the evidence. */
export function hex(data: Iterable<number>): string {
  return Buffer.from(Uint8Array.from(data)).toString('hex');
}

/** @returns the parts in one piece. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
