/** Schema 15: the inventory (requirement H5): which device with which serial number stood in which place, and who took it out of use. */
export const JOURNAL_15 = `
CREATE TABLE inventory (
  device      TEXT NOT NULL,
  serial      TEXT NOT NULL,
  identity    TEXT NOT NULL,
  since_ms    INTEGER NOT NULL, -- in use here since, without a break
  bound_by    TEXT NOT NULL,
  retired_ms  INTEGER,
  retired_by  TEXT,
  PRIMARY KEY (device, serial)
) STRICT, WITHOUT ROWID;
`;
