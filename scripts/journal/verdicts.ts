/** What the chain and the tables say of themselves, for a person. */
import { JournalBroken } from '../../storage/journal/failures.ts';
import type { Verdict } from '../../storage/journal/journal.ts';
import type { RebuildVerdict } from '../../storage/journal/rebuild.ts';
import { print } from './print.ts';

export function describeVerdict({ ok, entries, headHash, problems }: Verdict): void {
  print(`${ok ? 'ok' : 'BROKEN'}: ${entries} entries, head ${headHash}`);
  for (const { seq, what } of problems) print(`entry ${seq}: ${what}`);
}

export function describeRebuild({ ok, entries, refused, tables }: RebuildVerdict): void {
  print(`${ok ? 'ok' : 'BROKEN'}: ${entries} entries projected again`);
  if (refused !== null) print(`refused: ${refused}`);
  for (const { table, rows, difference } of tables)
    print(`${table.padEnd(13)} ${String(rows).padStart(8)} rows  ${difference ?? 'same'}`);
}

/** Broken evidence is none. */
export function soundOrThrow(verdict: Verdict): Verdict {
  const [problem] = verdict.problems;
  if (problem !== undefined)
    throw new JournalBroken(`entry ${problem.seq}: ${problem.what}; there is no evidence in a broken chain`);
  return verdict;
}
