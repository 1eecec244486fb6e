/**
 * ID TECH NEO / ViVOpay protocol 2 (facts/peripherals §1b). Pure.
 *
 * `ViVOtech2\0` command sub-command|status length(BE) data CRC-16/CCITT-FALSE over all before it: least significant byte first towards the
 * reader, most significant first from it. The manual's tables disagree with each other; its byte samples do not.
 */

const HEADER = Uint8Array.from('ViVOtech2\0', (character) => character.charCodeAt(0));
const BEFORE_DATA = HEADER.length + 4;
const CRC_BYTES = 2;
/** The longest answer is an EMV transaction with all its tags. */
const LONGEST_DATA = 4096;

export interface NeoFrame {
  readonly command: number;
  readonly status: number;
  readonly data: Uint8Array;
}

export const NEO = {
  activate: { command: 0x02, sub: 0x40 },
  cancel: { command: 0x05, sub: 0x01 },
  ping: { command: 0x18, sub: 0x01 },
  bootNotice: 0x14,
} as const;

export const NEO_STATUS = {
  ok: 0x00,
  timeout: 0x08,
  userInterfaceEvent: 0x0e,
  requestOnline: 0x23,
} as const;

export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1)
      crc = (crc & 0x8000) !== 0 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

export function encodeNeo(
  { command, sub }: { readonly command: number; readonly sub: number },
  data: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const frame = new Uint8Array(BEFORE_DATA + data.length + CRC_BYTES);
  frame.set(HEADER);
  frame.set([command, sub, data.length >> 8, data.length & 0xff], HEADER.length);
  frame.set(data, BEFORE_DATA);
  const crc = crc16(frame.subarray(0, -CRC_BYTES));
  frame.set([crc & 0xff, crc >> 8], frame.length - CRC_BYTES);
  return frame;
}

/**
 * Data of Activate Transaction: time-out and, for chip cards, amount (9F02), type (9C = purchase) and currency (5F2A).
 * @throws RangeError for an amount of more than twelve digits or a currency that is not three.
 */
export function activateData(
  timeoutSeconds: number,
  request: { amountMinor: number; currencyNumeric: string } | null,
): Uint8Array {
  if (request === null) return Uint8Array.of(timeoutSeconds);
  const amount = String(request.amountMinor).padStart(12, '0');
  if (!/^\d{12}$/.test(amount)) throw new RangeError('an amount has at most twelve digits');
  if (!/^\d{3}$/.test(request.currencyNumeric)) throw new RangeError('a currency is three digits');
  return Uint8Array.of(
    timeoutSeconds,
    ...[0x9f, 0x02, 0x06, ...packed(amount)],
    ...[0x9c, 0x01, 0x00],
    ...[0x5f, 0x2a, 0x02, ...packed(`0${request.currencyNumeric}`)],
  );
}

function packed(digits: string): number[] {
  return (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

/** Finds frames in a stream; what is no frame (the boot text, half a frame, a wrong CRC) is skipped up to the next header. */
export class NeoReader {
  #pending = new Uint8Array(0);
  #skippedBytes = 0;

  get pendingBytes(): number {
    return this.#pending.length;
  }

  /** Bytes so far that belonged to no frame. */
  get skippedBytes(): number {
    return this.#skippedBytes;
  }

  read(chunk: Uint8Array): NeoFrame[] {
    const bytes = new Uint8Array(this.#pending.length + chunk.length);
    bytes.set(this.#pending);
    bytes.set(chunk, this.#pending.length);
    const frames: NeoFrame[] = [];
    let at = 0;
    for (;;) {
      const start = nextHeader(bytes, at);
      this.#skippedBytes += start - at;
      at = start;
      const rest = bytes.subarray(at);
      if (rest.length < BEFORE_DATA) break;
      const length = ((rest[12] ?? 0) << 8) | (rest[13] ?? 0);
      const total = BEFORE_DATA + length + CRC_BYTES;
      if (length <= LONGEST_DATA && rest.length < total) break;
      const frame = length <= LONGEST_DATA ? readFrame(rest.subarray(0, total)) : null;
      if (frame !== null) frames.push(frame);
      if (frame === null) this.#skippedBytes += 1;
      at += frame === null ? 1 : total;
    }
    this.forget();
    this.#pending = bytes.slice(at);
    bytes.fill(0);
    return frames;
  }

  /** Wipes an unfinished frame. */
  forget(): void {
    this.#pending.fill(0);
    this.#pending = new Uint8Array(0);
  }
}

function readFrame(frame: Uint8Array): NeoFrame | null {
  const crc = crc16(frame.subarray(0, -CRC_BYTES));
  if (frame.at(-2) !== crc >> 8 || frame.at(-1) !== (crc & 0xff)) return null;
  return { command: frame[10] ?? 0, status: frame[11] ?? 0, data: frame.slice(BEFORE_DATA, -CRC_BYTES) };
}

/** The position of the next header, or of what could become one at the end. */
function nextHeader(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at += 1) {
    if (HEADER.every((byte, index) => at + index >= bytes.length || bytes[at + index] === byte)) return at;
  }
  return bytes.length;
}
