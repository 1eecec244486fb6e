/** ISO 8583:1987 as a way to speak to the host, in any of its encodings. */
import { Buffer } from 'node:buffer';
import { hex } from '../codec.ts';
import type { WireDialect } from '../dialect.ts';
import { decodeIso87, encodeIso87, type Iso87Encoding, iso87Framing } from './codec.ts';
import { fromHostForm, toHostForm } from './translation.ts';

export function iso87Dialect(encoding: Iso87Encoding): WireDialect {
  const framing = iso87Framing(encoding.length);
  const mtiBytes = encoding.digits === 'ascii' ? 4 : 2;
  return {
    name: 'iso87',
    framing,
    mtiAt: framing.headBytes,
    bytesUpToMti: framing.headBytes + mtiBytes,
    mtiOf: (packet) => {
      const mti = packet.subarray(framing.headBytes, framing.headBytes + mtiBytes);
      return encoding.digits === 'ascii' ? Buffer.from(mti).toString('latin1') : hex(mti);
    },
    decode: (packet, bank) => {
      const decoded = decodeIso87(encoding, packet.subarray(framing.headBytes), framing.headBytes);
      return decoded.ok ? { ok: true, packet: toHostForm(decoded.message, bank) } : decoded;
    },
    encode: (answer, request) => {
      const body = encodeIso87(encoding, fromHostForm(answer, request));
      return Buffer.concat([framing.head(body.length), body]);
    },
  };
}
