/**
 * The cashier and the customer: they look at the screen, at the paper and at each other, press keys and swipe cards. They know nothing of
 * the journal. What they have asked for is kept, so that the bank's books can be held against it.
 */
import type { TillView } from '../../firmware/screens/till-view.ts';
import type { PrinterPlace } from '../../storage/facts.ts';
import type { Attention, KeysAct, PromiseAct, ReprintAct, SaleAct, ShiftAct } from './acts.ts';
import { type PadHands, padStep } from './at-pad.ts';
import { release } from './freezing.ts';
import { digits, GAP_MS, type PeoplePress, PRESS_MS } from './keys.ts';
import { Paper } from './paper.ts';
import { type Shown, show } from './showing.ts';
import type { World } from './world.ts';

/** Published test cards (facts/peripherals §4). */
export const CARDS = {
  visa: { pan: '4761739001010010', expiry: '2912', name: 'TEST/VISA' },
  mastercard: { pan: '5413330002001155', expiry: '2912', name: 'TEST/MASTER' },
  unknown: { pan: '6510000000000166', expiry: '2912', name: 'TEST/DISCOVER' },
} as const;

export interface Wishes extends Shown {
  /** What was asked to be given back of a sale, by `batch/trace` on its slip; withdrawn when the screen says that it was not done. */
  readonly refunds: Map<string, number>;
  /** Pieces that a customer has laid on the counter to be taken back, by their Chinese name; taken away again where nothing came of it. */
  readonly handedIn: Map<string, number>;
}

type Sale = Extract<TillView['flow'], { at: 'sale' }>;

/** As long as anybody waits for a bank before something else must happen. */
const BANK_PATIENCE_MS = 400_000;
const SCREEN_PATIENCE_MS = 3_000;
/** By then every printer that can say so has been asked about its paper. */
const PAPER_END_NOTICED_MS = 15_000;
/** One of them can always come in. */
const KEEPERS = ['1', '2', '9'];
/** Longer than a reader's word may be late (README.md, the fault budget). */
const READER_HESITATES_MS = 500;
/** Steps of one conversation; more would be walking in circles. */
const MOST_STEPS = 30;

export class Cashier {
  readonly paper: Paper;
  readonly wishes: Wishes = { swipes: new Map(), shown: new Map(), refunds: new Map(), handedIn: new Map() };
  /** The shop's slips to write on by hand: the next blank one, and what stands on those before. */
  readonly pad = { first: 101, last: 160, next: 101, written: new Map<number, number>() };
  /** Who works here, with the PIN of the day. */
  readonly staff = new Map([
    ['1', '1111'],
    ['2', '2222'],
    ['5', '5555'],
    ['9', '9999'],
  ]);
  /** Sales rung up, and those of which the screen said "approved". */
  rungUp = 0;
  approved = 0;
  readonly atPad: PadHands['atPad'] = { next: 'waits', missed: 0 };
  /** How often somebody pressed the key that takes the other printer. */
  starsPressed = 0;
  readonly #world: World;
  /** Since when there had been no paper when the sale was begun, long enough for the terminal to know; null: there was, or it has asked. */
  #mustBeAskedSinceMs: number | null = null;
  /** Who opens the till. */
  #who = '1';

  constructor(world: World) {
    this.#world = world;
    const { printer, printer2 } = world.devices;
    this.paper = new Paper(printer, ...(printer2 === null ? [] : [printer2]));
  }

  press(...keys: readonly PeoplePress[]): void {
    this.pressEvery(GAP_MS, keys);
  }

  pressEvery(gapMs: number, keys: readonly PeoplePress[]): void {
    if (keys.length === 0) return;
    this.#world.trace?.(`${this.#world.stamp()} keys: ${keys.join(' ')}`);
    for (const key of keys) if (key === 'functions') this.starsPressed += 1;
    this.#world.devices.do('keypad', 'press', { keys: [...keys], downMs: PRESS_MS, gapMs });
    this.#world.pass(keys.length * (PRESS_MS + gapMs) + 20);
  }

  /** Back to the page on which everything starts, as people do it. @returns false where it does not get there. */
  toIdle(attention: Attention): boolean {
    const world = this.#world;
    for (let tries = 0; tries < 6; tries += 1) {
      const view = world.view();
      if (view === null) return false;
      if (view.flow.at === 'idle' && (view.duty === null || view.duty.locked)) {
        this.signIn();
        continue;
      }
      if (view.flow.at === 'idle') {
        if (view.freezes.length > 0 && view.paper.doubt === null) release(world, this);
        else if (view.paper.roll !== null && attention !== 'ignore') this.press('confirm');
        else if (view.paper.doubt === null || attention === 'ignore') return true;
        else this.judge(view.paper.doubt);
        continue;
      }
      const busy = 'state' in view.flow && view.flow.state === 'authorising';
      if (busy) world.until(({ flow }) => !('state' in flow) || flow.state !== 'authorising', BANK_PATIENCE_MS);
      else {
        this.press('cancel');
        world.until(({ flow }) => flow.at === 'idle', 500);
      }
    }
    return world.view()?.flow.at === 'idle';
  }

  /** Signs out with a note, or locks the till; the next act signs in. A wrong PIN costs nothing but the time it takes. */
  shift(act: ShiftAct): void {
    if (!this.toIdle(act.attention)) return;
    this.press('functions', '2');
    if (this.#world.view()?.flow.at !== 'shift') return;
    if (act.how === 'hand-over') this.press('1', '7', 'confirm', '1', '2', 'confirm');
    else this.press('2');
    if (act.how === 'wrong-pin') this.press('1', 'confirm', '2', '2', '2', '2', 'confirm', 'cancel', 'cancel');
  }

  /** Number, PIN, and what the one before has left open. Who cannot come in lets another one. */
  signIn(): void {
    const who = this.#who;
    this.press(...digits(who), 'confirm', ...digits(this.staff.get(who) ?? '0000'), 'confirm');
    const flow = this.#world.view()?.flow;
    if (flow?.at !== 'signIn') return;
    if (flow.handOver !== null) this.press('confirm');
    else if (flow.identification?.notice != null) {
      this.press('cancel', 'cancel');
      this.#who = KEEPERS[(KEEPERS.indexOf(who) + 1) % KEEPERS.length] ?? who;
    }
  }

  /** Says of a slip in doubt what the paper shows. */
  judge(slip: number): void {
    this.#world.until(
      ({ flow, paper }) => paper.doubt !== slip || flow.at !== 'idle' || paper.doubtReadable,
      SCREEN_PATIENCE_MS,
    );
    const { flow, paper } = this.#world.view() ?? {};
    if (flow?.at !== 'idle' || paper?.doubt !== slip || !paper.doubtReadable) return;
    const complete = this.paper.whole().some((printed) => printed.number === slip);
    this.press(complete ? 'confirm' : 'cancel');
    this.#world.until(({ paper }) => paper.doubt !== slip, SCREEN_PATIENCE_MS);
  }

  sale(act: SaleAct): void {
    this.rungUp += 1;
    if (!this.toIdle(act.attention)) return;
    const { paperEndedAtMs, time } = this.#world;
    const isKnown = paperEndedAtMs !== null && time.nowMs() - paperEndedAtMs > PAPER_END_NOTICED_MS;
    this.#mustBeAskedSinceMs = isKnown ? paperEndedAtMs : null;
    if (act.swipe === 'too-early') {
      this.#swipe(act.card);
      // Nobody types an amount while a reader still hesitates: what it says later than the question cannot be told from an answer to it.
      this.#world.pass(READER_HESITATES_MS);
    }
    const typed: PeoplePress[] = [...digits(act.fen)];
    if (act.slip) typed.splice(typed.length - 1, 0, '9', 'correct');
    this.press(...typed, 'confirm');
    let state = '';
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const flow = this.#world.view()?.flow;
      if (flow?.at !== 'sale') return;
      const again = flow.state === state;
      state = flow.state;
      if (!this.#saleStep(act, flow, again)) return;
    }
  }

  /** @returns false when the conversation is over. */
  #saleStep(act: SaleAct, flow: Sale, again: boolean): boolean {
    switch (flow.state) {
      case 'enteringAmount':
        this.press(flow.notice !== null || again ? 'cancel' : 'confirm');
        return true;
      case 'offeringToGoOn':
        this.#mustBeAskedSinceMs = null;
        if (act.withoutPaper === 'other-printer' && !again && this.#world.view()?.paper.other?.trouble === null)
          this.press('functions');
        else this.press(act.withoutPaper === 'cancel' || flow.notice !== null ? 'cancel' : 'confirm');
        return true;
      case 'awaitingCard':
        return this.#presentCard(act, flow, again);
      case 'enteringPin':
      case 'withoutPin':
        padStep(this.#world, this, flow);
        return true;
      case 'authorising':
        this.#waitForBank(act);
        return true;
      case 'showingResult':
        if (flow.decision?.outcome.is === 'approved') this.approved += 1;
        this.#leave(act.leave);
        return false;
      default:
        this.#world.pass(100);
        return true;
    }
  }

  #presentCard(act: SaleAct, flow: Sale, again: boolean): boolean {
    if (act.swipe === 'none' || again) {
      this.press('cancel');
      return false;
    }
    this.#world.pass(700);
    // Design §6: without paper, before the card: continue or cancel. Slips may come out of the other printer by now, whose roll has ended this moment.
    if (this.#mustBeAskedSinceMs !== null && this.#world.paperEndedAtMs === this.#mustBeAskedSinceMs)
      this.#world.broken.push('paper: the card is asked for without paper, and nobody was asked whether to go on');
    const { amountMinor } = flow;
    if (act.swipe === 'unreadable-first' || act.swipe === 'wrong-side-first') {
      const bad = act.swipe === 'unreadable-first' ? { error: [1, 2, 3] } : { wrongSide: true };
      this.#world.devices.do('reader', 'swipe', { ...CARDS[act.card], serviceCode: '201', ...bad });
      this.#world.pass(900);
    }
    const now = this.#world.view()?.flow;
    if (now?.at !== 'sale' || now.state !== 'awaitingCard') return true;
    show(this.wishes, amountMinor, CARDS[act.card].pan);
    this.#swipe(act.card, act.swipe === 'twice');
    // The second time through the slot belongs to this sale: nobody has begun another one by then.
    if (act.swipe === 'twice') this.#world.pass(500);
    this.#world.until(({ flow: shown }) => shown.at !== 'sale' || shown.state !== 'awaitingCard', SCREEN_PATIENCE_MS);
    return true;
  }

  #swipe(card: SaleAct['card'], double = false): void {
    this.#world.trace?.(`${this.#world.stamp()} swipe ${card}`);
    this.#world.devices.do('reader', 'swipe', { ...CARDS[card], serviceCode: '201', double });
  }

  #waitForBank(act: SaleAct): void {
    const decided = (view: TillView) => view.flow.at !== 'sale' || view.flow.state !== 'authorising';
    const world = this.#world;
    if (act.waiting === 'calm') {
      world.until(decided, BANK_PATIENCE_MS);
      return;
    }
    if (world.until(decided, 2_500)) return;
    if (act.waiting === 'cancel') this.press('cancel', 'cancel');
    else if (act.waiting === 'any-key') this.press('confirm', '5', 'sale', 'correct');
    else this.#swipe(act.card);
    world.until(decided, BANK_PATIENCE_MS);
  }

  #leave(how: SaleAct['leave']): void {
    if (how === 'confirm' || how === 'cancel') this.press(how);
    else if (how === 'walk-away') this.#world.pass(20_000);
  }

  reprint(act: ReprintAct): void {
    if (!this.toIdle(act.attention)) return;
    const slips = this.paper.cutOff();
    const slip = act.which === 'last' ? null : slips.at(-1 - (act.which % Math.max(1, slips.length)));
    if (slip === undefined) return;
    this.press('reprint', ...(slip === null ? [] : digits(slip.number)), 'confirm');
    for (let step = 0; step < 6; step += 1) {
      const flow = this.#world.view()?.flow;
      if (flow?.at !== 'reprint') return;
      if (flow.state === 'choosingCopy') this.press(act.copy === 'customer' ? 'confirm' : '2');
      else if (flow.notice !== null) this.press('cancel');
      else this.press('confirm');
    }
  }

  promise(act: PromiseAct): void {
    if (!this.toIdle(act.attention)) return;
    const view = this.#world.view();
    // Enter would be an answer to the question about a slip, if there is one.
    if (view === null || view.debts.promises.length === 0 || view.paper.doubt !== null) return;
    this.press('confirm');
    this.takeUpPromise();
  }

  /** Goes through with a promised refund that the screen offers. @returns whether one was offered. */
  takeUpPromise(): boolean {
    const world = this.#world;
    let offered = false;
    for (let step = 0; step < 8; step += 1) {
      const flow = world.view()?.flow;
      if (flow?.at !== 'refund' || !flow.promised) return offered;
      offered = true;
      if (flow.state === 'authorising') {
        world.until((view) => view.flow.at !== 'refund' || view.flow.state !== 'authorising', BANK_PATIENCE_MS);
      } else this.press('confirm');
    }
    return offered;
  }

  /** Wrong keys, but never a wrong word about a slip in doubt: that would be evidence. */
  keys(act: KeysAct): void {
    for (const key of act.keys) {
      const view = this.#world.view();
      const answers = view?.flow.at === 'idle' && view.paper.doubt !== null && (key === 'confirm' || key === 'cancel');
      if (!answers) this.pressEvery(act.gapMs, [key]);
    }
  }

  /** Does what the screen says about the printer, and then looks at the other one where there is one. */
  tendPrinter(): void {
    this.#tend(this.#world.printsOn);
    if (this.#world.devices.printer2 !== null) this.#tend(this.#world.printsOn === 'printer' ? 'printer2' : 'printer');
    this.#world.pass(1_000);
  }

  #tend(place: PrinterPlace): void {
    const { devices } = this.#world;
    const { keeper, roll, jammed, hot } = devices.printerAt(place).works;
    if (keeper.now.power === 'off') devices.do(place, 'power-on');
    if (jammed) devices.do(place, 'unjam');
    if (hot) devices.do(place, 'cool');
    if (roll.atEnd) devices.do(place, 'new-roll', { lines: this.#world.profile.rollLines });
    if (keeper.now.coverOpen) devices.do(place, 'cover-close');
    if (keeper.now.error !== 'none') devices.do(place, 'power-cycle', { offMs: 2_000 });
    else if (keeper.now.waitingForRecovery) {
      devices.do(place, 'cover-open');
      this.#world.pass(2_000);
      devices.do(place, 'cover-close');
      this.#world.pass(2_000);
      // Behind hardware flow control a full printer hears no retry: then it is switched off and on.
      if (keeper.now.waitingForRecovery) devices.do(place, 'power-cycle', { offMs: 2_000 });
    }
  }
}
