/** Schema 17: an approval has its rule and the role of who gave it, and is spent on one transaction: the journal itself demands it (requirement A14). */
export const JOURNAL_17 = `
ALTER TABLE approvals ADD COLUMN rule TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN role TEXT NOT NULL DEFAULT 'manager';
ALTER TABLE approvals ADD COLUMN spent_on TEXT; -- the transaction that it let through
CREATE INDEX approvals_by_transaction ON approvals (txn);
`;
