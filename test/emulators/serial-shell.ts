/** The process around a serial device model: a pseudo-terminal at the line's speed, control lines, and the common faults. */
import { parseArgs } from 'node:util';
import type { Clock } from './clock.ts';
import { realClock } from './clock.ts';
import type { Control, Verb } from './control.ts';
import { serveControl } from './control.ts';
import { LinePace } from './line-pace.ts';
import { OutputFaults } from './output-faults.ts';
import type { Pty } from './pty.ts';
import { openPty } from './pty.ts';
import { numberOf } from './verb-arguments.ts';

/** What a serial model sees of the world. */
export interface SerialWorld {
  readonly clock: Clock;
  /** One packet or control byte to the host. */
  send(bytes: Uint8Array): void;
  emit(event: string, fields?: object): void;
}

export interface SerialModel {
  readonly verbs: Record<string, Verb>;
  receive(bytes: Uint8Array): void;
  /** Power is gone: RAM is lost. */
  unplugged?(): void;
  /** The cable is in and power is on. */
  plugged?(): void;
}

/** Bytes taken off the line but not yet given to the model; beyond this the line backs up to the host. */
const inputHighBytes = 256;

/**
 * Runs `node main.ts [--symlink PATH] [--baud N] [--option value …]`; `build` makes the model from the options it knows.
 * `--baud 0` switches the pace off. A host at another speed is heard as garbage, and told about as an event.
 */
export function serveSerialDevice<Option extends string>(
  defaultBaud: number,
  optionNames: readonly Option[],
  build: (world: SerialWorld, options: Partial<Record<Option, string>>) => SerialModel,
): void {
  const names = ['symlink', 'baud', ...optionNames];
  const { values } = parseArgs({
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  });
  const symlink = values['symlink'];
  const baud = Number(values['baud'] ?? defaultBaud);
  if (!Number.isInteger(baud) || baud < 0) throw new Error('--baud must be a speed in bits per second, 0 for no pace');

  const clock = realClock();
  const cable = new Cable(clock, baud, typeof symlink === 'string' ? symlink : null, (event, fields) =>
    control.emit(event, fields),
  );
  const world: SerialWorld = {
    clock,
    send: (bytes) => cable.faults.send(bytes),
    emit: (event, fields) => control.emit(event, fields),
  };
  const model = build(world, values as Partial<Record<Option, string>>);
  const plug = (): void => {
    const path = cable.plug(model);
    if (path === null) return;
    world.emit('listening', { address: `serial:${path}?baud=${baud === 0 ? defaultBaud : baud}`, path });
    model.plugged?.();
  };
  const unplug = (): void => {
    cable.unplug();
    model.unplugged?.();
  };
  const control: Control = serveControl({
    ...cable.faults.verbs(),
    unplug,
    replug: (args) => {
      unplug();
      clock.after(numberOf(args, 'afterMs', 0), plug);
    },
    ...model.verbs,
  });
  plug();
}

/** A cable that can be pulled, with the speed of its line and the faults on it. */
class Cable {
  readonly faults: OutputFaults;
  readonly #baud: number;
  readonly #symlink: string | null;
  readonly #emit: SerialWorld['emit'];
  readonly #outgoing: LinePace;
  readonly #incoming: LinePace;
  #line: Pty | null = null;
  #model: SerialModel | null = null;
  #wrongSpeedTold = false;

  constructor(clock: Clock, baud: number, symlink: string | null, emit: SerialWorld['emit']) {
    this.#baud = baud;
    this.#symlink = symlink;
    this.#emit = emit;
    this.#outgoing = new LinePace(clock, baud, (bytes) => this.#line?.write(this.#garbled(bytes)));
    this.#incoming = new LinePace(clock, baud, (bytes) => this.#arrived(bytes));
    this.faults = new OutputFaults(clock, (bytes) => this.#outgoing.push(bytes));
  }

  /** What the host opens; null where the cable was in already. */
  plug(model: SerialModel): string | null {
    if (this.#line !== null) return null;
    const line = openPty(this.#symlink === null ? {} : { symlink: this.#symlink });
    this.#line = line;
    this.#model = model;
    line.onData((bytes) => {
      this.#incoming.push(bytes);
      if (this.#incoming.queuedBytes >= inputHighBytes) line.pause();
    });
    line.onHostOpen(() => {
      this.#wrongSpeedTold = false;
      this.#emit('host-open');
    });
    line.onHostClose(() => this.#emit('host-close'));
    return line.path;
  }

  unplug(): void {
    this.#line?.close();
    this.#line = null;
    this.faults.reset();
    this.#incoming.reset();
    this.#outgoing.reset();
  }

  #arrived(bytes: Uint8Array): void {
    if (this.#incoming.queuedBytes < inputHighBytes) this.#line?.resume();
    if (!this.faults.isAwol) this.#model?.receive(this.#garbled(bytes));
  }

  /** What a byte becomes when the two ends disagree about its length in time. */
  #garbled(bytes: Uint8Array): Uint8Array {
    const hostBaud = this.#line?.baud() ?? null;
    if (this.#baud === 0 || hostBaud === null || hostBaud === this.#baud) return bytes;
    if (!this.#wrongSpeedTold) {
      this.#wrongSpeedTold = true;
      this.#emit('error', { detail: `the host speaks at ${hostBaud} baud, the device at ${this.#baud}` });
    }
    return bytes.map((byte) => ((byte << 3) ^ 0xe5) & 0xff);
  }
}
