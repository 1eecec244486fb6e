/** A device on its cable, on virtual time: its model, the faults that all devices share, the cable that is pulled, and the unit that is exchanged for another. */
import type { HidModel } from '../emulators/hid-shell.ts';
import { OutputFaults } from '../emulators/output-faults.ts';
import type { SerialModel } from '../emulators/serial-shell.ts';
import { ByteCable, type HostEnd } from './byte-cable.ts';
import type { Chance } from './chance.ts';
import type { Fitting, Unit } from './fittings.ts';
import { HidCable } from './hid-cable.ts';
import type { Weather } from './lane.ts';
import type { VirtualTime } from './virtual-time.ts';

type Verb = (args: Record<string, unknown>) => unknown;
type Verbs = Readonly<Record<string, Verb>>;

export interface Place {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly weather: Weather;
  readonly tell: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** The cable has its name under which it is opened, its link. */
export type Station = { readonly verbs: Verbs } & (
  | { readonly on: 'hid'; readonly cable: HidCable }
  | { readonly on: 'serial'; readonly cable: ByteCable }
);

const SERIAL_QUEUE_BYTES = 262_144;

/** Puts up what the table has. @param variant how the unit on this counter is set up */
export function station(place: Place, fitting: Fitting, variant: 0 | 1 | 2): Station {
  if (fitting.on === 'hid') return hidStation(place, (world, unit) => fitting.build(world, unit, variant));
  return serialStation(place, (world, unit) => fitting.build(world, unit, variant));
}

/** The verbs of whichever model stands there now. */
function worked(model: () => { readonly verbs: Verbs }): Verbs {
  return Object.fromEntries(Object.keys(model().verbs).map((name) => [name, (args) => model().verbs[name]?.(args)]));
}

const unitOf = (args: Record<string, unknown>): Unit => (args['unit'] === 'other' ? 'other' : 'own');

export function hidStation(
  { time, chance, tell }: Place,
  build: (world: Parameters<Extract<Fitting, { on: 'hid' }>['build']>[0], unit: Unit) => HidModel,
): Extract<Station, { on: 'hid' }> {
  const cable = new HidCable(time, chance);
  const faults = new OutputFaults(time, (report) => cable.send('report', report));
  const stand = (unit: Unit): HidModel =>
    build(
      {
        clock: time,
        input: (report) => faults.send(report),
        feature: (report) => cable.send('feature', report),
        emit: (event, fields = {}) => tell(event, fields as Record<string, unknown>),
      },
      unit,
    );
  let stands: Unit = 'own';
  let model = stand(stands);
  cable.attach(model);
  const { garbage, late } = faults.verbs();
  return {
    on: 'hid',
    cable,
    verbs: {
      ...worked(() => model),
      ...(garbage === undefined || late === undefined ? {} : { garbage, late }),
      // A report is whole or is not.
      split: () => {},
      unplug: () => {
        cable.unplug();
        faults.reset();
      },
      plug: () => cable.plug(),
      awol: ({ on }) => cable.awol(on !== false),
      exchange: (args) => {
        if (unitOf(args) === stands) return;
        stands = unitOf(args);
        cable.unplug();
        faults.reset();
        model = stand(stands);
        cable.attach(model);
        tell('exchanged', { unit: stands });
        cable.plug();
      },
    },
  };
}

export function serialStation(
  { time, weather, tell }: Place,
  build: (world: Parameters<Extract<Fitting, { on: 'serial' }>['build']>[0], unit: Unit) => SerialModel,
): Extract<Station, { on: 'serial' }> {
  let host: HostEnd | null = null;
  let plugged = true;
  const faults = new OutputFaults(time, (bytes) => host?.send(bytes));
  const stand = (unit: Unit): SerialModel =>
    build(
      {
        clock: time,
        send: (bytes) => faults.send(bytes),
        emit: (event, fields = {}) => tell(event, fields as Record<string, unknown>),
      },
      unit,
    );
  let stands: Unit = 'own';
  let model = stand(stands);
  const cable = new ByteCable({
    weather,
    absence: () => (plugged ? null : 'absent'),
    hangUpMs: 0,
    queueLimitBytes: SERIAL_QUEUE_BYTES,
    plug: (end) => {
      host = end;
      return {
        receive: (bytes) => {
          if (!faults.isAwol) model.receive(bytes);
        },
        hungUp: () => {
          if (host === end) host = null;
          tell('terminal-gone', {});
        },
      };
    },
  });
  const pull = (): void => {
    cable.cut('unplugged');
    faults.reset();
    model.unplugged?.();
    tell('unplugged', {});
  };
  return {
    on: 'serial',
    cable,
    verbs: {
      ...worked(() => model),
      ...faults.verbs(),
      unplug: () => {
        plugged = false;
        pull();
      },
      plug: () => {
        plugged = true;
      },
      exchange: (args) => {
        if (unitOf(args) === stands) return;
        stands = unitOf(args);
        pull();
        model = stand(stands);
        tell('exchanged', { unit: stands });
      },
    },
  };
}
