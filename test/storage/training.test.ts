/** Practice in the journals: two that cannot be taken for each other, results that come home once, and no money while people practise (requirement H7). */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { trainingTerminal } from '../../storage/journal/training-models.ts';
import { MORNING_MS, refusal, TERMINAL, Till, temporaryFolder } from './acts.ts';

const own = (type: string, body: object) => ({ type, txn: null, body });
const began = (session: number) => own('training.began', { session, by: '9' });
const ended = (session: number) => own('training.ended', { session, by: '9', why: 'asked' });
const result = (run: number, points: number) => ({
  ...{ session: 1, run, exercise: 'sale', version: 1, operator: '1', points, of: 100 },
});
const score = (points: number) => ({ points, of: 100, passMark: 80, passed: points >= 80, lines: [] });
const started = (run: number) =>
  own('exercise.started', { run, session: 1, exercise: 'sale', version: 1, operator: '1', by: null });
const done = (run: number, points = 90) =>
  own('exercise.ended', { run, ending: 'done', keys: { total: 9, corrections: 0, cancels: 1 }, score: score(points) });

function shop(): Till {
  const till = new Till();
  const body = { operator: '9', name: 'x', role: 'manager', by: '0' };
  const registered = { type: 'operator.registered', txn: null, body } as EntryDraft;
  till.journal.append([registered], till.stamp(), [{ operator: '9', pin: '3071', strength: 'published' }]);
  return till;
}

/** The journal of a training terminal. */
function school(folder = temporaryFolder()) {
  const journal = openJournal({ folder, terminal: trainingTerminal(TERMINAL), randomBytes });
  onTestFinished(() => journal.close());
  const stamp = { atMs: MORNING_MS, clock: 'synchronised', operator: '1' } as const;
  return { folder, journal, append: (...drafts: unknown[]) => journal.append(drafts as EntryDraft[], stamp) };
}

function expectSound(folder: string): void {
  const books = openJournalReader(join(folder, 'journal.sqlite'));
  expect([books.verify().ok, books.rebuild()]).toMatchObject([true, { ok: true, refused: null }]);
  books.close();
}

describe('the journal of the shop', () => {
  test('no money moves while people practise; what is under way comes to its end', () => {
    const till = shop();
    till.sale('before');
    till.append(began(1));
    expect(till.journal.training()).toMatchObject({ session: 1, by: '9' });
    expect(refusal(() => till.submit('sale'))).toBe('in-training');
    expect(refusal(() => till.refund('back', 'before', 100))).toBe('in-training');
    expect(refusal(() => till.promise('later', 'before', 100))).toBe('in-training');
    expect(refusal(() => till.append({ type: 'cash.taken', txn: 'c1', body: {} }))).toBe('in-training');
    expect(refusal(() => till.append({ type: 'cash.givenBack', txn: 'c2', body: {} }))).toBe('in-training');
    till.reopen();
    expect(refusal(() => till.submit('sale'))).toBe('in-training');
    till.append(ended(1));
    expect(till.journal.training()).toBeNull();
    till.sale('after');
    expectSound(till.folder);
  });

  test('sessions are counted, one at a time; results belong to the one that is on, each once', () => {
    const till = shop();
    expect(refusal(() => till.append(began(2)))).toBe('training-session');
    expect(refusal(() => till.append(ended(1)))).toBe('training-session');
    expect(refusal(() => till.append(own('training.passed', result(1, 90))))).toBe('training-session');
    till.append(began(1));
    expect(refusal(() => till.append(began(2)))).toBe('in-training');
    till.append(own('training.passed', result(1, 90)), own('training.failed', result(2, 40)));
    expect(refusal(() => till.append(own('training.passed', result(3, 101))))).toBe('training-points');
    expect(refusal(() => till.append(own('training.passed', result(1, 90))))).toBe('constraint');
    till.append(ended(1), began(2));
    expect(till.journal.trainingResults(9).map(({ run, passed, points }) => [run, passed, points])).toEqual([
      [2, false, 40],
      [1, true, 90],
    ]);
    expect(till.journal.trainingSessions()).toBe(2);
    expectSound(till.folder);
  });

  test('takes no exercises', () => {
    expect(refusal(() => shop().append(started(1)))).toBe('shop-journal');
  });
});

describe('the journal of a training terminal', () => {
  test('runs are counted, one at a time, each with a score that can be printed', () => {
    const { journal, append, folder } = school();
    expect(refusal(() => append(started(2)))).toBe('exercise-run');
    append(started(1));
    expect(refusal(() => append(started(2)))).toBe('exercise-open');
    expect(refusal(() => append(own('exercise.noted', { run: 2, what: 'hint', name: 'x' })))).toBe('exercise-run');
    const slip = { type: 'exercise.slipRequested', txn: 's1', body: { run: 1, copies: ['merchant'] } };
    expect(refusal(() => append(slip))).toBe('exercise-run');
    append(own('exercise.practised', { run: 1, fault: 'paper-out' }), done(1));
    append(slip);
    expect(journal.copiesOwed()).toMatchObject([{ kind: 'exercise', txn: 's1', of: 'merchant' }]);
    append(started(2));
    expect(journal.exercises(9)).toMatchObject([
      { run: 2, endedAtMs: null, score: null },
      { run: 1, ending: 'done', keys: 9, score: score(90) },
    ]);
    expectSound(folder);
  });

  test('takes no results', () => {
    expect(refusal(() => school().append(began(1)))).toBe('training-journal');
  });

  test('is never opened as the journal of the shop, nor that one as this', () => {
    const trained = school();
    trained.journal.close();
    const till = shop();
    till.journal.close();
    const open = (folder: string, terminal: string) => () => openJournal({ folder, terminal, randomBytes });
    expect(open(trained.folder, TERMINAL)).toThrow(/belongs to terminal training 10000001/);
    expect(open(till.folder, trainingTerminal(TERMINAL))).toThrow(/belongs to terminal 10000001/);
    till.reopen();
  });
});
