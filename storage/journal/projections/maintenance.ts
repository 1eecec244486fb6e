/** What the technician's entries change: slips that are no receipts spend their numbers too. */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import type { CounterProjection } from './counters.ts';

export class MaintenanceProjection {
  readonly #counters: CounterProjection;
  readonly #setBackedUp;
  readonly #setFailed;

  constructor(db: Database, counters: CounterProjection) {
    this.#counters = counters;
    this.#setBackedUp = db.prepare('UPDATE backups SET last_ms = ?, failed = 0');
    this.#setFailed = db.prepare('UPDATE backups SET failed = 1');
  }

  /** True for an entry of the technician's. @throws JournalRefused (`slip-not-next`) */
  project(entry: Entry): boolean {
    switch (entry.type) {
      case 'maintenance.slipStarted':
        this.#counters.spendSlip(entry.body.slip, null);
        return true;
      case 'maintenance.backedUp':
        if (entry.body.ok) this.#setBackedUp.run(entry.atMs);
        else this.#setFailed.run();
        return true;
      case 'maintenance.backupFailed':
        this.#setFailed.run();
        return true;
      case 'maintenance.loggedIn':
      case 'maintenance.loggedOut':
      case 'maintenance.commanded':
      case 'maintenance.ended':
      case 'maintenance.slipEnded':
      case 'maintenance.configured':
      case 'maintenance.clockSet':
      case 'maintenance.serviced':
      case 'maintenance.nextStart':
      case 'maintenance.refused':
      case 'maintenance.fileTransferred':
        return true;
      default:
        return false;
    }
  }
}
