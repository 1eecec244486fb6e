import { describe, expect, it } from 'vitest';
import { lyingProxy } from '../../emulators/printer/proxy.ts';
import { bytesOf, idAnswer, Rig, requestId } from './rig.ts';

const questions = ['1d61ff', '"line', '0a', '1d7201', requestId('0001'), '100401', '1b76', '1d4943'];

describe('grades', () => {
  it('A answers everything, B has no process IDs, C only DLE EOT, D nothing', () => {
    const heard = (['A', 'B', 'C', 'D'] as const).map((grade) => {
      const rig = new Rig({ grade, model: 'X' });
      rig.send(...questions);
      expect(rig.named('unknown-bytes')).toEqual([]);
      expect(rig.lines()).toEqual(['line']);
      return rig.answers();
    });
    expect(heard).toEqual([
      `14 00 00 0f 00 ${idAnswer('0001')} 16 00 5f 58 00`,
      '14 00 00 0f 00 16 00 5f 58 00',
      '16',
      '',
    ]);
  });
  it('D has no XON either, and no ASB from power-on', () => {
    const rig = new Rig({ grade: 'D', flow: 'xonxoff', asbAtPowerOn: 255 });
    rig.printer.mishaps.powerCycle(0);
    rig.printer.mishaps.paperEnd();
    expect(rig.answers()).toBe('');
  });
});

describe('clones', () => {
  it('caysn throws data away without paper and says so by 37 33, with any four bytes as id', () => {
    const rig = new Rig({ clone: 'caysn' });
    rig.printer.mishaps.paperEnd();
    rig.send('"never', '0a', '1d2848060030 30 01020304', '"half', '1d2848060030 30 05060708', '0a');
    expect(rig.answers()).toBe('37 33 01 02 03 04 00 37 33 05 06 07 08 00');
    rig.printer.mishaps.newRoll(500);
    rig.send('"printed', '0a', '1d2848060030 30 090a0b0c');
    expect(rig.answers()).toBe('37 22 09 0a 0b 0c 00');
    expect(rig.lines()).toEqual(['printed']);
  });
  it('old boards answer GS r 1 with 0F without paper and GS r 2 with 08 after the line', () => {
    const rig = new Rig({ clone: 'old-board' });
    rig.send('"line', '0a', '1d7202');
    expect(rig.answers()).toBe('08');
    rig.printer.mishaps.paperEnd();
    rig.send('1d7201', '"waits', '0a');
    expect(rig.answers()).toBe('0f');
    expect(rig.lines()).toEqual(['line']);
  });
});

describe('a proxy that lies', () => {
  const hexOf = (bytes: Iterable<number>) => Buffer.from([...bytes]).toString('hex');

  it('answers at once and always fine, however the bytes are cut', () => {
    const said: number[] = [];
    const proxy = lyingProxy('all', (bytes) => said.push(...bytes));
    const questions = bytesOf('1d61ff', '100401', '100404', '"text', '0a', requestId('0007'), '1d7201');
    const passed = [...questions].flatMap((byte) => [...proxy.watch(Uint8Array.of(byte))]);
    expect(hexOf(said)).toBe('1400000f161237223030303700' + '00');
    expect(hexOf(passed)).toBe(hexOf(questions));
    expect(hexOf(proxy.passedOn(bytesOf('1c000c0f')))).toBe('');
  });

  it('of DLE EOT alone: everything else passes', () => {
    const said: number[] = [];
    const proxy = lyingProxy('status', (bytes) => said.push(...bytes));
    const host = bytesOf('1d61ff', '100401', '1010', '0404', '"text', '1005', '10', '0a', requestId('0007'));
    const passed = [...host].flatMap((byte) => [...proxy.watch(Uint8Array.of(byte))]);
    expect(hexOf(said)).toBe('1612');
    expect(hexOf(passed)).toBe(hexOf(bytesOf('1d61ff', '10', '"text', '1005', '10', '0a', requestId('0007'))));
    expect(hexOf(proxy.passedOn(bytesOf('1c000c0f')))).toBe('1c000c0f');
  });
});
