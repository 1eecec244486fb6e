/** What stands on a counter, and the `terminal.json` that names it. */
import { join } from 'node:path';

export const TID = '10000001';
export const MID = '898100000000001';
/** The master key of terminal, PIN pad and bank; a test key. */
export const TMK = '0123456789ABCDEFFEDCBA9876543210';

export interface CountertopOptions {
  /** Everything of this counter lives below it. */
  readonly folder: string;
  readonly printerArgs?: readonly string[];
  readonly acquirerArgs?: readonly string[];
  /** Merged over the configuration, top-level key by top-level key. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** Merged over the acquirer of the configuration. */
  readonly acquirer?: Readonly<Record<string, unknown>>;
  readonly policy?: Readonly<Record<string, unknown>>;
  /** False: no customer display stands on this counter. */
  readonly customerDisplay?: boolean;
  /** True: a PIN pad that holds the same master key as the acquirer. */
  readonly pinPad?: boolean;
  /**
   * Money moves: `live` mode, keys in the PIN pad only, TLS to the acquirer; the files are PEM. Goes with `pinPad` and the acquirer's `--tls-…`.
   */
  readonly live?: { readonly ca: string; readonly cert: string; readonly key: string };
  /** True: a barcode scanner (HID POS). */
  readonly scanner?: boolean;
  /** True: another printer stands beside the first one. */
  readonly secondPrinter?: boolean;
  /** True: a technician's laptop on the maintenance port; a program may be attached at `maintenance` in the folder. */
  readonly technician?: boolean;
  /** Bits per second on that cable, 115200 unless given; 0: as fast as the two ends are. */
  readonly technicianBaud?: number;
  /** True: the card reader is one for chips, contactless and stripes, on a serial line. */
  readonly chipReader?: boolean;
  /** What the card reader says its serial number is. */
  readonly readerSerial?: string;
  /** True: the cashier's screen is drawn at this size instead of the default. */
  readonly env?: NodeJS.ProcessEnv;
}

/** @param acquirer where the bank listens, as a link address */
export function terminalJson(options: CountertopOptions, acquirer: string): Readonly<Record<string, unknown>> {
  const { folder, live } = options;
  const keys = live === undefined ? { keys: { tmk: TMK } } : {};
  const link = live === undefined ? acquirer : `${acquirer}?ca=${live.ca}&cert=${live.cert}&key=${live.key}`;
  const slot = live === undefined ? {} : { masterKeySlot: 0 };
  const display = { driver: 'dm-d', link: `serial:${join(folder, 'display')}?baud=9600` };
  return {
    terminal: {
      tid: TID,
      mid: MID,
      merchant: '示例商店 Example Store',
      currency: 'CNY',
      locale: 'zh-CN',
      mode: live === undefined ? 'simulated' : 'live',
    },
    data: './data',
    devices: {
      printer: {
        driver: 'escpos',
        link: `serial:${join(folder, 'printer')}?baud=115200`,
        columns: 48,
        charset: 'gb18030',
      },
      ...(options.secondPrinter !== true
        ? {}
        : { printer2: { driver: 'escpos', link: `serial:${join(folder, 'printer2')}?baud=115200` } }),
      cardReader:
        options.chipReader === true
          ? { driver: 'neo-serial', link: `serial:${join(folder, 'reader')}?baud=115200` }
          : { driver: 'magtek-hid', link: `unix:${join(folder, 'reader.sock')}` },
      keypad: { driver: 'hid-keypad', link: `unix:${join(folder, 'keypad.sock')}` },
      ...(options.customerDisplay === false ? {} : { customerDisplay: display }),
      ...(options.pinPad !== true
        ? {}
        : { pinPad: { driver: 'pinpad1000se', link: `serial:${join(folder, 'pin-pad')}?baud=9600`, ...slot } }),
      ...(options.scanner !== true
        ? {}
        : { scanner: { driver: 'hid-pos', link: `unix:${join(folder, 'scanner.sock')}` } }),
      ...(options.technician !== true
        ? {}
        : { maintenance: { link: `serial:${join(folder, 'maintenance-port')}?baud=115200` } }),
    },
    acquirer: { profile: 'unionpay', link, tpdu: '6000030000', timeoutSeconds: 5, ...keys, ...options.acquirer },
    ...(options.policy === undefined ? {} : { policy: './policy.json' }),
    ...options.configuration,
  };
}
