/** Schema 10: how much has been printed on the roll that is in the printer (requirement D14). */
export const JOURNAL_10 = `
CREATE TABLE roll (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  printed_mm INTEGER NOT NULL,
  ended      INTEGER NOT NULL, -- 1: the paper is at its end, what comes next is a new roll
  loaded_ms  INTEGER           -- NULL: nobody has seen it being loaded
) STRICT;
INSERT INTO roll VALUES (1, 0, 0, NULL);
`;
