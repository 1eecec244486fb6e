/**
 * The till put together: machines, effects and device drivers on whatever clock, pipes and journal it is given. `main.ts` gives it
 * real ones; nothing here opens a file or reads a clock, so the same till runs on virtual time.
 */
import type { Acquirer } from '../drivers/acquirer/acquirer.ts';
import type { TerminalEvent as LineTold } from '../drivers/console/line-terminal.ts';
import type { Clock, OpenBytePipe, OpenHidPipe } from '../drivers/link/link.ts';
import type { Bitmap } from '../drivers/printer/raster.ts';
import { isMoneyKind, MONEY_KINDS, type Stamp, TERMINAL_ITSELF, type TransactionId } from '../storage/facts.ts';
import type { Journal } from '../storage/journal/journal.ts';
import type { FolderFiles } from '../storage/settings/folder-files.ts';
import type { TerminalFile } from './configuration/terminal-file.ts';
import { type AcquirerTold, openAcquirer, openEchoLink } from './effects/acquirer-link.ts';
import { type BackupPlan, BackupSchedule } from './effects/backup-schedule.ts';
import { Cards } from './effects/cards.ts';
import { conversationEffects } from './effects/conversation-effects.ts';
import { type DeviceParts, deviceEffects } from './effects/device-effects.ts';
import { NO_SESSIONS, type Sessions } from './effects/device-openers.ts';
import { Expiry } from './effects/expiry.ts';
import { referenceEffects } from './effects/flow-effects.ts';
import { LinkWatch } from './effects/link-watch.ts';
import { logoFor } from './effects/logo.ts';
import { moneyEffects } from './effects/money-effects.ts';
import { echoProbe, networkProbe, type ProbeLayers } from './effects/network-probe.ts';
import { paperEffects, paperWork } from './effects/paper-effects.ts';
import { PinDesk } from './effects/pin-desk.ts';
import { PolicyInForce, type ReadPolicy } from './effects/policy-in-force.ts';
import type { Ports } from './effects/ports.ts';
import { beginLife, type Practice, practiceOf } from './effects/practice.ts';
import { Printers } from './effects/printers.ts';
import { identificationEffects } from './effects/shift-effects.ts';
import { MaintenanceLog } from './effects/technician/log.ts';
import {
  type Maintenance,
  type MaintenanceHost,
  type MaintenanceParts,
  startMaintenance,
} from './effects/technician/maintenance.ts';
import { Traffic } from './effects/technician/traffic.ts';
import { terminalEffects } from './effects/terminal-effects.ts';
import type { TrainingPlace } from './effects/training-place.ts';
import type { DeviceName } from './machines/device-link.ts';
import { type RunningTerminal, wireTerminal } from './machines/start-terminal.ts';
import type { TerminalEvent, TerminalInput } from './machines/terminal-desk.ts';
import { behindTheMachines, linkView, onceAfter, paint, viewOf } from './picture.ts';
import { type Catalogue, NO_CATALOGUE } from './rules/catalogue.ts';
import type { Policy } from './rules/policy.ts';
import { type FailureCause, renderFailure } from './screens/failure.ts';
import type { TillView } from './screens/till-view.ts';

export interface TillParts {
  /** How the journal is copied by itself; left out where nobody wants it. */
  readonly backups?: BackupPlan;
  /** The shop's, from the file that the configuration names. */
  readonly logo?: Bitmap;
  /** What may be taken home; left out: nothing is written for it. */
  readonly outgoing?: FolderFiles;
  readonly file: TerminalFile;
  readonly policy: Policy;
  /** Looks whether the policy's file has changed; left out: there is none. */
  readonly readPolicy?: ReadPolicy;
  readonly journal: Journal;
  readonly clock: Clock;
  /** What the technician's commands need of the machine below; without it nobody serves the maintenance port. */
  readonly maintenance?: MaintenanceHost;
  /** Left out: nobody could start a training host. */
  readonly training?: TrainingPlace;
  readonly openBytePipe: OpenBytePipe;
  readonly openHidPipe: OpenHidPipe;
  /** When, and how sure that is; who is read from the journal. */
  readonly stamp: () => Omit<Stamp, 'operator'>;
  readonly nextTransactionId: () => TransactionId;
  readonly utcOffsetMinutes: (atMs: number) => number;
  /** The goods of the shop, read again when their file has changed; left out: there are none. */
  readonly catalogue?: (returnClasses: readonly string[]) => Catalogue;
  /** Tries the layers of the network to the acquirer; left out where its line is no network. */
  readonly probeLayers?: ProbeLayers;
  /** One line for the log; carries no card data. */
  readonly log: (event: string, fields: Readonly<Record<string, string | number | null>>) => void;
  /** An exception is a bug or an unwritable journal: the process must end and recover. */
  readonly failed: (error: unknown) => void;
}

export interface Till {
  start(): void;
  /** Closes the devices; the journal stays open. */
  stop(): void;
  view(): TillView;
  /** The last picture before the process ends. */
  showFailure(cause: FailureCause): void;
}

export function createTill(parts: TillParts): Till {
  const { file, journal, policy } = parts;
  const sessions: Sessions = { ...NO_SESSIONS };
  const { acquirer, hear } = openAcquirer(
    parts,
    () => sessions.pinPad,
    (event) => tellAll(watch, terminal, maintenance, event),
  );
  const inForce = new PolicyInForce({ journal, stamp: () => ports.stamp() }, policy, parts.readPolicy);
  const printers = printersOf(parts, sessions, (event) => terminal.send(event));
  const ports: Ports = portsOf(parts, acquirer, sessions, printers, inForce);
  const practice = practiceOf(parts, ports, () => terminal.send({ type: 'exercise.ended' }));
  const cards = new Cards(journal);
  const paper = paperWork(
    ports,
    paperDeskOf(() => terminal),
  );
  const pins = new PinDesk(ports, cards);
  const log = new MaintenanceLog(journal);
  const traffic = new Traffic();
  const lines = linesOf(parts, ports, traffic, practice, (event) => maintenance?.hearTechnician(event));
  const devices = deviceEffects(lines, sessions, (event) => {
    if (hear(event)) return;
    maintenance?.hearDevice(event);
    const told = printers.hear(event);
    if (told?.type === 'keypad.pressed') practice?.exercises.keyPressed(told.key);
    if (told !== null) terminal.send(told.type === 'pinPad.pinEntered' ? pins.keep(told) : told);
  });
  const view = () => viewOf(parts, terminal, linkView(acquirer, watch, parts), inForce, practice);
  const isActive = () => terminal.snapshot().status === 'active';
  const changed = onceAfter(parts.clock, () => isActive() && paint(view, devices, practice));
  const watch = watchOf(parts, ports, changed);
  const terminal = wireTerminal({
    input: terminalInput(file, policy, acquirer),
    clock: parts.clock,
    effects: {
      terminal: terminalEffects(ports, paper, unexpectedNoted(parts, log), housekeeping(parts, ports, inForce)),
      acquiring: moneyEffects(ports, cards, paper),
      paper: paperEffects(ports),
      deviceLink: devices.actions,
      inner: { identification: identificationEffects(ports), reference: referenceEffects(ports) },
      conversations: conversationEffects(ports, {
        ...{ cards, pins, paper, paperStatus: () => terminal.printerStatus() },
        ...{ serviceEnded: () => maintenance?.counterReturned(), exercises: practice?.exercises ?? null },
      }),
    },
    changed,
    behind: () => behindTheMachines(journal, inForce, practice),
    failed: parts.failed,
  });
  const maintenance = openMaintenance(parts, {
    ...{ ports, sessions, lines, traffic, terminal, paper, view, log },
    echo: (told) => watch.echo(told),
  });
  return {
    start: () => {
      beginLife(ports, practice);
      printers.begin();
      inForce.begin();
      terminal.start();
      watch.start();
    },
    stop: () => {
      maintenance?.stop();
      watch.stop();
      terminal.stop();
      devices.closeAll();
      acquirer.close();
    },
    view,
    showFailure: (cause) => devices.showCashier((size) => renderFailure(cause, size)),
  };
}

function printersOf(
  { journal, file, stamp }: TillParts,
  sessions: Sessions,
  tell: (event: TerminalEvent) => void,
): Printers {
  const by = () => ({ ...stamp(), operator: journal.shift()?.operator ?? TERMINAL_ITSELF });
  return new Printers({ journal, sessions, stamp: by, tell, hasSecond: file.devices.printer2 !== undefined });
}

/** What is done when nobody waits. */
function housekeeping(parts: TillParts, ports: Ports, inForce: PolicyInForce): () => void {
  const expiry = new Expiry(ports);
  const backups = parts.backups === undefined ? null : new BackupSchedule(ports, parts.backups);
  return () => {
    inForce.takeUp();
    backups?.rested();
    expiry.rested();
  };
}

function tellAll(
  watch: LinkWatch,
  terminal: RunningTerminal,
  maintenance: Maintenance | null | undefined,
  event: AcquirerTold,
): void {
  if (event.type === 'keys.there') {
    terminal.send({ type: 'flow.dutyCalled' });
    return;
  }
  watch.heard(event);
  terminal.send(event);
  maintenance?.hearAcquirer(event);
}

/** What the paper's work asks of the machines. */
function paperDeskOf(terminal: () => RunningTerminal): Parameters<typeof paperWork>[1] {
  return {
    isResting: () => terminal().paperIsResting(),
    drawerIsWaiting: () => terminal().drawerIsWaiting(),
    status: () => terminal().printerStatus(),
    send: (event) => terminal().sendToPaper(event),
  };
}

function watchOf(parts: TillParts, { journal, stamp }: Ports, changed: () => void): LinkWatch {
  const { echoAfterIdleSeconds } = parts.file.acquirer;
  return new LinkWatch({
    clock: parts.clock,
    nowMs: () => parts.stamp().atMs,
    echoAfterMs: echoAfterIdleSeconds === undefined ? null : echoAfterIdleSeconds * 1000,
    echo: echoProbe({ journal, stamp, openAcquirer: (on) => openEchoLink(parts, on) }),
    changed,
  });
}

/** For the log of the process, and for the technician's. */
function unexpectedNoted({ log, stamp }: TillParts, kept: MaintenanceLog): (type: string) => void {
  return (type) => {
    kept.note(stamp().atMs, `unexpected-event ${type}`);
    log('unexpected-event', { type });
  };
}

/** What the devices' drivers are opened with. */
function linesOf(
  parts: TillParts,
  ports: Ports,
  traffic: Traffic,
  practice: Practice | null,
  technician: (event: LineTold) => void,
): DeviceParts {
  const { logo: bitmap, ...rest } = parts;
  return {
    ...rest,
    stamp: ports.stamp,
    openBytePipe: traffic.through(parts.openBytePipe),
    technician,
    ...(practice === null ? {} : { practice: practice.printer }),
    ...(bitmap === undefined ? {} : { logo: logoFor(parts.journal, bitmap) }),
  };
}

function openMaintenance(
  { maintenance: host, clock, failed }: TillParts,
  desks: Omit<MaintenanceParts, 'host' | 'clock' | 'failed'>,
): Maintenance | null {
  return host === undefined ? null : startMaintenance({ ...desks, host, clock, failed });
}

function portsOf(
  parts: TillParts,
  acquirer: Acquirer,
  sessions: Sessions,
  printers: Printers,
  inForce: PolicyInForce,
): Ports {
  const { terminal, devices } = parts.file;
  const stamp = () => ({ ...parts.stamp(), operator: parts.journal.shift()?.operator ?? TERMINAL_ITSELF });
  return {
    journal: parts.journal,
    ...(parts.training === undefined ? {} : { training: parts.training }),
    acquirer,
    printer: () => printers.session(),
    printers,
    drawerPrinter: () => sessions.printer,
    reader: () => sessions.cardReader,
    pinPad: () => sessions.pinPad,
    hasScanner: devices.scanner !== undefined,
    pinPadKeys: devices.pinPad === undefined ? null : { masterKeySlot: devices.pinPad.masterKeySlot ?? null },
    stamp,
    catalogue: () => parts.catalogue?.(inForce.policy.returns.classes.map(({ code }) => code)) ?? NO_CATALOGUE,
    probeNetwork: networkProbe({
      journal: parts.journal,
      stamp,
      layers: parts.probeLayers ?? null,
      openAcquirer: (on) => openEchoLink(parts, on),
    }),
    nextTransactionId: parts.nextTransactionId,
    freeBytes: () => parts.maintenance?.system.facts().freeBytes ?? null,
    clockBattery: () => parts.maintenance?.system.facts().clockBattery ?? null,
    utcOffsetMinutes: parts.utcOffsetMinutes,
    outgoing: parts.outgoing ?? null,
    terminal: {
      tid: terminal.tid,
      mid: terminal.mid,
      merchant: terminal.merchant,
      mode: terminal.mode,
      ...(terminal.servicePhone === undefined ? {} : { servicePhone: terminal.servicePhone }),
      ...(parts.file.acquirer.phone === undefined ? {} : { acquirerPhone: parts.file.acquirer.phone }),
      get hasLogo() {
        return parts.logo !== undefined && printers.at === 'printer';
      },
    },
    currency: terminal.currency,
    locale: terminal.locale === 'en' ? 'en' : 'zh-en',
    get columns() {
      return (devices[printers.at] ?? devices.printer).columns;
    },
    get policy() {
      return inForce.policy;
    },
  };
}

function terminalInput(file: TerminalFile, policy: Policy, acquirer: Acquirer): TerminalInput {
  const { enquiredFirst, partialApprovals } = acquirer.terms;
  return {
    devices: configuredDevices(file),
    policy,
    enquiredFirst: enquiredFirst.filter(isMoneyKind),
    partialApprovals,
    unreversed: Object.keys(MONEY_KINDS)
      .filter(isMoneyKind)
      .filter((kind) => !acquirer.reverses(kind)),
  };
}

function configuredDevices(file: TerminalFile): readonly DeviceName[] {
  const all: readonly DeviceName[] = [
    'printer',
    'printer2',
    'cardReader',
    'pinPad',
    'keypad',
    'scanner',
    'customerDisplay',
    'cashierScreen',
    'maintenance',
  ];
  // Without a cashier's screen of its own the screen goes to stdout (design §13).
  return all.filter((device) => device === 'cashierScreen' || file.devices[device] !== undefined);
}
