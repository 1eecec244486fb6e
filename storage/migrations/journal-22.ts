/** Schema 22: what customers got in the place of paper, and what became of it. */
export const JOURNAL_22 = `
CREATE TABLE alternatives (
  number       INTEGER PRIMARY KEY,
  txn          TEXT NOT NULL UNIQUE,
  kind         TEXT NOT NULL CHECK (kind IN ('coupon', 'pickUp')),
  original     TEXT NOT NULL REFERENCES transactions (txn),
  cost_minor   INTEGER NOT NULL CHECK (cost_minor >= 0),
  currency     TEXT NOT NULL,
  outage       INTEGER, -- NULL: there was none any more
  since_ms     INTEGER NOT NULL,
  ended        TEXT,
  UNIQUE (original, kind)
) STRICT;
CREATE INDEX alternatives_open ON alternatives (number) WHERE ended IS NULL;
CREATE INDEX alternatives_of_outage ON alternatives (outage);
`;
