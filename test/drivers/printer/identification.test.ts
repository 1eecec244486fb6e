/** Who is there, and what can it prove? Measured, with bounded waits (facts/printer §1.10). */
import { describe, expect, it } from 'vitest';
import { ModelPrinter } from './model-printer.ts';
import { mutePeer, Rig, slipOf } from './rig.ts';

describe('the grade is measured', () => {
  it.each(['A', 'B', 'C', 'D'] as const)('%s, within 15 s', (grade) => {
    const rig = new Rig(new ModelPrinter({ grade })).open();
    const { identity, status } = rig.until('printer.identified', 15_000);
    expect(identity.grade).toBe(grade);
    expect(status.online).toBe(grade === 'D' ? 'unknown' : true);
  });

  it('names come from GS I, the grade never does', () => {
    const rig = new Rig(mutePeer()).open();
    rig.feed('16');
    rig.feed('12');
    rig.feed('12');
    rig.feed('12');
    rig.pass(300);
    expect(rig.writtenHex.endsWith('1d7201')).toBe(true);
    rig.pass(10_000); // no ordered answers at all
    const { identity } = rig.all('printer.identified').at(-1) ?? expect.fail('not identified');
    expect(identity).toEqual({ maker: null, model: null, firmware: null, serial: null, grade: 'C' });
  });

  it.each([
    ['none of the answers is late', 0, 'L3PF000001'],
    ['the first one is, and each stands behind the next question', 1, null],
    ['the second one is', 2, null],
    ['the third one is', 3, null],
  ])('answers to GS I bear no name: %s, and no other word is ever taken for the serial number', (_, late, serial) => {
    const rig = new Rig(mutePeer()).open();
    for (const answer of ['16', '12', '12', '12']) rig.feed(answer);
    rig.pass(300);
    rig.feed('00');
    rig.feed('1400000f');
    const answers = ['EPSON', 'TM-T20II', '1.12 ESC/POS', 'L3PF000001'];
    answers.forEach((name, i) => {
      expect(rig.writtenHex).toMatch(/1d49/);
      if (i + 1 === late) rig.pass(500);
      rig.feed(`5f${Buffer.from(name).toString('hex')}00`);
    });
    rig.pass(60_000);
    const { identity } = rig.all('printer.identified').at(-1) ?? expect.fail('not identified');
    expect(identity.serial).toBe(serial);
  });

  it('a command that an earlier life tore is ended with NULs, as many as the window allows', () => {
    const rig = new Rig(mutePeer()).open();
    for (const answer of ['16', '12', '12', '12']) rig.feed(answer);
    rig.pass(300);
    rig.pass(1_200);
    // It runs, so it has taken the first question: there is room for as many.
    for (const answer of ['16', '12', '12', '12']) rig.feed(answer);
    expect(rig.writtenHex).toContain(`${'00'.repeat(42)}1d7201`);
  });

  it('what it did not understand is thrown away before it is printed', () => {
    const model = new ModelPrinter({ grade: 'C' });
    const rig = new Rig(model).open();
    rig.until('printer.identified');
    expect(rig.writtenHex).toMatch(/1b401d61ff(10040[1-4])*$/);
  });
});

describe('a printer that is stopped when it is opened', () => {
  it('gets real-time questions only, is told at once, and measured when it runs', () => {
    const model = new ModelPrinter();
    model.paperEnd = true;
    const rig = new Rig(model).open();
    const first = rig.until('printer.identified');
    expect(first).toMatchObject({ identity: { grade: 'C' }, status: { online: false, paper: 'end' } });
    rig.pass(60_000);
    expect(rig.writtenHex).toMatch(/^(10040[1-4])+$/);
    model.change(() => {
      model.paperEnd = false;
    });
    expect(rig.until('printer.identified').identity.grade).toBe('A');
  });

  it('one that stops while it is being measured is not taken for one that cannot answer, nor sent more than its buffer takes', () => {
    const model = new ModelPrinter({ bufferBytes: 45 });
    const rig = new Rig(model).open();
    rig.until('printer.statusChanged');
    model.paperEnd = true;
    expect(rig.until('printer.identified')).toMatchObject({ identity: { grade: 'C' }, status: { paper: 'end' } });
    rig.pass(30_000);
    model.change(() => {
      model.paperEnd = false;
    });
    expect(rig.until('printer.identified').identity.grade).toBe('A');
    expect(model.overrun).toBe(0);
  });

  it.each(['B', 'C'] as const)(
    'one of grade %s that stops as soon as it is known takes no more than its buffer holds',
    (grade) => {
      const model = new ModelPrinter({ grade, bufferBytes: 45 });
      const rig = new Rig(model).open();
      rig.until('printer.statusChanged');
      // What was not understood is thrown away, and it stops before it has taken that: the first lines of the slip come behind it.
      rig.onWrite = (bytes) => {
        if (bytes[0] === 0x1b && bytes[1] === 0x40) model.paperEnd = true;
      };
      rig.until('printer.identified');
      rig.print({ job: 'j', slip: 3, lines: slipOf(4) });
      rig.pass(10_000);
      expect(model.paperEnd).toBe(true);
      expect(model.overrun).toBe(0);
      rig.onWrite = () => {};
      model.change(() => {
        model.paperEnd = false;
      });
      rig.pass(60_000);
      expect(rig.ends).toHaveLength(1);
      expect(model.overrun).toBe(0);
    },
  );

  it('takes a job, holds it with nothing handed over, and prints it once it runs', () => {
    const model = new ModelPrinter();
    model.coverOpen = true;
    const rig = new Rig(model).open();
    rig.until('printer.identified');
    rig.print({ job: 'j', slip: 3, lines: slipOf(2) });
    expect(rig.until('printer.jobHeld')).toMatchObject({ cause: 'cover-open', proven: 0, handedOver: 0 });
    model.change(() => {
      model.coverOpen = false;
    });
    rig.until('printer.jobPrinted');
    expect(rig.ends).toHaveLength(1);
  });
});

describe('a printer that is starting up while it is measured', () => {
  // Real-time questions are void while it sends a block (APG p.308), and the answers to what has waited come in one go.
  it.each([1, 2, 3, 4, 5, 6, 8, 10])('for %i s: it can be asked for its state, and prints', (seconds) => {
    const model = new ModelPrinter();
    const waiting: Uint8Array[] = [];
    let starting = true;
    const peer = {
      say: (_: Uint8Array) => {},
      receive: (bytes: Uint8Array) => void (starting ? waiting.push(bytes) : model.receive(bytes)),
    };
    const rig = new Rig(peer, { address: 'serial:/dev/pos/printer?baud=115200&flow=rtscts' });
    model.say = (bytes) => peer.say(bytes);
    rig.open();
    rig.pass(seconds * 1000);
    starting = false;
    for (const bytes of waiting) if (bytes[0] !== 0x10) model.receive(bytes);
    rig.pass(30_000);
    expect(rig.status).toMatchObject({ online: true, paper: 'ok' });
    expect(rig.state).toMatchObject({ grade: 'A', found: { realTime: true, ordered: true } });
    rig.print({ job: 'j', slip: 3, lines: slipOf(4) });
    rig.until('printer.jobPrinted');
  });
});

describe('a printer that says that it has stopped before it has answered anything', () => {
  it('is asked on when it runs again, though answers came that belong to no question', () => {
    const peer = mutePeer();
    const model = new ModelPrinter();
    const rig = new Rig(peer, { address: 'serial:/dev/pos/printer?baud=115200&flow=rtscts' }).open();
    rig.feed('1c00000f');
    rig.pass(30_000);
    for (const late of ['16', '16', '00', '16', '1400000f', '16', '16']) rig.feed(late);
    model.say = (bytes) => peer.say(bytes);
    peer.receive = (bytes) => model.receive(bytes);
    rig.pass(20_000);
    expect(rig.state).toMatchObject({ grade: 'A', measure: null, found: { realTime: true } });
  });
});

describe('liveness', () => {
  it.each(Array.from({ length: 20 }, (_, n) => 1_400 + n * 97))(
    'one that is switched on %i ms into its measuring, and misses a question then, is asked until it is known to run',
    (ms) => {
      const model = new ModelPrinter({ asbAtPowerOn: 255 });
      model.powerOff();
      const rig = new Rig(model, { address: 'tcp:10.0.0.5:9100', fastestMmPerS: null }).open();
      rig.pass(ms);
      model.powerOn();
      const receive = model.receive.bind(model);
      let missed = 0;
      model.receive = (bytes) => {
        if (bytes[0] === 0x10 && bytes[2] === 0x04 && missed === 0) missed += 1;
        else receive(bytes);
      };
      rig.pass(30_000);
      expect(rig.status).toMatchObject({ online: true, paper: 'ok' });
      rig.print({ job: 'j', slip: 3, lines: slipOf(2) });
      rig.pass(60_000);
      expect(rig.ends).toHaveLength(1);
    },
  );

  it('a printer that stops answering is unknown, not fine; and fine again when it answers', () => {
    const model = new ModelPrinter();
    const rig = new Rig(model).open();
    rig.until('printer.identified');
    model.powered = false;
    rig.pass(12_000);
    expect(rig.status).toMatchObject({ online: 'unknown', paper: 'unknown', cover: 'unknown', fault: 'unknown' });
    model.powered = true;
    rig.pass(3_000);
    expect(rig.status).toMatchObject({ online: true, paper: 'ok' });
  });

  it('a printer that was off when it was opened is measured as soon as it says something', () => {
    const model = new ModelPrinter({ asbAtPowerOn: 255 });
    model.powerOff();
    const rig = new Rig(model).open();
    expect(rig.until('printer.identified').identity.grade).toBe('D');
    rig.pass(20_000);
    model.powerOn();
    expect(rig.until('printer.identified').identity.grade).toBe('A');
  });

  it('ASB that a power cycle has switched off is noticed by its silence and switched on again', () => {
    const model = new ModelPrinter();
    const rig = new Rig(model).open();
    rig.until('printer.identified');
    model.powerOff();
    model.paperEnd = true;
    model.powerOn();
    rig.pass(10_000);
    expect(rig.status.paper).toBe('end');
    model.change(() => {
      model.paperEnd = false;
    });
    rig.pass(3_000);
    expect(rig.state.health.asb).toBe('live');
    model.change(() => {
      model.coverOpen = true;
    });
    expect(rig.status.cover).toBe('open');
  });
});

describe('USB modules that return the previous answer', () => {
  it('are asked twice and believed the second time', () => {
    let previous = 0x12;
    const peer = mutePeer();
    const answers: Record<number, number> = { 1: 0x1a, 2: 0x32, 3: 0x12, 4: 0x72 };
    peer.receive = (bytes) => {
      if (bytes[0] !== 0x10 || bytes[1] !== 0x04) return;
      peer.say(Uint8Array.of(previous));
      previous = answers[bytes[2] as number] as number;
    };
    const rig = new Rig(peer, { address: 'file:/dev/usb/lp0' }).open();
    expect(rig.status).toEqual({
      online: false,
      cover: 'closed',
      paper: 'end',
      fault: 'none',
      feeding: false,
      drawer: 'low',
    });
  });
});
