/** QR Code model 2 (ISO/IEC 18004), versions 1–40, so that the paper carries a code that scans. Pure. */
import { errorCorrection } from './reed-solomon.ts';

export type QrLevel = 'L' | 'M' | 'Q' | 'H';

/** Error correction bytes of a block, and number of blocks, by version (ISO 18004 table 9). */
const tables: Readonly<Record<QrLevel, { readonly eccBytes: readonly number[]; readonly blocks: readonly number[] }>> =
  {
    L: {
      eccBytes: [
        7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
      ],
      blocks: [
        1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19,
        19, 20, 21, 22, 24, 25,
      ],
    },
    M: {
      eccBytes: [
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28,
        28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
      ],
      blocks: [
        1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31,
        33, 35, 37, 38, 40, 43, 45, 47, 49,
      ],
    },
    Q: {
      eccBytes: [
        13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
      ],
      blocks: [
        1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43,
        45, 48, 51, 53, 56, 59, 62, 65, 68,
      ],
    },
    H: {
      eccBytes: [
        17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
      ],
      blocks: [
        1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48,
        51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
      ],
    },
  };
const levelBits: Readonly<Record<QrLevel, number>> = { L: 1, M: 0, Q: 3, H: 2 };

export interface QrCode {
  readonly version: number;
  readonly size: number;
  dark(x: number, y: number): boolean;
}

/** @returns null if the data do not fit into version 40. */
export function qrCode(data: readonly number[], level: QrLevel): QrCode | null {
  const segment = bestSegment(data);
  for (let version = 1; version <= 40; version += 1) {
    const capacityBits = dataBytes(version, level) * 8;
    const bits = headedBits(segment, version);
    if (bits.length <= capacityBits) return builtWhenSeen(version, level, padded(bits, capacityBits));
  }
  return null;
}

// --- the data ---

interface Segment {
  readonly mode: 1 | 2 | 4;
  readonly count: number;
  readonly bits: readonly number[];
}

const alphanumeric = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const bitsOf = (value: number, length: number): number[] =>
  Array.from({ length }, (_, i) => (value >>> (length - 1 - i)) & 1);

function bestSegment(data: readonly number[]): Segment {
  const text = String.fromCharCode(...data);
  if (/^\d+$/.test(text)) {
    const groups = text.match(/\d{1,3}/g) ?? [];
    return { mode: 1, count: data.length, bits: groups.flatMap((g) => bitsOf(Number(g), g.length * 3 + 1)) };
  }
  if ([...text].every((c) => alphanumeric.includes(c))) {
    const pairs = text.match(/.{1,2}/g) ?? [];
    const value = (pair: string): number => [...pair].reduce((sum, c) => sum * 45 + alphanumeric.indexOf(c), 0);
    return { mode: 2, count: data.length, bits: pairs.flatMap((p) => bitsOf(value(p), p.length === 2 ? 11 : 6)) };
  }
  return { mode: 4, count: data.length, bits: data.flatMap((byte) => bitsOf(byte, 8)) };
}

function headedBits({ mode, count, bits }: Segment, version: number): number[] {
  const column = version < 10 ? 0 : version < 27 ? 1 : 2;
  const lengths = { 1: [10, 12, 14], 2: [9, 11, 13], 4: [8, 16, 16] }[mode];
  return [...bitsOf(mode, 4), ...bitsOf(count, lengths[column] as number), ...bits];
}

function padded(bits: readonly number[], capacityBits: number): number[] {
  const all = [...bits, ...Array<number>(Math.min(4, capacityBits - bits.length)).fill(0)];
  while (all.length % 8 !== 0) all.push(0);
  const bytes = Array.from({ length: all.length / 8 }, (_, i) =>
    all.slice(i * 8, i * 8 + 8).reduce((byte, bit) => byte * 2 + bit, 0),
  );
  for (let pad = 0xec; bytes.length < capacityBits / 8; pad ^= 0xfd) bytes.push(pad);
  return bytes;
}

function rawBytes(version: number): number {
  const alignments = version === 1 ? 0 : Math.floor(version / 7) + 2;
  let bits = (16 * version + 128) * version + 64;
  if (version >= 2) bits -= (25 * alignments - 10) * alignments - 55;
  if (version >= 7) bits -= 36;
  return Math.floor(bits / 8);
}

function dataBytes(version: number, level: QrLevel): number {
  const { eccBytes, blocks } = tables[level];
  return rawBytes(version) - (eccBytes[version - 1] as number) * (blocks[version - 1] as number);
}

/** Splits into blocks, adds their error correction and interleaves. */
function codewords(data: readonly number[], version: number, level: QrLevel): number[] {
  const ecc = tables[level].eccBytes[version - 1] as number;
  const count = tables[level].blocks[version - 1] as number;
  const raw = rawBytes(version);
  const shortBlocks = count - (raw % count);
  const shortData = Math.floor(raw / count) - ecc;
  const blocks: { readonly data: readonly number[]; readonly ecc: readonly number[] }[] = [];
  for (let i = 0, at = 0; i < count; i += 1) {
    const length = shortData + (i < shortBlocks ? 0 : 1);
    const part = data.slice(at, at + length);
    blocks.push({ data: part, ecc: errorCorrection(part, ecc) });
    at += length;
  }
  const out: number[] = [];
  for (let i = 0; i <= shortData; i += 1) for (const b of blocks) if (i < b.data.length) out.push(b.data[i] as number);
  for (let i = 0; i < ecc; i += 1) for (const b of blocks) out.push(b.ecc[i] as number);
  return out;
}

// --- the matrix ---

type Cell = 0 | 1 | null;

class Matrix {
  readonly size: number;
  readonly version: number;
  /** null: still free for data. */
  readonly cells: Cell[];
  readonly isFunction: boolean[];

  constructor(version: number) {
    this.version = version;
    this.size = version * 4 + 17;
    this.cells = Array<Cell>(this.size * this.size).fill(null);
    this.isFunction = Array<boolean>(this.size * this.size).fill(false);
    this.#timing();
    for (const [x, y] of [
      [3, 3],
      [this.size - 4, 3],
      [3, this.size - 4],
    ] as const)
      this.#finder(x, y);
    this.#alignments();
    this.format(0, 'L');
    this.#versionBits();
  }

  at(x: number, y: number): Cell {
    return this.cells[y * this.size + x] as Cell;
  }
  set(x: number, y: number, dark: boolean): void {
    if (x < 0 || y < 0 || x >= this.size || y >= this.size) return;
    this.cells[y * this.size + x] = dark ? 1 : 0;
    this.isFunction[y * this.size + x] = true;
  }

  /** Both copies of the format information, and the dark module. */
  format(mask: number, level: QrLevel): void {
    const data = (levelBits[level] << 3) | mask;
    let rest = data;
    for (let i = 0; i < 10; i += 1) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    const bits = ((data << 10) | rest) ^ 0x5412;
    const on = (i: number): boolean => ((bits >>> i) & 1) === 1;
    for (let i = 0; i <= 5; i += 1) this.set(8, i, on(i));
    this.set(8, 7, on(6));
    this.set(8, 8, on(7));
    this.set(7, 8, on(8));
    for (let i = 9; i < 15; i += 1) this.set(14 - i, 8, on(i));
    for (let i = 0; i < 8; i += 1) this.set(this.size - 1 - i, 8, on(i));
    for (let i = 8; i < 15; i += 1) this.set(8, this.size - 15 + i, on(i));
    this.set(8, this.size - 8, true);
  }

  #timing(): void {
    for (let i = 0; i < this.size; i += 1) {
      this.set(6, i, i % 2 === 0);
      this.set(i, 6, i % 2 === 0);
    }
  }
  #finder(cx: number, cy: number): void {
    for (let dy = -4; dy <= 4; dy += 1) {
      for (let dx = -4; dx <= 4; dx += 1) {
        const ring = Math.max(Math.abs(dx), Math.abs(dy));
        this.set(cx + dx, cy + dy, ring !== 2 && ring !== 4);
      }
    }
  }
  #alignments(): void {
    if (this.version === 1) return;
    const count = Math.floor(this.version / 7) + 2;
    const step = this.version === 32 ? 26 : Math.ceil((this.size - 13) / (count * 2 - 2)) * 2;
    const places = [6, ...Array.from({ length: count - 1 }, (_, i) => this.size - 7 - i * step).reverse()];
    const last = places.at(-1) as number;
    for (const cx of places) {
      for (const cy of places) {
        const inFinder = (cx === 6 && cy === 6) || (cx === 6 && cy === last) || (cx === last && cy === 6);
        if (inFinder) continue;
        for (let dy = -2; dy <= 2; dy += 1) {
          for (let dx = -2; dx <= 2; dx += 1) this.set(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
        }
      }
    }
  }
  #versionBits(): void {
    if (this.version < 7) return;
    let rest = this.version;
    for (let i = 0; i < 12; i += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
    const bits = (this.version << 12) | rest;
    for (let i = 0; i < 18; i += 1) {
      const a = this.size - 11 + (i % 3);
      const b = Math.floor(i / 3);
      this.set(a, b, ((bits >>> i) & 1) === 1);
      this.set(b, a, ((bits >>> i) & 1) === 1);
    }
  }
}

const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The best of eight masks is looked for when somebody looks at the code. */
function builtWhenSeen(version: number, level: QrLevel, data: readonly number[]): QrCode {
  let seen: QrCode['dark'] | null = null;
  return {
    version,
    size: version * 4 + 17,
    dark(x, y) {
      seen ??= build(version, level, data);
      return seen(x, y);
    },
  };
}

function build(version: number, level: QrLevel, data: readonly number[]): QrCode['dark'] {
  const matrix = new Matrix(version);
  placeData(
    matrix,
    codewords(data, version, level).flatMap((byte) => bitsOf(byte, 8)),
  );
  const { size } = matrix;
  const dark = (mask: number) => (x: number, y: number) => {
    const cell = matrix.at(x, y) === 1;
    return matrix.isFunction[y * size + x] === true ? cell : cell !== (masks[mask]?.(x, y) ?? false);
  };
  const penalties = masks.map((_, mask) => {
    matrix.format(mask, level);
    return penalty(size, dark(mask));
  });
  const best = penalties.indexOf(Math.min(...penalties));
  matrix.format(best, level);
  return dark(best);
}

/** Upwards and downwards in columns of two, from the right, around the function patterns. */
function placeData(matrix: Matrix, bits: readonly number[]): void {
  let i = 0;
  for (let right = matrix.size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < matrix.size; step += 1) {
      const upwards = ((right + 1) & 2) === 0;
      const y = upwards ? matrix.size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (matrix.isFunction[y * matrix.size + x] === true) continue;
        matrix.cells[y * matrix.size + x] = bits[i] === 1 ? 1 : 0;
        i += 1;
      }
    }
  }
}

/** The four rules of ISO 18004 §7.8.3: the lowest sum makes the easiest code to read. */
function penalty(size: number, dark: (x: number, y: number) => boolean): number {
  let sum = 0;
  let darkCount = 0;
  for (let a = 0; a < size; a += 1) {
    let row = '';
    let column = '';
    for (let b = 0; b < size; b += 1) {
      row += dark(b, a) ? '1' : '0';
      column += dark(a, b) ? '1' : '0';
    }
    for (const line of [row, column]) {
      for (const run of line.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2;
      for (const finder of ['10111010000', '00001011101']) {
        for (let at = line.indexOf(finder); at >= 0; at = line.indexOf(finder, at + 1)) sum += 40;
      }
    }
    darkCount += row.replaceAll('0', '').length;
  }
  for (let y = 1; y < size; y += 1) {
    for (let x = 1; x < size; x += 1) {
      const cell = dark(x, y);
      if (cell === dark(x - 1, y) && cell === dark(x, y - 1) && cell === dark(x - 1, y - 1)) sum += 3;
    }
  }
  return sum + Math.floor(Math.abs((darkCount * 100) / (size * size) - 50) / 5) * 10;
}
