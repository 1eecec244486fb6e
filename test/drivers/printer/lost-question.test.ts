/**
 * A real-time question (DLE EOT) to a stopped printer behind flow control is held up by the line, or lost with the printer's power: from here
 * both look the same. It is asked again, so that nothing hangs; what piles up on the way is never taken for another question's answer, and
 * silence never unsays "paper end".
 */
import { describe, expect, it } from 'vitest';
import type { PrinterEvent } from '../../../drivers/printer/printer.ts';
import { EmulatedPaper } from './emulated-paper.ts';
import { bytesOf, mutePeer, Rig, slipOf } from './rig.ts';

const BOOT_MS = 2_000;
const OFF_MS = 3_000;
const MINUTE_MS = 60_000;
const RUNNING = { online: true, paper: 'ok', cover: 'closed', fault: 'none' };

const statuses = (paper: EmulatedPaper) =>
  paper.events.flatMap((event) => (event.type === 'printer.statusChanged' ? [event.status] : []));
const isQuestion = (bytes: Uint8Array): boolean => bytes[0] === 0x10 && bytes[1] === 0x04;
const questions = (paper: EmulatedPaper) => paper.written.filter(isQuestion);

/** RTS and CTS are looped in the cable: flow control is named, and nothing holds the line. */
function withoutPaper(asbAtPowerOn: number): { paper: EmulatedPaper; job: string } {
  const paper = new EmulatedPaper({ printer: { baud: 115_200, lineMs: 30, bootMs: BOOT_MS, asbAtPowerOn } });
  paper.hand('paper-end', { afterLines: 4 });
  const job = paper.start(slipOf(30));
  paper.until(({ type }) => type === 'printer.jobHeld');
  return { paper, job };
}

function offAndOn(paper: EmulatedPaper): void {
  paper.hand('power-off');
  paper.clock.advance(OFF_MS);
  paper.hand('power-on');
}

describe.each([0, 2, 255])('lost with the power, ASB %i at power-on', (asbAtPowerOn) => {
  /** Somewhere between two rounds, or within one. */
  it.each(Array.from({ length: 12 }, (_, n) => n * 97))(
    '%i ms into its rounds: the slip ends, and is not printed',
    (ms) => {
      const { paper, job } = withoutPaper(asbAtPowerOn);
      paper.clock.advance(2_000 + ms);
      offAndOn(paper);
      paper.clock.advance(4_000);
      paper.hand('new-roll');
      expect(paper.end(job)).toMatchObject({ type: 'printer.jobNotPrinted' });
      expect(statuses(paper).map((status) => status.online)).not.toContain('unknown');
      expect(statuses(paper).at(-1)).toMatchObject(RUNNING);
      expect(paper.print(slipOf(2)).type).toBe('printer.jobPrinted');
    },
  );
});

it('the roll is changed while the printer is off: the slip ends', () => {
  const { paper, job } = withoutPaper(0);
  paper.clock.advance(2_300);
  paper.hand('power-off');
  paper.hand('new-roll');
  paper.clock.advance(OFF_MS);
  paper.hand('power-on');
  expect(paper.end(job)).toMatchObject({ type: 'printer.jobNotPrinted', proof: 'memory-lost-while-held' });
});

it('off for a quarter of an hour: "paper end" stands, and the printer is found a few seconds after it is back', () => {
  const { paper, job } = withoutPaper(0);
  paper.clock.advance(2_300);
  paper.hand('power-off');
  paper.clock.advance(15 * MINUTE_MS);
  expect(statuses(paper).at(-1)).toMatchObject({ paper: 'end', online: false });
  paper.hand('power-on');
  paper.hand('new-roll');
  const backMs = paper.clock.nowMs();
  const isEnd = (event: PrinterEvent) => 'job' in event && event.job === job && /Unknown|NotPrinted/.test(event.type);
  // Nobody listened for so long that the slip could have come out: unknown, and said so.
  expect(paper.until(isEnd).type).toBe('printer.jobUnknown');
  expect(paper.clock.nowMs() - backMs).toBeLessThan(30_000);
});

describe('held up by the line', () => {
  function held(minutes: number) {
    const paper = new EmulatedPaper({
      printer: { flow: 'dtrdsr', busyWhen: 'full-or-offline', baud: 115_200, lineMs: 30, bootMs: BOOT_MS },
    });
    paper.hand('paper-end', { afterLines: 4 });
    const job = paper.start(slipOf(30));
    paper.until(({ type }) => type === 'printer.jobHeld');
    const before = questions(paper).length;
    paper.clock.advance(minutes * MINUTE_MS);
    return { paper, job, asked: questions(paper).length - before };
  }

  it.each([1, 10])('for %i minutes: what has piled up is answered, and nothing false is believed', (minutes) => {
    const { paper, job, asked } = held(minutes);
    expect(asked).toBeGreaterThan(4);
    const known = statuses(paper).length;
    paper.hand('new-roll');
    expect(paper.end(job).type).toBe('printer.jobPrinted');
    paper.clock.advance(MINUTE_MS);
    // The roll was changed with the cover open.
    expect(statuses(paper).slice(known)).toEqual([
      expect.objectContaining({ cover: 'open', paper: 'unknown', online: false }),
      expect.objectContaining(RUNNING),
    ]);
    expect(paper.events.filter(({ type }) => type === 'printer.jobHeld')).toHaveLength(1);
  });

  it('for a weekend: what piles up stays below the 4 KB that a line holds', () => {
    expect(held(60 * 60).asked * 3).toBeLessThan(4_096);
  });
});

/** A byte per question: 16 to the first, 12 to the others. Taken for the answer to DLE EOT 2, 16 would be an open cover. */
const answerTo = (question: Uint8Array): string => (question[2] === 1 ? '16' : '12');

describe('answers have no names', () => {
  it('several to the same question: all pass before a new round begins', () => {
    const rig = new Rig(mutePeer(), { address: 'serial:/dev/pos/printer?baud=115200&flow=rtscts' });
    rig.onWrite = (bytes) => {
      if (isQuestion(bytes) && rig.status.online !== false)
        rig.input({ type: 'bytes', chunk: bytesOf(answerTo(bytes)) });
      if (bytes[0] === 0x1d && bytes[1] === 0x61) rig.input({ type: 'bytes', chunk: bytesOf('1400000f') });
    };
    rig.open();
    rig.until('printer.identified');
    rig.feed('1c000c0f');
    rig.pass(20_000);
    const asked = rig.written.filter(isQuestion);
    expect(asked.slice(-3).map((bytes) => bytes[2])).toEqual([1, 1, 1]);
    const before = rig.written.length;
    for (let n = 0; n < 3; n += 1) rig.feed('16');
    expect(rig.written.length).toBe(before);
    rig.pass(600);
    expect(rig.written.slice(before).map((bytes) => bytes[2])).toEqual([1]);
    expect(rig.status).toMatchObject({ online: false, paper: 'end' });
  });

  it('one that comes after its question was given up: not taken for the next', () => {
    const rig = new Rig(mutePeer());
    let isLate = false;
    let late = '';
    rig.onWrite = (bytes) => {
      if (!isQuestion(bytes)) return;
      const answer = answerTo(bytes);
      if (isLate) late = answer;
      else rig.input({ type: 'bytes', chunk: bytesOf(late + answer) });
      if (!isLate) late = '';
    };
    rig.open();
    rig.until('printer.identified');
    const told = rig.all('printer.statusChanged').length;
    isLate = true;
    rig.pass(3_500);
    expect(late).toBe('16');
    isLate = false;
    rig.pass(20_000);
    expect(
      rig
        .all('printer.statusChanged')
        .slice(told)
        .map(({ status }) => status.cover),
    ).not.toContain('open');
  });
});
