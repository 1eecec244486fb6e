/**
 * A numeric keypad as a HID boot keyboard (facts/peripherals §1c "Keypad over HID").
 *
 * A report is state, not events: `[modifiers][00][k1..k6]`, the keys that are down in the order they went down, nothing for the
 * rest. A seventh key turns all six into ErrorRollOver (01). There is no auto-repeat: nothing is sent while nothing changes.
 */
import type { Clock } from '../clock.ts';
import type { Verb } from '../control.ts';
import type { Arguments } from '../verb-arguments.ts';
import { numberOf, textOf, textsOf } from '../verb-arguments.ts';
import { keyOfCharacter, usageOf } from './keys.ts';

export interface KeypadOptions {
  /** Some pads number their reports: one more byte in front. */
  readonly reportId?: number;
  /** Some pads press NumLock before and after each key. */
  readonly numLockAround?: boolean;
}

export interface KeypadWorld {
  readonly clock: Clock;
  input(report: Uint8Array): void;
}

const rollOver = 0x01;
const slots = 6;
const numLock = 0x53;
/** How long a finger stays on a key, and how soon the next one comes: both longer than the 10 ms of a USB poll. */
const pressMs = 20;
const gapMs = 12;

/** One contact that closes or opens, and how long until the next one does. */
interface Step {
  readonly usage: number;
  readonly down: boolean;
  readonly thenMs: number;
}

export class Keypad {
  readonly #world: KeypadWorld;
  readonly #options: KeypadOptions;
  #down: number[] = [];
  #stuck = new Set<number>();
  #steps: Step[] = [];
  #whenDone: (() => void)[] = [];
  #running = false;
  #last = 0;
  #cancel: () => void = () => {};
  readonly verbs: Record<string, Verb>;

  constructor(world: KeypadWorld, options: KeypadOptions = {}) {
    this.#world = world;
    this.#options = options;
    this.verbs = {
      press: (args) => this.#press(textsOf(args, 'keys'), args),
      type: (args) => this.#press(Array.from(textOf(args, 'text'), keyOfCharacter), args),
      hold: (args) => this.#contacts(textsOf(args, 'keys'), true),
      release: (args) => this.#contacts(args['keys'] === undefined ? null : textsOf(args, 'keys'), false),
      rollover: () => this.#rollover(),
      stuck: (args) => this.#stick(usageOf(textOf(args, 'key'))),
      unstuck: () => this.#unstick(),
      bounce: (args) => this.#bounce(usageOf(textOf(args, 'key')), numberOf(args, 'ms', 5)),
      reports: (args) => this.#raw(textsOf(args, 'hex')),
    };
  }

  /** A key hangs, and cannot be pressed. */
  get hangs(): boolean {
    return this.#stuck.size > 0;
  }

  /** Power is gone: no release report will ever come. A stuck key is stuck in the mechanics and stays so. */
  unplugged(): void {
    this.#cancel();
    this.#steps = [];
    this.#running = false;
    this.#down = [...this.#stuck];
    for (const done of this.#whenDone.splice(0)) done();
  }

  #press(keys: readonly string[], args: Arguments): Promise<void> {
    const downMs = numberOf(args, 'downMs', pressMs);
    const upMs = numberOf(args, 'gapMs', gapMs);
    const tap = (usage: number): Step[] => [
      { usage, down: true, thenMs: downMs },
      { usage, down: false, thenMs: upMs },
    ];
    const around = this.#options.numLockAround ? tap(numLock) : [];
    const againMs = numberOf(args, 'againMs', 0);
    const steps = keys.map(usageOf).flatMap((usage) => {
      // A finger needs longer to come back to the key that it has just left than to go on to another.
      const wait = usage === this.#last && againMs > 0 ? [{ usage, down: false, thenMs: againMs }] : [];
      this.#last = usage;
      return [...wait, ...around, ...tap(usage), ...around];
    });
    return this.#run(steps);
  }

  #contacts(keys: readonly string[] | null, down: boolean): Promise<void> {
    const usages = keys === null ? this.#down.filter((usage) => !this.#stuck.has(usage)) : keys.map(usageOf);
    return this.#run(usages.map((usage) => ({ usage, down, thenMs: gapMs })));
  }

  /** Seven fingers: the seventh makes the pad give up naming keys until one of them lifts. */
  #rollover(): Promise<void> {
    const usages = ['1', '2', '3', '4', '5', '6', '7'].map(usageOf);
    return this.#run([
      ...usages.map((usage) => ({ usage, down: true, thenMs: gapMs })),
      ...usages.toReversed().map((usage) => ({ usage, down: false, thenMs: gapMs })),
    ]);
  }

  #stick(usage: number): Promise<void> {
    this.#stuck.add(usage);
    return this.#run([{ usage, down: true, thenMs: 0 }]);
  }

  #unstick(): Promise<void> {
    const usages = [...this.#stuck];
    this.#stuck.clear();
    return this.#run(usages.map((usage) => ({ usage, down: false, thenMs: 0 })));
  }

  /** A worn contact: closes, opens and closes again within `ms`, and once more when the finger lifts. */
  #bounce(usage: number, ms: number): Promise<void> {
    const each = ms / 4;
    return this.#run([
      { usage, down: true, thenMs: each },
      { usage, down: false, thenMs: each },
      { usage, down: true, thenMs: each },
      { usage, down: false, thenMs: each },
      { usage, down: true, thenMs: pressMs },
      { usage, down: false, thenMs: each },
      { usage, down: true, thenMs: each },
      { usage, down: false, thenMs: gapMs },
    ]);
  }

  #raw(reports: readonly string[]): void {
    for (const hex of reports) this.#world.input(Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')));
  }

  #run(steps: readonly Step[]): Promise<void> {
    this.#steps.push(...steps);
    const done = new Promise<void>((resolve) => this.#whenDone.push(resolve));
    if (!this.#running) this.#next();
    return done;
  }

  #next(): void {
    const step = this.#steps.shift();
    if (step === undefined) {
      this.#running = false;
      for (const done of this.#whenDone.splice(0)) done();
      return;
    }
    this.#running = true;
    this.#change(step);
    this.#cancel = this.#world.clock.after(step.thenMs, () => this.#next());
  }

  #change(step: Step): void {
    const isDown = this.#down.includes(step.usage);
    if (isDown === step.down || (!step.down && this.#stuck.has(step.usage))) return;
    if (step.down) this.#down.push(step.usage);
    else this.#down = this.#down.filter((usage) => usage !== step.usage);
    this.#world.input(this.#report());
  }

  #report(): Uint8Array {
    const keys = this.#down.length > slots ? Array<number>(slots).fill(rollOver) : this.#down;
    const report = new Uint8Array(2 + slots);
    report.set(keys, 2);
    const id = this.#options.reportId;
    return id === undefined ? report : Uint8Array.of(id, ...report);
  }
}
