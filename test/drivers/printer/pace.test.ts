/** A printer that answers nothing in order, on a line without flow control, with the smallest buffer, as slow as any: only time makes room. */
import { expect, it } from 'vitest';
import type { PrintLine } from '../../../drivers/printer/printer.ts';
import { EmulatedPaper } from './emulated-paper.ts';

const LINES: readonly PrintLine[] = [
  { kind: 'text', text: '示例商店 EXAMPLE STORE', align: 'center', bold: true, size: 'large' },
  { kind: 'barcode', data: '00000002' },
  { kind: 'qr', data: 'TP1/10000001/2/606109000002' },
  { kind: 'text', text: '合计 TOTAL ￥148.08', align: 'right', bold: true, size: 'tall' },
  { kind: 'text', text: '谢谢惠顾 THANK YOU', align: 'center' },
];
/** Of 30 dots: 44 mm/s. */
const LINE_MS = 85;

it('gives codes and tall lines the time that they need', () => {
  const paper = new EmulatedPaper({
    address: 'serial:/dev/pos/printer?baud=115200',
    printer: { grade: 'C', flow: 'none', bufferBytes: 45, lineMs: LINE_MS },
    grade: 'C',
  });
  expect(paper.print(LINES).type).toBe('printer.jobUnknown'); // it never says what it has printed
  expect(paper.complaints).toEqual([]);
  const [slip] = paper.printer.tape();
  expect(slip?.codes.map(({ what }) => what)).toEqual(['barcode', 'qr']);
  expect(slip?.lines.at(-1)).toContain('THANK YOU');
});

it('sleeps while it waits for room: answers wake it, not a clock', () => {
  const address = 'serial:/dev/pos/printer?baud=115200';
  const paper = new EmulatedPaper({ address, printer: { flow: 'none', bufferBytes: 45, lineMs: LINE_MS } });
  const [before, beforeMs] = [paper.wakes, paper.clock.nowMs()];
  expect(paper.print([...LINES, ...LINES, ...LINES]).type).toBe('printer.jobPrinted');
  const [wakes, seconds] = [paper.wakes - before, (paper.clock.nowMs() - beforeMs) / 1_000];
  expect(seconds).toBeGreaterThan(3);
  expect(wakes / seconds).toBeLessThan(5);
});
