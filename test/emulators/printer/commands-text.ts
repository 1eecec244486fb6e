/** Characters: fonts, sizes, emphasis, code pages and Chinese (facts/printer.md §1.9). */
import { codePages, internationalSets } from './code-pages.ts';
import type { Command } from './command.ts';
import { code, counted, digit, ESC, FS, fixed, GS, mode, notAtLineStart } from './command.ts';
import type { PrintModes } from './print-modes.ts';

const on = (n: number | undefined): boolean => ((n ?? 0) & 1) === 1;
const outOfRange = (n: number | undefined): string => `parameter ${n} out of range`;

function underline(name: string, prefix: readonly number[], key: 'underlineDots' | 'chineseUnderlineDots'): Command {
  return fixed(name, prefix, 1, ([n], { modes }) => {
    const dots = digit(n, 2);
    if (dots === null) return outOfRange(n);
    modes[key] = dots;
    return undefined;
  });
}

const fontAndEmphasis = (n: number): Partial<PrintModes> => ({
  font: on(n) ? 'b' : 'a',
  bold: (n & 0x08) !== 0,
  size: { widthTimes: n & 0x20 ? 2 : 1, heightTimes: n & 0x10 ? 2 : 1 },
  underlineDots: n & 0x80 ? 1 : 0,
});

const escCommands: readonly Command[] = [
  mode('ESC SP n', [ESC, 0x20], 1, (n) => ({ spacingDots: n })),
  mode('ESC ! n', [ESC, code('!')], 1, fontAndEmphasis),
  underline('ESC - n', [ESC, code('-')], 'underlineDots'),
  mode('ESC E n', [ESC, code('E')], 1, (n) => ({ bold: on(n) })),
  mode('ESC G n', [ESC, code('G')], 1, (n) => ({ doubleStrike: on(n) })),
  fixed('ESC M n', [ESC, code('M')], 1, ([n], { modes }) => {
    const font = digit(n, 1);
    if (font === null) return outOfRange(n);
    modes.font = font === 0 ? 'a' : 'b';
    return undefined;
  }),
  fixed('ESC R n', [ESC, code('R')], 1, ([n], { modes }) => {
    if (n === undefined || n >= internationalSets) return outOfRange(n);
    modes.internationalSet = n;
    return undefined;
  }),
  fixed('ESC V n', [ESC, code('V')], 1, ([n]) =>
    digit(n, 0) === 0 ? undefined : 'turned characters are not modelled',
  ),
  fixed('ESC t n', [ESC, code('t')], 1, ([n], { modes }) => {
    if (n === undefined || !codePages.has(n)) return outOfRange(n);
    modes.codePage = n;
    return undefined;
  }),
  fixed('ESC { n', [ESC, code('{')], 1, ([n], { modes, line }) => {
    if (!line.isEmpty) return notAtLineStart;
    modes.upsideDown = on(n);
    return undefined;
  }),
];

const gsCommands: readonly Command[] = [
  fixed('GS ! n', [GS, code('!')], 1, ([n = 0], { modes }) => {
    if ((n & 0x88) !== 0) return outOfRange(n);
    modes.size = { widthTimes: (n >> 4) + 1, heightTimes: (n & 0x0f) + 1 };
    modes.chineseSize = modes.size;
    return undefined;
  }),
  mode('GS B n', [GS, code('B')], 1, (n) => ({ inverse: on(n) })),
  // Smoothing is not visible at this resolution.
  fixed('GS b n', [GS, code('b')], 1, () => undefined),
];

const fsCommands: readonly Command[] = [
  fixed('FS ! n', [FS, code('!')], 1, ([n = 0], { modes }) => {
    modes.chineseSize = { widthTimes: n & 0x04 ? 2 : 1, heightTimes: n & 0x08 ? 2 : 1 };
    modes.chineseUnderlineDots = n & 0x80 ? 1 : 0;
    return undefined;
  }),
  fixed('FS &', [FS, code('&')], 0, (_, { modes, settings }) => {
    modes.chinese = settings.chinese === 'font';
    return undefined;
  }),
  mode('FS .', [FS, code('.')], 0, () => ({ chinese: false })),
  underline('FS - n', [FS, code('-')], 'chineseUnderlineDots'),
  // "Only matters on Japanese models" (P60 p.118).
  fixed('FS C n', [FS, code('C')], 1, ([n]) => (digit(n, 1) === null ? outOfRange(n) : undefined)),
  fixed('FS S n1 n2', [FS, code('S')], 2, ([left = 0, right = 0], { modes }) => {
    modes.chineseSpacingLeftDots = left;
    modes.chineseSpacingRightDots = right;
    return undefined;
  }),
  fixed('FS W n', [FS, code('W')], 1, ([n], { modes }) => {
    const times = on(n) ? 2 : 1;
    modes.chineseSize = { widthTimes: times, heightTimes: times };
    return undefined;
  }),
  counted('FS ( A', [FS, code('('), code('A')], ([fn, font, ...rest]) => {
    if (fn !== 48 || rest.length > 0) return 'unknown function';
    return digit(font, 2) === null ? outOfRange(font) : undefined;
  }),
];

export const textCommands: readonly Command[] = [...escCommands, ...gsCommands, ...fsCommands];
