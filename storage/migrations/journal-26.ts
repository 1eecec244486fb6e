/** Schema 26: at which of two printers slips are printed, and a roll for each (requirements D3, D14). */
export const JOURNAL_26 = `
CREATE TABLE paper_desk (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  device TEXT NOT NULL CHECK (device IN ('printer', 'printer2'))
) STRICT;
INSERT INTO paper_desk VALUES (1, 'printer');

CREATE TABLE rolls (
  device     TEXT PRIMARY KEY CHECK (device IN ('printer', 'printer2')),
  printed_mm INTEGER NOT NULL,
  ended      INTEGER NOT NULL, -- 1: the paper is at its end, what comes next is a new roll
  loaded_ms  INTEGER           -- NULL: nobody has seen it being loaded
) STRICT, WITHOUT ROWID;
INSERT INTO rolls SELECT 'printer', printed_mm, ended, loaded_ms FROM roll;
INSERT INTO rolls VALUES ('printer2', 0, 0, NULL);
DROP TABLE roll;
`;
