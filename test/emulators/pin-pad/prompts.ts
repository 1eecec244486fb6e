/** Display messages and the questions behind them (facts/peripherals §1c: Z2, Z3, Z42, Z50). Pure. */
import type { Echo } from './entry.ts';

/** `fixed` and `pin` prompts come from the pad's own memory and are authenticated; a `free` text is the host's. */
export interface Prompt {
  readonly kind: 'free' | 'fixed' | 'pin';
  readonly lines: readonly string[];
}

const clearScreen = '\u001a';
const fixed = '\u001d';
const pin = '\u001e';
const separator = '\u001c';
const longestText = 64;
const mostLines = 7;

/** Prompts in the pad's memory, by number. */
const fixedPrompts: Readonly<Record<string, string>> = {
  '001': 'ENTER PIN',
  '002': 'ENTER AMOUNT',
  '003': 'ENTER PHONE NUMBER',
  '004': 'AMOUNT OK?',
};

export function isPrompt(text: string): boolean {
  return text.startsWith('Z2') || text.startsWith('Z3');
}

/** Null: malformed. */
export function readPrompt(text: string): Prompt | null {
  return text.startsWith('Z2') ? readZ2(text.slice(2)) : readZ3(text.slice(2));
}

function readZ2(body: string): Prompt | null {
  if (body.startsWith(fixed)) return stored('fixed', body, /^\u001d(\d{3})\u001a?$/);
  if (body.startsWith(pin)) return stored('pin', body, /^\u001e(\d{3})\u001a$/);
  const text = body.replace(clearScreen, '');
  if (text === '' || text.length > longestText) return null;
  return { kind: 'free', lines: [text] };
}

/** `n [1A] p1 1C p2 …`: n is how many lines; each may be a text, or with 1D or 1E in front the number of a stored prompt. */
function readZ3(body: string): Prompt | null {
  const count = Number(body[0]);
  const rest = body.slice(1);
  const kind = rest.startsWith(fixed) ? 'fixed' : rest.startsWith(pin) ? 'pin' : 'free';
  const parts = rest
    .replace(/^[\u001d\u001e]/, '')
    .replace(clearScreen, '')
    .split(separator);
  if (!(count >= 1 && count <= mostLines) || parts.length !== count) return null;
  if (kind === 'free') return { kind, lines: parts };
  if (!parts.every((part) => /^\d{3}$/.test(part))) return null;
  return { kind, lines: parts.map(storedText) };
}

function stored(kind: 'fixed' | 'pin', body: string, pattern: RegExp): Prompt | null {
  const number = pattern.exec(body)?.[1];
  return number === undefined ? null : { kind, lines: [storedText(number)] };
}

function storedText(number: string): string {
  return fixedPrompts[number] ?? `PROMPT ${number}`;
}

/** `Z42`t: 1 to 255 s, in milliseconds; null where it is not. */
export function readZ42(text: string): number | null {
  const seconds = Number(/^Z42(\d{1,3})$/.exec(text)?.[1] ?? 0);
  return seconds >= 1 && seconds <= 255 ? seconds * 1000 : null;
}

const echoes: readonly Echo[] = ['stars', 'clear', 'none'];

/** `Z50` echo, three digits of seconds, perhaps two of the longest text. */
export function readZ50(text: string): { timeoutMs: number; echo: Echo; longest: number } | null {
  const parts = /^Z50([012])(\d{3})([0-4]\d)?$/.exec(text);
  const echo = echoes[Number(parts?.[1])];
  const seconds = Number(parts?.[2] ?? 0);
  if (echo === undefined || seconds < 1 || seconds > 255) return null;
  return { timeoutMs: seconds * 1000, echo, longest: Number(parts?.[3] ?? 49) };
}
