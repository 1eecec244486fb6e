/** Clear card data in buffers of its own: handed over once, wiped on demand (promise 5). */
import type { ClearCard } from './card-reader.ts';

export interface ClearParts {
  readonly pan: Uint8Array;
  /** YYMM; null where the card has none. */
  readonly expiry: Uint8Array | null;
  /** Between the sentinels. */
  readonly track2: Uint8Array | null;
  readonly track3: Uint8Array | null;
}

/** Copies `parts`; the caller wipes its own. `expiry` of what is taken is empty where the card has none. */
export function clearCard(parts: ClearParts): ClearCard {
  const own = [parts.pan, parts.expiry, parts.track2, parts.track3].map((part) =>
    part === null ? null : new Uint8Array(part),
  );
  let state: 'held' | 'taken' | 'wiped' = 'held';
  const wipe = (): void => {
    for (const part of own) part?.fill(0);
  };
  return {
    take() {
      if (state !== 'held') throw new Error(`the card's data has been ${state} already`);
      state = 'taken';
      const [pan, expiry, track2, track3] = own.map((part) => (part === null ? null : String.fromCharCode(...part)));
      wipe();
      return { pan: pan ?? '', expiry: expiry ?? '', track2: track2 ?? null, track3: track3 ?? null };
    },
    wipe() {
      if (state === 'held') state = 'wiped';
      wipe();
    },
  };
}
