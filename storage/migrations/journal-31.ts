/** Schema 31: paper is there by the printer's word, and a slip is still to prove it (requirement D4). */
export const JOURNAL_31 = `
ALTER TABLE outages ADD COLUMN back_ms INTEGER; -- NULL: no paper, or proven
ALTER TABLE outages ADD COLUMN back_owed INTEGER NOT NULL DEFAULT 0; -- copies not printed by then
`;
