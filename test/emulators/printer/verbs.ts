/** The fault verbs of the control lines (README.md has the table). Each answers with the printer's state unless it says otherwise. */
import { writeFile } from 'node:fs/promises';
import { choiceOf, flagOf, textOf } from '../verb-arguments.ts';
import type { Where } from './armed-faults.ts';
import type { Printer } from './printer.ts';
import { headDots } from './settings.ts';

type Args = Record<string, unknown>;
export type Verbs = Record<string, (args: Args) => unknown>;

/** @throws Error naming the argument and what it may be. */
function numberArg(args: Args, name: string, fallback: number | null): number | null {
  const value = args[name];
  if (value === undefined || value === null) return fallback;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new Error(`"${name}" must be a whole number of 0 or more, not ${JSON.stringify(value)}`);
  }
  return value;
}

export function whole(args: Args, name: string, fallback: number): number {
  return numberArg(args, name, fallback) ?? fallback;
}

function bytesArg(args: Args): number[] {
  const { hex } = args;
  if (typeof hex !== 'string' || !/^(\s*[0-9a-fA-F]{2})+\s*$/.test(hex)) {
    throw new Error(`"hex" must be pairs of hex digits, not ${JSON.stringify(hex)}`);
  }
  return [...Buffer.from(hex.replace(/\s/g, ''), 'hex')];
}

/** What strikes at once, or after so many bytes or lines. */
function faultVerbs(printer: Printer): Verbs {
  const { mishaps } = printer;
  const { faults, transmitter } = printer.works;
  const fault =
    (name: string, where: Where, strike: (args: Args) => void) =>
    (args: Args): object => {
      const afterBytes = numberArg(args, 'afterBytes', null);
      const afterLines = numberArg(args, 'afterLines', null);
      faults.arm(name, { afterBytes, afterLines }, where, () => strike(args));
      return printer.state();
    };
  return {
    'paper-end': fault('paper-end', 'after-line', () => mishaps.paperEnd()),
    'near-end': fault('near-end', 'after-line', (args) => mishaps.nearEnd(flagOf(args, 'on', true))),
    'cover-open': fault('cover-open', 'mid-line', () => mishaps.coverOpen()),
    jam: fault('jam', 'before-line', () => mishaps.jam()),
    heat: fault('heat', 'before-line', () => mishaps.heat()),
    error: fault('error', 'before-line', (args) =>
      mishaps.fail(choiceOf(args, 'kind', ['recoverable', 'unrecoverable'], 'recoverable')),
    ),
    'power-off': fault('power-off', 'mid-line', () => mishaps.powerOff()),
    'power-cycle': fault('power-cycle', 'mid-line', (args) => mishaps.powerCycle(whole(args, 'offMs', 0))),
    mute: fault('mute', 'mid-line', (args) => {
      transmitter.setMuted(true);
      mishaps.setDeaf(flagOf(args, 'deaf', false));
    }),
    disarm: () => {
      faults.disarm();
      return printer.state();
    },
  };
}

/** What makes it well again, and what a person does at the machine. */
function handVerbs(printer: Printer): Verbs {
  const { mishaps } = printer;
  const { transmitter } = printer.works;
  const hand =
    (act: (args: Args) => void) =>
    (args: Args): object => {
      act(args);
      return printer.state();
    };
  return {
    'new-roll': hand((args) =>
      mishaps.newRoll(whole(args, 'lines', printer.works.settings.linesLeft), flagOf(args, 'reversed', false)),
    ),
    'cover-close': hand(() => mishaps.coverClose()),
    unjam: hand(() => mishaps.unjam()),
    cool: hand(() => mishaps.cool()),
    'power-on': hand(() => mishaps.powerOn()),
    unmute: hand(() => {
      transmitter.setMuted(false);
      mishaps.setDeaf(false);
    }),
    feed: (args) => ({ fed: mishaps.pressFeed(whole(args, 'lines', 1)) }),
    tear: hand(() => mishaps.tear()),
    drawer: hand((args) => mishaps.setDrawer(flagOf(args, 'high', true))),
  };
}

/** Draws only when asked: fonts and canvas are not loaded before. */
function drawVerb(printer: Printer): Verbs {
  return {
    png: async (args) => {
      const { slip } = args;
      const file = textOf(args, 'file');
      const all = printer.works.tape.slips();
      const chosen = slip === undefined ? all : all.filter((one) => one.number === slip);
      if (chosen.length === 0) throw new Error(`no slip ${JSON.stringify(slip ?? 'at all')}; there are ${all.length}`);
      const [{ Glyphs }, { pictureOf }] = await Promise.all([import('./glyphs.ts'), import('./picture.ts')]);
      const png = pictureOf(chosen, headDots(printer.works.settings), new Glyphs());
      await writeFile(file, png);
      return { file, bytes: png.length, slips: chosen.map((one) => one.number) };
    },
  };
}

/** What the back channel does to the answers. */
function wireVerbs(printer: Printer): Verbs {
  const { transmitter } = printer.works;
  return {
    split: (args) => void transmitter.setSplit(flagOf(args, 'on', true)),
    coalesce: (args) => void transmitter.setCoalesceMs(whole(args, 'ms', 20)),
    garbage: (args) => void transmitter.garbage(bytesArg(args)),
    'stale-answer': (args) => void transmitter.setStale(flagOf(args, 'on', true)),
    'late-answers': (args) => void transmitter.setLateMs(whole(args, 'ms', 1000)),
  };
}

export function printerVerbs(printer: Printer): Verbs {
  return {
    ...faultVerbs(printer),
    ...handVerbs(printer),
    ...wireVerbs(printer),
    ...drawVerb(printer),
    tape: (args) => printer.tape(flagOf(args, 'bitmaps', false)),
    'take-away': () => ({ taken: printer.works.tape.takeAway() }),
    state: () => printer.state(),
  };
}
