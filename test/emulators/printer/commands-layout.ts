/** Where things stand on the paper: spacing, margins, feeding, cutting (facts/printer.md §1.9; APG p.373–374 for the cut). */

import type { Command, Machine } from './command.ts';
import { code, digit, ESC, fixed, GS, mode, notAtLineStart, word } from './command.ts';
import type { Step } from './mechanism.ts';
import { feedSteps } from './mechanism.ts';
import { headDots } from './settings.ts';

/** ESC d and ESC J: prints, then goes on to `dots` from the top of the line. */
function printAndFeed(dots: number, machine: Machine): void {
  machine.printLine(0, false);
  machine.add(feedSteps(dots));
}

function feedLines(n: number, machine: Machine): void {
  const { lineSpacingDots } = machine.modes;
  if (machine.line.hasInk) {
    machine.printLine(n > 0 ? null : 0, false);
    machine.add(feedSteps((n - 1) * lineSpacingDots));
  } else printAndFeed(n * lineSpacingDots, machine);
}

/** GS L and GS W: what goes beyond the head is cut off. */
function place(machine: Machine, patch: { leftMarginDots?: number; askedAreaDots?: number }): string | undefined {
  const { modes, settings, line } = machine;
  if (!line.isEmpty) return notAtLineStart;
  Object.assign(modes, patch);
  modes.leftMarginDots = Math.min(modes.leftMarginDots, headDots(settings) - 12);
  modes.areaDots = Math.max(12, Math.min(modes.askedAreaDots, headDots(settings) - modes.leftMarginDots));
  return undefined;
}

/** All forms of GS V. The knife stands `cutterGapDots` above the head. */
function cut(bytes: readonly number[], machine: Machine): string | undefined {
  if (!machine.line.isEmpty) return notAtLineStart;
  const m = bytes[2] ?? 0;
  const n = bytes[3] ?? 0;
  const gap = machine.settings.cutterGapDots;
  const end = [0, 48, 65, 97, 103].includes(m) ? 'full-cut' : 'partial-cut';
  const knife = (backFeedDots: number): Step => ({ kind: 'cut', end, backFeedDots, atDots: null });
  if (m < 65) machine.add([knife(0)]);
  else if (m < 97) machine.add([...feedSteps(gap + n), knife(0)]);
  else if (m < 100) machine.add([{ kind: 'reserve-cut', end, dots: n }]);
  else machine.add([...feedSteps(gap + n), knife(gap)]);
  return undefined;
}

const cutForms = [0, 1, 48, 49, 65, 66, 97, 98, 103, 104];

const gsV: Command = {
  name: 'GS V m (n)',
  prefix: [GS, code('V')],
  total: (bytes) => {
    const m = bytes[2];
    if (m === undefined) return null;
    if (!cutForms.includes(m)) return `unknown cut ${m}`;
    return m < 65 ? 3 : 4;
  },
  run: cut,
};

const tabs: Command = {
  name: 'ESC D n1…nk NUL',
  prefix: [ESC, code('D')],
  total: (bytes) => {
    const end = bytes.indexOf(0, 2);
    if (end >= 0) return end + 1;
    return bytes.length > 34 ? 'more than 32 tab stops' : null;
  },
  run: (bytes, { modes }) => {
    modes.tabsDots = bytes.slice(2, -1).map((column) => column * 12);
    return undefined;
  },
};

export const layoutCommands: readonly Command[] = [
  fixed('HT', [0x09], 0, (_, machine) => void machine.line.tab(machine.modes)),
  fixed('LF', [0x0a], 0, (_, machine) => void machine.printLine(null, false)),
  // "Ignored with a serial interface" as long as automatic line feed is off.
  fixed('CR', [0x0d], 0, () => undefined),
  fixed('ESC $ nL nH', [ESC, code('$')], 2, (p, { line, modes }) => void line.moveTo(word(p, 0), modes)),
  fixed('ESC \\ nL nH', [ESC, code('\\')], 2, (p, { line, modes }) => {
    const n = word(p, 0);
    line.moveBy(n > 0x7fff ? n - 0x10000 : n, modes);
    return undefined;
  }),
  mode('ESC 2', [ESC, code('2')], 0, () => ({ lineSpacingDots: 30 })),
  mode('ESC 3 n', [ESC, code('3')], 1, (n) => ({ lineSpacingDots: n })),
  fixed('ESC J n', [ESC, code('J')], 1, ([n = 0], machine) => {
    if (machine.line.hasInk) machine.printLine(n, false);
    else printAndFeed(n, machine);
    return undefined;
  }),
  fixed('ESC d n', [ESC, code('d')], 1, ([n = 0], machine) => void feedLines(n, machine)),
  fixed('ESC a n', [ESC, code('a')], 1, ([n], { modes, line }) => {
    const align = digit(n, 2);
    if (align === null) return `parameter ${n} out of range`;
    if (!line.isEmpty) return notAtLineStart;
    modes.align = align as 0 | 1 | 2;
    return undefined;
  }),
  fixed('GS L nL nH', [GS, code('L')], 2, (p, machine) => place(machine, { leftMarginDots: word(p, 0) })),
  fixed('GS W nL nH', [GS, code('W')], 2, (p, machine) => place(machine, { askedAreaDots: word(p, 0) })),
  // Only the default motion units (one dot) are modelled.
  fixed('GS P x y', [GS, code('P')], 2, ([x, y]) =>
    (x === 0 || x === 203) && (y === 0 || y === 203) ? undefined : 'motion units other than one dot are not modelled',
  ),
  tabs,
  gsV,
];
