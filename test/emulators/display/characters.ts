/** From bytes to what the glass shows: code pages, international sets, and GB18030 where the device has it. */
export interface Shown {
  readonly character: string;
  /** Cells: a Chinese character takes two. */
  readonly width: 1 | 2;
}

const page437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡°∙·√ⁿ²■\u00a0';
/** `ESC t n`: the pages that can be decoded here; the others show a block for every high byte. */
const decoders: Readonly<Record<number, string>> = { 16: 'windows-1252', 17: 'ibm866' };
export const codePages: readonly number[] = [0, 1, 2, 3, 4, 5, 16, 17, 18, 19, 254, 255];
/** `ESC R n`: the one character that matters for amounts. */
const internationalSets: Readonly<Record<number, readonly [byte: number, character: string]>> = {
  3: [0x23, '£'],
  8: [0x5c, '¥'],
  15: [0x24, '¥'],
};
export const lastInternationalSet = 15;

export class CharacterReader {
  readonly #gb18030: boolean;
  #wide: number[] = [];
  codePage = 0;
  internationalSet = 0;

  constructor(gb18030: boolean) {
    this.#gb18030 = gb18030;
  }

  reset(): void {
    this.#wide = [];
    this.codePage = 0;
    this.internationalSet = 0;
  }

  /** True while the next byte belongs to a character, whatever its value. */
  get isInside(): boolean {
    return this.#wide.length > 0;
  }

  /** What `byte` completes; null when more bytes are needed, undefined when they are no character. */
  read(byte: number): Shown | null | undefined {
    if (this.#gb18030 && (this.isInside || byte >= 0x81)) return this.#readWide(byte);
    if (byte < 0x80) {
      const [from, to] = internationalSets[this.internationalSet] ?? [];
      return { character: byte === from ? (to ?? '') : String.fromCharCode(byte), width: 1 };
    }
    return { character: this.#high(byte), width: 1 };
  }

  /** Two bytes, or four where the second is a digit. */
  #readWide(byte: number): Shown | null | undefined {
    this.#wide.push(byte);
    const [, second] = this.#wide;
    if (second === undefined) return null;
    const length = second >= 0x30 && second <= 0x39 ? 4 : 2;
    if (this.#wide.length < length) return null;
    const text = new TextDecoder('gb18030').decode(Uint8Array.from(this.#wide));
    this.#wide = [];
    return Array.from(text).length === 1 && text !== '\ufffd' ? { character: text, width: 2 } : undefined;
  }

  #high(byte: number): string {
    if (this.codePage === 0) return page437[byte - 0x80] ?? '█';
    const decoder = decoders[this.codePage];
    return decoder === undefined ? '█' : new TextDecoder(decoder).decode(Uint8Array.of(byte));
  }
}
