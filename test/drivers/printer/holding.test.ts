/** Stops, resumes, late answers, giving up, the drawer (facts/printer §1.6, §1.7), step by step. */
import { describe, expect, it } from 'vitest';
import { SLOT_CUT, slipId } from '../../../drivers/printer/process-ids.ts';
import { ModelPrinter } from './model-printer.ts';
import { Rig, type RigOptions, slipOf } from './rig.ts';

const LINES = slipOf(6);
const JOB = { job: 'j', slip: 12, lines: LINES };
const hexOf = (text: string) => Buffer.from(text, 'latin1').toString('hex');

function ready(options: ConstructorParameters<typeof ModelPrinter>[0] = {}, rigOptions: RigOptions = {}) {
  const model = new ModelPrinter(options);
  const rig = new Rig(model, { buffer: 4_096, ...rigOptions }).open();
  rig.until('printer.identified');
  return { model, rig };
}

/** Stops the printer at its `n`th line from now. */
function stopAtLine(model: ModelPrinter, byte: number, stop: (model: ModelPrinter) => void): void {
  for (let at = byte; at < byte + 12; at += 1) {
    model.atByte.set(model.processed + at, () => {
      model.atByte.clear();
      model.change(() => stop(model));
    });
  }
}

const STOPS = [
  {
    cause: 'paper-end',
    stop: (m: ModelPrinter) => void Object.assign(m, { paperEnd: true }),
    go: (m: ModelPrinter) => void Object.assign(m, { paperEnd: false }),
  },
  {
    cause: 'cover-open',
    stop: (m: ModelPrinter) => void Object.assign(m, { coverOpen: true }),
    go: (m: ModelPrinter) => void Object.assign(m, { coverOpen: false }),
  },
] as const;

describe.each(STOPS)('$cause', ({ cause, stop, go }) => {
  it.each([45, 4_096])('in a window of %i: held, nothing is sent until resume, then printed once', (buffer) => {
    const { model, rig } = ready({ bufferBytes: buffer }, { buffer, resumes: false });
    stopAtLine(model, 150, stop);
    rig.print(JOB);
    const held = rig.until('printer.jobHeld');
    expect(held).toMatchObject({ cause, job: 'j' });
    expect(held.handedOver).toBeGreaterThan(held.proven);
    const sent = () => rig.writtenHex.replaceAll(/10040[1-4]/g, '');
    const atHold = sent();
    rig.pass(30_000);
    model.change(() => go(model));
    rig.until('printer.jobResumable');
    rig.pass(30_000);
    if (buffer === 45) {
      expect(sent()).toBe(atHold);
      expect(rig.ends).toEqual([]);
      rig.input({ type: 'resume', job: 'j' });
    }
    rig.until('printer.jobPrinted');
    expect(model.paper.filter((line) => line === 'CUT')).toHaveLength(1);
    expect(rig.ends).toHaveLength(1);
  });

  it('twice in one slip: two holds, two resumes, one slip', () => {
    const { model, rig } = ready({ bufferBytes: 45 }, { buffer: 45 });
    stopAtLine(model, 120, stop);
    rig.print(JOB);
    rig.until('printer.jobHeld');
    stopAtLine(model, 150, stop);
    model.change(() => go(model));
    rig.until('printer.jobHeld');
    model.change(() => go(model));
    rig.until('printer.jobPrinted');
    expect(rig.all('printer.jobHeld')).toHaveLength(2);
    expect(rig.all('printer.jobResumable')).toHaveLength(2);
  });
});

describe('the held printer finishes by itself', () => {
  it('and its answers end the job, resume or not', () => {
    const { model, rig } = ready({}, { resumes: false });
    stopAtLine(model, 150, STOPS[0].stop);
    rig.print(JOB);
    expect(rig.until('printer.jobHeld')).toMatchObject({ handedOver: 3, segments: 3 });
    model.change(() => STOPS[0].go(model));
    rig.until('printer.jobPrinted');
  });

  it('newest ID only: the earlier segments are implied', () => {
    const { rig } = ready({ collapsesIds: true });
    rig.print(JOB);
    const { evidence } = rig.until('printer.jobPrinted');
    expect(evidence).toMatchObject({
      processId: slipId(12, SLOT_CUT),
      receivedHex: `3722${hexOf(slipId(12, SLOT_CUT))}00`,
    });
    expect(rig.all('printer.segmentProven').map(({ segment }) => segment)).toEqual([1, 2, 3]);
  });
});

describe('a cutter jam', () => {
  it('is retried with DLE ENQ 1 when the firmware resumes while the error stands', () => {
    const { model, rig } = ready();
    model.jamAtNextCut = true;
    rig.print(JOB);
    expect(rig.until('printer.jobHeld')).toMatchObject({ cause: 'cutter', proven: 2 });
    rig.pass(20_000);
    expect(rig.writtenHex).not.toContain('100501');
    model.jamAtNextCut = false;
    rig.input({ type: 'resume', job: 'j' });
    expect(rig.writtenHex).toContain('100501');
    rig.until('printer.jobPrinted');
  });

  it('or when the cover has been opened and closed', () => {
    const { model, rig } = ready();
    model.jamAtNextCut = true;
    rig.print(JOB);
    rig.until('printer.jobHeld');
    model.jamAtNextCut = false;
    model.change(() => void Object.assign(model, { coverOpen: true }));
    expect(rig.writtenHex).not.toContain('100501');
    model.change(() => void Object.assign(model, { coverOpen: false }));
    rig.until('printer.jobPrinted');
  });
});

describe('giving a held job up', () => {
  it('clears the printer, waits for 37 25 00, sends nothing before it, ESC @ behind it', () => {
    const { model, rig } = ready({}, { resumes: false });
    stopAtLine(model, 150, STOPS[0].stop);
    rig.print(JOB);
    rig.until('printer.jobHeld');
    rig.input({ type: 'abandon', job: 'j' });
    expect(rig.until('printer.jobNotPrinted')).toMatchObject({ proof: 'cleared' });
    expect(rig.writtenHex).toMatch(/10140801031401060208(1b401d61ff)(10040[1-4])*$/);
    expect(model.clears).toHaveLength(1);
    const onPaper = model.paper.length;
    model.change(() => STOPS[0].go(model));
    rig.pass(10_000);
    expect(model.paper).toHaveLength(onPaper); // no leftover comes out
    rig.print({ ...JOB, job: 'k', slip: 13 });
    rig.until('printer.jobPrinted');
    expect(model.paper[onPaper]).toBe('CUT'); // the stub is cut off first
  });

  it('in the middle of a round of questions: it is cleared behind a whole one, and nothing is asked before 37 25 00', () => {
    const { model, rig } = ready({}, { resumes: false });
    stopAtLine(model, 150, STOPS[0].stop);
    rig.print(JOB);
    rig.until('printer.jobHeld');
    // From here on its answers are on the way: the first of the round comes when the job has been given up already.
    const { say } = model;
    const onTheWay: Uint8Array[] = [];
    model.say = (chunk) => void onTheWay.push(chunk);
    rig.input({ type: 'ask' });
    rig.pass(10);
    rig.input({ type: 'abandon', job: 'j' });
    for (const chunk of onTheWay) say(chunk);
    model.say = say;
    expect(rig.until('printer.jobNotPrinted')).toMatchObject({ proof: 'cleared' });
    expect(rig.writtenHex).toMatch(/(10040[1-4]){8}10140801031401060208(1b401d61ff)(10040[1-4])*$/);
  });

  it('without acknowledgement: unknown when the end of the slip may be in the printer', () => {
    const { model, rig } = ready({ grade: 'B' }, { resumes: false }); // it does not know the command
    stopAtLine(model, 150, STOPS[0].stop);
    rig.print(JOB);
    rig.until('printer.jobHeld');
    rig.input({ type: 'abandon', job: 'j' });
    expect(rig.writtenHex).toMatch(/10140801031401060208$/);
    const before = rig.written.length;
    rig.pass(2_900);
    expect(rig.written).toHaveLength(before);
    expect(rig.until('printer.jobUnknown').job).toBe('j');
  });

  it.each(['a line that holds what is sent', 'a printer without power'])(
    '%s: the command is not sent, it would come out minutes later',
    (what) => {
      const { model, rig } = ready({}, { address: 'serial:/dev/pos/printer?baud=115200&flow=rtscts', resumes: false });
      rig.input({ type: 'modemLines', dsr: true }); // all of the slip goes out at once
      stopAtLine(model, 150, STOPS[0].stop);
      rig.print(JOB);
      rig.until('printer.jobHeld');
      if (what === 'a printer without power') model.powerOff();
      model.receive = () => {};
      rig.input({ type: 'abandon', job: 'j' });
      expect(rig.until('printer.jobUnknown', 3_500).job).toBe('j');
      rig.pass(60_000);
      expect(rig.writtenHex).not.toContain('101408');
    },
  );

  it('before anything was handed over it is simply never sent', () => {
    const { model, rig } = ready();
    model.change(() => STOPS[0].stop(model));
    rig.print(JOB);
    rig.until('printer.jobHeld');
    rig.input({ type: 'abandon', job: 'j' });
    expect(rig.until('printer.jobNotPrinted').proof).toBe('never-sent');
    expect(model.clears).toHaveLength(0);
  });
});

describe('a clone that refuses an ID for want of paper', () => {
  it('37 33 id: that slip is not printed', () => {
    const { rig, model } = ready();
    stopAtLine(model, 150, STOPS[0].stop);
    rig.print(JOB);
    rig.until('printer.jobHeld');
    const id = rig.state.ledger.marks.flatMap((mark) => (mark.kind === 'id' ? [mark.id] : []))[0] ?? '';
    rig.feed(`3733${hexOf(id)}00`);
    expect(rig.until('printer.jobNotPrinted').proof).toBe('refused-no-paper');
  });
});

describe('the link is lost', () => {
  const fault = { kind: 'device-lost', address: 'x', cause: 'unplugged', detail: 'gone' } as const;

  it('never-sent when the last line had not left, unknown when it had; then lost, then nothing', () => {
    for (const [buffer, type] of [
      [45, 'printer.jobNotPrinted'],
      [4_096, 'printer.jobUnknown'],
    ] as const) {
      const { model, rig } = ready({ bufferBytes: buffer }, { buffer });
      stopAtLine(model, 150, STOPS[0].stop);
      rig.print(JOB);
      rig.input({ type: 'lost', fault });
      expect(rig.events.slice(-2).map((event) => event.type)).toEqual([type, 'printer.lost']);
      const told = rig.events.length;
      rig.feed('1400000f');
      rig.pass(60_000);
      expect(rig.events).toHaveLength(told);
    }
  });
});

describe('the drawer', () => {
  it('is pulsed with both times and told executed', () => {
    const { model, rig } = ready();
    rig.input({ type: 'pulseDrawer' });
    expect(rig.until('printer.drawerPulsed').executed).toBe(true);
    expect(rig.writtenHex).toContain('1b700019fa');
    expect(model.drawerPulses).toHaveLength(1);
  });
  it('is not pulsed by a printer that would do it later', () => {
    const { model, rig } = ready();
    model.change(() => STOPS[0].stop(model));
    rig.input({ type: 'pulseDrawer' });
    model.change(() => STOPS[0].go(model));
    rig.pass(5_000);
    expect(model.drawerPulses).toHaveLength(0);
  });
  it('is not pulsed by one that stopped a moment ago and has not been heard since: it would wait in the line', () => {
    for (const [stops, later] of [
      [(m: ModelPrinter) => m.powerOff(), (m: ModelPrinter) => m.powerOn()],
      [
        (m: ModelPrinter) => void Object.assign(m, { coverOpen: true }),
        (m: ModelPrinter) => void Object.assign(m, { coverOpen: false }),
      ],
    ] as const) {
      const { model, rig } = ready();
      stops(model); // without a word
      rig.input({ type: 'pulseDrawer' });
      expect(rig.until('printer.drawerPulsed').executed).toBe(false);
      model.change(() => later(model));
      rig.pass(30_000);
      expect(rig.writtenHex).not.toContain('1b700019fa');
    }
  });
  it('is not pulsed by one that has never answered: flow control may hold the pulse until somebody changes the paper', () => {
    const { rig } = ready({ grade: 'D' });
    rig.input({ type: 'pulseDrawer' });
    rig.pass(5_000);
    expect(rig.writtenHex).not.toContain('1b700019fa');
  });
  it('at grade C nobody knows', () => {
    const { rig } = ready({ grade: 'C' });
    rig.input({ type: 'pulseDrawer' });
    expect(rig.until('printer.drawerPulsed').executed).toBe('unknown');
  });
});

describe('something answers in place of the printer', () => {
  it('is caught when paper would have had to fly, and proves nothing any more', () => {
    const model = new ModelPrinter();
    const rig = new Rig(model, { address: 'tcp:10.0.0.5:9100' }).open();
    expect(rig.until('printer.identified').identity.grade).toBe('A');
    rig.print({ ...JOB, lines: slipOf(30) });
    expect(rig.until('printer.identified').identity.grade).toBe('C');
    expect(rig.until('printer.jobUnknown').cause).toContain('in place of the printer');
    expect(rig.all('printer.jobPrinted')).toEqual([]);
  });
  it('and once caught, its silence does not keep a slip waiting', () => {
    const model = new ModelPrinter();
    const rig = new Rig(model, { address: 'tcp:10.0.0.5:9100' }).open();
    rig.until('printer.identified');
    rig.print({ ...JOB, lines: slipOf(30) });
    rig.until('printer.jobUnknown');
    const say = model.say;
    model.say = (bytes) => (bytes[0] === 0x37 ? undefined : say(bytes));
    rig.print({ ...JOB, job: 'k', slip: 13 });
    expect(rig.until('printer.jobUnknown').job).toBe('k');
  });
  it('is caught when it answers for a printer that stands still', () => {
    const { model, rig } = ready();
    stopAtLine(model, 150, STOPS[0].stop);
    rig.print(JOB);
    rig.until('printer.jobHeld');
    rig.pass(10_000);
    rig.feed(`3722${hexOf(slipId(12, SLOT_CUT))}00`);
    expect(rig.until('printer.jobUnknown').cause).toContain('stands still');
  });
});

describe('the roll is changed between the questions of one round', () => {
  // The answers that are older than the change made the slip of that moment held, and said "no paper" once more (seen on a busy counter).
  it('the slip that waits for the last of them is printed, and not held', () => {
    const { model, rig } = ready();
    const say = model.say;
    let late: Uint8Array | null = null;
    let isPaperAsked = false;
    rig.onWrite = (bytes) => {
      isPaperAsked = Buffer.from(bytes).toString('hex') === '100404';
    };
    model.say = (bytes) => {
      if (!isPaperAsked) say(bytes);
      else late = bytes;
      isPaperAsked = false;
    };
    model.change(() => {
      model.paperEnd = true;
    });
    while (late === null) rig.pass(5);
    model.change(() => {
      model.paperEnd = false;
    });
    const before = rig.events.length;
    rig.print(JOB);
    model.say = say;
    say(late);
    rig.until('printer.jobPrinted');
    expect(rig.events.slice(before).map(({ type }) => type)).not.toContain('printer.jobHeld');
    expect(rig.status.paper).toBe('ok');
  });
});
