/** What became of a slip that an earlier life of the terminal started (design §6; facts/printer §1.5). */
import { describe, expect, it } from 'vitest';
import { SLOT_BEFORE_LAST_INK, SLOT_CUT, SLOT_LAST_INK, slipId } from '../../../drivers/printer/process-ids.ts';
import {
  judgeCleared,
  judgeLoss,
  judgeSettled,
  type LossFacts,
  type SettleFacts,
} from '../../../drivers/printer/verdicts.ts';
import { ModelPrinter } from './model-printer.ts';
import { Rig, slipOf } from './rig.ts';

const LINES = slipOf(30);
const JOB = { job: 'j', slip: 12, lines: LINES };

/**
 * One life prints until the printer stops; the next one opens the printer and asks. `leaves` says how many segments the first life
 * hands over before it dies.
 */
function nextLife(leaves: 'all' | number, model: ModelPrinter): Rig {
  const first = new Rig(model, { buffer: 4_096 }).open();
  first.until('printer.identified');
  let chunks = 0;
  const receive = model.receive.bind(model);
  model.receive = (bytes) => {
    const isChunk = Buffer.from(bytes).includes('1d284806003030', 'hex') && bytes.length > 11;
    if (isChunk) chunks += 1;
    if (leaves === 'all' || !isChunk || chunks <= leaves) receive(bytes);
  };
  model.atByte.set(model.processed + 100, () => model.change(() => void Object.assign(model, { paperEnd: true })));
  for (let at = 1; at < 30; at += 1) {
    model.atByte.set(model.processed + 100 + at, () =>
      model.change(() => void Object.assign(model, { paperEnd: true })),
    );
  }
  first.print(JOB);
  first.until('printer.jobHeld');
  model.receive = receive;
  model.atByte.clear();
  return new Rig(model, { buffer: 4_096 }).open();
}

const newRoll = (model: ModelPrinter) => model.change(() => void Object.assign(model, { paperEnd: false }));

describe('on a printer', () => {
  it('that still holds everything: it waits for the roll, then the final ID says printed; nothing is sent again', () => {
    const model = new ModelPrinter();
    const rig = nextLife('all', model);
    rig.until('printer.identified');
    rig.input({ type: 'settle', job: JOB });
    rig.pass(120_000);
    expect(rig.ends).toEqual([]);
    newRoll(model);
    const { evidence } = rig.until('printer.jobPrinted');
    expect(evidence.processId).toBe(slipId(12, SLOT_CUT));
    expect(model.paper.filter((line) => line === 'CUT')).toHaveLength(1);
  });

  it.each(Array.from({ length: 20 }, (_, n) => n * 300))(
    'that lost its power and its paper unheard, %i ms before it is asked, and answers late: no more than its 45 bytes are sent to it',
    (unheardMs) => {
      const model = new ModelPrinter({ bufferBytes: 45 });
      const late: { readonly atMs: number; readonly bytes: Uint8Array }[] = [];
      const peer = { say: (_: Uint8Array) => {}, receive: (bytes: Uint8Array) => model.receive(bytes) };
      const rig = new Rig(peer);
      model.say = (bytes) => void late.push({ atMs: rig.nowMs + 400, bytes });
      const pass = (ms: number) => {
        for (let passedMs = 0; passedMs < ms; passedMs += 20) {
          rig.pass(20);
          while ((late[0]?.atMs ?? Number.POSITIVE_INFINITY) <= rig.nowMs)
            peer.say(late.shift()?.bytes ?? Uint8Array.of());
        }
      };
      rig.open();
      pass(20_000);
      expect(rig.state.grade).toBe('A');
      model.powerOff();
      model.paperEnd = true;
      model.powerOn();
      pass(unheardMs);
      rig.input({ type: 'settle', job: JOB });
      pass(30_000);
      expect(model.overrun).toBe(0);
      newRoll(model);
      pass(60_000);
      expect(rig.ends).toHaveLength(1);
      expect(model.overrun).toBe(0);
    },
  );

  it('that got only the beginning: live IDs, then the fence: drained-without-it', () => {
    const model = new ModelPrinter();
    const rig = nextLife(2, model);
    rig.until('printer.identified');
    rig.input({ type: 'settle', job: JOB });
    newRoll(model);
    expect(rig.until('printer.jobNotPrinted')).toMatchObject({ proof: 'drained-without-it', proven: 2 });
  });

  it('that has lost its memory: nobody can know', () => {
    const model = new ModelPrinter();
    const rig = nextLife('all', model);
    rig.until('printer.identified');
    rig.input({ type: 'settle', job: JOB });
    model.powerOff();
    rig.pass(1_000);
    model.paperEnd = false;
    model.powerOn();
    expect(rig.until('printer.jobUnknown').job).toBe('j');
  });

  it('whose answers came before the question: they were heard', () => {
    const model = new ModelPrinter();
    const rig = nextLife('all', model);
    newRoll(model);
    rig.pass(20_000);
    rig.input({ type: 'settle', job: JOB });
    rig.until('printer.jobPrinted');
  });

  it.each(['B', 'C', 'D'] as const)('of grade %s: nobody can know, and that is said', (grade) => {
    const rig = new Rig(new ModelPrinter({ grade }), { buffer: 4_096 }).open();
    rig.until('printer.identified');
    rig.input({ type: 'settle', job: JOB });
    rig.until('printer.jobUnknown');
  });

  it('that is given up: cleared is proof only of what was still to come', () => {
    const model = new ModelPrinter();
    const rig = nextLife('all', model);
    rig.until('printer.identified');
    rig.input({ type: 'settle', job: JOB });
    rig.input({ type: 'abandon', job: 'j' });
    expect(rig.until('printer.jobUnknown').job).toBe('j');
    expect(model.clears).toHaveLength(1);
  });
});

describe('the verdicts', () => {
  const settle: SettleFacts = {
    newestSlot: 3,
    remembered: true,
    beforeLastInk: SLOT_BEFORE_LAST_INK,
    lastInk: SLOT_LAST_INK,
    cut: SLOT_CUT,
    power: 'none',
    stoppedFirst: false,
    fenced: true,
    blind: false,
  };
  it.each<[string, Partial<SettleFacts>, string]>([
    ['the final ID', { newestSlot: SLOT_CUT }, 'printed'],
    ['the final ID, whatever else happened', { newestSlot: SLOT_CUT, blind: true, power: 'certain' }, 'printed'],
    ['the final ID, and what was stored before may be lost', { newestSlot: SLOT_CUT, remembered: false }, 'unknown'],
    ['the last line, not the cut', { newestSlot: SLOT_LAST_INK }, 'unknown'],
    ['all but the last line: it may be on paper', { newestSlot: SLOT_BEFORE_LAST_INK }, 'unknown'],
    ['an early ID and the fence', {}, 'drained-without-it'],
    ['an early ID, no fence', { fenced: false }, 'unknown'],
    ['an early ID, but it was not heard for a while', { blind: true }, 'unknown'],
    [
      'an early ID, stopped, power cycle',
      { power: 'certain', stoppedFirst: true, fenced: false },
      'memory-lost-while-held',
    ],
    ['an early ID, power cycle while printing', { power: 'certain' }, 'unknown'],
    ['nothing at all and the fence', { newestSlot: null }, 'unknown'],
  ])('settle: %s', (_, differs, expected) => {
    const verdict = judgeSettled({ ...settle, ...differs });
    expect(verdict.kind === 'not-printed' ? verdict.proof : verdict.kind).toBe(expected);
  });

  const loss: LossFacts = {
    lastInkOut: true,
    lastInkPossible: false,
    lastInkProven: false,
    stoppedFirst: true,
    power: 'certain',
    fenced: false,
    blind: false,
    tainted: null,
  };
  it.each<[string, Partial<LossFacts>, string]>([
    ['held by its own word, then certainly without power', {}, 'memory-lost-while-held'],
    ['the same, and the end had not left', { lastInkOut: false }, 'memory-lost-while-held'],
    ['the end had not left', { lastInkOut: false, stoppedFirst: false, power: 'none' }, 'never-sent'],
    ['perhaps without power, and a fence', { power: 'suspected', fenced: true }, 'drained-without-it'],
    ['perhaps without power, no fence', { power: 'suspected' }, 'unknown'],
    ['a fence alone', { power: 'none', fenced: true }, 'unknown'],
    ['without power while printing', { stoppedFirst: false }, 'unknown'],
    ['only the last line is open', { lastInkPossible: true }, 'unknown'],
    ['only the cut is open', { lastInkPossible: true, lastInkProven: true }, 'unknown'],
    ['not heard for a while', { blind: true }, 'unknown'],
    ['answers that prove nothing', { tainted: 'x' }, 'unknown'],
  ])('loss: %s', (_, differs, expected) => {
    const verdict = judgeLoss({ ...loss, ...differs });
    expect(verdict.kind === 'not-printed' ? verdict.proof : verdict.kind).toBe(expected);
  });

  it.each<[string, Partial<LossFacts>, boolean, string]>([
    ['acknowledged', {}, true, 'cleared'],
    ['acknowledged, the end had not left', { lastInkOut: false }, true, 'cleared'],
    ['acknowledged, the last line may be on paper', { lastInkPossible: true }, true, 'unknown'],
    ['acknowledged, all lines proven', { lastInkPossible: true, lastInkProven: true }, true, 'unknown'],
    ['acknowledged, not heard for a while', { blind: true }, true, 'unknown'],
    ['not acknowledged', {}, false, 'unknown'],
    ['not acknowledged, the end had not left', { lastInkOut: false }, false, 'never-sent'],
  ])('cleared: %s', (_, differs, acknowledged, expected) => {
    const verdict = judgeCleared({ ...loss, ...differs }, acknowledged);
    expect(verdict.kind === 'not-printed' ? verdict.proof : verdict.kind).toBe(expected);
  });
});
