/** Devices lent to the technician: raw bytes and test patterns over a connection of his own, while the till has none (one connection per device). */
import { connectConsole } from '../../../drivers/console/console.ts';
import { connectDisplay } from '../../../drivers/display/connect-display.ts';
import type { DisplayEvent, DisplaySession } from '../../../drivers/display/display.ts';
import type { BytePipe, Cancel } from '../../../drivers/link/link.ts';
import type { DeviceName } from '../../machines/device-link.ts';
import type { RunningTerminal } from '../../machines/start-terminal.ts';
import type { Report } from '../../maintenance/desk.ts';
import { addressOf, type DeviceLines, screenSize } from '../device-openers.ts';
import type { Ports } from '../ports.ts';
import { hexOf } from './traffic.ts';

/** Devices whose bytes are never shown whole (promise 5). */
export const SECRET_LINES: ReadonlySet<string> = new Set(['cardReader', 'pinPad']);

/** How long a port that the till has let go of may still be locked, and how often it is tried. */
const RELEASE_MS = 3_000;
const AGAIN_MS = 100;

export class MaintenanceLending {
  readonly #lines: DeviceLines;
  readonly #terminal: Pick<RunningTerminal, 'sendToDevice' | 'paperIsResting' | 'moneyIsResting' | 'snapshot'>;
  readonly #tell: (report: Report) => void;
  readonly #journal: Ports['journal'];
  #lent: DeviceName | null = null;
  #pipe: BytePipe | null = null;
  #display: DisplaySession | null = null;
  #pattern: readonly string[] = [];
  #cancelAgain: Cancel = () => {};

  constructor(
    lines: DeviceLines,
    terminal: Pick<RunningTerminal, 'sendToDevice' | 'paperIsResting' | 'moneyIsResting' | 'snapshot'>,
    tell: (report: Report) => void,
    { journal }: Pick<Ports, 'journal'>,
  ) {
    this.#journal = journal;
    this.#lines = lines;
    this.#terminal = terminal;
    this.#tell = tell;
  }

  /** Null for what is no device of this till. The maintenance port itself is not lent: nobody saws off the branch he sits on. */
  named(device: string): DeviceName | null {
    const { devices } = this.#terminal.snapshot().context;
    return devices.find((one) => one === device && one !== 'maintenance') ?? null;
  }

  lend(device: string): boolean {
    const name = this.named(device);
    if (name === null || this.#lent !== null) return false;
    // A slip that is in the printer stays with the till.
    if (name === this.#journal.printingOn() && !this.#terminal.paperIsResting()) return false;
    // A pad that makes the MAC of a message under way stays, too.
    if (name === 'pinPad' && !this.#terminal.moneyIsResting()) return false;
    this.#lent = name;
    this.#terminal.sendToDevice(name, { type: 'device.lent' });
    return true;
  }

  /** A device that the till does not use anyway: whatever slip or message is under way, it is not with this one. */
  lendStranger(device: DeviceName): boolean {
    if (this.#lent !== null) return false;
    this.#lent = device;
    this.#terminal.sendToDevice(device, { type: 'device.lent' });
    return true;
  }

  reopen(device: string): void {
    if (this.lend(device)) this.giveBack();
  }

  giveBack(): void {
    this.#cancelAgain();
    this.#pipe?.close();
    this.#pipe = null;
    this.#display?.close();
    this.#display = null;
    if (this.#lent !== null) this.#terminal.sendToDevice(this.#lent, { type: 'device.givenBack' });
    this.#lent = null;
  }

  openRaw(device: string): boolean {
    const address = addressOf(this.#lines.file, device as DeviceName);
    if (this.#lent !== device || /^(hid|stdout|tty):/.test(address)) return false;
    this.#openPipe(device, address, this.#lines.clock.nowMs() + RELEASE_MS);
    return true;
  }

  /** The till's own connection may take a moment to let go of the port. */
  #openPipe(device: string, address: string, untilMs: number): void {
    this.#pipe = this.#lines.openBytePipe(address, {
      opened: () => this.#tell({ is: 'raw', what: 'opened', shown: '', detail: address }),
      bytes: (chunk) =>
        this.#tell({ is: 'raw', what: 'bytes', shown: hexOf(chunk, SECRET_LINES.has(device)), detail: '' }),
      lost: ({ cause, detail }) => {
        if (this.#again(cause, untilMs, () => this.#openPipe(device, address, untilMs))) return;
        this.#tell({ is: 'raw', what: 'lost', shown: '', detail: `${cause}: ${detail}` });
      },
    });
  }

  #again(cause: string, untilMs: number, open: () => void): boolean {
    const { clock } = this.#lines;
    if (cause !== 'busy' || clock.nowMs() >= untilMs) return false;
    this.#cancelAgain = clock.after(AGAIN_MS, open);
    return true;
  }

  sendRaw(bytes: Uint8Array): boolean {
    return this.#pipe?.write(bytes) === 'accepted';
  }

  showPattern(device: string, lines: readonly string[]): boolean {
    if (this.#lent !== device) return false;
    this.#pattern = lines;
    if (this.#display === null) this.#openDisplay(device, this.#lines.clock.nowMs() + RELEASE_MS);
    this.#display?.show(lines);
    return this.#display !== null;
  }

  #openDisplay(device: string, untilMs: number): void {
    const { file, openBytePipe, clock } = this.#lines;
    const on = (event: DisplayEvent): void => {
      if (event.type !== 'display.lost') return;
      this.#again(event.fault.cause, untilMs, () => {
        this.#openDisplay(device, untilMs);
        this.#display?.show(this.#pattern);
      });
    };
    if (device === 'cashierScreen') {
      this.#display = connectConsole(openBytePipe, addressOf(file, device), clock, screenSize(file), on);
      return;
    }
    const display = file.devices.customerDisplay;
    if (device !== 'customerDisplay' || display === undefined) return;
    const { driver, link, charset = 'gb18030' } = display;
    this.#display = connectDisplay(openBytePipe, link, clock, { dialect: driver, charset }, on);
  }
}
