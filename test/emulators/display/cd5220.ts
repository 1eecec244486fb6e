/** CD5220 commands (facts/peripherals §1d). */
import type { Command, Device } from './dialect.ts';
import { argumentCount, commonCommands, within } from './dialect.ts';
import { columns, rows } from './glass.ts';

const cr = 0x0d;
/** `ESC Q` strings end with CR; a host that forgets it must not make the buffer grow. */
const longestString = 2 * columns;

export const cd5220: readonly Command[] = [
  ...commonCommands,
  ...(['overwrite', 'vertical-scroll', 'horizontal-scroll'] as const).map(
    (mode, index): Command => ({
      name: `ESC DC${index + 1}`,
      code: [0x1b, 0x11 + index],
      act: ({ glass }) => {
        glass.mode = mode;
      },
    }),
  ),
  lineString('ESC Q A', 0x41, 0),
  lineString('ESC Q B', 0x42, 1),
  {
    name: 'ESC Q D',
    code: [0x1b, 0x51, 0x44],
    complete: stringComplete,
    act: (device, args) => {
      if (args.at(-1) !== cr) return false;
      device.scrollUpper(Uint8Array.from(args.slice(0, -1)));
      return true;
    },
  },
  { name: 'ESC [ A', code: [0x1b, 0x5b, 0x41], act: ({ glass }) => glass.up() },
  { name: 'ESC [ B', code: [0x1b, 0x5b, 0x42], act: ({ glass }) => glass.down() },
  { name: 'ESC [ C', code: [0x1b, 0x5b, 0x43], act: ({ glass }) => glass.right() },
  { name: 'ESC [ D', code: [0x1b, 0x5b, 0x44], act: ({ glass }) => glass.left() },
  { name: 'ESC [ H', code: [0x1b, 0x5b, 0x48], act: ({ glass }) => void glass.moveTo(1, 1) },
  { name: 'ESC [ L', code: [0x1b, 0x5b, 0x4c], act: ({ glass }) => glass.toLineStart() },
  { name: 'ESC [ R', code: [0x1b, 0x5b, 0x52], act: ({ glass }) => glass.toLineEnd() },
  { name: 'ESC [ K', code: [0x1b, 0x5b, 0x4b], act: ({ glass }) => void glass.moveTo(1, rows) },
  {
    name: 'ESC l',
    code: [0x1b, 0x6c],
    complete: argumentCount(2),
    act: ({ glass }, [x = 0, y = 0]) => glass.moveTo(x, y),
  },
  {
    name: 'ESC *',
    code: [0x1b, 0x2a],
    complete: argumentCount(1),
    act: ({ glass }, [n = 0]) => {
      if (!within(n, 1, 4)) return false;
      glass.brightness = n;
      return true;
    },
  },
  {
    name: 'ESC _',
    code: [0x1b, 0x5f],
    complete: argumentCount(1),
    act: ({ glass }, [n = 0]) => {
      if (n > 1) return false;
      glass.cursorShown = n === 1;
      return true;
    },
  },
  { name: 'ESC f', code: [0x1b, 0x66], complete: argumentCount(1), act: () => {} },
];

/** The only commands that string mode lets through. */
export const worksInStringMode: ReadonlySet<string> = new Set(['CLR', 'ESC Q A', 'ESC Q B', 'ESC Q D']);

function lineString(name: string, letter: number, row: number): Command {
  return {
    name,
    code: [0x1b, 0x51, letter],
    complete: stringComplete,
    act: (device, args) => {
      if (args.at(-1) !== cr) return false;
      device.stringMode = true;
      if (row === 0) device.scrollUpper(null);
      device.glass.setRow(row, shownOf(device, args.slice(0, -1)));
      return true;
    },
  };
}

function stringComplete(args: readonly number[]): boolean {
  return args.at(-1) === cr || args.length > longestString;
}

export function shownOf(device: Device, bytes: readonly number[]) {
  return bytes.flatMap((byte) => {
    const shown = device.characters.read(byte);
    return shown ? [shown] : [];
  });
}
