/**
 * Schema 33: an answer of the drawer ends one request, the oldest that stands under its name, not all of them. So of what the entries (15: asked, 16: answered) say
 * the youngest requests are left, as many as no answer came for; an answer that found none took nothing away.
 */
export const JOURNAL_33 = `
DELETE FROM drawer_asked;
WITH steps AS (
  SELECT txn, CASE type WHEN 15 THEN 1 ELSE -1 END AS step,
      sum(CASE type WHEN 15 THEN 1 ELSE -1 END) OVER (PARTITION BY txn ORDER BY seq) AS level FROM entries WHERE type IN (15, 16)
), waiting AS (
  SELECT txn, sum(step) - min(0, min(level)) AS requests FROM steps GROUP BY txn
), asked AS (
  SELECT seq, txn, row_number() OVER (PARTITION BY txn ORDER BY seq DESC) AS age FROM entries WHERE type = 15
)
INSERT INTO drawer_asked SELECT asked.seq, asked.txn FROM asked JOIN waiting ON waiting.txn IS asked.txn WHERE asked.age <= waiting.requests;
`;
