/**
 * The till put together: machines, effects and device drivers on whatever clock, pipes and journal it is given. `main.ts` gives it
 * real ones; nothing here opens a file or reads a clock, so the same till runs on virtual time.
 */
import { type Actor, type ActorRefFrom, createActor, type InspectionEvent } from 'xstate';
import { createAcquirer } from '../drivers/acquirer/session.ts';
import { type SecurityModule, softwareModule } from '../drivers/acquirer/keys.ts';
import { iso87 } from '../drivers/acquirer/profiles/iso87.ts';
import { unionpay } from '../drivers/acquirer/profiles/unionpay.ts';
import type { CardReaderSession } from '../drivers/card-reader/card-reader.ts';
import type { Clock, OpenBytePipe, OpenHidPipe } from '../drivers/link/link.ts';
import type { PrinterSession, PrinterStatus } from '../drivers/printer/printer.ts';
import type { Stamp, TransactionId } from '../storage/facts.ts';
import type { Journal } from '../storage/journal/journal.ts';
import type { TerminalFile } from './configuration/terminal-file.ts';
import { Cards } from './effects/cards.ts';
import { deviceEffects } from './effects/device-effects.ts';
import { refundEffects, reprintEffects, saleEffects, terminalEffects } from './effects/flow-effects.ts';
import { moneyEffects } from './effects/money-effects.ts';
import { paperEffects, paperWork } from './effects/paper-effects.ts';
import type { Ports } from './effects/ports.ts';
import { acquiringMachine } from './machines/acquiring.ts';
import { type DeviceName, deviceLinkMachine } from './machines/device-link.ts';
import { type PaperEvent, paperMachine } from './machines/paper.ts';
import { refundMachine } from './machines/refund.ts';
import { reprintMachine } from './machines/reprint.ts';
import { saleMachine } from './machines/sale.ts';
import { terminalMachine } from './machines/terminal.ts';
import { tillView } from './machines/till-view.ts';
import type { Policy } from './rules/policy.ts';
import { renderCashierScreen, type ScreenSize } from './screens/cashier.ts';
import { renderCustomerDisplay } from './screens/customer.ts';
import type { TillView } from './screens/till-view.ts';

const PROFILES = { unionpay, iso87 } as const;

export interface TillParts {
  readonly file: TerminalFile;
  readonly policy: Policy;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly openBytePipe: OpenBytePipe;
  readonly openHidPipe: OpenHidPipe;
  readonly stamp: () => Stamp;
  readonly nextTransactionId: () => TransactionId;
  readonly utcOffsetMinutes: (atMs: number) => number;
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
}

export function createTill(parts: TillParts): Till {
  const { file, journal, clock, policy } = parts;
  const sessions: { printer: PrinterSession | null; reader: CardReaderSession | null } = { printer: null, reader: null };
  const acquirer = createAcquirer({
    open: parts.openBytePipe,
    address: file.acquirer.link,
    clock,
    profile: PROFILES[file.acquirer.profile],
    tid: file.terminal.tid,
    mid: file.terminal.mid,
    tpdu: file.acquirer.tpdu,
    security: securityModule(file),
    timeoutMs: file.acquirer.timeoutSeconds * 1000,
    on: (event) => terminal.send(event),
  });
  const ports: Ports = {
    journal,
    acquirer,
    printer: () => sessions.printer,
    reader: () => sessions.reader,
    stamp: parts.stamp,
    nextTransactionId: parts.nextTransactionId,
    utcOffsetMinutes: parts.utcOffsetMinutes,
    terminal: { tid: file.terminal.tid, mid: file.terminal.mid, merchant: file.terminal.merchant, mode: file.terminal.mode },
    currency: file.terminal.currency,
    locale: file.terminal.locale === 'en' ? 'en' : 'zh-en',
    columns: file.devices.printer.columns,
    policy,
  };
  const cards = new Cards(journal);
  const paper = () => terminal.getSnapshot().children['paper'] as ActorRefFrom<typeof paperMachine> | undefined;
  const sendToPaper = (event: PaperEvent) => paper()?.send(event);
  const status = (): PrinterStatus | null => terminal.getSnapshot().context.printerStatus;
  const desk = paperWork(ports, { isResting: () => paper()?.getSnapshot().matches('resting') ?? false, status, send: sendToPaper });
  const devices = deviceEffects(parts, sessions, (event) => terminal.send(event));

  const terminal: Actor<typeof terminalMachine> = createActor(
    terminalMachine.provide({
      actions: terminalEffects(ports, (type) => parts.log('unexpected-event', { type })),
      actors: {
        acquiring: acquiringMachine.provide({ actions: moneyEffects(ports, cards, desk) }),
        paper: paperMachine.provide({ actions: paperEffects(ports) }),
        deviceLink: deviceLinkMachine.provide({ actions: devices.actions }),
        sale: saleMachine.provide({ actions: saleEffects(ports, cards, status) }),
        refund: refundMachine.provide({ actions: refundEffects(ports, status) }),
        reprint: reprintMachine.provide({ actions: reprintEffects(ports, () => sendToPaper({ type: 'paper.debtAdded' })) }),
      },
    }),
    {
      input: { devices: configuredDevices(file), policy },
      clock: xstateClock(clock),
      inspect: (event: InspectionEvent) => {
        if (event.type === '@xstate.snapshot') repaint();
      },
    },
  );

  const view = () => tillView(terminal.getSnapshot(), { ...till(file), operator: parts.stamp().operator }, journal, acquirer.signedOn);
  let painting = false;
  const repaint = () => {
    if (painting) return;
    painting = true;
    // Many snapshots make one picture: drawn after the present event has been dealt with.
    clock.after(0, () => {
      painting = false;
      if (terminal.getSnapshot().status !== 'active') return;
      const picture = view();
      devices.showCashier((size: ScreenSize) => renderCashierScreen(picture, size));
      devices.showCustomer(renderCustomerDisplay(picture));
    });
  };

  return {
    start: () => {
      terminal.subscribe({ error: parts.failed });
      terminal.start();
    },
    stop: () => {
      terminal.stop();
      devices.closeAll();
      acquirer.close();
    },
    view,
  };
}

function till(file: TerminalFile) {
  const { merchant, tid, mode, currency } = file.terminal;
  return { merchant, tid, mode, currency };
}

/** Keys in this process are for the modes without money only; a live terminal's keys are in its PIN pad (facts/acquirer §1.6). */
function securityModule(file: TerminalFile): SecurityModule {
  const { mode } = file.terminal;
  const tmkHex = file.acquirer.keys?.tmk;
  if (mode === 'live' || tmkHex === undefined) throw new Error('no keys for this mode: the configuration was not checked');
  return softwareModule({ mode, tmkHex });
}

function configuredDevices(file: TerminalFile): readonly DeviceName[] {
  const all: readonly DeviceName[] = ['printer', 'cardReader', 'keypad', 'customerDisplay', 'cashierScreen'];
  // Without a cashier's screen of its own the screen goes to stdout (design §13).
  return all.filter((device) => device === 'cashierScreen' || file.devices[device] !== undefined);
}

/** XState's timers on the injected clock. */
function xstateClock(clock: Clock) {
  return {
    setTimeout: (run: (...args: unknown[]) => void, delayMs: number) => clock.after(delayMs, run),
    clearTimeout: (cancel: unknown) => (cancel as (() => void) | undefined)?.(),
  };
}
