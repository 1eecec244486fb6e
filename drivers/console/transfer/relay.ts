/**
 * ZMODEM by a program of its own (`sz` of lrzsz): its bytes are relayed between it and the line. The program is started by whoever hands it in;
 * this file knows only that it reads, writes and ends.
 */
import type { Cancel, Clock } from '../../link/link.ts';
import type { SentFile, Transfer, TransferLine, TransferResult } from './transfer.ts';
import { CANCEL, ETX } from './wire.ts';

export interface RelayedEvents {
  bytes(chunk: Uint8Array): void;
  /** At most once, nothing follows. `code` null: it was killed or could not be started. */
  ended(code: number | null): void;
}

/** A running program on its standard input and output. */
export interface RelayedProgram {
  write(bytes: Uint8Array): void;
  /** It may not write on until `resume`; what it has written already may still come. */
  pause(): void;
  resume(): void;
  kill(): void;
}

export type StartProgram = (events: RelayedEvents) => RelayedProgram;

/** So much may wait in the line's queue: the program must not run ahead of a slow line. */
const AHEAD_BYTES = 4_096;
const LOOK_EVERY_MS = 10;
/** The peer's terminal program has not started a download, or has stopped speaking. `sz` itself waits longer. */
const SILENCE_MS = 60_000;
const QUIET_MS = 250;

/**
 * Relays until the program ends. Exit code 0 is its word that the peer has confirmed every file.
 * @param files what the program was told to send, for the result
 */
export function sendByProgram(
  start: StartProgram,
  files: readonly SentFile[],
  line: TransferLine,
  clock: Clock,
  ended: (result: TransferResult) => void,
): Transfer {
  return new Relay(start, files, line, clock, ended);
}

class Relay implements Transfer {
  readonly #program: RelayedProgram;
  readonly #files: readonly SentFile[];
  readonly #line: TransferLine;
  readonly #clock: Clock;
  readonly #ended: (result: TransferResult) => void;
  #heard = false;
  /** Ctrl-C in a row, with nothing between. */
  #interrupts = 0;
  /** The result, once it stands; it is told when the line is quiet. */
  #result: TransferResult | null = null;
  #over = false;
  #cancelTimer: Cancel = () => {};
  #cancelLook: Cancel = () => {};

  constructor(
    start: StartProgram,
    files: readonly SentFile[],
    line: TransferLine,
    clock: Clock,
    ended: (result: TransferResult) => void,
  ) {
    this.#files = files;
    this.#line = line;
    this.#clock = clock;
    this.#ended = ended;
    this.#program = start({ bytes: (chunk) => this.#relay(chunk), ended: (code) => this.#programEnded(code) });
    this.#wait(SILENCE_MS, () => this.#silent());
  }

  bytes(chunk: Uint8Array): void {
    if (this.#over) return;
    if (this.#result !== null) {
      this.#settle(this.#result);
      return;
    }
    const interrupt = chunk.every((byte) => byte === ETX);
    this.#interrupts = interrupt ? this.#interrupts + chunk.length : 0;
    // Before the start a person waits; later one 03 may be noise.
    if (interrupt && (!this.#heard || this.#interrupts >= 2)) this.cancel();
    else {
      this.#heard ||= !interrupt;
      this.#wait(SILENCE_MS, () => this.#silent());
      this.#program.write(chunk);
    }
  }

  lost(): void {
    this.#end({ kind: 'lost', files: 0 });
  }

  cancel(): void {
    this.#leave({ kind: 'cancelled', by: 'operator', files: 0 });
  }

  #relay(chunk: Uint8Array): void {
    if (this.#over || this.#result !== null) return;
    if (this.#line.write(chunk) === 'refused') this.lost();
    else if (this.#line.queuedBytes >= AHEAD_BYTES) {
      this.#program.pause();
      this.#look();
    }
  }

  #look(): void {
    if (this.#over) return;
    if (this.#line.queuedBytes < AHEAD_BYTES) this.#program.resume();
    else this.#cancelLook = this.#clock.after(LOOK_EVERY_MS, () => this.#look());
  }

  #programEnded(code: number | null): void {
    if (this.#over || this.#result !== null) return;
    const detail = `the program ended with ${code === null ? 'a signal, or did not start' : `code ${code}`}`;
    this.#settle(
      code === 0 ? { kind: 'sent', files: this.#files } : { kind: 'given-up', cause: 'tool-failed', detail, files: 0 },
    );
  }

  #silent(): void {
    const cause = this.#heard ? 'silent' : 'never-started';
    const detail = this.#heard ? 'the peer is silent' : 'the peer did not start a download';
    this.#leave({ kind: 'given-up', cause, detail, files: 0 });
  }

  /** The peer's program is told. */
  #leave(result: TransferResult): void {
    if (this.#over || this.#result !== null) return;
    this.#program.kill();
    this.#line.write(CANCEL);
    this.#settle(result);
  }

  /** What the peer still says passes before the menu has the line back. */
  #settle(result: TransferResult): void {
    this.#result = result;
    this.#wait(QUIET_MS, () => this.#end(result));
  }

  #wait(ms: number, then: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(ms, then);
  }

  #end(result: TransferResult): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelTimer();
    this.#cancelLook();
    this.#program.kill();
    this.#ended(result);
  }
}
