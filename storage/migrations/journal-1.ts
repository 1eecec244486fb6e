/**
 * Schema 1. Entries are the truth; everything below the line is a projection that `rebuild` can recompute, except `secrets`.
 * `transactions.no` counts from 1 in order of creation; `slips` and `copies` point to it to stay small on disk.
 */
export const JOURNAL_1 = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
  seq      INTEGER PRIMARY KEY,
  at_ms    INTEGER NOT NULL,
  clock    INTEGER NOT NULL CHECK (clock BETWEEN 0 AND 2),
  operator TEXT NOT NULL,
  type     INTEGER NOT NULL, -- entry-types.ts
  txn      TEXT,
  body     TEXT NOT NULL,
  hash     BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX entries_by_txn ON entries (txn) WHERE txn IS NOT NULL;
CREATE TRIGGER entries_in_sequence BEFORE INSERT ON entries
  WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entries)
  BEGIN SELECT RAISE(ABORT, 'journal entries are numbered without a gap'); END;
CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries
  BEGIN SELECT RAISE(ABORT, 'journal entries are never changed'); END;
CREATE TRIGGER entries_never_go BEFORE DELETE ON entries
  BEGIN SELECT RAISE(ABORT, 'journal entries are never deleted'); END;

CREATE TABLE secrets (
  txn    TEXT NOT NULL,
  name   TEXT NOT NULL,
  nonce  BLOB NOT NULL CHECK (length(nonce) = 12),
  sealed BLOB NOT NULL,
  PRIMARY KEY (txn, name)
) STRICT, WITHOUT ROWID;

-- projections ------------------------------------------------------------------------------------------------------------------

CREATE TABLE batches (
  id           INTEGER PRIMARY KEY, -- seq of batch.opened, 0 for the batch that a new journal starts with
  batch        INTEGER NOT NULL,
  transactions INTEGER NOT NULL
) STRICT;

CREATE TABLE batch_totals (
  batch_id     INTEGER NOT NULL REFERENCES batches (id),
  currency     TEXT NOT NULL,
  sale_count   INTEGER NOT NULL,
  sale_minor   INTEGER NOT NULL,
  void_count   INTEGER NOT NULL,
  void_minor   INTEGER NOT NULL,
  refund_count INTEGER NOT NULL,
  refund_minor INTEGER NOT NULL,
  PRIMARY KEY (batch_id, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
  id        INTEGER PRIMARY KEY CHECK (id = 1),
  entries   INTEGER NOT NULL,
  head      BLOB,
  next_stan INTEGER NOT NULL CHECK (next_stan BETWEEN 0 AND 999999), -- 0: every number of the batch is spent
  next_slip INTEGER NOT NULL,
  batch_id  INTEGER NOT NULL REFERENCES batches (id)
) STRICT;

-- Trace numbers of messages that are no transactions; the others stand in transactions.
CREATE TABLE other_stans (batch INTEGER NOT NULL, stan INTEGER NOT NULL, PRIMARY KEY (batch, stan)) STRICT, WITHOUT ROWID;

CREATE TABLE transactions (
  no              INTEGER PRIMARY KEY,
  txn             TEXT NOT NULL UNIQUE,
  kind            TEXT NOT NULL CHECK (kind IN ('sale', 'void', 'refund')),
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
  CHECK (refunded_minor + reserved_minor <= amount_minor)
) STRICT;
CREATE UNIQUE INDEX transactions_by_stan ON transactions (batch, stan) WHERE stan IS NOT NULL;
CREATE INDEX transactions_by_rrn ON transactions (rrn) WHERE rrn IS NOT NULL;
CREATE INDEX transactions_by_card ON transactions (substr(card_token, 1, 6));
CREATE INDEX transactions_by_time ON transactions (created_at_ms);
CREATE INDEX transactions_by_original ON transactions (original) WHERE original IS NOT NULL;
CREATE INDEX transactions_open ON transactions (no) WHERE state IN ('deferred', 'submitted', 'unknown');

CREATE TABLE reversals (
  seq                INTEGER PRIMARY KEY, -- of the entry that armed it
  txn_no             INTEGER NOT NULL UNIQUE REFERENCES transactions (no),
  state              TEXT NOT NULL CHECK (state IN ('armed', 'due', 'needsHuman')),
  reason             TEXT NOT NULL,
  attempts           INTEGER NOT NULL,
  since_ms           INTEGER NOT NULL,
  last_attempt_at_ms INTEGER
) STRICT;

-- Markings are short: O original, D2 duplicate 2, R17 replaces slip 17.
CREATE TABLE copies (
  copy          TEXT PRIMARY KEY,
  txn_no        INTEGER NOT NULL REFERENCES transactions (no),
  kind          TEXT NOT NULL CHECK (kind IN ('sale', 'void', 'refund', 'refundPromise', 'fault')),
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
CREATE INDEX copies_owed ON copies (owed_seq, side DESC) WHERE state <> 'printed';

CREATE TABLE slips (slip INTEGER PRIMARY KEY, txn_no INTEGER NOT NULL REFERENCES transactions (no)) STRICT;

INSERT INTO batches (id, batch, transactions) VALUES (0, 1, 0);
INSERT INTO counters (id, entries, head, next_stan, next_slip, batch_id) VALUES (1, 0, NULL, 1, 1, 0);
`;
