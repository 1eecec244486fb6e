/** Schema 5: outages of the paper, slips of numbered stock that were written by hand, tasks (requirements D4, D5, D8). */
export const JOURNAL_5 = `
CREATE TABLE outages (
  seq          INTEGER PRIMARY KEY, -- of the entry that began it
  cause        TEXT NOT NULL,
  began_ms     INTEGER NOT NULL,
  returned_ms  INTEGER,
  state        TEXT NOT NULL CHECK (state IN ('open', 'returned', 'closed')),
  acts         INTEGER NOT NULL, -- sales, voids and refunds done without paper
  since_return INTEGER NOT NULL, -- sales since the paper was last there
  sales_minor  INTEGER NOT NULL, -- of these
  deferred     INTEGER NOT NULL,
  hand_slips   INTEGER NOT NULL,
  owed         INTEGER NOT NULL  -- copies not printed when the paper came back
) STRICT;
CREATE UNIQUE INDEX outages_open ON outages (state <> 'closed') WHERE state <> 'closed';

CREATE TABLE hand_stock (
  first INTEGER PRIMARY KEY,
  last  INTEGER NOT NULL,
  next  INTEGER NOT NULL -- the first that is blank, as counted; at least one behind the highest that was used
) STRICT;

CREATE TABLE hand_slips (
  number       INTEGER PRIMARY KEY,
  txn          TEXT UNIQUE, -- NULL: spoiled
  written_ms   INTEGER,
  writer       TEXT,
  kind         TEXT CHECK (kind IN ('sale', 'refund')),
  tender       TEXT CHECK (tender IN ('cash', 'card', 'other')),
  amount_minor INTEGER,
  currency     TEXT,
  entered_ms   INTEGER NOT NULL,
  operator     TEXT NOT NULL,
  outage       INTEGER REFERENCES outages (seq)
) STRICT;

CREATE TABLE tasks (
  seq        INTEGER PRIMARY KEY, -- of task.opened
  txn        TEXT NOT NULL UNIQUE,
  difference TEXT NOT NULL, -- JSON
  owner      TEXT NOT NULL,
  since_ms   INTEGER NOT NULL,
  finding    TEXT -- NULL: open
) STRICT;
CREATE INDEX tasks_open ON tasks (seq) WHERE finding IS NULL;
`;
