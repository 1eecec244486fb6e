/** One-dimensional codes as bar widths: CODE128, EAN/UPC, CODE39 (APG p.340–360, ISO/IEC 15417, 15420, 16388). Pure. */
export interface Barcode {
  /** Bar, space, bar … in modules. */
  readonly widths: readonly number[];
  /** Human readable interpretation. */
  readonly text: string;
}

/** The 107 symbols of CODE128 as six widths; the stop has seven. */
const symbols128 = (
  '212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221' +
  '223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321' +
  '112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131' +
  '311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114' +
  '122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141' +
  '214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232'
).match(/.{6}/g) as readonly string[];
const stop128 = '2331112';
const startOf = { A: 103, B: 104, C: 105 } as const;
type CodeSet = keyof typeof startOf;

/**
 * CODE128 as GS k 73 wants it: `{A` `{B` `{C` choose the set, `{S` shifts one character, `{1`–`{4` are FNC, `{{` is a brace;
 * in set C a byte 0–99 is a pair of digits.
 * @returns an explanation if the printer would not print it.
 */
export function code128(data: readonly number[]): Barcode | string {
  const first = String.fromCharCode(data[1] ?? 0);
  if (data[0] !== 0x7b || !(first in startOf)) return 'the first two bytes must choose the code set';
  let set = first as CodeSet;
  let shifted = false;
  let text = '';
  const values: number[] = [startOf[set]];
  for (let i = 2; i < data.length; i += 1) {
    let byte = data[i] as number;
    if (byte === 0x7b && set !== 'C') {
      i += 1;
      const next = String.fromCharCode(data[i] ?? 0);
      if (next !== '{') {
        const special = special128(next, set);
        if (special === null) return `"{${next}" means nothing`;
        if (next in startOf) set = next as CodeSet;
        shifted = next === 'S';
        values.push(special);
        continue;
      }
    } else if (byte === 0x7b) {
      i += 1;
      const next = String.fromCharCode(data[i] ?? 0);
      const special = special128(next, set);
      if (special === null || next === 'S') return `"{${next}" means nothing in set C`;
      if (next in startOf) set = next as CodeSet;
      values.push(special);
      continue;
    }
    if (set === 'C') {
      if (byte > 99) return `${byte} is no pair of digits`;
      values.push(byte);
      text += String(byte).padStart(2, '0');
      continue;
    }
    const now: CodeSet = shifted ? (set === 'A' ? 'B' : 'A') : set;
    shifted = false;
    if (now === 'A' ? byte > 95 : byte < 32 || byte > 127) return `byte ${byte} is not in set ${now}`;
    values.push(byte < 32 ? byte + 64 : byte - 32);
    if (byte < 32) byte = 32;
    text += String.fromCharCode(byte);
  }
  if (values.length < 2) return 'no data';
  const sum = values.reduce((total, value, i) => total + value * Math.max(1, i), 0);
  const all = [...values, sum % 103].map((value) => symbols128[value] as string);
  return { widths: [...all.join(''), ...stop128].map(Number), text };
}

function special128(name: string, set: CodeSet): number | null {
  const codes: Record<CodeSet, Readonly<Record<string, number>>> = {
    A: { S: 98, B: 100, C: 99, '1': 102, '2': 97, '3': 96, '4': 101 },
    B: { S: 98, A: 101, C: 99, '1': 102, '2': 97, '3': 96, '4': 100 },
    C: { A: 101, B: 100, '1': 102 },
  };
  return codes[set][name] ?? null;
}

const digitWidths = ['3211', '2221', '2122', '1411', '1132', '1231', '1114', '1312', '1213', '3112'];
/** Which of the six left digits of EAN-13 are mirrored (set B) for each first digit. */
const leftParity = ['000000', '001011', '001101', '001110', '010011', '011001', '011100', '010101', '010110', '011010'];

const mirrored = (widths: string): string => [...widths].reverse().join('');

function withCheckDigit(digits: string, length: number): string | null {
  if (!/^\d+$/.test(digits) || (digits.length !== length - 1 && digits.length !== length)) return null;
  const body = digits.slice(0, length - 1);
  const sum = [...body].reverse().reduce((total, d, i) => total + Number(d) * (i % 2 === 0 ? 3 : 1), 0);
  const check = String((10 - (sum % 10)) % 10);
  return digits.length === length && digits.at(-1) !== check ? null : body + check;
}

function eanBars(left: string, parity: string, right: string): number[] {
  const of = (d: string): string => digitWidths[Number(d)] as string;
  const bars = [
    '111',
    ...[...left].map((d, i) => (parity[i] === '1' ? mirrored(of(d)) : of(d))),
    '11111',
    ...[...right].map(of),
    '111',
  ];
  return [...bars.join('')].map(Number);
}

export function ean13(text: string): Barcode | string {
  const digits = withCheckDigit(text, 13);
  if (digits === null) return '12 digits, or 13 with the right check digit';
  const parity = leftParity[Number(digits[0])] as string;
  return { widths: eanBars(digits.slice(1, 7), parity, digits.slice(7)), text: digits };
}

export function ean8(text: string): Barcode | string {
  const digits = withCheckDigit(text, 8);
  if (digits === null) return '7 digits, or 8 with the right check digit';
  return { widths: eanBars(digits.slice(0, 4), '0000', digits.slice(4)), text: digits };
}

export function upcA(text: string): Barcode | string {
  const digits = withCheckDigit(text, 12);
  if (digits === null) return '11 digits, or 12 with the right check digit';
  return { widths: eanBars(digits.slice(0, 6), '000000', digits.slice(6)), text: digits };
}

/** The wide elements (1) of each character; `*` starts and stops. */
const wide39 = new Map(
  [
    ['01234567', '000110100 100100001 001100001 101100000 000110001 100110000 001110000 000100101'],
    ['89ABCDEF', '100100100 001100100 100001001 001001001 101001000 000011001 100011000 001011000'],
    ['GHIJKLMN', '000001101 100001100 001001100 000011100 100000011 001000011 101000010 000010011'],
    ['OPQRSTUV', '100010010 001010010 000000111 100000110 001000110 000010110 110000001 011000001'],
    ['WXYZ-. *', '111000000 010010001 110010000 011010000 010000101 110000100 011000100 010010100'],
    ['$/+%', '010101000 010100010 010001010 000101010'],
  ].flatMap(([characters = '', widths = '']) => widths.split(' ').map((w, i) => [characters[i], w] as const)),
);

export function code39(text: string): Barcode | string {
  const body = text.replace(/^\*|\*$/g, '');
  if (body === '' || [...body].some((c) => c === '*' || !wide39.has(c))) return 'a character that CODE39 has not';
  const widths = [...`*${body}*`].flatMap((c, i) => {
    const nine = [...(wide39.get(c) ?? '')].map((w) => (w === '1' ? 3 : 1));
    return i === 0 ? nine : [1, ...nine];
  });
  return { widths, text: `*${body}*` };
}
