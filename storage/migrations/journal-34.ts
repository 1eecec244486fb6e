/**
 * Schema 34: a shift knows the first transaction that belongs to it, so that a clock that was set back takes nothing out of its limits. 0: opened before that
 * was demanded (`shifts.countedInOrder` of the policy); it is counted by the clock.
 */
export const JOURNAL_34 = `
ALTER TABLE shifts ADD COLUMN first_no INTEGER NOT NULL DEFAULT 0;
`;
