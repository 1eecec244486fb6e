/** One connection to one printer: the edge around the pure step. Opens the pipe, keeps the timer, hands events out in order. */
import { parseByteAddress } from '../link/address.ts';
import type { BytePipe, Cancel, Clock, OpenBytePipe } from '../link/link.ts';
import type { Charset } from './charset.ts';
import { OUTLASTS_POWER_MS } from './delays.ts';
import { warmUp } from './escpos.ts';
import { fontPainter } from './font-painter.ts';
import { type Logo, logoDefinition, logoKey } from './logo.ts';
import type { PrinterEvent, PrinterSession } from './printer.ts';
import type { Rasterise } from './raster.ts';
import { type Input, initialState, type Output, type Settings, type State } from './state.ts';
import { acceptsJob, acceptsPulse, step, wakeAtMs } from './step.ts';
import { TestRounds } from './test-rounds.ts';

export interface PrinterOptions {
  readonly columns: 48 | 32;
  readonly charset: Charset;
  /** Receive buffer of this unit in bytes, 45 unless given; matters on a line without flow control. */
  readonly buffer?: number;
  /**
   * False: this printer has no back channel, by the word of whoever installs it. Its silence is no trouble then, and every slip ends
   * unknown. It is measured all the same: one that answers is believed. Default true.
   */
  readonly answers?: boolean;
  /** Default true. */
  readonly cutter?: boolean;
  /** Printed by `logo` lines; stored in the printer when it is first met. Needs flow control, or a buffer that holds it. */
  readonly logo?: Logo;
  /** Draws characters that the printer's font lacks. Default: from the font that this package ships. */
  readonly rasterise?: Rasterise;
  /**
   * Paper speed that no printer reaches (the fastest: 500 mm/s); answers that imply more come from something in between, or from no
   * printer at all. Default 2000 mm/s on TCP and USB, where print servers and bridges stand; null: not judged, the default on a serial
   * line, and for printers that are virtual and known to be.
   */
  readonly fastestMmPerS?: number | null;
}

const SMALLEST_BUFFER_BYTES = 45;
/** Pipelined behind flow control. */
const PIPELINE_BYTES = 4_096;
const SEGMENT_BYTES = 512;
const FASTEST_MM_PER_S = 2_000;
/** A write that the pipe refuses for want of room is tried again. */
const RETRY_MS = 10;
/** Nothing is due sooner than that: a wait that is over but cannot act yet must not spin. */
const SHORTEST_WAIT_MS = 5;

/** Opens the printer at `address`. All events come through `on`, none before this function has returned. */
export function connectPrinter(
  open: OpenBytePipe,
  address: string,
  clock: Clock,
  options: PrinterOptions,
  on: (event: PrinterEvent) => void,
): PrinterSession {
  const session = new Session(clock, on, settingsFor(address, { rasterise: fontPainter(), ...options }));
  session.start((events) => open(address, events));
  return session;
}

/** @returns what the address and the options mean for the protocol. */
export function settingsFor(address: string, options: PrinterOptions): Settings {
  const parsed = parseByteAddress(address);
  const link = parsed.ok ? parsed.address : null;
  const bare = link?.kind === 'serial' && link.flow === 'none';
  const window = bare ? (options.buffer ?? SMALLEST_BUFFER_BYTES) : PIPELINE_BYTES;
  const hasBridges = link?.kind === 'tcp' || link?.kind === 'tls' || link?.kind === 'file';
  return {
    columns: options.columns,
    charset: options.charset,
    rasterise: options.rasterise ?? null,
    ...logoSettings(options.logo, bare ? (options.buffer ?? SMALLEST_BUFFER_BYTES) : null),
    cutter: options.cutter ?? true,
    answers: options.answers ?? true,
    window,
    segmentBytes: SEGMENT_BYTES,
    flowControl: !bare,
    outlastsPower: link?.kind === 'serial' && (!bare || (window * 10_000) / link.baudRate > OUTLASTS_POWER_MS),
    baud: link?.kind === 'serial' ? link.baudRate : null,
    asksTwice: link?.kind === 'file',
    bridged: hasBridges,
    dsrIsPower: link?.kind === 'serial' && link.flow !== 'dtrdsr',
    fastestMmPerS: options.fastestMmPerS === undefined ? (hasBridges ? FASTEST_MM_PER_S : null) : options.fastestMmPerS,
  };
}

/** @param room bytes that the printer holds; null where flow control holds the rest back. */
function logoSettings(logo: Logo | undefined, room: number | null): Pick<Settings, 'logo' | 'logoToStore'> {
  const definition = logo === undefined ? null : logoDefinition(logo.bitmap);
  if (logo === undefined || definition === null || (room !== null && definition.length > room))
    return { logo: null, logoToStore: null };
  return { logo: logoKey(logo.bitmap), logoToStore: { ...logo, definition } };
}

class Session implements PrinterSession {
  readonly #clock: Clock;
  readonly #on: (event: PrinterEvent) => void;
  #state: State;
  #pipe: BytePipe | null = null;
  #closed = false;
  /** What the step function has said and the world has not heard yet. */
  readonly #outbox: Output[] = [];
  #delivering = false;
  /** Bytes that the pipe has refused for want of room, in order. */
  readonly #refused: Uint8Array[] = [];
  #cancelWake: Cancel | null = null;
  #cancelRetry: Cancel | null = null;
  #warm = false;
  readonly #tests: TestRounds;

  constructor(clock: Clock, on: (event: PrinterEvent) => void, settings: Settings) {
    this.#clock = clock;
    this.#on = on;
    this.#state = initialState(settings, clock.nowMs(), Math.floor(clock.nowMs()));
    this.#tests = new TestRounds(clock, () => this.#state);
  }

  start(open: (events: Parameters<OpenBytePipe>[1]) => BytePipe): void {
    this.#pipe = open({
      opened: () => this.#take({ type: 'opened' }),
      bytes: (chunk) => this.#take({ type: 'bytes', chunk }),
      modemLines: ({ dsr }) => this.#take({ type: 'modemLines', dsr }),
      lost: (fault) => this.#take({ type: 'lost', fault }),
    });
  }

  print(job: Parameters<PrinterSession['print']>[0]): 'accepted' | 'refused' {
    return this.#request(acceptsJob(this.#state), { type: 'print', job });
  }

  settle(job: Parameters<PrinterSession['settle']>[0]): 'accepted' | 'refused' {
    return this.#request(acceptsJob(this.#state), { type: 'settle', job });
  }

  pulseDrawer(): 'accepted' | 'refused' {
    return this.#request(acceptsPulse(this.#state), { type: 'pulseDrawer' });
  }

  test(tried: Parameters<PrinterSession['test']>[0]): void {
    if (this.#tests.begin(tried)) this.#take({ type: 'ask' });
  }

  resume(job: string): void {
    this.#take({ type: 'resume', job });
  }

  recover(): void {
    this.#take({ type: 'recover' });
  }

  abandon(job: string): void {
    this.#take({ type: 'abandon', job });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelWake?.();
    this.#cancelRetry?.();
    this.#tests.stop();
    this.#outbox.length = 0;
    this.#pipe?.close();
  }

  #request(accepts: boolean, input: Input): 'accepted' | 'refused' {
    if (this.#closed || !accepts) return 'refused';
    this.#take(input);
    return 'accepted';
  }

  #take(input: Input): void {
    if (this.#closed) return;
    const { state, outputs } = step(this.#state, input, this.#clock.nowMs());
    this.#state = state;
    this.#outbox.push(...outputs);
    this.#deliver();
  }

  /** In order, also when an event's receiver makes the next request at once. */
  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    for (let next = this.#outbox.shift(); next !== undefined; next = this.#outbox.shift()) this.#do(next);
    this.#delivering = false;
    this.#tests.look();
    this.#wakeWhenDue();
    if (this.#state.measured && !this.#warm) {
      this.#warm = true;
      warmUp();
    }
  }

  #do(output: Output): void {
    if (output.type === 'write') this.#write(output.bytes);
    else this.#on(output.event);
  }

  #write(bytes: Uint8Array): void {
    if (this.#refused.length === 0 && this.#pipe?.write(bytes) === 'accepted') return;
    this.#refused.push(bytes);
    this.#cancelRetry ??= this.#clock.after(RETRY_MS, () => this.#retry());
  }

  #retry(): void {
    this.#cancelRetry = null;
    while (this.#refused.length > 0 && this.#pipe?.write(this.#refused[0] as Uint8Array) === 'accepted')
      this.#refused.shift();
    if (this.#refused.length > 0 && !this.#closed) this.#cancelRetry = this.#clock.after(RETRY_MS, () => this.#retry());
  }

  #wakeWhenDue(): void {
    this.#cancelWake?.();
    this.#cancelWake = null;
    const atMs = this.#closed ? null : wakeAtMs(this.#state, this.#clock.nowMs());
    if (atMs === null) return;
    const delayMs = Math.max(SHORTEST_WAIT_MS, atMs - this.#clock.nowMs());
    this.#cancelWake = this.#clock.after(delayMs, () => this.#take({ type: 'tick' }));
  }
}
