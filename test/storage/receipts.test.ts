/** Paper as debt: at most one unmarked slip a copy, nothing forgotten, nothing said without evidence (promise 2). */
import { describe, expect, test } from 'vitest';
import { type CopyId, NOT_HANDED_OVER } from '../../storage/facts.ts';
import { nextDuplicate } from '../../storage/journal/duplicates.ts';
import { BY_PRINTER, customer, id, merchant, refusal, Till } from './acts.ts';

const owed = (till: Till) => till.journal.copiesOwed().map(({ copy, state }) => `${copy} ${state}`);

function tillWithSale(): Till {
  const till = new Till();
  till.sale('s');
  return till;
}

describe('what is owed', () => {
  test('stands from the approval on, merchant first, oldest debt first', () => {
    const till = new Till();
    till.submit('first');
    till.submit('second');
    till.approve('second', 'sale', ['customer', 'merchant']);
    till.approve('first');
    expect(owed(till)).toEqual([
      'second/merchant owed',
      'second/customer owed',
      'first/merchant owed',
      'first/customer owed',
    ]);
    expect(till.copy(merchant('first'))).toMatchObject({
      kind: 'sale',
      of: 'merchant',
      slip: null,
      nextMarking: { kind: 'original' },
      marking: null,
    });
  });

  test('one copy a side', () => {
    const till = new Till();
    till.submit('s');
    expect(refusal(() => till.approve('s', 'sale', ['customer', 'customer']))).toBe('copy-exists');
    expect(refusal(() => till.approve('s', 'sale', ['kitchen' as never]))).toBe('copy-side');
  });
});

describe('a slip', () => {
  test('goes from owed over started and held to printed', () => {
    const till = tillWithSale();
    const copy = merchant('s');
    expect(till.start(copy)).toBe(1);
    till.held(copy, 1, 2, 3);
    expect(till.copy(copy)).toMatchObject({
      state: 'held',
      proven: 1,
      handedOver: 2,
      segments: 3,
      slip: 1,
      marking: { kind: 'original' },
    });
    till.paper('resumed', copy);
    till.held(copy, 2, 3, 3);
    till.paper('resumed', copy);
    till.printed(copy);
    expect(till.copy(copy).state).toBe('printed');
    expect(owed(till)).toEqual(['s/customer owed']);
  });

  test('that printed by itself while held counts', () => {
    const till = tillWithSale();
    till.start(merchant('s'));
    till.held(merchant('s'));
    till.printed(merchant('s'));
    expect(till.copy(merchant('s')).state).toBe('printed');
  });

  test('takes no step out of order', () => {
    const till = tillWithSale();
    const copy = merchant('s');
    const slip = { slip: 1 };
    for (const [verb, fields] of [
      ['printed', { evidence: BY_PRINTER }],
      ['held', { cause: 'x', proven: 0, handedOver: 0, segments: 0 }],
      ['resumed', {}],
      ['notPrinted', { proof: 'x', proven: 0 }],
      ['doubtful', { cause: 'x', proven: 0 }],
      ['judged', { complete: true }],
    ] as const) {
      expect(refusal(() => till.paper(verb, copy, { ...slip, ...fields }))).toBe('copy-state');
    }
    till.start(copy);
    expect(refusal(() => till.start(copy))).toBe('copy-state');
    expect(refusal(() => till.paper('resumed', copy))).toBe('copy-state');
    expect(refusal(() => till.paper('judged', copy, { complete: true }))).toBe('copy-state');
    expect(refusal(() => till.paper('printed', copy, { slip: 2, evidence: BY_PRINTER }))).toBe('slip-mismatch');
    expect(refusal(() => till.held(copy, 3, 2, 3))).toBe('segments');
    expect(refusal(() => till.paper('printed', copy, { evidence: { by: 'operator' } }))).toBe('copy-state');
    till.printed(copy);
    expect(refusal(() => till.start(copy))).toBe('copy-state');
    expect(refusal(() => till.doubtful(copy))).toBe('copy-state');
  });

  test('belongs to a copy of its own transaction', () => {
    const till = tillWithSale();
    till.sale('other');
    const started = (txn: string, copy: string) =>
      refusal(() =>
        till.append({ type: 'receipt.started', txn, body: { copy, slip: 1, marking: { kind: 'original' } } }),
      );
    expect(started('other', merchant('s'))).toBe('copy-missing');
    expect(started('s', 's/kitchen')).toBe('copy-missing');
  });
});

describe('proven incomplete', () => {
  test('is owed again, the next slip names the stub', () => {
    const till = tillWithSale();
    const copy = merchant('s');
    const stub = till.start(copy);
    till.held(copy);
    till.notPrinted(copy);
    expect(till.copy(copy)).toMatchObject({ state: 'owed', nextMarking: { kind: 'replaces', slip: stub }, proven: 1 });
    expect(refusal(() => till.start(copy, { kind: 'original' }))).toBe('copy-marking');
    expect(till.start(copy)).toBe(stub + 1);
    till.printed(copy);
  });

  test('a slip that no printer took is no stub: the next one names the one that is', () => {
    const till = tillWithSale();
    const copy = merchant('s');
    till.start(copy);
    till.paper('notPrinted', copy, { proof: NOT_HANDED_OVER, proven: 0 });
    expect(till.copy(copy)).toMatchObject({ state: 'owed', nextMarking: { kind: 'original' } });
    const stub = till.start(copy);
    till.notPrinted(copy);
    till.start(copy);
    till.paper('notPrinted', copy, { proof: NOT_HANDED_OVER, proven: 0 });
    expect(till.copy(copy)).toMatchObject({ state: 'owed', nextMarking: { kind: 'replaces', slip: stub } });
  });
});

describe('doubt', () => {
  test('judged complete pays the debt', () => {
    const till = tillWithSale();
    till.start(merchant('s'));
    till.doubtful(merchant('s'));
    expect(owed(till)[0]).toBe('s/merchant doubtful');
    till.paper('judged', merchant('s'), { complete: true });
    expect(owed(till)).toEqual(['s/customer owed']);
  });

  test('judged complete: the duplicate that was planned never comes, so the first reprint is number 1', () => {
    const till = tillWithSale();
    till.start(merchant('s'));
    till.doubtful(merchant('s'));
    expect(nextDuplicate(till.journal.copiesOf(id('s')), 'merchant')).toBe(2);
    till.paper('judged', merchant('s'), { complete: true });
    expect(nextDuplicate(till.journal.copiesOf(id('s')), 'merchant')).toBe(1);
  });

  test('the operator can also be the evidence', () => {
    const till = tillWithSale();
    till.start(merchant('s'));
    till.doubtful(merchant('s'));
    expect(refusal(() => till.printed(merchant('s')))).toBe('copy-state');
    till.paper('printed', merchant('s'), { evidence: { by: 'operator' } });
    expect(till.copy(merchant('s')).state).toBe('printed');
  });

  test('judged incomplete: a duplicate, and never an original again', () => {
    const till = tillWithSale();
    const copy = customer('s');
    till.start(copy);
    till.doubtful(copy);
    till.paper('judged', copy, { complete: false });
    expect(till.copy(copy)).toMatchObject({ state: 'owed', nextMarking: { kind: 'duplicate', n: 1 } });
    expect(refusal(() => till.start(copy, { kind: 'original' }))).toBe('copy-marking');
    till.start(copy);
    till.notPrinted(copy);
    expect(till.copy(copy).nextMarking).toEqual({ kind: 'duplicate', n: 1 });
    till.start(copy);
    till.doubtful(copy);
    till.paper('judged', copy, { complete: false });
    expect(till.copy(copy).nextMarking).toEqual({ kind: 'duplicate', n: 2 });
    till.start(copy);
    till.printed(copy);
  });

  test('about a slip that replaces a stub', () => {
    const till = tillWithSale();
    const copy = merchant('s');
    till.start(copy);
    till.notPrinted(copy);
    till.start(copy);
    till.doubtful(copy);
    till.paper('judged', copy, { complete: false });
    expect(till.copy(copy).nextMarking).toEqual({ kind: 'duplicate', n: 1 });
  });
});

describe('a reprint', () => {
  const request = (till: Till, txn: string, n: number, copy = `${txn}/customer/duplicate-${n}`) =>
    till.append({ type: 'receipt.requested', txn, body: { copy, of: 'customer', n } });

  test('is a new debt, always marked, each with a number of its own', () => {
    const till = tillWithSale();
    till.start(customer('s'));
    till.doubtful(customer('s'));
    expect(refusal(() => request(till, 's', 1))).toBe('duplicate-number');
    const n = nextDuplicate(till.journal.copiesOf(id('s')), 'customer');
    expect(n).toBe(2);
    expect(refusal(() => request(till, 's', n, 's/customer/duplicate-9'))).toBe('copy-id');
    request(till, 's', n);
    const copy = 's/customer/duplicate-2' as CopyId;
    expect(till.copy(copy)).toMatchObject({
      kind: 'sale',
      of: 'customer',
      state: 'owed',
      nextMarking: { kind: 'duplicate', n: 2 },
    });
    expect(refusal(() => till.start(copy, { kind: 'original' }))).toBe('copy-marking');
    till.start(copy);
    till.notPrinted(copy);
    expect(till.copy(copy).nextMarking).toEqual({ kind: 'duplicate', n: 2 });
    till.start(copy);
    till.printed(copy);
    expect(nextDuplicate(till.journal.copiesOf(id('s')), 'customer')).toBe(3);
    expect(nextDuplicate(till.journal.copiesOf(id('s')), 'merchant')).toBe(1);
  });

  test('is of something that has a slip', () => {
    const till = tillWithSale();
    till.submit('open');
    expect(refusal(() => request(till, 'open', 1))).toBe('nothing-to-reprint');
    expect(refusal(() => request(till, 'nobody', 1))).toBe('transaction-missing');
    till.promise('p', 's', 10);
    request(till, 'p', 1);
    expect(till.copy('p/customer/duplicate-1' as CopyId).kind).toBe('refundPromise');
  });
});

describe('what is owed, seen from outside', () => {
  test('one line an obligation, in the order in which a start works them off', () => {
    const till = tillWithSale();
    till.submit('open');
    till.submit('lost');
    till.loseSight('lost');
    till.reversalSent('lost', 1);
    till.promise('p', 's', 10);
    till.start(merchant('s'));
    const since = (txn: string) => new Date(till.row(txn).createdAtMs).toISOString();
    const lines = till.journal.obligations();
    expect(
      lines.map(({ kind, transaction, attempts, state }) => `${kind} ${transaction} ${attempts} ${state}`),
    ).toEqual([
      'outcome open 0 submitted',
      'reversal open 0 armed',
      'reversal lost 1 due',
      'receipt s 1 started',
      'receipt s 0 owed',
      'receipt p 0 owed',
      'refund p 0 deferred',
    ]);
    expect(lines[0]?.since).toBe(since('open'));
    expect(lines[3]?.copy).toBe('s/merchant');
    expect(lines[6]).toEqual({ kind: 'refund', since: since('p'), transaction: 'p', attempts: 0, state: 'deferred' });
  });
});
