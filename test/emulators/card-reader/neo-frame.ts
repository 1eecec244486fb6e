/**
 * ID TECH NEO / ViVOpay protocol 2 framing, the reader's side (facts/peripherals §1b).
 *
 * `ViVOtech2\0`, command, sub-command (host) or status (reader), length MSB LSB, data, CRC-16/CCITT-FALSE over all before it:
 * LSB first from the host, MSB first from the reader.
 */
const header = Buffer.from('ViVOtech2\0', 'latin1');
const fixedBytes = header.length + 4;
const crcBytes = 2;
/** Largest data field that the reader accepts; beyond it the length is not believed. */
const maxDataBytes = 2048;

export interface NeoCommand {
  readonly command: number;
  readonly subCommand: number;
  readonly data: Uint8Array;
  readonly crcIsGood: boolean;
}

export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) !== 0 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

export function neoResponse(command: number, status: number, data: Uint8Array = new Uint8Array()): Buffer {
  const body = Buffer.concat([header, Uint8Array.of(command, status, data.length >> 8, data.length & 0xff), data]);
  const crc = crc16(body);
  return Buffer.concat([body, Uint8Array.of(crc >> 8, crc & 0xff)]);
}

/** Finds frames in what the host sends; anything else is counted and thrown away. */
export class NeoReceiver {
  #held: Buffer = Buffer.alloc(0);

  /** The commands that are complete now, and how many bytes belonged to none. */
  receive(bytes: Uint8Array): { commands: NeoCommand[]; strayBytes: number; tooLong: boolean } {
    this.#held = Buffer.concat([this.#held, bytes]);
    const commands: NeoCommand[] = [];
    let strayBytes = 0;
    let tooLong = false;
    for (;;) {
      const start = headerStart(this.#held);
      strayBytes += start;
      this.#held = this.#held.subarray(start);
      if (this.#held.length < fixedBytes) break;
      const length = this.#held.readUInt16BE(header.length + 2);
      if (length > maxDataBytes) {
        tooLong = true;
        this.#held = this.#held.subarray(1);
        continue;
      }
      const end = fixedBytes + length + crcBytes;
      if (this.#held.length < end) break;
      commands.push({
        command: this.#held[header.length] ?? 0,
        subCommand: this.#held[header.length + 1] ?? 0,
        data: Uint8Array.from(this.#held.subarray(fixedBytes, fixedBytes + length)),
        crcIsGood: crc16(this.#held.subarray(0, end - crcBytes)) === this.#held.readUInt16LE(end - crcBytes),
      });
      this.#held = this.#held.subarray(end);
    }
    return { commands, strayBytes, tooLong };
  }

  reset(): void {
    this.#held = Buffer.alloc(0);
  }
}

/** Where a header, or the beginning of one at the very end, starts. */
function headerStart(bytes: Buffer): number {
  const whole = bytes.indexOf(header);
  if (whole >= 0) return whole;
  for (let start = Math.max(0, bytes.length - header.length + 1); start < bytes.length; start++) {
    if (header.subarray(0, bytes.length - start).equals(bytes.subarray(start))) return start;
  }
  return bytes.length;
}

/** BER-TLV as the reader's answers use it: tag in hex, one or two length bytes. */
export function tlv(tagHex: string, value: Uint8Array): Buffer {
  const length = value.length < 0x80 ? [value.length] : [0x81, value.length];
  return Buffer.concat([Buffer.from(tagHex, 'hex'), Uint8Array.from(length), value]);
}

/** Reads TLVs of a command; null where they do not add up. */
export function readTlvs(data: Uint8Array): Map<string, Uint8Array> | null {
  const found = new Map<string, Uint8Array>();
  let at = 0;
  while (at < data.length) {
    const tagStart = at;
    // Long tags: low five bits all set, then bytes with the high bit set until one without.
    if (((data[at++] ?? 0) & 0x1f) === 0x1f) {
      while (((data[at] ?? 0) & 0x80) !== 0) at++;
      at++;
    }
    const tag = Buffer.from(data.subarray(tagStart, at)).toString('hex').toUpperCase();
    const length = data[at++];
    if (length === undefined || length >= 0x80 || at + length > data.length) return null;
    found.set(tag, data.subarray(at, at + length));
    at += length;
  }
  return found;
}
