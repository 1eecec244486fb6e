/** Schema 18: training sessions and who passed what, in the shop's journal; runs of exercises, in the journal of a training terminal. */
export const JOURNAL_18 = `
CREATE TABLE training_sessions (
  session     INTEGER PRIMARY KEY,
  began_by    TEXT NOT NULL REFERENCES operators (operator),
  began_at_ms INTEGER NOT NULL,
  ended_seq   INTEGER
) STRICT;

CREATE TABLE training_results (
  seq       INTEGER PRIMARY KEY,
  session   INTEGER NOT NULL REFERENCES training_sessions (session),
  run       INTEGER NOT NULL,
  exercise  TEXT NOT NULL,
  version   INTEGER NOT NULL,
  operator  TEXT NOT NULL,
  passed    INTEGER NOT NULL,
  points    INTEGER NOT NULL,
  of_points INTEGER NOT NULL,
  at_ms     INTEGER NOT NULL,
  UNIQUE (session, run)
) STRICT;

CREATE TABLE exercises (
  run           INTEGER PRIMARY KEY,
  session       INTEGER NOT NULL,
  exercise      TEXT NOT NULL,
  version       INTEGER NOT NULL,
  operator      TEXT NOT NULL,
  started_seq   INTEGER NOT NULL,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms   INTEGER,
  ending        TEXT CHECK (ending IN ('done', 'given-up', 'interrupted')),
  keys          INTEGER, -- NULL: not counted to the end
  score         TEXT     -- JSON, as in its entry
) STRICT;
`;
