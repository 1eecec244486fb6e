/** Signed slips in the place of paper (requirement D10): journaled first, then shown. */
import type { TransactionId } from '../../storage/facts.ts';
import type { ESlipShown } from '../machines/sale-desk.ts';
import { encodeESlip, eSlipText, readOutDigits } from '../receipts/e-slip.ts';
import { currencyNumber } from '../rules/money-words.ts';
import type { Ports } from './ports.ts';

/** Null where the transaction is not approved (any more). */
export function offerESlip({ journal, stamp, terminal }: Ports, txn: TransactionId): ESlipShown | null {
  const row = journal.transaction(txn);
  const approved = journal.timeline(txn).find(({ type }) => type === `${row?.kind}.approved`);
  if (row === null || row.state !== 'approved' || approved === undefined) return null;
  const signed = encodeESlip({
    tid: terminal.tid,
    atMs: approved.atMs,
    kind: row.kind,
    amountMinor: row.amountMinor,
    currencyNumber: currencyNumber(row.currency),
    authCode: row.authCode,
    rrn: row.rrn,
    lastFour: row.card.maskedPan.slice(-4),
    entryHash: approved.hash.slice(0, 16),
  });
  const signature = journal.sign(signed);
  const text = eSlipText(signed, signature);
  journal.append([{ type: 'eSlip.offered', txn, body: { text } }], stamp());
  return { text, readOut: `${row.rrn ?? row.stan ?? ''} ${readOutDigits(signature)}` };
}
