/** Epson display commands, DM-D (facts/peripherals §1d). */
import { codePages, lastInternationalSet } from './characters.ts';
import type { Command } from './dialect.ts';
import { argumentCount, commonCommands, within } from './dialect.ts';
import { rows } from './glass.ts';

const firstDisplay = 0x30;

export const dmD: readonly Command[] = [
  ...commonCommands,
  { name: 'US B', code: [0x1f, 0x42], act: ({ glass }) => void glass.moveTo(1, rows) },
  { name: 'US LF', code: [0x1f, 0x0a], act: ({ glass }) => glass.up() },
  { name: 'US CR', code: [0x1f, 0x0d], act: ({ glass }) => glass.toLineEnd() },
  {
    name: 'US $',
    code: [0x1f, 0x24],
    complete: argumentCount(2),
    act: ({ glass }, [x = 0, y = 0]) => glass.moveTo(x, y),
  },
  {
    name: 'US MD1',
    code: [0x1f, 0x01],
    act: ({ glass }) => {
      glass.mode = 'overwrite';
    },
  },
  {
    name: 'US MD2',
    code: [0x1f, 0x02],
    act: ({ glass }) => {
      glass.mode = 'vertical-scroll';
    },
  },
  {
    name: 'US MD3',
    code: [0x1f, 0x03],
    act: ({ glass }) => {
      glass.mode = 'horizontal-scroll';
    },
  },
  {
    name: 'US C',
    code: [0x1f, 0x43],
    complete: argumentCount(1),
    // 0 and 1, as numbers or as digits.
    act: ({ glass }, [n = 0]) => {
      if (![0, 1, 0x30, 0x31].includes(n)) return false;
      glass.cursorShown = (n & 1) === 1;
      return true;
    },
  },
  {
    name: 'US X',
    code: [0x1f, 0x58],
    complete: argumentCount(1),
    act: ({ glass }, [n = 0]) => {
      if (!within(n, 1, 4)) return false;
      glass.brightness = n;
      return true;
    },
  },
  {
    name: 'US E',
    code: [0x1f, 0x45],
    complete: argumentCount(1),
    act: ({ glass }, [n = 0]) => {
      glass.blink = n;
    },
  },
  {
    name: 'US r',
    code: [0x1f, 0x72],
    complete: argumentCount(1),
    act: ({ glass }, [n = 0]) => {
      if (![0, 1, 0x30, 0x31].includes(n)) return false;
      glass.reverse = (n & 1) === 1;
      return true;
    },
  },
  // A character with a period, comma or semicolon in its own cell: the mark is not part of the grid.
  ...[0x2e, 0x2c, 0x3b].map(
    (mark): Command => ({
      name: `US ${String.fromCharCode(mark)}`,
      code: [0x1f, mark],
      complete: argumentCount(1),
      act: ({ glass, characters }, [n = 0]) => {
        if (!within(n, 0x20, 0x7e)) return false;
        const shown = characters.read(n);
        if (shown) glass.write(shown.character, shown.width);
        return true;
      },
    }),
  ),
  // Annunciators: the DM-D110 has none and ignores it.
  { name: 'US #', code: [0x1f, 0x23], complete: argumentCount(2), act: () => {} },
  { name: 'US @', code: [0x1f, 0x40], act: ({ emit }) => emit('self-test') },
  {
    name: 'US ( E',
    code: [0x1f, 0x28, 0x45],
    complete: ([low, high, ...data]) => high !== undefined && data.length >= (low ?? 0) + high * 256,
    act: ({ reply }, [low = 0, high = 0, fn = 0]) => {
      if (low !== 2 || high !== 0 || fn !== 4) return false;
      reply(Uint8Array.of(0x57, 0x24, firstDisplay, 0x1f, 0x00, 0x00));
      return true;
    },
  },
  {
    name: 'ESC t',
    code: [0x1b, 0x74],
    complete: argumentCount(1),
    act: ({ characters }, [n = 0]) => {
      if (!codePages.includes(n)) return false;
      characters.codePage = n;
      return true;
    },
  },
  {
    name: 'ESC R',
    code: [0x1b, 0x52],
    complete: argumentCount(1),
    act: ({ characters }, [n = 0]) => {
      if (n > lastInternationalSet) return false;
      characters.internationalSet = n;
      return true;
    },
  },
  // Windows and user characters are taken with all their bytes; the grid has neither.
  {
    name: 'ESC W',
    code: [0x1b, 0x57],
    complete: ([, m, ...corners]) => m !== undefined && (m !== 1 || corners.length >= 4),
    act: ({ emit }, [n = 0]) => {
      emit('error', { detail: 'ESC W: this display has no windows' });
      return within(n, 1, 4);
    },
  },
  { name: 'ESC %', code: [0x1b, 0x25], complete: argumentCount(1), act: () => {} },
  { name: 'ESC &', code: [0x1b, 0x26], complete: userCharactersComplete, act: () => {} },
  { name: 'ESC ?', code: [0x1b, 0x3f], complete: argumentCount(1), act: () => {} },
  // For a printer behind the display; passed on, never shown.
  { name: 'DLE EOT', code: [0x10, 0x04], complete: argumentCount(1), act: () => {} },
];

/** `y c1 c2`, then for each character `x` and x·y bytes. */
function userCharactersComplete(args: readonly number[]): boolean {
  const [y, first, last] = args;
  if (y === undefined || first === undefined || last === undefined) return false;
  let at = 3;
  for (let character = first; character <= last; character++) {
    const x = args[at];
    if (x === undefined) return false;
    at += 1 + x * y;
  }
  return args.length >= at;
}
