/** The golden samples of both dialects, and what they were made with. */
import { createCipheriv } from 'node:crypto';
import { readTranscript, type TranscriptStep } from '../../wire/transcript.ts';

export const TMK = '89ABCDEF01234567FEDCBA9876543210';
export const MAK = '0123456789ABCDEF';
export const TPDU = '6000030000';
export const TID = '10000001';
export const MID = '898100000000001';
export const PAN = '6225880123456789';
export const TRACK2 = '6225880123456789=25121010000000000000';

export const unionpayCases = readTranscript(new URL('../../wire/acquirer/unionpay.wire', import.meta.url));
export const iso87Cases = readTranscript(new URL('../../wire/acquirer/iso87.wire', import.meta.url));

export function steps(cases: typeof unionpayCases, name: string): readonly TranscriptStep[] {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no golden sample is named ${name}`);
  return found.steps;
}

/** The bytes of one step: the `nth` that `from` sends in the case. */
export function golden(name: string, from: 'host' | 'device', nth = 0, cases = unionpayCases): Buffer {
  const step = steps(cases, name).filter((one) => one.from === from)[nth];
  if (step === undefined) throw new Error(`the golden sample ${name} has no ${from} step ${nth}`);
  return Buffer.from(step.bytes);
}

/** TPDU and application header in front of a UnionPay message, and the length in front of both. */
export const ENVELOPE_BYTES = 13;

/** UnionPay MAC written a second time, step by step from facts/acquirer §1.6, so that the driver's is not its own judge. */
export function unionpayMac(mak: string, data: Uint8Array): string {
  const key = Buffer.from(mak.repeat(3), 'hex');
  const encrypt = (block: Uint8Array): Buffer => {
    const cipher = createCipheriv('des-ede3', key, null).setAutoPadding(false);
    return Buffer.concat([cipher.update(block), cipher.final()]);
  };
  const folded = Buffer.alloc(8);
  for (const [i, byte] of data.entries()) folded[i % 8] = (folded[i % 8] ?? 0) ^ byte;
  const characters = Buffer.from(folded.toString('hex').toUpperCase());
  const first = encrypt(characters.subarray(0, 8));
  const second = encrypt(Buffer.from(first.map((byte, i) => byte ^ (characters[i + 8] ?? 0))));
  return second.toString('hex').toUpperCase().slice(0, 8);
}

/**
 * A golden UnionPay frame with some of its bytes changed; the MAC is made right again where the frame has one, unless told otherwise.
 * `find` and `put` are ISO 8859-1 or hex strings of equal length.
 */
export function altered(frame: Buffer, find: string | Buffer, put: string | Buffer, keepMac = false): Buffer {
  const from = typeof find === 'string' ? Buffer.from(find, 'latin1') : find;
  const to = typeof put === 'string' ? Buffer.from(put, 'latin1') : put;
  const at = frame.indexOf(from, ENVELOPE_BYTES);
  if (at < 0 || from.length !== to.length) throw new Error('nothing to alter');
  const out = Buffer.from(frame);
  out.set(to, at);
  const hasMac = ((out[ENVELOPE_BYTES + 2 + 7] ?? 0) & 1) === 1;
  if (hasMac && !keepMac) {
    const mac = unionpayMac(MAK, out.subarray(ENVELOPE_BYTES, out.length - 8));
    out.write(mac, out.length - 8, 'latin1');
  }
  return out;
}
