/**
 * The states of money (design §4, §11; facts/acquirer §2.2, §3). They move forward only (museum: odoo-288974); what a refund may still
 * take from its original is decided in the very transaction that lets it go (museum: odoo-135845, hyperswitch-13182).
 */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import {
  type CardFacts,
  type CopyKind,
  MONEY_KINDS,
  type MoneyKind,
  type MoneyState,
  type SlipKind,
  type SubmittedBody,
  type TransactionId,
} from '../../facts.ts';
import { demand } from '../failures.ts';
import type { AdviceProjection } from './advices.ts';
import type { CopyProjection } from './copies.ts';
import type { CounterProjection } from './counters.ts';
import type { EnquiryProjection } from './enquiries.ts';
import type { MoneyRow } from './money-row.ts';
import { type Original, OriginalRules } from './originals.ts';
import type { ReversalProjection } from './reversals.ts';
import type { SettlementProjection } from './settlements.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

/** Where each state may go. `unknown → approved | declined` is for kinds without a reversal, by enquiry or a manager's decision. */
const FORWARD: { readonly [from in MoneyState]: readonly MoneyState[] } = {
  deferred: ['submitted', 'cancelled'],
  submitted: ['approved', 'declined', 'notSent', 'unknown'],
  unknown: ['approved', 'declined', 'reversed'],
  approved: ['voided'],
  declined: [],
  notSent: [],
  reversed: [],
  voided: [],
  cancelled: [],
};

/** The projections that a movement of money has consequences in. */
export interface Neighbours {
  readonly counters: CounterProjection;
  readonly copies: CopyProjection;
  readonly reversals: ReversalProjection;
  readonly settlements: SettlementProjection;
  readonly advices: AdviceProjection;
  readonly enquiries: EnquiryProjection;
}

export class MoneyProjection {
  readonly #counters;
  readonly #copies;
  readonly #reversals;
  readonly #settlements;
  readonly #advices;
  readonly #enquiries;
  readonly #originals;
  readonly #find;
  readonly #insert;
  readonly #resubmit;
  readonly #setState;
  readonly #setApproved;
  readonly #setPart;
  readonly #setDeclined;

  constructor(db: Database, { counters, copies, reversals, settlements, advices, enquiries }: Neighbours) {
    this.#counters = counters;
    this.#copies = copies;
    this.#reversals = reversals;
    this.#settlements = settlements;
    this.#advices = advices;
    this.#enquiries = enquiries;
    this.#originals = new OriginalRules(db);
    this.#find = db.prepare<[string], MoneyRow>('SELECT * FROM transactions WHERE txn = ?');
    this.#insert = db.prepare(
      `INSERT INTO transactions (txn, kind, state, amount_minor, currency, stan, batch, batch_id, masked_pan, card_token, entry_mode,
         chip, original, reason, needs_reversal, tags, operator, created_at_ms, promised_for_ms)
       VALUES (:txn, :kind, :state, :amountMinor, :currency, :stan, :batch, :batchId, :maskedPan, :token, :entryMode,
         :chip, :original, :reason, :needsReversal, :tags, :operator, :atMs, :promisedForMs)`,
    );
    this.#resubmit = db.prepare(
      `UPDATE transactions SET state = 'submitted', stan = :stan, batch = :batch, batch_id = :batchId, masked_pan = :maskedPan,
         card_token = :token, entry_mode = :entryMode, chip = :chip, reason = coalesce(:reason, reason), needs_reversal = :needsReversal, tags = :tags
       WHERE no = :no`,
    );
    this.#setState = db.prepare('UPDATE transactions SET state = ? WHERE no = ?');
    this.#setApproved = db.prepare(
      `UPDATE transactions SET state = 'approved', response_code = :responseCode, rrn = :rrn, auth_code = :authCode,
         host_time = :hostTime, host_date = :hostDate, scheme = :scheme WHERE no = :no`,
    );
    this.#setPart = db.prepare('UPDATE transactions SET requested_minor = amount_minor, amount_minor = ? WHERE no = ?');
    this.#setDeclined = db.prepare(`UPDATE transactions SET state = 'declined', response_code = ? WHERE no = ?`);
  }

  /** @throws JournalRefused (`transaction-missing`) */
  get(txn: TransactionId): MoneyRow {
    const row = this.#find.get(txn);
    demand(row !== undefined, 'transaction-missing', `there is no transaction ${txn}`);
    return row;
  }

  submitted(entry: Of<`${MoneyKind}.submitted`>): void {
    this.#settlements.demandNoneOpen();
    const kind = kindOf(entry.type);
    const { body, txn } = entry;
    demand(body.card.entryMode !== 'cash', 'tender-differs', 'cash is taken and given back by entries of its own');
    const before = this.#find.get(txn);
    const no = before === undefined ? this.#begun(entry, kind) : before.no;
    if (before !== undefined) {
      demand(
        kind === 'refund' && before.promised_for_ms !== null,
        'transaction-exists',
        `${txn} exists: a new attempt is a new transaction`,
      );
      this.#mayMove(before, 'submitted');
      this.#originals.keepsPromise(before, body);
      this.#resubmit.run({ no: before.no, ...cardOf(body.card), ...this.#spend(body), ...requestOf(body) });
    }
    this.#counters.countInOpenBatch();
    if (MONEY_KINDS[kind].takes === 'preauth') this.#originals.takePreauth(this.get(txn));
    if (body.needsReversal) this.#reversals.arm(no, entry.seq, entry.atMs);
    if (MONEY_KINDS[kind].repeats === true) this.#advices.arm(no, entry.seq, entry.atMs);
  }

  /** @returns its number */
  #begun(entry: Of<`${MoneyKind}.submitted`>, kind: MoneyKind): number {
    const { body } = entry;
    const original = this.#claim(kind, body);
    const at = this.#spend(body);
    const { lastInsertRowid } = this.#insert.run({
      ...common(entry, body, kind),
      ...at,
      ...requestOf(body),
      state: 'submitted',
      original,
      promisedForMs: null,
    });
    return Number(lastInsertRowid);
  }

  deferred(entry: Of<'refund.deferred'>): void {
    const { body, txn } = entry;
    demand(
      this.#find.get(txn) === undefined,
      'transaction-exists',
      `${txn} exists: a new promise is a new transaction`,
    );
    const original = this.#originals.find('refund', body.original, body.card.entryMode === 'cash' ? 'cash' : 'account');
    this.#originals.reserve(original, body);
    const open = { stan: null, batch: null, batchId: null, needsReversal: 0, tags: null, reason: body.reason };
    this.#insert.run({
      ...common(entry, body, 'refund'),
      ...open,
      state: 'deferred',
      original: original.no,
      promisedForMs: body.promisedForMs,
    });
    this.#owe(entry, 'refundPromise', body.copies);
  }

  approved(entry: Of<`${MoneyKind}.approved`>): void {
    const row = this.#approvedRow(entry);
    const { responseCode, rrn, authCode, hostTime, hostDate, scheme = null } = entry.body;
    demand(scheme === null || /^[A-Z\d]{3}$/.test(scheme), 'card-scheme', `no name of a card scheme: ${scheme}`);
    this.#setApproved.run({ no: row.no, responseCode, rrn, authCode, hostTime, hostDate, scheme });
    this.#moneyMoved(row, entry, scheme);
  }

  /** With the part that was approved as its amount from now on: totals, refunds and slips all count that. */
  #approvedRow(entry: Of<`${MoneyKind}.approved`>): MoneyRow {
    const row = this.#move(entry, 'approved');
    const { approvedMinor } = entry.body;
    if (approvedMinor === undefined) return row;
    const isPart = row.kind === 'sale' && Number.isSafeInteger(approvedMinor) && approvedMinor > 0;
    demand(
      isPart && approvedMinor < row.amount_minor,
      'approved-part',
      `${approvedMinor} is no part of a ${row.kind} of ${row.amount_minor}`,
    );
    this.#setPart.run(approvedMinor, row.no);
    return this.get(row.txn);
  }

  /** @param told the card's scheme, as the acquirer tells it */
  #moneyMoved(
    row: MoneyRow,
    entry: Of<`${MoneyKind}.approved` | `${'refund' | 'completionAdvice'}.resolved`>,
    told: string | null,
  ): void {
    this.#endObligations(row);
    if (row.kind === 'refund') this.#originals.refunded(row);
    const undoes = MONEY_KINDS[row.kind].takes === 'whole' || row.kind === 'preauthCancel';
    if (undoes && row.original !== null) this.#setState.run('voided', row.original);
    if (row.kind === 'completionCancel' && row.original !== null) this.#originals.givePreauthBack(row.original);
    // By a manager's word alone it is of its original's scheme: it is the same card.
    const scheme = told ?? this.#originals.schemeOf(row.original) ?? '';
    const place = { batchId: row.batch_id ?? 0, currency: row.currency, scheme };
    this.#counters.addToTotals(place, row.kind, row.amount_minor);
    this.#owe(entry, row.kind, entry.body.copies);
  }

  /** A manager's word on what has no reversal and whose outcome is unknown, with evidence (facts/acquirer §2.2 rule 6c). */
  resolved(entry: Of<'refund.resolved' | 'completionAdvice.resolved'>): void {
    const row = this.#move(entry, entry.body.approved ? 'approved' : 'declined');
    demand(
      row.state === 'unknown',
      'money-state',
      `${row.txn} is ${row.state}: only an unknown outcome is resolved by hand`,
    );
    if (row.kind === 'completionAdvice') this.#advices.demandEscalated(row.no);
    this.#setState.run(entry.body.approved ? 'approved' : 'declined', row.no);
    if (entry.body.approved) this.#moneyMoved(row, entry, row.scheme);
    else {
      this.#endWithoutMoney(row);
      this.#counters.countTransaction(row.batch_id ?? 0, -1);
    }
  }

  declined(entry: Of<`${MoneyKind}.declined`>): void {
    const row = this.#move(entry, 'declined');
    this.#setDeclined.run(entry.body.responseCode, row.no);
    this.#endWithoutMoney(row);
    this.#counters.countTransaction(row.batch_id ?? 0, -1);
  }

  notSent(entry: Of<`${MoneyKind}.notSent`>): void {
    const row = this.#move(entry, 'notSent');
    this.#setState.run('notSent', row.no);
    this.#endWithoutMoney(row);
    this.#counters.countTransaction(row.batch_id ?? 0, -1);
  }

  /** What was reserved stays reserved; what has a reversal owes it from now on, an advice is told again. */
  unknown(entry: Of<`${MoneyKind}.unknown`>): void {
    const row = this.#move(entry, 'unknown');
    this.#setState.run('unknown', row.no);
    if (row.needs_reversal === 1) this.#reversals.makeDue(row.no, entry.body.cause);
    if (MONEY_KINDS[row.kind].repeats === true) this.#advices.makeDue(row.no);
  }

  cancelled(entry: Of<'refund.cancelled'>): void {
    const row = this.#move(entry, 'cancelled');
    this.#setState.run('cancelled', row.no);
    this.#endWithoutMoney(row);
  }

  /** The acquirer has undone it. The original of a void is simply in force again (facts/acquirer §2.2 rule 7). */
  reversed(entry: Of<'reversal.accepted' | 'reversal.resolved'>): void {
    const row = this.get(entry.txn);
    this.#mayMove(row, 'reversed');
    if (entry.type === 'reversal.resolved') this.#reversals.resolved(row.no);
    else this.#reversals.accepted(row.no);
    this.#setState.run('reversed', row.no);
    this.#originals.release(row);
  }

  /** Nothing moved: nothing is owed, and what was reserved of the original is given back. */
  #endWithoutMoney(row: MoneyRow): void {
    this.#endObligations(row);
    this.#originals.release(row);
  }

  #endObligations(row: MoneyRow): void {
    this.#reversals.remove(row.no);
    if (MONEY_KINDS[row.kind].repeats === true) this.#advices.remove(row.no);
  }

  /** The row of an entry such as `refund.declined`, whose kind must fit and whose state must lead to `to`. */
  #move(entry: Entry & { readonly txn: TransactionId }, to: MoneyState): MoneyRow {
    const row = this.get(entry.txn);
    demand(
      entry.type.startsWith(`${row.kind}.`),
      'transaction-kind',
      `${row.txn} is a ${row.kind}, not what ${entry.type} speaks of`,
    );
    this.#mayMove(row, to);
    return row;
  }

  #mayMove(row: MoneyRow, to: MoneyState): void {
    demand(
      FORWARD[row.state].includes(to),
      'money-state',
      `${row.txn} is ${row.state} and cannot become ${to}: money only moves forward`,
    );
    const isUnderReversal = row.state === 'unknown' && row.needs_reversal === 1 && to !== 'reversed';
    // Until a reversal may have left, the acquirer's word on what it has done still counts (rule 8; requirement C3).
    const hasBeenAsked = isUnderReversal && this.#reversals.isUnsent(row.no) && this.#enquiries.found(row.no) === to;
    const underReversal = isUnderReversal && !hasBeenAsked;
    demand(
      !underReversal,
      'outcome-under-reversal',
      `the outcome of ${row.txn} is unknown: only its reversal can end it`,
    );
  }

  #claim(kind: MoneyKind, body: Original): number | null {
    const { takes } = MONEY_KINDS[kind];
    if (takes === null) {
      demand(body.original === null, 'sale-with-original', `a ${kind} has no original`);
      return null;
    }
    // Let through by the policy and a manager's word alone (approvals.ts); there is nothing to take it from.
    if (kind === 'refund' && body.original === null) return null;
    const original = this.#originals.find(kind, body.original);
    if (takes === 'whole') this.#originals.mayVoid(original, body, this.#counters.openBatch().id);
    else if (takes === 'part') this.#originals.reserve(original, body);
    else this.#originals.mayTakePreauth(kind, original, body);
    return original.no;
  }

  #spend(body: SubmittedBody): { stan: number; batch: number; batchId: number } {
    const { id, batch, stan } = this.#counters.spendStan(body.stan, body.batch);
    return { stan, batch, batchId: id };
  }

  #owe(entry: Entry & { readonly txn: TransactionId }, kind: SlipKind, copies: readonly CopyKind[]): void {
    this.#copies.owe({ txn: entry.txn, txnNo: this.get(entry.txn).no, kind, copies }, entry);
  }
}

const kindOf = (type: `${MoneyKind}.submitted`): MoneyKind => type.slice(0, type.indexOf('.')) as MoneyKind;

interface Promisable {
  readonly amountMinor: number;
  readonly currency: string;
  readonly card: CardFacts;
}

/** What a transaction has from its first entry on. */
function common(entry: Entry & { readonly txn: TransactionId }, body: Promisable, kind: MoneyKind) {
  demand(
    /^[A-Za-z0-9._:-]{1,40}$/.test(entry.txn),
    'transaction-id',
    `a transaction is named by 1–40 of A–Z a–z 0–9 . _ : -, not ${entry.txn}`,
  );
  demand(
    Number.isSafeInteger(body.amountMinor) && body.amountMinor > 0,
    'amount',
    `an amount is at least 1, not ${body.amountMinor}`,
  );
  return {
    txn: entry.txn,
    kind,
    amountMinor: body.amountMinor,
    currency: body.currency,
    operator: entry.operator,
    atMs: entry.atMs,
    ...cardOf(body.card),
  };
}

function cardOf(card: CardFacts): { maskedPan: string; token: Uint8Array; entryMode: string; chip: string | null } {
  // A payment code may be longer than a card number; the promise of cash has none.
  const masked = /^\d{6}\*{3,14}\d{4}$/.test(card.maskedPan) || (card.entryMode === 'cash' && card.maskedPan === '');
  demand(masked, 'card-facts', 'a card is kept as first six, stars, last four: use maskPan()');
  demand(/^[0-9a-f]{64}$/.test(card.token), 'card-facts', 'a card token is 64 hex digits: use cardToken()');
  return {
    maskedPan: card.maskedPan,
    token: Buffer.from(card.token, 'hex'),
    entryMode: card.entryMode,
    chip: chipOf(card),
  };
}

/** In one order of names, so that `rebuild` finds the same text. */
function chipOf({ chip }: CardFacts): string | null {
  if (chip === undefined) return null;
  const { aid, label, tvr, tsi, atc, cryptogram } = chip;
  return JSON.stringify({ aid, label, tvr, tsi, atc, cryptogram });
}

function requestOf(body: SubmittedBody): { reason: string | null; needsReversal: number; tags: string | null } {
  return {
    reason: body.reason,
    needsReversal: body.needsReversal ? 1 : 0,
    tags: body.tags.length === 0 ? null : JSON.stringify(body.tags),
  };
}
