/** Slips as segments, segments as chunks (facts/printer §1.5, design §13): identity, order, window, boundaries. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChunkOptions, chunksFrom } from '../../../drivers/printer/chunks.ts';
import { PROCESS_IDS_PER_JOB, type PrintLine } from '../../../drivers/printer/printer.ts';
import {
  fenceId,
  SLOT_BEFORE_LAST_INK,
  SLOT_CUT,
  SLOT_LAST_INK,
  slipId,
  slotOf,
} from '../../../drivers/printer/process-ids.ts';
import { type PlanOptions, planJob } from '../../../drivers/printer/segments.ts';
import { slipOf } from './rig.ts';

function planOptions(window: number): PlanOptions {
  const segmentBytes = window < 512 ? window - 11 : 512;
  return {
    columns: 48,
    charset: 'gb18030',
    rasterise: null,
    logo: null,
    cutter: true,
    segmentBytes,
    partsAtCodes: false,
    longestCommandBytes: window - 3,
  };
}
function chunkOptions(window: number): ChunkOptions {
  const restates = window < 512;
  return { window, closing: 'id', queries: true, charset: 'gb18030', ahead: [], remembers: false, restates };
}
const TOP = { segment: 0, line: 0 };

describe('process IDs', () => {
  it('are four characters 32…126, ascending with slip and place, and read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 150_000 }), fc.nat(PROCESS_IDS_PER_JOB - 1), (slip, slot) => {
        const id = slipId(slip, slot);
        expect(id).toMatch(/^[\x20-\x7e]{4}$/);
        expect(slotOf(id, slip)).toBe(slot);
        expect(slotOf(id, slip + 1)).toBe(null);
        if (slot > 0) expect(id > slipId(slip, slot - 1)).toBe(true);
        expect(slipId(slip + 1, 0) > id).toBe(true);
      }),
    );
  });
  it('of fences belong to no slip, and none holds a command', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (n, slip) => {
        expect(slotOf(fenceId(n), slip)).toBe(null);
        expect(fenceId(n)).toMatch(/^[\x20-\x7e]{4}$/);
      }),
    );
  });
});

describe('segments', () => {
  it('end with the last line and the cut, at places that do not depend on how the slip is cut', () => {
    for (const window of [45, 128, 4_096]) {
      const plan = planJob({ job: 'j', slip: 9, lines: slipOf(30) }, planOptions(window));
      const slots = plan.segments.map(({ id }) => slotOf(id, 9));
      expect(slots.slice(-3)).toEqual([SLOT_BEFORE_LAST_INK, SLOT_LAST_INK, SLOT_CUT]);
      expect(plan.segments.map(({ kind }) => kind).slice(-3)).toEqual(['body', 'last-ink', 'cut']);
    }
  });
  it('never run out of IDs, however long the report', () => {
    const lines = Array.from(
      { length: 3_000 },
      (_, n): PrintLine => ({ kind: 'text', text: `line ${n} ${'x'.repeat(30)}` }),
    );
    const plan = planJob({ job: 'j', slip: 1, lines }, planOptions(45));
    expect(plan.segments.length).toBeLessThanOrEqual(PROCESS_IDS_PER_JOB);
    expect(new Set(plan.segments.map(({ id }) => id)).size).toBe(plan.segments.length);
  });
  it('a slip of one line is that line and the cut; an empty one is the cut', () => {
    const one = planJob({ job: 'j', slip: 1, lines: [{ kind: 'text', text: 'A' }] }, planOptions(45));
    expect(one.segments.map(({ kind }) => kind)).toEqual(['last-ink', 'cut']);
    expect(planJob({ job: 'j', slip: 1, lines: [] }, planOptions(45)).segments.map(({ kind }) => kind)).toEqual([
      'cut',
    ]);
  });
});

const anyLine: fc.Arbitrary<PrintLine> = fc.oneof(
  fc
    .string({ unit: fc.constantFrom('A', 'b', ' ', '商', '品', '￥', '1'), maxLength: 24 })
    .map((text): PrintLine => ({ kind: 'text', text })),
  fc.constantFrom<PrintLine>(
    { kind: 'rule' },
    { kind: 'feed', lines: 2 },
    { kind: 'qr', data: 'T-0001-ABCDEF' },
    { kind: 'barcode', data: '000100020003' },
    { kind: 'text', text: '合计 TOTAL', bold: true, size: 'large', align: 'right' },
  ),
);

describe('chunks', () => {
  it('never exceed the window; joined they are the slip; each is closed by a question', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 30 }), fc.constantFrom(45, 64, 300, 4_096), (lines, window) => {
        const plan = planJob({ job: 'j', slip: 5, lines }, planOptions(window));
        const chunks = chunksFrom(plan, TOP, chunkOptions(window));
        for (const chunk of chunks) {
          expect(chunk.bytes.length).toBeLessThanOrEqual(window);
          const tail = Buffer.from(chunk.bytes).toString('latin1');
          if (chunk.asks?.kind === 'id') expect(tail.endsWith(`\x1d(H\x06\x0000${chunk.asks.id}`)).toBe(true);
          else expect(tail.endsWith('\x1dr\x01')).toBe(true);
        }
        const ids = chunks.flatMap(({ asks }) => (asks?.kind === 'id' ? [asks.segment] : []));
        expect(ids).toEqual(plan.segments.map((_, at) => at + 1));
      }),
      { numRuns: 1_000 },
    );
  });

  it('no query stands between the two bytes of a character', () => {
    for (let ascii = 0; ascii < 6; ascii += 1) {
      const text = `${'A'.repeat(ascii)}${'商'.repeat(21)}`;
      const plan = planJob({ job: 'j', slip: 5, lines: [{ kind: 'text', text }] }, planOptions(45));
      const chunks = chunksFrom(plan, TOP, chunkOptions(45));
      for (const { bytes } of chunks) {
        const body = Buffer.from(bytes)
          .toString('hex')
          .replace(/1d7201$|1d284806003030.{8}$/, '')
          .replace(/^(1b401d61ff)?1c26/, '');
        expect(body.replace(/^(41)*/, '')).toMatch(/^(c9cc)*(0a)?$|^1d564200$/);
      }
    }
  });

  it("taken up again at a line, the printer is set up from scratch with that line's modes", () => {
    const lines: readonly PrintLine[] = [
      { kind: 'text', text: 'A', bold: true, align: 'center', size: 'large' },
      { kind: 'text', text: 'B', bold: true, align: 'center', size: 'large' },
      { kind: 'text', text: 'C' },
    ];
    const plan = planJob({ job: 'j', slip: 5, lines }, { ...planOptions(45), segmentBytes: 1 });
    const [first] = chunksFrom(plan, { segment: 1, line: 0 }, chunkOptions(45));
    expect(Buffer.from(first?.bytes ?? []).toString('hex')).toMatch(/^1b401d61ff1d21111b45011b6101420a/);
  });

  it('the cut of a stub stands before everything', () => {
    const plan = planJob({ job: 'j', slip: 5, lines: [{ kind: 'text', text: 'A' }] }, planOptions(45));
    const [first] = chunksFrom(plan, TOP, { ...chunkOptions(45), ahead: [Uint8Array.of(0x1d, 0x56, 0x42, 0)] });
    expect(Buffer.from(first?.bytes ?? []).toString('hex')).toMatch(/^1b401d61ff1d564200410a/);
  });

  it('only the chunk that ends the last inked line says so', () => {
    const plan = planJob({ job: 'j', slip: 5, lines: slipOf(5, 'x'.repeat(48)) }, planOptions(45));
    const chunks = chunksFrom(plan, TOP, chunkOptions(45));
    const at = chunks.findIndex(({ endsInk }) => endsInk);
    expect(chunks.filter(({ endsInk }) => endsInk)).toHaveLength(1);
    expect(Buffer.from(chunks[at]?.bytes ?? []).toString('latin1')).toContain('x\n');
  });
});
