/** What the customer is doing on the keys: a PIN, one key, or a text. Keys in, results out; nothing is said or shown here. */
import type { PinRequest } from './requests.ts';

export const padKeys = [
  '0',
  '1',
  '2',
  '3',
  '4',
  '5',
  '6',
  '7',
  '8',
  '9',
  'f1',
  'f2',
  'f3',
  'enter',
  'clear',
  'cancel',
] as const;
export type PadKey = (typeof padKeys)[number];

export type EntryResult =
  | { readonly kind: 'going-on' }
  | { readonly kind: 'beep' }
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'cancelled' };

export interface Entry {
  readonly what: 'pin' | 'key' | 'text';
  /** How long the customer has, from the start or from each key. */
  readonly timeoutMs: number;
  readonly timeoutPerKey: boolean;
  /** What stands on the display for what was typed. */
  readonly shown: string;
  press(key: PadKey): EntryResult;
}

const goingOn: EntryResult = { kind: 'going-on' };

export class PinEntry implements Entry {
  readonly what = 'pin';
  readonly timeoutPerKey = false;
  readonly request: PinRequest;
  #pin = '';

  constructor(request: PinRequest) {
    this.request = request;
  }

  get timeoutMs(): number {
    return this.request.timeoutMs;
  }

  get shown(): string {
    return '*'.repeat(this.#pin.length);
  }

  press(key: PadKey): EntryResult {
    if (key === 'cancel') return { kind: 'cancelled' };
    if (key === 'clear') {
      this.#pin = '';
      return goingOn;
    }
    if (key === 'enter') {
      const enough = this.#pin.length >= Math.max(1, this.request.minDigits);
      const none = this.#pin === '' && this.request.allowsNone;
      return enough || none ? { kind: 'done', text: this.#pin } : { kind: 'beep' };
    }
    // Function keys mean nothing; digits too many are not taken.
    if (key.length > 1 || this.#pin.length >= Math.max(1, this.request.maxDigits)) return { kind: 'beep' };
    this.#pin += key;
    return goingOn;
  }
}

const keyLetters: Readonly<Partial<Record<PadKey, string>>> = {
  f1: 'A',
  f2: 'B',
  f3: 'C',
  cancel: '*',
  enter: '#',
  clear: '/',
};

/** Z42: the first key ends it. Digits count only behind an authenticated prompt. */
export class KeyEntry implements Entry {
  readonly what = 'key';
  readonly timeoutPerKey = false;
  readonly shown = '';
  readonly timeoutMs: number;
  readonly #takesDigits: boolean;

  constructor(timeoutMs: number, takesDigits: boolean) {
    this.timeoutMs = timeoutMs;
    this.#takesDigits = takesDigits;
  }

  press(key: PadKey): EntryResult {
    const letter = keyLetters[key] ?? (this.#takesDigits ? key : undefined);
    return letter === undefined ? { kind: 'beep' } : { kind: 'done', text: letter };
  }
}

export type Echo = 'stars' | 'clear' | 'none';

/** Z50: digits until ENTER. */
export class TextEntry implements Entry {
  readonly what = 'text';
  readonly timeoutPerKey = true;
  readonly timeoutMs: number;
  readonly #echo: Echo;
  readonly #longest: number;
  #text = '';

  constructor(timeoutMs: number, echo: Echo, longest: number) {
    this.timeoutMs = timeoutMs;
    this.#echo = echo;
    this.#longest = longest;
  }

  get shown(): string {
    if (this.#echo === 'none') return '';
    return this.#echo === 'clear' ? this.#text : '*'.repeat(this.#text.length);
  }

  press(key: PadKey): EntryResult {
    if (key === 'cancel') return { kind: 'cancelled' };
    if (key === 'enter') return { kind: 'done', text: this.#text };
    if (key === 'clear') {
      this.#text = '';
      return goingOn;
    }
    if (key.length > 1 || this.#text.length >= this.#longest) return { kind: 'beep' };
    this.#text += key;
    return goingOn;
  }
}
