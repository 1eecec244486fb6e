/** What the technician's entries change: slips that are no receipts spend their numbers too. */
import type { Entry } from '../../entries/entry.ts';
import type { CounterProjection } from './counters.ts';

export class MaintenanceProjection {
  readonly #counters: CounterProjection;

  constructor(counters: CounterProjection) {
    this.#counters = counters;
  }

  /** True for an entry of the technician's. @throws JournalRefused (`slip-not-next`) */
  project(entry: Entry): boolean {
    switch (entry.type) {
      case 'maintenance.slipStarted':
        this.#counters.spendSlip(entry.body.slip, null);
        return true;
      case 'maintenance.loggedIn':
      case 'maintenance.loggedOut':
      case 'maintenance.commanded':
      case 'maintenance.ended':
      case 'maintenance.slipEnded':
      case 'maintenance.configured':
      case 'maintenance.clockSet':
      case 'maintenance.serviced':
      case 'maintenance.backedUp':
      case 'maintenance.nextStart':
      case 'maintenance.refused':
      case 'maintenance.fileTransferred':
        return true;
      default:
        return false;
    }
  }
}
