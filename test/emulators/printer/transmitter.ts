/**
 * What the printer sends: status bytes, ASB frames and Header…NUL blocks at the line's speed, with XON/XOFF slipping in
 * between the bytes (APG p.217, p.395), and everything a back channel does wrong (facts/printer.md §1.5, §1.10).
 */
import type { Clock } from '../clock.ts';
import type { Emit } from './settings.ts';

export type AnswerKind =
  | 'process-id' // 37 22, priority 1 of the untransmitted responses
  | 'offline-response' // 37 23, priority 2
  | 'clear-response' // 37 25, priority 3
  | 'block' // any other Header…NUL
  | 'asb'
  | 'real-time'
  | 'byte';

interface Answer {
  readonly kind: AnswerKind;
  readonly bytes: readonly number[];
}

const priority = (kind: AnswerKind): number =>
  kind === 'process-id' ? 1 : kind === 'offline-response' ? 2 : kind === 'clear-response' ? 3 : 0;
const isBlock = (kind: AnswerKind): boolean => priority(kind) > 0 || kind === 'block';

/** More real-time answers than this waiting, and the next is missed ("at most 4 back to back", P60). */
const maxRealTimeWaiting = 4;

export interface TransmitterOptions {
  readonly baud: number;
  readonly newestIdOnly: boolean;
  readonly staleAnswers: boolean;
  /** Grade D: the wire is not connected. */
  readonly connected: boolean;
}

export class Transmitter {
  readonly #clock: Clock;
  readonly #options: TransmitterOptions;
  readonly #send: (bytes: Uint8Array) => void;
  readonly #emit: Emit;
  #queue: Answer[] = [];
  /** The answer on the wire and how many of its bytes have left. */
  #current: Answer | null = null;
  #sent = 0;
  #handshake: number[] = [];
  #timer: (() => void) | null = null;
  #previous: Answer | null = null;
  #stale: boolean;
  #muted = false;
  #lateMs = 0;
  #split = false;
  #splitWaiting: number[] = [];
  #powerCycles = 0;
  #coalesceMs = 0;
  #coalesced: number[] = [];
  #out: number[] = [];
  #pumping = false;
  #lineFreeAtMs = 0;
  /** The last look found nothing to send. */
  #isQuiet = true;

  /** A block that made ASB void is through. */
  onBlockSent: () => void = () => {};

  constructor(clock: Clock, options: TransmitterOptions, send: (bytes: Uint8Array) => void, emit: Emit) {
    this.#clock = clock;
    this.#options = options;
    this.#stale = options.staleAnswers;
    this.#send = send;
    this.#emit = emit;
  }

  /** While a block is being sent, ASB and real-time commands are void. */
  get sendingBlock(): boolean {
    return this.#current !== null && isBlock(this.#current.kind);
  }

  /** An answer of this kind is on the wire or waits for it. */
  isWaitingWith(kind: AnswerKind): boolean {
    return this.#current?.kind === kind || this.#queue.some((answer) => answer.kind === kind);
  }

  answer(kind: AnswerKind, bytes: readonly number[]): void {
    if (!this.#options.connected || this.#muted) return;
    let next: Answer | null = { kind, bytes };
    if (this.#stale) {
      next = this.#previous;
      this.#previous = { kind, bytes };
    } else this.#previous = next;
    if (next === null) return;
    const ready = next;
    if (this.#lateMs === 0) {
      this.#enqueue(ready);
      return;
    }
    const powerCycles = this.#powerCycles;
    this.#clock.after(this.#lateMs, () => {
      if (powerCycles === this.#powerCycles) this.#enqueue(ready);
    });
  }

  /** XON or XOFF: goes before anything that waits, in the middle of a frame if need be. */
  handshake(byte: 0x11 | 0x13): void {
    if (!this.#options.connected || this.#muted) return;
    this.#handshake.push(byte);
    this.#pump();
  }

  /** Bytes that no printer would send. */
  garbage(bytes: readonly number[]): void {
    this.#out.push(...bytes);
    this.#flush();
  }

  setMuted(on: boolean): void {
    this.#muted = on;
  }
  setLateMs(ms: number): void {
    this.#lateMs = ms;
  }
  /** Each byte leaves in a piece of its own. */
  setSplit(on: boolean): void {
    this.#split = on;
  }
  /** Everything said within `ms` leaves in one piece; 0 = off. */
  setCoalesceMs(ms: number): void {
    this.#coalesceMs = ms;
    if (ms === 0) this.#release();
  }
  /** From now on each answer is the one before; switched off, the last one held comes out. */
  setStale(on: boolean): void {
    if (this.#stale && !on && this.#previous !== null) this.#enqueue(this.#previous);
    this.#stale = on;
  }

  powerOff(): void {
    this.#powerCycles += 1;
    this.#splitWaiting = [];
    this.#queue = [];
    this.#current = null;
    this.#handshake = [];
    this.#coalesced = [];
    this.#previous = null;
    this.#timer?.();
    this.#timer = null;
    this.#isQuiet = true;
  }

  #enqueue(answer: Answer): void {
    const rank = priority(answer.kind);
    if (answer.kind === 'real-time' && this.#queue.filter((a) => a.kind === 'real-time').length >= maxRealTimeWaiting) {
      this.#emit('real-time-missed', { hex: hex(answer.bytes) });
      return;
    }
    if (answer.kind === 'process-id' && this.#options.newestIdOnly) {
      this.#queue = this.#queue.filter((a) => a.kind !== 'process-id');
    }
    // "When another is stored, the latest offline response only" (APG p.431).
    if (answer.kind === 'offline-response') this.#queue = this.#queue.filter((a) => a.kind !== 'offline-response');
    const later = rank > 0 ? this.#queue.findIndex((a) => priority(a.kind) > rank) : -1;
    if (later < 0) this.#queue.push(answer);
    else this.#queue.splice(later, 0, answer);
    this.#pump();
  }

  #pump(): void {
    if (this.#timer !== null || this.#pumping) return;
    this.#pumping = true;
    const msPerByte = this.#options.baud > 0 ? 10_000 / this.#options.baud : 0;
    const nowMs = this.#clock.nowMs();
    if (this.#isQuiet) this.#lineFreeAtMs = Math.max(this.#lineFreeAtMs, nowMs);
    // A timer that comes late finds several bytes due: the rate holds on a clock of whole milliseconds too.
    while (this.#lineFreeAtMs <= nowMs + 1e-9 || msPerByte === 0) {
      const byte = this.#nextByte();
      this.#isQuiet = byte === undefined;
      if (byte === undefined) break;
      this.#out.push(byte);
      this.#lineFreeAtMs += msPerByte;
    }
    this.#pumping = false;
    this.#flush();
    if (this.#isQuiet) return;
    this.#timer = this.#clock.after(this.#lineFreeAtMs - nowMs, () => {
      this.#timer = null;
      this.#pump();
    });
  }

  #nextByte(): number | undefined {
    const signal = this.#handshake.shift();
    if (signal !== undefined) return signal;
    if (this.#current !== null && this.#sent >= this.#current.bytes.length) {
      const wasBlock = isBlock(this.#current.kind);
      this.#current = null;
      if (wasBlock) this.onBlockSent();
    }
    if (this.#current === null) {
      this.#current = this.#queue.shift() ?? null;
      this.#sent = 0;
    }
    const byte = this.#current?.bytes[this.#sent];
    this.#sent += 1;
    return byte;
  }

  #flush(): void {
    const bytes = this.#out;
    if (bytes.length === 0) return;
    this.#out = [];
    if (this.#coalesceMs > 0) {
      if (this.#coalesced.length === 0) this.#clock.after(this.#coalesceMs, () => this.#release());
      this.#coalesced.push(...bytes);
    } else if (this.#split) {
      this.#splitWaiting.push(...bytes);
      if (this.#splitWaiting.length === bytes.length) this.#sendOne();
    } else this.#send(Uint8Array.from(bytes));
  }

  /** A millisecond between the bytes, or the host's kernel would put them together again. */
  #sendOne(): void {
    const byte = this.#splitWaiting.shift();
    if (byte === undefined) return;
    this.#send(Uint8Array.of(byte));
    if (this.#splitWaiting.length > 0) this.#clock.after(1, () => this.#sendOne());
  }

  #release(): void {
    const bytes = this.#coalesced;
    this.#coalesced = [];
    if (bytes.length > 0) this.#send(Uint8Array.from(bytes));
  }
}

export const hex = (bytes: readonly number[] | Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
