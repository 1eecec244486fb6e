/** A serial port or a network address in memory: what `OpenBytePipe` promises (drivers/link/link.ts), with a device model behind it. */
import type { BytePipe, BytePipeEvents, LossCause, WriteResult } from '../../drivers/link/link.ts';
import { Lane, type Weather } from './lane.ts';

/** The device's end of one connection. */
export interface DeviceEnd {
  receive(bytes: Uint8Array): void;
  /** The terminal has closed it, or is gone. */
  hungUp(): void;
}

/** The terminal's end, as the device sees it. */
export interface HostEnd {
  send(bytes: Uint8Array): void;
  /** The device ends the connection: `end` after what is under way, `reset` at once. */
  close(how: 'end' | 'reset'): void;
}

interface ModemLines {
  readonly cts: boolean;
  readonly dsr: boolean;
  readonly dcd: boolean;
}

export interface CableOptions {
  readonly weather: Weather;
  /** Called for each connection. */
  readonly plug: (host: HostEnd) => DeviceEnd;
  /** Why it cannot be opened now, if so. */
  readonly absence: () => LossCause | null;
  /** How soon the device hears that the terminal's power is gone; a network peer hears it late. */
  readonly hangUpMs: number;
  /** Modem lines, where the cable has them. */
  readonly lines?: () => ModemLines;
  /** Bytes that the host's buffers take. */
  readonly queueLimitBytes: number;
  /** Asked at each write: whether there is room in them, whatever their size; left out: there is. */
  readonly hasRoom?: () => boolean;
}

/** What the firmware's life gives to a pipe: nothing enters a dead one. */
export type Enter = (run: () => void) => void;

const OPENING_MS = 3;
/** Modem lines are looked at as often as the real pipe does (drivers/link/serial-pipe.ts). */
const LINES_EVERY_MS = 300;
/** A lost device is noticed by the next probe. */
const NOTICED_MS: readonly [number, number] = [1, 300];

export class ByteCable {
  readonly #options: CableOptions;
  readonly #connections = new Set<Connection>();

  constructor(options: CableOptions) {
    this.#options = options;
  }

  open(address: string, events: BytePipeEvents, enter: Enter): BytePipe {
    const connection: Connection = new Connection(address, this.#options, events, enter, () => {
      this.#connections.delete(connection);
    });
    this.#connections.add(connection);
    return connection.pipe();
  }

  /** The cable is pulled, the peer dies: what is under way is lost both ways. */
  cut(cause: LossCause): void {
    for (const connection of [...this.#connections]) connection.cut(cause);
  }

  /** The terminal's power is gone. */
  terminalGone(): void {
    for (const connection of [...this.#connections]) connection.terminalGone();
  }

  hold(on: boolean): void {
    for (const connection of this.#connections) connection.hold(on);
  }
}

class Connection {
  readonly #address: string;
  readonly #options: CableOptions;
  readonly #events: BytePipeEvents;
  readonly #enter: Enter;
  readonly #forget: () => void;
  readonly #toDevice: Lane;
  readonly #toHost: Lane;
  #device: DeviceEnd | null = null;
  /** `dead`: lost, and the terminal does not know it yet. */
  #state: 'opening' | 'open' | 'dead' | 'over' = 'opening';

  constructor(address: string, options: CableOptions, events: BytePipeEvents, enter: Enter, forget: () => void) {
    this.#address = address;
    this.#options = options;
    this.#events = events;
    this.#enter = enter;
    this.#forget = forget;
    this.#toDevice = new Lane(options.weather, (bytes) => this.#device?.receive(bytes));
    this.#toHost = new Lane(options.weather, (bytes) => {
      if (this.#state === 'open') enter(() => events.bytes(bytes));
    });
    options.weather.clock.after(OPENING_MS, () => this.#open());
  }

  pipe(): BytePipe {
    const lane = this.#toDevice;
    return {
      address: this.#address,
      write: (bytes) => this.#write(bytes),
      get queuedBytes() {
        return lane.waitingBytes;
      },
      close: () => this.#close(),
    };
  }

  cut(cause: LossCause): void {
    if (this.#state === 'dead' || this.#state === 'over') return;
    this.#state = 'dead';
    this.#toDevice.lose();
    this.#toHost.lose();
    this.#hangUp(0);
    const [least, most] = NOTICED_MS;
    const { clock, chance } = this.#options.weather;
    clock.after(chance.whole(least, most), () => this.#lose(cause));
  }

  terminalGone(): void {
    this.#state = 'over';
    this.#forget();
    this.#toHost.lose();
    // What had left the terminal may still arrive; the rest of it died in its buffers.
    this.#toDevice.lose(this.#options.weather.chance.whole(0, 2));
    this.#hangUp(this.#options.hangUpMs);
  }

  hold(on: boolean): void {
    this.#toDevice.hold(on);
  }

  #open(): void {
    if (this.#state !== 'opening') return;
    const absence = this.#options.absence();
    if (absence !== null) {
      this.#state = 'dead';
      this.#lose(absence);
      return;
    }
    this.#state = 'open';
    this.#device = this.#options.plug({
      send: (bytes) => {
        if (this.#state === 'open') this.#toHost.push(bytes);
      },
      close: (how) => this.#closedByDevice(how),
    });
    this.#enter(() => this.#events.opened());
    this.#watchLines(null);
  }

  #watchLines(last: ModemLines | null): void {
    const { lines, weather } = this.#options;
    if (lines === undefined || this.#events.modemLines === undefined || this.#state !== 'open') return;
    const now = lines();
    const same = last !== null && last.cts === now.cts && last.dsr === now.dsr && last.dcd === now.dcd;
    if (!same) this.#enter(() => this.#events.modemLines?.(now));
    weather.clock.after(LINES_EVERY_MS, () => this.#watchLines(now));
  }

  #write(bytes: Uint8Array): WriteResult {
    if (this.#state === 'dead') return 'accepted';
    if (this.#state !== 'open') return 'refused';
    const { queueLimitBytes, hasRoom } = this.#options;
    if (this.#toDevice.waitingBytes + bytes.length > queueLimitBytes || hasRoom?.() === false) return 'refused';
    if (bytes.length > 0) this.#toDevice.push(bytes);
    return 'accepted';
  }

  #close(): void {
    if (this.#state === 'over') return;
    const wasOpen = this.#state === 'open';
    this.#state = 'over';
    this.#forget();
    this.#toHost.lose();
    if (wasOpen) this.#toDevice.afterwards(() => this.#hangUp(0));
  }

  #closedByDevice(how: 'end' | 'reset'): void {
    if (this.#state !== 'open') return;
    if (how === 'reset') this.#toHost.lose();
    this.#toDevice.lose();
    this.#device = null;
    this.#toHost.afterwards(() => this.#lose('closed-by-peer'));
  }

  #lose(cause: LossCause): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#forget();
    const fault = { kind: 'device-lost', address: this.#address, cause, detail: `simulated: ${cause}` } as const;
    this.#enter(() => this.#events.lost(fault));
  }

  #hangUp(afterMs: number): void {
    const device = this.#device;
    if (device === null) return;
    if (afterMs === 0) {
      this.#device = null;
      device.hungUp();
    } else {
      this.#options.weather.clock.after(afterMs, () => {
        this.#device = null;
        device.hungUp();
      });
    }
  }
}
