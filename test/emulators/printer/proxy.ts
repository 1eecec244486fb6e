/**
 * A LAN or USB bridge that answers GS ( H, DLE EOT, GS r and GS a by itself, at once and always "fine", without asking the
 * printer behind it (facts/printer.md §1.10, "proxies that lie"). What the printer says is not passed on.
 */
type Rule = {
  readonly pattern: readonly (number | null)[];
  readonly answer: (seen: readonly number[]) => readonly number[];
};

const fine = (n: number): number => (n === 1 ? 0x16 : 0x12);

const rules: readonly Rule[] = [
  { pattern: [0x10, 0x04, null], answer: (seen) => [fine(seen[2] ?? 0)] },
  { pattern: [0x1d, 0x72, null], answer: () => [0x00] },
  { pattern: [0x1d, 0x61, null], answer: (seen) => (seen[2] === 0 ? [] : [0x14, 0x00, 0x00, 0x0f]) },
  {
    pattern: [0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, null, null, null, null],
    answer: (seen) => [0x37, 0x22, ...seen.slice(7), 0x00],
  },
];
const longest = Math.max(...rules.map((rule) => rule.pattern.length));

export class LyingProxy {
  readonly #send: (bytes: Uint8Array) => void;
  #seen: number[] = [];

  constructor(send: (bytes: Uint8Array) => void) {
    this.#send = send;
  }

  /** Looks at what passes towards the printer. */
  watch(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.#seen.push(byte);
      if (this.#seen.length > longest) this.#seen.shift();
      const rule = rules.find(({ pattern }) => this.#endsWith(pattern));
      if (rule === undefined) continue;
      const answer = rule.answer(this.#seen.slice(-rule.pattern.length));
      this.#seen = [];
      if (answer.length > 0) this.#send(Uint8Array.from(answer));
    }
  }

  #endsWith(pattern: readonly (number | null)[]): boolean {
    const from = this.#seen.length - pattern.length;
    return from >= 0 && pattern.every((byte, i) => byte === null || byte === this.#seen[from + i]);
  }
}
