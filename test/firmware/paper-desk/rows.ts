/**
 * The rows of facts/printer §1.7, "what the machine really does", each at every segment boundary of a slip and at seeded byte positions: the
 * paper is counted, and what the journal says of each slip is held against it (design §2, promises 2 and 3).
 */
import { describe, expect, it } from 'vitest';
import { type Mishap, type Setting, World } from './world.ts';

interface Row extends Mishap {
  readonly row: string;
  /** Seeded byte positions, besides the boundaries. */
  readonly positions: number;
  /** Printers that answer in order (A, B) leave nothing to be asked about. */
  readonly isKnown?: boolean;
  /** A printer that knows no DLE ENQ is switched off and on instead. */
  readonly needsDleEnq?: boolean;
  /** What was on the cable when the power went is read as commands by a printer that does not know their beginning. */
  readonly tearsCommands?: boolean;
}

const POWER_CYCLE: Mishap['mend'] = [['power-off'], ['power-on']];

const MANY = 200;
const FEW = 12;
const MEASURED_BY_THEN_MS = 20_000;

const ROWS: readonly Row[] = [
  {
    row: 'roll end while printing; a new roll',
    strike: ['paper-end'],
    mend: [['new-roll']],
    positions: MANY,
    isKnown: true,
  },
  {
    row: 'cover opened while printing; closed',
    strike: ['cover-open'],
    mend: [['cover-close']],
    positions: MANY,
    isKnown: true,
  },
  {
    row: 'power cycle',
    strike: ['power-off'],
    mend: [['power-on']],
    positions: MANY,
    tearsCommands: true,
  },
  {
    row: 'power gone for a moment',
    strike: ['power-cycle', { offMs: 300 }],
    mend: [],
    positions: FEW,
    tearsCommands: true,
  },
  {
    row: 'roll end, and the power cycled before the new roll',
    strike: ['paper-end'],
    mend: [['power-off'], ['power-on'], ['new-roll']],
    positions: FEW,
    tearsCommands: true,
  },
  {
    row: 'roll end, and the roll changed without power',
    strike: ['paper-end'],
    mend: [['power-off'], ['new-roll'], ['power-on']],
    positions: FEW,
    tearsCommands: true,
  },
  {
    row: 'roll end, and the terminal starts anew before the new roll',
    strike: ['paper-end'],
    mend: [['restart-terminal'], ['new-roll']],
    positions: FEW,
  },
  {
    row: 'autocutter jam, removed with the cover open',
    strike: ['jam'],
    mend: [['unjam'], ['cover-open'], ['cover-close']],
    positions: FEW,
    needsDleEnq: true,
    isKnown: true,
  },
  {
    row: 'autocutter jam, removed with the cover closed; the cashier says so',
    strike: ['jam'],
    mend: [['unjam'], ['cashier-clears']],
    positions: FEW,
    needsDleEnq: true,
    isKnown: true,
  },
  {
    row: 'autocutter jam, the cashier gives the slip up',
    strike: ['jam'],
    mend: [['unjam'], ['cashier-gives-up']],
    positions: FEW,
    needsDleEnq: true,
  },
  {
    row: 'another recoverable error, looked after with the cover open',
    strike: ['error', { kind: 'recoverable' }],
    mend: [['cover-open'], ['cover-close']],
    positions: FEW,
    needsDleEnq: true,
    isKnown: true,
  },
  { row: 'head temperature, cools down', strike: ['heat'], mend: [['cool']], positions: FEW, isKnown: true },
  {
    row: 'unrecoverable error, switched off and on',
    strike: ['error', { kind: 'unrecoverable' }],
    mend: [['power-off'], ['power-on']],
    positions: FEW,
    tearsCommands: true,
  },
  { row: 'feeding by button', strike: ['feed', { lines: 3 }], mend: [], positions: FEW, isKnown: true },
];

/** Numbers that look drawn and never change (Park and Miller). */
function drawn(seed: number, count: number, upTo: number): readonly number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return 1 + (state % upTo);
  });
}

/** Ends of what the driver hands over in one piece: each piece ends with a segment. */
function boundaries(writes: readonly number[]): readonly number[] {
  const ends: number[] = [];
  let at = 0;
  for (const bytes of writes) {
    at += bytes;
    if (bytes > 3) ends.push(at);
  }
  return ends;
}

/** What is wrong with the paper of one sale, in words. */
function wrong(world: World, copy: ReturnType<World['sale']>): readonly string[] {
  const whole = world.wholeSlipsOf(copy);
  const numbers = whole.map(({ number, duplicate }) => `${number}${duplicate ? ' marked' : ''}`);
  const found: string[] = [];
  if (whole.filter(({ duplicate }) => !duplicate).length > 1)
    found.push(`two unmarked originals: ${numbers.join(', ')}`);
  if (whole.length !== 1) found.push(`${whole.length} complete slips: ${numbers.join(', ')}`);
  for (const { slip, claim } of world.claimsOf(copy)) {
    const isWhole = whole.some(({ number }) => number === slip);
    if (isWhole !== (claim === 'printed'))
      found.push(`slip ${slip} is ${isWhole ? 'whole' : 'not whole'}, the journal says ${claim}`);
  }
  return found;
}

export function describeRows(name: string, setting: Setting): void {
  describe(name, () => {
    it.each(ROWS)(
      '$row',
      { timeout: 300_000 },
      ({ row: _, positions, isKnown, needsDleEnq, tearsCommands, ...given }) => {
        const isCycled = needsDleEnq === true && (setting.grade === 'C' || setting.grade === 'D');
        const mishap = isCycled ? { ...given, mend: [...given.mend, ...POWER_CYCLE] } : given;
        const world = new World(setting);
        expect(wrong(world, world.sale(null, 0))).toEqual([]);
        const { writes } = world;
        const bytes = writes.reduce((sum, size) => sum + size, 0);
        const at = [...boundaries(writes), ...drawn(20_260_729, positions, boundaries(writes).at(-1) ?? bytes)];
        for (const byte of at) {
          const copy = world.sale(mishap, byte);
          expect(wrong(world, copy), `at byte ${byte} of ${bytes}, ${copy}`).toEqual([]);
        }
        if (tearsCommands !== true && !isCycled) expect(world.complaints).toEqual([]);
        world.clock.advance(MEASURED_BY_THEN_MS);
        expect(world.grade).toBe(setting.grade);
        if (isKnown === true && (setting.grade === 'A' || setting.grade === 'B')) expect(world.doubts).toBe(0);
        expect(world.till.journal.verify()).toMatchObject({ ok: true });
      },
    );

    it('cover opened while idle; closed', () => {
      const world = new World(setting);
      for (const verb of ['cover-open', 'cover-close'] as const) {
        world.hand(verb);
        world.clock.advance(3_000);
      }
      expect(wrong(world, world.sale(null, 0))).toEqual([]);
    });
  });
}
