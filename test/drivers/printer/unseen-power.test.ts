/**
 * Power cycles that nothing tells: flow control, or a slow line, holds the rest of a slip while the printer is off, DSR is not wired, low for ever or
 * looped in the cable, ASB has nothing to say. What comes afterwards is printed and answered by name, by a printer that has forgotten the
 * beginning (README "What the line holds").
 */
import { describe, expect, it } from 'vitest';
import { MEMORY_QUERY } from '../../../drivers/printer/commands.ts';
import { isGuarded, memoryOf } from '../../../drivers/printer/memory.ts';
import type { PrintLine } from '../../../drivers/printer/printer.ts';
import type { Settings } from '../../emulators/printer/settings.ts';
import { EmulatedPaper, type PaperOptions } from './emulated-paper.ts';
import { ModelPrinter } from './model-printer.ts';
import { Rig, slipOf } from './rig.ts';

/** Codes in between: what is stored for them takes the place of what the printer is to remember. */
const LINES: readonly PrintLine[] = [
  ...slipOf(14),
  { kind: 'qr', data: 'TP1/10000001/2/606109000002' },
  ...slipOf(6),
  { kind: 'barcode', data: '00000002' },
  { kind: 'text', text: 'THE END' },
];
const BYTES = 1_500;
const INKED = 30;
/** The shortest that anybody is quick enough for (test/simulation/README.md). */
const OFF_MS = 700;

interface Line {
  readonly name: string;
  readonly flow: string;
  readonly printer: Partial<Settings>;
  readonly buffer?: number;
}

const HELD = { flow: 'dtrdsr', baud: 115_200, lineMs: 30 } as const;
const LINES_THAT_OUTLAST: readonly Line[] = [
  { name: 'RTS/CTS, buffer of 45', flow: '&flow=rtscts', printer: { ...HELD, bufferBytes: 45 } },
  { name: 'RTS/CTS, buffer of 4096', flow: '&flow=rtscts', printer: { ...HELD, busyWhen: 'full-or-offline' } },
  {
    name: 'RTS/CTS, 9600 baud, ASB at power-on',
    flow: '&flow=rtscts',
    printer: { ...HELD, baud: 9_600, lineMs: 8, asbAtPowerOn: 255 },
  },
  { name: 'DTR/DSR, slow to boot', flow: '&flow=dtrdsr', printer: { ...HELD, bufferBytes: 45, bootMs: 3_000 } },
  { name: 'XON/XOFF, 9600 baud', flow: '&flow=xonxoff', printer: { flow: 'xonxoff', baud: 9_600, lineMs: 30 } },
  { name: 'none, 9600 baud, buffer=4096', flow: '', printer: { baud: 9_600, lineMs: 8 }, buffer: 4_096 },
];

type Dsr = 'absent' | 'low' | 'high';

function connect(
  line: Line,
  dsr: Dsr,
  also: Partial<Settings> = {},
  grade: PaperOptions['grade'] = 'A',
): EmulatedPaper {
  const printer = { ...line.printer, ...also };
  const address = `serial:/dev/pos/printer?baud=${printer.baud}${line.flow}`;
  const driver = line.buffer === undefined ? {} : { driver: { buffer: line.buffer } };
  const paper = new EmulatedPaper({ address, printer: { ...printer, grade }, grade, ...driver });
  if (dsr !== 'absent') paper.dsr(dsr === 'high');
  return paper;
}

const shown = (paper: EmulatedPaper): readonly string[] =>
  paper.printer.tape().map(({ lines, codes }) => JSON.stringify([lines, codes.map(({ what }) => what)]));

const WHOLE = (() => {
  const paper = new EmulatedPaper();
  paper.print(LINES);
  return shown(paper)[0] ?? '';
})();

/** Where the power goes: by bytes that have come, by lines that are printed. */
const PLACES: readonly Record<string, number>[] = [
  ...Array.from({ length: 12 }, (_, n) => ({ afterBytes: 1 + Math.floor((n * BYTES) / 12) })),
  ...Array.from({ length: 8 }, (_, n) => ({ afterLines: Math.floor((n * INKED) / 8) })),
];

/** Prints once, with a fault armed. @returns how it ended, and whether a whole slip lies there. */
function outcome(
  paper: EmulatedPaper,
  place: Record<string, number>,
): { readonly end: string; readonly whole: boolean } {
  paper.hand('power-cycle', { ...place, offMs: OFF_MS });
  const { type } = paper.print(LINES);
  paper.clock.advance(8_000);
  return { end: type, whole: shown(paper).includes(WHOLE) };
}

const lies = (line: Line, dsr: Dsr, also: Partial<Settings>, grade: PaperOptions['grade']) =>
  PLACES.filter((place) => {
    const { end, whole } = outcome(connect(line, dsr, also, grade), place);
    return (end === 'printer.jobPrinted' && !whole) || (end === 'printer.jobNotPrinted' && whole);
  });

describe.each(LINES_THAT_OUTLAST)('$name', (line) => {
  it.each([
    ['absent', 'A', true],
    ['low', 'A', true],
    ['high', 'A', true],
    ['absent', 'A', false],
    ['low', 'A', false],
    ['absent', 'B', true],
    ['absent', 'B', false],
  ] as const)('DSR %s, grade %s, tells of its memory: %s: never called printed', (dsr, grade, tellsSymbolSize) => {
    expect(lies(line, dsr, { tellsSymbolSize }, grade)).toEqual([]);
  });

  it.each([
    ['as fast as any', {}],
    ['40 mm/s', { lineMs: 94 }],
    ['that tells nothing of its memory', { tellsSymbolSize: false }],
  ] as const)(
    'a healthy printer, %s, also where its answers come half a second late: printed, nobody is asked',
    (_, also) => {
      const paper = connect(line, 'absent', also);
      expect(paper.print(LINES).type).toBe('printer.jobPrinted');
      paper.hand('late-answers', { ms: 500 });
      paper.clock.advance(8_000);
      expect(paper.print(LINES).type).toBe('printer.jobPrinted');
      expect(paper.complaints.filter(({ event }) => event !== 'overrun')).toEqual([]);
    },
  );

  it.each([
    ['paper-end', 'new-roll'],
    ['cover-open', 'cover-close'],
  ])('%s by its word: printed', (fault, cure) => {
    const paper = connect(line, 'absent');
    paper.hand(fault, { afterLines: 5 });
    paper.clock.after(6_000, () => paper.hand(cure));
    expect(paper.print(LINES).type).toBe('printer.jobPrinted');
  });

  it('switched off for the new roll, and on again with ASB as if nothing had been: not called printed', () => {
    const paper = connect(line, 'absent', { asbAtPowerOn: 255 });
    paper.hand('paper-end', { afterLines: 9 });
    const job = paper.start(LINES);
    paper.until(({ type }) => type === 'printer.jobHeld');
    paper.clock.advance(4_000);
    paper.hand('power-off');
    paper.clock.advance(1_000);
    paper.hand('new-roll');
    paper.hand('power-on');
    expect(paper.end(job).type).not.toBe('printer.jobPrinted');
  });
});

describe.each(LINES_THAT_OUTLAST)('$name: a slip of an earlier life', (line) => {
  const SAYS: PaperOptions['grade'][] = ['A', 'B'];

  it.each(SAYS)(
    'grade %s, switched off in the middle, then out of paper when the terminal starts anew: its last word alone is not believed',
    (grade) => {
      // Cut behind its first byte nothing is missing: the rest of ESC @ is a letter in the first line.
      const lying = PLACES.slice(1).filter((place) => {
        const paper = connect(line, 'absent', {}, grade);
        paper.hand('power-cycle', { ...place, offMs: OFF_MS });
        paper.start(LINES);
        for (let n = 0; n < 600 && !paper.device.some(({ event }) => event === 'power-on'); n += 1)
          paper.clock.advance(20);
        paper.hand('paper-end', { afterLines: 1 });
        paper.startAgain();
        paper.clock.advance(8_000);
        paper.hand('new-roll');
        const { type } = paper.settle(LINES);
        paper.clock.advance(8_000);
        return type === 'printer.jobPrinted' && !shown(paper).includes(WHOLE);
      });
      expect(lying).toEqual([]);
    },
  );
});

it.each([
  ['without a code', slipOf(24), 'printer.jobPrinted'],
  [
    'whose code has taken the place of what was stored at the beginning',
    [{ kind: 'qr', data: '1' }, ...slipOf(24)],
    'printer.jobUnknown',
  ],
] as const)('a healthy printer, out of paper in a slip %s when the terminal starts anew', (_, lines, end) => {
  const paper = new EmulatedPaper({ printer: { ...HELD, lineMs: 200 } });
  paper.hand('paper-end', { afterLines: 10 });
  paper.start(lines);
  paper.clock.advance(8_000);
  paper.startAgain();
  paper.clock.advance(8_000);
  paper.hand('new-roll');
  expect(paper.settle(lines).type).toBe(end);
});

describe('the question', () => {
  const [line] = LINES_THAT_OUTLAST as [Line];
  const sentTo = (paper: EmulatedPaper) => Buffer.concat(paper.written).toString('hex');
  const ASKS = '1d286b0300315230';

  it('stands at the beginning, before each proof and before a code that overwrites the answer; nothing of it is printed', () => {
    const paper = connect(line, 'absent');
    const from = sentTo(paper).length;
    paper.print(LINES);
    const sent = sentTo(paper).slice(from);
    const proofs = sent.split('1d2848060030').length - 1;
    expect(sent.split(ASKS).length - 1).toBe(proofs + 2);
    expect(sent.split(`${ASKS}1d284806`).length - 1).toBe(proofs);
    expect(paper.complaints).toEqual([]);
  });

  it.each([
    ['a printer that does not tell', 'serial:/dev/p?baud=115200&flow=rtscts', { tellsSymbolSize: false }, 2],
    ['a line on which nothing outlasts the power', 'serial:/dev/p?baud=115200', { flow: 'none' }, 0],
    ['a network', 'tcp:printer:9100', { lineMs: 20 }, 0],
  ] as const)('%s is not asked in a slip', (_, address, printer, times) => {
    const paper = new EmulatedPaper({ address, printer: { ...HELD, ...printer } });
    paper.print(LINES);
    expect(sentTo(paper).split(ASKS).length - 1).toBe(times); // at identification
  });
});

describe('what identification finds out', () => {
  const EMPTY = '301f301f311f31';
  const STORED = '36331f36331f311f30';

  it.each([
    ['tells both', [EMPTY, STORED], { whenEmpty: EMPTY, whenFull: STORED }],
    ['says nothing of an empty store', [null, STORED], { whenEmpty: null, whenFull: STORED }],
    ['says the same of both', [STORED, STORED], 'silent'],
    ['says nothing', [null, null], 'silent'],
    [
      'answers of two probes in a row, torn: the later empty store is not taken for what it says when full',
      [STORED, EMPTY],
      'silent',
    ],
  ] as const)('%s', (_, told, memory) => expect(memoryOf(told)).toEqual(memory));

  it('fallen silent while it is asked: guarded by time whatever DSR says, and asked once more before', () => {
    const model = new ModelPrinter();
    const rig = new Rig(model, { address: 'serial:/dev/pos/printer?baud=115200&flow=rtscts' });
    let asked = 0;
    rig.onWrite = (bytes) => {
      if (!Buffer.from(bytes).includes(Buffer.from(MEMORY_QUERY))) return;
      asked += 1;
      model.powered = false;
      rig.input({ type: 'modemLines', dsr: true });
    };
    rig.open();
    rig.pass(1_700);
    model.powerOn();
    rig.until('printer.identified');
    expect(asked).toBe(2);
    expect(isGuarded(rig.state)).toBe(true);
  });
});
