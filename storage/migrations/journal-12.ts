/** Schema 12: when the journal was last copied, and whether that came to something (requirement H2). */
export const JOURNAL_12 = `
CREATE TABLE backups (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  last_ms INTEGER, -- the latest good one
  failed  INTEGER NOT NULL
) STRICT;
INSERT INTO backups VALUES (1, NULL, 0);
`;
