/**
 * Schema 2: by which serial number each device is known again, found without walking the journal: the last one that it told
 * (9 device.ready), or that was accepted in its place, with or without a number (14 device.accepted).
 */
export const JOURNAL_2 = `
CREATE INDEX entries_naming_a_device ON entries (body ->> '$.device', seq)
  WHERE type = 14 OR (type = 9 AND body ->> '$.serial' IS NOT NULL);
`;
