/**
 * What an ISO 8583 dialect is: data, never code (facts/acquirer §1.3, §1.8). A new acquirer is a new table under `profiles/`.
 *
 * A field's value is a string everywhere above the codec: digits for `n`, digits and `D` for `z`, one character per byte (ISO 8859-1)
 * for `an` and `ans`, upper-case hex for `b`, `C` or `D` and digits for `xn` (a signed amount).
 */

export type FieldContent = 'n' | 'z' | 'an' | 'ans' | 'b' | 'xn';

/** Lengths count digits for `n` and `z`, bytes for the rest (facts §1.3). */
export type FieldLength =
  | { readonly kind: 'fixed'; readonly size: number }
  | { readonly kind: 'variable'; readonly max: number; readonly prefixDigits: 2 | 3 };

export interface FieldSpec {
  readonly content: FieldContent;
  readonly length: FieldLength;
  /** Where the digits of an odd fixed BCD field stand; the free nibble is 0. Variable fields are always left-aligned. */
  readonly align: 'left' | 'right';
}

export type FieldTable = { readonly [field: number]: FieldSpec };

export interface Dialect {
  readonly name: string;
  /** `n`, `z` and the MTI: two digits a byte, or one character each. */
  readonly digits: 'bcd' | 'ascii';
  readonly lengthPrefix: 'bcd' | 'ascii' | 'binary';
  readonly bitmap: 'binary' | 'hex';
  /** Fields of content `b`. */
  readonly binary: 'raw' | 'hex';
  /** 64: bitmap 1 only. 128: bit 1 announces a second bitmap. */
  readonly highestField: 64 | 128;
  readonly fields: FieldTable;
}

export interface Message {
  /** Four digits. */
  readonly mti: string;
  readonly fields: ReadonlyMap<number, string>;
}

export const fixed = (content: FieldContent, size: number, align: 'left' | 'right' = 'right'): FieldSpec => ({
  content,
  length: { kind: 'fixed', size },
  align,
});
/** Up to `max`, behind a length of two digits. */
export const ll = (content: FieldContent, max: number): FieldSpec => ({
  content,
  length: { kind: 'variable', max, prefixDigits: 2 },
  align: 'left',
});
/** Up to `max`, behind a length of three digits. */
export const lll = (content: FieldContent, max: number): FieldSpec => ({
  content,
  length: { kind: 'variable', max, prefixDigits: 3 },
  align: 'left',
});
