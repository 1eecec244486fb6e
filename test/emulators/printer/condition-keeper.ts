/**
 * Keeps the printer's condition and tells every change where it has to be told: ASB, offline response, XON/XOFF, events
 * (facts/printer.md §1.3, §1.5, §1.8).
 */
import type { PrintModes } from './print-modes.ts';
import type { Emit, Settings } from './settings.ts';
import type { Condition } from './status.ts';
import { asbFrame, asbWants, isOffline, offlineCause } from './status.ts';
import type { Transmitter } from './transmitter.ts';

const fresh: Condition = {
  power: 'on',
  coverOpen: false,
  coverStoppedPrinting: false,
  waitingForRecovery: false,
  headHot: false,
  error: 'none',
  nearEnd: false,
  paperEnd: false,
  stoppedAtNearEnd: false,
  feeding: false,
  drawerHigh: true,
};

export class ConditionKeeper {
  readonly #settings: Settings;
  readonly #transmitter: Transmitter;
  readonly #modes: () => PrintModes;
  readonly #emit: Emit;
  #now: Condition = fresh;
  /** What ASB and the events have told last. */
  #asbTold: Condition = fresh;
  #told: Condition = fresh;
  #busy = false;
  #xoffSent = false;
  /** "XON when online after power-on" (T88III p.23). */
  #owesXon = false;

  constructor(settings: Settings, transmitter: Transmitter, modes: () => PrintModes, emit: Emit) {
    this.#settings = settings;
    this.#transmitter = transmitter;
    this.#modes = modes;
    this.#emit = emit;
  }

  get now(): Condition {
    return this.#now;
  }
  get offline(): boolean {
    return isOffline(this.#now);
  }
  get busy(): boolean {
    return this.#busy;
  }

  /** Before anything has happened: what there is to see when the printer is found. */
  begin(patch: Partial<Condition>): void {
    this.#now = { ...this.#now, ...patch };
    this.#asbTold = this.#now;
    this.#told = this.#now;
  }

  change(patch: Partial<Condition>): void {
    const wasOn = this.#now.power === 'on';
    this.#now = { ...this.#now, ...patch };
    if (!wasOn && this.#now.power === 'on') {
      this.#xoffSent = false;
      this.#owesXon = this.#settings.xonAtPowerOn || this.#settings.flow === 'xonxoff';
    }
    if (this.#owesXon && !this.offline) {
      this.#owesXon = false;
      this.#transmitter.handshake(0x11);
    }
    // "If ASB is enabled as a default, the status is sent when the printer is ready for the first time after power-on."
    if (!wasOn && this.#now.power === 'on') this.setAsb(this.#modes().asbMask);
    this.tell();
  }

  /** Sends what has changed since it was told last; also when a block that made ASB void has been sent. */
  tell(): void {
    const before = this.#told;
    const now = this.#now;
    this.#told = now;
    if (now.power === 'on') this.#tellHost(before);
    if (before.nearEnd !== now.nearEnd && now.nearEnd) this.#emit('near-end');
    if (before.paperEnd !== now.paperEnd && now.paperEnd) this.#emit('paper-end');
    if (before.coverOpen !== now.coverOpen) this.#emit(now.coverOpen ? 'cover-open' : 'cover-closed');
    if (before.error !== now.error && now.error !== 'none') this.#emit('error', { error: now.error });
    if (isOffline(before) !== isOffline(now)) this.#emit(isOffline(now) ? 'offline' : 'online');
  }

  /** GS a n: "sends 4 bytes at once when enabled". */
  setAsb(mask: number): void {
    this.#modes().asbMask = mask;
    if (mask === 0) return;
    this.#asbTold = this.#now;
    this.#transmitter.answer('asb', asbFrame(this.#now));
  }

  /** @param full the receive buffer's state. */
  updateBusy(full: boolean): void {
    const { busyWhen, flow } = this.#settings;
    const busy = this.#now.power !== 'on' || full || (busyWhen === 'full-or-offline' && this.offline);
    if (busy === this.#busy) return;
    this.#busy = busy;
    this.#emit('busy', { busy });
    if (flow !== 'xonxoff' || this.#now.power !== 'on' || busy === this.#xoffSent) return;
    this.#xoffSent = busy;
    this.#transmitter.handshake(busy ? 0x13 : 0x11);
  }

  #tellHost(before: Condition): void {
    const { asbMask, offlineResponse } = this.#modes();
    // While a block is being sent ASB is void (APG p.217); what is still true afterwards is told then.
    if (!this.#transmitter.sendingBlock && asbWants(asbMask, this.#asbTold, this.#now)) {
      this.#asbTold = this.#now;
      this.#transmitter.answer('asb', asbFrame(this.#now));
    }
    const cause = offlineCause(this.#now);
    const newCauses = cause & ~offlineCause(before);
    if (offlineResponse !== 0 && newCauses !== 0) {
      this.#transmitter.answer('offline-response', [0x37, 0x23, ...(offlineResponse === 2 ? [cause] : []), 0]);
    }
  }
}
