/** What the firmware asks about the backups of the journal. */
import type { Database } from 'better-sqlite3';

/** How the journal is backed up. */
export interface BackupRow {
  /** Null: never. */
  readonly lastMs: number | null;
  /** Of the first entry. */
  readonly bornMs: number | null;
  readonly failed: boolean;
}

export interface BackupReads {
  backups(): BackupRow;
}

export class BackupModels implements BackupReads {
  readonly #backups;

  constructor(db: Database) {
    this.#backups = db.prepare<[], { lastMs: number | null; bornMs: number | null; failed: number }>(
      `SELECT last_ms AS lastMs, (SELECT at_ms FROM entries WHERE seq = 1) AS bornMs, failed FROM backups`,
    );
  }

  backups(): BackupRow {
    const row = this.#backups.get() ?? { lastMs: null, bornMs: null, failed: 0 };
    return { ...row, failed: row.failed === 1 };
  }
}
