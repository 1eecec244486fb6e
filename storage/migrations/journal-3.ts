/**
 * Schema 3: settlements as persisted step machines, what of a batch has been uploaded, and slips that belong to no transaction (reports).
 * A copy's name begins with the name of what it is about, so `copies.txn_no` may be empty.
 */
export const JOURNAL_3 = `
CREATE TABLE settlements (
  seq        INTEGER PRIMARY KEY, -- of settlement.started
  txn        TEXT NOT NULL UNIQUE,
  batch      INTEGER NOT NULL,
  batch_id   INTEGER NOT NULL REFERENCES batches (id),
  step       TEXT NOT NULL CHECK (step IN ('started', 'sent', 'closing', 'uploading', 'ended', 'cancelled')),
  result     TEXT CHECK (result IN ('balanced', 'notBalanced', 'error')),
  attempts   INTEGER NOT NULL,
  failures   INTEGER NOT NULL, -- messages in a row that came to nothing
  stan       INTEGER, -- of the latest 0500
  totals     TEXT, -- JSON, as the acquirer was told
  exceptions TEXT NOT NULL, -- JSON
  signed_by  TEXT,
  in_flight  TEXT, -- JSON: the message that may be under way
  refused    TEXT, -- response code with which the latest message was refused
  since_ms   INTEGER NOT NULL,
  operator   TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX settlements_open ON settlements (step NOT IN ('ended', 'cancelled')) WHERE step NOT IN ('ended', 'cancelled');

ALTER TABLE transactions ADD COLUMN upload TEXT CHECK (upload IN ('uploaded', 'refused'));

CREATE TABLE copies_3 (
  copy          TEXT PRIMARY KEY,
  txn_no        INTEGER REFERENCES transactions (no), -- NULL: a report
  kind          TEXT NOT NULL CHECK (kind IN ('sale', 'void', 'refund', 'refundPromise', 'fault', 'settlement', 'xReport', 'paperBack')),
  side          TEXT NOT NULL CHECK (side IN ('merchant', 'customer')),
  state         TEXT NOT NULL CHECK (state IN ('owed', 'started', 'held', 'printed', 'doubtful')),
  slip          INTEGER,
  slips         INTEGER NOT NULL,
  marking       TEXT,
  next_marking  TEXT NOT NULL,
  once_doubtful INTEGER NOT NULL,
  proven        INTEGER NOT NULL,
  handed_over   INTEGER NOT NULL,
  segments      INTEGER NOT NULL,
  owed_since_ms INTEGER NOT NULL,
  owed_seq      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO copies_3 SELECT * FROM copies;
DROP TABLE copies;
ALTER TABLE copies_3 RENAME TO copies;
CREATE INDEX copies_owed ON copies (owed_seq, side DESC) WHERE state <> 'printed';

CREATE TABLE slips_3 (slip INTEGER PRIMARY KEY, txn_no INTEGER REFERENCES transactions (no)) STRICT;
INSERT INTO slips_3 SELECT * FROM slips;
DROP TABLE slips;
ALTER TABLE slips_3 RENAME TO slips;
`;
