/**
 * Keystrokes → lines, with the echo that a dumb terminal needs (facts/maintenance "What survives a real line"). Pure, bounded.
 *
 * A line is only read while something is asked. What is typed ahead waits, unechoed, so that a PIN typed too early is not shown either; a
 * destructive question throws it away first (`flushed`).
 */
import stringWidth from 'string-width';
import { FRESH_KEYS, type KeyState, type Keystroke, readKeys } from './keystrokes.ts';

export interface Question {
  /** `key`: any key at all is the answer. `secret`: echoed as stars. */
  readonly kind: 'line' | 'secret' | 'key';
  /** Characters; what goes beyond is refused with a bell and makes the line `overlong`. */
  readonly longest: number;
}

export type LineEvent =
  | {
      readonly type: 'line';
      readonly text: string;
      /** Bytes in this line that were no text. */
      readonly noise: number;
      /** More was typed than fits: the line must not be taken for a command. */
      readonly overlong: boolean;
    }
  | { readonly type: 'key'; readonly text: string }
  /** Ctrl-C, at any time. */
  | { readonly type: 'interrupted' }
  /** Ctrl-D on an empty line. */
  | { readonly type: 'ended' }
  /** Ctrl-S and Ctrl-Q. */
  | { readonly type: 'held' }
  | { readonly type: 'released' };

export interface LineState {
  readonly keys: KeyState;
  readonly asked: Question | null;
  /** The line so far, one character an element. */
  readonly line: readonly string[];
  readonly noise: number;
  readonly overlong: boolean;
  readonly ahead: readonly Keystroke[];
}

export const FRESH_LINE: LineState = {
  keys: FRESH_KEYS,
  asked: null,
  line: [],
  noise: 0,
  overlong: false,
  ahead: [],
};

export interface Heard {
  readonly state: LineState;
  readonly echo: string;
  readonly events: readonly LineEvent[];
}

/** What is typed ahead beyond this is lost, with a bell. */
const MOST_AHEAD = 512;
const BELL = '\x07';
const END_OF_LINE = '\r\n';

/** Bytes have come. */
export function heard(before: LineState, bytes: Uint8Array, atMs: number): Heard {
  const { state: keys, keys: strokes } = readKeys(before.keys, bytes, atMs);
  return pressAll({ ...before, keys }, strokes);
}

/** Something is asked; what was typed ahead may answer it at once. */
export function asked(before: LineState, question: Question): Heard {
  const state = { ...before, asked: question, line: [], noise: 0, overlong: false, ahead: [] };
  return pressAll(state, before.ahead);
}

/** What was typed ahead is forgotten. */
export function flushed(before: LineState): LineState {
  return { ...before, ahead: [] };
}

function pressAll(before: LineState, strokes: readonly Keystroke[]): Heard {
  let state = before;
  let echo = '';
  const events: LineEvent[] = [];
  for (const stroke of strokes) {
    const pressed = press(state, stroke);
    state = pressed.state;
    // A paste that does not fit rings once: a bell for each of its characters would hold up a slow line for a minute.
    if (pressed.echo !== BELL || !echo.endsWith(BELL)) echo += pressed.echo;
    events.push(...pressed.events);
  }
  return { state, echo, events };
}

function press(state: LineState, stroke: Keystroke): Heard {
  switch (stroke.key) {
    case 'hold':
      return told(state, { type: 'held' });
    case 'release':
      return told(state, { type: 'released' });
    case 'interrupt':
      return {
        state: { ...state, line: [], noise: 0, overlong: false, ahead: [] },
        echo: `^C${END_OF_LINE}`,
        events: [{ type: 'interrupted' }],
      };
    default:
      if (state.asked === null) return typedAhead(state, stroke);
      return state.asked.kind === 'key' ? pressKey(state, stroke) : editLine(state, state.asked, stroke);
  }
}

const told = (state: LineState, event: LineEvent): Heard => ({ state, echo: '', events: [event] });
const silent = (state: LineState, echo = ''): Heard => ({ state, echo, events: [] });

function typedAhead(state: LineState, stroke: Keystroke): Heard {
  if (stroke.key === 'noise') return silent(state);
  if (state.ahead.length >= MOST_AHEAD) return silent(state, BELL);
  return silent({ ...state, ahead: [...state.ahead, stroke] });
}

function pressKey(state: LineState, stroke: Keystroke): Heard {
  if (stroke.key === 'noise') return silent(state);
  const rest = { ...state, asked: null };
  if (stroke.key === 'end') return told(rest, { type: 'ended' });
  return told(rest, { type: 'key', text: stroke.key === 'text' ? stroke.text : '' });
}

function editLine(state: LineState, question: Question, stroke: Keystroke): Heard {
  const { line, noise, overlong } = state;
  const secret = question.kind === 'secret';
  switch (stroke.key) {
    case 'text':
      if (line.length >= question.longest) return silent({ ...state, overlong: true }, BELL);
      return silent({ ...state, line: [...line, stroke.text] }, secret ? '*' : stroke.text);
    case 'erase': {
      const last = line.at(-1);
      return last === undefined ? silent(state) : silent({ ...state, line: line.slice(0, -1) }, erase(last, secret));
    }
    case 'kill':
      return silent(
        { ...state, line: [], overlong: false, noise: 0 },
        line.map((character) => erase(character, secret)).join(''),
      );
    case 'enter':
      return {
        state: { ...state, asked: null, line: [], noise: 0, overlong: false },
        echo: END_OF_LINE,
        events: [{ type: 'line', text: line.join(''), noise, overlong }],
      };
    case 'end':
      return line.length > 0 ? silent(state, BELL) : told({ ...state, asked: null }, { type: 'ended' });
    default:
      return silent({ ...state, noise: Math.min(noise + 1, Number.MAX_SAFE_INTEGER) });
  }
}

/** A double-width character is taken away in both its cells. */
function erase(character: string, secret: boolean): string {
  const cells = secret ? 1 : stringWidth(character);
  return '\b'.repeat(cells) + ' '.repeat(cells) + '\b'.repeat(cells);
}
