/** The whole acquirer without sockets: connections, books, verbs. Runs in a process (main.ts) or in-process on virtual time. */
import type { BankOptions, Clock } from './bank.ts';
import { Connection, type Serving } from './connection.ts';
import { unionpayDialect, type WireDialect } from './dialect.ts';
import { FaultQueue } from './faults.ts';
import { AcquirerHost } from './host.ts';
import { Ledger, type LedgerStorage } from './ledger.ts';
import { accountId, type LedgerLine, maskPan, pinCheck } from './ledger-lines.ts';
import type { ConnectionSink } from './output-queue.ts';
import { WireLog } from './wire-log.ts';

export interface AcquirerOptions {
  /** UnionPay's terminal dialect if left out. */
  readonly dialect?: WireDialect;
  readonly clock: Clock;
  /** Epoch milliseconds at which `clock.nowMs()` was 0. */
  readonly epochAtZeroMs: number;
  /** The host's time zone in minutes; 480 (China) if left out. */
  readonly utcOffsetMinutes?: number;
  readonly random: (bytes: number) => Uint8Array;
  readonly tid: string;
  readonly mid: string;
  /** 8, 16 or 24 bytes. */
  readonly tmk: Uint8Array;
  /** Open batch of a terminal new to the ledger; 000001 if left out. */
  readonly batch?: string;
  /** Balance of each test card new to the ledger, in minor units; 1 000 000 000 if left out. */
  readonly balanceMinor?: number;
  readonly tpdu?: 'swapped' | 'echoed';
  /** What an earlier run wrote, and where to go on writing; memory only if left out. */
  readonly lines?: readonly LedgerLine[];
  readonly storage?: LedgerStorage;
  emit(event: string, fields: object): void;
}

/** facts/peripherals §4: numbers published as test cards. */
export const TEST_PANS = [
  '4761739001010010',
  '5413330002001155',
  '374245455400001',
  '6510000000000166',
  '36070500001376',
  '3569990010082211',
  '4111111111111111',
] as const;
const TEST_PIN = '1234';

export class Acquirer {
  readonly host: AcquirerHost;
  readonly faults = new FaultQueue();
  readonly log = new WireLog();
  readonly settings: Serving['settings'];
  readonly #serving: Serving;
  readonly #connections = new Set<Connection>();
  #lastConnection = 0;

  constructor(options: AcquirerOptions) {
    const ledger = new Ledger(options.lines ?? [], options.storage ?? null);
    const bank: BankOptions = {
      ledger,
      clock: options.clock,
      epochAtZeroMs: options.epochAtZeroMs,
      utcOffsetMinutes: options.utcOffsetMinutes ?? 480,
      random: options.random,
    };
    this.host = new AcquirerHost(bank, this.faults);
    this.settings = { tpdu: options.tpdu ?? 'swapped' };
    this.#serving = {
      dialect: options.dialect ?? unionpayDialect,
      host: this.host,
      faults: this.faults,
      clock: options.clock,
      log: this.log,
      settings: this.settings,
      emit: options.emit,
      newest: () => [...this.#connections].at(-1) ?? null,
    };
    this.registerTerminal(options.tid, options.mid, options.tmk, options.batch ?? '000001');
    for (const pan of TEST_PANS) {
      if (!ledger.accounts.has(accountId(pan)))
        this.setAccount(pan, options.balanceMinor ?? 1_000_000_000, TEST_PIN, 'CUP');
    }
  }

  /** A terminal has connected; `sink` is the way to it. */
  connect(sink: ConnectionSink): Connection {
    this.#lastConnection += 1;
    const connection = new Connection(this.#lastConnection, this.#serving, {
      write: (bytes) => sink.write(bytes),
      close: (how) => {
        this.#connections.delete(connection);
        sink.close(how);
      },
    });
    this.#connections.add(connection);
    this.#serving.emit('connected', { connection: connection.number });
    return connection;
  }

  disconnected(connection: Connection): void {
    connection.ended();
    if (this.#connections.delete(connection)) this.#serving.emit('disconnected', { connection: connection.number });
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  cutAll(): void {
    for (const connection of [...this.#connections]) connection.cut('reset');
  }

  /** Makes a terminal known; what the ledger has of it stays. */
  registerTerminal(tid: string, mid: string, tmk: Uint8Array, batch: string): void {
    this.host.bank.setTmk(tid, tmk);
    const known = this.host.bank.ledger.terminals.get(tid);
    if (known?.mid !== mid) this.host.bank.book({ line: 'terminal', tid, mid, batch: known?.batch ?? batch });
  }

  /** Opens an account or changes one; `pin` null: any PIN is right. */
  setAccount(pan: string, balanceMinor: number, pin: string | null, scheme: string): void {
    this.host.bank.book({
      line: 'account',
      account: accountId(pan),
      maskedPan: maskPan(pan),
      balanceMinor,
      pinCheck: pin === null ? null : pinCheck(pan, pin),
      scheme,
    });
  }
}
