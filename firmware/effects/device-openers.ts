/** Which driver is behind which device, and what of its events concerns the device itself: found, lost, who it is. */
import type { CardReaderSession } from '../../drivers/card-reader/card-reader.ts';
import { connectCardReader } from '../../drivers/card-reader/connect-card-reader.ts';
import { connectConsole } from '../../drivers/console/console.ts';
import {
  connectLineTerminal,
  type LineTerminal,
  type TerminalEvent as LineTold,
} from '../../drivers/console/line-terminal.ts';
import { connectDisplay } from '../../drivers/display/connect-display.ts';
import type { DisplayEvent, DisplaySession } from '../../drivers/display/display.ts';
import { connectKeypad } from '../../drivers/keypad/connect-keypad.ts';
import type { Clock, DeviceLost, OpenBytePipe, OpenHidPipe } from '../../drivers/link/link.ts';
import { connectPinPad } from '../../drivers/pin-pad/connect-pin-pad.ts';
import type { PinEntered, PinPadSession, SelfTest } from '../../drivers/pin-pad/pin-pad.ts';
import type { Logo } from '../../drivers/printer/logo.ts';
import type { PracticePrinter } from '../../drivers/printer/practice.ts';
import type { PrinterEvent, PrinterIdentity, PrinterSession } from '../../drivers/printer/printer.ts';
import { connectPrinter } from '../../drivers/printer/session.ts';
import { connectScanner } from '../../drivers/scanner/connect-scanner.ts';
import type { TerminalFile } from '../configuration/terminal-file.ts';
import type { DeviceIdentity, DeviceName } from '../machines/device-link.ts';
import type { TerminalEvent } from '../machines/terminal-desk.ts';
import type { ScreenSize } from '../screens/cashier.ts';

export interface DeviceLines {
  readonly file: TerminalFile;
  readonly clock: Clock;
  readonly openBytePipe: OpenBytePipe;
  readonly openHidPipe: OpenHidPipe;
  /** For the printer, where the configuration names one. */
  readonly logo?: Logo;
  /** In training only: what makes the printer say that its paper has ended. */
  readonly practice?: PracticePrinter;
  /** Who hears the technician's terminal. */
  readonly technician: (event: LineTold) => void;
}

/** A PIN block is taken out before the machines hear of it (pin-desk.ts). */
export type DeviceTold = TerminalEvent | PinEntered | SecondPrinterTold;

/** What the second printer says, told apart from the first one's. */
export interface SecondPrinterTold {
  readonly type: 'printer2.told';
  readonly event: PrinterEvent;
}

/** What becomes of a session's events. */
export interface Listener {
  /** False: the session is not to be used, and has been closed. */
  identified(identity: DeviceIdentity): boolean;
  lost(fault: DeviceLost): void;
  /** For the machines; not called for a device that is not to be used. */
  event(event: DeviceTold): void;
}

/** The sessions that are open now. */
export interface Sessions {
  printer: PrinterSession | null;
  printer2: PrinterSession | null;
  cardReader: CardReaderSession | null;
  keypad: { close(): void } | null;
  customerDisplay: DisplaySession | null;
  cashierScreen: DisplaySession | null;
  scanner: { close(): void } | null;
  pinPad: PinPadSession | null;
  maintenance: LineTerminal | null;
}

export const NO_SESSIONS: Sessions = {
  printer: null,
  printer2: null,
  cardReader: null,
  keypad: null,
  customerDisplay: null,
  cashierScreen: null,
  scanner: null,
  pinPad: null,
  maintenance: null,
};

/** What a cashier's screen is when the configuration does not say. */
const DEFAULT_SIZE: ScreenSize = { columns: 48, rows: 14 };

export const OPENERS = {
  printer: openPrinter,
  printer2: openSecondPrinter,
  cardReader: openCardReader,
  keypad: openKeypad,
  customerDisplay: openCustomerDisplay,
  cashierScreen: openCashierScreen,
  scanner: openScanner,
  pinPad: openPinPad,
  maintenance: openMaintenance,
} as const satisfies { readonly [device in DeviceName]: (lines: DeviceLines, listener: Listener) => Sessions[device] };

/** The address of a device for its faults. */
export function addressOf({ devices }: TerminalFile, device: DeviceName): string {
  return devices[device]?.link ?? 'stdout:';
}

export function screenSize({ devices }: TerminalFile): ScreenSize {
  const { columns, rows } = devices.cashierScreen ?? {};
  return { columns: columns ?? DEFAULT_SIZE.columns, rows: rows ?? DEFAULT_SIZE.rows };
}

/** Its answers are not the printer's (drivers/printer/README.md, "What stands in between"). */
const DISTRUST = '代打印机应答 ANSWERED BY ANOTHER';

/** A device that tells nothing of itself but its presence. */
const named = (name: string): DeviceIdentity => ({
  name,
  serial: null,
  firmware: null,
  grade: null,
  encryption: null,
  complaints: [],
});

function openPrinter(lines: DeviceLines, listener: Listener): PrinterSession {
  const { practice } = lines;
  const { connect, hear } = printerAt(lines, lines.file.devices.printer, listener, (event) => event);
  return practice === undefined ? connect(hear) : practice.open(connect, hear);
}

/** Without a logo: the memory of one printer is looked after (logo.ts). */
function openSecondPrinter(lines: DeviceLines, listener: Listener): PrinterSession {
  const { printer2 } = lines.file.devices;
  if (printer2 === undefined) throw new Error('no second printer is configured');
  const { logo: _, ...rest } = lines;
  const { connect, hear } = printerAt(rest, printer2, listener, (event) => ({ type: 'printer2.told', event }));
  return connect(hear);
}

type PrinterSettings = Omit<TerminalFile['devices']['printer'], 'logo'>;

function printerAt(
  lines: DeviceLines,
  { link, columns, charset, buffer, answers }: PrinterSettings,
  listener: Listener,
  told: (event: PrinterEvent) => DeviceTold,
) {
  const { logo } = lines;
  const options = {
    columns,
    charset,
    ...(buffer === undefined ? {} : { buffer }),
    ...(answers === undefined ? {} : { answers }),
    ...(logo === undefined ? {} : { logo }),
    // Where everything is a simulation, paper may move faster than paper can.
    ...(lines.file.terminal.mode === 'simulated' ? { fastestMmPerS: null } : {}),
  };
  const connect = (hear: (event: PrinterEvent) => void) =>
    connectPrinter(lines.openBytePipe, link, lines.clock, options, hear);
  const hear = (event: PrinterEvent): void => {
    if (event.type === 'printer.lost') listener.lost(event.fault);
    if (event.type === 'printer.identified' && !listener.identified(printerIdentity(event.identity))) return;
    listener.event(told(event));
  };
  return { connect, hear };
}

function printerIdentity({ maker, model, serial, firmware, grade, distrust }: PrinterIdentity): DeviceIdentity {
  const name = [maker, model].filter((part) => part !== null).join(' ');
  return {
    ...named(name === '' ? 'printer' : name),
    serial,
    firmware,
    grade,
    complaints: distrust === undefined ? [] : [DISTRUST],
  };
}

function openCardReader(lines: DeviceLines, listener: Listener): CardReaderSession {
  const { driver, link } = lines.file.devices.cardReader;
  return connectCardReader(driver, lines, link, lines.clock, (event) => {
    if (event.type === 'reader.lost') listener.lost(event.fault);
    if (event.type === 'reader.identified') {
      const { model, serial, firmware, encryption, takes } = event.identity;
      if (!listener.identified({ ...named(model ?? driver), serial, firmware, encryption, takes })) return;
    }
    listener.event(event);
  });
}

function openKeypad(lines: DeviceLines, listener: Listener): { close(): void } {
  const { driver, link } = lines.file.devices.keypad;
  return connectKeypad(lines.openHidPipe, link, lines.clock, (event) => {
    if (event.type === 'keypad.identified') listener.identified(named(driver));
    else if (event.type === 'keypad.lost') listener.lost(event.fault);
    else listener.event(event);
  });
}

function openCustomerDisplay(lines: DeviceLines, listener: Listener): DisplaySession {
  const display = lines.file.devices.customerDisplay;
  if (display === undefined) throw new Error('no customer display is configured');
  const { driver, link, charset = 'gb18030' } = display;
  return connectDisplay(lines.openBytePipe, link, lines.clock, { dialect: driver, charset }, (event) =>
    tellDisplay(event, driver, listener),
  );
}

/** Without a cashier's screen of its own the screen goes to stdout, one frame after another (design §13). */
function openCashierScreen(lines: DeviceLines, listener: Listener): DisplaySession {
  const { file, clock, openBytePipe } = lines;
  return connectConsole(openBytePipe, addressOf(file, 'cashierScreen'), clock, screenSize(file), (event) =>
    tellDisplay(event, 'console', listener),
  );
}

function tellDisplay(event: DisplayEvent, name: string, listener: Listener): void {
  if (event.type === 'display.identified') listener.identified(named(name));
  else listener.lost(event.fault);
}

function openScanner(lines: DeviceLines, listener: Listener): { close(): void } {
  const scanner = lines.file.devices.scanner;
  if (scanner === undefined) throw new Error('no scanner is configured');
  return connectScanner(scanner.driver, lines, scanner.link, lines.clock, (event) => {
    if (event.type === 'scanner.identified') listener.identified(named(scanner.driver));
    else if (event.type === 'scanner.lost') listener.lost(event.fault);
    else listener.event(event);
  });
}

function openMaintenance(lines: DeviceLines, listener: Listener): LineTerminal {
  const port = lines.file.devices.maintenance;
  if (port === undefined) throw new Error('no maintenance port is configured');
  return connectLineTerminal(lines.openBytePipe, port.link, lines.clock, (event) => {
    if (event.type === 'terminal.opened') listener.identified(named('line-terminal'));
    // The link first: what is lost is told before anybody opens it again.
    lines.technician(event);
    if (event.type === 'terminal.lost') listener.lost(event.fault);
  });
}

const COMPLAINTS: Readonly<Record<SelfTest['faults'][number], string>> = {
  ram: '自检 RAM',
  rom: '自检 ROM',
  keys: '自检 keys 密钥',
  unknown: '自检 self-test',
};

function openPinPad(lines: DeviceLines, listener: Listener): PinPadSession {
  const pad = lines.file.devices.pinPad;
  if (pad === undefined) throw new Error('no PIN pad is configured');
  return connectPinPad(lines.openBytePipe, pad.link, lines.clock, {}, (event) => {
    if (event.type === 'pinPad.lost') listener.lost(event.fault);
    if (event.type === 'pinPad.identified' || event.type === 'pinPad.selfTestChanged') {
      const complaints = event.selfTest.faults.map((fault) => COMPLAINTS[fault]);
      if (!listener.identified({ ...named(pad.driver), complaints })) return;
    }
    listener.event(event);
  });
}
