/**
 * A receipt document: lines as data, already laid out for the paper's columns. The same shape as `PrintLine` of the printer driver,
 * declared here because this room knows no driver; a test holds the two together.
 */

/** Columns of the paper: 80 mm and 58 mm rolls, font A. */
export type Columns = 48 | 32;

export type ReceiptLine =
  | {
      readonly kind: 'text';
      /** Fits the columns at its size; a Chinese character takes two. */
      readonly text: string;
      readonly align?: 'left' | 'center' | 'right';
      readonly bold?: boolean;
      /** `tall` doubles the height, `large` doubles height and width (half the columns). */
      readonly size?: 'normal' | 'tall' | 'large';
    }
  | { readonly kind: 'rule' }
  | { readonly kind: 'feed'; readonly lines: number }
  | { readonly kind: 'qr'; readonly data: string }
  | { readonly kind: 'barcode'; readonly data: string }
  | { readonly kind: 'logo' };

export type TextSize = 'normal' | 'tall' | 'large';
export type TextStyle = Omit<Extract<ReceiptLine, { readonly kind: 'text' }>, 'kind' | 'text'>;
