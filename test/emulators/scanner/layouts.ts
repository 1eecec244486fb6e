/** Which key, with which modifiers, a scanner presses for a character when it believes the host has this keyboard layout. */
export type Layout = 'us' | 'de' | 'fr';
export const layoutNames: readonly Layout[] = ['us', 'de', 'fr'];

export interface Stroke {
  readonly usage: number;
  readonly modifiers: number;
}

const shift = 0x02;
const altGr = 0x40;

/** Usages of the letter and symbol keys, in the order of the rows below. */
const keyUsages = [
  ...range(0x1e, 0x27), // 1 … 0
  0x2d,
  0x2e, // right of 0
  ...[0x14, 0x1a, 0x08, 0x15, 0x17, 0x1c, 0x18, 0x0c, 0x12, 0x13, 0x2f, 0x30], // Q row
  ...[0x04, 0x16, 0x07, 0x09, 0x0a, 0x0b, 0x0d, 0x0e, 0x0f, 0x33, 0x34], // A row
  ...[0x1d, 0x1b, 0x06, 0x19, 0x05, 0x11, 0x10, 0x36, 0x37, 0x38], // Z row
  0x2c, // space
];

/** One character a key: plain, then with Shift; `\0` where the key gives none of use. */
const rows: Readonly<Record<Layout, readonly [plain: string, shifted: string]>> = {
  us: ["1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./ ", '!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>? '],
  de: ['1234567890ß\0qwertzuiopü+asdfghjklöäyxcvbnm,.- ', '!"§$%&/()=?\0QWERTZUIOPÜ*ASDFGHJKLÖÄYXCVBNM;:_ '],
  fr: ['&é"\'(-è_çà)=azertyuiop\0$qsdfghjklmùwxcvbn,;:! ', '1234567890°+AZERTYUIOP\0£QSDFGHJKLM%WXCVBN?./§ '],
};
/** Keys outside these rows, or with AltGr. */
const extra: Readonly<Record<Layout, Readonly<Record<string, Stroke>>>> = {
  us: { '\\': { usage: 0x31, modifiers: 0 }, '|': { usage: 0x31, modifiers: shift } },
  de: { '#': { usage: 0x32, modifiers: 0 }, '@': { usage: 0x14, modifiers: altGr } },
  fr: { '*': { usage: 0x32, modifiers: 0 }, '@': { usage: 0x27, modifiers: altGr } },
};
const control: Readonly<Record<string, Stroke>> = {
  '\t': { usage: 0x2b, modifiers: 0 },
  '\r': { usage: 0x28, modifiers: 0 },
};

/** Throws for what the layout cannot type. */
export function strokeOf(character: string, layout: Layout): Stroke {
  const [plain, shifted] = rows[layout];
  const special = control[character] ?? extra[layout][character];
  if (special !== undefined) return special;
  const [atPlain, atShifted] = character === '\0' ? [-1, -1] : [plain.indexOf(character), shifted.indexOf(character)];
  const usage = keyUsages[atPlain >= 0 ? atPlain : atShifted];
  if (usage === undefined) throw new Error(`the ${layout} layout has no key for ${JSON.stringify(character)}`);
  return { usage, modifiers: atPlain >= 0 ? 0 : shift };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
