/**
 * The driver's session and the emulated printer in one process, on virtual time: lines in, paper out. Two readings of the same manual that
 * share no code; only bytes go between them.
 */
import type { BytePipe, BytePipeEvents, Clock } from '../../../drivers/link/link.ts';
import { PracticePrinter } from '../../../drivers/printer/practice.ts';
import type { PrinterEvent, PrinterGrade, PrinterSession, PrintLine } from '../../../drivers/printer/printer.ts';
import { connectPrinter, type PrinterOptions } from '../../../drivers/printer/session.ts';
import { Glyphs } from '../../emulators/printer/glyphs.ts';
import { pictureOf } from '../../emulators/printer/picture.ts';
import { Printer } from '../../emulators/printer/printer.ts';
import { type Bridge, lyingProxy } from '../../emulators/printer/proxy.ts';
import { headDots, type Settings } from '../../emulators/printer/settings.ts';
import { printerVerbs } from '../../emulators/printer/verbs.ts';
import { VirtualClock } from '../../emulators-proof/virtual-clock.ts';

export interface PaperOptions {
  /** Decides the window, as everywhere; nothing is opened. */
  readonly address?: string;
  readonly driver?: Partial<PrinterOptions>;
  readonly printer?: Partial<Settings>;
  /** What the driver must find before anything is printed; A unless given. */
  readonly grade?: PrinterGrade;
  /** Shared, because it reads the font. */
  readonly glyphs?: Glyphs;
  /** A held job goes on as soon as it can, as the firmware has it. Default true. */
  readonly resumes?: boolean;
  /** The session is opened through a practice, as a training terminal does. */
  readonly practises?: true;
}

export interface EmulatorEvent {
  readonly event: string;
  readonly [field: string]: unknown;
}

const PIPELINED = 'serial:/dev/pos/printer?baud=115200&flow=rtscts';
const ENDS = /^printer\.job(Printed|NotPrinted|Unknown)$/;
const STEP_MS = 20;
const PATIENCE_MS = 120_000;

export class EmulatedPaper {
  readonly clock = new VirtualClock();
  readonly practice = new PracticePrinter(this.clock);
  readonly printer: Printer;
  readonly events: PrinterEvent[] = [];
  readonly device: EmulatorEvent[] = [];
  /** Everything that the driver has handed over. */
  readonly written: Uint8Array[] = [];
  /** How often the driver's timers have fired. */
  wakes = 0;
  readonly #columns: 48 | 32;
  readonly #glyphs: Glyphs;
  #session: PrinterSession;
  readonly #newSession: () => PrinterSession;
  readonly #verbs: ReturnType<typeof printerVerbs>;
  readonly #bridge: Bridge;
  #host: BytePipeEvents | null = null;
  #slip = 0;
  #life = 0;

  constructor(given: PaperOptions = {}) {
    const { address = PIPELINED, driver, printer, glyphs, grade = 'A', resumes = true, practises } = given;
    this.#columns = driver?.columns ?? 48;
    this.#glyphs = glyphs ?? new Glyphs();
    const say = (bytes: Uint8Array) => void this.clock.after(0, () => this.#host?.bytes(bytes));
    this.#bridge = lyingProxy(printer?.proxy ?? 'none', say);
    this.printer = new Printer({ columns: this.#columns, ...printer }, this.clock, {
      send: (bytes) => say(this.#bridge.passedOn(bytes)),
      emit: (event, fields = {}) => this.device.push({ event, ...fields }),
    });
    this.#verbs = printerVerbs(this.printer);
    const options = { charset: 'gb18030', ...driver, columns: this.#columns } as const;
    const open = (_: string, host: BytePipeEvents) => this.#pipe(address, host);
    const connect = (hear: (event: PrinterEvent) => void) =>
      connectPrinter(open, address, this.#driverClock(), options, hear);
    const hear = (life: number, event: PrinterEvent): void => {
      if (life !== this.#life) return;
      this.events.push(event);
      if (event.type === 'printer.jobResumable' && resumes) this.#session.resume(event.job);
    };
    this.#newSession = () => {
      this.#life += 1;
      const hearer = hear.bind(null, this.#life);
      return practises === true ? this.practice.open(connect, hearer) : connect(hearer);
    };
    this.#session = this.#newSession();
    this.until((event) => event.type === 'printer.identified' && event.identity.grade === grade);
  }

  #driverClock(): Clock {
    const wake = (run: () => void) => () => {
      this.wakes += 1;
      run();
    };
    return { nowMs: () => this.clock.nowMs(), after: (delayMs, run) => this.clock.after(delayMs, wake(run)) };
  }

  /** For what is above the driver. */
  get session(): PrinterSession {
    return this.#session;
  }

  /** Prints a slip. @returns how it ended. */
  print(lines: readonly PrintLine[]): PrinterEvent {
    return this.end(this.start(lines));
  }

  /** Hands a slip over. @returns the job's name. */
  start(lines: readonly PrintLine[]): string {
    this.#slip += 1;
    const job = `slip ${this.#slip}`;
    if (this.#session.print({ job, slip: this.#slip, lines }) === 'refused') throw new Error(`${job} was refused`);
    return job;
  }

  /** How a job ends, or has ended. */
  end(job: string): PrinterEvent {
    return this.until((event) => ENDS.test(event.type) && 'job' in event && event.job === job);
  }

  /** The terminal ends without a word and starts again; what is under way in the line and in the printer stays there. */
  startAgain(): void {
    this.#host = null;
    this.events.length = 0;
    this.#session = this.#newSession();
  }

  /** Asks what became of a slip of an earlier life: the last one handed over. @returns how it ended. */
  settle(lines: readonly PrintLine[]): PrinterEvent {
    const job = `slip ${this.#slip} of an earlier life`;
    this.until(({ type }) => type === 'printer.identified');
    if (this.#session.settle({ job, slip: this.#slip, lines }) === 'refused') throw new Error(`${job} was refused`);
    return this.end(job);
  }

  abandon(job: string): void {
    this.#session.abandon(job);
  }

  /** A verb of the emulator, as its README names them. */
  hand(verb: string, args: Record<string, unknown> = {}): void {
    const act = this.#verbs[verb];
    if (act === undefined) throw new Error(`the printer has no verb ${verb}`);
    act(args);
  }

  /** The printer's DSR, as the port sees it. */
  dsr(on: boolean): void {
    this.#host?.modemLines?.({ cts: on, dsr: on, dcd: on });
  }

  pulseDrawer(): PrinterEvent {
    if (this.#session.pulseDrawer() === 'refused') throw new Error('the pulse was refused');
    return this.until((event) => event.type === 'printer.drawerPulsed');
  }

  /** Lets time pass until such an event comes, or has come before. */
  until(wanted: (event: PrinterEvent) => boolean): PrinterEvent {
    for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += STEP_MS) {
      const found = this.events.findLast(wanted);
      if (found !== undefined) return found;
      this.clock.advance(STEP_MS);
    }
    throw new Error(`nothing such within ${PATIENCE_MS} ms; seen: ${this.events.map(({ type }) => type).join(' ')}`);
  }

  /** What the printer did not understand, had no room for or had no character for. */
  get complaints(): readonly EmulatorEvent[] {
    return this.device.filter(({ event }) => ['unknown-bytes', 'overrun', 'lost', 'junk'].includes(event));
  }

  /** PNG of one slip (counted from 1), or of all. */
  png(slip?: number): Buffer {
    const slips = this.printer.works.tape.slips();
    const shown = slip === undefined ? slips : slips.slice(slip - 1, slip);
    return pictureOf(shown, headDots(this.printer.works.settings), this.#glyphs);
  }

  #pipe(address: string, host: BytePipeEvents): BytePipe {
    this.#host = host;
    this.clock.after(0, () => host.opened());
    return {
      address,
      queuedBytes: 0,
      write: (bytes) => {
        // Of a life that is over.
        if (this.#host !== host) return 'refused';
        this.written.push(Uint8Array.from(bytes));
        this.clock.after(0, () => this.printer.receive(this.#bridge.watch(bytes)));
        return 'accepted';
      },
      close: () => {
        this.#host = null;
      },
    };
  }
}
