/** Schema 21: vouchers of the shop, found by their code, spent once (331 voucher.redeemed; requirement B10). */
export const JOURNAL_21 = `
CREATE TABLE vouchers (
  txn          TEXT PRIMARY KEY,
  code         TEXT UNIQUE, -- null: issued before vouchers had one
  amount_minor INTEGER NOT NULL,
  currency     TEXT NOT NULL,
  issued_ms    INTEGER NOT NULL,
  redeemed_by  TEXT -- the sale; where nothing came of that, the voucher is as good as new
) STRICT, WITHOUT ROWID;
CREATE INDEX vouchers_by_sale ON vouchers (redeemed_by) WHERE redeemed_by IS NOT NULL;
`;
