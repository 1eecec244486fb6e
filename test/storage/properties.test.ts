/**
 * Any acts in any order, most of them possible, some not: after every single one no refund exceeds its original, every copy has at most
 * one unmarked slip, what is owed is what the entries say, `verify` holds and `rebuild` finds what stands.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../../storage/entries/entry.ts';
import type { CopyId, TransactionId } from '../../storage/facts.ts';
import type { CopyRow } from '../../storage/journal/copy-models.ts';
import { nextDuplicate } from '../../storage/journal/duplicates.ts';
import { JournalRefused } from '../../storage/journal/failures.ts';
import { type JournalReader, openJournalReader } from '../../storage/journal/reader.ts';
import { Rebuild } from '../../storage/journal/rebuild.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import { id, Till } from './acts.ts';

/** Chance is a parameter: `pick` takes from a list by the act's own number. */
type Pick = <T>(list: readonly T[]) => T;
type Act = (till: Till, pick: Pick, txn: string) => void;

const AMOUNTS = [40, 60, 100];

const transactions = (till: Till): readonly TransactionRow[] =>
  till.journal.find({ fromMs: 0, toMs: 2 ** 50, limit: 1000 });
const inState = (till: Till, ...states: readonly string[]) =>
  transactions(till).filter(({ state }) => states.includes(state));
const sales = (till: Till) => transactions(till).filter(({ kind }) => kind === 'sale');
const copiesIn = (till: Till, ...states: readonly string[]) =>
  till.journal.copiesOwed().filter(({ state }) => states.includes(state));

/** By name, so that a failing run tells its story. Most aim at what is possible now; what is not, the journal must refuse. */
const ACTS: Readonly<Record<string, Act>> = {
  sell: (till, _, txn) => till.submit(txn, { amount: 100 }),
  refund: (till, pick, txn) => till.refund(txn, pick(sales(till)).txn, pick(AMOUNTS)),
  promise: (till, pick, txn) => till.promise(txn, pick(sales(till)).txn, pick(AMOUNTS)),
  keepPromise: (till, pick) => {
    const promise = pick(till.journal.deferredRefunds());
    till.refund(promise.txn, promise.original ?? '', promise.amountMinor);
  },
  cancel: (till, pick) =>
    void till.append({ type: 'refund.cancelled', txn: pick(inState(till, 'deferred')).txn, body: { why: 'x' } }),
  void: (till, pick, txn) => till.submit(txn, { kind: 'void', original: pick(sales(till)).txn, amount: 100 }),
  approve: (till, pick) => end(pick(inState(till, 'submitted', 'unknown')), (row) => till.approve(row.txn, row.kind)),
  approveAny: (till, pick) => end(pick(transactions(till)), (row) => till.approve(row.txn, row.kind)),
  decline: (till, pick) => end(pick(inState(till, 'submitted', 'unknown')), (row) => till.decline(row.txn, row.kind)),
  notSent: (till, pick) => end(pick(inState(till, 'submitted')), (row) => till.notSent(row.txn, row.kind)),
  loseSight: (till, pick) => end(pick(inState(till, 'submitted')), (row) => till.loseSight(row.txn, row.kind)),
  reverse: (till, pick) => {
    const { txn, attempts } = pick(till.journal.reversals());
    till.reversalSent(txn, attempts + 1);
  },
  reversalAccepted: (till, pick) => till.reversalAccepted(pick(till.journal.reversals()).txn),
  start: (till, pick) => void till.start(pick(copiesIn(till, 'owed')).copy),
  startUnmarked: (till, pick) => void till.start(pick(till.journal.copiesOwed()).copy, { kind: 'original' }),
  held: (till, pick) => till.held(pick(copiesIn(till, 'started')).copy),
  resumed: (till, pick) => till.paper('resumed', pick(copiesIn(till, 'held')).copy),
  printed: (till, pick) => till.printed(pick(till.journal.copiesOwed()).copy),
  notPrinted: (till, pick) => till.notPrinted(pick(copiesIn(till, 'started', 'held')).copy),
  doubtful: (till, pick) => till.doubtful(pick(copiesIn(till, 'started', 'held')).copy),
  judge: (till, pick) => till.paper('judged', pick(copiesIn(till, 'doubtful')).copy, { complete: pick([true, false]) }),
  reprint: (till, pick) => {
    const { txn } = pick(transactions(till));
    const n = nextDuplicate(till.journal.copiesOf(txn), 'customer');
    till.append({
      type: 'receipt.requested',
      txn,
      body: { copy: `${txn}/customer/duplicate-${n}`, of: 'customer', n },
    });
  },
  settle: (till) => till.openBatch(till.journal.counters().batch === '000001' ? '000002' : '000001'),
  restart: (till) => till.reopen(),
};

/** Drawn more often, so that acts that need others before them come about. */
const LIKELY = [
  'sell approve approve approve approve approve refund refund void loseSight reverse reverse reversalAccepted reversalAccepted',
]
  .concat('start start start printed held held resumed resumed doubtful judge judge promise promise keepPromise cancel')
  .flatMap((names) => names.split(' '));

const end = (row: TransactionRow, how: (row: TransactionRow) => void): void => how(row);

class NothingToDo extends Error {}

function perform(till: Till, name: string, chance: number, step: number): boolean {
  let left = chance;
  const pick: Pick = (list) => {
    if (list.length === 0) throw new NothingToDo();
    const index = left % list.length;
    left = Math.floor(left / list.length) + 1;
    return list[index] as (typeof list)[number];
  };
  const before = till.journal.counters();
  try {
    ACTS[name]?.(till, pick, `t${step}`);
    return true;
  } catch (error) {
    if (!(error instanceof JournalRefused) && !(error instanceof NothingToDo)) throw error;
    expect(till.journal.counters()).toEqual(before);
    return false;
  }
}

/** What the entries alone say about money, without the journal's projections. */
function moneyOf(entries: readonly Entry[]) {
  const known = new Map<
    string,
    { kind: string; amount: number; original: TransactionId | null; last: string; needsReversal: boolean }
  >();
  for (const entry of entries) {
    const [kind = '', verb = ''] = entry.type.split('.');
    if (entry.type === 'sale.submitted' || entry.type === 'void.submitted' || entry.type === 'refund.submitted') {
      const { amountMinor: amount, original, needsReversal } = entry.body;
      known.set(entry.txn, { kind, amount, original, last: verb, needsReversal });
    } else if (entry.type === 'refund.deferred') {
      const { amountMinor: amount, original } = entry.body;
      known.set(entry.txn, { kind, amount, original, last: verb, needsReversal: false });
    } else if (
      entry.txn !== null &&
      (['sale', 'void', 'refund'].includes(kind) || entry.type === 'reversal.accepted')
    ) {
      const fact = known.get(entry.txn);
      if (fact !== undefined) fact.last = verb;
    }
  }
  return known;
}

function expectMoney(till: Till, entries: readonly Entry[]): void {
  const money = moneyOf(entries);
  for (const [txn, { kind, amount }] of money) {
    if (kind !== 'sale') continue;
    const takings = [...money.values()].filter(({ original }) => original === txn);
    const refunds = (...last: readonly string[]) =>
      takings
        .filter((taking) => taking.kind === 'refund' && last.includes(taking.last))
        .reduce((sum, taking) => sum + taking.amount, 0);
    const taken = { refundedMinor: refunds('approved'), reservedMinor: refunds('deferred', 'submitted', 'unknown') };
    expect(till.row(txn)).toMatchObject(taken);
    expect(taken.refundedMinor + taken.reservedMinor).toBeLessThanOrEqual(amount);
    const voids = takings.filter(
      (taking) => taking.kind === 'void' && ['submitted', 'unknown', 'approved'].includes(taking.last),
    );
    expect(voids.length).toBeLessThanOrEqual(1);
    if (voids.length === 1) expect(taken).toEqual({ refundedMinor: 0, reservedMinor: 0 });
    expect(till.row(txn).state === 'voided').toBe(voids[0]?.last === 'approved');
  }
  const owing = [...money].filter(
    ([, { needsReversal, last }]) => needsReversal && (last === 'submitted' || last === 'unknown'),
  );
  const reversals = till.journal.reversals();
  expect(reversals.map(({ txn, state }) => `${txn} ${state === 'armed' ? 'submitted' : 'unknown'}`).sort()).toEqual(
    owing.map(([txn, { last }]) => `${txn} ${last}`).sort(),
  );
  for (const [txn] of owing) expect(till.journal.secret(id(txn), 'reversalImage')).not.toBeNull();
}

/** What can have come out of the printer, from the entries alone. */
function expectPaper(till: Till, entries: readonly Entry[]): void {
  const unmarked = new Map<CopyId, number>();
  const duplicates = new Set<string>();
  const stubs = new Set<number>();
  const paid = new Set<CopyId>();
  const slips: number[] = [];
  for (const entry of entries) {
    if (entry.type === 'receipt.notPrinted') stubs.add(entry.body.slip);
    if (entry.type === 'receipt.printed' || (entry.type === 'receipt.judged' && entry.body.complete))
      paid.add(entry.body.copy);
  }
  for (const entry of entries) {
    if (entry.type !== 'receipt.started') continue;
    const { copy, slip, marking } = entry.body;
    slips.push(slip);
    if (stubs.has(slip)) continue;
    if (marking.kind === 'duplicate') {
      const mark = `${entry.txn} ${copy.includes('customer')} ${marking.n}`;
      expect(duplicates.has(mark), `two slips marked ${mark}`).toBe(false);
      duplicates.add(mark);
    } else unmarked.set(copy, (unmarked.get(copy) ?? 0) + 1);
  }
  expect(slips).toEqual(slips.map((_, i) => i + 1));
  for (const [copy, count] of unmarked) expect(count, copy).toBe(1);
  const all: readonly CopyRow[] = transactions(till).flatMap(({ txn }) => till.journal.copiesOf(txn));
  for (const { copy, state } of all) expect(state === 'printed').toBe(paid.has(copy));
  expect(
    till.journal
      .copiesOwed()
      .map(({ copy }) => copy)
      .sort(),
  ).toEqual(
    all
      .map(({ copy }) => copy)
      .filter((copy) => !paid.has(copy))
      .sort(),
  );
}

function expectPromises(till: Till, reader: JournalReader, before: Rebuild): void {
  const entries = reader.last(10_000);
  expectMoney(till, entries);
  expectPaper(till, entries);
  expect(reader.verify()).toMatchObject({ ok: true, entries: entries.length });
  expect(reader.rebuild(before)).toMatchObject({ ok: true, refused: null, entries: entries.length });
}

test('every promise holds after every act', { timeout: 300_000 }, () => {
  let done = 0;
  const act = fc.tuple(fc.constantFrom(...Object.keys(ACTS), ...LIKELY), fc.nat(1_000_000));
  fc.assert(
    fc.property(fc.array(act, { minLength: 40, maxLength: 80, size: 'max' }), (acts) => {
      const till = new Till();
      const reader = openJournalReader(join(till.folder, 'journal.sqlite'));
      const before = new Rebuild(reader.terminal);
      try {
        for (const [step, [name, chance]] of acts.entries()) {
          if (!perform(till, name, chance, step)) continue;
          done += 1;
          expectPromises(till, reader, before);
        }
        expect(reader.rebuild()).toMatchObject({ ok: true, refused: null });
      } finally {
        before.close();
        reader.close();
        till.journal.close();
      }
    }),
    { numRuns: 40 },
  );
  expect(done).toBeGreaterThan(300);
});
