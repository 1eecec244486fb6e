/** What every decision of the host stands on: the books, the keys, the time, numbers. */
import { openKeys, type WorkingKeys } from './keys.ts';
import type { Ledger } from './ledger.ts';
import type { LedgerLineBody } from './ledger-lines.ts';

export interface Clock {
  /** Milliseconds from an arbitrary origin; never goes back. */
  nowMs(): number;
  after(delayMs: number, run: () => void): () => void;
}

export interface HostTime {
  /** ISO 8601, UTC. */
  readonly iso: string;
  /** Local to the host: hhmmss, MMDD, and YDDDHH for the reference number. */
  readonly time: string;
  readonly date: string;
  readonly dayAndHour: string;
}

export interface BankOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Epoch milliseconds at which `clock.nowMs()` was 0. */
  readonly epochAtZeroMs: number;
  /** The host's time zone; 480 is China. */
  readonly utcOffsetMinutes: number;
  readonly random: (bytes: number) => Uint8Array;
}

export class Bank {
  readonly ledger: Ledger;
  readonly random: (bytes: number) => Uint8Array;
  readonly #options: BankOptions;
  readonly #tmks = new Map<string, Uint8Array>();
  readonly #opened = new Map<string, { readonly de62: string; readonly keys: WorkingKeys }>();
  #serial: number;

  constructor(options: BankOptions) {
    this.#options = options;
    this.ledger = options.ledger;
    this.random = options.random;
    this.#serial = options.ledger.highestSerial;
  }

  now(): HostTime {
    const epochMs = this.#options.epochAtZeroMs + this.#options.clock.nowMs();
    const local = new Date(epochMs + this.#options.utcOffsetMinutes * 60_000);
    const iso = local.toISOString();
    const yearStartMs = Date.UTC(local.getUTCFullYear(), 0, 1);
    const day = Math.floor((local.getTime() - yearStartMs) / 86_400_000) + 1;
    return {
      iso: new Date(epochMs).toISOString(),
      time: iso.slice(11, 19).replaceAll(':', ''),
      date: iso.slice(5, 7) + iso.slice(8, 10),
      dayAndHour: `${iso.slice(3, 4)}${String(day).padStart(3, '0')}${iso.slice(11, 13)}`,
    };
  }

  book(body: LedgerLineBody): void {
    this.ledger.book(this.now().iso, body);
  }

  /** A number that no transaction of this ledger has. */
  nextSerial(): number {
    this.#serial += 1;
    return this.#serial;
  }

  setTmk(tid: string, tmk: Uint8Array): void {
    this.#tmks.set(tid, tmk);
  }
  tmkOf(tid: string): Uint8Array | null {
    return this.#tmks.get(tid) ?? null;
  }

  /** The working keys of a terminal that has signed on, else null. */
  keysOf(tid: string): WorkingKeys | null {
    const working = this.ledger.terminals.get(tid)?.workingKeys;
    const tmk = this.tmkOf(tid);
    if (!working || !tmk) return null;
    const cached = this.#opened.get(tid);
    if (cached?.de62 === working.de62) return cached.keys;
    const keys = openKeys(tmk, working.form, working.de62);
    this.#opened.set(tid, { de62: working.de62, keys });
    return keys;
  }
}
