/** The process around a HID device model: a socket for its reports, control lines, and the faults that all devices share. */
import { parseArgs } from 'node:util';
import type { Clock } from './clock.ts';
import { realClock } from './clock.ts';
import type { Verb } from './control.ts';
import { serveControl } from './control.ts';
import type { HidSocket } from './hid-socket.ts';
import { openHidSocket } from './hid-socket.ts';
import { OutputFaults } from './output-faults.ts';
import { numberOf } from './verb-arguments.ts';

/** What a HID model sees of the world. */
export interface HidWorld {
  readonly clock: Clock;
  /** An input report as hidraw would give it. */
  input(report: Uint8Array): void;
  /** Answers a feature request; `report` starts with the report id. */
  feature(report: Uint8Array): void;
  emit(event: string, fields?: object): void;
}

export interface HidModel {
  readonly verbs: Record<string, Verb>;
  /** `report` starts with the report id, 0 where the device has none. */
  output?(report: Uint8Array): void;
  feature?(report: Uint8Array): void;
  featureAsked?(reportId: number): void;
  /** The cable was pulled: RAM is lost. */
  unplugged?(): void;
}

/** Runs `node main.ts --socket PATH [--option value …]`; `build` makes the model from the options it knows. */
export async function serveHidDevice<Option extends string>(
  optionNames: readonly Option[],
  build: (world: HidWorld, options: Partial<Record<Option, string>>) => HidModel,
): Promise<void> {
  const names = ['socket', ...optionNames];
  const { values } = parseArgs({
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  });
  const path = values['socket'];
  if (typeof path !== 'string') throw new Error('--socket PATH is required');

  const clock = realClock();
  let socket: HidSocket | null = null;
  const faults = new OutputFaults(clock, (bytes) => socket?.send(bytes));
  const world: HidWorld = {
    clock,
    input: (report) => socket?.hostIsOpen && faults.send(socket.inputFrame(report)),
    feature: (report) => socket?.hostIsOpen && faults.send(socket.featureFrame(report)),
    emit: (event, fields) => control.emit(event, fields),
  };
  const hears = (act: () => void): void => {
    if (!faults.isAwol) act();
  };
  const plug = async (): Promise<void> => {
    if (socket !== null) return;
    socket = await openHidSocket(path, {
      hostOpen: () => world.emit('host-open'),
      hostClose: () => {
        faults.reset();
        world.emit('host-close');
      },
      output: (report) => hears(() => model.output?.(report)),
      feature: (report) => hears(() => model.feature?.(report)),
      featureAsked: (reportId) => hears(() => model.featureAsked?.(reportId)),
      error: (detail) => world.emit('error', { detail }),
    });
    world.emit('listening', { address: `unix:${path}`, path });
  };
  const unplug = (): void => {
    socket?.close();
    socket = null;
    faults.reset();
    model.unplugged?.();
  };
  const model = build(world, values as Partial<Record<Option, string>>);
  const control = serveControl({
    ...faults.verbs(),
    unplug,
    replug: (args) => {
      unplug();
      clock.after(numberOf(args, 'afterMs', 0), () => void plug());
    },
    ...model.verbs,
  });
  await plug();
}
