/**
 * Each row of the paper promise (design §6) with the moment at which losing the power would hurt most, and why it is that one. A row brings the
 * counter there, somebody cuts the power, and `after` says what must be true when the power is back, before anything else is put right.
 */
import { expect } from 'vitest';
import { ringUp } from '../countertop/cashier.ts';
import { type Countertop, TEST_CARDS } from '../countertop/countertop.ts';

export interface PaperRow {
  readonly row: string;
  readonly scenario: string;
  /** Why it is the worst one. */
  readonly worst: string;
  /** Up to the moment at which the power goes. */
  readonly reach: (it: Countertop) => Promise<void>;
  /** The power is off; what happens to paper and printer meanwhile. */
  readonly meanwhile?: (it: Countertop) => Promise<unknown>;
  /** What the terminal shows first when it is switched on again; left out: nothing is looked at before all is put right. */
  readonly shows?: RegExp;
  readonly after?: (it: Countertop) => Promise<void>;
}

/** The printer says `event` from now on. */
export function printed(it: Countertop, event: string, count = 1): () => Promise<unknown> {
  let left = count;
  const since = it.printer.events.length;
  return () => it.printer.until((told) => told.event === event && --left === 0, `${event} × ${count}`, since);
}

export function bank(it: Countertop, event: 'request' | 'answer', kind: string): () => Promise<unknown> {
  const since = it.acquirer.events.length;
  return () => it.acquirer.until((told) => told.event === event && told['kind'] === kind, `${event} ${kind}`, since);
}

export const has = (it: Countertop, type: string): number => it.entries().filter((entry) => entry.type === type).length;

export async function withoutPaper(it: Countertop): Promise<void> {
  await it.printer.do('paper-end');
  await it.firmware.screen(/OUT OF PAPER/);
}

/** The amount is typed; nothing can be printed. */
export async function asked(it: Countertop, fen: string): Promise<void> {
  await it.type(fen);
  await it.press('confirm');
  await it.firmware.screen(/GO ON WITHOUT PAPER/);
}

export async function goOn(it: Countertop): Promise<void> {
  await it.press('confirm');
  await it.firmware.screen(/SWIPE THE CARD/);
  await it.swipe(TEST_CARDS.visa);
}

async function heldSlip(it: Countertop): Promise<void> {
  await it.printer.do('paper-end', { afterLines: 12 });
  await ringUp(it, '4500');
  await it.firmware.screen(/UNFINISHED/);
}

const UNFINISHED: readonly PaperRow[] = [
  {
    row: 'paper near end',
    scenario: 'a sale on the last metres of the roll',
    worst:
      'the second slip is cut, its answer is on the wire: both are on paper, the journal knows of one at most; the warning is nowhere but in the sensor',
    async reach(it) {
      await it.printer.do('near-end');
      await it.firmware.screen(/PAPER LOW/);
      const cut = printed(it, 'cut', 2);
      await ringUp(it, '4500');
      await cut();
    },
    shows: /PAPER LOW/,
  },
  {
    row: 'paper near end',
    scenario: 'a report is begun although the roll will not do for it',
    worst: 'the paper ends inside the report, and nothing of that is written down: half a report lies there',
    async reach(it) {
      await it.printer.do('near-end');
      await it.printer.do('paper-end', { afterLines: 8 });
      const ended = printed(it, 'paper-end');
      await it.press('functions', '5');
      await it.firmware.screen(/X REPORT/);
      await it.press('confirm');
      await it.firmware.screen(/TO BE PRINTED[\s\S]*ENOUGH PAPER/);
      await it.press('confirm');
      await it.firmware.screen(/READY[\s\S]*ENTER print/);
      await it.press('confirm');
      await ended();
    },
    shows: /OUT OF PAPER/,
    async after(it) {
      expect(it.obligations().filter(({ kind }) => kind === 'receipt')).toHaveLength(1);
    },
  },
  {
    row: 'paper ends in the middle of a receipt',
    scenario: 'the new roll is put in while the terminal is dead',
    worst:
      'the terminal has not written down that the paper ended, and the printer finishes the slip by itself with nobody listening: whole on paper, unproven in the journal',
    async reach(it) {
      await it.printer.do('paper-end', { afterLines: 12 });
      const ended = printed(it, 'paper-end');
      await ringUp(it, '4500');
      await ended();
    },
    async meanwhile(it) {
      await it.printer.do('new-roll');
    },
  },
  {
    row: 'paper back, same power',
    scenario: 'the printer finishes what it held',
    worst: 'the held slip is cut and its answer on the wire: a second print would be a second original',
    async reach(it) {
      await heldSlip(it);
      const cut = printed(it, 'cut');
      await it.printer.do('new-roll');
      await cut();
    },
  },
  {
    row: 'paper back, printer lost its memory',
    scenario: 'the slip that replaces the stub is being printed',
    worst:
      'the stub is void and its replacement half out: two incomplete slips, and the next one must name the right one',
    async reach(it) {
      await heldSlip(it);
      await it.printer.do('power-cycle');
      const line = printed(it, 'line', 3);
      await it.printer.do('new-roll');
      await line();
    },
  },
  {
    row: 'cannot be known',
    scenario: 'the operator is asked about a slip',
    worst:
      'the question is on the screen and not answered: neither yes nor no may be taken from the power cut, and the question must come again',
    async reach(it) {
      await doubt(it);
      await it.cutPower();
      await it.powerOn(/Is slip \d+ complete/);
    },
    shows: /Is slip \d+ complete/,
    async after(it) {
      expect(it.obligations().some(({ state }) => state === 'doubtful')).toBe(true);
    },
  },
];

/** Slip and printer lose each other: the slip is out, its answers are gone, and the printer has forgotten it. */
async function doubt(it: Countertop): Promise<void> {
  const cut = printed(it, 'cut');
  await ringUp(it, '4500');
  await cut();
  await it.cutPower();
  await it.printer.do('power-cycle');
  await it.powerOn(/Is slip \d+ complete/);
}

const BEFORE_THE_CARD: readonly PaperRow[] = [
  {
    row: 'no paper before the card → continue',
    scenario: 'the bank reads the request',
    worst:
      'money moves, no slip and no e-slip exists: only the entry before the first byte knows that it was sold without paper, and the limit must count it',
    async reach(it) {
      await withoutPaper(it);
      await asked(it, '4500');
      const heard = bank(it, 'request', 'sale');
      await goOn(it);
      await heard();
    },
    shows: /SOLD WITHOUT PAPER 1/,
    async after(it) {
      const sold = it.entries().findLast((entry) => entry.type === 'sale.submitted');
      expect(sold?.type === 'sale.submitted' && sold.body.tags).toEqual(['no-paper', 'customer-agreed']);
    },
  },
  {
    row: 'no paper before the card → continue',
    scenario: 'the customer scans the e-slip',
    worst: 'the code is on the screen, the customer walks off with it, and both paper slips are still owed',
    async reach(it) {
      await withoutPaper(it);
      await asked(it, '4500');
      await goOn(it);
      await it.firmware.screen(/E-SLIP/);
    },
    shows: /SOLD WITHOUT PAPER 1[\s\S]*|RECEIPTS OWED 2/,
    async after(it) {
      const offered = it.entries().findLast((entry) => entry.type === 'eSlip.offered');
      const text = offered?.type === 'eSlip.offered' ? offered.body.text : '';
      expect(await it.journal('e-slip', text)).toMatchObject({ code: 0, stdout: expect.stringContaining('￥45.00') });
      expect(it.obligations().filter(({ kind }) => kind === 'receipt')).toHaveLength(2);
    },
  },
  {
    row: 'cover open before the card → cancel',
    scenario: 'the cashier is asked: continue or cancel',
    worst: 'the amount is typed and the question open: nothing may be remembered of it, nothing charged',
    async reach(it) {
      const sold = has(it, 'sale.submitted');
      await it.printer.do('cover-open');
      await it.firmware.screen(/COVER/);
      await asked(it, '4500');
      expect(has(it, 'sale.submitted')).toBe(sold);
    },
    shows: /READY[\s\S]*COVER/,
    async after(it) {
      expect(it.obligations()).toEqual([]);
      await it.printer.do('cover-close');
      await it.firmware.screen(/^(?![\s\S]*COVER)/);
    },
  },
  {
    row: 'printer gone before the card → continue',
    scenario: 'over the limit of a sale, on a second person’s word',
    worst:
      'the bank has booked and its answer is on the wire: the approval is lost, the second person’s word must not be',
    async reach(it) {
      await it.printer.do('power-off');
      await it.firmware.screen(/PRINTER/);
      await asked(it, '60000');
      await it.press('confirm');
      await it.firmware.screen(/at most/);
      await it.press('1');
      await it.firmware.screen(/OPERATOR NO/);
      await it.press('2', 'confirm');
      await it.firmware.screen(/ PIN/);
      await it.press(...'2222', 'confirm');
      await it.firmware.screen(/SWIPE THE CARD/);
      const answered = bank(it, 'answer', 'sale');
      await it.swipe(TEST_CARDS.visa);
      await answered();
    },
    async meanwhile(it) {
      await it.printer.do('power-on');
    },
    async after(it) {
      const sold = it.entries().findLast((entry) => entry.type === 'sale.submitted');
      expect(sold?.type === 'sale.submitted' && sold.body.tags).toContain('approved-by-2');
    },
  },
];

/** Before the card, and slips that stop half-way. */
export const PAPER_ROWS: readonly PaperRow[] = [...BEFORE_THE_CARD, ...UNFINISHED];
