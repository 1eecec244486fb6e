/** The PIN pad of a counter: the emulator's model at the speed of its line, behind a cable, with what can go wrong with it and between. */
import { LinePace } from '../emulators/line-pace.ts';
import { OutputFaults } from '../emulators/output-faults.ts';
import { PinPad } from '../emulators/pin-pad/pin-pad.ts';
import { ByteCable, type HostEnd } from './byte-cable.ts';
import type { Weather } from './lane.ts';
import { PadCustomer } from './pad-customer.ts';

type Args = Readonly<Record<string, unknown>>;
type Tell = (event: string, fields: Args) => void;

const BAUD = 9_600;
const QUEUE_BYTES = 4_096;
/** From the question to the blow, where it is to fall into an entry. */
const INTO_THE_ENTRY_MS = 900;

export interface CounterPadParts {
  readonly weather: Weather;
  readonly masterKeyHex: string;
  readonly tell: Tell;
}

export class CounterPad {
  readonly cable: ByteCable;
  readonly customer: PadCustomer;
  readonly #model: PinPad;
  readonly #parts: CounterPadParts;
  readonly #faults: OutputFaults;
  readonly #in: LinePace;
  readonly #out: LinePace;
  #host: HostEnd | null = null;
  #isPlugged = true;
  #hasPower = true;
  #isMute = false;
  /** Falls into the next entry. */
  #armed: (() => void) | null = null;

  constructor(parts: CounterPadParts) {
    const { weather, masterKeyHex, tell } = parts;
    const { clock } = weather;
    this.#parts = parts;
    this.#out = new LinePace(clock, BAUD, (bytes) => this.#host?.send(bytes));
    this.#faults = new OutputFaults(clock, (bytes) => this.#out.push(bytes));
    this.#in = new LinePace(clock, BAUD, (bytes) => {
      if (this.#hasPower && !this.#faults.isAwol) this.#model.receive(bytes);
    });
    this.#model = new PinPad(
      {
        clock,
        send: (bytes) => this.#say(bytes),
        emit: (event, fields = {}) => {
          this.customer.hear(event, fields);
          if (event === 'awaiting') this.#strike();
          tell(event, fields as Args);
        },
      },
      { keys: 'master-session', masterKey: masterKeyHex },
    );
    this.customer = new PadCustomer(weather, (key) => {
      if (this.#hasPower) this.#model.verbs['press']?.({ key });
    });
    this.cable = new ByteCable({
      weather,
      absence: () => (this.#isPlugged ? null : 'absent'),
      hangUpMs: 0,
      queueLimitBytes: QUEUE_BYTES,
      plug: (end) => {
        this.#host = end;
        return {
          receive: (bytes) => this.#in.push(bytes),
          hungUp: () => {
            if (this.#host === end) this.#host = null;
            tell('terminal-gone', {});
          },
        };
      },
    });
  }

  /** It shows its own page, and nobody's question. */
  get isIdle(): boolean {
    return this.#model.isIdle;
  }

  /** What can be done with it, beside the keys that the customer presses. */
  verbs(): Readonly<Record<string, (args: Args) => unknown>> {
    const { press: _keys, 'press-cancel': _no, 'enter-pin': _pin, ...own } = this.#model.verbs;
    const { awol, ...line } = this.#faults.verbs();
    return {
      ...own,
      ...line,
      awol: (args) =>
        this.#when(args, () => {
          this.#parts.tell('lost', {});
          awol?.(args);
        }),
      mute: ({ on }) => {
        this.#isMute = on !== false;
      },
      unplug: (args) => this.#when(args, () => this.#unplug()),
      plug: () => {
        this.#isPlugged = true;
      },
      'power-cycle': (args) => this.#when(args, () => this.#powerCycle(Number(args['offMs'] ?? 1_000))),
      disarm: () => {
        this.#armed = null;
      },
    };
  }

  #say(bytes: Uint8Array): void {
    this.customer.overhear(bytes);
    if (!this.#isMute && this.#hasPower) this.#faults.send(bytes);
  }

  #when({ inEntry }: Args, strike: () => void): void {
    if (inEntry === true) this.#armed = strike;
    else strike();
  }

  #strike(): void {
    const armed = this.#armed;
    this.#armed = null;
    if (armed !== null) this.#parts.weather.clock.after(INTO_THE_ENTRY_MS, armed);
  }

  #unplug(): void {
    this.#isPlugged = false;
    this.cable.cut('unplugged');
    this.#forget();
    this.#parts.tell('unplugged', {});
  }

  #powerCycle(offMs: number): void {
    this.#hasPower = false;
    this.#forget();
    this.#parts.weather.clock.after(offMs, () => {
      this.#hasPower = true;
      this.#parts.tell('power-on', {});
    });
  }

  /** Its memory but for the keys, and what was under way to and from it. */
  #forget(): void {
    this.#faults.reset();
    this.#in.reset();
    this.#out.reset();
    this.#model.unplugged();
  }
}
