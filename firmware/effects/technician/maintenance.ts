/**
 * The technician's desk put together: the session on the maintenance port, and what its commands act on. It runs beside the trade and lends from it
 * (`devices.ts`); what the composition root alone can do comes in as the `host`.
 */
import type { AcquirerEvent } from '../../../drivers/acquirer/acquirer.ts';
import type { TerminalEvent } from '../../../drivers/console/line-terminal.ts';
import type { Clock } from '../../../drivers/link/link.ts';
import type { SystemNetwork } from '../../../drivers/link/network-probe.ts';
import type { Aside } from '../../../storage/journal/aside.ts';
import type { DeviceName } from '../../machines/device-link.ts';
import type { Desk, Report, TerminalAbout } from '../../maintenance/desk.ts';
import { session } from '../../maintenance/session.ts';
import { dateAndTime, epochMsOf } from '../../receipts/civil-time.ts';
import type { TillView } from '../../screens/till-view.ts';
import { addressOf, type DeviceLines, type DeviceTold, type Sessions } from '../device-openers.ts';
import type { PaperWork } from '../paper-effects.ts';
import { checkPin } from '../people.ts';
import type { Ports } from '../ports.ts';
import { shiftAlerts } from '../report-effects.ts';
import { BreakGlass, type ChallengeHost } from './break-glass.ts';
import { type LendingTerminal, MaintenanceDevices } from './devices.ts';
import type { FileStore } from './file-store.ts';
import { MaintenanceFiles } from './files.ts';
import { SECRET_LINES } from './lending.ts';
import type { MaintenanceLog } from './log.ts';
import { type Echo, MaintenanceNetwork, maintenanceMoney } from './money.ts';
import { maintenanceRecords } from './records.ts';
import { MaintenanceRunner } from './runner.ts';
import { appendAs, maintenanceConfiguration, maintenanceSystem, type SystemHost } from './system.ts';
import type { Traffic } from './traffic.ts';

/** What only the composition root can do or knows. */
export interface MaintenanceHost {
  readonly version: string;
  readonly runtime: string;
  readonly startedAtMs: number;
  readonly network: SystemNetwork;
  readonly files: FileStore;
  /** Work on a connection to the journal of its own, beside this process's. */
  readonly aside: Aside;
  readonly system: SystemHost;
  readonly breakGlass: ChallengeHost;
}

export interface MaintenanceParts {
  readonly host: MaintenanceHost;
  readonly ports: Ports;
  readonly sessions: Sessions;
  readonly lines: DeviceLines;
  readonly traffic: Traffic;
  readonly terminal: LendingTerminal;
  readonly clock: Clock;
  readonly view: () => TillView;
  readonly log: MaintenanceLog;
  readonly paper: PaperWork;
  readonly echo: Echo;
  readonly failed: (error: unknown) => void;
}

export interface Maintenance {
  /** The terminal on the maintenance port. */
  hearTechnician(event: TerminalEvent): void;
  /** The devices of the till. */
  hearDevice(event: DeviceTold): void;
  /** What the acquirer's link tells, after the machines have heard it. */
  hearAcquirer(event: AcquirerEvent): void;
  /** The cashier has taken the counter back. */
  counterReturned(): void;
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
  const devices = new MaintenanceDevices({
    ports,
    lines: parts.lines,
    terminal: parts.terminal,
    tell: (report) => runner.report(report),
    trace: tracing(parts, (report) => runner.report(report)),
    isStranger: (device) => parts.view().devices.some((one) => one.device === device && one.stranger !== null),
  });
  const network = new MaintenanceNetwork({
    clock: parts.clock,
    network: host.network,
    address: parts.lines.file.acquirer.link,
    terminal: parts.terminal,
    tell: (report) => runner.report(report),
    echo: parts.echo,
  });
  const append = appendAs(ports);
  const desk: Desk = {
    about: aboutOf(parts),
    journal,
    look: parts.view,
    nowMs: () => stamp().atMs,
    clockQuality: () => stamp().clock,
    time: (atMs) => dateAndTime({ atMs, utcOffsetMinutes: utcOffsetMinutes(atMs) }),
    atLocal: (civil) => atLocal(civil, utcOffsetMinutes),
    alerts: () => shiftAlerts(ports),
    people: peopleDesk(ports, new BreakGlass(ports, host.breakGlass)),
    record: maintenanceRecords(ports),
    trade: {
      ...devices.trade,
      giveBack: () => {
        network.end();
        devices.trade.giveBack();
      },
    },
    network: network.desk,
    files: filesOf(parts, (report) => runner.report(report)),
    money: maintenanceMoney(ports, parts.paper, parts.terminal),
    devices: devices.devices,
    aside: (job) => host.aside(job, (result) => runner.report({ is: 'aside', result })),
    configuration: maintenanceConfiguration(append, host.system),
    system: maintenanceSystem({
      append,
      host: host.system,
      nowMs: () => stamp().atMs,
      clock: parts.clock,
      isQuiet: devices.trade.isQuiet,
      log: parts.log,
    }),
  };
  return {
    hearTechnician: (event) => {
      if (event.type === 'terminal.opened' && sessions.maintenance !== null) runner.plug(sessions.maintenance);
      else runner.hear(event);
    },
    hearDevice: (event) => devices.hear(event),
    hearAcquirer: (event) => network.hear(event),
    counterReturned: () => devices.counterReturned(),
    stop: () => runner.stop('terminal stopped'),
  };
}

function filesOf({ host, ports, clock, sessions }: MaintenanceParts, tell: (report: Report) => void) {
  const terminal = () => sessions.maintenance;
  return new MaintenanceFiles({ ports, store: host.files, clock, terminal, tell }).desk;
}

function tracing({ traffic, lines }: MaintenanceParts, tell: (report: Report) => void) {
  return (device: string | null): void => {
    if (device === null) traffic.end();
    else
      traffic.watch(addressOf(lines.file, device as DeviceName), SECRET_LINES.has(device), (from, text) =>
        tell({ is: 'traffic', device, from, text }),
      );
  };
}

/** The local time, where it is: the offset at the time before it, then at the time itself. */
function atLocal(civil: readonly number[], utcOffsetMinutes: (atMs: number) => number): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = civil;
  const asUtc = epochMsOf({ year, month, day, hour, minute, second });
  if (asUtc === null) return null;
  const near = asUtc - utcOffsetMinutes(asUtc) * 60_000;
  return asUtc - utcOffsetMinutes(near) * 60_000;
}

function aboutOf({ host, ports, lines }: MaintenanceParts): TerminalAbout {
  const { profile, link } = lines.file.acquirer;
  const { tid, mid, merchant, mode } = ports.terminal;
  const { version, runtime, startedAtMs } = host;
  return {
    tid,
    mid,
    merchant,
    mode,
    version,
    runtime,
    startedAtMs,
    acquirer: `${profile} ${link}`,
    columns: ports.columns,
  };
}

function peopleDesk(ports: Ports, breakGlass: BreakGlass): Desk['people'] {
  return {
    challenge: () => breakGlass.challenge(),
    answer: (response) => breakGlass.answer(response),
    login: (operator, pin) => checkPin(ports, { operator, pin, roles: ['technician'], purpose: 'maintenance' }),
    approve: (operator, pin, except) =>
      checkPin(ports, { operator, pin, roles: ['manager'], purpose: 'maintenance', except: [except] }),
  };
}
