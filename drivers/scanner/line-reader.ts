/** Cuts characters into codes at their suffix. Holds one unfinished code at the most. */

/** More than a full PDF417 holds. */
export const LONGEST_CODE = 4096;
const SUFFIXES = new Set([0x0d, 0x0a, 0x09, 0x03, 0x00]);

export class LineReader {
  readonly #buffer = new Uint8Array(LONGEST_CODE);
  #length = 0;
  /** The current code is longer than any real one: the rest of it, up to its suffix, goes too. */
  #overlong = false;

  get started(): boolean {
    return this.#length > 0 || this.#overlong;
  }

  /** Of a code that has not ended yet. */
  get pendingBytes(): number {
    return this.#length;
  }

  /** @returns the codes completed by `bytes`; a suffix on its own completes none. */
  read(bytes: Iterable<number>): readonly Uint8Array[] {
    const codes: Uint8Array[] = [];
    for (const byte of bytes) {
      if (SUFFIXES.has(byte)) {
        if (this.#length > 0) codes.push(this.#buffer.slice(0, this.#length));
        this.forget();
      } else if (this.#length === LONGEST_CODE) {
        this.forget();
        this.#overlong = true;
      } else if (!this.#overlong) {
        this.#buffer[this.#length] = byte;
        this.#length += 1;
      }
    }
    return codes;
  }

  forget(): void {
    this.#length = 0;
    this.#overlong = false;
  }
}
