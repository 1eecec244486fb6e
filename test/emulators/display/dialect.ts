/** A dialect is a table: which bytes make a command, and what the command does. */
import type { CharacterReader } from './characters.ts';
import type { Glass } from './glass.ts';

export interface Device {
  readonly glass: Glass;
  readonly characters: CharacterReader;
  /** Bytes back to the host. */
  reply(bytes: Uint8Array): void;
  /** Upper line scrolling by itself; null stops it. */
  scrollUpper(text: Uint8Array | null): void;
  /** Bytes of `ESC Q` strings, as characters. */
  stringMode: boolean;
  selected: boolean;
  emit(event: string, fields?: object): void;
}

/** Returns false where an argument is out of range: the device ignores the command. Anything else counts as done. */
export type Act = (device: Device, args: readonly number[]) => unknown;

export interface Command {
  readonly name: string;
  /** Bytes that introduce it. */
  readonly code: readonly number[];
  /** Whether its arguments are complete; without it there are none. */
  readonly complete?: (args: readonly number[]) => boolean;
  readonly act: Act;
}

export const argumentCount =
  (count: number) =>
  (args: readonly number[]): boolean =>
    args.length >= count;

/** `ESC = n`: 1 printer, 2 display, 3 both. What is not for the display passes it by. */
export const selectPeripheral: Command = {
  name: 'ESC =',
  code: [0x1b, 0x3d],
  complete: argumentCount(1),
  act: (device, [n = 0]) => {
    if (n < 1 || n > 3) return false;
    device.selected = (n & 2) !== 0;
    return true;
  },
};

/** Commands that both dialects have. */
export const commonCommands: readonly Command[] = [
  selectPeripheral,
  {
    name: 'ESC @',
    code: [0x1b, 0x40],
    act: ({ glass, characters }) => {
      glass.initialize();
      characters.reset();
    },
  },
  {
    name: 'CLR',
    code: [0x0c],
    act: (device) => {
      device.stringMode = false;
      device.scrollUpper(null);
      device.glass.clear();
    },
  },
  { name: 'CAN', code: [0x18], act: ({ glass }) => glass.clearRow() },
  { name: 'HOM', code: [0x0b], act: ({ glass }) => void glass.moveTo(1, 1) },
  { name: 'BS', code: [0x08], act: ({ glass }) => glass.left() },
  { name: 'HT', code: [0x09], act: ({ glass }) => glass.right() },
  { name: 'LF', code: [0x0a], act: ({ glass }) => glass.down() },
  { name: 'CR', code: [0x0d], act: ({ glass }) => glass.toLineStart() },
];

export function within(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}
