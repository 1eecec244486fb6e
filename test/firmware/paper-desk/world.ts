/**
 * The paper desk in one process, on virtual time: the machine with its real effects, a real journal, the real printer driver, the emulated
 * printer, and an operator who reads the paper before answering. Only bytes go between driver and printer.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createActor, createMachine, sendTo } from 'xstate';
import type { BytePipe, BytePipeEvents } from '../../../drivers/link/link.ts';
import type { PrinterEvent, PrinterGrade, PrinterSession } from '../../../drivers/printer/printer.ts';
import { connectPrinter } from '../../../drivers/printer/session.ts';
import { paperEffects } from '../../../firmware/effects/paper-effects.ts';
import type { Ports } from '../../../firmware/effects/ports.ts';
import { paperMachine } from '../../../firmware/machines/paper.ts';
import type { PaperEvent, PaperReport } from '../../../firmware/machines/paper-desk.ts';
import { NO_CATALOGUE } from '../../../firmware/rules/catalogue.ts';
import { DEFAULT_POLICY } from '../../../firmware/rules/policy.ts';
import type { CopyId, SlipNumber } from '../../../storage/facts.ts';
import type { PrintedSlip } from '../../countertop/promises.ts';
import { Printer } from '../../emulators/printer/printer.ts';
import type { Settings } from '../../emulators/printer/settings.ts';
import { printerVerbs } from '../../emulators/printer/verbs.ts';
import { VirtualClock } from '../../emulators-proof/virtual-clock.ts';
import { Paper } from '../../simulation/paper.ts';
import { customer, id, Till } from '../../storage/acts.ts';

export interface Setting {
  readonly grade: PrinterGrade;
  /** Of the driver's address, and what the cable does. */
  readonly flow: 'none' | 'rtscts';
  readonly printer: Partial<Settings>;
  readonly merchant?: string;
}

const BOOT_MS = 700;
const TROUBLES: ReadonlySet<string> = new Set(['power-off', 'paper-end', 'cover-open', 'error']);
/** Between the trouble and the first hand, and between two hands. */
const PAUSE_MS = 2_500;
/** The fault has not struck: the slip was over before. */
const NO_TROUBLE_MS = 6_000;
const STEP_MS = 50;
/** Longer than anything that the driver or the desk waits for, several times over. */
const PATIENCE_MS = 15 * 60_000;
/** Everything that the printer can print by itself is out by then. */
const OPERATOR_LOOKS_MS = 20_000;
const ESC_AT = Buffer.from([0x1b, 0x40]);

type Hand = readonly [verb: string, args?: Record<string, unknown>];

/** What strikes a slip, and what people do about it, one hand after the other. */
export interface Mishap {
  readonly strike: Hand;
  readonly mend: readonly Hand[];
}

export class World {
  readonly clock = new VirtualClock();
  readonly till: Till;
  readonly printer: Printer;
  readonly paper: Paper;
  /** Everything that the emulator calls an error. */
  readonly complaints: object[] = [];
  readonly #verbs: ReturnType<typeof printerVerbs>;
  readonly #setting: Setting;
  #session: PrinterSession | null = null;
  #host: BytePipeEvents | null = null;
  #desk: { send(event: PaperEvent): void; readonly isResting: boolean; stop(): void } | null = null;
  #sales = 0;
  /** What is done once the first byte of the next slip is handed over. */
  #atFirstByte: (() => void) | null = null;
  #mended = true;
  /** Somebody sees what has happened, and acts. */
  #onTrouble: (() => void) | null = null;
  /** Sizes of what the driver wrote since the first byte of the slip. */
  writes: number[] = [];
  #doubt: { readonly slip: SlipNumber; readonly sinceMs: number } | null = null;
  /** What the driver takes the printer for. */
  grade: PrinterGrade | null = null;
  /** How often nobody but the operator could tell. */
  doubts = 0;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.till = new Till(folderInMemory());
    this.printer = new Printer(
      { grade: setting.grade, lineMs: 25, bootMs: BOOT_MS, linesLeft: 1_000_000, nearEndLines: 0, ...setting.printer },
      this.clock,
      {
        send: (bytes) => void this.clock.after(0, () => this.#host?.bytes(bytes)),
        emit: (event, fields = {}) => {
          if (event === 'unknown-bytes' || event === 'overrun' || event === 'junk')
            this.complaints.push({ event, ...fields });
          if (TROUBLES.has(event)) this.#onTrouble?.();
          if (event === 'power-off' || event === 'power-on') this.#lines(event === 'power-on');
        },
      },
    );
    this.paper = new Paper(this.printer);
    this.#verbs = printerVerbs(this.printer);
    this.startTerminal();
  }

  /** A new life of the terminal, on the same journal and the same printer. */
  startTerminal(): void {
    this.stopTerminal();
    this.#desk = this.#startDesk();
    this.#session = connectPrinter(
      (_, host) => this.#pipe(host),
      `serial:/dev/pos/printer?baud=115200&flow=${this.#setting.flow}`,
      this.clock,
      {
        columns: 48,
        charset: 'gb18030',
        buffer: this.#setting.printer.bufferBytes ?? 4096,
        answers: this.#setting.grade !== 'D',
      },
      (event) => this.#hear(event),
    );
  }

  stopTerminal(): void {
    this.#session?.close();
    this.#desk?.stop();
    this.#host = null;
    this.#session = null;
    this.#desk = null;
  }

  /** One approved sale whose only slip is struck at `byte` (counted from its first), then mended; ends when nothing is owed. @returns the copy */
  sale(mishap: Mishap | null, byte: number): CopyId {
    this.#sales += 1;
    const txn = `sale-${this.#sales}`;
    this.writes = [];
    this.#atFirstByte = () => {
      this.writes = [0];
      if (mishap === null) return;
      this.#mended = false;
      this.#onTrouble = () => {
        this.#onTrouble = null;
        this.clock.after(PAUSE_MS, () => this.#mend(mishap.mend));
      };
      this.clock.after(NO_TROUBLE_MS, () => {
        // A byte that is never reached; it must not be struck by what is asked later, while it is being mended.
        if (this.#onTrouble !== null) this.#verbs['disarm']?.({});
        this.#onTrouble?.();
      });
      const [verb, args] = mishap.strike;
      this.#hand(verb, { ...args, afterBytes: byte });
    };
    this.till.submit(txn);
    this.till.approve(txn, 'sale', ['customer']);
    this.#desk?.send({ type: 'paper.debtAdded' });
    this.#untilPaid();
    return customer(txn);
  }

  /** Something that is done to the printer between slips. */
  hand(...[verb, args = {}]: Hand): void {
    this.#hand(verb, args);
  }

  /** Whole slips of a copy on the paper. */
  wholeSlipsOf(copy: CopyId): readonly PrintedSlip[] {
    const numbers = new Set(this.#entriesOf(copy).map(({ slip }) => slip));
    return this.paper.whole().filter(({ number }) => numbers.has(number));
  }

  /** What the journal says of each slip of a copy. */
  claimsOf(copy: CopyId): readonly { readonly slip: number; readonly claim: 'printed' | 'not printed' }[] {
    const claims = new Map<number, 'printed' | 'not printed'>();
    for (const { slip, type, complete } of this.#entriesOf(copy)) {
      if (type === 'receipt.printed') claims.set(slip, 'printed');
      if (type === 'receipt.notPrinted') claims.set(slip, 'not printed');
      if (type === 'receipt.judged') claims.set(slip, complete ? 'printed' : 'not printed');
    }
    return [...claims].map(([slip, claim]) => ({ slip, claim }));
  }

  #entriesOf(copy: CopyId) {
    return this.till.journal
      .timeline(id(copy.split('/')[0] ?? ''))
      .flatMap(({ type, body }) =>
        type.startsWith('receipt.') && 'slip' in body && 'copy' in body && body.copy === copy
          ? [{ type, slip: Number(body.slip), complete: 'complete' in body && body.complete === true }]
          : [],
      );
  }

  #untilPaid(): void {
    for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += STEP_MS) {
      this.clock.advance(STEP_MS);
      this.#operate();
      if (this.#mended && this.#desk?.isResting === true && this.till.journal.copiesOwed().length === 0) return;
    }
    const owed = this.till.journal.copiesOwed().map(({ copy, state }) => `${copy} ${state}`);
    throw new Error(`still owed after ${PATIENCE_MS / 60_000} minutes: ${owed.join(', ') || 'nothing, but busy'}`);
  }

  /** Looks at the paper, once the printer is well and has had time to print what it still holds; then says what is there. */
  #operate(): void {
    if (this.#doubt === null || !this.#mended) return;
    if (this.clock.nowMs() - this.#doubt.sinceMs < OPERATOR_LOOKS_MS) return;
    const { slip } = this.#doubt;
    const complete = this.paper.whole().some(({ number }) => number === slip);
    this.#doubt = null;
    this.#desk?.send({ type: 'paper.judged', complete });
  }

  #mend([first, ...rest]: readonly Hand[]): void {
    if (first === undefined) {
      this.#mended = true;
      this.#verbs['disarm']?.({});
      return;
    }
    const [verb, args = {}] = first;
    if (verb === 'restart-terminal') this.startTerminal();
    else if (verb === 'cashier-clears') this.#desk?.send({ type: 'paper.cleared' });
    else if (verb === 'cashier-gives-up') this.#desk?.send({ type: 'paper.givenUp' });
    else this.#hand(verb, args);
    this.clock.after(PAUSE_MS, () => this.#mend(rest));
  }

  #hand(verb: string, args: Record<string, unknown>): void {
    const act = this.#verbs[verb];
    if (act === undefined) throw new Error(`the printer has no verb ${verb}`);
    act(args);
  }

  #hear(event: PrinterEvent): void {
    if (event.type === 'printer.identified') this.grade = event.identity.grade;
    this.#desk?.send(event);
  }

  #report(report: PaperReport): void {
    if (report.type === 'paper.doubtRaised') this.doubts += 1;
    if (report.type === 'paper.doubtRaised') this.#doubt = { slip: report.slip, sinceMs: this.clock.nowMs() };
    if (report.type === 'paper.doubtEnded') this.#doubt = null;
  }

  #startDesk() {
    const desk = paperMachine.provide({ actions: paperEffects(this.#ports()) });
    const parent = createMachine({
      invoke: { id: 'desk', src: desk },
      on: {
        'test.tell': { actions: sendTo('desk', ({ event }) => (event as unknown as { event: PaperEvent }).event) },
        'paper.*': { actions: ({ event }) => this.#report(event as unknown as PaperReport) },
      },
    });
    const actor = createActor(parent, {
      clock: {
        setTimeout: (run: () => void, ms: number) => this.clock.after(ms, run),
        clearTimeout: (cancel: (() => void) | undefined) => cancel?.(),
      },
    });
    actor.subscribe({
      error: (error) => {
        throw error;
      },
    });
    actor.start();
    return {
      send: (event: PaperEvent) => actor.send({ type: 'test.tell', event } as never),
      get isResting(): boolean {
        const snapshot: unknown = actor.getSnapshot().children['desk']?.getSnapshot();
        return (snapshot as { readonly value: unknown } | undefined)?.value === 'resting';
      },
      stop: () => void actor.stop(),
    };
  }

  #ports(): Ports {
    const till = this.till;
    return {
      get journal() {
        return till.journal;
      },
      outgoing: null,
      catalogue: () => NO_CATALOGUE,
      printer: () => this.#session,
      drawerPrinter: () => this.#session,
      stamp: () => till.stamp(),
      utcOffsetMinutes: () => 480,
      terminal: {
        tid: '10000001',
        mid: '898100000000001',
        merchant: this.#setting.merchant ?? '示例商店 Example Store',
        mode: 'simulated',
      },
      currency: 'CNY',
      locale: 'zh-CN',
      columns: 48,
      policy: DEFAULT_POLICY,
      ...NOT_OF_THE_DESK,
    };
  }

  #lines(on: boolean): void {
    if (this.#setting.flow === 'rtscts') this.#host?.modemLines?.({ cts: on, dsr: on, dcd: on });
  }

  #pipe(host: BytePipeEvents): BytePipe {
    this.#host = host;
    this.clock.after(0, () => {
      host.opened();
      this.#lines(true);
    });
    return {
      address: 'the emulated printer',
      queuedBytes: 0,
      write: (bytes) => {
        if (
          this.#atFirstByte !== null &&
          Buffer.from(bytes).includes(ESC_AT) &&
          this.till.journal.copiesOwed().some(({ state }) => state === 'started')
        ) {
          this.#atFirstByte();
          this.#atFirstByte = null;
        }
        this.writes.push(bytes.length);
        this.clock.after(0, () => this.printer.receive(bytes));
        return 'accepted';
      },
      close: () => {
        if (this.#host === host) this.#host = null;
      },
    };
  }
}

const absent = (): never => {
  throw new Error('the paper desk does not need it');
};
/** What stands in the ports for others. */
const NOT_OF_THE_DESK = {
  acquirer: new Proxy({}, { get: absent }) as never,
  reader: absent,
  pinPad: absent,
  hasScanner: false,
  pinPadKeys: null,
  nextTransactionId: absent,
  freeBytes: () => null,
  clockBattery: () => null,
  probeNetwork: absent,
};

/** Where a commit costs no disk: what is judged here is paper, not durability. */
function folderInMemory(): string {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tillproof-desk-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
