/** What the firmware asks about copies: owed, started, printed. */
import type { Database } from 'better-sqlite3';
import type { CopyId, CopyKind, CopyState, Marking, SlipKind, SlipNumber, TransactionId } from '../facts.ts';
import { parseMarking } from './projections/copies.ts';

export interface CopyRow {
  readonly copy: CopyId;
  readonly txn: TransactionId;
  readonly kind: SlipKind;
  readonly of: CopyKind;
  readonly state: CopyState;
  /** The latest slip of this copy, if any was started. */
  readonly slip: SlipNumber | null;
  /** How the next slip of this copy must be marked (decided by what happened to the ones before). */
  readonly nextMarking: Marking;
  /** How the latest slip was marked. */
  readonly marking: Marking | null;
  readonly proven: number;
  readonly handedOver: number;
  /** 0 while nothing is known about segments. */
  readonly segments: number;
  readonly owedSinceMs: number;
}

interface StoredCopy {
  readonly copy: CopyId;
  readonly txn: TransactionId;
  readonly kind: CopyRow['kind'];
  readonly side: CopyRow['of'];
  readonly state: CopyRow['state'];
  readonly slip: SlipNumber | null;
  readonly marking: string | null;
  readonly next_marking: string;
  readonly proven: number;
  readonly handed_over: number;
  readonly segments: number;
  readonly owed_since_ms: number;
}

/** A copy's name begins with the name of what it is about: a transaction, or a settlement. */
export const OWNER = `substr(c.copy, 1, instr(c.copy, '/') - 1)`;
const COPY = `SELECT c.*, ${OWNER} AS txn FROM copies c`;

export interface CopyReads {
  /** Copies not printed, in the order in which they must be paid. */
  copiesOwed(): readonly CopyRow[];
  copiesOf(txn: TransactionId): readonly CopyRow[];
}

export class CopyModels implements CopyReads {
  readonly #copiesOwed;
  readonly #copiesOf;

  constructor(db: Database) {
    this.#copiesOwed = db.prepare<[], StoredCopy>(
      `${COPY} WHERE c.state <> 'printed' ORDER BY c.owed_seq, c.side DESC`,
    );
    this.#copiesOf = db.prepare<[string, string], StoredCopy>(
      `${COPY} WHERE c.copy > ? || '/' AND c.copy < ? || '0' ORDER BY c.owed_seq, c.side DESC`,
    );
  }

  copiesOwed(): readonly CopyRow[] {
    return this.#copiesOwed.all().map(copyRow);
  }

  copiesOf(txn: TransactionId): readonly CopyRow[] {
    return this.#copiesOf.all(txn, txn).map(copyRow);
  }
}

function copyRow(row: StoredCopy): CopyRow {
  return {
    copy: row.copy,
    txn: row.txn,
    kind: row.kind,
    of: row.side,
    state: row.state,
    slip: row.slip,
    nextMarking: parseMarking(row.next_marking),
    marking: row.marking === null ? null : parseMarking(row.marking),
    proven: row.proven,
    handedOver: row.handed_over,
    segments: row.segments,
    owedSinceMs: row.owed_since_ms,
  };
}
