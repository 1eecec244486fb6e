/**
 * Settlement as a persisted step machine (facts/acquirer §1.5, §2.2 rule 11; museum: liaoyang-20080516, settlement-reentry): started → sent →
 * answered → uploading → ended, each step durable before its message leaves. The next batch opens with the entry that ends this one.
 */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import type { OpenItem, SettledTotals, TransactionId } from '../../facts.ts';
import { demand } from '../failures.ts';
import type { CopyProjection } from './copies.ts';
import type { CounterProjection } from './counters.ts';
import { type StoredTotals, settledTotals, TOTALS_COLUMNS } from './totals-row.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

interface Row {
  readonly seq: number;
  readonly txn: string;
  readonly batch: number;
  readonly batch_id: number;
  readonly step: 'started' | 'sent' | 'closing' | 'uploading' | 'ended' | 'cancelled';
  readonly attempts: number;
  readonly exceptions: string;
  readonly in_flight: string | null;
  readonly refused: string | null;
}

/** A message of the settlement that may be under way, as it stands in the table. */
export interface InFlight {
  readonly what: 'totals' | 'sales' | 'chip' | 'refund' | 'advice' | 'end';
  readonly records: readonly TransactionId[];
}

const TOTALS: SettledTotals = {
  currency: '',
  saleCount: 0,
  saleMinor: 0,
  voidCount: 0,
  voidMinor: 0,
  refundCount: 0,
  refundMinor: 0,
};

export class SettlementProjection {
  readonly #counters;
  readonly #copies;
  readonly #find;
  readonly #open;
  readonly #openOutcome;
  readonly #openItems;
  readonly #totals;
  readonly #record;
  readonly #insert;
  readonly #setStep;
  readonly #setExceptions;
  readonly #setSent;
  readonly #setAnswered;
  readonly #setFailed;
  readonly #setUpload;

  constructor(db: Database, counters: CounterProjection, copies: CopyProjection) {
    this.#counters = counters;
    this.#copies = copies;
    this.#find = db.prepare<[string], Row>('SELECT * FROM settlements WHERE txn = ?');
    this.#open = db.prepare<[], string>(`SELECT txn FROM settlements WHERE step NOT IN ('ended', 'cancelled')`).pluck();
    this.#openOutcome = db
      .prepare<[], string>(
        `SELECT txn FROM transactions WHERE state IN ('deferred', 'submitted', 'unknown') AND state = 'submitted' LIMIT 1`,
      )
      .pluck();
    this.#openItems = db.prepare<[], OpenItem>(
      `SELECT t.txn, 'reversal' AS what FROM reversals r CROSS JOIN transactions t ON t.no = r.txn_no
       UNION ALL SELECT txn, 'outcome' FROM transactions
         WHERE state IN ('deferred', 'submitted', 'unknown') AND state = 'unknown' AND needs_reversal = 0
       UNION ALL SELECT t.txn, 'script' FROM scripts s CROSS JOIN transactions t ON t.no = s.txn_no`,
    );
    this.#totals = db.prepare<[number], StoredTotals>(
      `SELECT ${TOTALS_COLUMNS} FROM batch_totals s WHERE batch_id = ? ORDER BY currency, scheme`,
    );
    this.#record = db
      .prepare<[string, number], number>('SELECT 1 FROM transactions WHERE txn = ? AND batch_id = ? AND upload IS NULL')
      .pluck();
    this.#insert = db.prepare(
      `INSERT INTO settlements VALUES (:seq, :txn, :batch, :batchId, 'started', NULL, 0, 0, NULL, NULL, '[]', NULL, NULL, NULL, :atMs, :operator)`,
    );
    this.#setStep = db.prepare('UPDATE settlements SET step = ?, in_flight = NULL WHERE seq = ?');
    this.#setExceptions = db.prepare('UPDATE settlements SET exceptions = ?, signed_by = ? WHERE seq = ?');
    this.#setSent = db.prepare(
      `UPDATE settlements SET step = :step, attempts = :attempt, stan = coalesce(:stan, stan), totals = coalesce(:totals, totals),
         in_flight = :inFlight WHERE seq = :seq`,
    );
    this.#setAnswered = db.prepare(
      `UPDATE settlements SET step = :step, result = coalesce(:result, result), failures = 0, refused = :refused, in_flight = NULL WHERE seq = :seq`,
    );
    this.#setFailed = db.prepare(
      'UPDATE settlements SET failures = failures + 1, refused = ?, in_flight = NULL WHERE seq = ?',
    );
    this.#setUpload = db.prepare('UPDATE transactions SET upload = ? WHERE txn = ?');
  }

  /** Nothing new is submitted, and no other batch opened, while one is being settled. @throws JournalRefused */
  demandNoneOpen(): void {
    const txn = this.#open.get();
    demand(txn === undefined, 'settlement-under-way', `settlement ${txn} is under way: it comes to its end first`);
  }

  has(txn: string): boolean {
    return this.#find.get(txn) !== undefined;
  }

  /** @returns whether the entry was about a settlement. @throws JournalRefused */
  project(entry: Entry): boolean {
    switch (entry.type) {
      case 'settlement.started':
        this.#started(entry);
        return true;
      case 'settlement.excepted':
        this.#excepted(entry);
        return true;
      case 'settlement.cancelled':
        this.#cancelled(entry);
        return true;
      case 'settlement.sent':
        this.#sent(entry);
        return true;
      case 'settlement.answered':
        this.#answered(entry);
        return true;
      case 'settlement.uploadSent':
        this.#uploadSent(entry);
        return true;
      case 'settlement.uploaded':
        this.#uploaded(entry);
        return true;
      case 'settlement.uploadRefused':
        this.#uploadRefused(entry);
        return true;
      case 'settlement.unanswered':
        this.#unanswered(entry);
        return true;
      case 'settlement.ended':
        this.#ended(entry);
        return true;
      default:
        return false;
    }
  }

  #started(entry: Of<'settlement.started'>): void {
    this.demandNoneOpen();
    const { id, batch } = this.#counters.openBatch();
    demand(Number(entry.body.batch) === batch, 'batch-not-open', `the open batch is ${batch}, not ${entry.body.batch}`);
    const outcome = this.#openOutcome.get();
    demand(outcome === undefined, 'outcome-open', `${outcome} is under way: its outcome comes first`);
    const currencies = settledTotals(this.#totals.all(id)).map(({ currency }) => currency);
    demand(
      currencies.length < 2,
      'settlement-currencies',
      `a batch is settled in one currency, not in ${currencies.join(', ')}`,
    );
    demand(!this.has(entry.txn), 'settlement-exists', `${entry.txn} exists: a new settlement has a new name`);
    const { seq, txn, atMs, operator } = entry;
    this.#insert.run({ seq, txn, batch, batchId: id, atMs, operator });
  }

  #excepted(entry: Of<'settlement.excepted'>): void {
    const row = this.#at(entry, ['started', 'sent']);
    const { exceptions, manager } = entry.body;
    demand(manager !== '', 'settlement-signature', 'exceptions are signed by a manager');
    this.#setExceptions.run(JSON.stringify(exceptions), manager, row.seq);
  }

  #cancelled(entry: Of<'settlement.cancelled'>): void {
    this.#setStep.run('cancelled', this.#at(entry, ['started']).seq);
  }

  /** With zero unknown outcomes and zero reversals, but for what a manager has signed off by name (rule 11). */
  #sent(entry: Of<'settlement.sent'>): void {
    const row = this.#at(entry, ['started', 'sent']);
    const { stan, batch, attempt, totals } = entry.body;
    const signed = new Set((JSON.parse(row.exceptions) as readonly OpenItem[]).map((item) => item.txn));
    const open = this.#openItems.all().find((item) => !signed.has(item.txn));
    demand(
      open === undefined,
      'settlement-blocked',
      `${open?.what} of ${open?.txn} is open: it comes first, or is signed off`,
    );
    const stored = settledTotals(this.#totals.all(row.batch_id));
    const { currency } = totals;
    const ours = stored[0] ?? { ...TOTALS, currency };
    demand(
      stored.length < 2 && JSON.stringify(pick(totals)) === JSON.stringify(pick(ours)),
      'settlement-totals',
      `batch ${batch} stands at ${JSON.stringify(stored)}: settle that`,
    );
    this.#counters.spendOtherStan(stan, batch);
    this.#send(row, attempt, { what: 'totals', records: [] }, 'sent', Number(stan), JSON.stringify(pick(totals)));
  }

  #answered(entry: Of<'settlement.answered'>): void {
    const row = this.#at(entry, ['sent']);
    this.#demandInFlight(row, 'totals', []);
    const { result, upload } = entry.body;
    // An error decides nothing: the totals may be sent again, or the settlement taken back.
    const step = result === 'error' ? 'started' : upload ? 'uploading' : 'closing';
    this.#setAnswered.run({ seq: row.seq, step, result, refused: null });
    if (result === 'error') this.#setFailed.run(null, row.seq);
  }

  /** One message of the upload is about to leave. What goes up by itself goes under its own trace number, the others spend one. */
  #uploadSent(entry: Of<'settlement.uploadSent'>): void {
    const row = this.#at(entry, ['uploading']);
    const { what, records, stan, batch, attempt } = entry.body;
    demand(
      what === 'end' ? records.length === 0 : records.length > 0,
      'upload-records',
      `${what} with ${records.length} records`,
    );
    for (const txn of records) {
      const due = this.#record.get(txn, row.batch_id) === 1;
      demand(due, 'upload-record', `${txn} is not of this batch, or was uploaded before`);
    }
    if (what === 'sales' || what === 'end') this.#counters.spendOtherStan(stan, batch);
    this.#send(row, attempt, { what, records }, row.step, null, null);
  }

  #uploaded(entry: Of<'settlement.uploaded'>): void {
    this.#flag(entry, 'uploaded', null);
  }

  /** The acquirer does not take these records: flagged so that the upload goes on, and named as a difference at its end. */
  #uploadRefused(entry: Of<'settlement.uploadRefused'>): void {
    this.#flag(entry, 'refused', entry.body.responseCode);
  }

  /** The latest message came to nothing, or its refusal decides nothing. */
  #unanswered(entry: Of<'settlement.unanswered'>): void {
    const row = this.#at(entry, ['sent', 'uploading']);
    demand(entry.body.attempt === row.attempts, 'settlement-attempt', `${row.attempts} messages were sent`);
    this.#setFailed.run(entry.body.responseCode, row.seq);
  }

  #ended(entry: Of<'settlement.ended'>): void {
    const row = this.#at(entry, ['closing', 'uploading']);
    const { by, manager } = entry.body;
    if (by === 'manager') {
      const mayForce = row.refused !== null && manager !== null;
      demand(
        mayForce,
        'settlement-signature',
        'a batch is closed by hand only after the acquirer refused its end, and signed',
      );
    } else if (row.step === 'uploading') this.#demandInFlight(row, 'end', []);
    const next = (row.batch % 999_999) + 1;
    demand(
      Number(entry.body.nextBatch) === next,
      'batch-next',
      `after batch ${row.batch} comes ${next}, not ${entry.body.nextBatch}`,
    );
    this.#setStep.run('ended', row.seq);
    this.#counters.openNextBatch(entry.seq, entry.body.nextBatch);
    this.#copies.owe({ txn: entry.txn, txnNo: null, kind: 'settlement', copies: entry.body.copies }, entry);
  }

  #send(
    row: Row,
    attempt: number,
    inFlight: InFlight,
    step: Row['step'],
    stan: number | null,
    totals: string | null,
  ): void {
    const next = row.attempts + 1;
    demand(attempt === next, 'settlement-attempt', `the next message is number ${next}, not ${attempt}`);
    this.#setSent.run({ seq: row.seq, attempt, step, stan, totals, inFlight: JSON.stringify(inFlight) });
  }

  #flag(
    entry: Of<'settlement.uploaded' | 'settlement.uploadRefused'>,
    flag: 'uploaded' | 'refused',
    code: string | null,
  ): void {
    const row = this.#at(entry, ['uploading']);
    this.#demandInFlight(row, null, entry.body.records);
    for (const txn of entry.body.records) this.#setUpload.run(flag, txn);
    this.#setAnswered.run({ seq: row.seq, step: 'uploading', result: null, refused: code });
  }

  #demandInFlight(row: Row, what: InFlight['what'] | null, records: readonly TransactionId[]): void {
    const inFlight = row.in_flight === null ? null : (JSON.parse(row.in_flight) as InFlight);
    const fits =
      inFlight !== null &&
      (what === null || inFlight.what === what) &&
      JSON.stringify(inFlight.records) === JSON.stringify(records);
    demand(fits, 'settlement-answer', `this answers nothing that was sent: ${row.in_flight ?? 'nothing'} is under way`);
  }

  #at(entry: Entry & { readonly txn: TransactionId }, steps: readonly Row['step'][]): Row {
    const row = this.#find.get(entry.txn);
    demand(row !== undefined, 'settlement-missing', `there is no settlement ${entry.txn}`);
    const fits = steps.includes(row.step);
    demand(
      fits,
      'settlement-step',
      `${entry.type} needs a settlement that is ${steps.join(' or ')}; it is ${row.step}`,
    );
    return row;
  }
}

/** The totals in one order of keys. */
function pick(totals: SettledTotals): SettledTotals {
  const { currency, foreign } = totals;
  const parts = foreign?.map((part) => ({ scheme: part.scheme, ...pickSums(part) }));
  return { currency, ...pickSums(totals), ...(parts === undefined ? {} : { foreign: parts }) };
}

function pickSums(totals: Omit<SettledTotals, 'currency' | 'foreign'>): Omit<SettledTotals, 'currency' | 'foreign'> {
  const { saleCount, saleMinor, voidCount, voidMinor, refundCount, refundMinor, completions } = totals;
  const sums = { saleCount, saleMinor, voidCount, voidMinor, refundCount, refundMinor };
  if (completions === undefined) return sums;
  const { count, minor, cancelCount, cancelMinor } = completions;
  return { ...sums, completions: { count, minor, cancelCount, cancelMinor } };
}
