/**
 * The customer at the PIN pad: reads what it shows, types after a while, and types no further into a question that is over. Nobody else knows the PIN; what
 * came of the typing is counted, so that requests and consents can be held against it.
 */
import type { PadKey } from '../emulators/pin-pad/entry.ts';
import type { Weather } from './lane.ts';

/** Ten digits, so that no amount, time or number of a slip is taken for them. */
export const RIGHT_PIN = '8462091735';
export const WRONG_PIN = '5937160428';

/** What a customer does who is asked for the PIN. */
export type PinManner = 'right' | 'wrong' | 'too-short' | 'corrected' | 'cancel' | 'none' | 'walks-away' | 'slow';
/** And who is asked whether money may go back that way. */
export type WordManner = 'yes' | 'green-key' | 'no' | 'other-key' | 'silent';

interface Asked {
  readonly what: string;
  /** As the pad has it: `12.50`; null: none was named. */
  readonly amount: string | null;
  readonly manner: PinManner | WordManner;
  over: boolean;
}

const READS_MS: readonly [number, number] = [600, 3_000];
const A_KEY_MS: readonly [number, number] = [120, 400];
const SLOW_KEY_MS = 4_000;

export class PadCustomer {
  /** Amounts for which a PIN was typed to its end and left the pad encrypted, the right one and any; `null`: for no amount. */
  readonly rightPins = new Map<string | null, number>();
  readonly pins = new Map<string | null, number>();
  /** Amounts to which somebody has said yes. */
  readonly agreed = new Map<string | null, number>();
  /** Encrypted blocks that left the pad, in hex. */
  readonly blocks = new Set<string>();
  /** Whoever was asked last for a PIN has pressed cancel. */
  hasCancelled = false;
  /** Where nobody has planned anything: who cannot pay or get money back otherwise says yes. */
  usualWord: WordManner = 'silent';
  readonly #weather: Weather;
  readonly #press: (key: PadKey) => void;
  #nextPins: readonly PinManner[] = [];
  #nextWords: readonly WordManner[] = [];
  #asked: Asked | null = null;
  #shown: readonly string[] = [];

  constructor(weather: Weather, press: (key: PadKey) => void) {
    this.#weather = weather;
    this.#press = press;
  }

  /** Whoever comes next does so; the ones behind do as is usual. */
  plan(pins: readonly PinManner[], words: readonly WordManner[]): void {
    this.#nextPins = pins;
    this.#nextWords = words;
  }

  /** Whoever is asked for a word next will give one on the pad. */
  get gives(): WordManner {
    return this.#nextWords[0] ?? this.usualWord;
  }

  hear(event: string, fields: object): void {
    if (event === 'display' && 'lines' in fields) this.#shown = fields.lines as readonly string[];
    if (event === 'idle' && this.#asked !== null) this.#asked.over = true;
    if (event === 'awaiting') this.#begin(fields as { readonly what: string; readonly amount?: string | null });
  }

  /** A packet as it leaves the pad; one that is sent again counts once. */
  overhear(packet: Uint8Array): void {
    const block = /71\.0\d\d01([0-9A-F]{16})/.exec(Buffer.from(packet).toString('latin1'))?.[1];
    const asked = this.#asked;
    if (block === undefined || asked === null || asked.what !== 'pin') return;
    this.#asked = null;
    this.blocks.add(block);
    count(this.pins, asked.amount);
    if (asked.manner !== 'wrong') count(this.rightPins, asked.amount);
  }

  #begin({ what, amount = null }: { readonly what: string; readonly amount?: string | null }): void {
    if (what === 'pin') {
      this.hasCancelled = false;
      const [manner = 'right', ...rest] = this.#nextPins;
      this.#nextPins = rest;
      this.#type({ what, amount, manner, over: false }, keysOf(manner), manner === 'slow' ? SLOW_KEY_MS : 0);
    } else if (what === 'key') {
      const [manner = this.usualWord, ...rest] = this.#nextWords;
      this.#nextWords = rest;
      this.#type({ what, amount: refundAmount(this.#shown), manner, over: false }, wordKeys(manner), 0);
    }
  }

  #type(asked: Asked, keys: readonly PadKey[], extraMs: number): void {
    if (this.#asked !== null) this.#asked.over = true;
    this.#asked = asked;
    const { clock, chance } = this.#weather;
    let atMs = chance.whole(...READS_MS);
    for (const key of keys) {
      clock.after(atMs, () => {
        if (asked.over) return;
        if (asked.what === 'key' && (key === 'f1' || key === 'enter')) count(this.agreed, asked.amount);
        if (asked.what === 'pin' && key === 'cancel') this.hasCancelled = true;
        this.#press(key);
      });
      atMs += extraMs + chance.whole(...A_KEY_MS);
    }
  }
}

function keysOf(manner: PinManner): readonly PadKey[] {
  const right = [...RIGHT_PIN] as PadKey[];
  switch (manner) {
    case 'right':
    case 'slow':
      return [...right, 'enter'];
    case 'wrong':
      return [...([...WRONG_PIN] as PadKey[]), 'enter'];
    case 'too-short':
      return [...right.slice(0, 3), 'enter', ...right.slice(3), 'enter'];
    case 'corrected':
      return ['7', '7', 'f1', 'clear', ...right, 'enter'];
    case 'cancel':
      return [...right.slice(0, 2), 'cancel'];
    case 'none':
      return ['enter', 'enter', 'cancel'];
    case 'walks-away':
      return right.slice(0, 1);
  }
}

function wordKeys(manner: WordManner): readonly PadKey[] {
  switch (manner) {
    case 'yes':
      return ['f1'];
    case 'green-key':
      return ['enter'];
    case 'no':
      return ['cancel'];
    case 'other-key':
      return ['f2'];
    case 'silent':
      return [];
  }
}

/** `REFUND 12.50`: what stands on the page about money that goes back. */
function refundAmount(lines: readonly string[]): string | null {
  return /^REFUND \D*([\d.]+)$/.exec(lines[0] ?? '')?.[1] ?? null;
}

function count(of: Map<string | null, number>, amount: string | null): void {
  of.set(amount, (of.get(amount) ?? 0) + 1);
}
