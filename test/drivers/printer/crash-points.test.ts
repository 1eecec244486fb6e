/**
 * Every mishap at every point of a slip: the driver's claim is held against the paper (design §2, promises 2 and 3).
 *
 * "Printed" must mean that every line is on paper; "not printed" that the slip is not complete and never will be. "Unknown" is always
 * true, but not good enough where the driver can know: so each mishap also says what must come out of it somewhere.
 */
import { describe, expect, it } from 'vitest';
import type { PrinterEvent } from '../../../drivers/printer/printer.ts';
import { type ModelOptions, ModelPrinter } from './model-printer.ts';
import { Rig, slipOf } from './rig.ts';

const LINES = slipOf(6);
const SLIP = 41;
/** Long enough for every wait of the driver. */
const PATIENCE_MS = 60_000;

interface Clean {
  readonly paper: readonly string[];
  /** Bytes of the job. */
  readonly bytes: number;
}

function ready(window: number, options: ModelOptions): { model: ModelPrinter; rig: Rig } {
  const model = new ModelPrinter({ ...options, bufferBytes: window });
  const rig = new Rig(model, { buffer: window }).open();
  rig.until('printer.identified');
  return { model, rig };
}

function withoutMishap(window: number, options: ModelOptions): Clean {
  const { model, rig } = ready(window, options);
  const before = model.processed;
  rig.print({ job: 'j', slip: SLIP, lines: LINES });
  rig.pass(PATIENCE_MS);
  return { paper: model.paper, bytes: model.processed - before };
}

/** Whether the paper carries every line of the slip in order, whatever else stands between. */
function isComplete(paper: readonly string[], whole: readonly string[]): boolean {
  const ink = whole.filter((line) => line !== 'CUT' && line !== '');
  let at = 0;
  for (const line of paper) if (line === ink[at]) at += 1;
  return at === ink.length;
}

type Act = (model: ModelPrinter) => void;

interface Mishap {
  readonly name: string;
  readonly strike: Act;
  /** Afterwards, with time in between. */
  readonly afterwards: readonly Act[];
  readonly pauseMs?: number;
  /** What a driver that knows its evidence must reach at some points, at grade A. */
  readonly reaches: readonly string[];
}

const paperOut: Act = (model) =>
  model.change(() => {
    model.paperEnd = true;
  });
const newRoll: Act = (model) =>
  model.change(() => {
    model.paperEnd = false;
  });
const coverOpen: Act = (model) =>
  model.change(() => {
    model.coverOpen = true;
  });
const coverClosed: Act = (model) =>
  model.change(() => {
    model.coverOpen = false;
  });
const off: Act = (model) => model.powerOff();
const on: Act = (model) => model.powerOn();
const rollWhileOff: Act = (model) => {
  model.paperEnd = false;
};
const quickCycle: Act = (model) => {
  off(model);
  on(model);
};

const MISHAPS: readonly Mishap[] = [
  { name: 'the paper ends, a new roll comes', strike: paperOut, afterwards: [newRoll], reaches: ['printed'] },
  { name: 'the cover is opened and closed', strike: coverOpen, afterwards: [coverClosed], reaches: ['printed'] },
  { name: 'the power is cut while printing', strike: off, afterwards: [on], reaches: [] },
  { name: 'the power fails for a moment', strike: off, afterwards: [on], pauseMs: 400, reaches: [] },
  {
    name: 'the paper ends, the printer is off while the roll is changed',
    strike: paperOut,
    afterwards: [off, rollWhileOff, on],
    reaches: ['not printed'],
  },
  {
    name: 'the paper ends, a quick power cycle, a new roll',
    strike: paperOut,
    afterwards: [quickCycle, newRoll],
    reaches: ['not printed'],
  },
  {
    name: 'the cover is open, the power is cut, the cover is closed',
    strike: coverOpen,
    afterwards: [off, on, coverClosed],
    reaches: ['not printed'],
  },
];

const SWITCHES: readonly (ModelOptions & { readonly name: string })[] = [
  { name: 'ASB off at power-on', asbAtPowerOn: 0 },
  { name: 'ASB on at power-on', asbAtPowerOn: 255 },
  { name: 'ASB n=2 and XON at power-on', asbAtPowerOn: 2, xonAtPowerOn: true },
];

/** @returns null where no command ends at that byte. */
function run(mishap: Mishap, byte: number, window: number, options: ModelOptions) {
  const { model, rig } = ready(window, options);
  let struck = false;
  model.atByte.set(model.processed + byte, () => {
    struck = true;
    mishap.strike(model);
  });
  rig.print({ job: 'j', slip: SLIP, lines: LINES });
  while (!struck && rig.ends.length === 0) rig.pass(50);
  if (!struck) return null;
  for (const act of mishap.afterwards) {
    rig.pass(mishap.pauseMs ?? 1_700);
    act(model);
  }
  for (let passedMs = 0; passedMs < PATIENCE_MS && rig.ends.length === 0; passedMs += 100) rig.pass(100);
  rig.pass(5_000); // whatever still comes out
  return { model, rig };
}

function claimOf(end: PrinterEvent | undefined): 'printed' | 'not printed' | 'unknown' | 'none' {
  if (end?.type === 'printer.jobPrinted') return 'printed';
  if (end?.type === 'printer.jobNotPrinted') return 'not printed';
  return end?.type === 'printer.jobUnknown' ? 'unknown' : 'none';
}

/** Every byte near the end, where the claims differ, every third before. */
function points(bytes: number): readonly number[] {
  return Array.from({ length: bytes }, (_, at) => at + 1).filter((at) => at % 3 === 0 || at > bytes - 110);
}

describe.each(['A', 'B', 'C', 'D'] as const)('grade %s', (grade) => {
  describe.each(grade === 'A' ? [45, 4_096] : [45])('a window of %i bytes', (window) => {
    describe.each(grade === 'A' ? SWITCHES : SWITCHES.slice(0, 1))('$name', ({ name: _, ...switches }) => {
      const options = { ...switches, grade };
      const whole = withoutMishap(window, options);

      it.each(MISHAPS)('$name', (mishap) => {
        const claims = new Set<string>();
        for (const byte of points(whole.bytes)) {
          const done = run(mishap, byte, window, options);
          if (done === null) continue;
          const { model, rig } = done;
          const claim = claimOf(rig.ends[0]);
          const at = `${mishap.name} at byte ${byte} of ${whole.bytes}: ${claim}`;
          expect(rig.ends.length, at).toBe(1);
          expect(claim === 'printed' && !isComplete(model.paper, whole.paper), at).toBe(false);
          expect(claim === 'not printed' && isComplete(model.paper, whole.paper), at).toBe(false);
          expect(
            model.paper.filter((line) => line === whole.paper[1]).length,
            `${at}: a line twice`,
          ).toBeLessThanOrEqual(1);
          // A printer that says nothing cannot say that its buffer is full.
          if (grade !== 'D') expect(model.overrun, at).toBe(0);
          claims.add(claim);
        }
        expect(claims.size).toBeGreaterThan(0);
        if (grade === 'A') expect([...claims]).toEqual(expect.arrayContaining([...mishap.reaches]));
        if (grade === 'C' || grade === 'D') expect(claims.has('printed')).toBe(false);
      });
    });
  });
});
