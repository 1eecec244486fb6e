/** The edge of `base64-text.ts` for what comes in: a pasted text into the sink. Damage is seen, not mended; nothing of the paste reaches the menu. */
import { createHash } from 'node:crypto';
import type { Cancel, Clock } from '../../link/link.ts';
import { cutLines, readTextLine, type TextLine } from './base64-text.ts';
import type { ByteSink, GiveUpCause, SinkAnswer, Transfer, TransferResult } from './transfer.ts';

/** A text that has not begun, or stopped in the middle, for this long. */
const START_MS = 90_000;
const SILENCE_MS = 30_000;
/** A paste that failed goes on coming: it has ended when nothing came for this long. */
const PASTE_OVER_MS = 2_000;
const QUIET_MS = 250;

/** Takes one file as text. Without a SHA-256 at its end it is kept all the same: nothing leaves the sink unverified. */
export function receiveAsText(sink: ByteSink, clock: Clock, ended: (result: TransferResult) => void): Transfer {
  return new TextReceiver(sink, clock, ended);
}

class TextReceiver implements Transfer {
  readonly #sink: ByteSink;
  readonly #clock: Clock;
  readonly #ended: (result: TransferResult) => void;
  readonly #hash = createHash('sha256');
  #rest = '';
  #lines = 0;
  #open = false;
  #statedBytes: number | null = null;
  #receivedBytes = 0;
  /** Not null: it has failed, and what still comes is dropped until the paste is over. */
  #failed: TransferResult | null = null;
  #over = false;
  #cancelTimer: Cancel;

  constructor(sink: ByteSink, clock: Clock, ended: (result: TransferResult) => void) {
    this.#sink = sink;
    this.#clock = clock;
    this.#ended = ended;
    this.#cancelTimer = clock.after(START_MS, () => this.#fail('never-started', 'no text came'));
  }

  bytes(chunk: Uint8Array): void {
    if (this.#over) return;
    const { lines, rest, interrupted, overlong } = cutLines(this.#rest, chunk);
    this.#rest = rest;
    if (interrupted) this.cancel();
    else if (overlong) this.#fail('noise', `line ${this.#lines + 1} is too long`);
    for (const line of lines) this.#take(readTextLine(line));
    if (this.#over || interrupted) return;
    const failed = this.#failed;
    if (failed === null) this.#wait(SILENCE_MS, () => this.#fail('silent', 'the text stopped'));
    else this.#wait(PASTE_OVER_MS, () => this.#end(failed));
  }

  lost(): void {
    this.#end({ kind: 'lost', files: 0 });
  }

  cancel(): void {
    if (!this.#over) this.#drop({ kind: 'cancelled', by: 'operator', files: 0 });
  }

  #take(line: TextLine): void {
    if (this.#over || line.kind === 'blank') return;
    if (this.#failed !== null) {
      if (line.kind === 'end') this.#end(this.#failed);
      return;
    }
    this.#lines += 1;
    if (line.kind === 'begin') this.#begin(line.name, line.sizeBytes);
    else if (line.kind === 'bytes') this.#append(line.bytes);
    else if (line.kind === 'end') this.#finish(line.sha256);
    else this.#fail('noise', `line ${this.#lines} is damaged`);
  }

  #begin(name: string, sizeBytes: number): void {
    if (this.#open) this.#fail('noise', `line ${this.#lines} begins a second file`);
    else {
      this.#statedBytes = sizeBytes;
      this.#openSink({ name, sizeBytes });
    }
  }

  #openSink(announced: { readonly name: string; readonly sizeBytes: number } | null): void {
    const answer = this.#sink.open(announced);
    this.#open = answer.taken;
    this.#failIfRefused(answer);
  }

  #append(bytes: Uint8Array): void {
    if (!this.#open) this.#openSink(null);
    if (!this.#open) return;
    this.#receivedBytes += bytes.length;
    this.#hash.update(bytes);
    this.#failIfRefused(this.#sink.append(bytes));
  }

  #finish(sha256: string | null): void {
    const stated = this.#statedBytes ?? this.#receivedBytes;
    if (!this.#open) this.#fail('incomplete', 'the text ended before it began');
    else if (this.#receivedBytes !== stated) this.#fail('incomplete', `${this.#receivedBytes} of ${stated} bytes came`);
    else if (sha256 !== null && this.#hash.digest('hex') !== sha256)
      this.#fail('noise', 'the text does not have the SHA-256 that it states');
    else {
      this.#open = false;
      const answer = this.#sink.finish();
      this.#failIfRefused(answer);
      if (answer.taken) this.#end({ kind: 'received', files: 1 });
    }
  }

  #failIfRefused(answer: SinkAnswer): void {
    if (!answer.taken) this.#fail('refused', answer.why);
  }

  #fail(cause: GiveUpCause, detail: string): void {
    if (this.#failed === null) this.#drop({ kind: 'given-up', cause, detail, files: 0 });
  }

  #drop(result: TransferResult): void {
    this.#failed = result;
    if (this.#open) this.#sink.discard();
    this.#open = false;
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
    if (this.#open) this.#sink.discard();
    this.#open = false;
    this.#ended(result);
  }
}
