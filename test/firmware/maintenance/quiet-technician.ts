/** A technician at a counter on virtual time: the real session, desks, drivers and journal, in one process; only the wire is a string. */
import type { Clock } from '../../../drivers/link/link.ts';
import type { MaintenanceHost } from '../../../firmware/effects/technician/maintenance.ts';
import { responseTo } from '../../../storage/keys/break-glass.ts';
import { QuietCounter } from '../../scenarios/quiet-counter.ts';
import { ByteCable, type HostEnd } from '../../simulation/byte-cable.ts';
import { Chance } from '../../simulation/chance.ts';
import { machineBelow, SERVICE_KEY } from '../../simulation/machine-below.ts';
import type { Technician } from '../../simulation/profile.ts';

const TID = '10000001';
const CONFIGURATION = {
  terminal: { tid: TID, mid: '898100000000001', merchant: '示例商店 Example Store', mode: 'simulated' },
  devices: {
    printer: { driver: 'escpos', link: 'serial:/dev/pos/printer?baud=115200' },
    cardReader: { driver: 'magtek-hid', link: 'hid:0801:0002' },
    keypad: { driver: 'hid-keypad', link: 'hid:04d9:1203' },
  },
  acquirer: { profile: 'unionpay', link: 'tcp:bank:8583', keys: { tmk: '0123456789ABCDEFFEDCBA9876543210' } },
};
/** Real time that work beside the trade may take; virtual time stands still meanwhile. */
const MOST_TURNS = 2_000;

export class QuietTechnician implements Technician {
  readonly counter: QuietCounter;
  /** What was shown since the last thing typed. */
  shown = '';
  ends: string[] = [];
  offsetMs = 0;
  /** Of the network, as the system tells it. */
  cableIsIn = true;
  addresses: readonly string[] = ['10.0.0.2'];
  #host: HostEnd | null = null;
  #plugged = true;
  #cable: ByteCable | null = null;
  #challenges = 0;

  constructor() {
    this.counter = new QuietCounter({}, true, undefined, this);
  }

  cable(clock: Clock): ByteCable {
    this.#cable = new ByteCable({
      weather: { clock: clock as never, chance: new Chance(1), latencyMs: [0, 0], tearing: 0 },
      absence: () => (this.#plugged ? null : 'absent'),
      hangUpMs: 0,
      queueLimitBytes: 1_000_000,
      plug: (end) => {
        this.#host = end;
        return {
          receive: (bytes) => {
            this.shown += Buffer.from(bytes).toString('utf8');
          },
          hungUp: () => {
            if (this.#host === end) this.#host = null;
          },
        };
      },
    });
    return this.#cable;
  }

  host(folder: string): MaintenanceHost {
    return machineBelow({
      tid: TID,
      folder,
      configuration: JSON.stringify(CONFIGURATION, null, 2),
      cableIsIn: () => this.cableIsIn,
      addresses: () => this.addresses,
      newChallenge: () => String(++this.#challenges).padStart(8, '0'),
      clockOffsetMs: () => this.offsetMs,
      setClockOffset: (offsetMs) => {
        this.offsetMs = offsetMs;
      },
      askForNextStart: (wish) => void this.ends.push(JSON.stringify(wish)),
      end: (how) => void this.ends.push(how),
      working: () => undefined,
    });
  }

  /** The service centre's answer to a challenge. */
  answers(challenge: string): string {
    return responseTo(SERVICE_KEY, TID, challenge);
  }

  type(text: string): void {
    this.shown = '';
    this.send(Buffer.from(text, 'utf8'));
  }

  send(bytes: Uint8Array): void {
    this.#host?.send(bytes);
  }

  /** Lets time pass, virtual and real, until it shows that. */
  async sees(pattern: RegExp, withinMs = 120_000): Promise<string> {
    const { world } = this.counter;
    for (let turn = 0, passed = 0; turn < MOST_TURNS && passed < withinMs; turn += 1) {
      if (pattern.test(this.shown)) return this.shown;
      world.pass(50);
      passed += turn % 4 === 3 ? 50 : 0;
      if (turn % 4 === 3) await new Promise((resolve) => setImmediate(resolve));
    }
    if (pattern.test(this.shown)) return this.shown;
    throw new Error(`not shown: ${pattern}; shown was:\n${this.shown}\n${world.broken.join('\n')}`);
  }

  async asks(line: string, pattern: RegExp): Promise<string> {
    this.type(`${line}\r`);
    return this.sees(pattern);
  }

  async logsIn(): Promise<void> {
    await this.asks('login 5', /PIN: $/);
    await this.asks('5555', /5@tillproof# $/);
    await this.asks('batch', /tillproof> $/);
  }

  /** The cable is pulled; the terminal notices. */
  async hangUp(): Promise<void> {
    this.#plugged = false;
    this.#cable?.cut('unplugged');
    this.counter.world.pass(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** The power goes and comes back; a new session greets. */
  async cutPower(): Promise<void> {
    const { world } = this.counter;
    world.cutPower();
    this.shown = '';
    world.powerOn();
    await this.sees(/tillproof> $/);
  }

  /** And put back: a new session greets. */
  async plugIn(): Promise<void> {
    this.#plugged = true;
    this.shown = '';
    await this.sees(/tillproof> $/);
  }
}
