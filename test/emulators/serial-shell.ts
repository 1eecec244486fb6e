/** The process around a serial device model: a pseudo-terminal at the line's speed, control lines, and the common faults. */
import { parseArgs } from 'node:util';
import type { Clock } from './clock.ts';
import { realClock } from './clock.ts';
import type { Verb } from './control.ts';
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
  let pty: Pty | null = null;
  let wrongSpeedTold = false;
  const outgoing = new LinePace(clock, baud, (bytes) => pty?.write(garbled(bytes)));
  const faults = new OutputFaults(clock, (bytes) => outgoing.push(bytes));
  const incoming = new LinePace(clock, baud, (bytes) => {
    if (incoming.queuedBytes < inputHighBytes) pty?.resume();
    if (!faults.isAwol) model.receive(garbled(bytes));
  });
  /** What a byte becomes when the two ends disagree about its length in time. */
  function garbled(bytes: Uint8Array): Uint8Array {
    const hostBaud = pty?.baud() ?? null;
    if (baud === 0 || hostBaud === null || hostBaud === baud) return bytes;
    if (!wrongSpeedTold) world.emit('error', { detail: `the host speaks at ${hostBaud} baud, the device at ${baud}` });
    wrongSpeedTold = true;
    return bytes.map((byte) => ((byte << 3) ^ 0xe5) & 0xff);
  }
  const world: SerialWorld = {
    clock,
    send: (bytes) => faults.send(bytes),
    emit: (event, fields) => control.emit(event, fields),
  };
  const plug = (): void => {
    if (pty !== null) return;
    const line = openPty(typeof symlink === 'string' ? { symlink } : {});
    pty = line;
    line.onData((bytes) => {
      incoming.push(bytes);
      if (incoming.queuedBytes >= inputHighBytes) line.pause();
    });
    line.onHostOpen(() => {
      wrongSpeedTold = false;
      world.emit('host-open');
    });
    line.onHostClose(() => world.emit('host-close'));
    world.emit('listening', {
      address: `serial:${line.path}?baud=${baud === 0 ? defaultBaud : baud}`,
      path: line.path,
    });
    model.plugged?.();
  };
  const unplug = (): void => {
    pty?.close();
    pty = null;
    faults.reset();
    incoming.reset();
    outgoing.reset();
    model.unplugged?.();
  };
  const model = build(world, values as Partial<Record<Option, string>>);
  const control = serveControl({
    ...faults.verbs(),
    unplug,
    replug: (args) => {
      unplug();
      clock.after(numberOf(args, 'afterMs', 0), plug);
    },
    ...model.verbs,
  });
  plug();
}
