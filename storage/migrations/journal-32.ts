/** Schema 32: the customer says that the money of a refund is not there (requirement C9). */
export const JOURNAL_32 = `
ALTER TABLE case_files ADD COLUMN awaited_ms INTEGER; -- by when it should have been; NULL: nobody misses any
`;
