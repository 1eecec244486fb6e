/**
 * A whole counter without hardware: every device and the acquirer as a process of its own, the firmware on them as another, a data
 * folder on disk. Scenarios, stories and `npm start` work it as people do: keys, cards, paper, cables, the power cord.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../../storage/entries/entry.ts';
import type { Obligation } from '../../storage/journal/read-models.ts';
import { type JournalReader, openJournalReader } from '../../storage/journal/reader.ts';
import { type CountertopOptions, terminalJson } from './counter-configuration.ts';
import {
  acquirerBelow,
  chipReaderBelow,
  displayBelow,
  keypadBelow,
  pinPadBelow,
  printerBelow,
  readerBelow,
  scannerBelow,
} from './devices-below.ts';
import type { EmulatorProcess } from './emulator-process.ts';
import { FirmwareProcess } from './firmware-process.ts';
import { TechnicianLine } from './technician-line.ts';

const root = new URL('../..', import.meta.url).pathname;
const script = (...parts: readonly string[]): string => join(root, ...parts);

/** A magnetic stripe card of the published test numbers (facts/peripherals §4). */
export const TEST_CARDS = {
  visa: { pan: '4761739001010010', expiry: '2912', name: 'TEST/VISA' },
  mastercard: { pan: '5413330002001155', expiry: '2912', name: 'TEST/MASTER' },
  unknown: { pan: '6510000000000166', expiry: '2912', name: 'TEST/DISCOVER' },
} as const;

/** No finger is faster from key to key, nor back on the key that it has just left: one that acts twice at once is taken for a bouncing contact. */
const BETWEEN_PRESSES_MS = 40;
const AGAIN_MS = 80;

export interface CommandEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class Countertop {
  readonly folder: string;
  printer: EmulatorProcess;
  /** What came out of printers that stand here no more. */
  readonly oldTapes: unknown[] = [];
  readonly acquirer: EmulatorProcess;
  readonly keypad: EmulatorProcess;
  reader: EmulatorProcess;
  readonly display: EmulatorProcess | null;
  readonly pinPad: EmulatorProcess | null;
  readonly scanner: EmulatorProcess | null;
  /** Null: there is only one printer. */
  printer2: EmulatorProcess | null;
  readonly technician: TechnicianLine | null;
  readonly configuration: string;
  readonly #env: NodeJS.ProcessEnv;
  #firmware: FirmwareProcess | null = null;
  #runs = false;
  #acquirerEventsAtPowerOn = 0;

  private constructor(options: CountertopOptions) {
    const { folder } = options;
    this.folder = folder;
    this.#env = options.env ?? process.env;
    this.configuration = join(folder, 'terminal.json');
    this.printer = printerBelow(folder, options.printerArgs);
    this.keypad = keypadBelow(folder);
    this.reader = options.chipReader === true ? chipReaderBelow(folder) : readerBelow(folder, options.readerSerial);
    this.pinPad = options.pinPad === true ? pinPadBelow(folder) : null;
    this.scanner = options.scanner === true ? scannerBelow(folder) : null;
    this.printer2 = options.secondPrinter === true ? printerBelow(folder, options.printerArgs, 'printer2') : null;
    this.technician =
      options.technician === true
        ? new TechnicianLine(join(folder, 'maintenance-port'), {
            attach: join(folder, 'maintenance'),
            ...(options.technicianBaud === undefined ? {} : { baud: options.technicianBaud }),
          })
        : null;
    this.display = options.customerDisplay === false ? null : displayBelow(folder);
    this.acquirer = acquirerBelow(folder, options.acquirerArgs);
  }

  /** Starts the devices and the acquirer and writes the configuration; the power is still off. */
  static async open(options: CountertopOptions): Promise<Countertop> {
    mkdirSync(options.folder, { recursive: true });
    const countertop = new Countertop(options);
    const addresses = await Promise.all(countertop.#emulators().map((emulator) => emulator.address()));
    const acquirer = addresses[countertop.#emulators().indexOf(countertop.acquirer)] ?? '';
    writeFileSync(countertop.configuration, JSON.stringify(terminalJson(options, acquirer), null, 2));
    if (options.policy !== undefined)
      writeFileSync(join(options.folder, 'policy.json'), JSON.stringify(options.policy, null, 2));
    return countertop;
  }

  get firmware(): FirmwareProcess {
    if (this.#firmware === null) throw new Error('the power is off');
    return this.#firmware;
  }

  /** The process runs: it may also have ended by itself. */
  get isPowered(): boolean {
    return this.#firmware !== null && this.#runs;
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  /** Switches the terminal on, by way of `launcher` if any; cashier 1 signs in where nobody is on duty; resolves when it is ready to sell. */
  async powerOn(ready: RegExp = /READY/, launcher: readonly string[] = []): Promise<FirmwareProcess> {
    this.#acquirerEventsAtPowerOn = this.acquirer.events.length;
    const firmware = new FirmwareProcess(script('firmware/main.ts'), this.configuration, this.#env, launcher);
    this.#firmware = firmware;
    this.#runs = true;
    void firmware.ended.then(() => {
      if (this.#firmware === firmware) this.#runs = false;
    });
    const shown = await this.#firmware.screen(new RegExp(`${ready.source}|SIGN IN - TYPE|LOCKED - OPERATOR`));
    if (!ready.test(shown)) {
      await this.signIn();
      // What the one before has left open is read first.
      const next = await this.#firmware.screen(new RegExp(`${ready.source}|HAND-OVER`));
      if (!ready.test(next)) await this.press('confirm');
      await this.#firmware.screen(ready);
    }
    return this.#firmware;
  }

  /** The page of a data folder in which nobody is on duty: number, PIN (the README prints them). */
  async signIn(operator = '1', pin = '1111'): Promise<void> {
    const asksForPin = `${operator} 号密码 PIN`;
    await this.press(...operator, 'confirm');
    await this.firmware.screen(new RegExp(asksForPin));
    await this.press(...pin, 'confirm');
    const shown = await this.firmware.screen(new RegExp(`Not the PIN|^(?![\\s\\S]*${asksForPin})`));
    if (/Not the PIN/.test(shown)) throw new Error(`a key was missed: ${shown}`);
  }

  async cutPower(): Promise<void> {
    const firmware = this.firmware;
    this.#firmware = null;
    await firmware.cutPower();
  }

  /** Keys by name: digits, `confirm`, `cancel`, `correct`, `sale`, `refund`, `reprint`, `functions`. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const againMs = /^\d/.test(key) ? 0 : AGAIN_MS;
      await this.keypad.do('press', { keys: [key], gapMs: BETWEEN_PRESSES_MS, againMs });
    }
  }

  async type(digits: string): Promise<void> {
    await this.press(...digits);
  }

  async swipe(card: { readonly pan: string; readonly expiry: string; readonly name: string }): Promise<void> {
    await this.reader.do('swipe', { ...card, serviceCode: '201' });
  }

  /** Into the slot or onto the field of a chip reader. */
  async present(
    how: 'insert' | 'tap',
    card: { readonly pan: string; readonly expiry: string; readonly name: string },
  ): Promise<void> {
    // Its lamp tells a customer when it looks for a card.
    const { events } = this.reader;
    const last = events.findLast(({ event }) => event === 'activated' || event === 'cancelled');
    if (last?.event !== 'activated')
      await this.reader.until(({ event }) => event === 'activated', 'the reader looks for a card', events.length);
    await this.reader.do(how, { ...card, serviceCode: '201' });
  }

  /** Somebody puts another card reader in the place of the one that stands there. */
  async exchangeReader(serial: string): Promise<void> {
    await this.reader.stop();
    this.reader = readerBelow(this.folder, serial);
    await this.reader.address();
  }

  /** Somebody puts another printer in the place of one of those that stand there; the paper that hung out of it is taken along. */
  async exchangePrinter(place: 'printer' | 'printer2', ...args: readonly string[]): Promise<void> {
    const old = this[place];
    this.oldTapes.push(...(((await old?.do('tape')) ?? []) as readonly unknown[]));
    await old?.stop('SIGTERM');
    this[place] = printerBelow(this.folder, args, place);
    await this[place].address();
  }

  /** Slips that have been cut off so far, by the printer that stands here now. */
  cuts(): number {
    return this.printer.events.filter((event) => event.event === 'cut').length;
  }

  /** Waits until `count` slips in all have been cut off. */
  async untilCuts(count: number): Promise<void> {
    if (this.cuts() >= count) return;
    await new Promise<void>((resolve, reject) => {
      const stop = this.printer.onEvent(() => {
        if (this.cuts() < count) return;
        stop();
        resolve();
      });
      void this.#firmware?.ended.then(() => {
        stop();
        reject(new Error(`the firmware ended; waited for ${count} cuts, saw ${this.cuts()}`));
      });
    });
  }

  /** Waits until the acquirer has answered a sign-on since the terminal was last switched on. */
  async untilSignedOn(): Promise<void> {
    await this.acquirer.until(
      (event) => event.event === 'answer' && event['kind'] === 'sign-on',
      'sign-on',
      this.#acquirerEventsAtPowerOn,
    );
  }

  /** Waits until the terminal has the printer's word for all that came out. */
  async untilNothingPrinted(): Promise<void> {
    await this.firmware.screen(/^(?![\s\S]*(PRINTING SLIP|CHECKING SLIP|RECEIPTS OWED))/);
  }

  /** `npm run journal` on this counter's data folder. */
  journal(...args: readonly string[]): Promise<CommandEnd> {
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [script('scripts/journal.ts'), ...args, '--data', this.data],
        { maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) =>
          resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 70, stdout, stderr }),
      );
    });
  }

  /** What is owed, as it is seen from outside (design §13). */
  obligations(): readonly Obligation[] {
    return this.books((books) => books.obligations());
  }

  /** Every entry of the journal, oldest first; none before the first start. */
  entries(): readonly Entry[] {
    return existsSync(this.#journalFile) ? this.books((books) => books.last(Number.MAX_SAFE_INTEGER)) : [];
  }

  /** Reads the journal beside the terminal, as `npm run journal` does, without a process for each look. */
  books<Read>(read: (books: JournalReader) => Read): Read {
    const books = openJournalReader(this.#journalFile);
    try {
      return read(books);
    } finally {
      books.close();
    }
  }

  /** The journal of the training terminal, with what its judges say; null where nobody has practised. */
  get trained() {
    const file = join(this.data, 'training', 'journal.sqlite');
    if (!existsSync(file)) return null;
    const books = openJournalReader(file);
    try {
      return { entries: books.last(Number.MAX_SAFE_INTEGER), verdict: books.verify(), rebuilt: books.rebuild() };
    } finally {
      books.close();
    }
  }

  get #journalFile(): string {
    return join(this.data, 'journal.sqlite');
  }

  async close(): Promise<void> {
    await this.#firmware?.cutPower();
    this.#firmware = null;
    await Promise.all(this.#emulators().map((emulator) => emulator.stop()));
  }

  #emulators(): readonly EmulatorProcess[] {
    const all = [this.printer, this.keypad, this.reader, this.acquirer];
    return [...all, this.printer2, this.display, this.pinPad, this.scanner, this.technician?.cable ?? null].filter(
      (emulator) => emulator !== null,
    );
  }
}
