/** Schema 9: totals of a batch for each card scheme (facts/acquirer §1.5, §1.3 DE 63.1). The acquirer's own has no name; all that stands so far is its. */
export const JOURNAL_9 = `
ALTER TABLE transactions ADD COLUMN scheme TEXT; -- NULL: the acquirer's own, or not told

CREATE TABLE batch_totals_9 (
  batch_id         INTEGER NOT NULL REFERENCES batches (id),
  currency         TEXT NOT NULL,
  scheme           TEXT NOT NULL,
  sale_count       INTEGER NOT NULL,
  sale_minor       INTEGER NOT NULL,
  void_count       INTEGER NOT NULL,
  void_minor       INTEGER NOT NULL,
  refund_count     INTEGER NOT NULL,
  refund_minor     INTEGER NOT NULL,
  completion_count INTEGER NOT NULL,
  completion_minor INTEGER NOT NULL,
  cancel_count     INTEGER NOT NULL,
  cancel_minor     INTEGER NOT NULL,
  PRIMARY KEY (batch_id, currency, scheme)
) STRICT, WITHOUT ROWID;
INSERT INTO batch_totals_9 SELECT batch_id, currency, '', sale_count, sale_minor, void_count, void_minor, refund_count, refund_minor,
  completion_count, completion_minor, cancel_count, cancel_minor FROM batch_totals;
DROP TABLE batch_totals;
ALTER TABLE batch_totals_9 RENAME TO batch_totals;
`;
