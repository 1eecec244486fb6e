/**
 * Sale after sale through the real process: keypad and reader over sockets, printer on a pseudo-terminal with flow control, bank over TCP, the
 * journal on the disk. As fast as the firmware goes: line and printer take no time of their own. Each pair of slips is judged and taken away.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import { bankOf, tapeOf, wireErrors } from '../countertop/judge.ts';
import { printedSlips } from '../countertop/promises.ts';
import { bytesBelow, openDescriptors, type Point, residentBytes } from './meter.ts';

export interface Sample {
  readonly sales: number;
  readonly residentBytes: number;
  readonly descriptors: number;
  readonly dataBytes: number;
}

export interface SoakPlan {
  readonly folder: string;
  readonly sales: number;
  /** The batch is settled every so many sales, as a shop does at night; sealed card numbers go with it. */
  readonly settleEvery: number;
  readonly sampleEvery: number;
  /** A first sample when nothing has been sold, then every `sampleEvery` sales. */
  readonly sampled: (sample: Sample) => void;
  /** True: it ends after the sale under way. */
  readonly enough: () => boolean;
}

export interface Soaked {
  readonly sales: number;
  readonly settlements: number;
  /** Broken promises, in words. */
  readonly broken: readonly string[];
}

/** Shorter than this and the keypad's driver takes a second press of the same key for a bouncing contact. */
const BETWEEN_PRESSES_MS = 20;
const SLIPS_OF_A_SALE = 2;

export async function soak(plan: SoakPlan): Promise<Soaked> {
  const countertop = await Countertop.open({
    folder: plan.folder,
    printerArgs: ['--flow', 'dtrdsr', '--baud', '0', '--line-ms', '0', '--lines-left', '1000000000'],
  });
  try {
    const file = JSON.parse(readFileSync(countertop.configuration, 'utf8'));
    file.devices.printer.link += '&flow=rtscts';
    writeFileSync(countertop.configuration, JSON.stringify(file));
    await countertop.powerOn();
    await countertop.untilSignedOn();
    return await new Shop(countertop, plan).trade();
  } finally {
    await countertop.close();
  }
}

class Shop {
  readonly #countertop: Countertop;
  readonly #plan: SoakPlan;
  readonly #broken: string[] = [];
  #cuts = 0;
  #settlements = 0;
  #nextSlip = 1;

  constructor(countertop: Countertop, plan: SoakPlan) {
    this.#countertop = countertop;
    this.#plan = plan;
    countertop.printer.onEvent(({ event }) => {
      if (event === 'cut') this.#cuts += 1;
    });
  }

  async trade(): Promise<Soaked> {
    const { sales, settleEvery, sampleEvery, enough } = this.#plan;
    this.#sample(0);
    let sold = 0;
    while (sold < sales && this.#broken.length === 0 && !enough()) {
      await this.#sell(sold);
      sold += 1;
      if (sold % settleEvery === 0) await this.#settle();
      if (sold % sampleEvery === 0 || sold % settleEvery === 0) await this.#judgePaper();
      if (sold % sampleEvery === 0) this.#sample(sold);
    }
    await this.#judgePaper();
    await this.#judgeBooks(sold);
    return { sales: sold, settlements: this.#settlements, broken: this.#broken };
  }

  async #sell(n: number): Promise<void> {
    const { firmware } = this.#countertop;
    const done = this.#afterCuts(SLIPS_OF_A_SALE);
    await this.#press('confirm', ...String(100 + (n % 9_000)), 'confirm');
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
    return this.#countertop.keypad.do('press', { keys, gapMs: BETWEEN_PRESSES_MS });
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
      sales,
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

  /** The bank holds as many sales as the journal calls approved; the chain is whole, the projections follow from it. */
  async #judgeBooks(sold: number): Promise<void> {
    const bank = (await bankOf(this.#countertop)).filter(({ kind, state }) => kind === 'sale' && state === 'in-force');
    const { verified, rebuilt, owed } = this.#countertop.books((books) => ({
      verified: books.verify().ok,
      rebuilt: books.rebuild().ok,
      owed: books.obligations(),
    }));
    if (bank.length !== sold) this.#broken.push(`money: ${sold} sales were approved, the bank holds ${bank.length}`);
    if (!verified || !rebuilt) this.#broken.push(`journal: verified ${verified}, rebuilt alike ${rebuilt}`);
    for (const debt of owed) this.#broken.push(`still owed: ${JSON.stringify(debt)}`);
  }
}

export const memoryPoints = (samples: readonly Sample[]): readonly Point[] =>
  samples.map((sample) => ({ x: sample.sales, y: sample.residentBytes }));
