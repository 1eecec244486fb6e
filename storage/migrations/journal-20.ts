/** Schema 20: cash. What should lie in the drawer by currency, and the movement of cash of which nobody knows whether the drawer opened for it. */
export const JOURNAL_20 = `
CREATE TABLE cash_drawer (
  currency       TEXT PRIMARY KEY,
  expected_minor INTEGER NOT NULL,
  moves          INTEGER NOT NULL, -- since it was counted
  counted_ms     INTEGER -- NULL: never
) STRICT, WITHOUT ROWID;

CREATE TABLE drawer_doubt (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  txn_no   INTEGER NOT NULL REFERENCES transactions (no),
  executed TEXT -- NULL: asked for, not answered yet
) STRICT;

-- Cash of a batch; a card's row costs nothing here.
CREATE INDEX transactions_cash ON transactions (batch_id) WHERE entry_mode = 'cash';
`;
