/** NV graphics: kept over power cycles, named by two key codes 20–7E (APG p.217–245). */
import type { Bitmap } from './tape.ts';

export const nvCapacityBytes = 256 * 1024;

export class NvGraphics {
  #images = new Map<string, Bitmap>();
  #writes = 0;

  /** How often the memory has been written; flash wears out (ten times a day at most, says the manual). */
  get writes(): number {
    return this.#writes;
  }
  /** In the order of definition. */
  get keys(): readonly string[] {
    return [...this.#images.keys()];
  }
  get freeBytes(): number {
    return [...this.#images.values()].reduce((free, image) => free - image.bytes.length - 8, nvCapacityBytes);
  }

  get(key: string): Bitmap | undefined {
    return this.#images.get(key);
  }
  /** @returns false if there is no room for it. */
  define(key: string, image: Bitmap): boolean {
    const kept = this.#images.get(key);
    if (image.bytes.length + 8 > this.freeBytes + (kept === undefined ? 0 : kept.bytes.length + 8)) return false;
    this.#images.delete(key);
    this.#images.set(key, image);
    this.#writes += 1;
    return true;
  }
  remove(key: string): void {
    if (this.#images.delete(key)) this.#writes += 1;
  }
  removeAll(): void {
    this.#images.clear();
    this.#writes += 1;
  }
}
