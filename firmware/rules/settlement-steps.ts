/**
 * What a settlement does next (facts/acquirer §1.5, §2.2 rule 11). Pure: the same journal gives the same step, before and after a power cut.
 *
 * Order: nothing of unknown outcome, but for what a manager has signed off → the totals → where they differ, the upload: sales eight a
 * message, what a chip paid, refunds and advices one by one, then the end with the number of records. A chip's go up where they agree, too.
 */
import type {
  MoneyKind,
  MoneyState,
  OpenItem,
  SettlementResult,
  Stan,
  TraceDifference,
  TransactionId,
} from '../../storage/facts.ts';

export interface SettlementFacts {
  readonly step: string;
  readonly result: SettlementResult | null;
  readonly exceptions: readonly OpenItem[];
}

export interface RecordFacts {
  readonly txn: TransactionId;
  readonly kind: MoneyKind;
  readonly state: MoneyState;
  readonly stan: Stan | null;
  readonly needsReversal: boolean;
  /** Sold to a chip, and what it said is kept: it goes up by itself, in every settlement (facts/acquirer §1.5). */
  readonly isChip: boolean;
  readonly upload: 'uploaded' | 'refused' | null;
}

export type SettlementStep =
  | { readonly do: 'wait'; readonly open: readonly OpenItem[] }
  | { readonly do: 'totals' }
  | { readonly do: 'sales'; readonly records: readonly TransactionId[] }
  | { readonly do: 'chip' | 'refund' | 'advice'; readonly record: TransactionId }
  | { readonly do: 'end'; readonly count: number; readonly balanced: boolean };

/** Records in one 0320 (facts §1.5). */
const RECORDS_A_MESSAGE = 8;

export function settlementStep(
  settlement: SettlementFacts,
  open: readonly OpenItem[],
  records: readonly RecordFacts[],
): SettlementStep {
  if (settlement.step === 'uploading') return uploadStep(settlement, records);
  const unsigned = unsignedItems(settlement.exceptions, open);
  return unsigned.length > 0 ? { do: 'wait', open: unsigned } : { do: 'totals' };
}

/** What stands between this settlement and its totals. */
export function unsignedItems(exceptions: readonly OpenItem[], open: readonly OpenItem[]): readonly OpenItem[] {
  const signed = new Set(exceptions.map((item) => item.txn));
  return open.filter((item) => !signed.has(item.txn));
}

function uploadStep({ result }: SettlementFacts, records: readonly RecordFacts[]): SettlementStep {
  // Where the totals agree only chips have something to tell.
  const all = result === 'balanced' ? records.filter(({ isChip }) => isChip) : records;
  const due = all.filter((record) => isUploaded(record) && record.upload === null);
  const sales = due
    .filter(({ kind, isChip }) => (kind === 'sale' || kind === 'completion') && !isChip)
    .slice(0, RECORDS_A_MESSAGE);
  if (sales.length > 0) return { do: 'sales', records: sales.map(({ txn }) => txn) };
  const [single] = due;
  if (single !== undefined) return { do: singleOf(single), record: single.txn };
  const count = records.filter((record) => record.upload === 'uploaded').length;
  return { do: 'end', count, balanced: result === 'balanced' };
}

function singleOf({ kind, isChip }: RecordFacts): 'chip' | 'refund' | 'advice' {
  if (isChip) return 'chip';
  return kind === 'refund' ? 'refund' : 'advice';
}

/**
 * Sales and completions in force, refunds and advices; a refund or an advice of unknown outcome too, signed off as an exception: the host books what it lacks of it, once, and its
 * answer ends the doubt (rule 6b). What is voided or cancelled is out on both sides, a hold was never in.
 */
export function isUploaded({ kind, state, needsReversal }: RecordFacts): boolean {
  if (kind === 'sale' || kind === 'completion') return state === 'approved';
  return (
    (kind === 'refund' || kind === 'completionAdvice') &&
    (state === 'approved' || (state === 'unknown' && !needsReversal))
  );
}

/**
 * The traces on which the two sides may differ when the totals did. A host tells totals and the fate of each uploaded record, no more: named are
 * the records that it did not take, what ended by a reversal or by a person's word, and what is still open.
 * @param records `code`: DE 39 with which an upload was refused, or with which a reversal ended
 */
export function traceDifferences(
  settlement: SettlementFacts,
  records: readonly (RecordFacts & { readonly code: string | null; readonly byHand: boolean })[],
): readonly TraceDifference[] {
  const { result } = settlement;
  if (result !== 'notBalanced' && result !== 'balanced') return [];
  const open = new Set(settlement.exceptions.map((item) => item.txn));
  return records.flatMap(({ txn, stan, state, upload, code, byHand }): readonly TraceDifference[] => {
    if (upload === 'refused') return [{ txn, stan, what: 'upload-refused', code }];
    // Where the totals agree nothing else can differ.
    if (result === 'balanced') return [];
    if (byHand) return [{ txn, stan, what: 'resolved-by-hand', code: null }];
    if (state === 'reversed') return [{ txn, stan, what: 'reversed', code }];
    return open.has(txn) && state === 'unknown' ? [{ txn, stan, what: 'open', code: null }] : [];
  });
}
