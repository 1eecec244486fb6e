/** What went over the wire, for people: card numbers masked, secrets left out, the oldest lines dropped (facts/acquirer §6). */
import type { Fields, Packet } from './codec.ts';
import { maskPan } from './ledger-lines.ts';

export interface WireLine {
  readonly at: string;
  readonly connection: number;
  readonly direction: 'request' | 'answer';
  readonly mti: string;
  readonly kind: string | null;
  readonly fields: Readonly<Record<string, string>>;
}

/** Tracks, PIN block, PIN security, chip data, payment code, keys: only their length is told. */
const SECRET = [35, 36, 52, 53, 55, 59, 62];
const CAPACITY = 2000;

export class WireLog {
  #lines: WireLine[] = [];

  add(at: string, connection: number, direction: WireLine['direction'], packet: Packet, kind: string | null): void {
    const { mti } = packet;
    this.#lines.push({ at, connection, direction, mti, kind, fields: maskedFields(mti, packet.fields) });
    if (this.#lines.length > CAPACITY) this.#lines = this.#lines.slice(-CAPACITY / 2);
  }

  /** The newest `count` lines, oldest first. */
  tail(count: number): readonly WireLine[] {
    return this.#lines.slice(-count);
  }
}

/** Fields by element number, fit to be shown. */
export function maskedFields(mti: string, fields: Fields): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [de, value] of fields) shown[de] = masked(mti, de, value);
  return shown;
}

function masked(mti: string, de: number, value: string): string {
  if (de === 2) return maskPan(value);
  if (SECRET.includes(de)) return `[${value.length}]`;
  // The records of an upload hold whole card numbers.
  if (de === 48 && mti === '0320' && value.length > 4) return `[${value.length}]`;
  if (de === 64) return Buffer.from(value, 'hex').toString('latin1');
  return value;
}
