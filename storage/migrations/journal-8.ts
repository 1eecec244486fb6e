/** Schema 8: a copy that is printed plans no duplicate any more; one that had been in doubt kept its number, so that the next reprint skipped it. */
export const JOURNAL_8 = `
UPDATE copies SET next_marking = marking WHERE state = 'printed' AND marking IS NOT NULL AND next_marking <> marking;
`;
