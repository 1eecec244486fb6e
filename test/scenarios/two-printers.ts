/** A quiet counter with a second printer (requirement D3), and its paper beside that of the first. In process. */
import { expect } from 'vitest';
import type { PrintedSlip } from '../countertop/promises.ts';
import type { Settings } from '../emulators/printer/settings.ts';
import { Paper } from '../simulation/paper.ts';
import type { Profile } from '../simulation/profile.ts';
import { QuietCounter } from './quiet-counter.ts';

const PRINTER: Partial<Settings> = {
  ...{ grade: 'A', flow: 'dtrdsr', bufferBytes: 4096, linesLeft: 100_000, lineMs: 8, baud: 0, bootMs: 0 },
};

const BARE: Partial<Settings> = { ...PRINTER, flow: 'none', bufferBytes: 45 };

export class TwoPrinters extends QuietCounter {
  readonly otherPaper: Paper;

  /**
   * @param line of both; on a bare one the terminal holds itself back
   * @param more what else stands there
   */
  constructor(line: Profile['line'] = 'rtscts', more: Partial<Profile> = {}) {
    super({}, true, undefined, undefined, {
      ...more,
      line,
      display: true,
      printer: line === 'bare' ? BARE : PRINTER,
      secondPrinter: line === 'bare' ? BARE : PRINTER,
    });
    const { printer2 } = this.world.devices;
    if (printer2 === null) throw new Error('there is no second printer');
    this.otherPaper = new Paper(printer2);
  }

  /** Up to the card; whatever it takes to be approved. */
  ringUp(fen = '1200'): void {
    this.press(fen, 'confirm');
    this.presents();
    this.until(/APPROVED/);
  }

  /** Whole slips on both papers, as the journal's copies have them. */
  slipsOf(paper: Paper): readonly { readonly number: number; readonly copy: string; readonly mark: string }[] {
    return paper.whole().map((slip) => ({ number: slip.number, copy: slip.copy, mark: markOf(slip) }));
  }

  /** Promise 2 over both papers: for each copy at most one complete unmarked slip, and what is called printed is there. */
  expectPaperKept(): void {
    const whole = [...this.paper.whole(), ...this.otherPaper.whole()];
    const copyOf = new Map<number, string>();
    for (const entry of this.world.entries)
      if (entry.type === 'receipt.started') copyOf.set(entry.body.slip, entry.body.copy);
    const unmarked = whole.filter(({ duplicate }) => !duplicate).map(({ number }) => copyOf.get(number));
    expect(unmarked).not.toContain(undefined);
    expect(new Set(unmarked).size, `unmarked: ${unmarked.join(', ')}`).toBe(unmarked.length);
    const numbers = new Set(whole.map(({ number }) => number));
    for (const entry of this.world.entries)
      if (entry.type === 'receipt.printed' && entry.body.evidence.by === 'printer')
        expect(numbers).toContain(entry.body.slip);
    expect(this.journal.copiesOwed()).toEqual([]);
  }
}

function markOf(slip: PrintedSlip): string {
  return slip.duplicate ? 'duplicate' : slip.replaces === null ? 'original' : `replaces ${slip.replaces}`;
}
