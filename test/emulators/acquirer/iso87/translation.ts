/**
 * A switch has one form of its own and translates what comes in other dialects. Here that form is the UnionPay terminal dialect's: an
 * ISO 8583:1987 request becomes one of its requests, the decision becomes an answer as the standard has it (facts/acquirer §1.8).
 *
 * What the neutral dialect does not carry is filled in from the books: the batch is the open one, an original named by DE 37 or DE 90 is
 * looked up for its batch, trace and date. There is no MAC.
 */
import type { Bank } from '../bank.ts';
import type { DecodedPacket, Packet, Translated } from '../codec.ts';
import type { MoneyKind } from '../kinds.ts';
import type { Transaction } from '../ledger.ts';
import type { Iso87Message } from './codec.ts';

type Defect = Translated['defect'];

interface Shape {
  readonly mti: string;
  readonly processing: string;
  readonly condition: string;
  /** DE 60.1. */
  readonly type: string;
}

const SHAPES: { readonly [kind in MoneyKind]?: Shape } = {
  balance: { mti: '0200', processing: '310000', condition: '00', type: '01' },
  sale: { mti: '0200', processing: '000000', condition: '00', type: '22' },
  void: { mti: '0200', processing: '200000', condition: '00', type: '23' },
  refund: { mti: '0220', processing: '200000', condition: '00', type: '25' },
  preauth: { mti: '0100', processing: '030000', condition: '06', type: '10' },
  'preauth-cancel': { mti: '0100', processing: '200000', condition: '06', type: '11' },
  completion: { mti: '0200', processing: '000000', condition: '06', type: '20' },
  'completion-cancel': { mti: '0200', processing: '200000', condition: '06', type: '21' },
  'completion-advice': { mti: '0220', processing: '000000', condition: '06', type: '24' },
};

/** 60.3 by DE 70. */
const MANAGEMENT: { readonly [code: string]: { readonly mti: string; readonly function3: string } } = {
  '001': { mti: '0800', function3: '003' },
  '002': { mti: '0820', function3: '002' },
  '301': { mti: '0820', function3: '301' },
};

const NO_HEADER = '600000000000';
const NO_TPDU = '6000000000';

/** The request in the host's form. */
export function toHostForm(message: Iso87Message, bank: Bank): DecodedPacket {
  const made = translate(message, bank);
  return {
    tpdu: NO_TPDU,
    header: NO_HEADER,
    macInput: null,
    mti: made.mti,
    fields: made.fields,
    translated: { mti: message.mti, fields: message.fields, defect: made.defect },
  };
}

interface Made {
  readonly mti: string;
  readonly fields: ReadonlyMap<number, string>;
  readonly defect: Defect;
}

function translate(message: Iso87Message, bank: Bank): Made {
  const { fields } = message;
  const batch = bank.ledger.terminals.get(fields.get(41) ?? '')?.batch ?? '000000';
  const base = new Map([...fields].filter(([de]) => [11, 41, 42].includes(de)));
  const unsupported: Made = { mti: '0820', fields: base.set(60, `00${batch}999`), defect: null };
  switch (message.mti) {
    case '0800': {
      const known = MANAGEMENT[fields.get(70) ?? ''];
      if (known === undefined) return { ...unsupported, defect: wrong(70, 'is no function of the host') };
      return { mti: known.mti, fields: base.set(60, `00${batch}${known.function3}`), defect: needs(fields, [7]) };
    }
    case '0500':
    case '0520':
      return settlement(fields, base, bank, batch);
    case '0400':
    case '0401':
    case '0420':
    case '0421':
      return reversal(fields, bank, batch);
    default: {
      const kind = kindOf(message.mti, fields, bank);
      return kind === null
        ? { ...unsupported, defect: wrong(3, 'with this MTI is no transaction') }
        : money(kind, fields, bank, batch);
    }
  }
}

/** @param mti of the request, or of the request that a reversal names in DE 90. */
function kindOf(mti: string, fields: Iso87Message['fields'], bank: Bank): MoneyKind | null {
  const processing = (fields.get(3) ?? '').slice(0, 2);
  const original = bank.ledger.byRrn(fields.get(37) ?? '');
  // A repeat (0201, 0221) is what it repeats.
  switch (`${mti.slice(0, 3)}0 ${processing}`) {
    case '0200 31':
      return 'balance';
    case '0200 00':
      return fields.has(37) ? 'completion' : 'sale';
    case '0200 02':
      return original?.kind === 'completion' ? 'completion-cancel' : 'void';
    case '0200 20':
    case '0220 20':
      return 'refund';
    case '0100 00':
      return 'preauth';
    case '0100 02':
      return 'preauth-cancel';
    case '0220 00':
      return 'completion-advice';
    default:
      return null;
  }
}

function money(kind: MoneyKind, fields: Iso87Message['fields'], bank: Bank, batch: string): Made {
  const shape = SHAPES[kind];
  if (shape === undefined) return { mti: '0820', fields, defect: wrong(3, 'is no transaction') };
  const out = new Map([...fields].filter(([de]) => CARRIED.includes(de)));
  out.set(3, shape.processing).set(25, shape.condition).set(60, `${shape.type}${batch}000`);
  if (fields.has(52)) out.set(26, '12');
  const named = bank.ledger.byRrn(fields.get(37) ?? '');
  const de61 = originalData(kind, named);
  if (de61 !== null) out.set(61, de61);
  if (kind === 'completion-cancel') setCode(out, bank.ledger.byId(named?.original ?? '')?.authCode);
  if (kind === 'refund' || kind === 'balance') out.delete(38);
  if (kind === 'completion' || kind === 'completion-advice' || kind === 'preauth-cancel') out.delete(37);
  return { mti: shape.mti, fields: out, defect: needs(fields, [7, 25]) };
}

/** The code of the pre-authorisation, which the neutral dialect leaves to the host. */
function setCode(out: Map<number, string>, code: string | null | undefined): void {
  if (code) out.set(38, code);
}

const CARRIED = [2, 4, 11, 14, 22, 23, 35, 36, 37, 38, 41, 42, 49, 52];
const NOWHERE = '0'.repeat(12);

function originalData(kind: MoneyKind, named: Transaction | null): string | null {
  if (kind === 'sale' || kind === 'preauth' || kind === 'balance') return null;
  if (kind === 'refund') return NOWHERE + (named?.date ?? '0000');
  const place = named === null ? NOWHERE : named.batch + named.stan;
  return kind === 'void' ? place : place + (named?.date ?? '0000');
}

/** DE 90: original MTI 4, trace 6, transmission time 10, acquirer 11, forwarder 11. */
function reversal(fields: Iso87Message['fields'], bank: Bank, batch: string): Made {
  const original = /^(\d{4})(\d{6})(\d{10})\d{22}$/.exec(fields.get(90) ?? '');
  const mti = original?.[1] ?? '';
  const stan = original?.[2] ?? '';
  const kind = kindOf(mti, fields, bank);
  const shape = kind === null ? undefined : SHAPES[kind];
  const out = new Map([...fields].filter(([de]) => [2, 4, 11, 14, 22, 38, 41, 42, 49].includes(de)));
  if (kind === null || shape === undefined) {
    out.set(60, `22${batch}000`);
    return { mti: '0400', fields: out, defect: wrong(90, 'names no request that could be reversed') };
  }
  const tid = fields.get(41) ?? '';
  const booked = bank.ledger.byTrace(tid, batch, stan) ?? bank.ledger.byTrace(tid, batchBefore(batch), stan);
  out.set(3, shape.processing).set(11, stan).set(25, shape.condition).set(39, '98');
  out.set(60, `${shape.type}${booked?.batch ?? batch}000`);
  const place = bank.ledger.byId(booked?.original ?? '');
  if (kind !== 'sale' && kind !== 'preauth') out.set(61, `${place?.batch ?? batch}${stan}0000`);
  return { mti: '0400', fields: out, defect: needs(fields, [7, 90]) };
}

function batchBefore(batch: string): string {
  return String(batch === '000001' ? 999_999 : Number(batch) - 1).padStart(6, '0');
}

/** DE 74, 76: numbers of credits and debits; 86, 88: their sums; 97: net, D where the host owes the merchant. */
function settlement(fields: Iso87Message['fields'], out: Map<number, string>, bank: Bank, batch: string): Made {
  const missing = needs(fields, [7, 74, 76, 86, 88, 97]);
  const value = (de: number): number => Number(fields.get(de) ?? '0');
  const net = value(88) - value(86);
  const de97 = `${net >= 0 ? 'D' : 'C'}${String(Math.abs(net)).padStart(16, '0')}`;
  const part = (sum: number, count: number): string =>
    String(value(sum)).padStart(12, '0').slice(-12) + String(value(count)).padStart(3, '0').slice(-3);
  out.set(48, `${part(88, 76)}${part(86, 74)}0${'0'.repeat(30)}0`);
  const isRepeat =
    net !== 0 || value(74) + value(76) > 0 ? isClosedAndNextEmpty(bank, fields.get(41) ?? '', batch) : false;
  out.set(60, `00${isRepeat ? batchBefore(batch) : batch}201`);
  const isWrong = fields.get(97) !== de97;
  return { mti: '0500', fields: out, defect: missing ?? (isWrong ? wrong(97, 'is not DE 88 less DE 86') : null) };
}

/** Whose answer was lost asks again; by then the next batch is open, with nothing in it. */
function isClosedAndNextEmpty(bank: Bank, tid: string, batch: string): boolean {
  const isEmpty = (bank.ledger.batch(tid, batch)?.transactions.length ?? 0) === 0;
  return isEmpty && bank.ledger.batch(tid, batchBefore(batch))?.status === 'closed';
}

function needs(fields: Iso87Message['fields'], wanted: readonly number[]): Defect {
  const missing = wanted.find((de) => !fields.has(de));
  return missing === undefined ? null : wrong(missing, 'missing');
}
function wrong(de: number, why: string): Defect {
  return { field: `DE${de}`, why };
}

/** What the terminal said comes back as it said it. */
const SAID_BACK = [7, 70, 90];
/** What the host decides, under the standard's own numbers. */
const DECIDED = [4, 11, 12, 13, 15, 37, 38, 39, 41, 42, 49, 54];

/** The host's answer as the standard has it: of the request's class, DE 3 and 7 as they came, the settlement code in DE 66. */
export function fromHostForm(answer: Packet, request: DecodedPacket): Iso87Message {
  const asked = request.translated;
  if (asked === null) throw new Error('a request that was not translated');
  const fields = new Map<number, string>();
  for (const de of SAID_BACK) copy(asked.fields, fields, de);
  if (answer.fields.has(3) || asked.fields.has(3)) copy(asked.fields, fields, 3);
  for (const de of DECIDED) copy(answer.fields, fields, de);
  if (asked.mti.startsWith('05')) settle(answer, fields);
  if (asked.mti.startsWith('08')) for (const de of [12, 13, 37]) fields.delete(de);
  return { mti: answerMti(asked.mti), fields };
}

function copy(from: Iso87Message['fields'], to: Map<number, string>, de: number): void {
  const value = from.get(de);
  if (value !== undefined) to.set(de, value);
}

/** 1 balanced, 2 not, 3 error; 95 where the sums differ. */
function settle(answer: Packet, fields: Map<number, string>): void {
  const flag = answer.fields.get(48)?.[30] ?? '3';
  fields.set(66, flag).set(39, flag === '1' ? '00' : flag === '2' ? '95' : '30');
  for (const de of [12, 13, 37, 49]) fields.delete(de);
}

/** 0200 → 0210, 0401 → 0410: a repeat is answered like its original. */
function answerMti(mti: string): string {
  return `${mti.slice(0, 2)}${Number(mti[2]) + 1}0`;
}
