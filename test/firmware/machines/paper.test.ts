import { describe, expect, test } from 'vitest';
import { paperMachine } from '../../../firmware/machines/paper.ts';
import type { SlipInHand } from '../../../firmware/machines/paper-desk.ts';
import { SILENCE_IS_OUTAGE_MS } from '../../../firmware/rules/paper-policy.ts';
import type { CopyId, SlipNumber, TransactionId } from '../../../storage/facts.ts';
import { harness } from './desk-harness.ts';

const EFFECTS = [
  'takeUpWork',
  'recordPrinted',
  'recordHeld',
  'recordResumedAndResume',
  'recordNotPrinted',
  'recordUnknown',
  'recordJudged',
  'recover',
  'giveUp',
  'recordStatus',
  'recordSilence',
  'refuseDrawer',
  'pulseDrawer',
  'movePrinter',
  'recordWeighed',
  'recordRollLoaded',
];

const slip = (n: number): SlipInHand => ({
  txn: 't1' as TransactionId,
  copy: `t1/${n}` as CopyId,
  slip: n as SlipNumber,
  job: `slip ${n}`,
});
const fine = { online: true, cover: 'closed', paper: 'ok', fault: 'none', feeding: false, drawer: 'low' } as const;
const evidence = { processId: '0001', sentHex: '', receivedHex: '', atMs: 0 };
const held = { type: 'printer.jobHeld', job: 'slip 1', cause: 'paper-end', proven: 2, handedOver: 3, segments: 9 };

/** `work`: what the desk finds to do each time it looks. */
function desk(
  work: { type: string; inHand?: SlipInHand }[],
  unknown: { type: string; inHand?: SlipInHand; isDuplicate?: boolean } = {
    type: 'paper.slipInDoubt',
    inHand: slip(1),
  },
) {
  const it = harness(
    paperMachine,
    EFFECTS,
    {
      takeUpWork: (_, send) => send(work.shift() ?? { type: 'paper.nothingToPrint' }),
      recordPrinted: (_, send) => send({ type: 'paper.debtAdded' }),
      recordUnknown: (_, send) => send(unknown),
    },
    undefined,
  );
  it.send({ type: 'printer.identified', identity: {}, status: fine });
  return it;
}

const started = (n: number) => ({ type: 'paper.slipStarted', inHand: slip(n) });

describe('the paper desk, when slips shall come out of the other printer', () => {
  test('at rest, and without a printer: at once; what the other printer may print is looked for when it tells who it is', () => {
    for (const gone of [false, true]) {
      const it = desk([{ type: 'paper.nothingToPrint' }, started(1)]);
      if (gone) it.send({ type: 'printer.lost', fault: {} });
      it.send({ type: 'paper.moveWished' });
      expect(it.state()).toBe('withoutPrinter');
      expect(it.effects().at(-1)).toBe('movePrinter');
      expect(it.reports.at(-1)).toEqual({ type: 'paper.statusSeen', status: null });
      it.send({ type: 'printer.identified', identity: {}, status: fine });
      expect(it.state()).toEqual({ working: 'printing' });
    }
  });

  test('a slip that is held is given up first, and gone only when its fate is written down; paper that comes back changes nothing', () => {
    const it = desk([started(1)]);
    it.send(held);
    it.send({ type: 'paper.moveWished' });
    expect(it.effects().at(-1)).toBe('giveUp');
    it.send({ type: 'printer.jobResumable', job: 'slip 1' });
    expect(it.effects()).not.toContain('recordResumedAndResume');
    it.send({ type: 'printer.jobNotPrinted', job: 'slip 1', proof: 'cleared', proven: 2 });
    it.clock.increment(0);
    expect(it.effects().slice(-2)).toEqual(['recordNotPrinted', 'movePrinter']);
    expect(it.state()).toBe('withoutPrinter');
  });

  test('one that stops after the wish is given up, too; one that comes out whole is the last of this printer', () => {
    const stopped = desk([started(1)]);
    stopped.send({ type: 'paper.moveWished' });
    stopped.send(held);
    expect(stopped.effects().filter((name) => name === 'giveUp')).toHaveLength(2);
    const whole = desk([started(1), started(2)]);
    whole.send({ type: 'paper.moveWished' });
    whole.send({ type: 'printer.jobPrinted', job: 'slip 1', evidence });
    expect(whole.effects().slice(-2)).toEqual(['recordPrinted', 'movePrinter']);
  });

  test('what nobody can know is asked about before the desk moves, and the printer that is lost meanwhile does not keep it', () => {
    const it = desk([started(1)]);
    it.send(held);
    it.send({ type: 'paper.moveWished' });
    it.send({ type: 'printer.jobUnknown', job: 'slip 1', cause: 'deaf', proven: 2 });
    it.clock.increment(0);
    it.clock.increment(1_000);
    expect(it.state()).toEqual({ asking: 'readable' });
    it.send({ type: 'paper.judged', complete: false });
    expect(it.effects().slice(-2)).toEqual(['recordJudged', 'movePrinter']);
    const lost = desk([started(1)]);
    lost.send(held);
    lost.send({ type: 'paper.moveWished' });
    lost.send({ type: 'printer.lost', fault: {} });
    expect(lost.effects().at(-1)).toBe('movePrinter');
  });

  test('lent to the technician it stays until it is given back', () => {
    const it = desk([]);
    it.send({ type: 'paper.lent' });
    it.send({ type: 'paper.moveWished' });
    expect(it.state()).toBe('lent');
    it.send({ type: 'paper.givenBack' });
    expect(it.effects().at(-1)).toBe('movePrinter');
  });
});

describe('the paper desk', () => {
  test('pays what is owed, one slip after the other, then rests and says so', () => {
    const it = desk([started(1), started(2)]);
    it.send({ type: 'printer.jobPrinted', job: 'slip 1', evidence });
    it.send({ type: 'printer.jobPrinted', job: 'slip 2', evidence });
    expect(it.state()).toBe('resting');
    expect(it.effects().filter((name) => name === 'recordPrinted')).toHaveLength(2);
    expect(it.reports.at(-1)).toEqual({ type: 'paper.settled' });
  });

  test('paper ends in the middle: held, written down, gone on with only after that is written down too', () => {
    const it = desk([started(1)]);
    it.send(held);
    expect(it.state()).toEqual({ working: 'held' });
    expect(it.done.at(-1)).toMatchObject({ effect: 'recordHeld', params: { proven: 2, handedOver: 3, segments: 9 } });
    it.send({ type: 'printer.jobResumable', job: 'slip 1' });
    expect(it.effects().at(-1)).toBe('recordResumedAndResume');
    it.send({ type: 'printer.jobPrinted', job: 'slip 1', evidence });
    expect(it.state()).toBe('resting');
  });

  test('the end of the slip is proven lost: owed again at once', () => {
    const it = desk([started(1), started(2)]);
    it.send(held);
    it.send({ type: 'printer.jobNotPrinted', job: 'slip 1', proof: 'memory-lost-while-held', proven: 2 });
    it.clock.increment(0);
    expect(it.effects().slice(-2)).toEqual(['recordNotPrinted', 'takeUpWork']);
    expect(it.state()).toEqual({ working: 'printing' });
  });

  test('nobody can know: the operator is asked; silence means no, and no means a marked duplicate', () => {
    for (const [answer, complete] of [
      [{ type: 'paper.judged', complete: true }, true],
      [{ type: 'paper.judged', complete: false }, false],
      [null, false],
    ] as const) {
      const it = desk([started(1)]);
      it.send({ type: 'printer.jobUnknown', job: 'slip 1', cause: 'nothing seen', proven: 4 });
      it.clock.increment(0);
      expect(it.state()).toEqual({ asking: 'unread' });
      expect(it.reports.at(-1)).toEqual({ type: 'paper.doubtRaised', slip: 1 });
      it.clock.increment(1_000);
      expect(it.state()).toEqual({ asking: 'readable' });
      expect(it.reports.at(-1)).toEqual({ type: 'paper.doubtReadable' });
      if (answer === null) it.clock.increment(59_000);
      else it.send(answer);
      expect(it.done.find(({ effect }) => effect === 'recordJudged')?.params).toMatchObject({ complete });
      expect(it.state()).toBe('resting');
    }
  });

  test('a key before the question can have been read is no answer, neither then nor later', () => {
    for (const complete of [true, false]) {
      const it = desk([started(1)]);
      it.send({ type: 'printer.jobUnknown', job: 'slip 1', cause: 'nothing seen', proven: 4 });
      it.clock.increment(0);
      it.send({ type: 'paper.judged', complete });
      it.clock.increment(999);
      it.send({ type: 'paper.judged', complete });
      expect(it.effects()).not.toContain('recordJudged');
      it.clock.increment(1);
      expect(it.effects()).not.toContain('recordJudged');
      // The page comes up again behind a conversation: what was typed there is no answer either.
      it.send({ type: 'paper.doubtShown' });
      expect(it.reports.at(-1)).toEqual({ type: 'paper.doubtRaised', slip: 1 });
      it.send({ type: 'paper.judged', complete });
      expect(it.effects()).not.toContain('recordJudged');
      it.clock.increment(1_000);
      it.send({ type: 'paper.judged', complete: !complete });
      expect(it.done.filter(({ effect }) => effect === 'recordJudged').map(({ params }) => params['complete'])).toEqual(
        [!complete],
      );
    }
  });

  test('a page that comes up again and again does not make the question last longer', () => {
    const it = desk([started(1)]);
    it.send({ type: 'printer.jobUnknown', job: 'slip 1', cause: 'nothing seen', proven: 4 });
    it.clock.increment(0);
    for (let shown = 0; shown < 60; shown += 1) {
      it.send({ type: 'paper.doubtShown' });
      it.clock.increment(1_000);
    }
    expect(it.done.find(({ effect }) => effect === 'recordJudged')?.params).toMatchObject({ complete: false });
  });

  test('a duplicate in doubt: the question stays, and no paper is spent on silence', () => {
    const it = desk([started(1)], { type: 'paper.slipInDoubt', inHand: slip(1), isDuplicate: true });
    it.send({ type: 'printer.jobUnknown', job: 'slip 1', cause: 'nothing seen', proven: 4 });
    it.clock.increment(0);
    it.clock.increment(3_600_000);
    expect(it.state()).toEqual({ asking: 'readable' });
    expect(it.effects()).not.toContain('recordJudged');
    it.send({ type: 'paper.judged', complete: true });
    expect(it.state()).toBe('resting');
  });

  describe('the drawer is asked for', () => {
    const wanted = (txn: string | null) => ({ type: 'paper.drawerWanted', txn });
    const about = (it: ReturnType<typeof desk>, name: string) =>
      it.done.filter(({ effect }) => effect === name).map(({ params }) => params['txn']);

    test('behind a slip that is printed: opened when it has ended, and the next slip waits for the answer', () => {
      const it = desk([started(1), started(2)]);
      it.send(wanted('c1'));
      expect(it.effects()).not.toContain('refuseDrawer');
      it.send({ type: 'printer.jobPrinted', job: 'slip 1', evidence });
      expect(it.state()).toBe('openingDrawer');
      expect(about(it, 'pulseDrawer')).toEqual(['c1']);
      it.send({ type: 'paper.debtAdded' });
      expect(it.state()).toBe('openingDrawer');
      it.send({ type: 'printer.drawerPulsed', executed: true });
      expect(it.state()).toEqual({ working: 'printing' });
      it.send({ type: 'printer.jobPrinted', job: 'slip 2', evidence });
      expect(about(it, 'pulseDrawer')).toEqual(['c1']);
      expect(it.effects()).not.toContain('refuseDrawer');
    });

    test('the slip does not come to its end, whatever keeps it: refused then and there, never opened later', () => {
      for (const end of [
        held,
        { type: 'printer.jobNotPrinted', job: 'slip 1', proof: 'cleared', proven: 2 },
        { type: 'printer.jobUnknown', job: 'slip 1', cause: 'nothing seen', proven: 4 },
        { type: 'printer.lost', fault: {} },
      ]) {
        const it = desk([started(1)]);
        it.send(wanted('c1'));
        it.send(end);
        it.clock.increment(0);
        expect(about(it, 'refuseDrawer')).toEqual(['c1']);
        expect(it.effects()).not.toContain('pulseDrawer');
      }
    });

    test('twice behind one slip: each has its answer; where nothing is printed it is refused at once', () => {
      const it = desk([started(1)]);
      it.send(wanted('c1'));
      it.send(wanted(null));
      expect(about(it, 'refuseDrawer')).toEqual(['c1']);
      it.send({ type: 'printer.jobPrinted', job: 'slip 1', evidence });
      expect(about(it, 'pulseDrawer')).toEqual([null]);
      it.send({ type: 'paper.drawerRefused' });
      expect(it.state()).toBe('resting');
      it.send(wanted('c2'));
      expect(about(it, 'refuseDrawer')).toEqual(['c1', 'c2']);
    });
  });

  test('the cashier has cleared the printer, or gives the slip up while it is held', () => {
    const it = desk([started(1)]);
    it.send({ type: 'paper.givenUp' });
    expect(it.effects()).not.toContain('giveUp');
    it.send({ ...held, cause: 'cutter' });
    it.send({ type: 'paper.cleared' });
    it.send({ type: 'paper.givenUp' });
    expect(it.done.slice(-2)).toMatchObject([
      { effect: 'recover' },
      { effect: 'giveUp', params: { inHand: { job: 'slip 1' } } },
    ]);
  });

  test('silence is an outage when it has lasted, once; a printer that was slow to answer has not been away', () => {
    const silent = { ...fine, online: 'unknown', paper: 'unknown' } as const;
    const status = (now: object) => ({ type: 'printer.statusChanged', status: now });
    const lasted = (it: ReturnType<typeof desk>) => it.effects().filter((name) => name === 'recordSilence').length;
    const it = desk([]);
    it.send(status(silent));
    it.clock.increment(SILENCE_IS_OUTAGE_MS - 1);
    it.send(status(fine));
    it.clock.increment(SILENCE_IS_OUTAGE_MS);
    expect(lasted(it)).toBe(0);
    it.send(status(silent));
    it.clock.increment(SILENCE_IS_OUTAGE_MS / 2);
    it.send(status({ ...silent, drawer: 'high' }));
    it.clock.increment(SILENCE_IS_OUTAGE_MS / 2);
    expect(lasted(it)).toBe(1);
    expect(it.reports.at(-1)).toEqual({ type: 'paper.silenceLasted' });
    it.clock.increment(SILENCE_IS_OUTAGE_MS);
    expect(lasted(it)).toBe(1);
    // Off the line: nobody waits for its word any more.
    it.send(status(fine));
    it.send(status(silent));
    it.send({ type: 'printer.lost', fault: {} });
    it.clock.increment(SILENCE_IS_OUTAGE_MS);
    expect(lasted(it)).toBe(1);
  });

  test('the journal knows more than the driver: no question', () => {
    const it = desk([started(1)], { type: 'paper.debtAdded' });
    it.send({ type: 'printer.jobUnknown', job: 'slip 1', cause: 'nothing seen', proven: 0 });
    it.clock.increment(0);
    expect(it.state()).toBe('resting');
  });

  test('a slip of an earlier life is looked for before anything is printed', () => {
    const it = desk([{ type: 'paper.slipRemembered', inHand: slip(1) }, started(2)]);
    expect(it.state()).toEqual({ working: 'recollecting' });
    it.send({ type: 'printer.jobPrinted', job: 'slip 1', evidence });
    expect(it.state()).toEqual({ working: 'printing' });
  });

  test('news of another job, and a late answer of one that is done, change nothing', () => {
    const it = desk([started(1)]);
    const before = it.done.length;
    it.send({ type: 'printer.jobPrinted', job: 'slip 0', evidence });
    it.send({ type: 'printer.jobUnknown', job: 'slip 0', cause: '', proven: 0 });
    expect(it.done).toHaveLength(before);
    expect(it.state()).toEqual({ working: 'printing' });
  });

  test('the printer goes away in the middle of a slip and comes back', () => {
    const it = desk([started(1)]);
    it.send({ type: 'printer.jobUnknown', job: 'slip 1', cause: 'link lost', proven: 0 });
    it.send({ type: 'printer.lost', fault: {} });
    it.clock.increment(0);
    expect(it.state()).toBe('withoutPrinter');
    // Not in doubt: a printer that only lost its cable can be asked about the slip when it is back.
    expect(it.effects()).not.toContain('recordUnknown');
    it.send({ type: 'printer.identified', identity: {}, status: fine });
    expect(it.effects().at(-1)).toBe('takeUpWork');
  });

  test('the printer goes away before the end of the slip has left: no number is spent on it any more', () => {
    const it = desk([started(1), started(2)]);
    it.send({ type: 'printer.jobNotPrinted', job: 'slip 1', proof: 'never-sent', proven: 0 });
    it.send({ type: 'printer.lost', fault: {} });
    it.clock.increment(0);
    expect(it.state()).toBe('withoutPrinter');
    expect(it.effects().filter((name) => name === 'takeUpWork')).toHaveLength(1);
  });

  test('a status change while nothing is printed is a reason to look for work', () => {
    const it = desk([]);
    const before = it.effects().filter((name) => name === 'takeUpWork').length;
    it.send({ type: 'printer.statusChanged', status: { ...fine, paper: 'end', online: false } });
    it.send({ type: 'printer.statusChanged', status: fine });
    expect(it.effects().filter((name) => name === 'takeUpWork')).toHaveLength(before + 2);
    expect(it.done.filter(({ effect }) => effect === 'recordStatus').at(-1)?.params).toMatchObject({
      before: { paper: 'end' },
      now: { paper: 'ok' },
    });
  });
});
