/** Which device with which serial number stands in which place (requirement H5). A device that tells none is not in it: nobody can tell it from its like. */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

const BIND = `INSERT INTO inventory (device, serial, identity, since_ms, bound_by) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET identity = excluded.identity, since_ms = excluded.since_ms, bound_by = excluded.bound_by,
    retired_ms = NULL, retired_by = NULL`;

export class InventoryProjection {
  readonly #see;
  readonly #bind;
  readonly #retireOthers;

  constructor(db: Database) {
    this.#see = db.prepare(
      // A retired one that is taken up without a word came into a place whose device told no number.
      `${BIND} WHERE retired_ms IS NOT NULL`,
    );
    this.#bind = db.prepare(BIND);
    this.#retireOthers = db.prepare(
      'UPDATE inventory SET retired_ms = ?, retired_by = ? WHERE device = ? AND serial IS NOT ? AND retired_ms IS NULL',
    );
  }

  /** True for an entry about which device stands where. */
  project(entry: Entry): boolean {
    switch (entry.type) {
      case 'device.ready':
        this.#ready(entry);
        return true;
      case 'device.accepted':
        this.#accepted(entry);
        return true;
      case 'device.tried':
        return true;
      default:
        return false;
    }
  }

  /** At every start: a row is written for the first only. */
  #ready({ atMs, operator, body: { device, identity, serial } }: Of<'device.ready'>): void {
    // The first versions wrote no serial number at all.
    if (typeof serial === 'string') this.#see.run(device, serial, identity, atMs, operator);
  }

  #accepted({ atMs, operator, body: { device, identity, serial } }: Of<'device.accepted'>): void {
    this.#retireOthers.run(atMs, operator, device, serial);
    if (serial !== null) this.#bind.run(device, serial, identity, atMs, operator);
  }
}
