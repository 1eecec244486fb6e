/** The devices of one counter and the acquirer: the emulators' models on virtual time, behind cables in memory. */
import type { LossCause } from '../../drivers/link/link.ts';
import { Acquirer, TEST_PANS } from '../emulators/acquirer/acquirer.ts';
import { iso87Dialect } from '../emulators/acquirer/iso87/dialect.ts';
import { acquirerVerbs } from '../emulators/acquirer/verbs.ts';
import { MagtekHid } from '../emulators/card-reader/magtek-hid.ts';
import { NeoSerial } from '../emulators/card-reader/neo-serial.ts';
import { Display } from '../emulators/display/display.ts';
import type { HidModel, HidWorld } from '../emulators/hid-shell.ts';
import { Keypad } from '../emulators/keypad/keypad.ts';
import { Printer } from '../emulators/printer/printer.ts';
import { printerVerbs } from '../emulators/printer/verbs.ts';
import { Scanner } from '../emulators/scanner/scanner.ts';
import { ByteCable, type HostEnd } from './byte-cable.ts';
import type { Chance } from './chance.ts';
import { CounterPad } from './counter-pad.ts';
import { HidCable } from './hid-cable.ts';
import type { Weather } from './lane.ts';
import { RIGHT_PIN } from './pad-customer.ts';
import type { Profile } from './profile.ts';
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
  display: 'serial:/dev/pos/display?baud=9600',
  pinPad: 'serial:/dev/pos/pinpad?baud=9600',
  acquirer: 'tcp:bank:8583',
  keypad: 'hid:04d9:1203',
  maintenance: 'serial:/dev/pos/maintenance?baud=115200',
  reader: 'hid:0801:0002',
  chipReader: 'serial:/dev/pos/reader?baud=115200',
  scanner: 'hid:1eab:8306',
} as const;

/** A network peer that loses its power is missed only when somebody speaks to it. */
const NETWORK_HANG_UP_MS = 40_000;
const SERIAL_QUEUE_BYTES = 262_144;
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
    this.keypad = this.#addHid('keypad', chance.fork(), (world) => new Keypad(world));
    if (profile.chipReader === true) this.#addChipReader(chance.fork());
    else this.#addHid('reader', chance.fork(), (world) => new MagtekHid(world, { serial: 'B12345' }));
    if (profile.scanner === true) this.#addScanner(chance.fork());
    if (profile.display) this.#addDisplay(chance.fork());
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
    const { line } = this.#profile;
    let host: HostEnd | null = null;
    let plugged = true;
    const isNetwork = line === 'tcp';
    const printer: Printer = new Printer(settings, this.#time, {
      send: (bytes) => host?.send(bytes),
      emit: (event, fields = {}) => {
        this.#tell(name, event, fields as Record<string, unknown>);
        if (isNetwork && event === 'power-off') cable.cut('unplugged');
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
      // A cable with hardware flow control has all its wires: DSR falls with the printer's power.
      ...(line === 'rtscts' ? { lines: () => wires(printer) } : {}),
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
    this.#verbs.set(name, { ...printerVerbs(printer), unplug, plug });
    return printer;
  }

  #addAcquirer(chance: Chance): Acquirer {
    let refuses = false;
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

  #addScanner(chance: Chance): void {
    this.#addHid('scanner', chance, (world) => new Scanner({ ...world, tell: world.input }, { kind: 'hid-pos' }));
  }

  #addChipReader(chance: Chance): void {
    let host: HostEnd | null = null;
    let plugged = true;
    let awol = false;
    const reader = new NeoSerial({
      clock: this.#time,
      send: (bytes) => {
        if (!awol) host?.send(bytes);
      },
      emit: (event, fields = {}) => this.#tell('reader', event, fields as Record<string, unknown>),
    });
    const cable = new ByteCable({
      weather: this.#weather(chance),
      absence: () => (plugged ? null : 'absent'),
      hangUpMs: 0,
      queueLimitBytes: SERIAL_QUEUE_BYTES,
      plug: (end) => {
        host = end;
        return {
          receive: (bytes) => {
            if (!awol) reader.receive(bytes);
          },
          hungUp: () => {
            if (host === end) host = null;
          },
        };
      },
    });
    this.bytes.set(ADDRESSES.chipReader, cable);
    this.#verbs.set('reader', {
      ...reader.verbs,
      unplug: () => {
        plugged = false;
        cable.cut('unplugged');
        reader.unplugged();
      },
      plug: () => {
        plugged = true;
      },
      awol: ({ on }) => {
        awol = on !== false;
      },
    });
  }

  #addHid<Model extends HidModel>(
    name: 'keypad' | 'reader' | 'scanner',
    chance: Chance,
    build: (world: HidWorld) => Model,
  ): Model {
    const cable = new HidCable(this.#time, chance);
    const model = build({
      clock: this.#time,
      input: (report) => cable.send('report', report),
      feature: (report) => cable.send('feature', report),
      emit: (event, fields = {}) => this.#tell(name, event, fields as Record<string, unknown>),
    });
    cable.attach(model);
    this.hid.set(ADDRESSES[name], cable);
    this.#verbs.set(name, {
      ...model.verbs,
      unplug: () => cable.unplug(),
      plug: () => cable.plug(),
      awol: ({ on }) => cable.awol(on !== false),
    });
    return model;
  }

  #addDisplay(chance: Chance): void {
    let host: HostEnd | null = null;
    let plugged = true;
    const display = new Display(
      {
        clock: this.#time,
        send: (bytes) => host?.send(bytes),
        emit: (event, fields = {}) => this.#tell('display', event, fields as Record<string, unknown>),
      },
      { dialect: 'dm-d', gb18030: true },
    );
    const cable = new ByteCable({
      weather: this.#weather(chance),
      absence: () => (plugged ? null : 'absent'),
      hangUpMs: 0,
      queueLimitBytes: SERIAL_QUEUE_BYTES,
      plug: (end) => {
        host = end;
        return {
          receive: (bytes) => display.receive(bytes),
          hungUp: () => this.#tell('display', 'terminal-gone', {}),
        };
      },
    });
    this.bytes.set(ADDRESSES.display, cable);
    this.#verbs.set('display', {
      unplug: () => {
        plugged = false;
        cable.cut('unplugged');
        display.unplugged();
      },
      plug: () => {
        plugged = true;
      },
    });
  }
}

function wires({ works }: Printer) {
  const powered = works.keeper.now.power !== 'off';
  return { cts: powered && !works.keeper.busy, dsr: powered, dcd: powered };
}
