/** Frames of the pad as answers to what was asked (facts/peripherals §1c; PP791 manual PM0103-U pages 50, 204, 211, 222, 245). Pure. */
import { meaningOfMacError, meaningOfPinError, REFUSALS, selfTestFaults } from './faults.ts';
import type { Want } from './job.ts';
import type { PinEntered, PinPadEvent, PinPadKey, PinScheme, SelfTest } from './pin-pad.ts';
import type { FrameGroup } from './wire.ts';

export interface Refusal {
  readonly code: string;
  readonly meaning: string;
}

export type Answer =
  /** The exchange is done; the request goes on. */
  | { readonly kind: 'passed' }
  | { readonly kind: 'self-test'; readonly selfTest: SelfTest }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The request is done. */
  | { readonly kind: 'outcome'; readonly event: PinPadEvent };

/** @returns what `body` says to somebody who wants `want`; null where it is no answer to that. */
export function readAnswer(want: Want, group: FrameGroup, body: Uint8Array): Answer | null {
  switch (want.kind) {
    case 'ack':
    case 'clear':
      return null;
    case 'prompt':
      return group === 'transaction' && startsWith(body, 'Z2') ? readStatus(body, REFUSALS.noPrompt) : null;
    case 'key-slot':
      return group === 'administration' && startsWith(body, '08') ? readStatus(body, REFUSALS.noKeySlot) : null;
    case 'self-test':
      if (group !== 'administration' || !startsWith(body, '16') || !/^\d{1,3}$/.test(textFrom(body, 2))) return null;
      return { kind: 'self-test', selfTest: { faults: selfTestFaults(textFrom(body, 2)) } };
    case 'pin':
      return group === 'transaction' && startsWith(body, '71') ? readPin(want.exchange, want.scheme, body) : null;
    case 'mac':
      return group === 'transaction' && startsWith(body, 'Z67') ? readMac(want.exchange, want.last, body) : null;
    case 'key':
      return group === 'transaction' && startsWith(body, 'Z43') ? readKey(want.exchange, body) : null;
    case 'text':
      return group === 'transaction' && startsWith(body, 'Z51') ? readText(want.exchange, body) : null;
  }
}

function readStatus(body: Uint8Array, refusal: Refusal): Answer {
  return body.length === 3 && body[2] === DIGIT_0 ? { kind: 'passed' } : { kind: 'refused', refusal };
}

const KEYS: ReadonlyMap<string, PinPadKey> = new Map([
  ...([...'0123456789'] as PinPadKey[]).map((digit): [string, PinPadKey] => [digit, digit]),
  ['A', 'f1'],
  ['B', 'f2'],
  ['C', 'f3'],
  ['*', 'cancel'],
  ['#', 'enter'],
  ['/', 'clear'],
]);

function readKey(exchange: string, body: Uint8Array): Answer {
  const code = textFrom(body, 3);
  if (code === '?') return { kind: 'outcome', event: { type: 'pinPad.timedOut', exchange } };
  const key = KEYS.get(code);
  if (key === undefined) return { kind: 'refused', refusal: REFUSALS.malformed };
  return { kind: 'outcome', event: { type: 'pinPad.keyPressed', exchange, key } };
}

/** `Z67` status [MAC of sixteen hex digits]; PM0103-U page 234. */
function readMac(exchange: string, last: boolean, body: Uint8Array): Answer {
  const status = textFrom(body.subarray(0, 4), 3);
  if (status === '1' && !last && body.length === 4) return { kind: 'passed' };
  if (status === '0' && last && body.length === 4 + MAC_DIGITS) {
    const mac = packed(body.subarray(4));
    if (mac !== null) return { kind: 'outcome', event: { type: 'pinPad.macMade', exchange, mac } };
  }
  if (status === '0' || status === '1' || body.length !== 4) return { kind: 'refused', refusal: REFUSALS.malformed };
  return { kind: 'refused', refusal: { code: status, meaning: meaningOfMacError(status) } };
}

/** @returns the MAC that `body` tells (`Z67`, status 0), as it stands there; null where it tells none. */
export function macOf(group: FrameGroup, body: Uint8Array): string | null {
  if (group !== 'transaction' || !startsWith(body, 'Z670') || body.length !== 4 + MAC_DIGITS) return null;
  return textFrom(body, 4).toUpperCase();
}

/** As the pad writes bytes. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
}

function readText(exchange: string, body: Uint8Array): Answer {
  const text = textFrom(body, 3);
  if (!/^[\x20-\x7e]{0,49}$/.test(text)) return { kind: 'refused', refusal: REFUSALS.malformed };
  return { kind: 'outcome', event: { type: 'pinPad.textEntered', exchange, text } };
}

const DIGIT_0 = 0x30;
const POINT = 0x2e;
const BLOCK_DIGITS = 16;
const MAC_DIGITS = 16;
const KSN_DIGITS = 20;
const SHORTEST_KSN_DIGITS = 10;

/** The block is taken from the bytes themselves: it is never a string, which could not be wiped. */
function readPin(exchange: string, scheme: PinScheme['kind'], body: Uint8Array): Answer {
  if (body.length === 3) {
    const code = textFrom(body, 2);
    return { kind: 'refused', refusal: { code, meaning: meaningOfPinError(code, scheme) } };
  }
  return scheme === 'dukpt' ? readDukptPin(exchange, body) : readMasterSessionPin(exchange, body);
}

/** @returns the KSN of a PIN with DUKPT, twenty hex digits, upper case; null where `body` is none. */
export function ksnOf(group: FrameGroup, body: Uint8Array): string | null {
  if (group !== 'transaction' || !startsWith(body, '710')) return null;
  const ksn = textFrom(body.subarray(0, -BLOCK_DIGITS), 3).toUpperCase();
  const fits = ksn.length >= SHORTEST_KSN_DIGITS && ksn.length <= KSN_DIGITS && /^[0-9A-F]+$/.test(ksn);
  return fits ? ksn.padStart(KSN_DIGITS, 'F') : null;
}

/** `710` KSN block. The pad strips the KSN's leading F; after message 7A1 it sends all twenty digits. */
function readDukptPin(exchange: string, body: Uint8Array): Answer {
  const ksn = ksnOf('transaction', body);
  const block = ksn === null ? null : packed(body.subarray(-BLOCK_DIGITS));
  if (ksn === null || block === null) return { kind: 'refused', refusal: REFUSALS.malformed };
  return { kind: 'outcome', event: pinEntered(exchange, block, ksn) };
}

/** `71.0` length `01` block. */
function readMasterSessionPin(exchange: string, body: Uint8Array): Answer {
  const head = textFrom(body.subarray(0, 8), 3);
  if (body[2] !== POINT || body.length !== 8 + BLOCK_DIGITS || !/^0(?:00|0[4-9]|1[0-2])01$/.test(head))
    return { kind: 'refused', refusal: REFUSALS.malformed };
  if (head === '00001') return { kind: 'refused', refusal: REFUSALS.emptyPin };
  const block = packed(body.subarray(8));
  if (block === null) return { kind: 'refused', refusal: REFUSALS.malformed };
  return { kind: 'outcome', event: pinEntered(exchange, block, null) };
}

function pinEntered(exchange: string, pinBlock: Uint8Array, ksn: string | null): PinEntered {
  const event = { type: 'pinPad.pinEntered', exchange, ksn } as const;
  return Object.defineProperty(event, 'pinBlock', { value: pinBlock, enumerable: false }) as PinEntered;
}

/** Sixteen hex digits as eight bytes; null where one is none. */
function packed(digits: Uint8Array): Uint8Array | null {
  const bytes = new Uint8Array(digits.length / 2);
  for (const [index, code] of digits.entries()) {
    const digit = hexDigit(code);
    if (digit === null) {
      bytes.fill(0);
      return null;
    }
    bytes[index >> 1] = ((bytes[index >> 1] ?? 0) << 4) | digit;
  }
  return bytes;
}

function hexDigit(code: number): number | null {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const upper = code & 0xdf;
  return upper >= 0x41 && upper <= 0x46 ? upper - 0x37 : null;
}

function startsWith(body: Uint8Array, id: string): boolean {
  return [...id].every((character, index) => body[index] === character.charCodeAt(0));
}

function textFrom(body: Uint8Array, from: number): string {
  return String.fromCharCode(...body.subarray(from));
}
