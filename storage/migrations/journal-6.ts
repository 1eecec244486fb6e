/**
 * Schema 6: people and shifts. `verifiers` is no projection: it cannot be made again from the entries, which hold nothing of a PIN.
 */
export const JOURNAL_6 = `
CREATE TABLE operators (
  operator        TEXT PRIMARY KEY,
  name            TEXT NOT NULL,
  role            TEXT NOT NULL CHECK (role IN ('cashier', 'manager', 'technician')),
  dismissed       INTEGER NOT NULL,
  failures        INTEGER NOT NULL, -- wrong PINs in a row
  locked_until_ms INTEGER,
  since_ms        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE verifiers (
  operator TEXT PRIMARY KEY REFERENCES operators (operator),
  nonce    BLOB NOT NULL CHECK (length(nonce) = 12),
  sealed   BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE shifts (
  shift        INTEGER PRIMARY KEY,
  operator     TEXT NOT NULL REFERENCES operators (operator),
  role         TEXT NOT NULL,
  opened_seq   INTEGER NOT NULL,
  opened_at_ms INTEGER NOT NULL,
  closed_seq   INTEGER,
  closed_at_ms INTEGER,
  locked       INTEGER NOT NULL,
  notes        TEXT NOT NULL, -- JSON
  number       TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX shifts_open ON shifts (closed_seq IS NULL) WHERE closed_seq IS NULL;
CREATE INDEX shifts_by_opening ON shifts (opened_seq);
`;
