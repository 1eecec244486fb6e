/** What people and bad luck do to the printer (facts/printer.md §1.7). */
import { feedSteps, heightDots } from './mechanism.ts';
import type { Reception } from './reception.ts';
import { lineDots } from './settings.ts';
import type { Works } from './works.ts';

export class Mishaps {
  readonly #works: Works;
  readonly #reception: Reception;
  #bootTimer: (() => void) | null = null;

  constructor(works: Works, reception: Reception) {
    this.#works = works;
    this.#reception = reception;
  }

  paperEnd(): void {
    this.#works.roll.forceEnd();
    this.#paperChanged();
  }

  nearEnd(on: boolean): void {
    this.#works.roll.forceNearEnd(on);
    this.#paperChanged();
  }

  /** Opens the cover if it is closed, puts the roll in and closes it again. Printing goes on by itself. */
  /** @param reversed the heat-sensitive side lies away from the head: the paper runs and stays white. */
  newRoll(lines: number, reversed = false): void {
    const { keeper, roll, tape, emit } = this.#works;
    const closed = !keeper.now.coverOpen;
    if (closed) this.coverOpen();
    roll.replace(lines * lineDots);
    tape.newRoll(reversed);
    this.#works.markPaperEnd();
    emit('new-roll', { lines });
    keeper.change({ stoppedAtNearEnd: false, ...this.#works.paperBits() });
    if (closed) this.coverClose();
    else this.#works.goOn();
  }

  /** Idle: offline. While printing: the line stops where it is. */
  coverOpen(): void {
    const { keeper, mechanism, tape } = this.#works;
    if (keeper.now.coverOpen) return;
    const interrupted = mechanism.interruptLine();
    if (interrupted) tape.mark('cover-open');
    keeper.change({
      coverOpen: true,
      ...(interrupted ? { coverStoppedPrinting: true } : {}),
      ...this.#works.paperBits(true),
    });
    this.#works.settleBusy();
  }

  /** "Initializes by itself and starts printing from the beginning of the line that stopped" (L90 §3.13). */
  coverClose(): void {
    const { keeper, settings, tape } = this.#works;
    const { coverStoppedPrinting, waitingForRecovery } = keeper.now;
    const waits = coverStoppedPrinting && settings.coverRecovery === 'dle-enq';
    if (coverStoppedPrinting) tape.mark('cover-closed');
    keeper.change({
      coverOpen: false,
      coverStoppedPrinting: waits,
      waitingForRecovery: waits || waitingForRecovery,
      ...this.#works.paperBits(false),
    });
    this.#works.goOn();
  }

  /** The next cut finds the knife stuck. */
  jam(): void {
    this.#works.jammed = true;
  }
  /** Takes the cause away; the error stays until DLE ENQ or DLE DC4 fn 8. */
  unjam(): void {
    this.#works.jammed = false;
  }

  heat(): void {
    this.#works.hot = true;
    this.#works.keeper.change({ headHot: true });
    this.#works.settleBusy();
  }
  cool(): void {
    this.#works.hot = false;
    this.#works.keeper.change({ headHot: false });
    this.#works.goOn();
  }

  fail(error: 'recoverable' | 'unrecoverable'): void {
    this.#works.keeper.change({ error });
    this.#works.settleBusy();
  }

  /** RAM is gone without a trace; paper keeps what was printed, a half line included. */
  powerOff(): void {
    const { keeper, tape, emit } = this.#works;
    if (keeper.now.power === 'off') return;
    const atHead = tape.positionDots;
    this.#works.forgetAll();
    this.#reception.reset();
    if (tape.hasOpenPaper || tape.positionDots > atHead) tape.mark('power-loss');
    this.#bootTimer?.();
    this.#bootTimer = null;
    emit('power-off');
    keeper.change({
      power: 'off',
      error: 'none',
      headHot: false,
      coverStoppedPrinting: false,
      waitingForRecovery: false,
      stoppedAtNearEnd: false,
      feeding: false,
    });
    this.#works.settleBusy();
  }

  powerOn(): void {
    const { keeper, settings, emit } = this.#works;
    if (keeper.now.power !== 'off') return;
    this.#reception.tellLost('switched off');
    emit('power-on');
    keeper.change({ power: 'booting', headHot: this.#works.hot, ...this.#works.paperBits() });
    const ready = (): void => {
      this.#bootTimer = null;
      this.#reception.tellLost('not ready after power-on');
      keeper.change({ power: 'on' });
      this.#works.goOn();
    };
    if (settings.bootMs === 0) ready();
    else this.#bootTimer = this.#works.clock.after(settings.bootMs, ready);
  }

  powerCycle(offMs: number): void {
    this.powerOff();
    if (offMs === 0) this.powerOn();
    else this.#works.clock.after(offMs, () => this.powerOn());
  }

  /** Hangs: nothing that arrives has an effect any more. */
  setDeaf(on: boolean): void {
    this.#reception.setDeaf(on);
    if (!on) this.#reception.tellLost('deaf');
  }

  /** @returns false if the button does nothing now (busy, offline, or switched off by ESC c 5). */
  pressFeed(lines: number): boolean {
    const { keeper, mechanism, modes, roll, tape } = this.#works;
    if (modes.buttonsOff || keeper.offline || !mechanism.isIdle) return false;
    keeper.change({ feeding: true });
    for (const step of feedSteps(lines * lineDots, 'button')) {
      tape.feed(heightDots(step), 'button');
      roll.use(heightDots(step));
    }
    keeper.change({ feeding: false, ...this.#works.paperBits() });
    this.#works.goOn();
    return true;
  }

  /** A hand tears the paper off at the bar. */
  tear(): void {
    const { tape, settings } = this.#works;
    tape.sever('torn', tape.positionDots - settings.cutterGapDots);
  }

  /** Level of drawer connector pin 3. */
  setDrawer(high: boolean): void {
    this.#works.keeper.change({ drawerHigh: high });
  }

  #paperChanged(): void {
    this.#works.markPaperEnd();
    this.#works.keeper.change(this.#works.paperBits());
    this.#works.settleBusy();
  }
}
