/** Boot keyboard reports → keys of the terminal (design §8; usages: facts/peripherals §1c). Pure. */
import { commandHeld, pressedSince, readBootReport, shiftHeld } from './boot-report.ts';
import type { KeypadKey } from './keypad.ts';

export interface KeypadState {
  /** Usages that are down. */
  readonly down: readonly number[];
  /**
   * False until the device has told its state once. A key that was stuck when the terminal connected appears for the first time together
   * with the first key that is really pressed: of that report only the last slot counts.
   */
  readonly known: boolean;
}

export const NOTHING_KNOWN: KeypadState = { down: [], known: false };

/** Some pads send NumLock around every key; its state means nothing here. */
const NUM_LOCK = 0x53;

const KEYS: ReadonlyMap<number, KeypadKey> = new Map<number, KeypadKey>([
  ...['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'].flatMap((digit, index): [number, KeypadKey][] => [
    [0x1e + index, digit as KeypadKey], // top row
    [0x59 + index, digit as KeypadKey], // keypad
  ]),
  [0xb0, '00'],
  [0x63, '.'],
  [0x85, '.'], // keypad comma
  [0x37, '.'],
  [0x28, 'confirm'],
  [0x58, 'confirm'],
  [0x2a, 'correct'],
  [0xbb, 'correct'],
  [0x57, 'sale'],
  [0x56, 'refund'],
  [0x2d, 'refund'],
  [0x54, 'reprint'],
  [0x38, 'reprint'],
  [0x55, 'functions'],
  [0x29, 'cancel'],
  [0xd8, 'cancel'],
  [0xd9, 'cancel'],
]);

/** What Shift makes of the typewriter keys (US layout). Any other key with Shift is nothing, rather than a digit nobody meant. */
const SHIFTED: ReadonlyMap<number, KeypadKey> = new Map<number, KeypadKey>([
  [0x2e, 'sale'], // + over =
  [0x25, 'functions'], // * over 8
]);
/** Typewriter keys with a second meaning; those of the keypad block mean the same with Shift. */
const LAST_TYPEWRITER_USAGE = 0x38;

export interface ReadKeys {
  readonly state: KeypadState;
  /** In order. */
  readonly pressed: readonly KeypadKey[];
  readonly released: readonly KeypadKey[];
}

/** @returns the new state and what changed. A report that says nothing leaves the state as it was. */
export function readKeys(state: KeypadState, report: Uint8Array): ReadKeys {
  const read = readBootReport(report);
  if (read === null) return { state, pressed: [], released: [] };
  const down = read.down.filter((usage) => usage !== NUM_LOCK);
  const fresh = pressedSince(state.down, down);
  const counted = state.known ? fresh : fresh.slice(-1);
  const keysOf = (usages: readonly number[]): readonly KeypadKey[] =>
    usages.map((usage) => keyOf(usage, shiftHeld(read.modifiers))).filter((key) => key !== null);
  return {
    state: { down, known: true },
    pressed: commandHeld(read.modifiers) ? [] : keysOf(counted),
    released: keysOf(pressedSince(down, state.down)),
  };
}

/** What is down while the terminal connects is held, not pressed. */
export function readHeldKeys(state: KeypadState, report: Uint8Array): KeypadState {
  return { ...readKeys(state, report).state, known: true };
}

function keyOf(usage: number, shifted: boolean): KeypadKey | null {
  const table = shifted && usage <= LAST_TYPEWRITER_USAGE && !isControl(usage) ? SHIFTED : KEYS;
  return table.get(usage) ?? null;
}

/** Enter, Esc and Backspace: no characters, the same with Shift. */
function isControl(usage: number): boolean {
  return usage >= 0x28 && usage <= 0x2b;
}
