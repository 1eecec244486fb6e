/** What a terminal writes down, act by act, for the tests of the journal; every number comes from the journal's own counters. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import {
  type ApprovedBody,
  type CardFacts,
  type CopyId,
  type CopyKind,
  copyId,
  type Marking,
  type MoneyKind,
  minorUnits,
  type OpenItem,
  type PrintedEvidence,
  type Rrn,
  type Stamp,
  type SubmittedBody,
  type TransactionId,
} from '../../storage/facts.ts';
import type { JournalRefused } from '../../storage/journal/failures.ts';
import type { Journal, SecretDraft } from '../../storage/journal/journal.ts';
import { openJournal } from '../../storage/journal/open.ts';

export const TERMINAL = '10000001';
/** 2025-11-21T09:00:00Z */
export const MORNING_MS = 1_763_715_600_000;
export const BY_PRINTER: PrintedEvidence = {
  by: 'printer',
  processId: '0001',
  sentHex: '1d28480600303030303031',
  receivedHex: '37223030303100',
};

export const id = (name: string): TransactionId => name as TransactionId;
export const merchant = (txn: string): CopyId => copyId(id(txn), 'merchant');
export const customer = (txn: string): CopyId => copyId(id(txn), 'customer');

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tillproof-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function card(pan = '6205500000000000004'): CardFacts {
  const token = createHash('sha256').update(pan).digest('hex');
  return { maskedPan: `${pan.slice(0, 6)}*********${pan.slice(-4)}`, token, entryMode: 'swipe' } as CardFacts;
}

/** The rule that refuses `act`; fails the test where it is allowed. */
export function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Error && error.name === 'JournalRefused') return (error as JournalRefused).rule;
    throw error;
  }
  throw new Error('it was allowed');
}

export interface SubmitOptions {
  readonly kind?: MoneyKind;
  readonly original?: string;
  readonly amount?: number;
  readonly needsReversal?: boolean;
  readonly body?: Partial<Record<keyof SubmittedBody, unknown>>;
  readonly secrets?: readonly SecretDraft[];
}

/** A journal with hands. The clock moves a second and a bit an append. */
export class Till {
  readonly folder: string;
  journal: Journal;
  #nowMs = MORNING_MS;

  constructor(folder = temporaryFolder()) {
    this.folder = folder;
    this.journal = openJournal({ folder, terminal: TERMINAL, randomBytes });
    onTestFinished(() => this.journal.close());
  }

  /** The clock is set. */
  setClock(byMs: number): void {
    this.#nowMs += byMs;
  }

  stamp(): Stamp {
    this.#nowMs += 1007;
    return { atMs: this.#nowMs, clock: 'synchronised', operator: '1' };
  }

  append(...drafts: unknown[]) {
    return this.journal.append(drafts as EntryDraft[], this.stamp());
  }

  /** The same folder in a new life. */
  reopen(): void {
    this.journal.close();
    this.journal = openJournal({ folder: this.folder, terminal: TERMINAL, randomBytes });
  }

  row(txn: string) {
    const row = this.journal.transaction(id(txn));
    if (row === null) throw new Error(`no transaction ${txn}`);
    return row;
  }

  copy(copy: CopyId) {
    const row = this.journal.copiesOf(id(copy.split('/')[0] ?? '')).find((candidate) => candidate.copy === copy);
    if (row === undefined) throw new Error(`no copy ${copy}`);
    return row;
  }

  submittedDraft(
    txn: string,
    {
      kind = 'sale',
      original,
      amount = 10_000,
      needsReversal = kind !== 'refund' && kind !== 'completionAdvice',
      body,
    }: SubmitOptions = {},
  ) {
    const { nextStan: stan, batch } = this.journal.counters();
    const full = {
      stan,
      batch,
      amountMinor: minorUnits(amount),
      currency: 'CNY',
      card: card(),
      original: original ?? null,
      reason: null,
      needsReversal,
      tags: [],
      ...body,
    };
    return { type: `${kind}.submitted`, txn: id(txn), body: full } as unknown as EntryDraft & {
      readonly body: SubmittedBody;
    };
  }

  submit(txn: string, options: SubmitOptions = {}): void {
    const draft = this.submittedDraft(txn, options);
    const image: SecretDraft = { txn: id(txn), name: 'reversalImage', plain: `image of ${txn}` };
    const secrets = options.secrets ?? (draft.body.needsReversal ? [image] : []);
    this.journal.append([draft], this.stamp(), secrets);
  }

  approve(
    txn: string,
    kind: MoneyKind = 'sale',
    copies: readonly CopyKind[] = ['merchant', 'customer'],
    rrn = '123456789012',
  ): void {
    const body: ApprovedBody = {
      responseCode: '00',
      rrn: rrn as Rrn,
      authCode: 'A12345',
      hostTime: '170001',
      hostDate: '1121',
      copies,
    };
    this.append({ type: `${kind}.approved`, txn, body });
  }

  decline(txn: string, kind: MoneyKind = 'sale'): void {
    this.append({ type: `${kind}.declined`, txn, body: { responseCode: '51', hostText: null } });
  }

  notSent(txn: string, kind: MoneyKind = 'sale'): void {
    this.append({ type: `${kind}.notSent`, txn, body: { why: 'no connection' } });
  }

  loseSight(txn: string, kind: MoneyKind = 'sale', cause = 'timeout'): void {
    this.append({ type: `${kind}.unknown`, txn, body: { cause, detail: 'no answer' } });
  }

  sale(txn: string, amount = 10_000): void {
    this.submit(txn, { amount });
    this.approve(txn);
  }

  refund(txn: string, original: string, amount: number): void {
    this.submit(txn, { kind: 'refund', original, amount });
  }

  promise(txn: string, original: string, amount: number, secrets: readonly SecretDraft[] = []): void {
    const draft = {
      type: 'refund.deferred',
      txn,
      body: {
        original,
        amountMinor: amount,
        currency: 'CNY',
        card: card(),
        reason: 'goods returned',
        customerPhoneLast4: '8888',
        promisedForMs: MORNING_MS + 3_600_000,
        copies: ['customer'],
      },
    };
    this.journal.append([draft as unknown as EntryDraft], this.stamp(), secrets);
  }

  reversalSent(txn: string, attempt: number, reason = '98'): void {
    this.append({ type: 'reversal.sent', txn, body: { attempt, reason } });
  }

  reversalAccepted(txn: string): void {
    this.append({ type: 'reversal.accepted', txn, body: { responseCode: '00' } });
  }

  /** @returns the slip's number */
  start(copy: CopyId, marking: Marking = this.copy(copy).nextMarking): number {
    const { nextSlip: slip } = this.journal.counters();
    this.append({ type: 'receipt.started', txn: txnOf(copy), body: { copy, slip, marking } });
    return slip;
  }

  /** An entry about the latest slip of a copy. */
  paper(verb: string, copy: CopyId, fields: object = {}): void {
    this.append({ type: `receipt.${verb}`, txn: txnOf(copy), body: { copy, slip: this.copy(copy).slip, ...fields } });
  }

  printed(copy: CopyId): void {
    this.paper('printed', copy, { evidence: BY_PRINTER });
  }

  held(copy: CopyId, proven = 1, handedOver = 2, segments = 3): void {
    this.paper('held', copy, { cause: 'paper-end', proven, handedOver, segments });
  }

  notPrinted(copy: CopyId): void {
    this.paper('notPrinted', copy, { proof: 'memory-lost-while-held', proven: 1 });
  }

  doubtful(copy: CopyId): void {
    this.paper('doubtful', copy, { cause: 'no answer', proven: 1 });
  }

  /** The totals of the open batch as the acquirer is told. */
  settlementTotals() {
    const none = {
      currency: 'CNY',
      saleCount: 0,
      saleMinor: 0,
      voidCount: 0,
      voidMinor: 0,
      refundCount: 0,
      refundMinor: 0,
    };
    const [totals] = this.journal.totals();
    if (totals === undefined) return none;
    const { batch: _, ...rest } = totals;
    return rest;
  }

  /** One step of the settlement `txn`; attempt and trace number come from the journal. */
  settlement(verb: string, txn: string, fields: object = {}): void {
    const { nextStan: stan, batch } = this.journal.counters();
    const attempt = (this.journal.settlementOf(id(txn))?.attempts ?? 0) + 1;
    const own =
      verb === 'sent' || verb === 'uploadSent' ? { stan, batch, attempt } : verb === 'started' ? { batch } : {};
    this.append({ type: `settlement.${verb}`, txn, body: { ...own, ...fields } });
  }

  endedDraft(txn: string, fields: object = {}) {
    const { batch } = this.journal.counters();
    const nextBatch = String(Number(batch) + 1).padStart(6, '0');
    const body = {
      nextBatch,
      by: 'acquirer',
      manager: null,
      differences: [],
      keepCardsFromMs: 0,
      copies: ['merchant'],
      ...fields,
    };
    return { type: 'settlement.ended', txn, body };
  }

  /** A settlement that balances, from its first step to its last. */
  settle(txn: string, exceptions: readonly OpenItem[] = [], keepCardsFromMs = 0): void {
    this.settlement('started', txn);
    if (exceptions.length > 0) this.settlement('excepted', txn, { exceptions, manager: '9' });
    this.settlement('sent', txn, { totals: this.settlementTotals() });
    this.append(
      { type: 'settlement.answered', txn, body: { result: 'balanced', upload: false } },
      this.endedDraft(txn, { keepCardsFromMs }),
    );
  }

  openBatch(batch: string): void {
    this.append({ type: 'batch.opened', txn: null, body: { batch, why: 'settled' } });
  }
}

const txnOf = (copy: CopyId): string => copy.split('/')[0] ?? '';
