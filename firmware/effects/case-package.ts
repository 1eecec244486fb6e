/**
 * The report to the acquirer (requirement C7): one file about one transaction and what belongs to it. Who, when and what, the slips as they were printed,
 * the entries word for word, each with its hash, and the terminal's signature under all of it, so that nobody who hands the file on can change it.
 */
import { createHash } from 'node:crypto';
import type { Entry } from '../../storage/entries/entry.ts';
import type { TransactionId } from '../../storage/facts.ts';
import { canonicalJson } from '../../storage/journal/canonical.ts';
import type { CopyRow } from '../../storage/journal/copy-models.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import { dateAndTime } from '../receipts/civil-time.ts';
import type { ReceiptLine } from '../receipts/document.ts';
import { caseCode, statusOf, statusWords } from '../rules/case-status.ts';
import { KIND_WORDS } from '../rules/kind-words.ts';
import { amountWords } from '../rules/money-words.ts';
import { storyOf, timelineOf } from '../rules/timeline.ts';
import type { Ports } from './ports.ts';
import { slipLines } from './slips/slip-lines.ts';

export interface CasePackage {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Of the whole file, hex. */
  readonly sha256: string;
  /** Of the chain as it stood. */
  readonly headHash: string;
}

/** @param number of the file; @param about the transaction that it is about, or what was given back of it */
export function casePackage(ports: Ports, number: number, about: TransactionRow): CasePackage {
  const { journal } = ports;
  const { atMs } = ports.stamp();
  // Of its own for each report, since each is an entry; and short: an instant in milliseconds would be taken for a card number once in ten.
  const { entries } = journal.counters();
  const root = about.original ?? about.txn;
  const rows = [root, ...journal.takenFrom(root).map(({ txn }) => txn)].flatMap(
    (txn) => journal.transaction(txn) ?? [],
  );
  const story = [...storyOf(journal, root)].sort((a, b) => a.seq - b.seq);
  const headHash = journal.last(1)[0]?.hash ?? '';
  const text = [
    ...headLines(ports, number, about.txn, atMs),
    ...section(
      '交易 TRANSACTIONS',
      rows.flatMap((row) => rowLines(ports, row)),
    ),
    ...section('经过 TIMELINE', story.length === 0 ? [] : timelineLines(ports, story)),
    ...section(
      '单据 SLIPS',
      rows.flatMap((row) => journal.copiesOf(row.txn).flatMap((copy) => copyLines(ports, copy))),
    ),
    ...section(
      '账目 ENTRIES (RFC 8785, SHA-256)',
      story.map((entry) => canonicalJson(entry)),
    ),
    ...section('证明 PROOF', [`head ${headHash}`, `key ${journal.signingKeyHex()}`]),
  ].join('\n');
  const signature = Buffer.from(journal.sign(Buffer.from(text, 'utf8'))).toString('hex');
  const bytes = Buffer.from(`${text}\n${SIGNED}${signature}\n`, 'utf8');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name: `case-${caseCode(number)}-${entries}.txt`, bytes, sha256, headHash };
}

/** Before the signature: Ed25519 over everything above this line, without the line feed before it. */
const SIGNED = 'ed25519 ';

function headLines(
  { terminal, utcOffsetMinutes }: Ports,
  number: number,
  txn: TransactionId,
  atMs: number,
): readonly string[] {
  return [
    '收单行查询材料 REPORT TO THE ACQUIRER',
    `案卷 FILE ${caseCode(number)}`,
    `商户 MERCHANT ${terminal.merchant}  MID ${terminal.mid}  TID ${terminal.tid}`,
    `交易 TRANSACTION ${txn}`,
    `时间 TIME ${dateAndTime({ atMs, utcOffsetMinutes: utcOffsetMinutes(atMs) })}`,
    ...(terminal.mode === 'live' ? [] : ['不是真实交易 NOT A REAL TRANSACTION']),
    '卡号已隐去 Card numbers are masked.',
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return ['', `== ${title}`, ...lines];
}

function rowLines({ utcOffsetMinutes }: Ports, row: TransactionRow): readonly string[] {
  const { zh, en } = KIND_WORDS[row.kind];
  const status = statusWords(statusOf(row));
  const at = dateAndTime({ atMs: row.createdAtMs, utcOffsetMinutes: utcOffsetMinutes(row.createdAtMs) });
  return [
    `${row.txn}  ${zh} ${en}  ${amountWords(row.amountMinor, row.currency)}  ${at}`,
    `  ${row.state}: ${status.zh} ${status.en}`,
    `  TRACE ${row.stan ?? '-'}  BATCH ${row.batch ?? '-'}  RRN ${row.rrn ?? '-'}  AUTH ${row.authCode ?? '-'}  CODE ${row.responseCode ?? '-'}  CARD ${row.card.maskedPan}`,
  ];
}

function timelineLines({ utcOffsetMinutes }: Ports, story: readonly Entry[]): readonly string[] {
  return timelineOf(story).map(({ seq, atMs, operator, what, detail }) => {
    const at = dateAndTime({ atMs, utcOffsetMinutes: utcOffsetMinutes(atMs) });
    return `${String(seq).padStart(7)}  ${at}  #${operator}  ${what.zh} ${what.en}  ${detail}`.trimEnd();
  });
}

/** The latest slip of a copy as it was rendered for the printer; a copy that was never started has none. */
function copyLines(ports: Ports, { txn, copy, slip, state, kind }: CopyRow): readonly string[] {
  if (slip === null) return [`${copy}: ${state}`];
  const printed = kind === 'timeline' || kind === 'caseStatus' ? [] : slipLines(ports, { txn, copy, slip, job: '' });
  return [
    `${copy}: ${state}, SLIP ${slip}`,
    ...printed.flatMap((line) => `  | ${textOf(line, ports.columns)}`.trimEnd()),
  ];
}

function textOf(line: ReceiptLine, columns: number): string {
  switch (line.kind) {
    case 'text':
      return line.text;
    case 'rule':
      return '-'.repeat(columns);
    case 'qr':
    case 'barcode':
      return `[${line.data}]`;
    default:
      return '';
  }
}
