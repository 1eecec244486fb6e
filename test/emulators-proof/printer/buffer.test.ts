import { describe, expect, it } from 'vitest';
import { ReceiveBuffer } from '../../emulators/printer/receive-buffer.ts';
import { Rig } from './rig.ts';

/** Fills a buffer, then empties it. @returns free bytes when it became full and when it was released. */
function thresholds(capacity: 4096 | 45, releaseAt: 256 | 138): [number, number] {
  const buffer = new ReceiveBuffer(capacity, releaseAt);
  while (!buffer.full) buffer.put(0x41);
  const fullAt = buffer.freeBytes;
  while (buffer.full) buffer.take();
  return [fullAt, buffer.freeBytes];
}

describe('receive buffer', () => {
  it('has the thresholds of the manual', () => {
    expect(thresholds(4096, 256)).toEqual([128, 256]);
    expect(thresholds(4096, 138)).toEqual([128, 138]);
    expect(thresholds(45, 256)).toEqual([16, 26]);
  });
  it.each([4096, 45] as const)('of %i bytes throws away what finds no room', (bufferBytes) => {
    const rig = new Rig({ bufferBytes });
    rig.printer.mishaps.coverOpen();
    rig.send('41'.repeat(bufferBytes));
    expect(rig.named('overrun')).toEqual([]);
    rig.send('42 42 42');
    expect(rig.named('overrun')).toEqual([{ event: 'overrun', bufferBytes }]);
    expect(rig.printer.state()).toMatchObject({ overrunBytes: 3, bufferBytes });
    rig.printer.mishaps.coverClose();
    rig.send('0a');
    expect(rig.lines().join('')).toBe('A'.repeat(bufferBytes));
  });
  it('swallows what comes while it is offline but READY, and prints it afterwards', () => {
    const rig = new Rig({ busyWhen: 'full', flow: 'dtrdsr' });
    rig.printer.mishaps.coverOpen();
    rig.send('"later', '0a');
    expect(rig.printer.state()).toMatchObject({ busy: false, bufferBytes: 6 });
    rig.printer.mishaps.coverClose();
    expect(rig.lines()).toEqual(['later']);
  });
});

describe('flow control', () => {
  const text = (lines: number): string[] =>
    Array.from({ length: lines }, (_, i) => [`"${String(i).padStart(40, '.')}`, '0a']).flat();

  it('holds a host that obeys DTR/DSR, so that nothing is lost', () => {
    const rig = new Rig({ flow: 'dtrdsr', bufferBytes: 45, lineMs: 50, baud: 115_200 });
    rig.send(...text(20));
    rig.clock.advance(60_000);
    expect(rig.named('overrun')).toEqual([]);
    expect(rig.lines().length).toBe(20);
  });
  it('loses bytes of a host that does not', () => {
    const rig = new Rig({ flow: 'none', bufferBytes: 45, lineMs: 50, baud: 115_200 });
    rig.send(...text(20));
    rig.clock.advance(60_000);
    expect(rig.named('overrun').length).toBeGreaterThan(0);
    expect(rig.lines().length).toBeLessThan(20);
  });
  it('sends XOFF when full and XON when released', () => {
    const rig = new Rig({ flow: 'xonxoff', bufferBytes: 45 });
    rig.printer.mishaps.coverOpen();
    rig.send('41'.repeat(28));
    expect(rig.answers()).toBe('');
    rig.send('41');
    expect(rig.answers()).toBe('13');
    rig.printer.mishaps.coverClose();
    expect(rig.answers()).toBe('11');
  });
  it('sends XOFF and XON with offline and online, where the memory switch says so', () => {
    const rig = new Rig({ flow: 'xonxoff', busyWhen: 'full-or-offline' });
    rig.printer.mishaps.paperEnd();
    rig.printer.mishaps.newRoll(500);
    expect(rig.answers()).toBe('13 11');
  });
  it('paces what comes and what goes at the line’s speed', () => {
    const rig = new Rig({ baud: 9600 });
    rig.send('"0123456789', '0a', '100401');
    rig.clock.advance(11.4);
    expect(rig.lines()).toEqual([]);
    rig.clock.advance(1.1);
    expect(rig.lines()).toEqual(['0123456789']);
    expect(rig.answers()).toBe('');
    rig.clock.advance(5);
    expect(rig.answers()).toBe('16');
  });
  it('tells the host’s side to wait when the cable is crowded', () => {
    const rig = new Rig({ flow: 'dtrdsr' });
    rig.printer.mishaps.coverOpen();
    rig.send('41'.repeat(9000));
    expect(rig.holds).toEqual([true]);
    rig.printer.mishaps.coverClose();
    expect(rig.holds).toEqual([true, false]);
    expect(rig.named('overrun')).toEqual([]);
  });
});

describe('a bad back channel', () => {
  it('splits, coalesces, delays, lies about the past and talks rubbish', () => {
    const rig = new Rig();
    const { transmitter } = rig.printer.works;
    transmitter.setSplit(true);
    rig.send('1d61ff');
    rig.clock.advance(10);
    expect(rig.sends.map((bytes) => bytes.length)).toEqual([1, 1, 1, 1]);
    transmitter.setSplit(false);
    transmitter.setCoalesceMs(20);
    rig.send('100401', '1d7201');
    rig.clock.advance(20);
    expect(rig.sends.at(-1)).toEqual(Uint8Array.of(0x16, 0x00));
    transmitter.setCoalesceMs(0);
    rig.answers();
    transmitter.setLateMs(300);
    rig.send('100401');
    rig.clock.advance(299);
    expect(rig.answers()).toBe('');
    rig.clock.advance(1);
    expect(rig.answers()).toBe('16');
    transmitter.setLateMs(0);
    transmitter.garbage([0xff, 0x00]);
    expect(rig.answers()).toBe('ff 00');
  });
  it('hands out the previous answer', () => {
    const rig = new Rig({ staleAnswers: true });
    rig.send('100401');
    expect(rig.answers()).toBe('');
    rig.printer.mishaps.coverOpen();
    rig.send('100402');
    expect(rig.answers()).toBe('16');
    rig.send('100402');
    expect(rig.answers()).toBe('16');
    rig.printer.works.transmitter.setStale(false);
    expect(rig.answers()).toBe('16');
  });
  it('goes awol: dumb, or deaf as well', () => {
    const rig = new Rig();
    rig.printer.works.transmitter.setMuted(true);
    rig.send('"printed all the same', '0a', '100401');
    expect(rig.answers()).toBe('');
    rig.printer.mishaps.setDeaf(true);
    rig.send('"not heard', '0a');
    rig.printer.mishaps.setDeaf(false);
    rig.printer.works.transmitter.setMuted(false);
    rig.send('100401');
    expect(rig.lines()).toEqual(['printed all the same']);
    expect(rig.answers()).toBe('16');
    expect(rig.named('lost')).toMatchObject([{ bytes: 10 }]);
  });
});
