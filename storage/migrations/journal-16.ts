/** Schema 16: results of issuer scripts that the acquirer has not answered (270 script.owed). */
export const JOURNAL_16 = `
CREATE TABLE scripts (
  txn_no             INTEGER PRIMARY KEY REFERENCES transactions (no),
  seq                INTEGER NOT NULL, -- of the entry that owes it
  state              TEXT NOT NULL CHECK (state IN ('due', 'needsHuman')),
  attempts           INTEGER NOT NULL,
  result             TEXT NOT NULL, -- DF31, hex
  since_ms           INTEGER NOT NULL,
  last_attempt_at_ms INTEGER
) STRICT;
`;
