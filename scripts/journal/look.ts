/** One transaction by whatever names it, and its story in lines (requirement A4). */
import { storyOf, type TimelineLine, timelineOf } from '../../firmware/rules/timeline.ts';
import type { TransactionId } from '../../storage/facts.ts';
import type { JournalReader } from '../../storage/journal/reader.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import { WrongUsage } from '../usage.ts';

export interface Looked {
  readonly transaction: TransactionRow;
  /** Who took the money. */
  readonly payee: { readonly mid: string; readonly tid: string } | null;
  readonly lines: readonly TimelineLine[];
}

/**
 * @param named a transaction's own name, a slip number, an RRN
 * @throws WrongUsage where nothing is named so
 */
export function lookAt(reader: JournalReader, named: string): Looked {
  const row =
    reader.transaction(named as TransactionId) ??
    reader.find({ rrn: named })[0] ??
    (/^\d{1,9}$/.test(named) ? reader.find({ slip: Number(named) })[0] : undefined);
  if (row === undefined) throw new WrongUsage(`there is no transaction ${named}; list some: journal list`);
  const story = storyOf(reader, row.txn);
  return { transaction: row, payee: reader.payeeAt(story[0]?.seq ?? 0), lines: timelineOf(story) };
}

export function looks({ transaction, payee, lines }: Looked): readonly string[] {
  const { txn, kind, state, amountMinor, currency, card, rrn } = transaction;
  return [
    `${txn}  ${kind} ${state}  ${amountMinor} ${currency}  ${card.maskedPan}  RRN ${rrn ?? '-'}`,
    `payee: merchant ${payee?.mid ?? '-'}, terminal ${payee?.tid ?? '-'}`,
    ...lines.map(
      ({ seq, atMs, operator, what, detail }) =>
        `${String(seq).padStart(7)}  ${new Date(atMs).toISOString()}  ${operator.padEnd(3)} ${what.zh} ${what.en}  ${detail}`,
    ),
  ];
}
