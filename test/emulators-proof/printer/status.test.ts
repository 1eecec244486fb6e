import { describe, expect, it } from 'vitest';
import { idAnswer, Rig, requestId } from './rig.ts';

describe('DLE EOT', () => {
  it('answers as a TM-T20II at rest', () => {
    const rig = new Rig();
    rig.send('100401 100402 100403 100404');
    expect(rig.answers()).toBe('16 12 12 12');
  });
  it.each([
    ['cover', (rig: Rig) => rig.printer.mishaps.coverOpen(), '1e 16 12 12'],
    ['paper end', (rig: Rig) => rig.printer.mishaps.paperEnd(), '1e 32 12 7e'],
    ['near end', (rig: Rig) => rig.printer.mishaps.nearEnd(true), '16 12 12 1e'],
    ['heat', (rig: Rig) => rig.printer.mishaps.heat(), '1e 52 52 12'],
    ['recoverable error', (rig: Rig) => rig.printer.mishaps.fail('recoverable'), '1e 52 16 12'],
    ['unrecoverable error', (rig: Rig) => rig.printer.mishaps.fail('unrecoverable'), '1e 52 32 12'],
    ['drawer', (rig: Rig) => rig.printer.mishaps.setDrawer(false), '12 12 12 12'],
  ])('tells %s, also offline', (_, happen, expected) => {
    const rig = new Rig();
    happen(rig);
    rig.send('100401 100402 100403 100404');
    expect(rig.answers()).toBe(expected);
  });
  it('is obeyed inside raster data and takes three bytes out of them', () => {
    const rig = new Rig();
    rig.send('1d763000 0100 0400', 'aa 100401 bb');
    expect(rig.answers()).toBe('16');
    rig.send('cc dd', '"ok', '0a');
    expect(rig.lines()).toEqual(['ok']);
  });
  it('answers with a full buffer and takes no room in it', () => {
    const rig = new Rig({ bufferBytes: 45 });
    rig.printer.mishaps.coverOpen();
    rig.send('41'.repeat(45), '100402', '100402');
    expect(rig.answers()).toBe('16 16');
    expect(rig.named('overrun')).toEqual([]);
  });
  it('is missed when too many are asked at once on a real line', () => {
    const rig = new Rig({ baud: 9600 });
    rig.send('100401'.repeat(12));
    rig.clock.advance(100);
    expect(rig.answers()).toBe(Array(12).fill('16').join(' '));
    const late = new Rig({ baud: 0 });
    late.printer.works.transmitter.setLateMs(50);
    late.send('100401'.repeat(12));
    late.clock.advance(100);
    expect(late.answers().split(' ').length).toBe(12);
  });
});

describe('ASB', () => {
  it('comes at once when switched on and then on every change', () => {
    const rig = new Rig();
    rig.send('1d61ff');
    expect(rig.answers()).toBe('14 00 00 0f');
    rig.printer.mishaps.coverOpen();
    expect(rig.answers()).toBe('3c 00 00 0f');
    rig.printer.mishaps.coverClose();
    expect(rig.answers()).toBe('14 00 00 0f');
    rig.printer.mishaps.nearEnd(true);
    expect(rig.answers()).toBe('14 00 03 0f');
    rig.printer.mishaps.paperEnd();
    expect(rig.answers()).toBe('1c 00 0f 0f');
  });
  it('with n = 2 brings cover and paper, but not the drawer', () => {
    const rig = new Rig();
    rig.send('1d6102');
    rig.answers();
    rig.printer.mishaps.setDrawer(false);
    expect(rig.answers()).toBe('');
    rig.printer.mishaps.nearEnd(true);
    expect(rig.answers()).toBe('10 00 03 0f');
    rig.printer.mishaps.coverOpen();
    expect(rig.answers()).toBe('38 00 03 0f');
  });
  it('with n = 8 brings paper only', () => {
    const rig = new Rig();
    rig.send('1d6108');
    rig.answers();
    rig.printer.mishaps.coverOpen();
    expect(rig.answers()).toBe('');
    rig.printer.mishaps.nearEnd(true);
    expect(rig.answers()).toBe('3c 00 03 0f');
  });
  it('can be on without being asked for, from power-on', () => {
    const rig = new Rig({ asbAtPowerOn: 2 });
    rig.printer.mishaps.coverOpen();
    expect(rig.answers()).toBe('3c 00 00 0f');
    rig.printer.mishaps.powerCycle(0);
    rig.printer.mishaps.coverClose();
    expect(rig.answers()).toBe('3c 00 00 0f 14 00 00 0f');
  });
  it('is told once the printer is ready after power-on, where it is on by a switch', () => {
    const rig = new Rig({ asbAtPowerOn: 255, bootMs: 500 });
    rig.printer.mishaps.powerCycle(100);
    rig.clock.advance(599);
    expect(rig.answers()).toBe('');
    rig.clock.advance(1);
    expect(rig.answers()).toBe('14 00 00 0f');
  });
  it('is off again after ESC @, but for the switch', () => {
    const rig = new Rig();
    rig.send('1d61ff', '1b40');
    rig.answers();
    rig.printer.mishaps.nearEnd(true);
    expect(rig.answers()).toBe('');
  });
  it('answers DLE DC4 fn 7 with its four bytes', () => {
    const rig = new Rig();
    rig.printer.mishaps.paperEnd();
    rig.send('10140701');
    expect(rig.answers()).toBe('1c 00 0f 0f');
  });
  it('lets XOFF slip in between its bytes on a line with XON/XOFF', () => {
    const rig = new Rig({ baud: 9600, flow: 'xonxoff', busyWhen: 'full-or-offline', asbAtPowerOn: 255 });
    rig.printer.mishaps.coverOpen();
    rig.clock.advance(20);
    expect(rig.answers()).toBe('3c 13 00 00 0f');
    rig.printer.mishaps.coverClose();
    rig.clock.advance(20);
    expect(rig.answers()).toBe('14 11 00 00 0f');
  });
});

describe('answers in their turn', () => {
  it('GS r and ESC v wait for the line before them and are not executed while offline', () => {
    const rig = new Rig({ lineMs: 100 });
    rig.send('"slow', '0a', '1d7201', '1b76');
    expect(rig.answers()).toBe('');
    rig.clock.advance(100);
    expect(rig.answers()).toBe('00 00');
    rig.printer.mishaps.paperEnd();
    rig.send('1d7201');
    rig.clock.advance(1000);
    expect(rig.answers()).toBe('');
    rig.printer.mishaps.newRoll(50);
    expect(rig.answers()).toBe('03');
  });
  it('GS r 2 and ESC u tell the drawer', () => {
    const rig = new Rig();
    rig.send('1d7202', '1b7500');
    rig.printer.mishaps.setDrawer(false);
    rig.send('1d7232', '1b7530');
    expect(rig.answers()).toBe('01 01 00 00');
  });
  it('GS I tells who it is', () => {
    const rig = new Rig({ maker: 'EPOSN', model: 'TM-T88V' });
    rig.send('1d4901', '1d4902', '1d4942', '1d4943');
    expect(rig.answers()).toBe(
      `63 03 5f ${Buffer.from('EPOSN').toString('hex').replace(/../g, '$& ')}00 5f ${Buffer.from('TM-T88V').toString('hex').replace(/../g, '$& ')}00`,
    );
  });
});

describe('process IDs', () => {
  it('answer when the line before them is on the paper', () => {
    const rig = new Rig({ lineMs: 100 });
    rig.send('"one', '0a', requestId('0001'), '"two', '0a', requestId('0002'));
    rig.clock.advance(99);
    expect(rig.answers()).toBe('');
    rig.clock.advance(1);
    expect(rig.answers()).toBe(idAnswer('0001'));
    rig.clock.advance(100);
    expect(rig.answers()).toBe(idAnswer('0002'));
  });
  it('behind unfinished text wait for its line, and die with it', () => {
    const rig = new Rig();
    rig.send('"half', requestId('0001'));
    expect(rig.answers()).toBe('');
    rig.send('"a line', '0a');
    expect(rig.answers()).toBe(idAnswer('0001'));
    rig.send('"half', requestId('0002'), '1b40', '0a');
    expect(rig.answers()).toBe('');
  });
  it('are not answered at paper end, but after the new roll', () => {
    const rig = new Rig();
    rig.printer.works.faults.arm('end', { afterBytes: null, afterLines: 1 }, 'after-line', () =>
      rig.printer.mishaps.paperEnd(),
    );
    rig.send('"one', '0a', requestId('0001'), '"two', '0a', requestId('0002'));
    expect(rig.lines()).toEqual(['one']);
    expect(rig.answers()).toBe('');
    rig.printer.mishaps.newRoll(1000);
    expect(rig.answers()).toBe(`${idAnswer('0001')} ${idAnswer('0002')}`);
    expect(rig.lines()).toEqual(['one', 'two']);
  });
  it('go before offline and clear responses that wait, whatever came first', () => {
    const rig = new Rig({ baud: 1200 });
    rig.send('1d28480300313001', requestId('0001'));
    rig.clock.advance(200);
    rig.send('"x', '0a', requestId('0002'), '10140801031401060208');
    rig.clock.advance(130);
    rig.printer.mishaps.coverOpen();
    rig.clock.advance(1000);
    const answers = rig.answers();
    expect(answers.indexOf('37 22')).toBeLessThan(answers.indexOf('37 23'));
    expect(answers).toContain('37 23 00');
  });
  it('may come as the newest only', () => {
    const rig = new Rig({ baud: 9600, newestIdOnly: true });
    rig.printer.works.transmitter.answer('asb', [0x14, 0, 0, 0x0f]);
    rig.printer.works.transmitter.answer('process-id', [0x37, 0x22, 0x31, 0x31, 0x31, 0x31, 0]);
    rig.printer.works.transmitter.answer('process-id', [0x37, 0x22, 0x32, 0x32, 0x32, 0x32, 0]);
    rig.clock.advance(100);
    expect(rig.answers()).toBe('14 00 00 0f 37 22 32 32 32 32 00');
  });
  it('fn 49 tells why it went offline', () => {
    const rig = new Rig();
    rig.send('1d28480300313002');
    rig.printer.mishaps.coverOpen();
    rig.printer.mishaps.coverClose();
    rig.printer.mishaps.paperEnd();
    expect(rig.answers()).toBe('37 23 41 00 37 23 42 00');
  });
  it('make ASB and real-time commands void while a block is being sent', () => {
    const rig = new Rig({ baud: 9600 });
    rig.send('1d61ff');
    rig.clock.advance(10);
    rig.answers();
    rig.send(requestId('0001'));
    rig.clock.advance(13);
    rig.printer.mishaps.nearEnd(true);
    rig.send('100404');
    rig.clock.advance(50);
    expect(rig.answers()).toBe(`${idAnswer('0001')} 14 00 03 0f`);
    expect(rig.named('real-time-void').length).toBe(1);
  });
});
