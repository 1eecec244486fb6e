/**
 * Every exercise played to its end by somebody who knows how, in process on virtual time: full points, the score at home and on paper; then how points
 * are lost, given up, interrupted (requirements B8, H6, H7).
 */
import { describe, expect, test } from 'vitest';
import { EXERCISE_BOOK } from '../../firmware/rules/exercise-book.ts';
import { PLAYED, School } from './school.ts';

const SLOW = { timeout: 60_000 };
const SMALL = { columns: 24, rows: 6 } as const;

describe('played by somebody who knows how', () => {
  test.each(EXERCISE_BOOK.map(({ name }) => name))('%s', SLOW, (name) => {
    const school = new School();
    school.begin(name);
    PLAYED[name]?.(school);
    expect(school.until(/PASSED/)).toMatch(/100\/100/);
    expect(school.score()).toMatchObject({ points: 100, passed: true });
    expect(school.home.trainingResults(9)).toMatchObject([
      { exercise: name, operator: '1', points: 100, passed: true },
    ]);
    expect(school.world.broken).toEqual([]);
  });
});

describe('how points are lost', () => {
  test(
    'a hint, a wrong key, a refusal, a cancel: each has its line; the second try costs; the slip says so',
    SLOW,
    () => {
      const school = new School();
      school.begin('sale');
      school.press('functions', '00', '1');
      expect(school.until(/1250, ENTER/)).toMatch(/\? 键入 1250 确认/);
      school.press('cancel', '0', 'confirm');
      school.until(/The amount is zero/);
      school.press('cancel');
      school.until(/READY/);
      school.sold('1250');
      const shown = school.until(/12\.50|PASSED/);
      expect(school.until(/79\/100/)).toMatch(/NOT PASSED/);
      expect(shown).not.toBe('');
      expect(school.score()?.lines.filter(({ points }) => points < 0)).toEqual([
        { zh: '提示 1 次', en: 'Hints: 1', points: -10 },
        { zh: '被拒 1 次', en: 'Refused: 1 (sale-amount-zero)', points: -5 },
        { zh: '取消 2 次', en: 'Cancelled: 2', points: -4 },
        { zh: '多按 5 键', en: 'Keys too many: 5', points: -2 },
      ]);
      school.press('confirm');
      school.until(/TO BE PRINTED/);
      school.rest();
      const slip = school.paper.whole().at(-1)?.lines.join('\n') ?? '';
      expect(slip).toMatch(/培训 TRAINING[\s\S]*成绩单 SCORE[\s\S]*提示 1 次 Hints: 1 +-10[\s\S]*79\/100[\s\S]*不及格/);
      school.press('cancel');
      school.until(/READY/);
      school.begin('sale');
      school.sold('1250');
      school.until(/95\/100/);
      school.press('cancel', 'functions', '00');
      expect(school.until(/END TRAINING/)).toMatch(/1 消费 A sale +√95/);
      expect(school.home.trainingResults(9).map(({ run, passed, points }) => [run, passed, points])).toEqual([
        [2, true, 95],
        [1, false, 79],
      ]);
      expect(school.world.broken).toEqual([]);
    },
  );

  test('given up: not passed, and the practised paper is back', SLOW, () => {
    const school = new School();
    school.begin('drill');
    school.until(/OUT OF PAPER/);
    school.press('functions', '00', '0');
    school.until(/GIVE IT UP/);
    school.press('confirm');
    expect(school.until(/NOT PASSED/)).toMatch(/ 0\/100/);
    school.press('cancel');
    expect(school.until(/READY/)).not.toMatch(/OUT OF PAPER/);
    expect(school.types().filter((type) => type.startsWith('exercise.'))).toEqual([
      ...['exercise.started', 'exercise.practised', 'exercise.practised', 'exercise.ended'],
    ]);
    expect(school.home.trainingResults(9)).toMatchObject([{ exercise: 'drill', passed: false, points: 0 }]);
  });

  test('a power cut in the middle: still in training, the exercise is over, nothing is brought home', SLOW, () => {
    const school = new School();
    school.begin('paper-end');
    school.sold('1800');
    school.until(/UNFINISHED/);
    school.world.cutPower();
    school.world.pass(2_000);
    school.world.powerOn();
    expect(school.until(/READY/)).toMatch(/培训 TRAINING/);
    expect(school.journal.exercises(1)).toMatchObject([{ ending: 'interrupted', keys: null }]);
    expect(school.home.trainingResults(9)).toEqual([]);
    // What was held by practice alone had never left: it comes out now, as it would after any power cut.
    school.rest();
    expect(school.journal.copiesOwed()).toEqual([]);
    expect(school.world.broken).toEqual([]);
  });
});

test('the power goes at each append of an exercise: one score at home for each that was done, none for any other', {
  timeout: 120_000,
}, () => {
  const school = new School();
  let cuts = 0;
  for (let n = 1; n <= 40; n += 1) {
    school.begin('sale');
    school.world.planCut({ at: 'append', n, committed: true });
    try {
      school.sold('1250');
      school.until(/PASSED/);
    } catch (error) {
      if (school.world.powered) throw error;
    }
    if (school.world.powered) break;
    cuts += 1;
    school.world.cutPower();
    school.world.pass(2_000);
    school.world.powerOn();
    school.until(/READY/);
    school.rest();
    const runs = school.journal.exercises(99);
    const home = school.home.trainingResults(99).map(({ run }) => run);
    expect(runs.filter(({ endedAtMs }) => endedAtMs === null)).toEqual([]);
    expect(home).toEqual(runs.filter(({ ending }) => ending === 'done').map(({ run }) => run));
  }
  school.world.planCut(null);
  // The last one stands between the score and its way home.
  expect(cuts).toBeGreaterThanOrEqual(5);
  expect(school.journal.exercises(99).filter(({ ending }) => ending === 'done').length).toBeGreaterThan(1);
  expect(school.world.broken).toEqual([]);
});

describe('the way home', () => {
  test(
    'two keys and a question; the entry stands before the change-over; the PINs were those of the shop',
    SLOW,
    () => {
      const school = new School();
      expect(school.home.last(9).map(({ type }) => type)).toContain('operator.recognised');
      expect(school.types()).not.toContain('operator.recognised');
      school.press('functions', '3');
      school.press('cancel', 'functions', '00');
      school.until(/END TRAINING/);
      school.press('0');
      school.until(/BACK TO WORK/);
      school.press('cancel');
      school.until(/END TRAINING/);
      expect(school.home.training()).not.toBeNull();
      school.press('0', 'confirm');
      expect(school.home.training()).toBeNull();
      expect(school.home.last(1)).toMatchObject([{ type: 'training.ended', body: { by: '1', why: 'asked' } }]);
      expect(school.world.school?.ended).toBe(true);
    },
  );

  test('not while a slip is in the printer: the other terminal would find it', SLOW, () => {
    const school = new School();
    school.world.devices.do('printer', 'paper-end', { afterLines: 8 });
    school.card('1000');
    school.until(/APPROVED/);
    school.press('confirm');
    school.until(/UNFINISHED/);
    school.press('functions', '00', '0', 'confirm');
    expect(school.until(/still in the printer/)).toMatch(/Wait for it, or load paper/);
    expect(school.home.training()).not.toBeNull();
  });

  test('a host that does not answer: the exercise does not begin, and says why', SLOW, () => {
    const school = new School();
    if (school.world.school !== null) school.world.school.hostAway = true;
    school.press('functions', '00');
    school.until(/END TRAINING/);
    school.press('5');
    expect(school.until(/does not answer/)).toMatch(/or end the training/);
    expect(school.types()).not.toContain('exercise.started');
  });
});

test('on the smallest screen: the list, the question, what is asked, the score', SLOW, () => {
  const school = new School();
  school.press('functions');
  expect(school.screen(SMALL)).toMatch(/00培训/);
  school.press('00');
  const list = school.screen(SMALL);
  expect(list.split('\n')).toHaveLength(6);
  for (let at = 1; at <= 9; at += 1) expect(list).toContain(`${at}${EXERCISE_BOOK[at - 1]?.zh.slice(0, 4)}`);
  expect(list).toContain('0结束 .更多');
  school.press('1');
  school.until(/▶1\//);
  expect(school.screen(SMALL)).toMatch(/▶1 卖 ￥12\.50,刷卡/);
  school.card('1250');
  school.until(/APPROVED/);
  school.press('confirm');
  school.until(/PASSED/);
  expect(school.screen(SMALL)).toMatch(/100\/100[\s\S]*√ 及格/);
});
