/**
 * A printer without time, for the driver's own tests: it takes bytes, prints lines, answers. It knows just enough commands to be
 * asked, and keeps what a judge needs: every line that ever reached the paper. (The full model with its paper, its timing and its
 * mishaps is the emulator; both are written from the facts.)
 */
import type { Peer } from './rig.ts';

export interface ModelOptions {
  readonly grade?: 'A' | 'B' | 'C' | 'D';
  readonly bufferBytes?: number;
  /** ASB mask after power-on (memory switch). */
  readonly asbAtPowerOn?: number;
  readonly xonAtPowerOn?: boolean;
  /** Several IDs in one go: only the newest is answered. */
  readonly collapsesIds?: boolean;
  /** Answers `GS I` 65 to 68. */
  readonly tellsNames?: boolean;
}

/** By the number that `GS I` asks for (APG p.456). */
const NAMES = new Map([
  [65, '1.12 ESC/POS'],
  [66, 'EPSON'],
  [67, 'TM-T20II'],
  [68, 'L3PF000001'],
]);

const REAL_TIME = [
  { head: [0x10, 0x04], length: 3 },
  { head: [0x10, 0x05], length: 3 },
  { head: [0x10, 0x14, 0x08], length: 10 },
] as const;

export class ModelPrinter implements Peer {
  say: (bytes: Uint8Array) => void = () => {};
  /** Bytes of every printed line, in order, over all power cycles; `CUT` for a cut. */
  readonly paper: string[] = [];
  powered = true;
  paperEnd = false;
  coverOpen = false;
  cutterJam = false;
  jamAtNextCut = false;
  /** Bytes that came while the buffer was full. */
  overrun = 0;
  fullest = 0;
  processed = 0;
  /** Done once `processed` reaches the key. */
  readonly atByte = new Map<number, () => void>();
  readonly drawerPulses: number[] = [];
  readonly clears: number[] = [];
  #queue: number[] = [];
  #line: number[] = [];
  #asbMask: number;
  #lastAsb = '';
  #pendingId: number[] | null = null;
  readonly #options: Required<ModelOptions>;

  constructor(options: ModelOptions = {}) {
    this.#options = {
      grade: 'A',
      bufferBytes: 4_096,
      asbAtPowerOn: 0,
      xonAtPowerOn: false,
      collapsesIds: false,
      tellsNames: false,
      ...options,
    };
    this.#asbMask = this.#options.asbAtPowerOn;
    this.#lastAsb = this.asb();
  }

  get running(): boolean {
    return this.powered && !this.paperEnd && !this.coverOpen && !this.cutterJam;
  }

  receive(bytes: Uint8Array): void {
    if (!this.powered) return;
    const data = [...bytes];
    while (data.length > 0) {
      const command = REAL_TIME.find(({ head }) => head.every((b, at) => data[at] === b));
      if (command !== undefined) {
        this.#realTime(data.splice(0, command.length));
      } else {
        const byte = data.shift() as number;
        if (this.#queue.length >= this.#options.bufferBytes) this.overrun += 1;
        else this.#queue.push(byte);
      }
    }
    this.fullest = Math.max(this.fullest, this.#queue.length);
    this.work();
  }

  /** Does what it holds, until it stops. */
  work(): void {
    while (this.running && this.#queue.length > 0 && this.#next()) {
      const due = this.atByte.get(this.processed);
      this.atByte.delete(this.processed);
      due?.();
    }
    this.#sendPendingId();
  }

  change(how: () => void): void {
    how();
    this.#reportAsb();
    this.work();
  }

  powerOff(): void {
    this.powered = false;
    this.#queue = [];
    this.#line = [];
    this.#pendingId = null;
    this.#asbMask = 0;
  }

  powerOn(): void {
    this.powered = true;
    this.#asbMask = this.#options.asbAtPowerOn;
    this.#lastAsb = '';
    if (this.#options.xonAtPowerOn && this.running) this.say(Uint8Array.of(0x11));
    this.#reportAsb();
  }

  asb(): string {
    const first = 0x10 | (this.running ? 0 : 0x08) | (this.coverOpen ? 0x20 : 0);
    return Buffer.from([first, this.cutterJam ? 0x08 : 0, this.paperEnd ? 0x0c : 0, 0x0f]).toString('hex');
  }

  #reportAsb(): void {
    if (this.powered && this.#asbMask !== 0 && this.asb() !== this.#lastAsb) this.#sendAsb();
  }

  #sendAsb(): void {
    this.#lastAsb = this.asb();
    this.say(Uint8Array.from(Buffer.from(this.#lastAsb, 'hex')));
  }

  #realTime(command: readonly number[]): void {
    const { grade } = this.#options;
    if (command[1] === 0x04 && grade !== 'D') {
      const answers = [
        0x12 | (this.running ? 0 : 0x08),
        0x12 | (this.coverOpen ? 0x04 : 0) | (this.paperEnd ? 0x20 : 0) | (this.cutterJam ? 0x40 : 0),
        0x12 | (this.cutterJam ? 0x08 : 0),
        0x12 | (this.paperEnd ? 0x60 : 0),
      ];
      this.say(Uint8Array.of(answers[(command[2] as number) - 1] as number));
    } else if (command[1] === 0x05 && this.cutterJam && !this.jamAtNextCut) {
      this.change(() => {
        this.cutterJam = false;
      });
    } else if (command[1] === 0x14 && grade === 'A') {
      this.clears.push(this.#queue.length);
      this.#queue = [];
      this.#line = [];
      this.say(Uint8Array.of(0x37, 0x25, 0x00));
    }
  }

  /** One command or byte from the buffer; false when it is not whole yet. */
  #next(): boolean {
    const [b0, b1, b2] = this.#queue;
    if (b0 === 0x1d || b0 === 0x1b || b0 === 0x1c) {
      const length = this.#commandLength();
      if (length === null || this.#queue.length < length) return false;
      this.processed += length;
      this.#command(this.#queue.splice(0, length));
      return true;
    }
    this.#queue.shift();
    this.processed += 1;
    if (b0 === 0x0a) this.#printLine();
    else if (b0 !== 0x00) this.#line.push(b0 as number);
    return b1 !== undefined || b2 !== undefined || this.#queue.length >= 0;
  }

  #commandLength(): number | null {
    const [b0, b1, b2, b3, b4] = this.#queue;
    if (b1 === undefined) return null;
    if (b0 === 0x1c) return 2;
    if (b0 === 0x1b) return b1 === 0x40 ? 2 : b1 === 0x70 ? 5 : 3;
    if (b1 === 0x56) return 4;
    if (b1 === 0x28) return b3 === undefined || b4 === undefined ? null : 5 + b3 + 256 * b4;
    if (b1 === 0x6b) return b3 === undefined ? null : 4 + b3;
    if (b1 === 0x76) {
      const [, , , , xl, xh, yl, yh] = this.#queue;
      if (xl === undefined || xh === undefined || yl === undefined || yh === undefined) return null;
      return 8 + (xl + 256 * xh) * (yl + 256 * yh);
    }
    return b2 === undefined ? null : 3;
  }

  #command(c: readonly number[]): void {
    const { grade } = this.#options;
    const [b0, b1, b2] = c;
    if (b0 === 0x1b && b1 === 0x40) this.#line = [];
    else if (b0 === 0x1b && b1 === 0x70) this.drawerPulses.push(this.processed);
    else if (b0 === 0x1d && b1 === 0x56) this.#cut();
    else if (b0 === 0x1d && b1 === 0x72 && (grade === 'A' || grade === 'B')) this.say(Uint8Array.of(0x00));
    else if (b0 === 0x1d && b1 === 0x49) this.#answerName(NAMES.get(b2 as number));
    else if (b0 === 0x1d && b1 === 0x61 && grade !== 'D') {
      this.#asbMask = b2 as number;
      this.#sendAsb();
    } else if (b0 === 0x1d && b1 === 0x28 && b2 === 0x48 && grade === 'A') this.#answerId(c.slice(7));
  }

  #answerName(name: string | undefined): void {
    if (name !== undefined && this.#options.tellsNames) this.say(Buffer.from(`_${name}\0`, 'latin1'));
  }

  #answerId(id: number[]): void {
    if (!this.#options.collapsesIds) this.say(Uint8Array.of(0x37, 0x22, ...id, 0));
    else this.#pendingId = id;
  }

  #sendPendingId(): void {
    const id = this.#pendingId;
    this.#pendingId = null;
    if (id !== null && this.powered) this.say(Uint8Array.of(0x37, 0x22, ...id, 0));
  }

  #printLine(): void {
    this.paper.push(Buffer.from(this.#line).toString('latin1'));
    this.#line = [];
  }

  #cut(): void {
    if (this.jamAtNextCut) {
      this.change(() => {
        this.cutterJam = true;
      });
      return;
    }
    this.paper.push('CUT');
  }
}
