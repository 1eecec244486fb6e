/**
 * Lines of a slip as bytes. Pure but for the fonts that the caller hands in.
 *
 * A mode byte is sent only where the mode changes. Every line knows the modes that stood before it, so that a slip can be taken
 * up again at any line after `ESC @`.
 */
import { code128Symbols } from './barcode.ts';
import { type Charset, columnsOf, isPrintable, lackingCharacters, type PreparedText, preparedText } from './charset.ts';
import {
  bold,
  characterSize,
  code128,
  LF,
  QR_OVERHEAD_BYTES,
  qrCode,
  SPACING_DEFAULT,
  SPACING_NONE,
  storedLogo,
} from './commands.ts';
import { type TextBlock, textBlock } from './escpos.ts';
import type { PrintLine } from './printer.ts';
import { type Bitmap, type Rasterise, STRIP_DOTS, stripCommands } from './raster.ts';

/** `text` may be parted between characters, `command` nowhere. */
export interface Piece {
  readonly kind: 'text' | 'command';
  readonly bytes: Uint8Array;
}

export interface Modes {
  readonly align: 'left' | 'center' | 'right';
  readonly bold: boolean;
  readonly size: 'normal' | 'tall' | 'large';
}

/** After `ESC @`. */
export const MODES_AT_START: Modes = { align: 'left', bold: false, size: 'normal' };

/** What the printer prints in one go: it starts and ends at the beginning of a line. */
export interface EncodedLine {
  readonly pieces: readonly Piece[];
  /** The modes that must stand when it starts. */
  readonly before: Modes;
  readonly inked: boolean;
  /** It stores a code where the memory's token stands (memory.ts). */
  readonly overwrites?: true;
  /** Paper that it moves at the least: faster answers are no printer's. */
  readonly leastMm: number;
  /** And at the most: only time tells when a printer without answers has room again. */
  readonly mostMm: number;
}

export interface EncodedSlip {
  readonly lines: readonly EncodedLine[];
  /** What the paper shows otherwise than the job said. */
  readonly notes: readonly string[];
  /** Double-byte characters occur. */
  readonly chinese: boolean;
  readonly modesAtEnd: Modes;
}

export interface EncodeOptions {
  readonly columns: 48 | 32;
  readonly charset: Charset;
  readonly rasterise: Rasterise | null;
  /** Two characters under which the logo stands in the printer's NV memory; null: there is none. */
  readonly logo: string | null;
  /** No command is longer, so that it fits the printer's window. */
  readonly longestCommandBytes: number;
}

const LINE_END: Piece = { kind: 'command', bytes: Uint8Array.of(LF) };
const LINE_MM = { leastMm: 3, mostMm: 4 } as const;
const TALL_LINE_MM = { leastMm: 6, mostMm: 8 } as const;
const SYMBOL_LEAST_MM = 8;
/** 80 dots, digits below, the line feed. */
const BARCODE_MOST_MM = 18;
/** Nobody asks how high the stored picture is. */
const LOGO_MOST_MM = 50;
/** Version 5 in modules of 6 dots, version 20 in modules of 4. */
const QR_LARGE_MOST_MM = 28;
const QR_SMALL_MOST_MM = 49;
const QR_LARGE_MODULE_DOTS = 6;
const QR_SMALL_MODULE_DOTS = 4;
/** QR version 5-M; above that the modules shrink, so that the symbol stays on 58 mm paper. */
const QR_LARGE_UP_TO_BYTES = 84;
/** In modules of 4 dots: version 20-M is 388 dots wide, version 19-M 372; the paper of 32 columns has 384, and a wider code is left out in silence. */
const QR_LONGEST_BYTES = { 48: 666, 32: 624 } as const;

interface Encoding {
  readonly options: EncodeOptions;
  readonly block: TextBlock;
  modes: Modes;
  readonly lines: EncodedLine[];
  readonly notes: Set<string>;
  chinese: boolean;
}

/** @returns the slip's lines in bytes, starting from the modes after `ESC @`. */
export function encodeSlip(lines: readonly PrintLine[], options: EncodeOptions): EncodedSlip {
  const encoding: Encoding = {
    options,
    block: textBlock(options.charset),
    modes: MODES_AT_START,
    lines: [],
    notes: new Set(),
    chinese: false,
  };
  lookUpOnce(lines, options);
  for (const line of lines) encodeLine(encoding, line);
  return { lines: encoding.lines, notes: [...encoding.notes], chinese: encoding.chinese, modesAtEnd: encoding.modes };
}

/** Opening a font is dear: whoever draws is asked once for all that will be needed, and remembers it. */
function lookUpOnce(lines: readonly PrintLine[], { charset, rasterise }: EncodeOptions): void {
  if (rasterise === null) return;
  const texts = lines.flatMap((line) => (line.kind === 'text' ? [line.text] : []));
  const needed = texts.filter((text) => lackingCharacters(text, charset).length > 0).join('');
  if (needed !== '') rasterise(needed, { bold: false, size: 'normal' });
}

/** @returns the commands that lead from the modes after `ESC @` to `modes`. */
export function modeCommands(modes: Modes, charset: Charset): readonly Uint8Array[] {
  return modeChanges(MODES_AT_START, modes, textBlock(charset));
}

function encodeLine(encoding: Encoding, line: PrintLine): void {
  const { options } = encoding;
  switch (line.kind) {
    case 'text':
      encodeText(encoding, line.text, {
        align: line.align ?? 'left',
        bold: line.bold ?? false,
        size: line.size ?? 'normal',
      });
      return;
    case 'rule':
      encodeText(encoding, '-'.repeat(options.columns), MODES_AT_START);
      return;
    case 'feed':
      for (let n = 0; n < line.lines; n += 1) blank(encoding);
      return;
    case 'qr':
      encodeQr(encoding, line.data);
      return;
    case 'barcode':
      encodeBarcode(encoding, line.data);
      return;
    case 'logo':
      if (options.logo === null) encoding.notes.add('no logo is stored in the printer');
      else symbol(encoding, [storedLogo(options.logo)], { mostMm: LOGO_MOST_MM });
      return;
  }
}

function blank(encoding: Encoding): void {
  encoding.lines.push({ pieces: [LINE_END], before: encoding.modes, inked: false, ...LINE_MM });
}

function encodeText(encoding: Encoding, original: string, wanted: Modes): void {
  const { charset, columns } = encoding.options;
  const prepared = drawable(encoding, original, wanted);
  for (const character of prepared.missing) encoding.notes.add(missingNote(character, charset));
  const width = wanted.size === 'large' ? Math.floor(columns / 2) : columns;
  const fitting = fitted(prepared.text, width, charset);
  const text = wanted.align === 'left' ? fitting.trimEnd() : fitting;
  if (text === '') {
    blank(encoding);
    return;
  }
  const modes = columnsOf(text, charset) >= width ? { ...wanted, align: encoding.modes.align } : wanted;
  const drawn = prepared.drawn.length > 0;
  if (drawn && modes.size !== 'normal') {
    encodeBands(encoding, text, modes);
    return;
  }
  const { before, changes } = change(encoding, modes);
  const pieces = [...changes, ...(drawn ? mixedPieces(encoding, text, modes) : [textPiece(encoding, text)])];
  if (charset === 'gb18030' && columnsOf(text, charset) !== text.length) encoding.chinese = true;
  encoding.lines.push({ pieces, before, inked: true, ...(modes.size === 'normal' ? LINE_MM : TALL_LINE_MM) });
}

function textPiece({ block }: Encoding, text: string): Piece {
  block.line(text);
  return { kind: 'text', bytes: block.take() };
}

/**
 * Which characters of the line are drawn: at normal size those that the printer lacks. Strips know no size, so a line in large letters is
 * drawn whole or not at all.
 */
function drawable(encoding: Encoding, original: string, wanted: Modes): PreparedText {
  const { charset, rasterise } = encoding.options;
  const prepared = preparedText(original, charset, (character) => rasterise?.(character, wanted) != null);
  const whole = prepared.drawn.length === 0 || wanted.size === 'normal' || rasterise?.(prepared.text, wanted) != null;
  return whole ? prepared : preparedText(original, charset);
}

function missingNote(character: string, charset: Charset): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} printed as ${charset === 'gb18030' ? '〓 or ?' : '?'}`;
}

/** Takes spaces out of the longest gaps until the line fits: the printer's columns can be wider than Unicode's. */
function fitted(text: string, width: number, charset: Charset): string {
  let fitting = text.trimEnd();
  for (let over = columnsOf(fitting, charset) - width; over > 0; over -= 1) {
    const widest = (fitting.match(/ {2,}/g) ?? []).reduce((a, b) => (b.length > a.length ? b : a), '');
    if (widest === '') return fitting;
    fitting = fitting.replace(widest, widest.slice(1));
  }
  return fitting;
}

/** Text in the printer's own letters, and between them what it lacks, drawn. */
function mixedPieces(encoding: Encoding, text: string, modes: Modes): readonly Piece[] {
  const { charset } = encoding.options;
  const pieces: Piece[] = [];
  let run = '';
  const endRun = () => {
    if (run === '') return;
    encoding.block.words(run);
    pieces.push({ kind: 'text', bytes: encoding.block.take() });
    run = '';
  };
  for (const character of text) {
    if (isPrintable(character, charset)) {
      run += character;
      continue;
    }
    endRun();
    pieces.push(...strips(encoding, drawing(encoding, character, modes), 0));
  }
  endRun();
  return [...pieces, LINE_END];
}

/** A line in large letters as two bands without a gap; each is set up from scratch, so that either can come first after `ESC @`. */
function encodeBands(encoding: Encoding, text: string, modes: Modes): void {
  const bitmap = drawing(encoding, text, modes);
  for (let fromRow = 0; fromRow < bitmap.heightDots; fromRow += STRIP_DOTS) {
    const { before, changes } = change(encoding, { ...encoding.modes, align: modes.align });
    const isLast = fromRow + STRIP_DOTS >= bitmap.heightDots;
    const spacing: readonly Piece[] = isLast ? [] : [{ kind: 'command', bytes: SPACING_NONE }];
    const after: readonly Piece[] = isLast ? [] : [{ kind: 'command', bytes: SPACING_DEFAULT }];
    const pieces = [...changes, ...spacing, ...strips(encoding, bitmap, fromRow), LINE_END, ...after];
    encoding.lines.push({ pieces, before, inked: true, ...LINE_MM });
  }
}

function strips(encoding: Encoding, bitmap: Bitmap, fromRow: number): readonly Piece[] {
  const commands = stripCommands(bitmap, fromRow, encoding.options.longestCommandBytes);
  return commands.map((bytes) => ({ kind: 'command', bytes }));
}

function drawing({ options }: Encoding, text: string, modes: Modes): Bitmap {
  const bitmap = options.rasterise?.(text, modes) ?? null;
  if (bitmap === null) throw new Error('asked for a drawing that there was a moment ago');
  return bitmap;
}

function encodeQr(encoding: Encoding, data: string): void {
  const utf8 = Buffer.from(data.replace(/[\x00-\x1f\x7f]/g, ''), 'utf8');
  const { longestCommandBytes, columns } = encoding.options;
  const fits = utf8.length + QR_OVERHEAD_BYTES <= longestCommandBytes && utf8.length <= QR_LONGEST_BYTES[columns];
  if (utf8.length === 0 || !fits) spelledOut(encoding, 'QR code', data);
  else if (utf8.length <= QR_LARGE_UP_TO_BYTES)
    symbol(encoding, qrCode(utf8, QR_LARGE_MODULE_DOTS), { mostMm: QR_LARGE_MOST_MM, overwrites: true });
  else symbol(encoding, qrCode(utf8, QR_SMALL_MODULE_DOTS), { mostMm: QR_SMALL_MOST_MM, overwrites: true });
}

function encodeBarcode(encoding: Encoding, data: string): void {
  const symbols = code128Symbols(data, encoding.options.columns);
  const commands = symbols === null ? [] : code128(symbols);
  const longest = Math.max(0, ...commands.map((command) => command.length));
  if (symbols === null || longest > encoding.options.longestCommandBytes) spelledOut(encoding, 'barcode', data);
  else symbol(encoding, commands, { mostMm: BARCODE_MOST_MM });
}

/** A symbol stands in the middle. */
function symbol(
  encoding: Encoding,
  commands: readonly Uint8Array[],
  about: Pick<EncodedLine, 'mostMm' | 'overwrites'>,
): void {
  const { before, changes } = change(encoding, { ...encoding.modes, align: 'center' });
  const pieces: Piece[] = [...changes, ...commands.map((bytes): Piece => ({ kind: 'command', bytes }))];
  encoding.lines.push({ pieces, before, inked: true, leastMm: SYMBOL_LEAST_MM, ...about });
}

/** A code that this printer cannot take whole is given as text, so that it can at least be typed in. */
function spelledOut(encoding: Encoding, what: string, data: string): void {
  encoding.notes.add(`${what} printed as text`);
  const { columns } = encoding.options;
  const characters = [...data];
  for (let at = 0; at < characters.length; at += columns) {
    encodeText(encoding, characters.slice(at, at + columns).join(''), { ...MODES_AT_START, align: 'center' });
  }
}

function change(encoding: Encoding, to: Modes): { readonly before: Modes; readonly changes: readonly Piece[] } {
  const before = encoding.modes;
  encoding.modes = to;
  return { before, changes: modeChanges(before, to, encoding.block).map((bytes) => ({ kind: 'command', bytes })) };
}

function modeChanges(from: Modes, to: Modes, block: TextBlock): readonly Uint8Array[] {
  const changes: Uint8Array[] = [];
  if (to.size !== from.size) changes.push(characterSize(to.size === 'large' ? 2 : 1, to.size === 'normal' ? 1 : 2));
  if (to.bold !== from.bold) changes.push(bold(to.bold));
  if (to.align !== from.align) {
    block.align(to.align);
    changes.push(block.take());
  }
  return changes;
}
