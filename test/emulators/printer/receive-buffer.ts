/**
 * The receive buffer and its thresholds (T88III p.23; facts/printer.md §1.8): 4 KB is full at 128 free bytes or less and
 * released at 256 (or 138); 45 bytes are full at 16 and released at 26. A byte that finds no room is thrown away.
 */
export class ReceiveBuffer {
  readonly #bytes: Uint8Array;
  readonly #fullAtFree: number;
  readonly #releaseAtFree: number;
  #head = 0;
  #length = 0;
  #full = false;

  constructor(capacityBytes: 4096 | 45, releaseAtFreeBytes: 256 | 138) {
    this.#bytes = new Uint8Array(capacityBytes);
    this.#fullAtFree = capacityBytes === 45 ? 16 : 128;
    this.#releaseAtFree = capacityBytes === 45 ? 26 : releaseAtFreeBytes;
  }

  get length(): number {
    return this.#length;
  }
  get freeBytes(): number {
    return this.#bytes.length - this.#length;
  }
  /** "Buffer full" with its hysteresis. */
  get full(): boolean {
    return this.#full;
  }

  /** @returns false if there was no room and the byte is lost. */
  put(byte: number): boolean {
    if (this.freeBytes === 0) return false;
    this.#bytes[(this.#head + this.#length) % this.#bytes.length] = byte;
    this.#length += 1;
    this.#watch();
    return true;
  }

  take(): number | undefined {
    if (this.#length === 0) return undefined;
    const byte = this.#bytes[this.#head];
    this.#head = (this.#head + 1) % this.#bytes.length;
    this.#length -= 1;
    this.#watch();
    return byte;
  }

  /** What the next bytes would be, without taking them. */
  peek(count: number): number[] {
    return Array.from(
      { length: Math.min(count, this.#length) },
      (_, i) => this.#bytes[(this.#head + i) % this.#bytes.length] ?? 0,
    );
  }

  clear(): void {
    this.#length = 0;
    this.#full = false;
  }

  #watch(): void {
    if (this.freeBytes <= this.#fullAtFree) this.#full = true;
    else if (this.freeBytes >= this.#releaseAtFree) this.#full = false;
  }
}
