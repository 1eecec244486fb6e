/** Reversals (冲正): armed with the request, due with doubt, gone only with a believable outcome (facts/acquirer §1.4, §2.2). */
import { describe, expect, test } from 'vitest';
import { id, refusal, Till } from './acts.ts';

const owed = (till: Till) =>
  till.journal.reversals().map(({ txn, state, reason, attempts }) => ({ txn, state, reason, attempts }));

describe('a reversal', () => {
  test('is armed by the request and gone with each believable outcome, its image too', () => {
    const till = new Till();
    for (const txn of ['a', 'b', 'c']) {
      till.submit(txn);
      expect(owed(till)).toEqual([{ txn, state: 'armed', reason: '98', attempts: 0 }]);
      expect(till.journal.secret(id(txn), 'reversalImage')).toBe(`image of ${txn}`);
      if (txn === 'a') till.approve(txn);
      if (txn === 'b') till.decline(txn);
      if (txn === 'c') till.notSent(txn);
      expect(owed(till)).toEqual([]);
      expect(till.journal.secret(id(txn), 'reversalImage')).toBeNull();
    }
  });

  test.each([
    ['timeout', '98'],
    ['lost', '98'],
    ['restart', '98'],
    ['mac-wrong', 'A0'],
    ['unparsable', '06'],
    ['echo-mismatch', '06'],
  ])('is due for %s with reason %s', (cause, reason) => {
    const till = new Till();
    till.submit('s');
    till.loseSight('s', 'sale', cause);
    expect(owed(till)).toEqual([{ txn: 's', state: 'due', reason, attempts: 0 }]);
  });

  test('is not sent while its request is under way, nor where none is owed', () => {
    const till = new Till();
    till.submit('s');
    expect(refusal(() => till.reversalSent('s', 1))).toBe('reversal-not-due');
    till.approve('s');
    expect(refusal(() => till.reversalSent('s', 1))).toBe('reversal-not-owed');
    expect(refusal(() => till.reversalAccepted('s'))).toBe('money-state');
    expect(refusal(() => till.reversalSent('nobody', 1))).toBe('transaction-missing');
  });

  test('counts its attempts and changes its reason after a refusal', () => {
    const till = new Till();
    till.submit('s');
    till.loseSight('s');
    expect(refusal(() => till.reversalAccepted('s'))).toBe('reversal-attempt');
    expect(refusal(() => till.reversalSent('s', 2))).toBe('reversal-attempt');
    expect(refusal(() => till.reversalSent('s', 1, '77'))).toBe('reversal-reason');
    till.reversalSent('s', 1);
    expect(till.journal.reversals()[0]?.lastAttemptAtMs).toBeGreaterThan(till.row('s').createdAtMs);
    expect(
      refusal(() => till.append({ type: 'reversal.unanswered', txn: 's', body: { attempt: 2, cause: 'timeout' } })),
    ).toBe('reversal-attempt');
    till.append({ type: 'reversal.unanswered', txn: 's', body: { attempt: 1, cause: 'timeout' } });
    expect(owed(till)).toEqual([{ txn: 's', state: 'due', reason: '98', attempts: 1 }]);
    till.reversalSent('s', 2);
    till.append({ type: 'reversal.refused', txn: 's', body: { attempt: 2, responseCode: '96' } });
    expect(owed(till)).toEqual([{ txn: 's', state: 'due', reason: '06', attempts: 2 }]);
  });

  test('outlives escalation, a new batch and a restart, and ends as reversed', () => {
    const till = new Till();
    till.submit('s');
    till.loseSight('s');
    till.reversalSent('s', 1);
    till.append({ type: 'reversal.escalated', txn: 's', body: { attempts: 1, copies: ['merchant'] } });
    till.openBatch('000002');
    till.reopen();
    expect(owed(till)).toEqual([{ txn: 's', state: 'needsHuman', reason: '98', attempts: 1 }]);
    expect(till.journal.secret(id('s'), 'reversalImage')).toBe('image of s');
    expect(till.journal.copiesOwed().map(({ copy, kind }) => [copy, kind])).toEqual([['s/fault-merchant', 'fault']]);
    till.reversalSent('s', 2);
    till.reversalAccepted('s');
    expect(owed(till)).toEqual([]);
    expect(till.row('s').state).toBe('reversed');
    expect(till.journal.secret(id('s'), 'reversalImage')).toBeNull();
    expect(till.journal.secret(id('s'), 'pan')).toBeNull();
  });

  test('comes oldest first', () => {
    const till = new Till();
    for (const txn of ['b', 'a', 'c']) {
      till.submit(txn);
      till.loseSight(txn);
    }
    expect(till.journal.reversals().map(({ txn }) => txn)).toEqual(['b', 'a', 'c']);
  });
});

describe('open outcomes', () => {
  test('are the submitted, and the unknown without a reversal', () => {
    const till = new Till();
    till.sale('s');
    till.submit('lost');
    till.loseSight('lost');
    till.refund('r', 's', 10);
    till.loseSight('r', 'refund');
    till.submit('open');
    expect(till.journal.openOutcomes().map(({ txn, state }) => [txn, state])).toEqual([
      ['r', 'unknown'],
      ['open', 'submitted'],
    ]);
  });
});
