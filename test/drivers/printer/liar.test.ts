/** Bridges that answer in the printer's place (facts/printer §1.10), on the emulated printer: what gives them away, and what must not. */
import { describe, expect, it } from 'vitest';
import { EmulatedPaper, type PaperOptions } from './emulated-paper.ts';
import { slipOf } from './rig.ts';

const TCP = 'tcp:printer:9100';
const LINES = 12;
const itemsOn = (paper: EmulatedPaper) =>
  paper.printer.tape().flatMap(({ lines }) => lines.filter((line) => line.includes('ITEM')));
const sent = (paper: EmulatedPaper) => Buffer.concat(paper.written).toString('hex');
const network = (options: PaperOptions = {}) =>
  new EmulatedPaper({ address: TCP, ...options, printer: { lineMs: 15, ...options.printer } });

describe('a bridge that answers everything by itself', () => {
  it.each([TCP, 'file:/dev/usb/lp0'])('%s: is caught at identification, before any paper moves', (address) => {
    const paper = network({ address, printer: { proxy: 'all' }, grade: 'C' });
    expect(paper.events.find(({ type }) => type === 'printer.identified')).toMatchObject({
      identity: { grade: 'C', distrust: expect.stringContaining('in the data of a command') },
    });
    expect(paper.printer.tape().flatMap(({ lines }) => lines)).toEqual([]);
  });

  it('without paper it says that all is well: unknown, never printed', () => {
    const paper = network({ printer: { proxy: 'all' }, grade: 'C' });
    paper.hand('paper-end', { afterLines: 3 });
    expect(paper.print(slipOf(LINES)).type).toBe('printer.jobUnknown');
    expect(itemsOn(paper).length).toBeLessThan(LINES);
  });
});

describe('a bridge that answers DLE EOT alone', () => {
  it('says that all is well while ASB says paper end: the slip is not given up as lost, and comes out once', () => {
    const paper = network({ printer: { proxy: 'status' } });
    paper.hand('paper-end', { afterLines: 6 });
    const job = paper.start(slipOf(LINES));
    paper.clock.advance(4_000);
    paper.hand('new-roll');
    expect(paper.end(job).type).toBe('printer.jobPrinted');
    expect(itemsOn(paper)).toHaveLength(LINES);
  });

  it('and the roll comes late: unknown, never "not printed", because the printer will finish it', () => {
    const paper = network({ printer: { proxy: 'status' } });
    paper.hand('paper-end', { afterLines: 6 });
    expect(paper.print(slipOf(LINES)).type).toBe('printer.jobUnknown');
    paper.hand('new-roll');
    paper.clock.advance(10_000);
    expect(itemsOn(paper)).toHaveLength(LINES);
  });
});

describe('a printer that answers for itself', () => {
  it.each([1, 15, 85])('over the network, %i ms a line: believed', (lineMs) => {
    const paper = network({ printer: { lineMs } });
    const end = paper.print(slipOf(LINES));
    // 30 dots in 1 ms are 3750 mm/s: no machine.
    expect(end.type).toBe(lineMs === 1 ? 'printer.jobUnknown' : 'printer.jobPrinted');
    expect(paper.complaints).toEqual([]);
  });

  it('faster than paper: nothing shows that there is any, so it is believed only where it is known to be virtual', () => {
    const judged = network({ printer: { lineMs: 0 } });
    expect(judged.print(slipOf(LINES))).toMatchObject({
      type: 'printer.jobUnknown',
      cause: expect.stringContaining('faster than paper'),
    });
    expect(judged.events.findLast(({ type }) => type === 'printer.identified')).toMatchObject({
      identity: { grade: 'C', distrust: expect.stringContaining('faster than paper') },
    });
    const virtual = network({ printer: { lineMs: 0 }, driver: { fastestMmPerS: null } });
    expect(virtual.print(slipOf(LINES)).type).toBe('printer.jobPrinted');
  });

  it('takes the decoy for data, and nothing of it for print; on a serial line there is none', () => {
    expect(sent(network())).toMatch(/1d286b0e003150301d284806003030.{8}1d284806003030/);
    expect(network().complaints).toEqual([]);
    expect(sent(new EmulatedPaper())).not.toContain('1d286b0e');
  });
});
