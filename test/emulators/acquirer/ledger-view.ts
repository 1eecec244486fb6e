/** The books as the verb `ledger` shows them: what every customer was charged in the end, and what every batch adds up to. */
import { type Batch, isInForce, type Ledger, type Transaction } from './ledger.ts';
import { reconcile, totalsOf } from './totals.ts';

export interface TransactionView {
  readonly id: string;
  /** ISO 8601, UTC; date (MMDD) and time (hhmmss) are the host's own, as in DE 13 and DE 12. */
  readonly bookedAt: string;
  readonly reversedAt: string | null;
  readonly date: string;
  readonly time: string;
  readonly tid: string;
  readonly batch: string;
  readonly stan: string;
  readonly kind: string;
  readonly via: string;
  readonly maskedPan: string;
  readonly account: string;
  readonly responseCode: string;
  readonly rrn: string;
  readonly authCode: string | null;
  readonly requestedMinor: number;
  readonly state: 'declined' | 'in-force' | 'reversed' | 'voided' | 'ended';
  readonly original: string | null;
  /** How many scripts its approval carried, and what the terminal has told of them (DF31). */
  readonly scripts: number;
  readonly scriptResult: string | null;
  /** What this transaction did, and what was undone of it since. */
  readonly chargedMinor: number;
  readonly creditedMinor: number;
  readonly reversedMinor: number;
  readonly voidedMinor: number;
  readonly refundedMinor: number;
  readonly heldMinor: number;
  /** Of a charge: charged − reversed − voided − refunded; what the customer has paid for it in the end. Else 0. */
  readonly netMinor: number;
}

const CHARGES = ['sale', 'completion', 'completion-advice', 'offline-sale'];
const CREDITS = ['void', 'refund', 'completion-cancel'];

export function ledgerView(ledger: Ledger): object {
  const transactions = [...ledger.transactions()].map(transactionView);
  return {
    accounts: [...ledger.accounts.values()].map((account) => {
      const { id, maskedPan, scheme, openingMinor, balanceMinor, heldMinor } = account;
      return { id, maskedPan, scheme, openingMinor, balanceMinor, heldMinor };
    }),
    terminals: [...ledger.terminals.values()].map(({ tid, mid, batch, workingKeys }) => {
      return { tid, mid, batch, signedOn: workingKeys?.form ?? null };
    }),
    transactions,
    batches: [...ledger.batches.values()].map(batchView),
    isConsistent: isConsistent(ledger, transactions),
  };
}

function transactionView(it: Transaction): TransactionView {
  const charged = it.approved && CHARGES.includes(it.kind) ? it.amountMinor : 0;
  const credited = it.approved && CREDITS.includes(it.kind) ? it.amountMinor : 0;
  const reversed = it.reversed ? charged + credited : 0;
  const voided = it.voidedBy === null ? 0 : charged;
  return {
    id: it.id,
    bookedAt: it.at,
    reversedAt: it.reversedAt,
    date: it.date,
    time: it.time,
    tid: it.tid,
    batch: it.batch,
    stan: it.stan,
    kind: it.kind,
    via: it.via,
    maskedPan: it.maskedPan,
    account: it.account,
    responseCode: it.responseCode,
    rrn: it.rrn,
    authCode: it.authCode,
    requestedMinor: it.requestedMinor,
    state: stateOf(it),
    original: it.original,
    scripts: it.scripts.length,
    scriptResult: it.scriptResult,
    chargedMinor: charged,
    creditedMinor: credited,
    reversedMinor: reversed,
    voidedMinor: voided,
    refundedMinor: it.refundedMinor,
    heldMinor: it.kind === 'preauth' && isInForce(it) && it.endedBy === null ? it.heldMinor : 0,
    netMinor: CHARGES.includes(it.kind) ? charged - reversed - voided - it.refundedMinor : 0,
  };
}

function stateOf(it: Transaction): TransactionView['state'] {
  if (!it.approved) return 'declined';
  if (it.reversed) return 'reversed';
  if (it.voidedBy !== null) return 'voided';
  return it.endedBy === null ? 'in-force' : 'ended';
}

export function batchView(batch: Batch): object {
  const { tid, batch: number, status, flags, endCount } = batch;
  const wasUploaded = batch.uploaded.size > 0 || endCount !== null;
  return {
    tid,
    batch: number,
    status,
    flags,
    totals: totalsOf(batch),
    uploadedCount: batch.uploaded.size,
    endCount,
    dropped: [...batch.dropped],
    added: batch.added,
    reconciliation: wasUploaded ? reconcile(batch) : null,
  };
}

/** What a refund gave back that names no charge, and that therefore stands in the net of none. */
function withoutCharge({ kind, original, creditedMinor, reversedMinor }: TransactionView): number {
  return kind === 'refund' && original === null ? creditedMinor - reversedMinor : 0;
}

/** The judge judged: every balance is what was paid in, less what its charges come to, two ways of counting agreeing. */
function isConsistent(ledger: Ledger, views: readonly TransactionView[]): boolean {
  const spent = new Map<string, number>();
  const held = new Map<string, number>();
  for (const view of views) {
    spent.set(view.account, (spent.get(view.account) ?? 0) + view.netMinor - withoutCharge(view));
    held.set(view.account, (held.get(view.account) ?? 0) + view.heldMinor);
  }
  return [...ledger.accounts.values()].every(
    (account) =>
      account.balanceMinor === account.openingMinor - (spent.get(account.id) ?? 0) &&
      account.heldMinor === (held.get(account.id) ?? 0),
  );
}
