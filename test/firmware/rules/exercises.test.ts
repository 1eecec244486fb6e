/** The way into training, the exercises and their judge: facts in, points with their derivation out (requirements B8, H6, H7). */
import { describe, expect, test } from 'vitest';
import type { Exercise } from '../../../firmware/rules/exercise.ts';
import { EXERCISE_BOOK, exerciseNamed } from '../../../firmware/rules/exercise-book.ts';
import { type Fact, progressOf, scoreOf } from '../../../firmware/rules/exercise-judge.ts';
import { judgeTraining, type TrainingFacts } from '../../../firmware/rules/training.ts';
import type { KeyCounts } from '../../../storage/entries/training.ts';
import { numberOfType } from '../../../storage/journal/entry-types.ts';

const CALM: TrainingFacts = {
  ...{ hasHost: true, frozen: false, outcomes: 0, reversals: 0, advices: 0, settling: false, slipInHand: null },
};

describe('into training', () => {
  test.each<[string, Partial<TrainingFacts>, string]>([
    ['nothing in the way', {}, 'allowed'],
    ['nobody to start a host', { hasHost: false }, 'training-host'],
    ['frozen', { frozen: true }, 'training-frozen'],
    ['a settlement under way', { settling: true }, 'training-settling'],
    ['an outcome that is not known', { outcomes: 1 }, 'training-money-open'],
    ['a reversal that is owed', { reversals: 1 }, 'training-money-open'],
    ['an advice that is not answered', { advices: 1 }, 'training-money-open'],
    ['a slip in the printer', { slipInHand: 12 }, 'training-slip'],
  ])('%s', (_, over, rule) => {
    const verdict = judgeTraining({ ...CALM, ...over });
    expect(verdict.allowed ? 'allowed' : verdict.rule).toBe(rule);
  });
});

/** Type, transaction, body. */
type Row = readonly [type: string, txn: string | null, body?: object];

function facts(...rows: readonly Row[]): readonly Fact[] {
  return rows.map(([type, txn, body = {}], i) => ({ seq: i + 10, type, txn, body }));
}

const KEYS: KeyCounts = { total: 8, corrections: 0, cancels: 0 };
const named = (name: string): Exercise => {
  const exercise = exerciseNamed(name);
  if (exercise === null) throw new Error(`no exercise ${name}`);
  return exercise;
};
const sale = (txn: string, amountMinor: number, tags: readonly string[] = []) =>
  ['sale.submitted', txn, { amountMinor, tags, original: null }] as const;
const SOLD = [
  sale('t1', 1_250),
  ['sale.approved', 't1'],
  ['receipt.printed', 't1'],
  ['receipt.printed', 't1'],
] as const;

describe('the book', () => {
  test.each(EXERCISE_BOOK.map((exercise) => [exercise.name, exercise] as const))(
    '%s: a hundred points, facts that the journal knows, goals that point to goals above',
    (_, { goals, forbidden, setUp }) => {
      expect(goals.reduce((sum, { points }) => sum + points, 0)).toBe(100);
      const above: string[] = [];
      for (const goal of goals) {
        for (const { fact, txnOf, originalOf } of goal.facts) {
          expect(numberOfType(fact)).not.toBeNull();
          for (const other of [txnOf, originalOf]) if (other !== undefined) expect(above).toContain(other);
        }
        above.push(goal.id);
      }
      expect(new Set(above).size).toBe(above.length);
      for (const { fact } of forbidden) expect(numberOfType(fact.fact)).not.toBeNull();
      for (const cue of setUp) if ('host' in cue) expect(['decline', 'silent']).toContain(cue.host);
    },
  );
});

describe('the judge', () => {
  test('a sale as it should be is worth everything, and nothing costs', () => {
    const score = scoreOf(named('sale'), { facts: facts(...SOLD), keys: KEYS, triesBefore: 0 });
    expect(score).toMatchObject({ points: 100, of: 100, passed: true });
    expect(score.lines.map(({ points }) => points)).toEqual([70, 30]);
  });

  test('what is not done is asked for next, and missed in the end', () => {
    const tried = { facts: facts(SOLD[0], SOLD[1], SOLD[2]), keys: KEYS, triesBefore: 0 };
    expect(progressOf(named('sale'), tried).next?.id).toBe('sale-slips');
    expect(scoreOf(named('sale'), tried)).toMatchObject({
      points: 70,
      passed: false,
      lines: [{ points: 70 }, { en: 'MISSED: Wait for both slips', points: 0 }],
    });
  });

  test('another amount, another transaction, a declined one: not the goal', () => {
    const next = (...rows: readonly Row[]) =>
      progressOf(named('sale'), { facts: facts(...rows), keys: KEYS, triesBefore: 0 }).next?.id;
    expect(next(sale('t1', 1_251), ['sale.approved', 't1'])).toBe('sale');
    expect(next(sale('t1', 1_250), ['sale.approved', 't2'])).toBe('sale');
    expect(next(sale('t1', 1_250), ['sale.declined', 't1'])).toBe('sale');
    expect(next(sale('t1', 1_250), ['sale.declined', 't1'], sale('t2', 1_250), ['sale.approved', 't2'])).toBe(
      'sale-slips',
    );
    expect(next(...SOLD.slice(0, 3), ['receipt.printed', 't9'])).toBe('sale-slips');
  });

  test.each<[string, readonly Row[], Partial<KeyCounts>, number, number]>([
    ['a hint', [['exercise.noted', null, { what: 'hint', name: 'sale' }]], {}, 0, 90],
    ['two refusals', Array(2).fill(['exercise.noted', null, { what: 'refusal', name: 'x' }]), {}, 0, 90],
    ['a page that was seen', [['exercise.noted', null, { what: 'page', name: 'x' }]], {}, 0, 100],
    ['cancelled once', [], { cancels: 1 }, 0, 98],
    ['five keys too many', [], { total: 13 }, 0, 98],
    ['keys without end', [], { total: 500 }, 0, 90],
    ['the second try', [], {}, 1, 95],
    ['the ninth try', [], {}, 8, 90],
  ])('%s', (_, more, keys, triesBefore, points) => {
    const tried = { facts: facts(...SOLD, ...more), keys: { ...KEYS, ...keys }, triesBefore };
    const score = scoreOf(named('sale'), tried);
    expect(score.points).toBe(points);
    expect(score.lines.reduce((sum, line) => sum + line.points, 0)).toBe(points);
  });

  test('a correction is a key that was pressed; the wrong amount sold costs more than it is worth', () => {
    const right = facts(sale('t1', 1_200), ['sale.approved', 't1']);
    const exercise = named('correction');
    expect(progressOf(exercise, { facts: right, keys: KEYS, triesBefore: 0 }).next?.id).toBe('corrected');
    const wrong = facts(sale('t0', 12_000), ['sale.approved', 't0']);
    expect(scoreOf(exercise, { facts: wrong, keys: KEYS, triesBefore: 0 })).toMatchObject({ points: 0, passed: false });
  });

  const outage = {
    emergency: [sale('t1', 3_000, ['no-paper']), ['sale.approved', 't1']],
    over: [['exercise.noted', null, { what: 'refusal', name: 'emergency-per-sale' }]],
    promised: [['refund.deferred', 'r1', { amountMinor: 1_000, original: 't1' }]],
    slip: [['handSlip.entered', 'h1', { amountMinor: 2_500, tender: 'cash', kind: 'sale' }]],
    paper: [['exercise.practised', null, { fault: 'paper-back' }]],
    completed: [
      ['refund.submitted', 'r1', { amountMinor: 1_000, original: 't1' }],
      ['refund.approved', 'r1'],
    ],
    signed: [['outage.reconciled', 'o1', { differences: [] }]],
  } as const;
  const drilled = (...acts: readonly (keyof typeof outage)[]) =>
    scoreOf(named('drill'), {
      facts: facts(...acts.flatMap((act) => outage[act] as readonly Row[])),
      keys: KEYS,
      triesBefore: 0,
    });

  test('the drill: in its order all points; the refusal that belongs to it costs nothing', () => {
    expect(drilled('emergency', 'over', 'promised', 'slip', 'paper', 'completed', 'signed')).toMatchObject({
      points: 100,
      passed: true,
    });
  });

  test('the drill: what came too early and what was missed is named', () => {
    const score = drilled('emergency', 'promised', 'paper', 'slip', 'completed', 'signed');
    expect(score).toMatchObject({ points: 85, passed: true });
    expect(score.lines.filter(({ points }) => points <= 0)).toEqual([
      { zh: '× 未做:顾客要买 ￥600.00:按规定办', en: 'MISSED: One wants ￥600.00: by the rules', points: 0 },
      { zh: '次序:装纸,再按 * 00 3', en: 'TOO EARLY: Load paper, then * 00 3', points: -5 },
    ]);
  });

  test('the drill: a difference in the routine costs', () => {
    const [type, txn] = outage.signed[0];
    const tried = facts(...outage.emergency, [type, txn, { differences: [{ what: 'drawer' }] }]);
    const score = scoreOf(named('drill'), { facts: tried, keys: KEYS, triesBefore: 0 });
    expect(score.lines).toContainEqual({ zh: '× 对账有差错', en: 'The routine found a difference', points: -10 });
  });
});
