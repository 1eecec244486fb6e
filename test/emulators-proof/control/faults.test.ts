/** What every emulator has between its model and the wire: the common faults, and the line's pace. */
import { describe, expect, test } from 'vitest';
import { LinePace } from '../../emulators/line-pace.ts';
import { OutputFaults } from '../../emulators/output-faults.ts';
import { VirtualClock } from '../virtual-clock.ts';

function faults() {
  const clock = new VirtualClock();
  const out: { atMs: number; text: string }[] = [];
  const one = new OutputFaults(clock, (bytes) =>
    out.push({ atMs: clock.nowMs(), text: Buffer.from(bytes).toString() }),
  );
  const verbs = one.verbs();
  return {
    clock,
    out,
    reset: () => one.reset(),
    send: (text: string) => one.send(Buffer.from(text)),
    run: (verb: string, args: object = {}) => verbs[verb]?.({ ...args }),
  };
}

describe('faults', () => {
  test('without any, bytes pass at once', () => {
    const one = faults();
    one.send('answer');
    expect(one.out).toEqual([{ atMs: 0, text: 'answer' }]);
  });

  test('late holds back the next answers, and what follows them stays behind', () => {
    const one = faults();
    one.run('late', { ms: 700 });
    one.send('first');
    one.send('second');
    expect(one.out).toEqual([]);
    one.clock.advance(700);
    expect(one.out.map((chunk) => chunk.text)).toEqual(['first', 'second']);
    one.send('third');
    expect(one.out).toHaveLength(3);
  });

  test('split sends each byte alone, with time between', () => {
    const one = faults();
    one.run('split');
    one.send('abc');
    one.clock.advance(100);
    expect(one.out.map((chunk) => chunk.text)).toEqual(['a', 'b', 'c']);
    expect(new Set(one.out.map((chunk) => chunk.atMs)).size).toBe(3);
    one.run('split', { on: false });
    one.send('def');
    expect(one.out.at(-1)?.text).toBe('def');
  });

  test('garbage goes in front of what comes next', () => {
    const one = faults();
    one.run('garbage', { hex: '7a 7A' });
    one.send('answer');
    expect(one.out.map((chunk) => chunk.text)).toEqual(['zz', 'answer']);
    expect(() => one.run('garbage', { hex: 'xyz' })).toThrow('"hex" must be hex bytes');
  });

  test('awol swallows what was on its way too', () => {
    const one = faults();
    one.run('late', { ms: 10 });
    one.send('never');
    one.run('awol');
    one.send('never');
    one.clock.advance(100);
    one.run('awol', { on: false });
    one.send('back');
    expect(one.out.map((chunk) => chunk.text)).toEqual(['back']);
  });

  test('an unplug forgets what was late', () => {
    const one = faults();
    one.run('late', { ms: 10 });
    one.send('never');
    one.reset();
    one.clock.advance(100);
    expect(one.out).toEqual([]);
  });
});

describe('pace', () => {
  test('9600 baud carries 960 bytes a second, in order', () => {
    const clock = new VirtualClock();
    const got: Buffer[] = [];
    const pace = new LinePace(clock, 9600, (bytes) => got.push(Buffer.from(bytes)));
    const sent = Buffer.from(Array.from({ length: 960 }, (_, at) => at & 0xff));
    pace.push(sent.subarray(0, 100));
    pace.push(sent.subarray(100));
    clock.advance(500);
    expect(Math.abs(Buffer.concat(got).length - 480)).toBeLessThan(10);
    clock.advance(510);
    expect(Buffer.concat(got)).toEqual(sent);
    expect(pace.queuedBytes).toBe(0);
  });

  test('1200 baud too, where a byte takes longer than a step', () => {
    const clock = new VirtualClock();
    let count = 0;
    const pace = new LinePace(clock, 1200, (bytes) => {
      count += bytes.length;
    });
    pace.push(new Uint8Array(12));
    clock.advance(50);
    expect(count).toBe(6);
    clock.advance(60);
    expect(count).toBe(12);
  });

  test('0 is no pace', () => {
    let count = 0;
    new LinePace(new VirtualClock(), 0, (bytes) => {
      count += bytes.length;
    }).push(new Uint8Array(5000));
    expect(count).toBe(5000);
  });
});
