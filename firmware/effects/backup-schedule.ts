/**
 * The journal copied by itself (requirement H2): whenever the counter comes to rest and the latest good copy is old enough. A thread does it; the copy
 * counts when it was opened, its chain verified and its tables projected again, and that is journaled.
 */
import type { AsideResult } from '../../storage/journal/aside.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import { isBackupDue } from '../rules/backups.ts';
import type { Ports } from './ports.ts';

/** What the composition root gives: where the copies go, how often, and the hands that make them. */
export interface BackupPlan {
  readonly everyHours: number;
  /** Copies into a new folder, named by the time, below the place for backups. */
  readonly make: (atMs: number, done: (folder: string, result: AsideResult) => void) => void;
  /** Removes the oldest copies that are more than were asked for. */
  readonly prune: () => void;
}

/** A stick that is full or gone is not tried again after every customer. */
const AFTER_FAILURE_MS = 15 * 60_000;

/** Whose entry it is. */
const SCHEDULE = 'schedule';

export class BackupSchedule {
  readonly #ports: Pick<Ports, 'journal' | 'stamp'>;
  readonly #plan: BackupPlan;
  #isRunning = false;
  /** Epoch milliseconds; since the start. */
  #failedAtMs: number | null = null;

  constructor(ports: Pick<Ports, 'journal' | 'stamp'>, plan: BackupPlan) {
    this.#ports = ports;
    this.#plan = plan;
  }

  /** Nobody waits now. */
  rested(): void {
    const { journal, stamp } = this.#ports;
    const { atMs } = stamp();
    if (this.#isRunning || !isBackupDue(journal.backups(), this.#plan.everyHours, atMs)) return;
    if (this.#failedAtMs !== null && atMs - this.#failedAtMs < AFTER_FAILURE_MS) return;
    this.#isRunning = true;
    this.#plan.make(atMs, (folder, result) => {
      this.#isRunning = false;
      const isGood = this.#record(journal, folder, result);
      this.#failedAtMs = isGood ? null : atMs;
      // What is older goes only where something newer holds.
      if (isGood) this.#plan.prune();
    });
  }

  /** @returns whether there is one good copy more */
  #record(journal: Journal, folder: string, result: AsideResult): boolean {
    const stamp = { ...this.#ports.stamp(), operator: SCHEDULE };
    if (result.did !== 'backup') {
      const why = result.did === 'nothing' ? result.why : 'no copy was made';
      journal.append([{ type: 'maintenance.backupFailed', txn: null, body: { why } }], stamp);
      return false;
    }
    const { verdict, rebuild } = result.verdict;
    const body = { folder, entries: verdict.entries, headHash: verdict.headHash, ok: verdict.ok && rebuild.ok };
    journal.append([{ type: 'maintenance.backedUp', txn: null, body }], stamp);
    return body.ok;
  }
}
