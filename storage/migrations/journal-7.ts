/**
 * Schema 7: the pre-authorisation family, advices that are repeated until they are answered, what a chip card told for its slip.
 * `transactions` is copied because its list of kinds grows.
 */
export const JOURNAL_7 = `
CREATE TABLE transactions_7 (
  no              INTEGER PRIMARY KEY,
  txn             TEXT NOT NULL UNIQUE,
  kind            TEXT NOT NULL CHECK (kind IN ('sale', 'void', 'refund', 'preauth', 'preauthCancel', 'completion', 'completionAdvice', 'completionCancel')),
  state           TEXT NOT NULL CHECK (state IN ('deferred', 'submitted', 'unknown', 'approved', 'declined', 'notSent', 'reversed', 'voided', 'cancelled')),
  amount_minor    INTEGER NOT NULL CHECK (amount_minor > 0),
  currency        TEXT NOT NULL,
  stan            INTEGER,
  batch           INTEGER,
  batch_id        INTEGER REFERENCES batches (id),
  rrn             TEXT,
  auth_code       TEXT,
  response_code   TEXT,
  masked_pan      TEXT NOT NULL,
  card_token      BLOB NOT NULL CHECK (length(card_token) = 32),
  entry_mode      TEXT NOT NULL,
  original        INTEGER REFERENCES transactions (no),
  reason          TEXT,
  needs_reversal  INTEGER NOT NULL,
  tags            TEXT, -- JSON, NULL for none
  operator        TEXT NOT NULL,
  created_at_ms   INTEGER NOT NULL,
  host_time       TEXT,
  host_date       TEXT,
  refunded_minor  INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
  reserved_minor  INTEGER NOT NULL DEFAULT 0 CHECK (reserved_minor >= 0),
  promised_for_ms INTEGER,
  upload          TEXT CHECK (upload IN ('uploaded', 'refused')),
  ended_by        INTEGER REFERENCES transactions (no), -- of a pre-authorisation: what takes, or may have taken, its hold
  chip            TEXT, -- JSON, NULL without a chip
  CHECK (refunded_minor + reserved_minor <= amount_minor)
) STRICT;
INSERT INTO transactions_7 SELECT *, NULL, NULL FROM transactions;
DROP TABLE transactions;
ALTER TABLE transactions_7 RENAME TO transactions;
CREATE UNIQUE INDEX transactions_by_stan ON transactions (batch, stan) WHERE stan IS NOT NULL;
CREATE INDEX transactions_by_rrn ON transactions (rrn) WHERE rrn IS NOT NULL;
CREATE INDEX transactions_by_card ON transactions (substr(card_token, 1, 6));
CREATE INDEX transactions_by_time ON transactions (created_at_ms);
CREATE INDEX transactions_by_original ON transactions (original) WHERE original IS NOT NULL;
CREATE INDEX transactions_open ON transactions (no) WHERE state IN ('deferred', 'submitted', 'unknown');
CREATE INDEX transactions_by_amount ON transactions (amount_minor) WHERE kind = 'sale';
CREATE INDEX transactions_by_last_four ON transactions (substr(masked_pan, -4)) WHERE kind = 'sale';
CREATE INDEX transactions_held ON transactions (no) WHERE kind = 'preauth' AND state = 'approved' AND ended_by IS NULL;

ALTER TABLE batch_totals ADD COLUMN completion_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch_totals ADD COLUMN completion_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch_totals ADD COLUMN cancel_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch_totals ADD COLUMN cancel_minor INTEGER NOT NULL DEFAULT 0;

CREATE TABLE advices (
  seq                INTEGER PRIMARY KEY, -- of the entry that armed it
  txn_no             INTEGER NOT NULL UNIQUE REFERENCES transactions (no),
  state              TEXT NOT NULL CHECK (state IN ('armed', 'due', 'needsHuman')),
  attempts           INTEGER NOT NULL,
  since_ms           INTEGER NOT NULL,
  last_attempt_at_ms INTEGER
) STRICT;

CREATE TABLE enquiries (
  txn_no             INTEGER PRIMARY KEY REFERENCES transactions (no),
  attempts           INTEGER NOT NULL,
  found              TEXT CHECK (found IN ('approved', 'declined', 'not-found', 'pending')), -- NULL: no answer to the latest one
  last_attempt_at_ms INTEGER NOT NULL
) STRICT;
`;
