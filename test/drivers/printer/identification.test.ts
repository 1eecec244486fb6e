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
    const say = (name: string) => rig.feed(`5f${Buffer.from(name).toString('hex')}00`);
    ['EPSON', 'TM-T20II', '1.12 ESC/POS'].forEach((name, i) => {
      expect(rig.writtenHex).toMatch(/1d49/);
      if (i + 1 === late) rig.pass(500);
      say(name);
    });
    // Its number is asked for behind an answer that bears a name.
    expect(rig.writtenHex).not.toContain('1d4944');
    while (!rig.writtenHex.includes('1d284806')) rig.pass(50);
    rig.feed(`3722${rig.writtenHex.slice(-8)}00`);
    if (rig.writtenHex.endsWith('1d4944')) say('L3PF000001');
    rig.pass(60_000);
    const { identity } = rig.all('printer.identified').at(-1) ?? expect.fail('not identified');
    expect(identity.serial).toBe(serial);
  });

  // Simulation seed 30840: believed to be ready for a quarter of an hour on what it had said at its power-on, while its paper had ended.
  it('one that spoke at its power-on, and then to no question, is asked on: it is silent', () => {
    const rig = new Rig(mutePeer(), { address: 'serial:/dev/pos/printer?baud=115200&flow=rtscts' }).open();
    rig.pass(2_000);
    rig.feed('1400000f');
    rig.pass(15_000);
    expect(rig.all('printer.identified').at(-1)).toMatchObject({ identity: { grade: 'C' } });
    const asked = rig.writtenHex.length;
    rig.pass(30_000);
    expect(rig.writtenHex.slice(asked)).toContain('100401');
    expect(rig.all('printer.statusChanged').at(-1)?.status).toMatchObject({ online: 'unknown', paper: 'unknown' });
  });

  // Simulation seed 6026: graded B, and what it answered when there was paper again was counted one segment too far, from slip to slip.
  it('one that gave no answer in real time and says by ASB that it has stopped is asked no more until it runs', () => {
    const rig = new Rig(mutePeer(), { address: 'serial:/dev/pos/printer?baud=115200&flow=rtscts' }).open();
    rig.pass(2_000);
    for (const answer of ['00', '1400000f']) rig.feed(answer);
    for (const name of ['EPSON', 'TM-T20II', '1.12 ESC/POS']) rig.feed(`5f${Buffer.from(name).toString('hex')}00`);
    rig.pass(10);
    rig.feed('1c000c0f');
    const asked = rig.writtenHex.replaceAll(/10040[1-4]/g, '');
    rig.pass(60_000);
    expect(rig.writtenHex.replaceAll(/10040[1-4]/g, '')).toBe(asked);
    expect(rig.all('printer.identified').map(({ identity }) => identity.grade)).toEqual(['C']);
    rig.feed('1400000f');
    rig.pass(10_000);
    expect(rig.writtenHex.replaceAll(/10040[1-4]/g, '').slice(asked.length)).toMatch(/1d28480600303/);
  });

  it('one that falls silent while it is asked for a process ID is not taken for one that has none', () => {
    const rig = new Rig(mutePeer(), { address: 'serial:/dev/pos/printer?baud=115200&flow=rtscts' }).open();
    for (const answer of ['16', '12', '12', '12', '00', '1400000f']) rig.feed(answer);
    for (const name of ['EPSON', 'TM-T20II', '1.12 ESC/POS']) rig.feed(`5f${Buffer.from(name).toString('hex')}00`);
    rig.pass(60_000);
    expect(rig.all('printer.identified').map(({ identity }) => identity.grade)).toEqual(['C']);
    // The roll is changed: it is asked again.
    const before = rig.writtenHex.length;
    rig.feed('1400000f');
    // Twice each: something went unanswered before.
    for (const answer of ['16', '16', '12', '12', '12', '12', '12', '12']) rig.feed(answer);
    rig.pass(50);
    expect(rig.writtenHex.slice(before)).toMatch(/^(10040[1-4])+1d7201$/);
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

  // Simulation seed 5: what an earlier life had asked was answered in the next one, one question late, and the model was taken for the serial number.
  it('one that still holds the questions of an earlier life tells its own serial number', () => {
    const model = new ModelPrinter({ tellsNames: true });
    const rig = new Rig(model);
    rig.onWrite = (bytes) => {
      if (Buffer.from(bytes).toString('hex') !== '1d4942') return;
      rig.onWrite = () => {};
      // It comes to them only now: its maker, its model.
      model.receive(Buffer.from('1d49421d4943', 'hex'));
    };
    rig.open();
    expect(rig.until('printer.identified').identity).toMatchObject({ serial: 'L3PF000001', grade: 'A' });
  });

  // Met on a counter: the firmware's version was taken for the serial number, another printer was said to stand there, and a slip asked about in vain.
  it.each([
    ['its maker', '1d4942'],
    ['its model', '1d4943'],
    ['its firmware', '1d4941'],
    ['its serial number', '1d4944'],
    ['whether it answers in order', '1d7201'],
    ['a process ID', '1d2848'],
  ])('one that stops as it is asked for %s answers when it runs, and to no other question', (_, question) => {
    const model = new ModelPrinter({ bufferBytes: 45, tellsNames: true });
    const rig = new Rig(model);
    rig.onWrite = (bytes) => {
      if (!Buffer.from(bytes).toString('hex').startsWith(question)) return;
      model.change(() => {
        model.paperEnd = true;
      });
    };
    rig.open();
    expect(rig.until('printer.identified').identity.grade).toBe('C');
    rig.onWrite = () => {};
    rig.pass(5_000);
    model.change(() => {
      model.paperEnd = false;
    });
    const { identity } = rig.until('printer.identified');
    expect(identity).toEqual({
      maker: 'EPSON',
      model: 'TM-T20II',
      firmware: '1.12 ESC/POS',
      serial: 'L3PF000001',
      grade: 'A',
    });
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
