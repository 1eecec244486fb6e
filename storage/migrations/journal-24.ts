/** Schema 24: cases of which the money is given back and the sale that belongs to it is still to come. */
export const JOURNAL_24 = `
CREATE TABLE cases (
  txn_no   INTEGER PRIMARY KEY REFERENCES transactions (no), -- what gives the money back
  case_id  TEXT NOT NULL,
  wants    TEXT NOT NULL CHECK (wants IN ('right-party', 'exchange')),
  state    TEXT NOT NULL CHECK (state IN ('pending', 'open', 'closed')), -- pending: nothing is given back yet
  since_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_open ON cases (txn_no) WHERE state = 'open';
CREATE INDEX cases_by_case ON cases (case_id) WHERE state <> 'closed';
`;
