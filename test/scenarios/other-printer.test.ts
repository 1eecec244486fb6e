/**
 * The other printer, where a counter has two (requirement D3): offered before the card and for slips that wait, never taken by itself. A slip that was
 * under way is unmarked on the other paper only where the first printer can never bring its end. In process.
 */
import { describe, expect, test } from 'vitest';
import { TwoPrinters } from './two-printers.ts';

const SLOW = { timeout: 60_000 };

function paperEnds(counter: TwoPrinters): void {
  counter.world.devices.do('printer', 'paper-end');
  counter.until(/OUT OF PAPER/);
}

test('before the card: offered where the other one can print; one key, and the sale goes on with paper', SLOW, () => {
  const counter = new TwoPrinters();
  paperEnds(counter);
  counter.press('1200', 'confirm');
  expect(counter.until(/GO ON WITHOUT PAPER/)).toMatch(/\*=改用2号打印机/);
  counter.press('functions');
  counter.presents();
  counter.until(/APPROVED/);
  counter.rest();
  expect(counter.slipsOf(counter.paper)).toEqual([]);
  expect(counter.slipsOf(counter.otherPaper).map(({ mark }) => mark)).toEqual(['original', 'original']);
  counter.expectPaperKept();
  const sold = counter.world.entries.findLast((entry) => entry.type === 'sale.submitted');
  expect(sold?.type === 'sale.submitted' && sold.body.tags).toEqual([]);
  const moves = counter.world.entries.flatMap((entry) => (entry.type === 'paper.moved' ? [entry.body] : []));
  expect(moves).toEqual([{ from: 'printer', to: 'printer2', by: 'cashier' }]);
  const on = counter.world.entries.flatMap((entry) => (entry.type === 'receipt.started' ? [entry.body.printer] : []));
  expect(on).toEqual(['printer2', 'printer2']);
});

test('for a refund it is offered, too', SLOW, () => {
  const counter = new TwoPrinters();
  const slip = counter.sell('1200');
  counter.settle();
  paperEnds(counter);
  counter.press('refund', String(slip.number), 'confirm');
  counter.until(/退款 REFUND/);
  counter.press('500', 'confirm');
  counter.world.pass(500);
  counter.press('1');
  expect(counter.until(/WHEN PAPER IS BACK/)).toMatch(/\*=改用2号打印机/);
  counter.press('functions');
  counter.until(/^(?![\s\S]*WHEN PAPER IS BACK)/);
  expect(counter.journal.printingOn()).toBe('printer2');
});

test(
  'never by itself, and not to one that cannot print: the page does not offer it, the function page says why',
  SLOW,
  () => {
    const counter = new TwoPrinters();
    counter.world.devices.do('printer2', 'paper-end');
    paperEnds(counter);
    counter.press('1200', 'confirm');
    expect(counter.until(/GO ON WITHOUT PAPER/)).not.toMatch(/改用/);
    counter.press('functions');
    counter.world.pass(5_000);
    expect(counter.screen()).toMatch(/GO ON WITHOUT PAPER/);
    counter.press('cancel', 'functions');
    expect(counter.screen()).toMatch(/\* ?2号打印机:缺纸/);
    counter.press('functions');
    expect(counter.types()).not.toContain('paper.moved');
    counter.world.devices.do('printer2', 'new-roll');
    counter.until(/\* \*: PRINTER 2/);
    counter.world.pass(60_000);
    expect(counter.types()).not.toContain('paper.moved');
  },
);

interface Case {
  readonly name: string;
  readonly line?: 'bare';
  /** Brings a slip half-way, or further. */
  readonly interrupt: (counter: TwoPrinters) => void;
  /** What comes out of the other printer first, after the operator's answer. */
  readonly firstOnOther: RegExp;
  readonly answer?: 'confirm' | 'cancel';
}

const half = (counter: TwoPrinters): void => {
  counter.world.devices.do('printer', 'paper-end', { afterLines: 12 });
  counter.ringUp();
  counter.press('confirm');
  counter.until(/UNFINISHED/);
};

const CASES: readonly Case[] = [
  {
    name: 'the printer says that it has thrown it away: the next one replaces it, unmarked',
    interrupt: half,
    firstOnOther: /replaces 1/,
  },
  {
    name: 'the printer is deaf, and its end had not left the terminal: replaced, unmarked',
    line: 'bare',
    interrupt: (counter) => {
      half(counter);
      counter.world.devices.do('printer', 'mute', { deaf: true });
    },
    firstOnOther: /replaces 1/,
  },
  {
    name: 'the printer is pulled off with all of it in its memory: asked about, and without a whole slip a duplicate',
    interrupt: (counter) => {
      half(counter);
      counter.world.devices.do('printer', 'unplug');
      counter.until(/PRINTER NOT CONNECTED/);
    },
    firstOnOther: /duplicate/,
    answer: 'cancel',
  },
  {
    name: 'the terminal lost its power meanwhile, and the printer is gone: nobody knows, a duplicate',
    interrupt: (counter) => {
      half(counter);
      counter.world.cutPower();
      counter.world.devices.do('printer', 'unplug');
      counter.world.powerOn();
      counter.until(/PRINTER NOT CONNECTED/);
      // A terminal that has just started misses keys.
      counter.world.pass(5_000);
    },
    firstOnOther: /duplicate/,
    answer: 'cancel',
  },
];

describe('a slip that was under way', () => {
  test.for(CASES)('$name', SLOW, ({ line, interrupt, firstOnOther, answer }) => {
    const counter = new TwoPrinters(line);
    interrupt(counter);
    counter.until(/\* \*: PRINTER 2/);
    counter.press('functions', 'functions');
    if (answer !== undefined) {
      // A key that was on its way when the question came up: said by nobody, and never heard.
      counter.until(/Is slip 1 complete[\s\S]*LOOK AT THE SLIP/);
      counter.press(answer === 'confirm' ? 'cancel' : 'confirm');
      counter.until(/Is slip 1 complete[\s\S]*ENTER yes/);
      counter.press(answer);
    }
    counter.until(/^(?![\s\S]*(PRINTING SLIP|RECEIPTS OWED|Is slip))/);
    counter.rest();
    expect(counter.slipsOf(counter.otherPaper).map(({ mark }) => mark)).toEqual([
      expect.stringMatching(firstOnOther),
      'original',
    ]);
    // What the first one still holds comes out after all: it is no second original.
    counter.world.devices.do('printer', 'unmute');
    counter.world.devices.do('printer', 'plug');
    counter.world.devices.do('printer', 'new-roll');
    counter.world.pass(60_000);
    counter.expectPaperKept();
    expect(counter.journal.printingOn()).toBe('printer2');
  });
});

interface Removal {
  readonly name: string;
  readonly line?: 'bare';
  /** What becomes of a sale whose slips come out of the second printer, up to the power cut. */
  readonly before: (counter: TwoPrinters) => void;
  /** Which slips come out of the first one in the end. */
  readonly marks: readonly RegExp[];
  readonly answer: 'cancel' | 'confirm' | null;
}

const halfOnSecond = (counter: TwoPrinters): void => {
  counter.world.devices.do('printer2', 'paper-end', { afterLines: 12 });
  counter.ringUp();
  counter.until(/UNFINISHED/);
};

const inDoubtOnSecond = (counter: TwoPrinters): void => {
  counter.world.devices.do('printer2', 'power-cycle', { afterLines: 12, offMs: 2_000 });
  counter.world.devices.do('printer2', 'mute', { afterLines: 12, deaf: true });
  counter.ringUp();
  counter.until(/Is slip 1 complete/);
};

const REMOVALS: readonly Removal[] = [
  {
    name: 'with nothing begun: the first one pays',
    before: (counter) => {
      counter.world.devices.do('printer2', 'unplug');
      counter.until(/PRINTER NOT CONNECTED/);
      counter.sellWithoutPaper('1200');
    },
    marks: [/original/, /original/],
    answer: null,
  },
  {
    name: 'with a slip in the middle of its way: nobody can be asked but the operator',
    before: (counter) => {
      counter.ringUp();
      expect(counter.types().at(-1)).toBe('receipt.started');
    },
    marks: [/duplicate/, /original/],
    answer: 'cancel',
  },
  {
    name: 'with a slip that it holds to the end: in doubt, and without a whole one a duplicate',
    before: halfOnSecond,
    marks: [/duplicate/, /original/],
    answer: 'cancel',
  },
  {
    name: 'with a slip that it holds, whose end had not left the terminal: replaced, unmarked',
    line: 'bare',
    before: halfOnSecond,
    marks: [/replaces 1/, /original/],
    answer: null,
  },
  {
    name: 'with a slip in doubt on it: the question stands, and is not asked of the first one',
    before: inDoubtOnSecond,
    marks: [/duplicate/, /original/],
    answer: 'cancel',
  },
];

describe('the second printer is taken out of the configuration', () => {
  test.for(REMOVALS)('$name', SLOW, ({ line, before, marks, answer }) => {
    const counter = new TwoPrinters(line);
    counter.press('functions', 'functions');
    counter.until(/ON PRINTER 2/);
    before(counter);
    counter.world.cutPower();
    counter.world.configure({ secondPrinter: false });
    counter.world.powerOn();
    if (answer !== null) {
      counter.until(/Is slip 1 complete[\s\S]*ENTER yes/);
      counter.press(answer);
    }
    counter.until(/^(?![\s\S]*(PRINTING SLIP|CHECKING SLIP|RECEIPTS OWED|Is slip))/);
    counter.rest();
    expect(counter.screen()).not.toMatch(/PRINTER 2|2号/);
    expect(counter.slipsOf(counter.paper).map(({ mark }) => mark)).toEqual(
      marks.map((mark) => expect.stringMatching(mark)),
    );
    const moves = counter.world.entries.flatMap((entry) => (entry.type === 'paper.moved' ? [entry.body] : []));
    expect(moves.at(-1)).toEqual({ from: 'printer2', to: 'printer', by: 'configuration' });
    expect(moves).toHaveLength(2);
    // The outage was of the printer that is gone.
    expect(counter.journal.outage()?.state).not.toBe('open');

    // It is put back in, and gives out what it still has: no second original; nothing goes there by itself.
    counter.world.cutPower();
    counter.world.configure({ secondPrinter: true });
    for (const verb of ['unmute', 'plug', 'new-roll', 'disarm']) counter.world.devices.do('printer2', verb);
    counter.world.powerOn();
    counter.world.pass(60_000);
    counter.expectPaperKept();
    expect(counter.journal.printingOn()).toBe('printer');
  });
});
