/** Schema 30: of a sale that vouchers helped to pay, what has gone back, or may have, as a voucher (requirement B10). */
export const JOURNAL_30 = `
CREATE TABLE voucher_parts (
  original INTEGER NOT NULL REFERENCES transactions (no), -- the sale
  claimant TEXT NOT NULL, -- the refund that a new voucher goes with, or the voucher in the place of all
  minor    INTEGER NOT NULL CHECK (minor > 0),
  PRIMARY KEY (original, claimant)
) STRICT, WITHOUT ROWID;
`;
