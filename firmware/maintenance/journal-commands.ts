/** Menu 4: what the journal says, and whether it still testifies (promise 7). Nothing here changes it. */

import type { Entry } from '../../storage/entries/entry.ts';
import type { TransactionId } from '../../storage/facts.ts';
import type { AsideJob, AsideResult } from '../../storage/journal/aside.ts';
import type { Verdict as JournalVerdict } from '../../storage/journal/journal.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import { DAY_MS } from '../rules/calendar.ts';
import type { Call, Command } from './command.ts';
import type { Desk } from './desk.ts';
import { type Dialogue, say, until } from './dialogue.ts';
import { failed, GIVEN_UP, OK, type Outcome } from './outcome.ts';
import { fact, heading, speak, type Tongue } from './tongue.ts';

const MOST_ENTRIES = 1_000;
const DEFAULT_ENTRIES = 20;
/** Ten million entries take minutes; the technician can go on with a key. */
const ASIDE_PATIENCE_MS = 3_600_000;

const command = (
  path: string,
  name: string,
  words: Command['words'],
  run: Command['run'],
  args: Command['args'] = [],
): Command => ({ path, name, words, role: 'technician', args, disturbs: 'nothing', typedWord: null, run });

export const JOURNAL_COMMANDS: readonly Command[] = [
  command('4.1', 'journal last', { zh: '最近记录', en: 'newest entries' }, last, [
    { name: 'count', words: { zh: '条数', en: 'how many' }, optional: true },
  ]),
  command('4.2', 'journal find', { zh: '查找交易', en: 'find transactions' }, find, [
    { name: 'what', words: { zh: '票号、凭证号、参考号、金额或日期', en: 'slip, STAN, RRN, 12.50 or 2026-11-21' } },
  ]),
  command('4.3', 'journal show', { zh: '交易经过', en: 'timeline of one transaction' }, show, [
    { name: 'txn', words: { zh: '交易号或票号', en: 'transaction or slip number' } },
  ]),
  command('4.4', 'journal verify', { zh: '验证账本链', en: 'verify the chain' }, verify),
  command('4.5', 'journal rebuild', { zh: '重算比对', en: 'project again and compare' }, rebuild),
  command('4.6', 'journal counts', { zh: '计数', en: 'counts' }, counts),
];

function* last(desk: Desk, { tongue, given }: Call): Dialogue<Outcome> {
  const count = Number(given['count'] ?? DEFAULT_ENTRIES);
  if (!Number.isInteger(count) || count < 1 || count > MOST_ENTRIES)
    return failed(`条数为 1 到 ${MOST_ENTRIES}`, `1 to ${MOST_ENTRIES}`);
  yield* say(heading(tongue, { zh: '最近记录', en: 'Newest entries' }));
  for (const entry of desk.journal.last(count)) yield* say(entryLine(desk, entry));
  return OK;
}

function entryLine(desk: Desk, { seq, atMs, operator, type, txn, body }: Entry): string {
  return `${seq} ${desk.time(atMs)} ${operator} ${type} ${txn ?? '-'} ${JSON.stringify(body)}`;
}

function* find(desk: Desk, { tongue, given }: Call): Dialogue<Outcome> {
  const rows = search(desk, given['what'] ?? '');
  if (rows.length === 0) return failed('没有找到', 'nothing found');
  yield* say(heading(tongue, { zh: '找到', en: 'Found' }));
  for (const row of rows) yield* say(transactionLine(desk, row));
  return OK;
}

function search({ journal, nowMs, atLocal }: Desk, what: string): readonly TransactionRow[] {
  const day = /^\d{4}-\d\d-\d\d$/.test(what) ? atLocal(what.split('-').map(Number)) : null;
  if (day !== null) return journal.find({ fromMs: day, toMs: day + DAY_MS - 1 });
  if (/^\d{1,7}\.\d\d$/.test(what)) {
    const amountMinor = Number(what.replace('.', ''));
    return journal
      .find({ fromMs: 0, toMs: nowMs() + DAY_MS, limit: 10_000 })
      .filter((row) => row.amountMinor === amountMinor);
  }
  if (/^\d{12}$|^[0-9A-Za-z]{12}$/.test(what)) return journal.find({ rrn: what });
  const bySlip = /^\d{1,9}$/.test(what) ? journal.find({ slip: Number(what) }) : [];
  const byStan = /^\d{1,6}$/.test(what) ? journal.find({ stan: what.padStart(6, '0') }) : [];
  const byName = journal.transaction(what as TransactionId);
  return [
    ...new Map([...bySlip, ...byStan, ...(byName === null ? [] : [byName])].map((row) => [row.txn, row])).values(),
  ];
}

export function transactionLine(desk: Desk, row: TransactionRow): string {
  const { txn, kind, state, amountMinor, currency, stan, batch, rrn, card, createdAtMs } = row;
  return `${txn} ${desk.time(createdAtMs)} ${kind} ${state} ${amountText(amountMinor, currency)} ${card.maskedPan} STAN ${stan ?? '-'} B ${batch ?? '-'} RRN ${rrn ?? '-'}`;
}

export function amountText(amountMinor: number, currency: string): string {
  return `${currency} ${(amountMinor / 100).toFixed(2)}`;
}

function* show(desk: Desk, { given }: Call): Dialogue<Outcome> {
  const typed = given['txn'] ?? '';
  const [bySlip] = /^\d{1,9}$/.test(typed) ? desk.journal.find({ slip: Number(typed) }) : [];
  const row = bySlip ?? desk.journal.transaction(typed as TransactionId);
  if (row === null || row === undefined) return failed('没有这笔交易', 'no such transaction');
  yield* say(transactionLine(desk, row));
  for (const entry of desk.journal.timeline(row.txn)) yield* say(`  ${entryLine(desk, entry)}`);
  for (const copy of desk.journal.copiesOf(row.txn))
    yield* say(`  ${copy.copy} ${copy.state} slip ${copy.slip ?? '-'} ${copy.marking?.kind ?? ''}`);
  return OK;
}

/** The result of work beside the trade; null when the technician does not wait for it. */
export function* aside<Did extends AsideResult['did']>(
  desk: Desk,
  job: AsideJob,
  did: Did,
): Dialogue<Extract<AsideResult, { did: Did }> | Outcome> {
  desk.aside(job);
  const result = yield* until(ASIDE_PATIENCE_MS, (one) => (one.is === 'aside' ? one.result : null));
  if (result === null) return GIVEN_UP;
  if (result.did === did) return result as Extract<AsideResult, { did: Did }>;
  return result.did === 'nothing' ? failed(result.why, result.why) : GIVEN_UP;
}

function* verify(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  yield* say(speak(tongue, { zh: '验证中…', en: 'Verifying …' }));
  const result = yield* aside(desk, { do: 'verify' }, 'verify');
  return 'is' in result ? result : yield* chainVerdict(tongue, result.verdict);
}

export function* chainVerdict(tongue: Tongue, { ok, entries, headHash, problems }: JournalVerdict): Dialogue<Outcome> {
  yield* say(
    fact(tongue, { zh: '记录', en: 'entries' }, entries),
    `  ${speak(tongue, { zh: '链头', en: 'head' })} ${headHash}`,
    ...problems.slice(0, 20).map(({ seq, what }) => `  ${seq}: ${what}`),
  );
  return ok ? OK : failed('账本不再可信,请恢复备份', 'the journal is not what was written: restore a backup');
}

function* rebuild(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  yield* say(speak(tongue, { zh: '重算中…', en: 'Projecting again …' }));
  const result = yield* aside(desk, { do: 'rebuild' }, 'rebuild');
  if ('is' in result) return result;
  const { ok, refused, tables } = result.verdict;
  yield* say(
    ...(refused === null ? [] : [`  ${refused}`]),
    ...tables
      .filter(({ difference }) => difference !== null)
      .map(({ table, rows: count, difference }) => `  ${table.padEnd(18)} ${String(count).padStart(8)}  ${difference}`),
    fact(
      tongue,
      { zh: '一致的表', en: 'tables the same' },
      tables.filter(({ difference }) => difference === null).length,
    ),
  );
  return ok ? OK : failed('数据表与记录不符', 'the tables are not what the entries say');
}

function* counts(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const { journal } = desk;
  const { entries, batch, batchCount, nextStan, nextSlip } = journal.counters();
  yield* say(
    heading(tongue, { zh: '计数', en: 'Counts' }),
    fact(tongue, { zh: '记录', en: 'entries' }, entries),
    fact(tongue, { zh: '批次', en: 'batch' }, `${batch}, ${batchCount}`),
    fact(tongue, { zh: '下一凭证号', en: 'next STAN' }, nextStan),
    fact(tongue, { zh: '下一票号', en: 'next slip' }, nextSlip),
    ...journal
      .totals()
      .map(
        ({ currency, saleCount, saleMinor, voidCount, voidMinor, refundCount, refundMinor }) =>
          `  ${currency} sale ${saleCount} ${amountText(saleMinor, currency)}  void ${voidCount} ${amountText(voidMinor, currency)}  refund ${refundCount} ${amountText(refundMinor, currency)}`,
      ),
  );
  return OK;
}
