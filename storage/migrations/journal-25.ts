/** Schema 25: requests for the drawer that no answer stands behind, so that each of them ends in the journal, with or without a movement of cash. */
export const JOURNAL_25 = `
CREATE TABLE drawer_asked (
  seq INTEGER PRIMARY KEY, -- of drawer.requested
  txn TEXT
) STRICT;
WITH answered AS (SELECT txn, max(seq) AS seq FROM entries WHERE type = 16 GROUP BY txn)
INSERT INTO drawer_asked SELECT e.seq, e.txn FROM entries e LEFT JOIN answered a ON a.txn IS e.txn
  WHERE e.type = 15 AND (a.seq IS NULL OR a.seq < e.seq);
`;
