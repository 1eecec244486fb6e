/** Schema 28: what was done without paper since an outage began, or since the paper came back last: an interruption in which nothing was done is none. */
export const JOURNAL_28 = `
ALTER TABLE outages ADD COLUMN done_since INTEGER NOT NULL DEFAULT 0; -- transactions, promises, slips by hand
`;
