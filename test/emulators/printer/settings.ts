/**
 * What can differ from one receipt printer to the next: DIP switches, memory switches, mechanism, interface board
 * (facts/printer.md §1.3, §1.8, §1.9, §1.10).
 */

export type Emit = (event: string, fields?: object) => void;

/** A process IDs and ASB · B ordered GS r and ASB, no GS ( H · C only DLE EOT · D no back channel. */
export type Grade = 'A' | 'B' | 'C' | 'D';

/** `all`: GS ( H, GS r, GS a and DLE EOT, and nothing of the printer's comes through. `status`: DLE EOT; the rest passes both ways. */
export type Liar = 'none' | 'all' | 'status';

/** `caysn`: out of paper it throws data away and answers `37 33 id 00`. `old-board`: GS r 1 → 0F without paper, GS r 2 → 08 line printed. */
export type Clone = 'none' | 'caysn' | 'old-board';

export interface Settings {
  /** DIP SW1-2. */
  readonly bufferBytes: 4096 | 45;
  /** Free bytes at which a full 4 KB buffer is released: 256, or 138 by SW2-5. The 45-byte buffer is always released at 26. */
  readonly releaseAtFreeBytes: 256 | 138;
  /** `dtrdsr` holds the host back while BUSY; `xonxoff` tells it; `none` loses what does not fit. */
  readonly flow: 'none' | 'xonxoff' | 'dtrdsr';
  /** DIP SW2-1 / Msw 1-3: what makes the printer BUSY. */
  readonly busyWhen: 'full' | 'full-or-offline';
  /** Bits per second at 10 bits a byte, both ways; 0 = as fast as it comes. */
  readonly baud: number;
  /** Milliseconds for a line of 30 dots; other heights in proportion, a cut like a line. */
  readonly lineMs: number;
  /** 48 = 576 dots (80 mm paper), 32 = 384 dots (58 mm paper). */
  readonly columns: 48 | 32;
  readonly grade: Grade;
  readonly clone: Clone;
  /** A LAN or USB bridge in front that answers by itself whatever the printer does: everything, or DLE EOT alone. */
  readonly proxy: Liar;
  /** USB boards that hand out the previous answer. */
  readonly staleAnswers: boolean;
  /** Paper on the first roll and near-end threshold, in lines of 30 dots. */
  readonly linesLeft: number;
  readonly nearEndLines: number;
  /** An option of some models: without it the near-end bits are never set, also not at the end of the roll. */
  readonly nearEndSensor: boolean;
  /** `none`: a model without the two-byte font; FS & changes nothing and each byte is a character of the code page. */
  readonly chinese: 'font' | 'none';
  readonly chineseAtPowerOn: boolean;
  /** Sends XON when online after power-on, also without XON/XOFF flow control. */
  readonly xonAtPowerOn: boolean;
  /** The mask of GS a after power-on and after ESC @: 0, 2 or 255 by model and switch. */
  readonly asbAtPowerOn: number;
  readonly bootMs: number;
  /** From the head to the cutter. */
  readonly cutterGapDots: number;
  /** Answers `GS ( k` fn 82, the size of the stored QR code (APG p.538); some clones skip it. */
  readonly tellsSymbolSize: boolean;
  /** With several process IDs waiting to be sent only the newest goes out (Epson's warning, facts §1.5). */
  readonly newestIdOnly: boolean;
  /** After the cover was opened while printing: recovers by itself on closing, or waits for DLE ENQ (memory switch of the L90). */
  readonly coverRecovery: 'by-itself' | 'dle-enq';
  /** "When the cover is open, paper detection may be incorrect": the paper-end sensor then says end. */
  readonly openCoverReadsPaperEnd: boolean;
  readonly maker: string;
  readonly model: string;
  readonly firmware: string;
  readonly serial: string;
}

export const defaultSettings: Settings = {
  bufferBytes: 4096,
  releaseAtFreeBytes: 256,
  flow: 'none',
  busyWhen: 'full',
  baud: 0,
  lineMs: 0,
  columns: 48,
  grade: 'A',
  clone: 'none',
  proxy: 'none',
  staleAnswers: false,
  linesLeft: 10_000,
  nearEndLines: 100,
  nearEndSensor: true,
  chinese: 'font',
  chineseAtPowerOn: false,
  xonAtPowerOn: false,
  asbAtPowerOn: 0,
  bootMs: 0,
  cutterGapDots: 112,
  tellsSymbolSize: true,
  newestIdOnly: false,
  coverRecovery: 'by-itself',
  openCoverReadsPaperEnd: false,
  maker: 'EPSON',
  model: 'TM-T20II',
  firmware: '1.05 ESC/POS',
  serial: 'L3PF000001',
};

/** Dots of one line at the default spacing: 3.75 mm at 8 dots a millimetre. */
export const lineDots = 30;
export const headDots = (settings: Settings): number => settings.columns * 12;
