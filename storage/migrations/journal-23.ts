/**
 * Schema 23: fewer bytes a sale (design §12). An entry is found by the time in its transaction's name, eight of its characters, and then by
 * the name itself (entry-index.ts); secrets that go at once no longer leave holes among those that stay.
 */
export const JOURNAL_23 = `
DROP INDEX entries_by_txn;
CREATE INDEX entries_by_txn ON entries (substr(txn, 2, 8)) WHERE txn IS NOT NULL;

CREATE TABLE secrets_23 (
  txn    TEXT NOT NULL,
  name   TEXT NOT NULL,
  nonce  BLOB NOT NULL CHECK (length(nonce) = 12),
  sealed BLOB NOT NULL,
  PRIMARY KEY (name, txn)
) STRICT, WITHOUT ROWID;
INSERT INTO secrets_23 SELECT txn, name, nonce, sealed FROM secrets;
DROP TABLE secrets;
ALTER TABLE secrets_23 RENAME TO secrets;
`;
