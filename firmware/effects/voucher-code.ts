/** The code of a voucher: nine digits that nobody can guess from the voucher before, since the transaction's name has chance in it. */
import { createHash } from 'node:crypto';
import type { TransactionId } from '../../storage/facts.ts';

export function voucherCode(txn: TransactionId): string {
  const hash = createHash('sha256').update(txn, 'utf8').digest();
  return String(hash.readUIntBE(0, 6) % 1_000_000_000).padStart(9, '0');
}
