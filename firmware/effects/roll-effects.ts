/** "Enough for this report?" (requirement D14): the report is weighed as it will be printed, line by line, against what is left of the roll. */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { CopyRow } from '../../storage/journal/copy-models.ts';
import type { PaperContext, PaperEvent, WeighedReport } from '../machines/paper-desk.ts';
import type { PaperEffects } from '../machines/start-terminal.ts';
import { paperLengthMm } from '../receipts/paper-length.ts';
import { isReport, rollVerdict } from '../rules/roll.ts';
import type { Ports } from './ports.ts';
import { plannedLines } from './slips/slip-lines.ts';

/**
 * The debts that may be paid without a question, in their order; behind them the first report for which the roll may not do, unless somebody has said
 * that it is to be printed (then it is in its place) or that it waits.
 */
export function weighedDebts(
  ports: Ports,
  owed: readonly CopyRow[],
  { status, roll }: Pick<PaperContext, 'status' | 'roll'>,
): { readonly payable: readonly CopyRow[]; readonly asked: WeighedReport | null } {
  const nearEnd = status?.paper === 'near-end';
  let asked: WeighedReport | null = null;
  const payable = owed.filter((row) => {
    if (row.state !== 'owed' || !isReport(row.kind) || (roll?.answer === 'print' && roll.copy === row.copy))
      return true;
    const weighed = { txn: row.txn, copy: row.copy, lengthMm: lengthOf(ports, row), leftMm: leftOfRoll(ports) };
    if (rollVerdict({ ...weighed, nearEnd }) === 'enough') return true;
    asked ??= weighed;
    return false;
  });
  return { payable, asked: roll?.answer === 'later' ? null : asked };
}

export const rollAsked = (weighed: WeighedReport): PaperEvent => ({ type: 'paper.rollAsked', weighed });

export function rollEffects({ journal, stamp }: Ports): Pick<PaperEffects, 'recordWeighed' | 'recordRollLoaded'> {
  return {
    recordWeighed: (_, { weighed: { txn, ...body }, answer }) => {
      const weighed: EntryDraft = { type: 'report.weighed', txn, body: { ...body, answer } };
      journal.append([weighed], stamp());
    },
    recordRollLoaded: () => {
      journal.append([{ type: 'roll.loaded', txn: null, body: { printer: journal.printingOn() } }], stamp());
    },
  };
}

/** Null: nobody has seen it being loaded. */
export function leftOfRoll({ journal, policy }: Pick<Ports, 'journal' | 'policy'>): number | null {
  const { loadedMs, printedMm } = journal.roll();
  return loadedMs === null ? null : Math.max(0, policy.roll.lengthMm - printedMm);
}

/** Millimetres, of the slip as it would be printed now. */
function lengthOf(ports: Ports, { txn, copy, nextMarking }: CopyRow): number {
  return paperLengthMm(plannedLines(ports, { txn, copy, marking: nextMarking }));
}
