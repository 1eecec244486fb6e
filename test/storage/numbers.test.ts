/** Numbers are spent once: trace numbers, slips, batches, entries (facts/acquirer §2.2 rule 1). */
import { describe, expect, test } from 'vitest';
import { merchant, refusal, Till } from './acts.ts';

const submitWith = (till: Till, txn: string, body: object) => refusal(() => till.submit(txn, { body }));

describe('trace numbers', () => {
  test('come in order, each once in its batch', () => {
    const till = new Till();
    till.submit('a');
    till.append({ type: 'stan.spent', txn: null, body: { stan: '000002', batch: '000001', on: 'echo' } });
    expect(till.journal.counters().nextStan).toBe('000003');
    expect(submitWith(till, 'b', { stan: '000001' })).toBe('stan-reused');
    expect(submitWith(till, 'b', { stan: '000002' })).toBe('stan-reused');
    expect(submitWith(till, 'b', { stan: '000004' })).toBe('stan-not-next');
    expect(submitWith(till, 'b', { stan: '3' })).toBe('stan');
    expect(submitWith(till, 'b', { batch: '000002' })).toBe('batch-not-open');
    till.submit('b');
    expect(till.row('b').stan).toBe('000003');
  });

  test('a sign-on that was answered spends none: its number was spent before it was sent', () => {
    const till = new Till();
    till.append({ type: 'terminal.signedOn', txn: null, body: { hostBatch: null } });
    expect(till.journal.counters().nextStan).toBe('000001');
  });

  test('wrap from 999999 to 000001 and step over what the batch has spent', () => {
    const till = new Till();
    till.submit('first');
    const skip = { entries: 1, headHash: '', skippedStans: 999_997, skippedSlips: 0 };
    till.append({ type: 'journal.restored', txn: null, body: skip });
    till.submit('last');
    expect(till.row('last').stan).toBe('999999');
    expect(till.journal.counters().nextStan).toBe('000002');
    till.openBatch('000002');
    till.append({ type: 'journal.restored', txn: null, body: skip });
    expect(till.journal.counters().nextStan).toBe('999999');
    till.submit('other');
    expect(till.journal.counters().nextStan).toBe('000001');
  });

  test('go on across batches', () => {
    const till = new Till();
    till.submit('a');
    till.openBatch('000002');
    expect(till.journal.counters()).toMatchObject({ nextStan: '000002', batch: '000002' });
    expect(refusal(() => till.openBatch('7'))).toBe('batch');
  });
});

describe('slip numbers', () => {
  test('come in order, are spent by the start and never come back', () => {
    const till = new Till();
    till.sale('s');
    const started = (slip: number) => () =>
      till.append({
        type: 'receipt.started',
        txn: 's',
        body: { copy: merchant('s'), slip, marking: { kind: 'original' } },
      });
    expect(refusal(started(2))).toBe('slip-not-next');
    expect(till.start(merchant('s'))).toBe(1);
    till.notPrinted(merchant('s'));
    expect(till.journal.counters().nextSlip).toBe(2);
    expect(till.start(merchant('s'))).toBe(2);
  });
});

test('all numbers go on after a restart', () => {
  const till = new Till();
  till.openBatch('000007');
  till.sale('s');
  till.start(merchant('s'));
  const before = till.journal.counters();
  const head = till.journal.verify().headHash;
  till.reopen();
  expect(till.journal.counters()).toEqual(before);
  expect(till.journal.verify()).toMatchObject({ ok: true, headHash: head, entries: before.entries });
  expect(before).toMatchObject({ nextStan: '000002', nextSlip: 2, batch: '000007', entries: 4 });
});
