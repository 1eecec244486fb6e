/** The devices of one counter and the acquirer: the emulators' models on virtual time, behind cables in memory. */
import type { LossCause } from '../../drivers/link/link.ts';
import { Acquirer, TEST_PANS } from '../emulators/acquirer/acquirer.ts';
import { iso87Dialect } from '../emulators/acquirer/iso87/dialect.ts';
import { acquirerVerbs } from '../emulators/acquirer/verbs.ts';
import { Keypad } from '../emulators/keypad/keypad.ts';
import { Printer } from '../emulators/printer/printer.ts';
import { printerVerbs } from '../emulators/printer/verbs.ts';
import { ByteCable, type HostEnd } from './byte-cable.ts';
import type { Chance } from './chance.ts';
import { CounterPad } from './counter-pad.ts';
import { DISPLAYS, displayOf, READERS, readerOf, SCANNERS, scannerOf } from './fittings.ts';
import type { HidCable } from './hid-cable.ts';
import type { Weather } from './lane.ts';
import { RIGHT_PIN } from './pad-customer.ts';
import type { Profile } from './profile.ts';
import { hidStation, type Place, type Station, station } from './station.ts';
import { EPOCH_AT_ZERO_MS, UTC_OFFSET_MINUTES } from './terminal.ts';
import type { VirtualTime } from './virtual-time.ts';

export const TID = '10000001';
export const MID = '898100000000001';
export const TMK = '0123456789ABCDEFFEDCBA9876543210';

export type DeviceName = 'printer' | 'printer2' | 'acquirer' | 'keypad' | 'reader' | 'display' | 'scanner' | 'pinPad';
export type Verb = (args: Record<string, unknown>) => unknown;
export type Tell = (device: DeviceName, event: string, fields: Readonly<Record<string, unknown>>) => void;

export const ADDRESSES = {
  printer: {
    rtscts: 'serial:/dev/pos/printer?baud=115200&flow=rtscts',
    bare: 'serial:/dev/pos/printer?baud=115200',
    tcp: 'tcp:printer:9100',
  },
  printer2: {
    rtscts: 'serial:/dev/pos/printer2?baud=115200&flow=rtscts',
    bare: 'serial:/dev/pos/printer2?baud=115200',
    tcp: 'tcp:printer2:9100',
  },
  pinPad: 'serial:/dev/pos/pinpad?baud=9600',
  acquirer: 'tcp:bank:8583',
  keypad: 'hid:04d9:1203',
  maintenance: 'serial:/dev/pos/maintenance?baud=115200',
} as const;

/** A network peer that loses its power is missed only when somebody speaks to it. */
const NETWORK_HANG_UP_MS = 40_000;
const SERIAL_QUEUE_BYTES = 262_144;
/** Nobody presses a switch twice within less (README, the fault budget). */
const LEAST_OFF_MS = 700;
const RICH_MINOR = 1_000_000_000;

export interface Device {
  readonly verbs: Readonly<Record<string, Verb>>;
}

/** Builds what stands on one counter. */
export class Devices {
  readonly printer: Printer;
  /** Null: there is only one. */
  readonly printer2: Printer | null;
  readonly acquirer: Acquirer;
  readonly keypad: Keypad;
  /** Null: there is none. */
  readonly pad: CounterPad | null;
  readonly bytes = new Map<string, ByteCable>();
  readonly hid = new Map<string, HidCable>();
  /** How much the bank has written. */
  linesInBooks = 0;
  readonly #verbs = new Map<DeviceName, Readonly<Record<string, Verb>>>();
  readonly #time: VirtualTime;
  readonly #profile: Profile;
  readonly #tell: Tell;

  constructor(time: VirtualTime, chance: Chance, profile: Profile, tell: Tell) {
    this.#time = time;
    this.#profile = profile;
    this.#tell = tell;
    this.printer = this.#addPrinter('printer', profile.printer, chance.fork());
    this.acquirer = this.#addAcquirer(chance.fork());
    this.keypad = this.#addKeypad(chance.fork());
    this.#addFitted(chance);
    const { secondPrinter } = profile;
    this.printer2 = secondPrinter === undefined ? null : this.#addPrinter('printer2', secondPrinter, chance.fork());
    this.pad = profile.pinPad === undefined ? null : this.#addPad(chance.fork());
    if (profile.technician !== undefined) this.bytes.set(ADDRESSES.maintenance, profile.technician.cable(time));
  }

  /** @throws Error where this counter has no second one. */
  printerAt(place: 'printer' | 'printer2'): Printer {
    const printer = place === 'printer' ? this.printer : this.printer2;
    if (printer === null) throw new Error('this counter has no second printer');
    return printer;
  }

  /** Works a device as its control verbs do. @throws Error on a verb that it has not. */
  do(device: DeviceName, verb: string, args: Readonly<Record<string, unknown>> = {}): unknown {
    const act = this.#verbs.get(device)?.[verb];
    if (act === undefined) {
      if (device === 'display' || device === 'scanner' || device === 'pinPad') return undefined; // this counter has none
      throw new Error(`${device} has no verb ${verb}`);
    }
    return act({ ...args });
  }

  #weather(chance: Chance): Weather {
    const { latencyMs, tearing } = this.#profile;
    return { clock: this.#time, chance, latencyMs, tearing };
  }

  #addPrinter(name: 'printer' | 'printer2', settings: Profile['printer'], chance: Chance): Printer {
    const { line, dsr } = this.#profile;
    let host: HostEnd | null = null;
    let plugged = true;
    let offSinceMs = Number.NEGATIVE_INFINITY;
    const isNetwork = line === 'tcp';
    const printer: Printer = new Printer(settings, this.#time, {
      send: (bytes) => host?.send(bytes),
      emit: (event, fields = {}) => {
        this.#tell(name, event, fields as Record<string, unknown>);
        if (event !== 'power-off') return;
        offSinceMs = this.#time.nowMs();
        if (isNetwork) cable.cut('unplugged');
      },
      hold: (on) => {
        if (line !== 'bare') cable.hold(on);
      },
    });
    const absence = (): LossCause | null => {
      if (!plugged) return 'absent';
      return isNetwork && printer.works.keeper.now.power === 'off' ? 'refused' : null;
    };
    const cable: ByteCable = new ByteCable({
      weather: this.#weather(chance),
      absence,
      hangUpMs: 0,
      queueLimitBytes: SERIAL_QUEUE_BYTES,
      // A cable with hardware flow control has all its wires, and DSR falls with the printer's power; or it has not.
      ...(line === 'rtscts' && dsr !== 'absent' ? { lines: () => wires(printer, dsr) } : {}),
      plug: (end) => {
        host = end;
        return {
          receive: (bytes) => printer.receive(bytes),
          hungUp: () => {
            if (host === end) host = null;
            this.#tell(name, 'terminal-gone', {});
            // What waits in the buffers of the machine dies with the connection.
            printer.unplug();
          },
        };
      },
    });
    this.bytes.set(ADDRESSES[name][line], cable);
    const unplug = (): void => {
      plugged = false;
      cable.cut('unplugged');
      printer.unplug();
      this.#tell(name, 'unplugged', {});
    };
    const plug = (): void => {
      plugged = true;
    };
    const verbs = printerVerbs(printer);
    const switchOn: Verb = (args) => {
      const restMs = offSinceMs + LEAST_OFF_MS - this.#time.nowMs();
      return restMs > 0 ? this.#time.after(restMs, () => verbs['power-on']?.(args)) : verbs['power-on']?.(args);
    };
    this.#verbs.set(name, { ...verbs, unplug, plug, 'power-on': switchOn });
    return printer;
  }

  #addAcquirer(chance: Chance): Acquirer {
    let refuses = false;
    let fullFor = 0;
    const acquirer = new Acquirer({
      ...(this.#profile.neutral === true
        ? { dialect: iso87Dialect({ digits: 'ascii', bitmap: 'hex', length: 'binary2' }) }
        : {}),
      clock: this.#time,
      epochAtZeroMs: EPOCH_AT_ZERO_MS,
      utcOffsetMinutes: UTC_OFFSET_MINUTES,
      random: (count) => chance.bytes(count),
      tid: TID,
      mid: MID,
      tmk: Buffer.from(TMK, 'hex'),
      tpdu: this.#profile.tpdu,
      storage: {
        append: () => {
          this.linesInBooks += 1;
        },
      },
      emit: (event, fields) => this.#tell('acquirer', event, fields as Record<string, unknown>),
    });
    acquirer.host.sealsEveryApproval = this.#profile.partialApproval === true;
    const cable = new ByteCable({
      weather: this.#weather(chance),
      absence: () => (refuses ? 'refused' : null),
      hasRoom: () => {
        fullFor -= fullFor > 0 ? 1 : 0;
        return fullFor === 0;
      },
      hangUpMs: NETWORK_HANG_UP_MS,
      queueLimitBytes: SERIAL_QUEUE_BYTES,
      plug: (host) => {
        const connection = acquirer.connect({ write: (bytes) => host.send(bytes), close: (how) => host.close(how) });
        return {
          receive: (bytes) => connection.received(bytes),
          hungUp: () => acquirer.disconnected(connection),
        };
      },
    });
    this.bytes.set(ADDRESSES.acquirer, cable);
    const banks: Readonly<Record<string, Verb>> = acquirerVerbs(acquirer);
    const pin = this.#profile.pinPad === undefined ? {} : { pin: RIGHT_PIN };
    this.#verbs.set('acquirer', {
      ...banks,
      account: (args) => banks['account']?.({ ...pin, ...args }),
      'refuse-connections': ({ on, cut }) => {
        refuses = on === true;
        if (cut === true) cable.cut('closed-by-peer');
      },
      /** The next so many writes find the machine's own buffers full. */
      'line-full': ({ writes }) => {
        fullFor = Number(writes) + 1;
      },
      /** The line breaks where nobody can see it at once. */
      'break-line': () => cable.cut('closed-by-peer'),
    });
    return acquirer;
  }

  #addPad(chance: Chance): CounterPad {
    const pad = new CounterPad({
      weather: this.#weather(chance),
      masterKeyHex: TMK,
      tell: (event, fields) => this.#tell('pinPad', event, fields),
    });
    this.bytes.set(ADDRESSES.pinPad, pad.cable);
    this.#verbs.set('pinPad', pad.verbs());
    const { ways } = this.#profile.policy.consent;
    // Where no key of the cashier counts.
    if (!ways.includes('keypad')) pad.customer.usualWord = 'yes';
    for (const pan of TEST_PANS) this.do('acquirer', 'account', { pan, balance: RICH_MINOR });
    return pad;
  }

  #put(name: DeviceName, link: string, { on, cable, verbs }: Station): void {
    if (on === 'hid') this.hid.set(link, cable);
    else this.bytes.set(link, cable);
    this.#verbs.set(name, verbs);
  }

  #place(name: DeviceName, chance: Chance): Place {
    const tell: Place['tell'] = (event, fields) => this.#tell(name, event, fields);
    return { time: this.#time, chance, weather: this.#weather(chance), tell };
  }

  #addKeypad(chance: Chance): Keypad {
    const built: Keypad[] = [];
    const put = hidStation(this.#place('keypad', chance), (world) => {
      const keypad = new Keypad(world);
      built.push(keypad);
      return keypad;
    });
    this.#put('keypad', ADDRESSES.keypad, put);
    const [keypad] = built;
    if (keypad === undefined) throw new Error('a station without its device');
    return keypad;
  }

  /** Who brings cards, codes and eyes: as the counter is fitted. */
  #addFitted(chance: Chance): void {
    const reader = readerOf(this.#profile);
    const { [reader.driver]: kind } = READERS;
    this.#put('reader', kind.link, station(this.#place('reader', chance.fork()), kind, reader.variant));
    const scanner = scannerOf(this.#profile);
    if (scanner !== null) {
      const { [scanner.driver]: seen } = SCANNERS;
      this.#put('scanner', seen.link, station(this.#place('scanner', chance.fork()), seen, scanner.variant));
    }
    const display = displayOf(this.#profile);
    if (display === null) return;
    const { [display.driver]: shown } = DISPLAYS;
    this.#put('display', shown.link, station(this.#place('display', chance.fork()), shown, display.variant));
  }
}

function wires({ works }: Printer, dsr: Profile['dsr']) {
  const powered = works.keeper.now.power !== 'off';
  return { cts: powered && !works.keeper.busy, dsr: dsr === undefined ? powered : dsr === 'high', dcd: powered };
}
