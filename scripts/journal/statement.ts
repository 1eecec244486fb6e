/** The acquirer's statement of a batch, read from a file, and what differs from it in words. */
import { readFileSync } from 'node:fs';
import type { Difference, StatementTrace } from '../../firmware/rules/reconciliation.ts';
import { messageOf } from '../../storage/journal/failures.ts';
import { WrongUsage } from '../usage.ts';

export function readStatement(file: string): { readonly batch: string; readonly records: readonly StatementTrace[] } {
  let statement: Partial<{ batch: string; records: StatementTrace[] }> | null;
  try {
    statement = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new WrongUsage(`cannot read the statement ${file}: ${messageOf(error)}`);
  }
  const { batch, records } = statement ?? {};
  const isRecord = (record: Partial<StatementTrace> | null): boolean =>
    typeof record?.stan === 'string' && Number.isSafeInteger(record.amountMinor) && typeof record.credit === 'boolean';
  if (typeof batch !== 'string' || !Array.isArray(records) || !records.every(isRecord))
    throw new WrongUsage(`${file} is no statement: {"batch", "records": [{"stan", "amountMinor", "credit"}]}`);
  return { batch, records };
}

export function describeDifference({ stan, what, journal, acquirer }: Difference): string {
  const ours = journal === null ? 'nothing' : `${journal.kind} ${journal.amountMinor} ${journal.state}`;
  const paper = journal?.slip == null ? 'no slip' : `slip ${journal.slip}`;
  const theirs = acquirer === null ? 'nothing' : `${acquirer.credit ? 'credit' : 'debit'} ${acquirer.amountMinor}`;
  return `trace ${stan}  ${what}: journal ${ours}, acquirer ${theirs}, paper ${paper}`;
}
