/** The cover opened in the middle of a line, on the emulated printer: by switch it goes on by itself or waits for DLE ENQ (facts/printer §1.7). */
import { describe, expect, it } from 'vitest';
import { printerVerbs } from '../../emulators/printer/verbs.ts';
import { EmulatedPaper } from './emulated-paper.ts';
import { slipOf } from './rig.ts';

describe('the cover is opened while printing and closed again', () => {
  it.each(['by-itself', 'dle-enq'] as const)('%s', (coverRecovery) => {
    const paper = new EmulatedPaper({ printer: { coverRecovery, lineMs: 25 } });
    printerVerbs(paper.printer)['cover-open']?.({ afterLines: 4 });
    paper.clock.after(3_000, () => paper.printer.mishaps.coverClose());
    expect(paper.print(slipOf(12)).type).toBe('printer.jobPrinted');
    expect(paper.events).toContainEqual(expect.objectContaining({ type: 'printer.jobHeld', cause: 'cover-open' }));
    const retries = paper.device.filter(({ event, command }) => event === 'real-time' && command === 'recover');
    expect(retries).toHaveLength(coverRecovery === 'dle-enq' ? 1 : 0);
    expect(paper.complaints).toEqual([]);
  });
});
