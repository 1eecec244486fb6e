/** Whatever the other end does, in whatever order: what the driver may never do (design §2, promise 3; §13, the window). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutePeer, Rig, slipOf } from './rig.ts';

/** What may come next. Answers are those that the driver waits for, or others. */
type Move =
  | { readonly kind: 'feed'; readonly hex: string }
  | { readonly kind: 'answer'; readonly which: 'oldest' | 'newest' | 'ordered' | 'wrong' | 'refused' }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'ask'; readonly what: 'print' | 'settle' | 'resume' | 'abandon' | 'pulseDrawer' }
  | { readonly kind: 'dsr'; readonly up: boolean }
  | { readonly kind: 'lost' };

const moves: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 40,
    arbitrary: fc
      .constantFrom('oldest', 'newest', 'ordered', 'wrong', 'refused')
      .map((which): Move => ({ kind: 'answer', which: which as 'oldest' })),
  },
  {
    weight: 30,
    arbitrary: fc
      .constantFrom(
        '1400000f',
        '1c000c0f',
        '3400000f',
        '3c00000f',
        '1808000f',
        '11',
        '13',
        '12',
        '1a',
        '00',
        '372500',
        'ff',
        '3722',
        '5f54',
      )
      .map((hex): Move => ({ kind: 'feed', hex })),
  },
  {
    weight: 10,
    arbitrary: fc
      .uint8Array({ maxLength: 6 })
      .map((noise): Move => ({ kind: 'feed', hex: Buffer.from(noise).toString('hex') })),
  },
  {
    weight: 30,
    arbitrary: fc.constantFrom(1, 100, 900, 3_000, 9_000, 30_000).map((ms): Move => ({ kind: 'pass', ms })),
  },
  {
    weight: 30,
    arbitrary: fc
      .constantFrom('print', 'settle', 'resume', 'abandon', 'pulseDrawer')
      .map((what): Move => ({ kind: 'ask', what: what as 'print' })),
  },
  { weight: 10, arbitrary: fc.boolean().map((up): Move => ({ kind: 'dsr', up })) },
  { weight: 1, arbitrary: fc.constant<Move>({ kind: 'lost' }) },
);

const LINES = slipOf(8);

function play(
  window: number,
  script: readonly Move[],
): { rig: Rig; mostUnproven: number; finalIds: Set<string>; fed: Set<string> } {
  const rig = new Rig(mutePeer(), { buffer: window, resumes: false });
  const seen = { rig, mostUnproven: 0, finalIds: new Set<string>(), fed: new Set<string>() };
  rig.onWrite = () => {
    seen.mostUnproven = Math.max(
      seen.mostUnproven,
      rig.state.ledger.marks.reduce((sum, mark) => sum + mark.bytes, 0),
    );
  };
  rig.open();
  answerIdentification(rig);
  let jobs = 0;
  for (const move of script) {
    const { task } = rig.state;
    if (task?.kind === 'job') seen.finalIds.add(task.plan.segments.at(-1)?.id ?? '');
    switch (move.kind) {
      case 'feed':
        rig.feed(move.hex);
        break;
      case 'pass':
        rig.pass(move.ms);
        break;
      case 'dsr':
        rig.input({ type: 'modemLines', dsr: move.up });
        break;
      case 'lost':
        rig.input({ type: 'lost', fault: { kind: 'device-lost', address: 'x', cause: 'unplugged', detail: 'gone' } });
        break;
      case 'answer':
        answer(rig, move.which, seen.fed);
        break;
      case 'ask':
        if (move.what === 'print' || move.what === 'settle') {
          jobs += 1;
          rig.input({ type: move.what, job: { job: `job ${jobs}`, slip: jobs, lines: LINES } });
        } else if (move.what === 'pulseDrawer') rig.input({ type: 'pulseDrawer' });
        else rig.input({ type: move.what, job: `job ${jobs}` });
    }
  }
  return seen;
}

function answerIdentification(rig: Rig): void {
  for (const hex of ['12', '12', '12', '12']) rig.feed(hex);
  rig.pass(350);
  for (const hex of ['00', '1400000f', '5f4500', '5f5400', '5f3100']) rig.feed(hex);
  rig.feed(rig.writtenHex.slice(-8).replace(/^/, '3722').concat('00'));
  rig.feed('5f3200');
  expect(rig.all('printer.identified').at(-1)?.identity.grade).toBe('A');
}

function answer(rig: Rig, which: string, fed: Set<string>): void {
  const ids = rig.state.ledger.marks.flatMap((mark) => (mark.kind === 'id' ? [mark.id] : []));
  const id = which === 'oldest' ? ids[0] : which === 'newest' || which === 'refused' ? ids.at(-1) : 'zzzz';
  if (which === 'ordered') rig.feed('00');
  else if (id !== undefined) {
    if (which !== 'refused') fed.add(id);
    rig.feed(`${which === 'refused' ? '3733' : '3722'}${Buffer.from(id, 'latin1').toString('hex')}00`);
  }
}

describe.each([45, 4_096])('a window of %i bytes', (window) => {
  it('is never exceeded; one end per job; printed only with the final answer; nothing after lost', {
    timeout: 120_000,
  }, () => {
    fc.assert(
      fc.property(fc.array(moves, { minLength: 5, maxLength: 60 }), (script) => {
        const { rig, mostUnproven, finalIds, fed } = play(window, script);
        expect(mostUnproven).toBeLessThanOrEqual(window);
        const ended = rig.ends.map((event) => ('job' in event ? event.job : ''));
        expect(new Set(ended).size).toBe(ended.length);
        for (const { evidence } of rig.all('printer.jobPrinted')) {
          expect(evidence.processId !== null && (finalIds.has(evidence.processId) || fed.has(evidence.processId))).toBe(
            true,
          );
          expect(fed.has(evidence.processId ?? '')).toBe(true);
        }
        const lostAt = rig.events.findIndex((event) => event.type === 'printer.lost');
        if (lostAt >= 0) expect(lostAt).toBe(rig.events.length - 1);
        for (const held of rig.all('printer.jobHeld')) {
          expect(held.proven).toBeLessThanOrEqual(held.handedOver);
          expect(held.handedOver).toBeLessThanOrEqual(held.segments);
        }
      }),
      { numRuns: 1_500 },
    );
  });

  it('every job ends once the other end answers as it should', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(fc.array(moves, { minLength: 5, maxLength: 30 }), (script) => {
        const { rig } = play(window, script);
        if (rig.state.phase === 'ended') return;
        rig.feed('11');
        for (let n = 0; n < 2_000 && rig.state.task !== null; n += 1) {
          const asked = rig.state.asks.inFlight !== null;
          if (asked) rig.feed('12');
          else answerWhatIsAsked(rig);
          const { task } = rig.state;
          if (task?.kind === 'job' && task.hold?.resumableSaid === true)
            rig.input({ type: 'resume', job: task.job.job });
          rig.pass(200);
        }
        expect(rig.state.task).toBe(null);
      }),
      { numRuns: 400 },
    );
  });
});

/** A printer that runs, has paper, and answers in order. */
function answerWhatIsAsked(rig: Rig): void {
  const { measure, drain, ledger, task, health } = rig.state;
  if (health.asbSaid !== null && health.status.online !== true) rig.feed('1400000f');
  if (measure?.step === 'asb') rig.feed('1400000f');
  const id =
    drain?.fence ??
    (task?.kind === 'drawer' ? task.id : null) ??
    ledger.marks.flatMap((mark) => (mark.kind === 'id' ? [mark.id] : []))[0];
  if (measure !== null || drain?.stage === 'asking' || ledger.marks[0]?.kind === 'query') rig.feed('00');
  else if (id !== undefined) rig.feed(`3722${Buffer.from(id, 'latin1').toString('hex')}00`);
}
