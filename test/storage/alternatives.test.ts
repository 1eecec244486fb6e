/** Coupons and pick-ups in the journal (requirement D13): each once for an approved transaction, numbered without a gap, ended once, a slip owed. */
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { id, refusal, Till } from './acts.ts';

function give(till: Till, txn: string, body: Readonly<Record<string, unknown>> = {}): void {
  const costMinor = body['kind'] === 'pickUp' ? 0 : 1_000;
  const facts = { kind: 'coupon', number: 1, original: 's', costMinor, currency: 'CNY', copies: ['customer'] };
  till.append({ type: 'alternative.given', txn, body: { ...facts, ...body } });
}

test('one of each for a transaction; its slip is a debt; its cost counts for the outage', () => {
  const till = new Till();
  till.append({ type: 'paper.ended', txn: null, body: { cause: 'paper-end' } });
  till.sale('s');
  const owed = till.journal.copiesOwed().length;
  give(till, 'c');
  give(till, 'p', { kind: 'pickUp', number: 2 });
  expect(till.journal.alternativesOf(id('s'))).toEqual(['coupon', 'pickUp']);
  expect(till.journal.openAlternatives().map(({ number, kind }) => [number, kind])).toEqual([
    [1, 'coupon'],
    [2, 'pickUp'],
  ]);
  expect(till.journal.couponCostMinor('CNY')).toBe(1_000);
  expect(till.journal.copiesOwed()).toHaveLength(owed + 2);
  till.append({ type: 'alternative.ended', txn: 'p', body: { how: 'handed-over', by: '1' } });
  expect(till.journal.openAlternatives().map(({ number }) => number)).toEqual([1]);
  const books = openJournalReader(join(till.folder, 'journal.sqlite'));
  onTestFinished(() => books.close());
  expect([books.verify().ok, books.rebuild().ok]).toEqual([true, true]);
});

test('what contradicts it is refused', () => {
  const till = new Till();
  till.sale('s');
  till.submit('open');
  expect(refusal(() => give(till, 'c', { number: 2 }))).toBe('alternative-number');
  expect(refusal(() => give(till, 'c', { original: 'open' }))).toBe('alternative-original');
  expect(refusal(() => give(till, 'c', { original: 'nobody' }))).toBe('alternative-original');
  expect(refusal(() => give(till, 'c', { costMinor: 0 }))).toBe('alternative-cost');
  expect(refusal(() => give(till, 'c', { kind: 'pickUp', costMinor: 5 }))).toBe('alternative-cost');
  give(till, 'c');
  expect(refusal(() => give(till, 'd', { number: 2 }))).toBe('alternative-twice');
  const end = () => till.append({ type: 'alternative.ended', txn: 'c', body: { how: 'handed-over', by: '1' } });
  end();
  expect(refusal(end)).toBe('alternative-open');
  expect(till.journal.nextAlternative()).toBe(2);
});
