/** When the journal is to be copied, and when somebody must be told that it was not (requirement H2). */

const HOUR_MS = 3_600_000;

export interface BackupFacts {
  /** The latest copy that was opened and verified; null: none. */
  readonly lastMs: number | null;
  /** When the journal began; null while it is empty. */
  readonly bornMs: number | null;
  /** The latest attempt came to nothing. */
  readonly failed: boolean;
}

const since = ({ lastMs, bornMs }: BackupFacts, nowMs: number): number => nowMs - (lastMs ?? bornMs ?? nowMs);

export function isBackupDue(facts: BackupFacts, everyHours: number, nowMs: number): boolean {
  return since(facts, nowMs) >= everyHours * HOUR_MS;
}

/** Whole hours since the latest good copy, where that is too long ago or the latest attempt failed; else null. */
export function backupWarningHours(facts: BackupFacts, everyHours: number, nowMs: number): number | null {
  const isLate = since(facts, nowMs) >= 2 * everyHours * HOUR_MS;
  return isLate || facts.failed ? Math.floor(Math.max(0, since(facts, nowMs)) / HOUR_MS) : null;
}
