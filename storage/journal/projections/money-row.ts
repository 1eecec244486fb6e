/** A transaction as the rules see it: the columns that they decide by. */
import type { MoneyKind, MoneyState, TransactionId } from '../../facts.ts';

export interface MoneyRow {
  readonly no: number;
  readonly txn: TransactionId;
  readonly kind: MoneyKind;
  readonly state: MoneyState;
  readonly amount_minor: number;
  readonly currency: string;
  /** Null: the acquirer's own, or not told. */
  readonly scheme: string | null;
  readonly batch_id: number | null;
  readonly entry_mode: string;
  readonly original: number | null;
  readonly reason: string | null;
  readonly needs_reversal: number;
  readonly promised_for_ms: number | null;
  /** Of a pre-authorisation: what takes, or may have taken, its hold. */
  readonly ended_by: number | null;
}
