/**
 * Sale after sale through the real process: keypad and reader over sockets, printer on a pseudo-terminal with flow control, bank over TCP, the
 * journal on the disk. As fast as the firmware goes: line and printer take no time of their own, no finger stays on a key. Each pair of slips is judged
 * and taken away. A folder on which this has run before goes on where it was: a new process, the same journal, the same bank.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalReader } from '../../storage/journal/reader.ts';
import { putRight } from '../countertop/cashier.ts';
import { Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import { bankOf, tapeOf, wireErrors } from '../countertop/judge.ts';
import { printedSlips } from '../countertop/promises.ts';
import { leaksOfCounter } from '../crash/secrets.ts';
import { bytesBelow, openDescriptors, residentBytes } from './meter.ts';
import type { Sample } from './verdict.ts';

export interface SoakPlan {
  readonly folder: string;
  /** The stretches before this one, on the same folder. */
  readonly stretch: number;
  /** In all, with those of the stretches before. */
  readonly sales: number;
  /** The batch is settled every so many sales, as a shop does at night; sealed card numbers go with it. */
  readonly settleEvery: number;
  readonly sampleEvery: number;
  /** A first sample before the first sale of this stretch, then every `sampleEvery` sales. */
  readonly sampled: (sample: Sample) => void;
  /** True: it ends after the sale under way. */
  readonly enough: () => boolean;
}

export interface Soaked {
  /** In all, and in this stretch. */
  readonly sales: number;
  readonly sold: number;
  readonly settlements: number;
  /** Broken promises, in words. */
  readonly broken: readonly string[];
}

const SLIPS_OF_A_SALE = 2;
/**
 * As on a small box. With all the memory of a big one the engine puts collecting off, and what the process takes says nothing of what it keeps
 * (after 5 800 sales 381 MiB were resident; once collected by hand 164, with 34 MiB of heap alive). It takes the small young generation of `firmware-command.ts`
 * with it: beside a big one so little room for the old made the engine collect everything once a second, which took three quarters of the processor.
 */
const MOST_HEAP_MIB = 96;

export async function soak(plan: SoakPlan): Promise<Soaked> {
  const goesOn = existsSync(join(plan.folder, 'data', 'journal.sqlite'));
  const countertop = await Countertop.open({
    folder: plan.folder,
    env: { ...process.env, NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --max-old-space-size=${MOST_HEAP_MIB}` },
    printerArgs: ['--flow', 'dtrdsr', '--baud', '0', '--line-ms', '0', '--lines-left', '1000000000'],
  });
  let soaked: Soaked;
  const shown: string[] = [];
  try {
    const file = JSON.parse(readFileSync(countertop.configuration, 'utf8'));
    file.devices.printer.link += '&flow=rtscts';
    writeFileSync(countertop.configuration, JSON.stringify(file));
    await countertop.powerOn();
    await countertop.untilSignedOn();
    // A stretch that was cut off in the middle of a sale leaves what any power cut leaves.
    if (goesOn) await putRight(countertop);
    await countertop.printer.do('take-away');
    soaked = await new Shop(countertop, plan).trade();
    shown.push(...countertop.firmware.frame, countertop.firmware.stderr);
  } finally {
    await countertop.close();
  }
  // The process is gone: what lies there now is all that it has left.
  const leaks = leaksOfCounter(plan.folder, shown).map((leak) => `secrets: ${leak}`);
  return { ...soaked, broken: [...soaked.broken, ...leaks] };
}

/**
 * An amount whose digits may be typed without a pause: no digit follows itself, which the keypad's driver would take for a bouncing contact. Two
 * zeros it lets pass.
 */
export function amountOf(n: number): string {
  const fen = String(100 + (n % 900));
  return /([1-9])\1/.test(fen) ? '907' : fen;
}

interface Approved {
  readonly sales: number;
  readonly minor: number;
}

function approvedIn(books: JournalReader): Approved {
  let [sales, minor] = [0, 0];
  const nothing = { operator: null, reason: null, lastFour: null, fromMs: null, toMs: null };
  for (const row of books.transactions({ kind: 'sale', state: 'approved', ...nothing })) {
    sales += 1;
    minor += row.amountMinor;
  }
  return { sales, minor };
}

class Shop {
  readonly #countertop: Countertop;
  readonly #plan: SoakPlan;
  readonly #broken: string[] = [];
  #cuts = 0;
  #settlements = 0;
  #nextSlip: number;
  /** Before this stretch. */
  readonly #salesBefore: number;

  constructor(countertop: Countertop, plan: SoakPlan) {
    this.#countertop = countertop;
    this.#plan = plan;
    this.#nextSlip = countertop.books((books) => books.counters().nextSlip);
    this.#salesBefore = countertop.books(approvedIn).sales;
    countertop.printer.onEvent(({ event }) => {
      if (event === 'cut') this.#cuts += 1;
    });
  }

  async trade(): Promise<Soaked> {
    const { settleEvery, sampleEvery, enough } = this.#plan;
    const wanted = this.#plan.sales - this.#salesBefore;
    this.#sample(0);
    let sold = 0;
    while (sold < wanted && this.#broken.length === 0 && !enough()) {
      await this.#sell(sold);
      sold += 1;
      if (sold % settleEvery === 0) await this.#settle();
      if (sold % sampleEvery === 0 || sold % settleEvery === 0) await this.#judgePaper();
      if (sold % sampleEvery === 0) this.#sample(sold);
    }
    await this.#judgePaper();
    await this.#judgeBooks(sold);
    return { sales: this.#salesBefore + sold, sold, settlements: this.#settlements, broken: this.#broken };
  }

  async #sell(n: number): Promise<void> {
    const { firmware } = this.#countertop;
    const done = this.#afterCuts(SLIPS_OF_A_SALE);
    await this.#press('confirm', ...amountOf(n), 'confirm');
    await firmware.screen(/SWIPE THE CARD/);
    await this.#countertop.swipe(TEST_CARDS.visa);
    await firmware.screen(/APPROVED/);
    await done;
    await this.#countertop.untilNothingPrinted();
  }

  async #settle(): Promise<void> {
    const { firmware } = this.#countertop;
    const done = this.#afterCuts(1);
    await this.#press('confirm', 'functions', '8');
    await firmware.screen(/ENTER: SETTLE/);
    await this.#press('confirm');
    await firmware.screen(/NEXT BATCH IS OPEN/);
    await done;
    await this.#countertop.untilNothingPrinted();
    this.#settlements += 1;
  }

  #press(...keys: readonly string[]): Promise<unknown> {
    return this.#countertop.keypad.do('press', { keys, downMs: 0, gapMs: 0 });
  }

  /** Resolves when so many more slips have been cut off. */
  #afterCuts(count: number): Promise<void> {
    const { printer, firmware } = this.#countertop;
    const wanted = this.#cuts + count;
    return new Promise((resolve, reject) => {
      const stop = printer.onEvent(() => {
        if (this.#cuts < wanted) return;
        stop();
        resolve();
      });
      void firmware.ended.then(({ code, signal }) => reject(new Error(`the firmware ended (${code ?? signal})`)));
    });
  }

  #sample(sales: number): void {
    const { pid } = this.#countertop.firmware;
    this.#plan.sampled({
      stretch: this.#plan.stretch,
      sales: this.#salesBefore + sales,
      residentBytes: residentBytes(pid),
      descriptors: openDescriptors(pid),
      dataBytes: bytesBelow(this.#countertop.data),
    });
  }

  /** Every slip since the last look is whole, unmarked and the next in order; then the paper goes, and what the devices told with it. */
  async #judgePaper(): Promise<void> {
    const { printer, acquirer, keypad, reader, display } = this.#countertop;
    const tape = (await tapeOf(this.#countertop)).filter(({ end }) => end.endsWith('cut'));
    for (const slip of tape) {
      const text = slip.lines.join('\n');
      const number = Number(/END (\d{6})/.exec(text)?.[1]);
      if (number !== this.#nextSlip || /DUPLICATE|REPLACES/.test(text))
        this.#broken.push(`paper: slip ${this.#nextSlip} was due, this came out:\n${text}`);
      this.#nextSlip += 1;
    }
    if (printedSlips(tape).length !== tape.length) this.#broken.push('paper: a slip is not whole');
    this.#broken.push(...wireErrors(this.#countertop));
    await printer.do('take-away');
    for (const device of [printer, acquirer, keypad, reader, display]) if (device !== null) device.events.length = 0;
  }

  /** The bank holds what the journal calls approved, of all stretches; the chain is whole, the projections follow from it. */
  async #judgeBooks(sold: number): Promise<void> {
    const bank = (await bankOf(this.#countertop)).filter(({ kind, state }) => kind === 'sale' && state === 'in-force');
    const { approved, verified, rebuilt, owed } = this.#countertop.books((books) => ({
      approved: approvedIn(books),
      verified: books.verify().ok,
      rebuilt: books.rebuild().ok,
      owed: books.obligations(),
    }));
    const wanted = this.#salesBefore + sold;
    const charged = bank.reduce((sum, { netMinor }) => sum + netMinor, 0);
    if (approved.sales !== wanted || bank.length !== wanted)
      this.#broken.push(`money: ${wanted} sold, the journal says ${approved.sales}, the bank ${bank.length}`);
    if (charged !== approved.minor)
      this.#broken.push(`money: the bank has charged ${charged}, the journal says ${approved.minor}`);
    if (!verified || !rebuilt) this.#broken.push(`journal: verified ${verified}, rebuilt alike ${rebuilt}`);
    for (const debt of owed) this.#broken.push(`still owed: ${JSON.stringify(debt)}`);
  }
}
