/**
 * Working keys: where they lie in the sign-on's answer, how they are proven, who holds them (facts/acquirer §1.6, design §13).
 *
 * In `live` mode the keys are the PIN pad's, behind the same interface; a pad answers after a round trip on its line, so every question is asked
 * with the place for its answer. The software module, which answers at once, is for the simulated and the training mode.
 */
import { timingSafeEqual } from 'node:crypto';
import { checkValue, desDecrypt } from './des.ts';
import { type MacAlgorithm, macOf } from './mac.ts';

/** One key of the block. Offsets and lengths in bytes. */
export interface KeySlot {
  readonly at: number;
  /** Bytes of the field that are used, from its beginning: 8 or 16. */
  readonly use: 8 | 16;
  readonly checkValueAt: number;
}

/** One form of the key block in DE 62. Acquirers differ in offsets and in the key over the keys, so all of it is data. */
export interface KeyLayout {
  readonly blockBytes: number;
  readonly pin: KeySlot;
  readonly mac: KeySlot;
  readonly track: KeySlot | null;
  /** `whole`: under the TMK as long as it is. `left-half`: single DES under its first 8 bytes. */
  readonly wrappedUnder: 'whole' | 'left-half';
}

export type KeysLoaded =
  | { readonly loaded: true }
  /** Refused: nothing is kept, the terminal is not signed on. `why` names the slot, never a byte of a key. */
  | { readonly loaded: false; readonly why: string };

export type MacMade =
  | { readonly made: true; readonly mac: Uint8Array }
  /** `why` is for the technician: no key, no data. */
  | { readonly made: false; readonly why: string };

/** `done` is called once, at once or later; not at all after `close`. */
export interface SecurityModule {
  /** Whether a question can be answered now. */
  readonly ready: boolean;
  /** Takes the encrypted block of DE 62. All check values hold, or no key is kept, older ones included: the host has forgotten them. */
  loadWorkingKeys(block: Uint8Array, layouts: readonly KeyLayout[], done: (loaded: KeysLoaded) => void): void;
  /** Forgets the working keys: it is not known whether the host still has them. */
  dropWorkingKeys(): void;
  /** @throws Error when not signed on: a bug of the caller. */
  mac(data: Uint8Array, algorithm: MacAlgorithm, done: (made: MacMade) => void): void;
  readonly signedOn: boolean;
  /**
   * The PIN key as the host sent it, encrypted under the TMK, upper-case hex; null when not signed on, or where the keys are not wrapped
   * under the whole TMK. It is handed to the PIN pad, which has the same TMK and alone can decrypt it: this module only proves it.
   */
  readonly wrappedPinKeyHex: string | null;
  close(): void;
}

/** Offsets of facts §1.6 for keys of `bytes` each, one check value of four bytes behind each. */
function slots(pinBytes: 8 | 16, macFieldBytes: 8 | 16): { pin: KeySlot; mac: KeySlot; end: number } {
  const macAt = pinBytes + 4;
  return {
    pin: { at: 0, use: pinBytes, checkValueAt: pinBytes },
    // Of a 16-byte MAK field the first eight bytes are the key, and the check value is theirs (design §13).
    mac: { at: macAt, use: 8, checkValueAt: macAt + macFieldBytes },
    end: macAt + macFieldBytes + 4,
  };
}

const single = slots(8, 8);
const double = slots(16, 16);
const track: KeySlot = { at: double.end, use: 16, checkValueAt: double.end + 16 };

/** 24 bytes (60.3 = 001), 40 (003), 60 (004, with a track key). */
export const unionpayKeyLayouts: readonly KeyLayout[] = [
  { blockBytes: 24, pin: single.pin, mac: single.mac, track: null, wrappedUnder: 'whole' },
  { blockBytes: 40, pin: double.pin, mac: double.mac, track: null, wrappedUnder: 'whole' },
  { blockBytes: 60, pin: double.pin, mac: double.mac, track, wrappedUnder: 'whole' },
];

export interface SoftwareModuleOptions {
  /** Terminal master key, 8, 16 or 24 bytes as hex. */
  readonly tmkHex: string;
  readonly mode: 'simulated' | 'training';
}

/**
 * Keys in this process' memory: never for money.
 * @throws RangeError in any other mode than simulated and training, and on a key that is none.
 */
export function softwareModule(options: SoftwareModuleOptions): SecurityModule {
  if (options.mode !== 'simulated' && options.mode !== 'training') {
    throw new RangeError('keys in software are refused outside the simulated and the training mode');
  }
  if (!/^(?:[\dA-Fa-f]{16}){1,3}$/.test(options.tmkHex)) throw new RangeError('a TMK has 16, 32 or 48 hex digits');
  const tmk = Buffer.from(options.tmkHex, 'hex');
  let mak: Buffer | null = null;
  let wrappedPinKeyHex: string | null = null;

  function dropWorkingKeys(): void {
    mak?.fill(0);
    mak = null;
    wrappedPinKeyHex = null;
  }

  function load(block: Uint8Array, layouts: readonly KeyLayout[]): KeysLoaded {
    dropWorkingKeys();
    const layout = layouts.find((candidate) => candidate.blockBytes === block.length);
    if (layout === undefined) return { loaded: false, why: `no key layout for a block of ${block.length} bytes` };
    const wrapping = layout.wrappedUnder === 'whole' ? tmk : tmk.subarray(0, 8);
    const pin = unwrap(wrapping, block, layout.pin);
    const mac = unwrap(wrapping, block, layout.mac);
    const trackKey = layout.track === null ? null : unwrap(wrapping, block, layout.track);
    const wrong =
      pin === null ? 'PIN' : mac === null ? 'MAC' : layout.track !== null && trackKey === null ? 'track' : null;
    // The PIN and the track key are the PIN pad's business; here they are only proven.
    pin?.fill(0);
    trackKey?.fill(0);
    if (wrong === null) {
      mak = mac;
      const { at, use } = layout.pin;
      const wrapped = layout.wrappedUnder === 'whole' ? Buffer.from(block.subarray(at, at + use)) : null;
      wrappedPinKeyHex = wrapped === null ? null : wrapped.toString('hex').toUpperCase();
      return { loaded: true };
    }
    mac?.fill(0);
    return { loaded: false, why: `check value of the ${wrong} key differs` };
  }

  return {
    ready: true,
    loadWorkingKeys: (block, layouts, done) => done(load(block, layouts)),
    dropWorkingKeys,
    mac(data, algorithm, done) {
      if (mak === null) throw new Error('no working keys: sign on first');
      done({ made: true, mac: macOf(algorithm, mak, data) });
    },
    get signedOn() {
      return mak !== null;
    },
    get wrappedPinKeyHex() {
      return wrappedPinKeyHex;
    },
    close() {
      dropWorkingKeys();
      tmk.fill(0);
    },
  };
}

/** The key in a slot, or null where its check value does not prove it. */
function unwrap(wrapping: Uint8Array, block: Uint8Array, slot: KeySlot): Buffer | null {
  const key = desDecrypt(wrapping, block.subarray(slot.at, slot.at + slot.use));
  const claimed = block.subarray(slot.checkValueAt, slot.checkValueAt + 4);
  if (claimed.length === 4 && timingSafeEqual(checkValue(key), claimed)) return key;
  key.fill(0);
  return null;
}

/** For a profile without MACs and keys: nothing to ask for. */
export function noKeys(): SecurityModule {
  return {
    ready: true,
    loadWorkingKeys: (_block, _layouts, done) => done({ loaded: false, why: 'this profile has no keys' }),
    dropWorkingKeys: () => undefined,
    mac: (_data, _algorithm, done) => done({ made: false, why: 'this profile has no keys' }),
    signedOn: false,
    wrappedPinKeyHex: null,
    close: () => undefined,
  };
}
