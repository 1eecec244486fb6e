/** What the firmware asks about the devices that stand here and stood here. */
import type { Database } from 'better-sqlite3';

export interface InventoryRow {
  readonly device: string;
  readonly serial: string;
  readonly identity: string;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
  /** Who was at the terminal when it was first seen, or who said that it is to be used. */
  readonly boundBy: string;
  /** Null: in use. */
  readonly retired: { readonly atMs: number; readonly by: string } | null;
}

interface StoredRow extends Omit<InventoryRow, 'retired'> {
  readonly retiredMs: number | null;
  readonly retiredBy: string | null;
}

export interface InventoryReads {
  /** Devices that tell a serial number, in use and retired, by place and then by time. */
  inventory(): readonly InventoryRow[];
}

export class InventoryModels implements InventoryReads {
  readonly #all;

  constructor(db: Database) {
    this.#all = db.prepare<[], StoredRow>(
      `SELECT device, serial, identity, since_ms AS sinceMs, bound_by AS boundBy, retired_ms AS retiredMs, retired_by AS retiredBy
       FROM inventory ORDER BY device, since_ms, serial`,
    );
  }

  inventory(): readonly InventoryRow[] {
    return this.#all.all().map(({ retiredMs, retiredBy, ...row }) => ({
      ...row,
      retired: retiredMs === null || retiredBy === null ? null : { atMs: retiredMs, by: retiredBy },
    }));
  }
}
