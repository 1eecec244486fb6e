/** The edge of `base64-text.ts` for what goes out: a file as text, at the line's pace. Damage on the way is seen by its SHA-256, not mended. */
import { createHash } from 'node:crypto';
import type { Cancel, Clock } from '../../link/link.ts';
import { beginLine, bodyLines, endLine, LINE_BYTES } from './base64-text.ts';
import type { ByteSource, Transfer, TransferLine, TransferResult } from './transfer.ts';
import { ETX } from './wire.ts';

/** So much may wait in the line's queue; more would make Ctrl-C feel dead (facts/maintenance: 64 KiB are 68 s at 9600). */
const AHEAD_BYTES = 1_024;
const LOOK_EVERY_MS = 20;
/** What a terminal program holds back with Ctrl-S goes on by itself after this. */
const HOLD_MS = 60_000;
const XON = 0x11;
const XOFF = 0x13;
const READ_LINES = 8;

/** Writes the file as text. Ctrl-C on the line ends it, Ctrl-S holds it, Ctrl-Q or a minute lets it go on. */
export function sendAsText(
  source: ByteSource,
  line: TransferLine,
  clock: Clock,
  ended: (result: TransferResult) => void,
): Transfer {
  return new TextSender(source, line, clock, ended);
}

class TextSender implements Transfer {
  readonly #source: ByteSource;
  readonly #line: TransferLine;
  readonly #clock: Clock;
  readonly #ended: (result: TransferResult) => void;
  readonly #hash = createHash('sha256');
  #begun = false;
  #offset = 0;
  #heldUntilMs = 0;
  #over = false;
  #cancelTimer: Cancel;

  constructor(source: ByteSource, line: TransferLine, clock: Clock, ended: (result: TransferResult) => void) {
    this.#source = source;
    this.#line = line;
    this.#clock = clock;
    this.#ended = ended;
    this.#cancelTimer = clock.after(0, () => this.#go());
  }

  bytes(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (byte === XOFF) this.#heldUntilMs = this.#clock.nowMs() + HOLD_MS;
      if (byte === XON) this.#heldUntilMs = 0;
      if (byte === ETX) this.cancel();
    }
  }

  lost(): void {
    this.#end({ kind: 'lost', files: 0 });
  }

  cancel(): void {
    if (this.#over) return;
    this.#line.write(new TextEncoder().encode('\r\n=== CANCELLED\r\n'));
    this.#end({ kind: 'cancelled', by: 'operator', files: 0 });
  }

  /** Fills the line's queue up to its mark, then looks again. */
  #go(): void {
    while (!this.#over && this.#clock.nowMs() >= this.#heldUntilMs && this.#line.queuedBytes < AHEAD_BYTES)
      this.#next();
    if (!this.#over) this.#cancelTimer = this.#clock.after(LOOK_EVERY_MS, () => this.#go());
  }

  #next(): void {
    const { name, sizeBytes } = this.#source;
    if (!this.#begun) {
      this.#begun = true;
      this.#write(beginLine(name, sizeBytes));
    } else if (this.#offset < sizeBytes) this.#body();
    else {
      const sha256 = this.#hash.digest('hex');
      this.#write(endLine(name, sha256));
      this.#end({ kind: 'sent', files: [{ name, sizeBytes, sha256 }] });
    }
  }

  #body(): void {
    const { name, sizeBytes } = this.#source;
    const length = Math.min(READ_LINES * LINE_BYTES, sizeBytes - this.#offset);
    const bytes = this.#source.read(this.#offset, length);
    if (bytes?.length === length) {
      this.#hash.update(bytes);
      this.#offset += length;
      this.#write(bodyLines(bytes));
    } else {
      this.#end({ kind: 'given-up', cause: 'source-failed', detail: `${name} could not be read on`, files: 0 });
    }
  }

  #write(text: string): void {
    if (this.#line.write(new TextEncoder().encode(text)) === 'refused') this.#end({ kind: 'lost', files: 0 });
  }

  #end(result: TransferResult): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelTimer();
    this.#ended(result);
  }
}
