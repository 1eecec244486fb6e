/** Schema 14: the policy in force key by key, who approved how much, what is frozen. */
export const JOURNAL_14 = `
CREATE TABLE policy_keys (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE policies (seq INTEGER PRIMARY KEY, version TEXT NOT NULL, hash TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;

CREATE TABLE approvals (
  seq          INTEGER PRIMARY KEY,
  txn          TEXT NOT NULL,
  operator     TEXT NOT NULL REFERENCES operators (operator),
  amount_minor INTEGER NOT NULL,
  currency     TEXT NOT NULL,
  at_ms        INTEGER NOT NULL
) STRICT;
CREATE INDEX approvals_by_operator ON approvals (operator, at_ms);

CREATE TABLE freezes (
  freeze       INTEGER PRIMARY KEY,
  kind         TEXT NOT NULL CHECK (kind IN ('terminal', 'transaction', 'card')),
  txn          TEXT REFERENCES transactions (txn),
  token        TEXT,
  masked_pan   TEXT,
  reason       TEXT NOT NULL,
  frozen_by    TEXT NOT NULL,
  since_ms     INTEGER NOT NULL,
  lifted_seq   INTEGER
) STRICT;
CREATE INDEX freezes_open ON freezes (freeze) WHERE lifted_seq IS NULL;

-- What an operator has given back since then.
CREATE INDEX transactions_given_back ON transactions (operator, created_at_ms) WHERE kind IN ('void', 'refund');
`;
