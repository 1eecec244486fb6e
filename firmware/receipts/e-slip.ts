/**
 * 电子小票: a slip small enough for a QR code, signed by the terminal, good as evidence while there is no paper and for ever after (requirements
 * D10, D13). Anybody with the terminal's public key can check it; nothing in it is secret.
 *
 * 49 bytes: version 1, TID 8, time 4 (seconds since 1970), kind 1, amount 5, currency 2 (ISO 4217, BCD), authorisation code 6, RRN 12, last four
 * digits 2 (BCD, F: not known), first 8 bytes of the hash of the approval in the journal; then an Ed25519 signature over them, 64 bytes. As text: `TP1:` and
 * base45 (RFC 9285), so that a QR code takes 5½ bits a character.
 */
import type { MoneyKind } from '../../storage/facts.ts';

export interface ESlip {
  readonly tid: string;
  /** Epoch milliseconds, whole seconds. */
  readonly atMs: number;
  readonly kind: MoneyKind;
  readonly amountMinor: number;
  /** Three digits, ISO 4217. */
  readonly currencyNumber: string;
  readonly authCode: string | null;
  readonly rrn: string | null;
  /** `*` where the reader has not shown the digit. */
  readonly lastFour: string;
  /** Sixteen hex digits. */
  readonly entryHash: string;
}

const VERSION = 1;
const PREFIX = 'TP1:';
const SIGNATURE_BYTES = 64;
export const E_SLIP_BYTES = 49;
/** By their byte; new ones go to the end, since older slips are read for ever. */
const KINDS: readonly MoneyKind[] = [
  'sale',
  'void',
  'refund',
  'preauth',
  'preauthCancel',
  'completion',
  'completionAdvice',
  'completionCancel',
];

/** What is signed. */
export function encodeESlip(slip: ESlip): Uint8Array {
  const amount = BigInt(slip.amountMinor);
  return Uint8Array.of(
    VERSION,
    ...ascii(slip.tid, 8),
    ...bigEndian(BigInt(Math.floor(slip.atMs / 1000)), 4),
    KINDS.indexOf(slip.kind),
    ...bigEndian(amount, 5),
    ...fromHex(slip.currencyNumber.padStart(4, '0')),
    ...ascii(slip.authCode ?? '', 6),
    ...ascii(slip.rrn ?? '', 12),
    ...fromHex(slip.lastFour.replaceAll('*', 'f')),
    ...fromHex(slip.entryHash),
  );
}

/** @param signature 64 bytes over `signed` */
export function eSlipText(signed: Uint8Array, signature: Uint8Array): string {
  return PREFIX + base45(Uint8Array.of(...signed, ...signature));
}

export interface ReadESlip {
  readonly slip: ESlip;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/** Null where the text is no slip of this kind. Says nothing about its signature. */
export function readESlip(text: string): ReadESlip | null {
  const compact = text.trim();
  const bytes = compact.startsWith(PREFIX) ? fromBase45(compact.slice(PREFIX.length)) : null;
  if (bytes === null || bytes.length !== E_SLIP_BYTES + SIGNATURE_BYTES || bytes[0] !== VERSION) return null;
  const signed = bytes.slice(0, E_SLIP_BYTES);
  const kind = KINDS[bytes[13] ?? -1];
  if (kind === undefined) return null;
  const word = (from: number, length: number) => String.fromCharCode(...bytes.slice(from, from + length)).trimEnd();
  const number = (from: number, length: number) => Number.parseInt(toHex(bytes.slice(from, from + length)), 16);
  const slip: ESlip = {
    tid: word(1, 8),
    atMs: number(9, 4) * 1000,
    kind,
    amountMinor: number(14, 5),
    currencyNumber: toHex(bytes.slice(19, 21)).slice(1),
    authCode: word(21, 6) || null,
    rrn: word(27, 12) || null,
    lastFour: toHex(bytes.slice(39, 41)).replaceAll('f', '*'),
    entryHash: toHex(bytes.slice(41, 49)),
  };
  return { slip, signed, signature: bytes.slice(E_SLIP_BYTES) };
}

/** Six digits to be read out with the RRN where no code can be shown; from the signature, so that nobody can make them up. */
export function readOutDigits(signature: Uint8Array): string {
  return String(Number.parseInt(toHex(signature.slice(0, 6)), 16) % 1_000_000).padStart(6, '0');
}

function ascii(text: string, length: number): readonly number[] {
  return Array.from(text.padEnd(length).slice(0, length), (character) => character.charCodeAt(0) & 0x7f);
}

function bigEndian(value: bigint, length: number): readonly number[] {
  return Array.from({ length }, (_, i) => Number((value >> BigInt(8 * (length - 1 - i))) & 0xffn));
}

function fromHex(hex: string): readonly number[] {
  return (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

function base45(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    const isPair = i + 1 < bytes.length;
    let value = isPair ? (bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0) : (bytes[i] ?? 0);
    for (let digit = 0; digit < (isPair ? 3 : 2); digit++) {
      text += ALPHABET[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

/** Null where the text is not base45. */
function fromBase45(text: string): Uint8Array | null {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 3) {
    const digits = Array.from(text.slice(i, i + 3), (character) => ALPHABET.indexOf(character));
    if (digits.length < 2 || digits.includes(-1)) return null;
    const value = digits.reduceRight((sum, digit) => sum * 45 + digit, 0);
    if (digits.length === 3 && value <= 0xffff) bytes.push(value >> 8, value & 0xff);
    else if (digits.length === 2 && value <= 0xff) bytes.push(value);
    else return null;
  }
  return Uint8Array.from(bytes);
}
