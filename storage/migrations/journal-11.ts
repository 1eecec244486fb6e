/**
 * Schema 11: the lines of a sale and what of each comes back, so that no line is given back twice; which catalogue was adopted last
 * (109 catalogue.adopted). A voucher claims its lines as a refund does, without a transaction of its own.
 */
export const JOURNAL_11 = `
CREATE TABLE sold_lines (
  txn_no     INTEGER NOT NULL REFERENCES transactions (no),
  line       INTEGER NOT NULL CHECK (line > 0),
  quantity   INTEGER NOT NULL CHECK (quantity > 0),
  unit_minor INTEGER NOT NULL CHECK (unit_minor > 0),
  PRIMARY KEY (txn_no, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE returned_lines (
  original INTEGER NOT NULL REFERENCES transactions (no),
  line     INTEGER NOT NULL,
  claimant TEXT NOT NULL, -- a void, a refund, or the name of a voucher
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (original, line, claimant)
) STRICT, WITHOUT ROWID;

CREATE INDEX entries_of_catalogues ON entries (seq) WHERE type = 109;
`;
