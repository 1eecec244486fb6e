/**
 * A technician with a laptop on the maintenance port: a dumb terminal that shows what comes and sends what is typed, and what a real line adds to it
 * (facts/maintenance): noise, flipped bits, lost bytes, pasted bursts, a cable that is pulled.
 */
import type { Verb } from '../control.ts';
import type { SerialModel, SerialWorld } from '../serial-shell.ts';
import { numberOf } from '../verb-arguments.ts';

/** Codes of the keys that a script names. */
const KEYS: Readonly<Record<string, string>> = {
  enter: '\r',
  'ctrl-c': '\x03',
  'ctrl-d': '\x04',
  'ctrl-s': '\x13',
  'ctrl-q': '\x11',
  up: '\x1b[A',
  backspace: '\x7f',
};

export class Technician implements SerialModel {
  readonly #world: SerialWorld;
  readonly #outlet: (bytes: Uint8Array) => void;
  readonly #decoder = new TextDecoder('utf-8');
  /** Every so many bytes one bit is flipped, or the byte is lost; 0: never. */
  #flipEvery = 0;
  #dropEvery = 0;
  #passed = 0;

  /** @param outlet where an attached terminal program reads. */
  constructor(world: SerialWorld, outlet: (bytes: Uint8Array) => void) {
    this.#world = world;
    this.#outlet = outlet;
  }

  readonly verbs: Record<string, Verb> = {
    /** Text and then Enter. */
    line: ({ text }) => this.#world.send(Buffer.from(`${String(text ?? '')}\r`, 'utf8')),
    /** Text without Enter, in one burst. */
    type: ({ text }) => this.#world.send(Buffer.from(String(text), 'utf8')),
    key: ({ name }) => {
      const code = KEYS[String(name)];
      if (code === undefined) throw new Error(`no key ${String(name)}; known: ${Object.keys(KEYS).join(' ')}`);
      this.#world.send(Buffer.from(code, 'latin1'));
    },
    hex: ({ bytes }) => this.#world.send(Buffer.from(String(bytes), 'hex')),
    /** `{ flipEvery, dropEvery }`, in both directions; 0 ends it. */
    damage: (args) => {
      this.#flipEvery = numberOf(args, 'flipEvery', 0);
      this.#dropEvery = numberOf(args, 'dropEvery', 0);
      this.#passed = 0;
    },
  };

  /** From the terminal. */
  receive(bytes: Uint8Array): void {
    const arrived = this.#damaged(bytes);
    this.#world.emit('shown', { text: this.#decoder.decode(arrived, { stream: true }) });
    this.#outlet(arrived);
  }

  /** From an attached terminal program. */
  typed(bytes: Uint8Array): void {
    this.#world.send(this.#damaged(bytes));
  }

  #damaged(bytes: Uint8Array): Uint8Array {
    if (this.#flipEvery === 0 && this.#dropEvery === 0) return bytes;
    const kept: number[] = [];
    for (const byte of bytes) {
      this.#passed += 1;
      if (this.#dropEvery > 0 && this.#passed % this.#dropEvery === 0) continue;
      const flips = this.#flipEvery > 0 && this.#passed % this.#flipEvery === 0;
      kept.push(flips ? byte ^ (1 << (this.#passed % 8)) : byte);
    }
    return Uint8Array.from(kept);
  }
}
