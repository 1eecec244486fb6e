/**
 * The data elements of ISO 8583:1987, as the standard's own list writes them (facts/acquirer §1.8). One line an element. DE 55 is reserved there: a host that
 * takes chips has it as the edition of 1993 does, binary; no text could hold what a chip says.
 */

export interface Iso87Element {
  readonly format: 'n' | 'xn' | 'an' | 'ans' | 'z' | 'b';
  /** Digits, characters or bytes: the exact number, or the greatest one where `prefixDigits` is not 0. The sign of `xn` comes on top. */
  readonly length: number;
  readonly prefixDigits: 0 | 2 | 3;
}

const LIST = `
2 n..19 | 3 n6 | 4 n12 | 5 n12 | 6 n12 | 7 n10 | 8 n8 | 9 n8 | 10 n8 | 11 n6 | 12 n6 | 13 n4 | 14 n4 | 15 n4 | 16 n4 | 17 n4 | 18 n4
19 n3 | 20 n3 | 21 n3 | 22 n3 | 23 n3 | 24 n3 | 25 n2 | 26 n2 | 27 n1 | 28 xn8 | 29 xn8 | 30 xn8 | 31 xn8 | 32 n..11 | 33 n..11
34 ans..28 | 35 z..37 | 36 z...104 | 37 an12 | 38 an6 | 39 an2 | 40 an3 | 41 ans8 | 42 ans15 | 43 ans40 | 44 ans..25 | 45 ans..76
46 ans...999 | 47 ans...999 | 48 ans...999 | 49 an3 | 50 an3 | 51 an3 | 52 b8 | 53 n16 | 54 an...120 | 55 b...255 | 56 ans...999
57 ans...999 | 58 ans...999 | 59 ans...999 | 60 ans...999 | 61 ans...999 | 62 ans...999 | 63 ans...999 | 64 b8 | 66 n1 | 67 n2 | 68 n3
69 n3 | 70 n3 | 71 n4 | 72 n4 | 73 n6 | 74 n10 | 75 n10 | 76 n10 | 77 n10 | 78 n10 | 79 n10 | 80 n10 | 81 n10 | 82 n12 | 83 n12 | 84 n12
85 n12 | 86 n16 | 87 n16 | 88 n16 | 89 n16 | 90 n42 | 91 an1 | 92 an2 | 93 an5 | 94 an7 | 95 an42 | 96 b8 | 97 xn16 | 98 ans25
99 n..11 | 100 n..11 | 101 ans..17 | 102 ans..28 | 103 ans..28 | 104 ans...100 | 128 b8`;

export const ISO87_ELEMENTS: ReadonlyMap<number, Iso87Element> = new Map(
  LIST.split(/[|\n]/)
    .map((entry) => /^\s*(\d+) ([a-z]+)(\.{0,3})(\d+)\s*$/.exec(entry))
    .filter((parts) => parts !== null)
    .map(([, number = '', format = '', dots = '', length = '']): [number, Iso87Element] => [
      Number(number),
      {
        format: format as Iso87Element['format'],
        length: Number(length),
        prefixDigits: dots === '' ? 0 : dots === '..' ? 2 : 3,
      },
    ]),
);
