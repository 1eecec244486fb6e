/** The step function on virtual time: what it writes goes to a peer, what the peer says comes back, nothing waits. */
import type { PrinterEvent, PrinterStatus, PrintJob, PrintLine } from '../../../drivers/printer/printer.ts';
import { type PrinterOptions, settingsFor } from '../../../drivers/printer/session.ts';
import { type Input, initialState, type State } from '../../../drivers/printer/state.ts';
import { step, wakeAtMs } from '../../../drivers/printer/step.ts';

/** The device at the other end: takes bytes, says bytes. */
export interface Peer {
  receive(bytes: Uint8Array): void;
  /** Set by the rig. */
  say: (bytes: Uint8Array) => void;
}

export interface RigOptions extends Partial<PrinterOptions> {
  readonly address?: string;
  /** Answers `printer.jobResumable` with `resume`, as the firmware does. Default true. */
  readonly resumes?: boolean;
}

export class Rig {
  state: State;
  nowMs = 1_000;
  readonly events: PrinterEvent[] = [];
  readonly written: Uint8Array[] = [];
  /** Called for everything handed to the link, before the peer gets it. */
  onWrite: (bytes: Uint8Array) => void = () => {};
  readonly #peer: Peer;
  readonly #inputs: Input[] = [];
  readonly #resumes: boolean;
  #busy = false;
  /** Events that `until` has gone past. */
  #read = 0;

  constructor(
    peer: Peer,
    { address = 'serial:/dev/pos/printer?baud=115200', resumes = true, ...options }: RigOptions = {},
  ) {
    this.#peer = peer;
    this.#resumes = resumes;
    this.state = initialState(settingsFor(address, { columns: 48, charset: 'gb18030', ...options }), this.nowMs, 7);
    peer.say = (chunk) => this.input({ type: 'bytes', chunk });
  }

  input(input: Input): void {
    this.#inputs.push(input);
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) this.#step(next);
    this.#busy = false;
  }

  feed(hex: string): void {
    this.input({ type: 'bytes', chunk: bytesOf(hex) });
  }

  /** Lets time pass, tick by tick, as the session's timer does. */
  pass(ms: number): void {
    const until = this.nowMs + ms;
    const due = () => wakeAtMs(this.state, this.nowMs);
    for (let wake = due(); wake !== null && wake <= until; wake = due()) {
      this.nowMs = Math.max(this.nowMs + 5, wake);
      this.input({ type: 'tick' });
    }
    this.nowMs = Math.max(this.nowMs, until);
  }

  /** Lets time pass until an event of this type comes, counted from the one returned last. @returns it; throws after `atMostMs` of virtual time. */
  until<T extends PrinterEvent['type']>(type: T, atMostMs = 60_000): Extract<PrinterEvent, { type: T }> {
    const limit = this.nowMs + atMostMs;
    for (;;) {
      const at = this.events.findIndex((event, index) => index >= this.#read && event.type === type);
      if (at >= 0) {
        this.#read = at + 1;
        return this.events[at] as Extract<PrinterEvent, { type: T }>;
      }
      if (this.nowMs >= limit)
        throw new Error(`no ${type} within ${atMostMs} ms; seen: ${this.events.map((e) => e.type).join(' ')}`);
      this.pass(50);
    }
  }

  open(): this {
    this.input({ type: 'opened' });
    return this;
  }

  print(job: PrintJob): void {
    this.input({ type: 'print', job });
  }

  /** Events of one type, in order. */
  all<T extends PrinterEvent['type']>(type: T): readonly Extract<PrinterEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<PrinterEvent, { type: T }> => event.type === type);
  }

  get ends(): readonly PrinterEvent[] {
    return this.events.filter(({ type }) => /job(Printed|NotPrinted|Unknown)$/.test(type));
  }

  get status(): PrinterStatus {
    return this.state.health.status;
  }

  get writtenHex(): string {
    return this.written.map((bytes) => Buffer.from(bytes).toString('hex')).join('');
  }

  #step(input: Input): void {
    const { state, outputs } = step(this.state, input, this.nowMs);
    this.state = state;
    for (const output of outputs) {
      if (output.type === 'write') {
        this.written.push(output.bytes);
        this.onWrite(output.bytes);
        this.#peer.receive(output.bytes);
        continue;
      }
      this.events.push(output.event);
      if (output.event.type === 'printer.jobResumable' && this.#resumes) {
        this.#inputs.push({ type: 'resume', job: output.event.job });
      }
    }
  }
}

export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

/** A peer that takes everything and says nothing by itself. */
export function mutePeer(): Peer {
  return { receive: () => {}, say: () => {} };
}

export function slipOf(lines: number, last = '谢谢惠顾 THANK YOU'): readonly PrintLine[] {
  return [
    { kind: 'text', text: '示例商店 EXAMPLE STORE', align: 'center', bold: true, size: 'large' },
    ...Array.from(
      { length: lines },
      (_, n): PrintLine => ({ kind: 'text', text: `${`${n + 1} 商品 ITEM`.padEnd(38)}￥12.34` }),
    ),
    { kind: 'rule' },
    { kind: 'text', text: '合计 TOTAL ￥148.08', align: 'right', bold: true },
    { kind: 'text', text: last, align: 'center' },
    { kind: 'feed', lines: 1 },
  ];
}
