/** Images: GS v 0, GS ( L / GS 8 L, NV graphics, ESC * (facts/printer.md §1.9; APG p.196–260). */
import { drawBitmap, enlarged, rowBytes } from './bitmaps.ts';
import type { Command, Machine } from './command.ts';
import { code, counted, digit, ESC, GS, notAtLineStart, word } from './command.ts';
import { graphicSteps, stripeRows } from './mechanism.ts';
import { nvCapacityBytes } from './nv-graphics.ts';
import type { PrintModes } from './print-modes.ts';
import type { Bitmap, Graphic } from './tape.ts';

const ascii = (text: string): number[] => [...text].map(code);
const outOfRange = (what: string): string => `${what} out of range`;

/** Left edge of something `widthDots` wide in the print area, by ESC a. */
export function placed(modes: PrintModes, widthDots: number): number {
  return modes.leftMarginDots + Math.max(0, Math.floor(((modes.areaDots - widthDots) * modes.align) / 2));
}

/** GS v 0: printed stripe by stripe while the rows come in; an image that stays half received stays half printed. */
const rasterImage: Command = {
  name: 'GS v 0',
  prefix: [GS, code('v'), code('0')],
  total: () => 8,
  run: (bytes, machine) => {
    if (!machine.line.isEmpty) return notAtLineStart;
    const scale = digit(bytes[3], 3);
    const widthBytes = word(bytes, 4);
    const rows = word(bytes, 6);
    if (scale === null) return outOfRange('m');
    if (widthBytes === 0 || widthBytes > 128) return outOfRange('xL xH');
    if (rows === 0 || rows > 2303) return outOfRange('yL yH');
    streamRaster(machine, widthBytes, rows, (scale & 1) + 1, (scale & 2) / 2 + 1);
    return undefined;
  },
};

function streamRaster(machine: Machine, widthBytes: number, rows: number, timesX: number, timesY: number): void {
  const widthDots = widthBytes * 8 * timesX;
  const bitmap: Bitmap = {
    widthDots,
    heightDots: rows * timesY,
    bytes: new Uint8Array(rowBytes(widthDots) * rows * timesY),
  };
  const graphic: Graphic = { what: 'raster', bitmap, leftDots: placed(machine.modes, widthDots), about: {} };
  let row = new Uint8Array(widthBytes);
  let at = 0;
  let received = 0;
  let printed = 0;
  machine.stream(widthBytes * rows, (byte) => {
    row[at] = byte;
    at += 1;
    if (at < widthBytes) return;
    const wide = enlarged({ widthDots: widthBytes * 8, heightDots: 1, bytes: row }, timesX, 1);
    for (let i = 0; i < timesY; i += 1) bitmap.bytes.set(wide.bytes, (received + i) * wide.bytes.length);
    received += timesY;
    row = new Uint8Array(widthBytes);
    at = 0;
    if (received - printed < stripeRows && received < bitmap.heightDots) return;
    machine.add([{ kind: 'stripe', graphic, fromRow: printed, toRow: received }]);
    printed = received;
  });
}

/** ESC *: a strip of 8 or 24 dots; it takes its place in the print buffer among the characters of the line. */
const bitImage: Command = {
  name: 'ESC * m nL nH',
  prefix: [ESC, code('*')],
  total: (bytes) => {
    const m = bytes[2];
    if (m !== undefined && ![0, 1, 32, 33].includes(m)) return outOfRange('m');
    return bytes.length < 5 ? null : 5 + word(bytes, 3) * (bytes[2]! >= 32 ? 3 : 1);
  },
  run: (bytes, machine) => {
    const m = bytes[2] ?? 0;
    const columns = word(bytes, 3);
    const deep = m >= 32 ? 3 : 1;
    const timesX = m % 2 === 0 ? 2 : 1;
    const data = bytes.slice(5);
    const strip = drawBitmap(columns * timesX, 24, (x, y) => {
      const row = deep === 3 ? y : Math.floor(y / 3);
      const byte = data[Math.floor(x / timesX) * deep + (row >> 3)] ?? 0;
      return (byte & (0x80 >> (row & 7))) !== 0;
    });
    machine.line.putStrip(strip, machine.modes);
    return undefined;
  },
};

function rasterOf(data: readonly number[], widthDots: number, heightDots: number): Bitmap | null {
  if (data.length !== rowBytes(widthDots) * heightDots) return null;
  return { widthDots, heightDots, bytes: Uint8Array.from(data) };
}

function printImage(machine: Machine, what: 'raster' | 'logo', bitmap: Bitmap, about: Graphic['about']): void {
  machine.add(graphicSteps({ what, bitmap, leftDots: placed(machine.modes, bitmap.widthDots), about }));
}

const keyOf = (bytes: readonly number[]): string | null =>
  bytes.every((byte) => byte >= 32 && byte <= 126) ? String.fromCharCode(...bytes) : null;

/** fn 112: a bx by c xL xH yL yH d… into the print buffer. */
function store(p: readonly number[], { modes }: Machine): string | undefined {
  const [tone, bx = 0, by = 0, color] = p;
  if (tone !== 48 || color !== 49) return outOfRange('a or c');
  if (bx < 1 || bx > 2 || by < 1 || by > 2) return outOfRange('bx or by');
  const bitmap = rasterOf(p.slice(8), word(p, 4), word(p, 6));
  if (bitmap === null || bitmap.heightDots === 0) return 'the data are not x × y dots';
  modes.stored = { ...bitmap, timesX: bx, timesY: by };
  return undefined;
}

/** fn 50: prints what fn 112 stored. */
function printStored(machine: Machine): string | undefined {
  const { stored } = machine.modes;
  if (stored === null) return 'nothing is stored';
  if (!machine.line.isEmpty) return notAtLineStart;
  machine.modes.stored = null;
  printImage(machine, 'raster', enlarged(stored, stored.timesX, stored.timesY), {});
  return undefined;
}

/** fn 67: a kc1 kc2 b xL xH yL yH [c d…]. */
function defineNv(p: readonly number[], machine: Machine): string | undefined {
  const key = keyOf(p.slice(1, 3));
  if (p[0] !== 48 || p[3] !== 1 || p[8] !== 49) return outOfRange('a, b or c');
  if (key === null) return outOfRange('key code');
  const bitmap = rasterOf(p.slice(9), word(p, 4), word(p, 6));
  if (bitmap === null) return 'the data are not x × y dots';
  if (!machine.nv.define(key, bitmap)) return 'no room in the NV memory';
  machine.tell('nv-write', { key, writes: machine.nv.writes });
  return undefined;
}

/** fn 69: kc1 kc2 x y. */
function printNv(p: readonly number[], machine: Machine): string | undefined {
  const [, , timesX = 0, timesY = 0] = p;
  const key = keyOf(p.slice(0, 2));
  const bitmap = key === null ? undefined : machine.nv.get(key);
  if (p.length !== 4 || timesX < 1 || timesX > 2 || timesY < 1 || timesY > 2) return outOfRange('x or y');
  if (!machine.line.isEmpty) return notAtLineStart;
  if (key === null || bitmap === undefined) return 'no such key code';
  printImage(machine, 'logo', enlarged(bitmap, timesX, timesY), { key });
  return undefined;
}

/** fn 64, with the handshaking protocol: blocks of at most 40 key codes, each answered with ACK, NAK or CAN. */
function listNv(machine: Machine): void {
  const { keys } = machine.nv;
  const send = (from: number): void => {
    const block = keys.slice(from, from + 40);
    const more = from + 40 < keys.length;
    machine.answer('block', [0x37, 0x72, more ? 0x41 : 0x40, ...block.flatMap(ascii), 0]);
    machine.awaitReply((reply) => {
      if (reply === 'nak') send(from);
      else if (reply === 'ack' && more) send(from + 40);
    });
  };
  if (machine.settings.grade === 'A' || machine.settings.grade === 'B') send(0);
}

function capacity(machine: Machine, identifier: number, bytes: number): undefined {
  const { grade } = machine.settings;
  if (grade === 'A' || grade === 'B') machine.answer('block', [0x37, identifier, ...ascii(String(bytes)), 0]);
}

const spells = (p: readonly number[], text: string): boolean => String.fromCharCode(...p) === text;

function setGraphics(body: readonly number[], machine: Machine): string | undefined {
  const [m, fn, ...p] = body;
  if (m !== 48) return outOfRange('m');
  switch (fn) {
    case 0:
    case 48:
      return capacity(machine, 0x30, nvCapacityBytes);
    case 3:
    case 51:
      return capacity(machine, 0x31, machine.nv.freeBytes);
    case 2:
    case 50:
      return printStored(machine);
    case 64:
      return spells(p, 'KC') ? void listNv(machine) : outOfRange('d1 d2');
    case 65:
      return spells(p, 'CLR') ? void machine.nv.removeAll() : outOfRange('d1 d2 d3');
    case 66:
      return void machine.nv.remove(String.fromCharCode(...p.slice(0, 2)));
    case 67:
      return defineNv(p, machine);
    case 69:
      return printNv(p, machine);
    case 112:
      return store(p, machine);
    default:
      return `unknown function ${fn}`;
  }
}

const longGraphics: Command = {
  name: 'GS 8 L',
  prefix: [GS, code('8'), code('L')],
  total: (bytes) => (bytes.length < 7 ? null : 7 + word(bytes, 3) + word(bytes, 5) * 65_536),
  run: (bytes, machine) => setGraphics(bytes.slice(7), machine),
};

export const graphicsCommands: readonly Command[] = [
  rasterImage,
  bitImage,
  counted('GS ( L', [GS, code('('), code('L')], setGraphics),
  longGraphics,
];
