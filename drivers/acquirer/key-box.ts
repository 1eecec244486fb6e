/**
 * Keys that never leave a box: a security module over a device that can do one thing, a MAC by ISO 9797-1 algorithm 3 under a double-length key
 * that is handed to it encrypted under its own master key (facts/acquirer §1.6: PIN and MAC keys live in the PED). No key is in clear here.
 *
 * That one thing is enough. With K‖K it is the CBC-MAC under K (X9.9). Of one block b under L‖R it is E_L(D_R(E_L(b))), TDES of that block: of
 * eight zeros, the check value; of UnionPay's two blocks, one after the other, its ECB MAC, whose folding needs no key.
 */
import { xor8 } from './des.ts';
import type { KeyLayout, KeySlot, KeysLoaded, MacMade, SecurityModule } from './keys.ts';
import { type MacAlgorithm, unionpayBlocks, unionpayField } from './mac.ts';

export interface KeyBox {
  readonly ready: boolean;
  /** @param wrappedKeyHex 32 hex digits, both halves under the box's master key. `done` is called once, at once or later. */
  algorithm3(wrappedKeyHex: string, data: Uint8Array, done: (made: MacMade) => void): void;
}

interface Working {
  readonly macKeyHex: string;
  /** Both halves are the same: a single-length key. */
  readonly isSingle: boolean;
  readonly pinKeyHex: string;
}

export function boxedKeys(box: KeyBox): SecurityModule {
  let working: Working | null = null;
  /** Keys that are being proven when they are dropped, or others come, are nobody's. */
  let loading = 0;

  const drop = (): void => {
    working = null;
    loading += 1;
  };

  function load(block: Uint8Array, layouts: readonly KeyLayout[], done: (loaded: KeysLoaded) => void): void {
    drop();
    const mine = loading;
    const layout = layouts.find((candidate) => candidate.blockBytes === block.length);
    const why = whyNot(layout, block);
    if (layout === undefined || why !== null) {
      done({ loaded: false, why: why ?? '' });
      return;
    }
    const { pin, mac, track } = layout;
    const slots: (readonly [name: string, slot: KeySlot])[] = [
      ['PIN', pin],
      ['MAC', mac],
      ...(track === null ? [] : [['track', track] as const]),
    ];
    proveAll(box, block, slots, (loaded) => {
      if (mine !== loading) return;
      if (loaded.loaded) {
        const pinKeyHex = hex(block.subarray(pin.at, pin.at + pin.use));
        working = { macKeyHex: wrappedHex(block, mac), isSingle: mac.use === 8, pinKeyHex };
      }
      done(loaded);
    });
  }

  return {
    get ready() {
      return box.ready;
    },
    loadWorkingKeys: load,
    dropWorkingKeys: drop,
    mac(data, algorithm, done) {
      if (working === null) throw new Error('no working keys: sign on first');
      macIn(box, working, algorithm, data, done);
    },
    get signedOn() {
      return working !== null;
    },
    get wrappedPinKeyHex() {
      return working?.pinKeyHex ?? null;
    },
    close: drop,
  };
}

/** Null: the box can open keys that lie so. */
function whyNot(layout: KeyLayout | undefined, block: Uint8Array): string | null {
  if (layout === undefined) return `no key layout for a block of ${block.length} bytes`;
  return layout.wrappedUnder === 'whole' ? null : 'keys under half of the master key cannot be opened by the PIN pad';
}

/** One after the other; ends with the first that is wrong. */
function proveAll(
  box: KeyBox,
  block: Uint8Array,
  slots: readonly (readonly [name: string, slot: KeySlot])[],
  done: (loaded: KeysLoaded) => void,
): void {
  const [first, ...rest] = slots;
  if (first === undefined) {
    done({ loaded: true });
    return;
  }
  const [name, slot] = first;
  box.algorithm3(wrappedHex(block, slot), new Uint8Array(8), (made) => {
    const claimed = hex(block.subarray(slot.checkValueAt, slot.checkValueAt + 4));
    if (!made.made) done({ loaded: false, why: `the ${name} key could not be proven: ${made.why}` });
    else if (claimed.length === 8 && hex(made.mac.subarray(0, 4)) === claimed) proveAll(box, block, rest, done);
    else done({ loaded: false, why: `check value of the ${name} key differs` });
  });
}

function macIn(
  box: KeyBox,
  { macKeyHex, isSingle }: Working,
  algorithm: MacAlgorithm,
  data: Uint8Array,
  done: (made: MacMade) => void,
): void {
  if (algorithm === 'x9.9' && !isSingle) throw new RangeError('X9.9 has a MAC key of 8 bytes');
  if (algorithm === 'x9.19' && isSingle) throw new RangeError('X9.19 has a MAC key of 16 bytes');
  if (algorithm === 'unionpay-ecb') unionpayIn(box, macKeyHex, data, done);
  else box.algorithm3(macKeyHex, data, done);
}

function unionpayIn(box: KeyBox, macKeyHex: string, data: Uint8Array, done: (made: MacMade) => void): void {
  const [left, right] = unionpayBlocks(data);
  box.algorithm3(macKeyHex, left, (first) => {
    if (!first.made) done(first);
    else
      box.algorithm3(macKeyHex, xor8(first.mac, right), (last) =>
        done(last.made ? { made: true, mac: unionpayField(last.mac) } : last),
      );
  });
}

/** A single-length key K as K‖K. */
function wrappedHex(block: Uint8Array, { at, use }: KeySlot): string {
  const key = hex(block.subarray(at, at + use));
  return use === 8 ? key + key : key;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}
