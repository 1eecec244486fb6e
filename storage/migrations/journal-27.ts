/** Schema 27: the outage that is being gone through: what was counted, what the acquirer said about each of its transactions. */
export const JOURNAL_27 = `
CREATE TABLE outage_counts (
  what     TEXT PRIMARY KEY CHECK (what IN ('slips', 'cash', 'drawer')),
  expected INTEGER NOT NULL, -- by the journal, when it was counted
  counted  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outage_enquiries (
  txn_no       INTEGER PRIMARY KEY REFERENCES transactions (no),
  attempts     INTEGER NOT NULL,
  found        TEXT CHECK (found IN ('approved', 'declined', 'not-found', 'pending', 'silent')), -- NULL: asked, not answered yet
  code         TEXT,
  amount_minor INTEGER
) STRICT;
`;
