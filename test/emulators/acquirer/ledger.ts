/** The books: what is true at this bank. State is only ever what the lines say, so that a killed bank reads itself back. */

import type { KeyForm } from './keys.ts';
import type {
  BatchRecord,
  LedgerLine,
  LedgerLineBody,
  Posting,
  TransactionLine,
  UploadedRecord,
} from './ledger-lines.ts';

export interface Account {
  readonly id: string;
  readonly maskedPan: string;
  /** Sum of what was paid in; with all postings it makes the balance. */
  openingMinor: number;
  balanceMinor: number;
  /** Reserved by pre-authorisations. */
  heldMinor: number;
  pinCheck: string | null;
  scheme: string;
}

export interface Transaction extends Omit<TransactionLine, 'line'> {
  /** ISO 8601, UTC. */
  readonly at: string;
  reversed: boolean;
  reversedAt: string | null;
  /** Id of the void or cancel in force against it. */
  voidedBy: string | null;
  /** Sum of the refunds in force against it. */
  refundedMinor: number;
  /** Of a pre-authorisation: what it and its add-ons hold, and which completion or cancel has ended it. */
  heldMinor: number;
  endedBy: string | null;
  /** Identifiers of the scripts that went with the approval, and what the terminal has told of them. */
  scripts: readonly string[];
  scriptResult: string | null;
}

export interface Batch {
  readonly tid: string;
  readonly batch: string;
  /** `balanced`: totals agreed, the upload of chip data is still awaited. */
  status: 'open' | 'balanced' | 'unbalanced' | 'closed';
  readonly transactions: Transaction[];
  readonly dropped: Set<string>;
  readonly added: BatchRecord[];
  readonly uploaded: Map<string, UploadedRecord>;
  flags: string | null;
  endCount: number | null;
}

export interface Terminal {
  readonly tid: string;
  readonly mid: string;
  batch: string;
  workingKeys: { readonly form: KeyForm; readonly de62: string } | null;
}

/** Where lines go. `append` returns when the line is durable; if it throws, nothing has happened. */
export interface LedgerStorage {
  append(line: LedgerLine): void;
}

export class Ledger {
  readonly accounts = new Map<string, Account>();
  readonly terminals = new Map<string, Terminal>();
  readonly batches = new Map<string, Batch>();
  readonly #transactions = new Map<string, Transaction>();
  readonly #byTrace = new Map<string, Transaction>();
  readonly #byRrn = new Map<string, Transaction>();
  readonly #spentTraces = new Set<string>();
  readonly #storage: LedgerStorage | null;
  #highestSerial = 0;

  /** @param lines what an earlier run has written, oldest first */
  constructor(lines: Iterable<LedgerLine>, storage: LedgerStorage | null) {
    this.#storage = storage;
    for (const line of lines) this.#apply(line);
  }

  /** Writes the line durably, then lets it take effect. */
  book(at: string, body: LedgerLineBody): void {
    const line: LedgerLine = { at, ...body };
    this.#storage?.append(line);
    this.#apply(line);
  }

  /** The greatest number in a transaction id; 0 in an empty ledger. */
  get highestSerial(): number {
    return this.#highestSerial;
  }
  transactions(): Iterable<Transaction> {
    return this.#transactions.values();
  }
  byId(id: string): Transaction | null {
    return this.#transactions.get(id) ?? null;
  }
  byTrace(tid: string, batch: string, stan: string): Transaction | null {
    return this.#byTrace.get(traceKey(tid, batch, stan)) ?? null;
  }
  byRrn(rrn: string): Transaction | null {
    return this.#byRrn.get(rrn) ?? null;
  }
  /** True if a message of this batch has used the trace number, a reversal of something unknown included. */
  isTraceSpent(tid: string, batch: string, stan: string): boolean {
    const key = traceKey(tid, batch, stan);
    return this.#byTrace.has(key) || this.#spentTraces.has(key);
  }
  batch(tid: string, batch: string): Batch | null {
    return this.batches.get(`${tid}/${batch}`) ?? null;
  }

  #apply(line: LedgerLine): void {
    switch (line.line) {
      case 'account':
        this.#setAccount(line);
        return;
      case 'terminal':
        this.terminals.set(line.tid, { tid: line.tid, mid: line.mid, batch: line.batch, workingKeys: null });
        this.#openBatch(line.tid, line.batch);
        return;
      case 'signed-on':
        this.#terminal(line.tid).workingKeys = { form: line.form, de62: line.de62 };
        return;
      case 'signed-off':
        this.#terminal(line.tid).workingKeys = null;
        return;
      case 'transaction':
        this.#addTransaction(line);
        return;
      case 'reversal':
        this.#reverse(line);
        return;
      case 'scripts-issued':
        this.#issued(line.of).scripts = line.identifiers;
        return;
      case 'script-result':
        this.#issued(line.of).scriptResult = line.resultHex;
        this.#spentTraces.add(traceKey(line.tid, line.batch, line.stan));
        return;
      default:
        this.#applyToBatch(line);
        return;
    }
  }

  #applyToBatch(
    line: Exclude<
      LedgerLine,
      {
        line:
          | 'account'
          | 'terminal'
          | 'signed-on'
          | 'signed-off'
          | 'transaction'
          | 'reversal'
          | 'scripts-issued'
          | 'script-result';
      }
    >,
  ): void {
    if (line.line === 'batch-set') {
      this.#openBatch(line.tid, line.batch);
      return;
    }
    const batch = this.#openedBatch(line.tid, line.batch);
    switch (line.line) {
      case 'settled':
        batch.flags = line.flags;
        batch.status = line.flags === '11' ? 'balanced' : 'unbalanced';
        if (line.next !== null) this.#close(batch, line.next);
        return;
      case 'uploaded':
        for (const record of line.records) batch.uploaded.set(record.stan, record);
        return;
      case 'batch-ended':
        batch.endCount = line.count;
        this.#close(batch, line.next);
        return;
      case 'record-dropped':
        batch.dropped.add(line.stan);
        return;
      case 'record-added':
        batch.added.push(line.record);
        return;
    }
  }

  #setAccount(line: LedgerLine & { line: 'account' }): void {
    const account = this.accounts.get(line.account);
    if (!account) {
      const { account: id, maskedPan, balanceMinor, pinCheck, scheme } = line;
      this.accounts.set(id, {
        id,
        maskedPan,
        openingMinor: balanceMinor,
        balanceMinor,
        heldMinor: 0,
        pinCheck,
        scheme,
      });
      return;
    }
    account.openingMinor += line.balanceMinor - account.balanceMinor;
    account.balanceMinor = line.balanceMinor;
    account.pinCheck = line.pinCheck;
    account.scheme = line.scheme;
  }

  #addTransaction({ line: _, ...line }: LedgerLine & TransactionLine): void {
    const transaction: Transaction = {
      ...line,
      reversed: false,
      reversedAt: null,
      voidedBy: null,
      refundedMinor: 0,
      heldMinor: line.posting.heldMinor,
      endedBy: null,
      scripts: [],
      scriptResult: null,
    };
    this.#highestSerial = Math.max(this.#highestSerial, Number(line.id.slice(1)));
    this.#transactions.set(line.id, transaction);
    this.#byTrace.set(traceKey(line.tid, line.batch, line.stan), transaction);
    this.#byRrn.set(line.rrn, transaction);
    const batch = this.#openedBatch(line.tid, line.batch);
    batch.transactions.push(transaction);
    // A terminal that trades on while it settles must settle again.
    if (line.via === 'online' && batch.status !== 'closed') batch.status = 'open';
    if (!line.approved) return;
    this.#post(line.account, line.posting, 1);
    this.#link(transaction, true);
  }

  #reverse(line: LedgerLine & { line: 'reversal' }): void {
    const transaction = line.of === null ? null : this.byId(line.of);
    if (!transaction) {
      this.#spentTraces.add(traceKey(line.tid, line.batch, line.stan));
      return;
    }
    transaction.reversed = true;
    transaction.reversedAt = line.at;
    this.#post(transaction.account, transaction.posting, -1);
    this.#link(transaction, false);
  }

  #post(account: string, posting: Posting, sign: 1 | -1): void {
    const found = this.accounts.get(account);
    if (!found) throw new Error('a booking without its account');
    found.balanceMinor += sign * posting.balanceMinor;
    found.heldMinor += sign * posting.heldMinor;
  }

  /** What a transaction means for its original while it is in force, and no longer means when it is reversed. */
  #link(transaction: Transaction, inForce: boolean): void {
    const original = transaction.original === null ? null : this.byId(transaction.original);
    if (!original) return;
    const sign = inForce ? 1 : -1;
    switch (transaction.kind) {
      case 'refund':
        original.refundedMinor += sign * transaction.amountMinor;
        return;
      case 'void':
        original.voidedBy = inForce ? transaction.id : null;
        return;
      case 'preauth-add':
        original.heldMinor += sign * transaction.amountMinor;
        return;
      case 'preauth-cancel':
      case 'completion':
      case 'completion-advice':
        original.endedBy = inForce ? transaction.id : null;
        return;
      case 'completion-cancel': {
        original.voidedBy = inForce ? transaction.id : null;
        const preauth = original.original === null ? null : this.byId(original.original);
        if (preauth) preauth.endedBy = inForce ? null : original.id;
      }
    }
  }

  #issued(id: string): Transaction {
    const transaction = this.byId(id);
    if (!transaction) throw new Error('scripts of nothing');
    return transaction;
  }

  #terminal(tid: string): Terminal {
    const terminal = this.terminals.get(tid);
    if (!terminal) throw new Error(`no terminal ${tid}`);
    return terminal;
  }

  #openedBatch(tid: string, batch: string): Batch {
    const found = this.batch(tid, batch);
    if (found) return found;
    const opened: Batch = {
      tid,
      batch,
      status: 'open',
      transactions: [],
      dropped: new Set(),
      added: [],
      uploaded: new Map(),
      flags: null,
      endCount: null,
    };
    this.batches.set(`${tid}/${batch}`, opened);
    return opened;
  }

  #openBatch(tid: string, batch: string): void {
    this.#terminal(tid).batch = batch;
    this.#openedBatch(tid, batch).status = 'open';
  }

  #close(batch: Batch, next: string): void {
    batch.status = 'closed';
    if (this.#terminal(batch.tid).batch === batch.batch) this.#openBatch(batch.tid, next);
  }
}

function traceKey(tid: string, batch: string, stan: string): string {
  return `${tid}/${batch}/${stan}`;
}

/** Approved and not reversed. */
export function isInForce(transaction: Transaction): boolean {
  return transaction.approved && !transaction.reversed;
}

export function hasChipRecords(batch: Batch): boolean {
  return batch.transactions.some((transaction) => isInForce(transaction) && transaction.chip);
}
