/** Damaged messages by the hundred thousand, the same on every run: bytes changed, put in front, cut off. */

/** xorshift32: cheap, and its seed is the whole of its chance. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** @param goldens well-formed messages to damage; without any, arbitrary bytes up to `longest`. */
export function* mutations(
  count: number,
  goldens: readonly Uint8Array[],
  longest = 64,
  seed = 0x5eed,
): Generator<Uint8Array> {
  const below = chance(seed);
  for (let made = 0; made < count; made += 1) {
    const golden =
      goldens.length === 0 ? new Uint8Array(below(longest)).map(() => below(256)) : goldens[below(goldens.length)];
    const before = below(4) === 0 ? below(5) : 0;
    const bytes = new Uint8Array(before + (golden?.length ?? 0)).map(() => below(256));
    bytes.set(golden ?? [], before);
    for (let changes = below(6); changes > 0 && bytes.length > 0; changes -= 1) bytes[below(bytes.length)] = below(256);
    yield below(4) === 0 ? bytes.subarray(0, below(bytes.length + 1)) : bytes;
  }
}
