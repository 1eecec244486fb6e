/**
 * A counter on virtual time where nothing goes wrong by itself: the real till, drivers and journal, the emulators' models, one process.
 * For tables of cases that would cost seconds each on the countertop of processes.
 */
import { onTestFinished } from 'vitest';
import type { Catalogue } from '../../firmware/rules/catalogue.ts';
import { DEFAULT_POLICY, type Policy } from '../../firmware/rules/policy.ts';
import { renderCashierScreen, type ScreenSize } from '../../firmware/screens/cashier.ts';
import { renderCustomerDisplay } from '../../firmware/screens/customer.ts';
import type { PrintedSlip } from '../countertop/promises.ts';
import { CARDS } from '../simulation/cashier.ts';
import { digits, GAP_MS, type PeoplePress, PRESS_MS } from '../simulation/keys.ts';
import { Paper } from '../simulation/paper.ts';
import type { Profile, Technician } from '../simulation/profile.ts';
import { World } from '../simulation/world.ts';

/** As wide as a cheap screen, high enough for a list. */
const SIZE: ScreenSize = { columns: 40, rows: 14 };
const PATIENCE_MS = 120_000;

export class QuietCounter {
  readonly world: World;
  readonly paper: Paper;
  presses = 0;

  /** @param signsIn false: nobody has, and the page that asks for it is shown. */
  constructor(
    policy: Partial<Policy> = {},
    signsIn = true,
    catalogue?: Catalogue,
    technician?: Technician,
    more: Partial<Profile> = {},
  ) {
    this.world = new World(1, {
      line: 'rtscts',
      printer: { grade: 'A', flow: 'dtrdsr', bufferBytes: 4096, linesLeft: 100_000, lineMs: 8, baud: 0, bootMs: 0 },
      rollLines: 100_000,
      display: true,
      bankTimeoutSeconds: 20,
      tpdu: 'swapped',
      policy: { ...DEFAULT_POLICY, ...policy },
      ...(catalogue === undefined ? {} : { catalogue }),
      latencyMs: [0, 1],
      tearing: 0,
      ...(technician === undefined ? {} : { technician }),
      ...more,
    });
    this.paper = new Paper(this.world.devices.printer);
    onTestFinished(() => this.world.close());
    this.world.powerOn();
    this.until(/SIGN IN - TYPE/);
    if (signsIn) {
      this.signIn();
      this.until(/READY/);
    }
    this.world.pass(5_000);
    this.presses = 0;
  }

  /** Number and PIN; the README prints those of the demonstration. */
  signIn(operator = '1', pin = '1111'): void {
    this.press(operator, 'confirm', pin, 'confirm');
  }

  get journal() {
    return this.world.terminal.journal;
  }

  /** Keys by name; a word of digits is typed digit by digit. */
  press(...keys: readonly string[]): void {
    const single = keys.flatMap((key) => (/^[\d.]+$/.test(key) && key !== '00' ? digits(key) : [key as PeoplePress]));
    this.presses += single.length;
    this.world.devices.do('keypad', 'press', { keys: single, downMs: PRESS_MS, gapMs: GAP_MS });
    this.world.pass(single.length * (PRESS_MS + GAP_MS) + 20);
  }

  swipe(card: keyof typeof CARDS = 'visa'): void {
    this.world.devices.do('reader', 'swipe', { ...CARDS[card], serviceCode: '201' });
    this.world.pass(200);
  }

  /** The customer, once the card is asked for and not sooner. */
  presents(card: keyof typeof CARDS = 'visa'): void {
    this.until(/SWIPE THE CARD/);
    this.world.pass(700);
    this.swipe(card);
  }

  screen(size: ScreenSize = SIZE): string {
    const view = this.world.view();
    if (view === null) throw new Error(`no picture: ${this.world.broken.join('; ')}`);
    return renderCashierScreen(view, size).join('\n');
  }

  customer(): readonly string[] {
    const view = this.world.view();
    return view === null ? [] : renderCustomerDisplay(view);
  }

  /** Watches the screen until it shows that. @throws Error with what it shows instead. */
  until(shows: RegExp, ms = PATIENCE_MS): string {
    const seen = this.world.until(() => shows.test(this.screen()), ms);
    const screen = this.screen();
    if (!seen) throw new Error(`the screen does not show ${shows}:\n${screen}`);
    return screen;
  }

  /** A sale by card, to the last slip. */
  sell(fen: string, card: keyof typeof CARDS = 'visa'): PrintedSlip {
    this.press(fen, 'confirm');
    this.presents(card);
    this.until(/APPROVED/);
    this.rest();
    this.press('confirm');
    const slip = this.slips('SALE').at(-1);
    if (slip === undefined) throw new Error('no slip came out');
    return slip;
  }

  /** A sale by card that cashier and customer agree to make without paper, to its approval. */
  sellWithoutPaper(fen: string): void {
    this.press(fen, 'confirm');
    this.until(/GO ON WITHOUT PAPER/);
    this.press('confirm');
    this.presents();
    this.until(/APPROVED/);
  }

  /** Until nothing is owed on paper and nothing is printed. */
  rest(): void {
    this.world.until(({ debts, paper }) => debts.receipts === 0 && paper.slip === null, PATIENCE_MS);
    this.world.pass(2_000);
  }

  /** Whole customer slips on the tape with this title. */
  slips(title: string): readonly PrintedSlip[] {
    this.rest();
    return this.paper.whole().filter((slip) => slip.title === title && slip.copy === 'customer');
  }

  /** The day is closed: what was sold cannot be voided any more. */
  settle(): void {
    this.press('functions', '8');
    this.until(/ENTER: SETTLE/);
    this.press('confirm');
    this.until(/NEXT BATCH IS OPEN/);
    this.rest();
    this.press('confirm');
    this.until(/READY/);
  }

  types(): readonly string[] {
    return this.world.entries.map(({ type }) => type);
  }
}
