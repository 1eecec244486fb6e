import { describe, expect, it } from 'vitest';
import { printerVerbs } from '../../emulators/printer/verbs.ts';
import { idAnswer, Rig, requestId } from './rig.ts';

const clear = '10140801031401060208';

/** A rig whose faults are worked by the verbs of the control lines. */
function faulty(...settings: ConstructorParameters<typeof Rig>) {
  const rig = new Rig(...settings);
  const verbs = printerVerbs(rig.printer);
  const act = (name: string, args: Record<string, unknown> = {}): unknown => verbs[name]?.(args);
  return { rig, act };
}
const lines = (...texts: string[]): string[] => texts.flatMap((text) => [`"${text}`, '0a']);

describe('paper end', () => {
  it('while printing: finishes the line, stops offline, and goes on by itself with a new roll', () => {
    const { rig, act } = faulty({ lineMs: 100, asbAtPowerOn: 255 });
    rig.send(...lines('one', 'two', 'three'));
    rig.clock.advance(50);
    act('paper-end');
    rig.clock.advance(1000);
    expect(rig.lines()).toEqual(['one']);
    expect(rig.answers()).toBe('1c 00 0f 0f');
    act('new-roll', { lines: 500 });
    rig.clock.advance(1000);
    const [slip] = rig.printer.tape();
    expect(slip).toMatchObject({ lines: ['one', 'two', 'three'], broken: [], marks: ['paper-end', 'new-roll'] });
  });
  it('after n lines', () => {
    const { rig, act } = faulty();
    act('paper-end', { afterLines: 2 });
    rig.send(...lines('one', 'two', 'three'));
    expect(rig.lines()).toEqual(['one', 'two']);
    expect(rig.printer.state()).toMatchObject({ offline: true, bufferBytes: 6 });
  });
  it('comes by itself when the roll runs out, after near-end', () => {
    const { rig } = faulty({ linesLeft: 4, nearEndLines: 2 });
    rig.send(...lines('1', '2', '3', '4', '5', '6'));
    expect(rig.lines()).toEqual(['1', '2', '3', '4']);
    expect(rig.events.map(({ event }) => event).filter((e) => e.endsWith('end'))).toEqual(['near-end', 'paper-end']);
  });
  it('stops a long feed before the cut', () => {
    const { rig, act } = faulty({ linesLeft: 3 });
    rig.send(...lines('only'), '1d564200', requestId('0001'));
    expect(rig.named('cut')).toEqual([]);
    act('new-roll', { lines: 500 });
    expect(rig.named('cut')).toMatchObject([{ slip: 1 }]);
    expect(rig.answers()).toBe(idAnswer('0001'));
  });
  it('in the middle of an image: the rest comes out on the new roll', () => {
    const { rig, act } = faulty();
    act('paper-end', { afterLines: 1 });
    rig.send('1d763000 0100 3000', 'ff'.repeat(48));
    expect(rig.printer.tape()[0]?.items).toMatchObject([
      { kind: 'raster', fromRow: 0, toRow: 24, complete: false },
      {},
    ]);
    act('new-roll', { lines: 500 });
    expect(rig.printer.tape()[0]?.items.filter((item) => (item as { kind: string }).kind === 'raster')).toMatchObject([
      { fromRow: 0, toRow: 24, complete: false },
      { fromRow: 24, toRow: 48, complete: false },
    ]);
  });
  it('near-end stops only if ESC c 4 asks for it', () => {
    const { rig, act } = faulty();
    act('near-end');
    rig.send(...lines('goes on'), '1b633403', ...lines('stops here', 'waits'));
    expect(rig.lines()).toEqual(['goes on', 'stops here']);
    rig.send('100402');
    expect(rig.answers()).toBe('32');
    act('new-roll', { lines: 500 });
    expect(rig.lines()).toEqual(['goes on', 'stops here', 'waits']);
  });
});

describe('cover', () => {
  it('opened while printing: the line breaks off and comes again from its beginning', () => {
    const { rig, act } = faulty({ lineMs: 100, asbAtPowerOn: 255 });
    rig.send(...lines('one', 'two'), requestId('0001'));
    rig.clock.advance(150);
    act('cover-open');
    expect(rig.answers()).toBe('3c 40 00 0f');
    rig.clock.advance(1000);
    expect(rig.printer.tape()[0]).toMatchObject({ lines: ['one'], broken: ['two'] });
    act('cover-close');
    rig.clock.advance(1000);
    expect(rig.printer.tape()[0]).toMatchObject({ lines: ['one', 'two'], broken: ['two'] });
    expect(rig.answers()).toBe(`14 00 00 0f ${idAnswer('0001')}`);
  });
  it('opened idle: offline only, and nothing is repeated', () => {
    const { rig, act } = faulty({ asbAtPowerOn: 255 });
    rig.send(...lines('one'));
    act('cover-open');
    rig.send(...lines('two'));
    expect(rig.answers()).toBe('3c 00 00 0f');
    expect(rig.lines()).toEqual(['one']);
    act('cover-close');
    expect(rig.printer.tape()[0]).toMatchObject({ lines: ['one', 'two'], broken: [] });
  });
  it('in the middle of the line after n lines, also without time', () => {
    const { rig, act } = faulty();
    act('cover-open', { afterLines: 1 });
    rig.send(...lines('one', 'two'));
    expect(rig.printer.tape()[0]).toMatchObject({ lines: ['one'], broken: ['two'] });
    act('cover-close');
    expect(rig.lines()).toEqual(['one', 'two']);
  });
  it('can be set to wait for DLE ENQ', () => {
    const { rig, act } = faulty({ coverRecovery: 'dle-enq' });
    act('cover-open', { afterLines: 0 });
    rig.send(...lines('one'));
    act('cover-close');
    expect(rig.lines()).toEqual([]);
    rig.send('100401');
    expect(rig.answers()).toBe('3e');
    rig.send('100501');
    expect(rig.lines()).toEqual(['one']);
  });
  it('may make the paper sensor blind', () => {
    const { rig, act } = faulty({ openCoverReadsPaperEnd: true });
    act('cover-open');
    rig.send('100404');
    act('cover-close');
    rig.send('100404');
    expect(rig.answers()).toBe('7e 12');
  });
});

describe('errors', () => {
  it('cutter jam: DLE ENQ 1 after the fix makes the cut and goes on', () => {
    const { rig, act } = faulty({ asbAtPowerOn: 255 });
    act('jam');
    rig.send(...lines('one'), requestId('0001'), '1d564200', requestId('0002'), ...lines('two'));
    expect(rig.answers()).toBe(`${idAnswer('0001')} 1c 08 00 0f`);
    rig.send('100403');
    expect(rig.answers()).toBe('1a');
    rig.send('100501');
    expect(rig.named('cut')).toEqual([]);
    act('unjam');
    expect(rig.printer.state()).toMatchObject({ offline: true });
    rig.send('100501');
    expect(rig.answers()).toBe(`14 00 00 0f ${idAnswer('0002')}`);
    expect(rig.printer.tape()).toMatchObject([{ lines: ['one'], marks: ['cutter-jam'] }, { lines: ['two'] }]);
  });
  it('cutter jam: DLE ENQ 2 forgets the cut and all that waits', () => {
    const { rig, act } = faulty();
    act('jam');
    rig.send(...lines('one'), '1d564200', requestId('0001'), ...lines('two'));
    act('unjam');
    rig.send('100502', ...lines('three'));
    expect(rig.printer.tape()).toMatchObject([{ lines: ['one', 'three'], end: 'open' }]);
    expect(rig.answers()).toBe('');
  });
  it('heat: stops before the next line and resumes by itself', () => {
    const { rig, act } = faulty();
    act('heat', { afterLines: 1 });
    rig.send(...lines('one', 'two'), '100501');
    expect(rig.lines()).toEqual(['one']);
    act('cool');
    expect(rig.printer.tape()[0]).toMatchObject({ lines: ['one', 'two'], broken: [] });
  });
  it('unrecoverable: only switching off helps', () => {
    const { rig, act } = faulty();
    act('error', { kind: 'unrecoverable' });
    rig.send(...lines('one'), '100501', '100502', clear);
    expect(rig.printer.state()).toMatchObject({ offline: true });
    act('power-cycle');
    expect(rig.printer.state()).toMatchObject({ offline: false });
    expect(rig.lines()).toEqual([]);
  });
});

describe('clearing', () => {
  it('DLE DC4 fn 8 forgets what is not printed, keeps the settings and answers 37 25 00', () => {
    const { rig, act } = faulty();
    rig.send('1b4501');
    act('paper-end', { afterLines: 1 });
    rig.send(...lines('one', 'two'), '"half', clear);
    expect(rig.answers()).toBe('37 25 00');
    act('new-roll', { lines: 100 });
    rig.send(...lines('three'));
    expect(rig.printer.tape()[0]).toMatchObject({
      lines: ['one', 'three'],
      items: [{}, {}, {}, {}, { spans: [{ bold: true }] }],
    });
  });
  it('is not over before its answer: what is sent earlier is an error', () => {
    const { rig } = faulty({ baud: 9600 });
    rig.send(clear, ...lines('too early'));
    rig.clock.advance(100);
    expect(rig.answers()).toBe('37 25 00');
    expect(rig.named('unknown-bytes')[0]).toMatchObject({ why: 'sent before 37 25 00' });
  });
  it('in the middle of an image ends the image, but DLE ENQ 2 does not', () => {
    const { rig } = faulty();
    rig.send('1d763000 4800 4000', 'ff'.repeat(100), clear, ...lines('text'));
    expect(rig.lines()).toEqual(['text']);
    const other = faulty();
    other.act('jam');
    other.rig.send('1d5600', '1d763000 4800 4000', 'ff'.repeat(100));
    other.act('unjam');
    other.rig.send('100502', ...lines('text'));
    expect(other.rig.lines()).toEqual(['text']);
  });
});

describe('power', () => {
  it('loses the memory and keeps the paper, the broken line included', () => {
    const { rig, act } = faulty({ lineMs: 100, bootMs: 500 });
    rig.send('1b4501', ...lines('one', 'two', 'three'), requestId('0001'));
    rig.clock.advance(150);
    act('power-off');
    rig.send(...lines('nobody hears this'));
    act('power-on');
    rig.send(...lines('nor this'));
    rig.clock.advance(500);
    rig.send(...lines('four'));
    rig.clock.advance(1000);
    expect(rig.printer.tape()).toMatchObject([{ lines: ['one', 'four'], broken: ['two'], marks: ['power-loss'] }]);
    expect(JSON.stringify(rig.printer.tape()[0]?.items.at(-1))).not.toContain('bold');
    expect(rig.answers()).toBe('');
    expect(rig.named('lost').map(({ bytes }) => bytes)).toEqual([18, 9]);
  });
  it('in the middle of a line without time: the rest of the stream is what comes after', () => {
    const { rig, act } = faulty();
    act('power-cycle', { afterLines: 1 });
    rig.send(...lines('one', 'two', 'three'));
    expect(rig.printer.tape()).toMatchObject([{ lines: ['one', 'three'], broken: ['two'] }]);
  });
  it.each([0, 1, 5, 6, 7])('after %i bytes', (afterBytes) => {
    const { rig, act } = faulty();
    act('power-cycle', { afterBytes });
    rig.send(...lines('first', 'x'));
    const whole = ['first\n', 'x\n'].join('');
    const rest = whole.slice(afterBytes);
    expect(rig.lines()).toEqual([
      ...(afterBytes >= 6 ? ['first'] : []),
      ...rest.split('\n').filter((text) => text !== ''),
    ]);
  });
  it('is told by XON where there is XON/XOFF or a switch says so', () => {
    const quiet = faulty();
    quiet.act('power-cycle');
    expect(quiet.rig.answers()).toBe('');
    const xonxoff = faulty({ flow: 'xonxoff' });
    xonxoff.act('power-cycle');
    expect(xonxoff.rig.answers()).toBe('11');
    const asked = faulty({ xonAtPowerOn: true });
    asked.act('cover-open');
    asked.act('power-cycle');
    expect(asked.rig.answers()).toBe('');
    asked.act('cover-close');
    expect(asked.rig.answers()).toBe('11');
  });
  it('DLE DC4 fn 2 switches off, unless GS ( D forbids it', () => {
    const { rig } = faulty();
    rig.send('1d28440300 14 02 00', '1014020108', ...lines('still here'));
    expect(rig.lines()).toEqual(['still here']);
    const other = faulty().rig;
    other.send('1014020108', ...lines('gone'));
    expect(other.named('power-off').length).toBe(1);
    expect(other.lines()).toEqual([]);
  });
});

describe('hands', () => {
  it('the feed button feeds and shows, unless ESC c 5 or a stop forbids it', () => {
    const { rig, act } = faulty({ asbAtPowerOn: 255 });
    expect(act('feed', { lines: 2 })).toEqual({ fed: true });
    expect(rig.answers()).toBe('5c 02 00 0f 14 00 00 0f');
    rig.send('1b633501');
    expect(act('feed')).toEqual({ fed: false });
    expect(rig.printer.tape()[0]?.items).toMatchObject([{ kind: 'feed', dots: 60, by: 'button' }]);
  });
  it('tearing ends a slip', () => {
    const { rig, act } = faulty();
    rig.send(...lines('one'), '1b6404');
    act('tear');
    expect(rig.printer.tape()[0]).toMatchObject({ lines: ['one'], end: 'torn' });
  });
  it('the drawer opens once for each command', () => {
    const { rig } = faulty();
    rig.send('1b70001932', '1014010102');
    expect(rig.named('drawer')).toMatchObject([
      { pin: 2, onMs: 50, offMs: 100, by: 'command' },
      { pin: 5, onMs: 200, by: 'real-time' },
    ]);
    rig.send('1d28440300 14 01 00', '1014010102');
    expect(rig.named('drawer').length).toBe(2);
  });
  it('verbs refuse nonsense by name', () => {
    const { act } = faulty();
    expect(() => act('paper-end', { afterLines: -1 })).toThrow('"afterLines" must be a whole number');
    expect(() => act('error', { kind: 'odd' })).toThrow('"kind" must be');
    expect(() => act('garbage', { hex: 'zz' })).toThrow('"hex" must be');
  });
});
