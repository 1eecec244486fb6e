/**
 * A terminal made by hand for these tests: it builds and takes apart frames with its own small table (facts/acquirer §1.1, §1.3, §1.6)
 * and shares nothing with the emulator's codec.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Acquirer, type AcquirerOptions } from '../../emulators/acquirer/acquirer.ts';
import type { Connection } from '../../emulators/acquirer/connection.ts';
import { acquirerVerbs } from '../../emulators/acquirer/verbs.ts';

export const TID = '10000001';
export const MID = '898100000000001';
export const TMK = '0123456789ABCDEFFEDCBA9876543210';
export const PAN = '4761739001010010';
/** What the emulator's dice give: every key byte comes from here, in order. MAK first 8 bytes as in the known answers. */
export const PIK16 = 'A1B3C4D6E5F7089BB0C1D3E5F60718A1';
export const MAK = '0123456789ABCDEF';

/** `digits a fixed number has`, or L2/L3 = length prefix; n digits, t text, b bytes. */
const TABLE: Record<number, [format: 'n' | 't' | 'b', shape: number | 'L2' | 'L3']> = {
  2: ['n', 'L2'],
  3: ['n', 6],
  4: ['n', 12],
  11: ['n', 6],
  12: ['n', 6],
  13: ['n', 4],
  14: ['n', 4],
  15: ['n', 4],
  22: ['n', 3],
  23: ['n', 3],
  25: ['n', 2],
  26: ['n', 2],
  32: ['n', 'L2'],
  35: ['n', 'L2'],
  37: ['t', 12],
  38: ['t', 6],
  39: ['t', 2],
  41: ['t', 8],
  42: ['t', 15],
  44: ['t', 'L2'],
  48: ['n', 'L3'],
  49: ['t', 3],
  52: ['b', 8],
  53: ['n', 16],
  54: ['t', 'L3'],
  60: ['n', 'L3'],
  61: ['n', 'L3'],
  62: ['b', 'L3'],
  63: ['t', 'L3'],
  64: ['b', 8],
};

export type FieldValues = Record<number, string>;

/** MTI, bitmap and fields in hex. */
export function message(mti: string, fields: FieldValues): string {
  const present = Object.keys(fields).map(Number);
  const bits = Array.from({ length: 64 }, (_, i) => (present.includes(i + 1) ? '1' : '0')).join('');
  const bitmap = BigInt(`0b${bits}`).toString(16).padStart(16, '0');
  const body = present.map((de) => element(de, fields[de] ?? '')).join('');
  return (mti + bitmap + body).toUpperCase();
}

function element(de: number, value: string): string {
  const [format, shape] = TABLE[de] ?? ['n', 0];
  const length = format === 'b' ? value.length / 2 : value.length;
  const prefix = typeof shape === 'number' ? '' : String(length).padStart(shape === 'L2' ? 2 : 4, '0');
  if (format === 't') return prefix + Buffer.from(value, 'latin1').toString('hex');
  if (format === 'b' || length % 2 === 0) return prefix + value;
  // A fixed odd number stands to the right; DE 22 and everything with a length to the left.
  return de === 22 || prefix !== '' ? `${prefix}${value}0` : `0${value}`;
}

export function framed(messageHex: string, tpdu = '6000030000', header = '603100310000'): Uint8Array {
  const body = Buffer.from(tpdu + header + messageHex, 'hex');
  return Buffer.concat([Buffer.from([body.length >> 8, body.length & 255]), body]);
}

/** With `mak`, DE 64 is added. */
export function frame(mti: string, fields: FieldValues, mak: string | null = null): Uint8Array {
  if (mak === null) return framed(message(mti, fields));
  const unsigned = message(mti, { ...fields, 64: '0000000000000000' }).slice(0, -16);
  return framed(unsigned + Buffer.from(ecbMac(mak, unsigned), 'latin1').toString('hex'));
}

export function des(keyHex: string, hex: string, direction: 'encrypt' | 'decrypt' = 'encrypt'): string {
  const key = Buffer.from(keyHex.length === 16 ? keyHex.repeat(3) : keyHex + keyHex.slice(0, 16), 'hex');
  const make = direction === 'encrypt' ? createCipheriv : createDecipheriv;
  const cipher = make('des-ede3', key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.from(hex, 'hex')), cipher.final()])
    .toString('hex')
    .toUpperCase();
}

/** facts/acquirer §1.6, spelled with big integers. */
export function ecbMac(mak: string, messageHex: string): string {
  const padded = messageHex.padEnd(Math.ceil(messageHex.length / 16) * 16, '0');
  const blocks = padded.match(/.{16}/g) ?? [];
  const sum = blocks.reduce((all, block) => all ^ BigInt(`0x${block}`), 0n);
  const spelled = Buffer.from(sum.toString(16).padStart(16, '0').toUpperCase(), 'latin1').toString('hex');
  const left = BigInt(`0x${des(mak, spelled.slice(0, 16))}`) ^ BigInt(`0x${spelled.slice(16)}`);
  return des(mak, left.toString(16).padStart(16, '0')).slice(0, 8);
}

export interface Answered {
  readonly tpdu: string;
  readonly header: string;
  readonly mti: string;
  readonly fields: FieldValues;
  /** MTI up to DE 63. */
  readonly covered: string;
}

/** Takes one frame apart. @throws Error if bytes are left or missing */
export function read(bytes: Uint8Array): Answered {
  const hex = Buffer.from(bytes).toString('hex').toUpperCase();
  if (Number.parseInt(hex.slice(0, 4), 16) * 2 !== hex.length - 4) throw new Error('LEN does not fit');
  const bits = BigInt(`0x${hex.slice(30, 46)}`)
    .toString(2)
    .padStart(64, '0');
  let at = 46;
  const take = (count: number): string => {
    at += count;
    if (at > hex.length) throw new Error('short');
    return hex.slice(at - count, at);
  };
  const fields: FieldValues = {};
  let covered = hex.slice(26);
  for (let de = 1; de <= 64; de++) {
    if (bits[de - 1] !== '1') continue;
    if (de === 64) covered = hex.slice(26, at);
    const [format, shape] = TABLE[de] ?? fail(`DE ${de}`);
    const length = typeof shape === 'number' ? shape : Number(take(shape === 'L2' ? 2 : 4));
    if (format === 'n') {
      const digits = take(length + (length % 2));
      fields[de] = typeof shape === 'number' && de !== 22 ? digits.slice(-length) : digits.slice(0, length);
    } else fields[de] = format === 'b' ? take(length * 2) : Buffer.from(take(length * 2), 'hex').toString('latin1');
  }
  if (at !== hex.length) throw new Error('bytes left');
  return { tpdu: hex.slice(4, 14), header: hex.slice(14, 26), mti: hex.slice(26, 30), fields, covered };
}

function fail(what: string): never {
  throw new Error(what);
}

export function macText(answer: Answered): string | null {
  const mac = answer.fields[64];
  return mac === undefined ? null : Buffer.from(mac, 'hex').toString('latin1');
}

/** Virtual time. */
export class HandClock {
  #now = 0;
  #timers: { at: number; run: () => void }[] = [];
  nowMs(): number {
    return this.#now;
  }
  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = end;
  }
}

/** 2026-11-21 18:30:45 in China. */
export const EPOCH_MS = Date.UTC(2026, 10, 21, 10, 30, 45);

export interface HandLine {
  readonly connection: Connection;
  /** Every write, as it came. */
  readonly writes: Uint8Array[];
  closed: 'end' | 'reset' | null;
}

/** What the verb `ledger` returns, as far as the tests look. */
export interface LedgerShown {
  readonly transactions: readonly Record<string, unknown>[];
  readonly batches: readonly Record<string, unknown>[];
  readonly isConsistent: boolean;
}

export interface World {
  readonly acquirer: Acquirer;
  readonly clock: HandClock;
  readonly events: Record<string, unknown>[];
  readonly line: HandLine;
  connect(): HandLine;
  verb(name: string, args?: Record<string, unknown>): unknown;
  /** Sends and takes what came back at once; null if nothing did. */
  ask(bytes: Uint8Array, line?: HandLine): Answered | null;
  /** Sends signed with the MAK. @throws Error without an answer */
  money(mti: string, fields: FieldValues): Answered;
  sale(stan: string, amountMinor: number, batch?: string): Answered;
  /** Of the card in use. */
  balance(): number;
  ledger(): LedgerShown;
  /** Signs on with double-length keys; from then on `money` signs with the MAK. */
  signOn(): Answered;
}

export function world(options: Partial<AcquirerOptions> = {}): World {
  const clock = new HandClock();
  const events: Record<string, unknown>[] = [];
  const acquirer = new Acquirer({
    clock,
    epochAtZeroMs: EPOCH_MS,
    random: (bytes) => (bytes === 8 ? Buffer.from(MAK, 'hex') : Buffer.from(PIK16, 'hex').subarray(0, bytes)),
    tid: TID,
    mid: MID,
    tmk: Buffer.from(TMK, 'hex'),
    emit: (event, fields) => events.push({ event, ...fields }),
    ...options,
  });
  const verbs = acquirerVerbs(acquirer);
  const connect = (): HandLine => {
    const writes: Uint8Array[] = [];
    const line: { connection: Connection; writes: Uint8Array[]; closed: 'end' | 'reset' | null } = {
      writes,
      closed: null,
      connection: acquirer.connect({
        write: (bytes) => writes.push(bytes),
        close: (how) => {
          line.closed = how;
        },
      }),
    };
    return line;
  };
  const line = connect();
  const ask = (bytes: Uint8Array, on: HandLine = line): Answered | null => {
    on.writes.length = 0;
    on.connection.received(bytes);
    return on.writes.length === 0 ? null : read(Buffer.concat(on.writes));
  };
  const verb: World['verb'] = (name, args = {}) =>
    (verbs[name] ?? fail(`no verb ${name}`))({ id: 1, do: name, ...args });
  const money: World['money'] = (mti, fields) => ask(frame(mti, fields, MAK)) ?? fail('no answer');
  const masked = `${PAN.slice(0, 6)}******${PAN.slice(-4)}`;
  return {
    money,
    sale: (stan, amountMinor, batch = '000001') => money('0200', saleFields(stan, amountMinor, batch)),
    balance: () =>
      [...acquirer.host.bank.ledger.accounts.values()].find((one) => one.maskedPan === masked)?.balanceMinor ??
      Number.NaN,
    ledger: () => verb('ledger') as LedgerShown,
    acquirer,
    clock,
    events,
    line,
    connect,
    verb,
    ask,
    signOn: () => ask(signOnFrame('003')) ?? fail('no answer to the sign-on'),
  };
}

export function signedOn(options: Partial<AcquirerOptions> = {}): World {
  const it = world(options);
  it.signOn();
  return it;
}

export function signOnFrame(form: string, batch = '000001', stan = '000001'): Uint8Array {
  const serial = Buffer.from('Sequence No163100009000038888', 'latin1').toString('hex');
  return frame('0800', { 11: stan, 41: TID, 42: MID, 60: `00${batch}${form}`, 62: serial, 63: '01 ' });
}

/** The fields of a sale with a swiped card. */
export function saleFields(stan: string, amountMinor: number, batch = '000001', pan = PAN): FieldValues {
  return {
    2: pan,
    3: '000000',
    4: String(amountMinor).padStart(12, '0'),
    11: stan,
    22: '022',
    25: '00',
    41: TID,
    42: MID,
    49: '156',
    60: `22${batch}000`,
  };
}

export function voidFields(stan: string, sale: Answered, batch = '000001', pan = PAN): FieldValues {
  return {
    2: pan,
    3: '200000',
    4: sale.fields[4] ?? '',
    11: stan,
    22: '012',
    25: '00',
    37: sale.fields[37] ?? '',
    38: sale.fields[38] ?? '',
    41: TID,
    42: MID,
    49: '156',
    60: `23${batch}000`,
    61: `${(sale.fields[60] ?? '').slice(2, 8)}${sale.fields[11]}`,
  };
}

export function refundFields(
  stan: string,
  sale: Answered,
  amountMinor: number,
  batch = '000001',
  pan = PAN,
): FieldValues {
  return {
    2: pan,
    3: '200000',
    4: String(amountMinor).padStart(12, '0'),
    11: stan,
    22: '012',
    25: '00',
    37: sale.fields[37] ?? '',
    41: TID,
    42: MID,
    49: '156',
    60: `25${batch}000`,
    61: `${'0'.repeat(12)}${sale.fields[13]}`,
    63: 'CUP',
  };
}

/** A reversal copies its request without 26, 35, 36, 37, 52, 53 and adds the reason. */
export function reversalFields(of: FieldValues, reason = '98'): FieldValues {
  const kept = Object.entries(of).filter(([de]) => !['26', '35', '36', '37', '52', '53', '63'].includes(de));
  const de61 = of[61];
  const originals: FieldValues =
    of[3] === '200000' && de61 !== undefined ? { 61: `${de61.slice(0, 6)}${of[11]}0000` } : {};
  return { ...Object.fromEntries(kept), 39: reason, ...originals };
}
