/** Transactions by what they are (requirement B5): for a person, as CSV for a spreadsheet, as JSON lines for a program. */

import type { TransactionFilter } from '../../storage/journal/listing.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import { WrongUsage } from '../usage.ts';

/** What the command line may say, each beside what it asks of a transaction. */
export const LIST_OPTIONS = {
  kind: { type: 'string' },
  state: { type: 'string' },
  operator: { type: 'string' },
  reason: { type: 'string' },
  card: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  csv: { type: 'boolean' },
} as const;

export type ListValues = {
  readonly [Name in keyof typeof LIST_OPTIONS]?:
    | ((typeof LIST_OPTIONS)[Name]['type'] extends 'string' ? string : boolean)
    | undefined;
};

/** @throws WrongUsage naming the option, what was given and what it takes. */
export function filterOf({ kind, state, operator, reason, card, from, to }: ListValues): TransactionFilter {
  if (card !== undefined && !/^\d{4}$/.test(card))
    throw new WrongUsage(`--card takes the last four digits, not ${card}`);
  return {
    kind: kind ?? null,
    state: state ?? null,
    operator: operator ?? null,
    reason: reason ?? null,
    lastFour: card ?? null,
    fromMs: from === undefined ? null : timeOf('--from', from),
    toMs: to === undefined ? null : timeOf('--to', to) + (to.length === DAY_LENGTH ? DAY_MS - 1 : 0),
  };
}

const DAY_LENGTH = '2026-11-21'.length;
const DAY_MS = 86_400_000;

/** In the time of this machine; a day alone begins at midnight. */
function timeOf(option: string, text: string): number {
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/.test(text);
  const atMs = isTime ? Date.parse(text.length === DAY_LENGTH ? `${text}T00:00:00` : text) : Number.NaN;
  if (Number.isNaN(atMs)) throw new WrongUsage(`${option} takes 2026-11-21 or 2026-11-21T09:30, not ${text}`);
  return atMs;
}

const COLUMNS: readonly (readonly [string, (row: TransactionRow) => string | number | null])[] = [
  ['transaction', ({ txn }) => txn],
  ['time', ({ createdAtMs }) => new Date(createdAtMs).toISOString()],
  ['kind', ({ kind }) => kind],
  ['state', ({ state }) => state],
  ['amountMinor', ({ amountMinor }) => amountMinor],
  ['currency', ({ currency }) => currency],
  ['card', ({ card }) => card.maskedPan],
  ['stan', ({ stan }) => stan],
  ['batch', ({ batch }) => batch],
  ['rrn', ({ rrn }) => rrn],
  ['authCode', ({ authCode }) => authCode],
  ['responseCode', ({ responseCode }) => responseCode],
  ['operator', ({ operator }) => operator],
  ['reason', ({ reason }) => reason],
  ['original', ({ original }) => original],
];

export const CSV_HEAD = COLUMNS.map(([name]) => name).join(',');

/** RFC 4180. What a spreadsheet would take for a formula is text. */
export function csvLine(row: TransactionRow): string {
  return COLUMNS.map(([, of]) => csvCell(of(row))).join(',');
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function listLine(row: TransactionRow): string {
  const { txn, kind, state, amountMinor, currency, card, rrn, operator, reason, createdAtMs } = row;
  return [
    new Date(createdAtMs).toISOString().slice(0, 19),
    kind.padEnd(9),
    state.padEnd(9),
    String(amountMinor).padStart(9),
    currency,
    card.maskedPan.padEnd(19),
    (rrn ?? '-').padEnd(12),
    operator.padStart(3),
    txn,
    reason ?? '',
  ]
    .join('  ')
    .trimEnd();
}
