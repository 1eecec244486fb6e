/**
 * From an entry to its consequences. The one place where facts change tables: `append` runs it inside the durable transaction, `rebuild`
 * runs it again over all entries. It throws JournalRefused where an entry contradicts what stands.
 */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import { isMoneyKind, type MoneyKind, type SlipKind } from '../../facts.ts';
import { demand, JournalRefused } from '../failures.ts';
import { AdviceProjection } from './advices.ts';
import { AlternativeProjection } from './alternatives.ts';
import { ApprovalProjection } from './approvals.ts';
import { CaseFileProjection } from './case-files.ts';
import { CaseProjection } from './cases.ts';
import { CashProjection } from './cash.ts';
import { ControlProjection } from './control.ts';
import { CopyProjection } from './copies.ts';
import { CounterProjection } from './counters.ts';
import { EnquiryProjection } from './enquiries.ts';
import { GoodsProjection } from './goods.ts';
import { HandSlipProjection } from './hand-slips.ts';
import { InventoryProjection } from './inventory.ts';
import { MaintenanceProjection } from './maintenance.ts';
import { MoneyProjection } from './money.ts';
import type { MoneyRow } from './money-row.ts';
import { OutageCheckProjection } from './outage-checks.ts';
import { OutageProjection } from './outages.ts';
import { PartProjection } from './parts.ts';
import { PeopleProjection } from './people.ts';
import { PrinterProjection } from './printers.ts';
import { ReversalProjection } from './reversals.ts';
import { RollProjection } from './roll.ts';
import { ScriptProjection } from './scripts.ts';
import { SettlementProjection } from './settlements.ts';
import { TrainingProjection } from './training.ts';

export class Projector {
  readonly #counters;
  readonly #copies;
  readonly #reversals;
  readonly #settlements;
  readonly #maintenance;
  readonly #advices;
  readonly #alternatives;
  readonly #enquiries;
  readonly #parts;
  readonly #scripts;
  readonly #money;
  readonly #outages;
  readonly #printers;
  readonly #outageChecks;
  readonly #roll;
  readonly #handSlips;
  readonly #people;
  readonly #goods;
  readonly #control;
  readonly #approvals;
  readonly #cash;
  readonly #cases;
  readonly #caseFiles;
  readonly #inventory;
  readonly #training;

  constructor(db: Database) {
    this.#counters = new CounterProjection(db);
    this.#copies = new CopyProjection(db, this.#counters);
    this.#maintenance = new MaintenanceProjection(db, this.#counters);
    this.#reversals = new ReversalProjection(db);
    this.#settlements = new SettlementProjection(db, this.#counters, this.#copies);
    this.#advices = new AdviceProjection(db);
    this.#alternatives = new AlternativeProjection(db, this.#copies);
    this.#enquiries = new EnquiryProjection(db, this.#counters);
    this.#parts = new PartProjection(db);
    this.#money = new MoneyProjection(db, {
      counters: this.#counters,
      copies: this.#copies,
      reversals: this.#reversals,
      settlements: this.#settlements,
      advices: this.#advices,
      enquiries: this.#enquiries,
    });
    this.#scripts = new ScriptProjection(db, this.#money, this.#counters);
    this.#printers = new PrinterProjection(db);
    this.#roll = new RollProjection(db, this.#printers);
    this.#outageChecks = new OutageCheckProjection(db, this.#counters);
    this.#outages = new OutageProjection(db, this.#copies, this.#outageChecks);
    this.#handSlips = new HandSlipProjection(db, this.#copies, this.#outages);
    this.#people = new PeopleProjection(db);
    this.#approvals = new ApprovalProjection(db);
    this.#goods = new GoodsProjection(db, this.#money, this.#copies, this.#approvals);
    this.#control = new ControlProjection(db);
    this.#cases = new CaseProjection(db);
    this.#caseFiles = new CaseFileProjection(db, this.#copies);
    this.#cash = new CashProjection(db, {
      counters: this.#counters,
      copies: this.#copies,
      settlements: this.#settlements,
    });
    this.#inventory = new InventoryProjection(db);
    this.#training = new TrainingProjection(db);
  }

  /** @throws JournalRefused */
  project(entry: Entry): void {
    this.#counters.advance(entry.seq, Buffer.from(entry.hash, 'hex'));
    const done =
      this.#projectMoney(entry) ||
      this.#projectCash(entry) ||
      this.#projectReversal(entry) ||
      this.#advices.project(entry, (txn) => this.#money.get(txn).no) ||
      this.#enquiries.project(entry, (txn) => this.#money.get(txn)) ||
      this.#parts.project(entry) ||
      this.#scripts.project(entry) ||
      this.#settlements.project(entry) ||
      this.#projectReceipt(entry) ||
      this.#projectLookUp(entry) ||
      this.#projectGoods(entry) ||
      this.#alternatives.project(entry) ||
      this.#maintenance.project(entry) ||
      this.#projectOutage(entry) ||
      this.#people.project(entry) ||
      this.#control.project(entry) ||
      this.#caseFiles.project(entry) ||
      this.#approvals.project(entry) ||
      this.#inventory.project(entry) ||
      this.#projectTraining(entry) ||
      this.#projectTerminal(entry);
    if (!done && entry.type !== 'case.closed')
      throw new JournalRefused('unknown-type', `there is no entry type ${entry.type}`);
    this.#cases.follow(entry);
  }

  #projectMoney(entry: Entry): boolean {
    const money = this.#money;
    if (isOutcome(entry, 'submitted')) {
      this.#training.demandNotTraining();
      this.#control.demandFree(entry);
      this.#demandApproval(entry);
      money.submitted(entry);
      this.#outages.submitted(entry);
    } else if (isOutcome(entry, 'approved')) money.approved(entry);
    else if (isOutcome(entry, 'declined')) money.declined(entry);
    else if (isOutcome(entry, 'notSent')) money.notSent(entry);
    else if (isOutcome(entry, 'unknown')) money.unknown(entry);
    else if (entry.type === 'refund.deferred') {
      this.#training.demandNotTraining();
      this.#control.demandFree(entry);
      this.#approvals.demandForGivingBack(entry);
      money.deferred(entry);
      this.#outages.deferred(entry);
    } else if (entry.type === 'refund.cancelled') money.cancelled(entry);
    else if (entry.type === 'refund.resolved' || entry.type === 'completionAdvice.resolved') money.resolved(entry);
    else return false;
    return true;
  }

  #demandApproval(entry: Entry): void {
    if (entry.type === 'sale.submitted' || entry.type === 'cash.taken') this.#approvals.demandForSale(entry);
    switch (entry.type) {
      case 'void.submitted':
      case 'refund.submitted':
      case 'completionCancel.submitted':
      case 'cash.givenBack':
        this.#approvals.demandForGivingBack(entry);
    }
  }

  #projectCash(entry: Entry): boolean {
    const moves = entry.type === 'cash.taken' || entry.type === 'cash.givenBack';
    if (moves) {
      this.#training.demandNotTraining();
      this.#control.demandFree(entry);
      this.#demandApproval(entry);
    }
    const done = this.#cash.project(entry);
    if (moves) this.#outages.submitted(entry);
    return done;
  }

  #projectGoods(entry: Entry): boolean {
    if (entry.type === 'compensation.issued') this.#control.demandFree(entry);
    return this.#goods.project(entry);
  }

  #projectReversal(entry: Entry): boolean {
    const reversals = this.#reversals;
    switch (entry.type) {
      case 'reversal.sent':
        reversals.sent(this.#money.get(entry.txn).no, entry);
        return true;
      case 'reversal.unanswered':
        reversals.unanswered(this.#money.get(entry.txn).no, entry);
        return true;
      case 'reversal.refused':
        reversals.refused(this.#money.get(entry.txn).no, entry);
        return true;
      case 'reversal.accepted':
      case 'reversal.resolved':
        this.#money.reversed(entry);
        return true;
      case 'reversal.escalated': {
        const { no: txnNo } = this.#money.get(entry.txn);
        reversals.escalated(txnNo);
        this.#copies.owe({ txn: entry.txn, txnNo, kind: 'fault', copies: entry.body.copies ?? [] }, entry);
        return true;
      }
      default:
        return false;
    }
  }

  #projectReceipt(entry: Entry): boolean {
    const copies = this.#copies;
    switch (entry.type) {
      case 'receipt.requested': {
        const report = copies.reportKind(entry.txn);
        if (report !== null) copies.requested(entry, null, report);
        else {
          const row = this.#money.get(entry.txn);
          copies.requested(entry, row.no, reprintOf(row));
        }
        return true;
      }
      case 'receipt.started':
        this.#printers.started(entry);
        copies.started(entry);
        return true;
      case 'receipt.held':
        copies.held(entry);
        return true;
      case 'receipt.resumed':
        copies.resumed(entry);
        return true;
      case 'receipt.printed':
        copies.printed(entry);
        this.#roll.printed(entry);
        this.#outages.whole(entry);
        return true;
      case 'receipt.notPrinted':
        copies.notPrinted(entry);
        return true;
      case 'receipt.doubtful':
        copies.doubtful(entry);
        return true;
      case 'receipt.judged':
        copies.judged(entry);
        if (entry.body.complete) this.#outages.whole(entry);
        return true;
      default:
        return false;
    }
  }

  #projectLookUp(entry: Entry): boolean {
    switch (entry.type) {
      // Of a void or refund that need not exist yet, or never will: nothing follows from it.
      case 'consent.given':
      case 'consent.refused':
      case 'customer.told':
        return true;
      case 'original.opened':
        this.#money.get(entry.txn);
        return true;
      case 'timeline.requested':
        this.#copies.timelineRequested(entry, this.#money.get(entry.txn).no);
        return true;
      default:
        return false;
    }
  }

  #projectOutage(entry: Entry): boolean {
    switch (entry.type) {
      case 'paper.ended':
        this.#outages.ended(entry);
        this.#roll.ended(entry);
        return true;
      case 'paper.returned':
        this.#outages.returned(entry);
        this.#roll.returned(entry);
        return true;
      case 'paper.moved':
        this.#printers.moved(entry);
        return true;
      case 'roll.loaded':
        this.#roll.loaded(entry);
        return true;
      case 'outage.reconciled':
        this.#outages.reconciled(entry);
        return true;
      case 'handSlip.entered':
        this.#handSlips.project(entry);
        this.#cash.handSlip(entry);
        this.#outageChecks.handSlip(entry);
        return true;
      case 'eSlip.offered': {
        const { state } = this.#money.get(entry.txn);
        demand(state === 'approved', 'e-slip-approved', `${entry.txn} is ${state}: there is nothing to show for it`);
        return true;
      }
      case 'report.requested':
        this.#copies.reportRequested(entry);
        return true;
      default:
        return this.#outageChecks.project(entry, (txn) => this.#money.get(txn)) || this.#handSlips.project(entry);
    }
  }

  #projectTraining(entry: Entry): boolean {
    if (this.#training.project(entry)) return true;
    if (entry.type !== 'exercise.slipRequested') return false;
    this.#training.demandEnded(entry.body.run);
    this.#copies.owe({ txn: entry.txn, txnNo: null, kind: 'exercise', copies: entry.body.copies }, entry);
    return true;
  }

  #projectTerminal(entry: Entry): boolean {
    const counters = this.#counters;
    switch (entry.type) {
      case 'stan.spent':
        counters.spendOtherStan(entry.body.stan, entry.body.batch);
        return true;
      case 'batch.opened':
        this.#settlements.demandNoneOpen();
        counters.batchOpened(entry);
        return true;
      case 'journal.restored':
        counters.restored(entry);
        return true;
      case 'terminal.started':
      case 'terminal.stopped':
      case 'terminal.signedOn':
      case 'device.lost':
      case 'device.differed':
      case 'evidence.noted':
      case 'report.weighed':
      case 'secrets.expired':
        return true;
      default:
        return false;
    }
  }
}

type Outcome = 'submitted' | 'approved' | 'declined' | 'notSent' | 'unknown';

/** Whether `entry` is `sale.approved`, `void.approved` … for the outcome `approved`. */
function isOutcome<O extends Outcome>(
  entry: Entry,
  outcome: O,
): entry is Extract<Entry, { type: `${MoneyKind}.${O}` }> {
  const [kind = '', verb] = entry.type.split('.');
  return verb === outcome && isMoneyKind(kind);
}

/** A reprint is of the transaction's slip once there is one, before that of the promise. */
function reprintOf(row: MoneyRow): SlipKind {
  if (row.state === 'approved' || row.state === 'voided') return row.kind;
  demand(row.promised_for_ms !== null, 'nothing-to-reprint', `${row.txn} is ${row.state}: there is no slip of it`);
  return 'refundPromise';
}
