/** What the firmware asks (contract: journal.ts). Every answer is an index look-up: none grows with the length of the journal. */
import type { Database } from 'better-sqlite3';
import {
  type BatchNumber,
  batchNumber,
  type CardFacts,
  type CopyId,
  type MaskedPan,
  type MinorUnits,
  minorUnits,
  type Rrn,
  type SlipNumber,
  type Stan,
  stan,
  type TransactionId,
} from '../facts.ts';
import { hex } from './entry-rows.ts';
import {
  type AdviceRow,
  type BatchRecord,
  type BatchTotals,
  type CopyRow,
  type Counters,
  type EnquiryRow,
  JournalRefused,
  type KnownDevice,
  type Obligation,
  type ReversalRow,
  type SettlementRow,
  type TransactionKey,
  type TransactionRow,
} from './journal.ts';
import { parseMarking } from './projections/copies.ts';
import { type StoredTotals, settledTotals, TOTALS_COLUMNS } from './projections/totals-row.ts';

type Columns<Names extends string> = { readonly [name in Names]: string | null } & { readonly [name: string]: unknown };

interface StoredTransaction
  extends Columns<
    | 'rrn'
    | 'auth_code'
    | 'response_code'
    | 'scheme'
    | 'reason'
    | 'tags'
    | 'host_time'
    | 'host_date'
    | 'original_txn'
    | 'ended_by_txn'
    | 'chip'
  > {
  readonly txn: TransactionId;
  readonly kind: TransactionRow['kind'];
  readonly state: TransactionRow['state'];
  readonly amount_minor: number;
  readonly currency: string;
  readonly stan: number | null;
  readonly batch: number | null;
  readonly masked_pan: string;
  readonly card_token: Uint8Array;
  readonly entry_mode: CardFacts['entryMode'];
  readonly needs_reversal: number;
  readonly operator: string;
  readonly created_at_ms: number;
  readonly refunded_minor: number;
  readonly reserved_minor: number;
  readonly promised_for_ms: number | null;
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

interface StoredSettlement extends Columns<'result' | 'totals' | 'signed_by' | 'in_flight' | 'refused'> {
  readonly txn: TransactionId;
  readonly batch: number;
  readonly step: SettlementRow['step'];
  readonly attempts: number;
  readonly failures: number;
  readonly stan: number | null;
  readonly exceptions: string;
  readonly since_ms: number;
  readonly operator: string;
}

const TRANSACTION = `SELECT t.*, o.txn AS original_txn, e.txn AS ended_by_txn FROM transactions t
  LEFT JOIN transactions o ON o.no = t.original LEFT JOIN transactions e ON e.no = t.ended_by`;
/** A copy's name begins with the name of what it is about: a transaction, or a settlement. */
const OWNER = `substr(c.copy, 1, instr(c.copy, '/') - 1)`;
const COPY = `SELECT c.*, ${OWNER} AS txn FROM copies c`;
const SETTLEMENT_OPEN = `step NOT IN ('ended', 'cancelled')`;
const OPEN = `t.state IN ('deferred', 'submitted', 'unknown')`;
const OUTCOME_OPEN = `${OPEN} AND (t.state = 'submitted' OR (t.state = 'unknown' AND t.needs_reversal = 0))`;

/** Epoch milliseconds as ISO 8601, without a clock of our own. */
const iso = (column: string): string => `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch')`;

/** In the order in which a start works them off (facts/acquirer §2.2 rule 10). */
const OBLIGATIONS = `
SELECT 'outcome' AS kind, ${iso('t.created_at_ms')} AS since, t.txn AS "transaction", 0 AS attempts, t.state, NULL AS copy, 1 AS rank, t.no AS age
  FROM transactions t WHERE ${OUTCOME_OPEN}
   AND NOT EXISTS (SELECT 1 FROM advices a WHERE a.txn_no = t.no AND a.state <> 'armed')
UNION ALL SELECT 'advice', ${iso('a.since_ms')}, t.txn, a.attempts, a.state, NULL, 2, a.seq
  FROM advices a JOIN transactions t ON t.no = a.txn_no WHERE a.state <> 'armed'
UNION ALL SELECT 'reversal', ${iso('r.since_ms')}, t.txn, r.attempts, r.state, NULL, 2, r.seq
  FROM reversals r JOIN transactions t ON t.no = r.txn_no
UNION ALL SELECT 'receipt', ${iso('c.owed_since_ms')}, ${OWNER}, c.slips, c.state, c.copy, 3, 2 * c.owed_seq + (c.side = 'customer')
  FROM copies c WHERE c.state <> 'printed'
UNION ALL SELECT 'refund', ${iso('t.created_at_ms')}, t.txn, 0, t.state, NULL, 4, t.no
  FROM transactions t WHERE ${OPEN} AND t.state = 'deferred'
UNION ALL SELECT 'settlement', ${iso('since_ms')}, txn, attempts, step, NULL, 5, seq FROM settlements WHERE ${SETTLEMENT_OPEN}
UNION ALL SELECT 'task', ${iso('since_ms')}, txn, 0, 'open', NULL, 6, seq FROM tasks WHERE finding IS NULL
ORDER BY rank, age`;

const FIND = {
  slip: `${TRANSACTION} JOIN slips s ON s.txn_no = t.no WHERE s.slip = :slip`,
  rrn: `${TRANSACTION} WHERE t.rrn = :rrn ORDER BY t.no DESC`,
  stan: `${TRANSACTION} JOIN counters k ON k.batch_id = t.batch_id JOIN batches b ON b.id = k.batch_id
         WHERE t.batch = b.batch AND t.stan = :stan ORDER BY t.no DESC`,
  // The numbers of batches come back after a million: the batch's own name decides.
  stanOfBatches: `${TRANSACTION} JOIN (SELECT id, batch FROM batches ORDER BY id DESC LIMIT :batches) b ON b.id = t.batch_id
         WHERE t.batch = b.batch AND t.stan = :stan ORDER BY t.no DESC`,
  // Spelled as the conditions of the indexes, so that they answer (journal-4.ts).
  amount: `${TRANSACTION} WHERE t.kind = 'sale' AND t.amount_minor = :amountMinor ORDER BY t.no DESC LIMIT :limit`,
  lastFour: `${TRANSACTION} WHERE t.kind = 'sale' AND substr(t.masked_pan, -4) = :lastFour ORDER BY t.no DESC LIMIT :limit`,
  card: `${TRANSACTION} WHERE substr(t.card_token, 1, 6) = substr(:card, 1, 6) AND t.card_token = :card ORDER BY t.no DESC LIMIT :limit`,
  time: `${TRANSACTION} WHERE t.created_at_ms BETWEEN :fromMs AND :toMs ORDER BY t.created_at_ms DESC, t.no DESC LIMIT :limit`,
} as const;

const DEFAULT_LIMIT = 100;

export class ReadModels {
  readonly #transaction;
  readonly #find;
  readonly #takenFrom;
  readonly #payeeAt;
  readonly #openOutcomes;
  readonly #deferred;
  readonly #preauthsInForce;
  readonly #advices;
  readonly #enquiry;
  readonly #reversals;
  readonly #copiesOwed;
  readonly #copiesOf;
  readonly #counters;
  readonly #totals;
  readonly #obligations;
  readonly #openSettlement;
  readonly #settlementOf;
  readonly #batchRecords;
  readonly #knownDevice;

  constructor(db: Database) {
    const many = (sql: string) => db.prepare<[Record<string, unknown>], StoredTransaction>(sql);
    this.#transaction = db.prepare<[string], StoredTransaction>(`${TRANSACTION} WHERE t.txn = ?`);
    this.#find = {
      slip: many(FIND.slip),
      rrn: many(FIND.rrn),
      stan: many(FIND.stan),
      stanOfBatches: many(FIND.stanOfBatches),
      amount: many(FIND.amount),
      lastFour: many(FIND.lastFour),
      card: many(FIND.card),
      time: many(FIND.time),
    };
    this.#takenFrom = db.prepare<[string], StoredTransaction>(
      `${TRANSACTION} WHERE t.original = (SELECT no FROM transactions WHERE txn = ?) ORDER BY t.no`,
    );
    this.#payeeAt = db.prepare<[number], { tid: string; mid: string }>(
      `SELECT body ->> '$.tid' AS tid, body ->> '$.mid' AS mid FROM entries WHERE type = 1 AND seq <= ? ORDER BY seq DESC LIMIT 1`,
    );
    this.#openOutcomes = db.prepare<[], StoredTransaction>(`${TRANSACTION} WHERE ${OUTCOME_OPEN} ORDER BY t.no`);
    this.#deferred = db.prepare<[], StoredTransaction>(
      `${TRANSACTION} WHERE ${OPEN} AND t.state = 'deferred' ORDER BY t.no`,
    );
    this.#preauthsInForce = db.prepare<[], StoredTransaction>(
      `${TRANSACTION} WHERE t.kind = 'preauth' AND t.state = 'approved' AND t.ended_by IS NULL ORDER BY t.no`,
    );
    this.#advices = db.prepare<[], AdviceRow>(
      `SELECT t.txn, a.state, a.attempts, a.since_ms AS sinceMs, a.last_attempt_at_ms AS lastAttemptAtMs
       FROM advices a JOIN transactions t ON t.no = a.txn_no ORDER BY a.seq`,
    );
    this.#enquiry = db.prepare<[string], EnquiryRow>(
      `SELECT t.txn, e.attempts, e.found, e.last_attempt_at_ms AS lastAttemptAtMs
       FROM enquiries e JOIN transactions t ON t.no = e.txn_no WHERE t.txn = ?`,
    );
    this.#reversals = db.prepare<[], ReversalRow>(
      `SELECT t.txn, r.state, r.reason, r.attempts, r.since_ms AS sinceMs, r.last_attempt_at_ms AS lastAttemptAtMs
       FROM reversals r JOIN transactions t ON t.no = r.txn_no ORDER BY r.seq`,
    );
    this.#copiesOwed = db.prepare<[], StoredCopy>(
      `${COPY} WHERE c.state <> 'printed' ORDER BY c.owed_seq, c.side DESC`,
    );
    this.#copiesOf = db.prepare<[string, string], StoredCopy>(
      `${COPY} WHERE c.copy > ? || '/' AND c.copy < ? || '0' ORDER BY c.owed_seq, c.side DESC`,
    );
    this.#counters = db.prepare<[], { stan: number; slip: number; batch: number; count: number; entries: number }>(
      `SELECT k.next_stan AS stan, k.next_slip AS slip, b.batch, k.batch_count AS count, k.entries
       FROM counters k JOIN batches b ON b.id = k.batch_id`,
    );
    this.#totals = db.prepare<[], StoredTotals & { readonly batch: number }>(
      `SELECT b.batch, ${TOTALS_COLUMNS}
       FROM counters k JOIN batches b ON b.id = k.batch_id JOIN batch_totals s ON s.batch_id = b.id ORDER BY s.currency, s.scheme`,
    );
    this.#openSettlement = db.prepare<[], StoredSettlement>(`SELECT * FROM settlements WHERE ${SETTLEMENT_OPEN}`);
    this.#settlementOf = db.prepare<[string], StoredSettlement>('SELECT * FROM settlements WHERE txn = ?');
    // By (batch, stan): numbers of batches repeat after a million, so the batch's own name decides.
    this.#batchRecords = db.prepare<[], StoredTransaction & { readonly upload: BatchRecord['upload'] }>(
      `${TRANSACTION} JOIN counters k JOIN batches b ON b.id = k.batch_id
       WHERE t.batch = b.batch AND t.stan IS NOT NULL AND t.batch_id = b.id ORDER BY t.no`,
    );
    this.#obligations = db.prepare<[], Omit<Obligation, 'copy'> & { readonly copy: CopyId | null }>(OBLIGATIONS);
    // Spelled as the condition of the index, so that the index answers (journal-2.ts).
    this.#knownDevice = db.prepare<[string], KnownDevice>(
      `SELECT body ->> '$.identity' AS identity, body ->> '$.serial' AS serial FROM entries
       WHERE body ->> '$.device' = ? AND (type = 14 OR (type = 9 AND body ->> '$.serial' IS NOT NULL))
       ORDER BY seq DESC LIMIT 1`,
    );
  }

  knownDevice(device: string): KnownDevice | null {
    return this.#knownDevice.get(device) ?? null;
  }

  counters(): Counters {
    const row = this.#counters.get();
    if (row === undefined) throw new Error('the counters are missing');
    if (row.stan === 0) {
      throw new JournalRefused(
        'stan-exhausted',
        `batch ${batchNumber(row.batch)} has spent all trace numbers: settle it`,
      );
    }
    return {
      nextStan: stan(row.stan),
      nextSlip: row.slip as SlipNumber,
      batch: batchNumber(row.batch),
      batchCount: row.count,
      entries: row.entries,
    };
  }

  transaction(txn: TransactionId): TransactionRow | null {
    const row = this.#transaction.get(txn);
    return row === undefined ? null : transactionRow(row);
  }

  find(key: TransactionKey): readonly TransactionRow[] {
    return this.#search(key).map(transactionRow);
  }

  #search(key: TransactionKey): readonly StoredTransaction[] {
    if ('slip' in key) return this.#find.slip.all(key);
    if ('rrn' in key) return this.#find.rrn.all(key);
    if ('stan' in key) {
      const asked = { stan: Number(key.stan) };
      return key.batches === undefined
        ? this.#find.stan.all(asked)
        : this.#find.stanOfBatches.all({ ...asked, batches: key.batches });
    }
    const limit = key.limit ?? DEFAULT_LIMIT;
    if ('amountMinor' in key) return this.#find.amount.all({ amountMinor: key.amountMinor, limit });
    if ('lastFour' in key) return this.#find.lastFour.all({ lastFour: key.lastFour, limit });
    if ('card' in key) return this.#find.card.all({ card: Buffer.from(key.card, 'hex'), limit });
    return this.#find.time.all({ fromMs: key.fromMs, toMs: key.toMs, limit });
  }

  takenFrom(txn: TransactionId): readonly TransactionRow[] {
    return this.#takenFrom.all(txn).map(transactionRow);
  }

  payeeAt(seq: number): { readonly tid: string; readonly mid: string } | null {
    return this.#payeeAt.get(seq) ?? null;
  }

  totals(): readonly BatchTotals[] {
    const rows = this.#totals.all();
    const batch = batchNumber(rows[0]?.batch ?? 0);
    return settledTotals(rows).map((totals) => ({ ...(totals as Omit<BatchTotals, 'batch'>), batch }));
  }

  settlement(): SettlementRow | null {
    const row = this.#openSettlement.get();
    return row === undefined ? null : settlementRow(row);
  }

  settlementOf(txn: TransactionId): SettlementRow | null {
    const row = this.#settlementOf.get(txn);
    return row === undefined ? null : settlementRow(row);
  }

  batchRecords(): readonly BatchRecord[] {
    return this.#batchRecords.all().map((row) => ({ ...transactionRow(row), upload: row.upload }));
  }

  openOutcomes(): readonly TransactionRow[] {
    return this.#openOutcomes.all().map(transactionRow);
  }

  deferredRefunds(): readonly TransactionRow[] {
    return this.#deferred.all().map(transactionRow);
  }

  advices(): readonly AdviceRow[] {
    return this.#advices.all();
  }

  preauthsInForce(): readonly TransactionRow[] {
    return this.#preauthsInForce.all().map(transactionRow);
  }

  enquiry(txn: TransactionId): EnquiryRow | null {
    return this.#enquiry.get(txn) ?? null;
  }

  reversals(): readonly ReversalRow[] {
    return this.#reversals.all();
  }

  copiesOwed(): readonly CopyRow[] {
    return this.#copiesOwed.all().map(copyRow);
  }

  copiesOf(txn: TransactionId): readonly CopyRow[] {
    return this.#copiesOf.all(txn, txn).map(copyRow);
  }

  obligations(): readonly Obligation[] {
    return this.#obligations.all().map(({ kind, since, transaction, attempts, state, copy }) => ({
      kind,
      since,
      transaction,
      attempts,
      state,
      ...(copy === null ? {} : { copy }),
    }));
  }
}

function transactionRow(row: StoredTransaction): TransactionRow {
  return {
    txn: row.txn,
    kind: row.kind,
    state: row.state,
    amountMinor: minorUnits(row.amount_minor),
    currency: row.currency,
    stan: row.stan === null ? null : (stan(row.stan) as Stan),
    batch: row.batch === null ? null : (batchNumber(row.batch) as BatchNumber),
    rrn: row.rrn as Rrn | null,
    authCode: row.auth_code,
    responseCode: row.response_code,
    card: {
      maskedPan: row.masked_pan as MaskedPan,
      token: hex(row.card_token) as CardFacts['token'],
      entryMode: row.entry_mode,
      ...(row.chip === null ? {} : { chip: JSON.parse(row.chip) }),
    },
    original: row.original_txn as TransactionId | null,
    reason: row.reason,
    needsReversal: row.needs_reversal === 1,
    tags: row.tags === null ? [] : JSON.parse(row.tags),
    operator: row.operator,
    createdAtMs: row.created_at_ms,
    hostTime: row.host_time,
    hostDate: row.host_date,
    refundedMinor: row.refunded_minor as MinorUnits,
    reservedMinor: row.reserved_minor as MinorUnits,
    promisedForMs: row.promised_for_ms,
    endedBy: row.ended_by_txn as TransactionId | null,
    scheme: row.scheme,
  };
}

function settlementRow(row: StoredSettlement): SettlementRow {
  return {
    txn: row.txn,
    batch: batchNumber(row.batch),
    step: row.step,
    result: row.result as SettlementRow['result'],
    attempts: row.attempts,
    failures: row.failures,
    stan: row.stan === null ? null : stan(row.stan),
    totals: row.totals === null ? null : JSON.parse(row.totals),
    exceptions: JSON.parse(row.exceptions),
    signedBy: row.signed_by,
    inFlight: row.in_flight === null ? null : JSON.parse(row.in_flight),
    refused: row.refused,
    sinceMs: row.since_ms,
    operator: row.operator,
  };
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
