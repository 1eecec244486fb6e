/** The data elements of the UnionPay terminal dialect (facts/acquirer §1.3; LL and LLL as design §13 settles them). */

/** `n` digits in BCD, `z` track nibbles, `an`/`ans` text of one byte a character, `b` bytes. */
export type ElementFormat = 'n' | 'z' | 'an' | 'ans' | 'b';

export interface Element {
  readonly format: ElementFormat;
  /** Digits for n and z, bytes for the rest; the exact length, or the greatest one where there is a length prefix. */
  readonly length: number;
  /** Digits of the length prefix: LL in one BCD byte, LLL in two; 0 = fixed length. */
  readonly prefixDigits: 0 | 2 | 3;
  /** Where the digits of an odd fixed number stand: to the right, except in DE 22. */
  readonly align: 'left' | 'right';
}

const fixed = (format: ElementFormat, length: number, align: 'left' | 'right' = 'right'): Element => ({
  format,
  length,
  prefixDigits: 0,
  align,
});
const ll = (format: ElementFormat, length: number): Element => ({ format, length, prefixDigits: 2, align: 'left' });
const lll = (format: ElementFormat, length: number): Element => ({ format, length, prefixDigits: 3, align: 'left' });

export const ELEMENTS: ReadonlyMap<number, Element> = new Map([
  [2, ll('n', 19)],
  [3, fixed('n', 6)],
  [4, fixed('n', 12)],
  [11, fixed('n', 6)],
  [12, fixed('n', 6)],
  [13, fixed('n', 4)],
  [14, fixed('n', 4)],
  [15, fixed('n', 4)],
  [22, fixed('n', 3, 'left')],
  [23, fixed('n', 3)],
  [25, fixed('n', 2)],
  [26, fixed('n', 2)],
  [32, ll('n', 11)],
  [35, ll('z', 37)],
  [36, lll('z', 104)],
  [37, fixed('an', 12)],
  [38, fixed('an', 6)],
  [39, fixed('an', 2)],
  [41, fixed('ans', 8)],
  [42, fixed('ans', 15)],
  [44, ll('an', 25)],
  [48, lll('n', 322)],
  [49, fixed('an', 3)],
  [52, fixed('b', 8)],
  [53, fixed('n', 16)],
  [54, lll('an', 20)],
  [55, lll('b', 255)],
  [58, lll('ans', 100)],
  [59, lll('ans', 600)],
  [60, lll('n', 30)],
  [61, lll('n', 29)],
  [62, lll('b', 512)],
  [63, lll('ans', 63)],
  [64, fixed('b', 8)],
]);
