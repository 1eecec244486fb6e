/** Schema 29: files of transactions that are talked about with the customer and the acquirer. */
export const JOURNAL_29 = `
CREATE TABLE case_files (
  number    INTEGER PRIMARY KEY,
  txn_no    INTEGER NOT NULL REFERENCES transactions (no),
  since_ms  INTEGER NOT NULL,
  packed_ms INTEGER, -- NULL: nothing was written for the acquirer yet
  reference TEXT, -- of the acquirer
  remind_ms INTEGER NOT NULL,
  ended     TEXT -- NULL: open
) STRICT;
CREATE UNIQUE INDEX case_files_open ON case_files (txn_no) WHERE ended IS NULL;
`;
