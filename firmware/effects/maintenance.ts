/**
 * The technician's desk put together: the session on the maintenance port, and what its commands act on. It runs beside the trade and lends from it
 * (`maintenance-devices.ts`); what the composition root alone can do comes in as the `host`.
 */
import type { TerminalEvent } from '../../drivers/console/line-terminal.ts';
import type { Clock } from '../../drivers/link/link.ts';
import type { Aside } from '../../storage/journal/aside.ts';
import type { Desk, TerminalAbout } from '../maintenance/desk.ts';
import { session } from '../maintenance/session.ts';
import { dateAndTime } from '../receipts/civil-time.ts';
import type { TillView } from '../screens/till-view.ts';
import type { DeviceTold, Sessions } from './device-openers.ts';
import { type LendingTerminal, MaintenanceDevices } from './maintenance-devices.ts';
import { maintenanceRecords } from './maintenance-records.ts';
import { MaintenanceRunner } from './maintenance-runner.ts';
import { checkPin } from './people.ts';
import type { Ports } from './ports.ts';

/** What only the composition root can do or knows. */
export interface MaintenanceHost {
  readonly version: string;
  readonly runtime: string;
  readonly startedAtMs: number;
  /** Work on a connection to the journal of its own, beside this process's. */
  readonly aside: Aside;
}

export interface MaintenanceParts {
  readonly host: MaintenanceHost;
  readonly ports: Ports;
  readonly sessions: Sessions;
  readonly terminal: LendingTerminal;
  readonly clock: Clock;
  readonly view: () => TillView;
  readonly acquirer: string;
  readonly failed: (error: unknown) => void;
}

export interface Maintenance {
  /** The terminal on the maintenance port. */
  hearTechnician(event: TerminalEvent): void;
  /** The devices of the till. */
  hearDevice(event: DeviceTold): void;
  stop(): void;
}

export function startMaintenance(parts: MaintenanceParts): Maintenance {
  const { ports, sessions, host } = parts;
  const { journal, stamp, utcOffsetMinutes } = ports;
  const runner = new MaintenanceRunner({
    clock: parts.clock,
    begin: (whyOver) => session(desk, whyOver),
    failed: parts.failed,
  });
  const devices = new MaintenanceDevices(ports, parts.terminal, (report) => runner.report(report));
  const desk: Desk = {
    about: aboutOf(parts),
    journal,
    look: parts.view,
    nowMs: () => stamp().atMs,
    clockQuality: () => stamp().clock,
    time: (atMs) => dateAndTime({ atMs, utcOffsetMinutes: utcOffsetMinutes(atMs) }),
    people: {
      login: (operator, pin) => checkPin(ports, { operator, pin, roles: ['technician'], purpose: 'maintenance' }),
      approve: (operator, pin, except) =>
        checkPin(ports, { operator, pin, roles: ['manager'], purpose: 'maintenance', except: [except] }),
    },
    record: maintenanceRecords(ports),
    trade: devices.trade,
    devices: devices.devices,
    aside: {
      verify: () =>
        host.aside.verify((end) =>
          runner.report(end.ok ? { is: 'verified', verdict: end.result } : { is: 'aside-failed', why: end.why }),
        ),
      rebuild: () =>
        host.aside.rebuild((end) =>
          runner.report(end.ok ? { is: 'rebuilt', verdict: end.result } : { is: 'aside-failed', why: end.why }),
        ),
    },
  };
  return {
    hearTechnician: (event) => {
      if (event.type === 'terminal.opened' && sessions.maintenance !== null) runner.plug(sessions.maintenance);
      else runner.hear(event);
    },
    hearDevice: (event) => devices.hear(event),
    stop: () => runner.stop('terminal stopped'),
  };
}

function aboutOf({ host, ports, acquirer }: MaintenanceParts): TerminalAbout {
  const { tid, mid, merchant, mode } = ports.terminal;
  const { version, runtime, startedAtMs } = host;
  return { tid, mid, merchant, mode, version, runtime, startedAtMs, acquirer, columns: ports.columns };
}
