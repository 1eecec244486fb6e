/**
 * Frames of the PINpad 1000SE family (facts/peripherals §1c). Pure.
 *
 * `02 body 03 LRC` carries transactions, `0F body 0E LRC` administration; LRC is the XOR of all behind the first byte, the closing one
 * included. Single bytes answer a frame: 06 ACK, 15 NAK, 04 EOT. The LRC may be any byte, also 02, 03, 04, 06, 15: it is read by position.
 */

const STX = 0x02;
const ETX = 0x03;
const EOT = 0x04;
const ACK = 0x06;
const SO = 0x0e;
const SI = 0x0f;
const NAK = 0x15;

/** Field separators inside a body. */
export const SUB = '\x1a';
export const FS = '\x1c';
export const GS = '\x1d';
export const RS = '\x1e';

export type FrameGroup = 'transaction' | 'administration';
export type Control = 'ack' | 'nak' | 'eot';

export type PadWord =
  | { readonly kind: Control }
  /** `body` starts with the message id. It may be a PIN block: whoever takes it wipes it. */
  | { readonly kind: 'frame'; readonly group: FrameGroup; readonly body: Uint8Array }
  /** A frame that was begun and cannot be read: wrong LRC, cut off, too long. */
  | { readonly kind: 'damaged' };

/** The longest frame that a pad sends has 56 bytes (a text of 49); echoes of key loading are below 100. */
export const LONGEST_BODY = 128;

export function lrc(bytes: Uint8Array): number {
  return bytes.reduce((all, byte) => all ^ byte, 0);
}

/** A fresh buffer of its own, so that it can be wiped. `parts` are put one behind another without being joined as text first. */
export function encodeFrame(group: FrameGroup, ...parts: readonly string[]): Uint8Array {
  const frame = new Uint8Array(parts.reduce((length, part) => length + part.length, 3));
  frame[0] = group === 'transaction' ? STX : SI;
  let at = 1;
  for (const part of parts) for (let index = 0; index < part.length; index += 1) frame[at++] = part.charCodeAt(index);
  frame[at] = group === 'transaction' ? ETX : SO;
  frame[at + 1] = lrc(frame.subarray(1, at + 1));
  return frame;
}

export function encodeControl(control: Control): Uint8Array {
  return Uint8Array.of({ ack: ACK, nak: NAK, eot: EOT }[control]);
}

type Place =
  | { readonly in: 'between' }
  | { readonly in: 'body'; readonly group: FrameGroup }
  | { readonly in: 'lrc'; readonly group: FrameGroup }
  /** Behind a frame that was too long: its bytes are no controls. Ends with silence or with the next frame. */
  | { readonly in: 'rubbish' };

const BETWEEN: Place = { in: 'between' };

/**
 * Takes the pad's bytes in any portions. Bytes between frames that mean nothing are skipped. Holds at most `LONGEST_BODY` bytes and wipes
 * them when a frame ends.
 */
export class PadReader {
  readonly #body: Uint8Array;
  #length = 0;
  #place: Place = BETWEEN;

  /** @param body where an unfinished frame is kept; `LONGEST_BODY + 1` bytes. */
  constructor(body: Uint8Array = new Uint8Array(LONGEST_BODY + 1)) {
    this.#body = body;
  }

  /** Something has begun that time alone can end: call `giveUp` when nothing follows. */
  get unfinished(): boolean {
    return this.#place.in !== 'between';
  }

  /** Bytes held. */
  get pendingBytes(): number {
    return this.#length;
  }

  read(chunk: Uint8Array): PadWord[] {
    const words: PadWord[] = [];
    for (const byte of chunk) {
      const word = this.#take(byte);
      if (word !== null) words.push(word);
    }
    return words;
  }

  /** Nothing more has come: a frame that was begun is damaged. */
  giveUp(): PadWord[] {
    const cut = this.#place.in === 'body' || this.#place.in === 'lrc';
    this.forget();
    return cut ? [{ kind: 'damaged' }] : [];
  }

  /** Wipes an unfinished frame. */
  forget(): void {
    this.#body.fill(0, 0, this.#length);
    this.#length = 0;
    this.#place = BETWEEN;
  }

  #take(byte: number): PadWord | null {
    if (this.#place.in === 'lrc') return this.#finish(this.#place.group, byte);
    // A body never has these two: what stood before was cut off.
    if (byte === STX || byte === SI) {
      this.forget();
      this.#place = { in: 'body', group: byte === STX ? 'transaction' : 'administration' };
      return null;
    }
    if (this.#place.in === 'body') return this.#takeBody(this.#place.group, byte);
    return this.#place.in === 'between' ? controlOf(byte) : null;
  }

  #takeBody(group: FrameGroup, byte: number): PadWord | null {
    this.#body[this.#length++] = byte;
    if (byte === (group === 'transaction' ? ETX : SO)) {
      this.#place = { in: 'lrc', group };
      return null;
    }
    if (this.#length <= LONGEST_BODY) return null;
    this.forget();
    this.#place = { in: 'rubbish' };
    return { kind: 'damaged' };
  }

  #finish(group: FrameGroup, received: number): PadWord {
    const framed = this.#body.subarray(0, this.#length);
    const word: PadWord =
      lrc(framed) === received ? { kind: 'frame', group, body: framed.slice(0, -1) } : { kind: 'damaged' };
    this.forget();
    return word;
  }
}

function controlOf(byte: number): PadWord | null {
  if (byte === ACK) return { kind: 'ack' };
  if (byte === NAK) return { kind: 'nak' };
  return byte === EOT ? { kind: 'eot' } : null;
}
