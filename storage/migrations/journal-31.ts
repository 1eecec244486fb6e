/** Schema 31: paper is there by the printer's word, and a slip is still to prove it (requirement D4). */
export const JOURNAL_31 = `
ALTER TABLE outages ADD COLUMN back_slip INTEGER; -- the next number of a slip at that word; NULL: no such word, or proven
`;
