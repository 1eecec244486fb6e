/** A practised outage of the paper, in front of the real driver on the emulated printer: what is said, what comes out, and when (requirement H6). */
import { describe, expect, test } from 'vitest';
import type { PrinterEvent, PrintLine } from '../../../drivers/printer/printer.ts';
import { EmulatedPaper } from './emulated-paper.ts';

const LINES: readonly PrintLine[] = [
  { kind: 'text', text: 'first' },
  { kind: 'text', text: 'last' },
];

function practising(resumes = true): EmulatedPaper {
  return new EmulatedPaper({ practises: true, resumes });
}

const statuses = (paper: EmulatedPaper) =>
  paper.events.flatMap((event) => (event.type === 'printer.statusChanged' ? [event.status.paper] : []));
const whole = (paper: EmulatedPaper) => paper.printer.tape().filter(({ end }) => end.endsWith('cut'));
const ofJob = (job: string) => (event: PrinterEvent) => 'job' in event && event.job === job;

/** Bytes that reached the printer while `act` ran and everything came to rest. */
function written(paper: EmulatedPaper, act: () => void): number {
  const before = paper.written.length;
  act();
  paper.clock.advance(5_000);
  return paper.written.length - before;
}

describe('no paper', () => {
  test('the printer is said to be out of paper, takes no slip, and hears nothing of it', () => {
    const paper = practising();
    paper.clock.advance(5_000);
    const quiet = written(paper, () => undefined);
    expect(written(paper, () => paper.practice.practise('out'))).toBe(quiet);
    expect(statuses(paper).at(-1)).toBe('end');
    expect(paper.session.print({ job: 'slip 7', slip: 7, lines: LINES })).toBe('refused');
    expect(paper.printer.works.roll.atEnd).toBe(false);
    paper.practice.practise('none');
    paper.clock.advance(1_000);
    expect(statuses(paper).at(-1)).toBe('ok');
    expect(paper.print(LINES).type).toBe('printer.jobPrinted');
    expect(whole(paper)).toHaveLength(1);
  });

  test('the real paper may end meanwhile: that stays true when the practice is over', () => {
    const paper = practising();
    paper.practice.practise('out');
    paper.clock.advance(1_000);
    paper.hand('paper-end');
    paper.clock.advance(5_000);
    paper.practice.practise('none');
    paper.clock.advance(1_000);
    expect(statuses(paper).at(-1)).toBe('end');
  });
});

describe('paper that ends in a slip', () => {
  test('the slip is held without a byte; once there is paper it is printed whole, once', () => {
    const paper = practising();
    paper.clock.advance(5_000);
    paper.practice.practise('in-slip');
    let job = '';
    expect(written(paper, () => (job = paper.start(LINES)))).toBe(written(paper, () => undefined));
    expect(paper.events.filter(ofJob(job))).toMatchObject([{ type: 'printer.jobHeld', cause: 'paper-end', proven: 0 }]);
    expect(statuses(paper).at(-1)).toBe('end');
    paper.practice.practise('none');
    expect(paper.end(job).type).toBe('printer.jobPrinted');
    expect(whole(paper).map(({ lines }) => lines.filter((line) => line.trim() !== ''))).toEqual([['first', 'last']]);
  });

  test('given up: proven that nothing was printed', () => {
    const paper = practising(false);
    paper.practice.practise('in-slip');
    const job = paper.start(LINES);
    paper.clock.advance(1_000);
    paper.abandon(job);
    expect(paper.end(job)).toMatchObject({ type: 'printer.jobNotPrinted', proof: 'never-sent' });
    expect(whole(paper)).toEqual([]);
  });
});

test('while nothing is practised the session is the driver itself', () => {
  const [plain, practised] = [new EmulatedPaper(), practising()];
  for (const paper of [plain, practised]) expect(paper.print(LINES).type).toBe('printer.jobPrinted');
  const bytes = (paper: EmulatedPaper) => Buffer.concat(paper.written).toString('hex');
  expect(bytes(practised)).toBe(bytes(plain));
  expect(practised.events).toEqual(plain.events);
});
