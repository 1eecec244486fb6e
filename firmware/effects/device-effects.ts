/** Opening and losing devices: which driver is behind which name, and where its events go. */

import type { CardReaderSession } from '../../drivers/card-reader/card-reader.ts';
import { type CardReaderDriver, connectCardReader } from '../../drivers/card-reader/connect-card-reader.ts';
import { connectConsole } from '../../drivers/console/console.ts';
import { connectDisplay } from '../../drivers/display/connect-display.ts';
import type { DisplayEvent, DisplaySession } from '../../drivers/display/display.ts';
import { connectKeypad } from '../../drivers/keypad/connect-keypad.ts';
import type { Clock, DeviceLost, OpenBytePipe, OpenHidPipe } from '../../drivers/link/link.ts';
import type { PrinterIdentity, PrinterSession } from '../../drivers/printer/printer.ts';
import { connectPrinter } from '../../drivers/printer/session.ts';
import type { Stamp } from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import type { TerminalFile } from '../configuration/terminal-file.ts';
import type { DeviceLinkEvent, DeviceName } from '../machines/device-link.ts';
import type { DeviceLinkEffects } from '../machines/start-terminal.ts';
import type { TerminalEvent } from '../machines/terminal.ts';
import type { ScreenSize } from '../screens/cashier.ts';

export interface DeviceParts {
  readonly file: TerminalFile;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly openBytePipe: OpenBytePipe;
  readonly openHidPipe: OpenHidPipe;
  readonly stamp: () => Stamp;
}

export interface Sessions {
  printer: PrinterSession | null;
  reader: CardReaderSession | null;
}

type Tell = (event: DeviceLinkEvent) => void;

/** What a cashier's screen is when the configuration does not say. */
const DEFAULT_SIZE: ScreenSize = { columns: 48, rows: 14 };

export function deviceEffects(parts: DeviceParts, sessions: Sessions, toTerminal: (event: TerminalEvent) => void) {
  const open = new Map<DeviceName, { close(): void }>();
  const displays: { cashier: DisplaySession | null; customer: DisplaySession | null } = {
    cashier: null,
    customer: null,
  };
  const openers: Readonly<Partial<Record<DeviceName, (tell: Tell) => { close(): void }>>> = {
    printer: (tell) => {
      sessions.printer = openPrinter(parts, tell, toTerminal);
      return sessions.printer;
    },
    cardReader: (tell) => {
      sessions.reader = openCardReader(parts, tell, toTerminal);
      return sessions.reader;
    },
    keypad: (tell) => openKeypad(parts, tell, toTerminal),
    customerDisplay: (tell) => {
      const session = openCustomerDisplay(parts, tell);
      displays.customer = session;
      return session;
    },
    cashierScreen: (tell) => {
      const session = openCashierScreen(parts, tell);
      displays.cashier = session;
      return session;
    },
  };
  const forget = (device: DeviceName) => {
    if (device === 'printer') sessions.printer = null;
    if (device === 'cardReader') sessions.reader = null;
    if (device === 'customerDisplay') displays.customer = null;
    if (device === 'cashierScreen') displays.cashier = null;
    open.delete(device);
  };
  const actions: DeviceLinkEffects = {
    openDevice: ({ self }, { device }) => {
      const opener = openers[device];
      if (opener === undefined) throw new Error(`no driver is wired for ${device}`);
      open.set(
        device,
        opener((event) => {
          if (event.type === 'device.lost') forget(device);
          self.send(event);
        }),
      );
    },
    closeDevice: (_, { device }) => {
      open.get(device)?.close();
      forget(device);
    },
    recordReady: (_, { device, identity }) => {
      parts.journal.append([{ type: 'device.ready', txn: null, body: { device, identity } }], parts.stamp());
    },
    recordLost: (_, { device, cause, detail }) => {
      parts.journal.append([{ type: 'device.lost', txn: null, body: { device, cause, detail } }], parts.stamp());
    },
  };
  return {
    actions,
    showCashier: (render: (size: ScreenSize) => readonly string[]) => displays.cashier?.show(render(screenSize(parts))),
    showCustomer: (lines: readonly string[]) => displays.customer?.show(lines),
    closeAll: () => {
      for (const session of open.values()) session.close();
      open.clear();
    },
  };
}

function screenSize(parts: DeviceParts): ScreenSize {
  const { columns, rows } = parts.file.devices.cashierScreen ?? {};
  return { columns: columns ?? DEFAULT_SIZE.columns, rows: rows ?? DEFAULT_SIZE.rows };
}

const lost = (fault: DeviceLost): DeviceLinkEvent => ({
  type: 'device.lost',
  cause: fault.cause,
  detail: fault.detail,
});

function openPrinter(parts: DeviceParts, tell: Tell, toTerminal: (event: TerminalEvent) => void): PrinterSession {
  const { link, columns, charset, buffer } = parts.file.devices.printer;
  const options = { columns, charset, ...(buffer === undefined ? {} : { buffer }) };
  return connectPrinter(parts.openBytePipe, link, parts.clock, options, (event) => {
    if (event.type === 'printer.identified') tell({ type: 'device.identified', identity: printerName(event.identity) });
    if (event.type === 'printer.lost') tell(lost(event.fault));
    toTerminal(event);
  });
}

function printerName(identity: PrinterIdentity): string {
  const name = [identity.maker, identity.model].filter((part) => part !== null).join(' ');
  return `${name === '' ? 'printer' : name} grade ${identity.grade}`;
}

function openCardReader(parts: DeviceParts, tell: Tell, toTerminal: (event: TerminalEvent) => void): CardReaderSession {
  const { driver, link } = parts.file.devices.cardReader;
  const pipes = { openBytePipe: parts.openBytePipe, openHidPipe: parts.openHidPipe };
  return connectCardReader(driver satisfies CardReaderDriver, pipes, link, parts.clock, (event) => {
    if (event.type === 'reader.identified') {
      const { model, serial } = event.identity;
      tell({
        type: 'device.identified',
        identity: [model ?? driver, serial].filter((part) => part !== null).join(' '),
      });
    }
    if (event.type === 'reader.lost') tell(lost(event.fault));
    toTerminal(event);
  });
}

function openKeypad(parts: DeviceParts, tell: Tell, toTerminal: (event: TerminalEvent) => void) {
  return connectKeypad(parts.openHidPipe, parts.file.devices.keypad.link, parts.clock, (event) => {
    if (event.type === 'keypad.identified') tell({ type: 'device.identified', identity: 'keypad' });
    else if (event.type === 'keypad.lost') tell(lost(event.fault));
    else toTerminal(event);
  });
}

function openCustomerDisplay(parts: DeviceParts, tell: Tell): DisplaySession {
  const display = parts.file.devices.customerDisplay;
  if (display === undefined) throw new Error('no customer display is configured');
  const options = { dialect: display.driver, charset: display.charset ?? 'gb18030' } as const;
  return connectDisplay(parts.openBytePipe, display.link, parts.clock, options, (event) => tellDisplay(event, tell));
}

/** Without a cashier's screen of its own the screen goes to stdout, one frame after another (design §13). */
function openCashierScreen(parts: DeviceParts, tell: Tell): DisplaySession {
  const address = parts.file.devices.cashierScreen?.link ?? 'stdout:';
  return connectConsole(parts.openBytePipe, address, parts.clock, screenSize(parts), (event) =>
    tellDisplay(event, tell),
  );
}

function tellDisplay(event: DisplayEvent, tell: Tell): void {
  tell(event.type === 'display.identified' ? { type: 'device.identified', identity: 'display' } : lost(event.fault));
}
