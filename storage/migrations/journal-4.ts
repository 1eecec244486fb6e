/**
 * Schema 4: transactions are found by amount and by the last four digits of the card, too (rows of an index stand in the order of `no`); the
 * terminal's starts are found without walking the journal (1 terminal.started); what a slip may be about is said by the program alone.
 */
export const JOURNAL_4 = `
CREATE INDEX transactions_by_amount ON transactions (amount_minor) WHERE kind = 'sale';
CREATE INDEX transactions_by_last_four ON transactions (substr(masked_pan, -4)) WHERE kind = 'sale';
CREATE INDEX entries_of_starts ON entries (seq) WHERE type = 1;

CREATE TABLE copies_4 (
  copy          TEXT PRIMARY KEY,
  txn_no        INTEGER REFERENCES transactions (no), -- NULL: about no transaction
  kind          TEXT NOT NULL, -- SlipKind
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
INSERT INTO copies_4 SELECT * FROM copies;
DROP TABLE copies;
ALTER TABLE copies_4 RENAME TO copies;
CREATE INDEX copies_owed ON copies (owed_seq, side DESC) WHERE state <> 'printed';
`;
