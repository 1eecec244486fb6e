/**
 * Schema 13: fewer pages in the log for a sale. A reversal is its transaction's, so its row needs no second tree to be found by; the number of
 * transactions of the open batch stands in the one row of counters, which every append writes anyway.
 */
export const JOURNAL_13 = `
CREATE TABLE reversals_13 (
  txn_no             INTEGER PRIMARY KEY REFERENCES transactions (no),
  seq                INTEGER NOT NULL, -- of the entry that armed it
  state              TEXT NOT NULL CHECK (state IN ('armed', 'due', 'needsHuman')),
  reason             TEXT NOT NULL,
  attempts           INTEGER NOT NULL,
  since_ms           INTEGER NOT NULL,
  last_attempt_at_ms INTEGER
) STRICT;
INSERT INTO reversals_13 SELECT txn_no, seq, state, reason, attempts, since_ms, last_attempt_at_ms FROM reversals;
DROP TABLE reversals;
ALTER TABLE reversals_13 RENAME TO reversals;

ALTER TABLE counters ADD COLUMN batch_count INTEGER NOT NULL DEFAULT 0; -- transactions of the open batch that have moved money, or may have
UPDATE counters SET batch_count = (SELECT transactions FROM batches WHERE batches.id = counters.batch_id);
ALTER TABLE batches DROP COLUMN transactions;
`;
