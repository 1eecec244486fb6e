/** What the host needs of a way to speak to it: packets in a stream, bytes ↔ the form in which the host decides (that of the UnionPay terminal dialect). */
import type { Bank } from './bank.ts';
import {
  type Decoded,
  type DecodedPacket,
  decodePacket,
  encodePacket,
  hex,
  LONGEST_PACKET_BYTES,
  type Packet,
  SHORTEST_PACKET_BYTES,
} from './codec.ts';

export interface Framing {
  /** Bytes of the length header. */
  readonly headBytes: number;
  /** Bytes behind the header; null where the header is none. */
  bodyBytes(head: Uint8Array): number | null;
  readonly shortestBytes: number;
  readonly longestBytes: number;
  /** The header for so many bytes. */
  head(bodyBytes: number): Uint8Array;
}

export interface WireDialect {
  readonly name: 'unionpay' | 'iso87';
  readonly framing: Framing;
  /** Where the MTI of a packet begins and ends, length header included. */
  readonly mtiAt: number;
  readonly bytesUpToMti: number;
  /** The MTI of a packet of which at least `bytesUpToMti` bytes are there. */
  mtiOf(packet: Uint8Array): string;
  /** Never throws. */
  decode(packet: Uint8Array, bank: Bank): Decoded;
  /** The answer as this dialect carries it. */
  encode(answer: Packet, request: DecodedPacket): Uint8Array;
}

const MTI_AT = 13;
const BYTES_UP_TO_MTI = 15;

/** facts/acquirer §1.1: LEN counts what follows it. */
export const unionpayDialect: WireDialect = {
  name: 'unionpay',
  framing: {
    headBytes: 2,
    bodyBytes: (head) => ((head[0] ?? 0) << 8) | (head[1] ?? 0),
    shortestBytes: SHORTEST_PACKET_BYTES,
    longestBytes: LONGEST_PACKET_BYTES,
    head: (bodyBytes) => Uint8Array.of(bodyBytes >> 8, bodyBytes & 0xff),
  },
  mtiAt: MTI_AT,
  bytesUpToMti: BYTES_UP_TO_MTI,
  mtiOf: (packet) => hex(packet.subarray(MTI_AT, BYTES_UP_TO_MTI)),
  decode: (packet) => decodePacket(packet),
  encode: (answer) => encodePacket(answer),
};
