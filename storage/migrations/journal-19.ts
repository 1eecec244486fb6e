/** Schema 19: what was asked for, where the acquirer approved a part of it (facts/acquirer §1.7, code 10); `amount_minor` is then that part. */
export const JOURNAL_19 = `
ALTER TABLE transactions ADD COLUMN requested_minor INTEGER;
`;
