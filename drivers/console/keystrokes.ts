/**
 * Bytes of a dumb terminal → keystrokes (facts/maintenance "What survives a real line"). Pure, bounded: whatever the line brings, the state
 * stays as small as it is here.
 *
 * Escape sequences are swallowed whole, however they are split; what is neither text nor a key is counted as noise. CR, LF and CR LF are
 * one Enter each, also when the two come apart.
 */
import stringWidth from 'string-width';

export type Keystroke =
  | { readonly key: 'text'; readonly text: string }
  | { readonly key: 'enter' | 'erase' | 'kill' | 'interrupt' | 'end' | 'hold' | 'release' | 'noise' };

export interface KeyState {
  readonly escape: 'none' | 'escape' | 'csi' | 'ss3';
  /** Bytes of the present sequence, and when the last of them came (the clock's milliseconds). */
  readonly escapeLength: number;
  readonly escapeAtMs: number;
  /** The last byte was a CR: an LF behind it belongs to the same Enter. */
  readonly afterCr: boolean;
  /** The present character so far, and how many bytes it will have. */
  readonly character: readonly number[];
  readonly characterLength: number;
}

export const FRESH_KEYS: KeyState = {
  escape: 'none',
  escapeLength: 0,
  escapeAtMs: 0,
  afterCr: false,
  character: [],
  characterLength: 0,
};

/** Arrows were seen split by 700 ms; after this an ESC was a key of its own. */
const ESCAPE_PATIENCE_MS = 1_000;
/** ECMA-48 sets no limit; longer than this is noise that began with ESC [. */
const LONGEST_SEQUENCE = 32;
const ESC = 0x1b;
const CR = 0x0d;
const LF = 0x0a;

const CONTROLS: ReadonlyMap<number, Keystroke> = new Map([
  [0x03, { key: 'interrupt' }],
  [0x04, { key: 'end' }],
  [0x08, { key: 'erase' }],
  [0x7f, { key: 'erase' }],
  [0x11, { key: 'release' }],
  [0x13, { key: 'hold' }],
  [0x15, { key: 'kill' }],
  // A tab in a pasted line stands between two words.
  [0x09, { key: 'text', text: ' ' }],
]);
const NOISE: Keystroke = { key: 'noise' };

/** @param atMs when `bytes` arrived, the clock's milliseconds. */
export function readKeys(
  before: KeyState,
  bytes: Uint8Array,
  atMs: number,
): { readonly state: KeyState; readonly keys: readonly Keystroke[] } {
  const keys: Keystroke[] = [];
  let state = before;
  for (const byte of bytes) state = readByte(state, byte, atMs, keys);
  return { state, keys };
}

function readByte(before: KeyState, byte: number, atMs: number, keys: Keystroke[]): KeyState {
  const isLate = before.escape !== 'none' && atMs - before.escapeAtMs > ESCAPE_PATIENCE_MS;
  const state: KeyState = isLate ? { ...before, escape: 'none' } : before;
  if (state.escape !== 'none') {
    const inside = insideSequence(state, byte, atMs, keys);
    if (inside !== null) return inside;
  }
  const plain: KeyState = { ...state, escape: 'none' };
  if (plain.characterLength > 0) {
    if (byte >= 0x80 && byte <= 0xbf) return continueCharacter(plain, byte, keys);
    keys.push(NOISE);
  }
  const idle: KeyState = { ...plain, character: [], characterLength: 0, afterCr: byte === CR };
  if (byte === ESC) return { ...idle, escape: 'escape', escapeLength: 1, escapeAtMs: atMs };
  if (byte === LF && state.afterCr) return idle;
  if (byte === CR || byte === LF) keys.push({ key: 'enter' });
  else if (byte >= 0x20 && byte < 0x7f) keys.push({ key: 'text', text: String.fromCharCode(byte) });
  else if (byte >= 0xc2 && byte <= 0xf4) return { ...idle, character: [byte], characterLength: lengthBy(byte) };
  else keys.push(CONTROLS.get(byte) ?? NOISE);
  return idle;
}

/** Null: the sequence is over and `byte` is none of it. */
function insideSequence(state: KeyState, byte: number, atMs: number, keys: Keystroke[]): KeyState | null {
  const longer = { ...state, afterCr: false, escapeLength: state.escapeLength + 1, escapeAtMs: atMs };
  // A control character is obeyed in the middle of anything: Ctrl-C must never be swallowed.
  if (byte < 0x20) return null;
  if (state.escape === 'escape') {
    if (byte === 0x5b) return { ...longer, escape: 'csi' };
    return byte === 0x4f ? { ...longer, escape: 'ss3' } : null;
  }
  if (state.escape === 'ss3') return { ...longer, escape: 'none' };
  if (byte >= 0x40 && byte <= 0x7e) return { ...longer, escape: 'none' };
  if (byte > 0x7e || longer.escapeLength > LONGEST_SEQUENCE) {
    keys.push(NOISE);
    return { ...longer, escape: 'none' };
  }
  return longer;
}

const lengthBy = (first: number): number => (first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4);

function continueCharacter(state: KeyState, byte: number, keys: Keystroke[]): KeyState {
  const character = [...state.character, byte];
  if (character.length < state.characterLength) return { ...state, character };
  const text = characterOf(character);
  // What takes no cell (joiners, direction marks) could hide what a line says.
  keys.push(text !== null && !/\p{C}/u.test(text) && stringWidth(text) > 0 ? { key: 'text', text } : NOISE);
  return { ...state, character: [], characterLength: 0 };
}

function characterOf(bytes: readonly number[]): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}
