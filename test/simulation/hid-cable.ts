/** A HID device in memory: what `OpenHidPipe` promises (drivers/link/link.ts), with a device model behind it. */
import type { HidPipe, HidPipeEvents } from '../../drivers/link/link.ts';
import type { Enter } from './byte-cable.ts';
import type { Chance } from './chance.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface HidDevice {
  output?(report: Uint8Array): void;
  feature?(report: Uint8Array): void;
  featureAsked?(reportId: number): void;
  unplugged?(): void;
}

type Kind = 'report' | 'feature';

const OPENING_MS = 2;
/** A USB poll. */
const POLL_MS = 8;

export class HidCable {
  readonly #time: VirtualTime;
  readonly #chance: Chance;
  #device: HidDevice | null = null;
  #plugged = true;
  #awol = false;
  #line: HidLine | null = null;
  #lastMs = 0;

  constructor(time: VirtualTime, chance: Chance) {
    this.#time = time;
    this.#chance = chance;
  }

  attach(device: HidDevice): void {
    this.#device = device;
  }

  get plugged(): boolean {
    return this.#plugged;
  }

  open(address: string, events: HidPipeEvents, enter: Enter): HidPipe {
    const line = new HidLine(address, events, enter);
    this.#time.after(OPENING_MS, () => {
      if (line.over) return;
      if (!this.#plugged) line.lose('absent');
      else {
        this.#line = line;
        line.open();
      }
    });
    return line.pipe((act) => {
      if (this.#line !== line) return;
      this.#later(() => {
        const device = this.#device;
        if (this.#line === line && !this.#awol && device !== null) act(device);
      });
    });
  }

  /** From the device. */
  send(kind: Kind, report: Uint8Array): void {
    const line = this.#line;
    if (line === null || this.#awol) return;
    const copy = Uint8Array.from(report);
    this.#later(() => {
      if (this.#line === line) line.arrive(kind, copy);
    });
  }

  unplug(): void {
    if (!this.#plugged) return;
    this.#plugged = false;
    const line = this.#line;
    this.#line = null;
    this.#device?.unplugged?.();
    if (line !== null) this.#time.after(this.#chance.whole(0, 50), () => line.lose('unplugged'));
  }

  plug(): void {
    this.#plugged = true;
  }

  /** Plugged in, but deaf and dumb. */
  awol(on: boolean): void {
    this.#awol = on;
  }

  terminalGone(): void {
    this.#line = null;
  }

  #later(run: () => void): void {
    this.#lastMs = Math.max(this.#lastMs, this.#time.nowMs() + this.#chance.real() * POLL_MS);
    this.#time.after(this.#lastMs - this.#time.nowMs(), run);
  }
}

class HidLine {
  readonly #address: string;
  readonly #events: HidPipeEvents;
  readonly #enter: Enter;
  #state: 'opening' | 'open' | 'over' = 'opening';

  constructor(address: string, events: HidPipeEvents, enter: Enter) {
    this.#address = address;
    this.#events = events;
    this.#enter = enter;
  }

  get over(): boolean {
    return this.#state === 'over';
  }

  open(): void {
    this.#state = 'open';
    this.#enter(() => this.#events.opened());
  }

  arrive(kind: Kind, report: Uint8Array): void {
    if (this.#state === 'open') this.#enter(() => this.#events[kind](report));
  }

  lose(cause: 'absent' | 'unplugged'): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    const fault = { kind: 'device-lost', address: this.#address, cause, detail: `simulated: ${cause}` } as const;
    this.#enter(() => this.#events.lost(fault));
  }

  pipe(toDevice: (act: (device: HidDevice) => void) => void): HidPipe {
    const hand = (act: (device: HidDevice) => void) => {
      if (this.#state !== 'open') return 'refused';
      toDevice(act);
      return 'accepted';
    };
    return {
      address: this.#address,
      writeOutput: (report) => hand((device) => device.output?.(Uint8Array.from(report))),
      writeFeature: (report) => {
        const copy = Uint8Array.from(report);
        return hand((device) => device.feature?.(copy));
      },
      requestFeature: (reportId) => hand((device) => device.featureAsked?.(reportId)),
      close: () => {
        this.#state = 'over';
      },
    };
  }
}
