/**
 * The works of the printer: receive buffer → interpreter → print buffer → mechanism → tape, and the condition that stops and
 * starts them. What people and hosts do to the works is in mishaps.ts and reception.ts.
 */

import type { Clock } from '../clock.ts';
import { ArmedFaults } from './armed-faults.ts';
import type { Command, Machine } from './command.ts';
import { ConditionKeeper } from './condition-keeper.ts';
import { Interpreter } from './interpreter.ts';
import { LineComposer } from './line-composer.ts';
import type { MechanismOwner, ProcessId, Step } from './mechanism.ts';
import { feedSteps, heightDots, Mechanism } from './mechanism.ts';
import { NvGraphics } from './nv-graphics.ts';
import { PaperRoll } from './paper-roll.ts';
import type { PrintModes } from './print-modes.ts';
import { powerOnModes } from './print-modes.ts';
import { ReceiveBuffer } from './receive-buffer.ts';
import type { Emit, Settings } from './settings.ts';
import { lineDots } from './settings.ts';
import { Tape } from './tape.ts';
import { hex, Transmitter } from './transmitter.ts';

export class Works {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly tape: Tape;
  readonly faults = new ArmedFaults();
  readonly nv = new NvGraphics();
  readonly roll: PaperRoll;
  readonly buffer: ReceiveBuffer;
  readonly line = new LineComposer();
  readonly transmitter: Transmitter;
  readonly keeper: ConditionKeeper;
  readonly mechanism: Mechanism;
  readonly interpreter: Interpreter;
  /** GS ( D. */
  readonly realTimeDisabled = new Set<1 | 2>();
  modes: PrintModes;
  jammed = false;
  hot = false;
  /** No longer BUSY: the host may go on. */
  onReleased: () => void = () => {};
  /** Process IDs that wait for the unfinished line. */
  #lineIds: ProcessId[] = [];
  /** Clone `caysn`: something before the next process ID was thrown away. */
  #thrownAway = false;
  #pumping = false;
  /** Counts losses of memory; what a command still has to do is lost with it. */
  #life = 0;
  #commandLife = 0;
  #endMarked = false;

  constructor(
    settings: Settings,
    clock: Clock,
    send: (bytes: Uint8Array) => void,
    emit: Emit,
    commands: readonly Command[],
  ) {
    this.settings = settings;
    this.clock = clock;
    this.emit = emit;
    this.modes = powerOnModes(settings);
    this.tape = new Tape(emit, settings.cutterGapDots);
    const nearEndDots = settings.nearEndSensor ? settings.nearEndLines * lineDots : null;
    this.roll = new PaperRoll(settings.linesLeft * lineDots, nearEndDots);
    this.buffer = new ReceiveBuffer(settings.bufferBytes, settings.releaseAtFreeBytes);
    this.transmitter = new Transmitter(clock, { ...settings, connected: settings.grade !== 'D' }, send, emit);
    this.keeper = new ConditionKeeper(settings, this.transmitter, () => this.modes, emit);
    this.mechanism = new Mechanism(clock, settings.lineMs, settings.cutterGapDots, this.tape, this.#mechanismOwner());
    this.interpreter = new Interpreter(this.#machine(), commands);
    this.keeper.begin(this.paperBits());
  }

  /** Takes from the buffer what can be worked on now. */
  pump(): void {
    if (this.#pumping) {
      this.settleBusy();
      return;
    }
    this.#pumping = true;
    while (this.mechanism.isIdle && this.#mayInterpret()) {
      const byte = this.buffer.take();
      if (byte === undefined) break;
      this.#commandLife = this.#life;
      this.interpreter.byte(byte);
    }
    this.#pumping = false;
    this.settleBusy();
  }

  /** Something that stopped the printer may be gone. */
  goOn(): void {
    this.mechanism.run();
    this.pump();
  }

  settleBusy(): void {
    const wasBusy = this.keeper.busy;
    this.keeper.updateBusy(this.buffer.full);
    if (wasBusy && !this.keeper.busy) this.onReleased();
  }

  /** What the sensors say. "When the cover is open, paper detection may be incorrect." */
  paperBits(coverOpen: boolean = this.keeper.now.coverOpen): { nearEnd: boolean; paperEnd: boolean } {
    const blind = coverOpen && this.settings.openCoverReadsPaperEnd;
    return { nearEnd: this.roll.nearEnd || blind, paperEnd: this.roll.atEnd || blind };
  }

  /** Receive buffer and print buffer; a line under the head is finished, settings stay (DLE ENQ 2, DLE DC4 fn 8). */
  clearBuffers(): void {
    const dropped = this.mechanism.clear();
    const text = this.line.clear();
    const bytes = this.buffer.length;
    this.buffer.clear();
    this.#lineIds = [];
    this.modes.stored = null;
    if (dropped.length === 0 && text === '' && bytes === 0) return;
    this.tape.mark('cleared');
    this.emit('cleared', { steps: dropped.length, bytes, text });
  }

  /** Notes on the tape, once a roll and not in the middle of a line, where the paper ended. */
  markPaperEnd(): void {
    if (!this.roll.atEnd) this.#endMarked = false;
    else if (!this.#endMarked && this.tape.hasOpenPaper && !this.mechanism.isPrinting) {
      this.#endMarked = true;
      this.tape.mark('paper-end');
    }
  }

  /** Everything that is not paper and not NV memory. */
  forgetAll(): void {
    this.#life += 1;
    this.mechanism.powerOff();
    this.buffer.clear();
    this.interpreter.reset();
    this.line.clear();
    this.#lineIds = [];
    this.#thrownAway = false;
    this.realTimeDisabled.clear();
    this.transmitter.powerOff();
    this.modes = powerOnModes(this.settings);
  }

  /** Not executed while offline; but for the boards that know no better (facts/printer.md §1.10). */
  #mayInterpret(): boolean {
    if (!this.keeper.offline) return true;
    const { clone } = this.settings;
    const c = this.keeper.now;
    if (!c.paperEnd || c.power !== 'on' || c.coverOpen) return false;
    if (clone === 'caysn') return true;
    const [gs, r, n] = this.buffer.peek(3);
    const asksPaper = gs === 0x1d && r === 0x72 && (n === 1 || n === 49);
    return clone === 'old-board' && (asksPaper || this.interpreter.isMidCommand);
  }

  #mechanismOwner(): MechanismOwner {
    return {
      mayRun: () => !this.keeper.offline,
      beforeInk: () => this.faults.beforeLine(),
      inkStarted: (halfMs) => {
        if (!this.faults.strikesMidLine) return;
        if (halfMs === 0) this.faults.midLine();
        else this.clock.after(halfMs, () => this.faults.midLine());
      },
      done: (step) => this.#stepDone(step),
      cutterWorks: () => {
        if (!this.jammed) return true;
        this.tape.mark('cutter-jam', this.settings.cutterGapDots);
        this.keeper.change({ error: 'cutter' });
        this.settleBusy();
        return false;
      },
      idle: () => this.pump(),
    };
  }

  #stepDone(step: Step): void {
    this.roll.use(heightDots(step));
    if (step.kind === 'line' || step.kind === 'stripe') this.faults.lineDone();
    const bits = this.paperBits();
    const stopsAtNearEnd = bits.nearEnd && this.modes.stopAtNearEnd && !this.keeper.now.stoppedAtNearEnd;
    this.markPaperEnd();
    if (stopsAtNearEnd && !bits.paperEnd) this.tape.mark('near-end-stop');
    this.keeper.change({ ...bits, ...(stopsAtNearEnd ? { stoppedAtNearEnd: true } : {}) });
    if (step.kind === 'line') for (const id of step.ids) this.#answerId(id, true);
    this.settleBusy();
  }

  #answerId(id: ProcessId, printed: boolean): void {
    this.transmitter.answer('process-id', [0x37, printed ? 0x22 : 0x33, ...id, 0]);
  }

  #add(steps: readonly Step[]): void {
    if (this.#life !== this.#commandLife) return;
    if (this.settings.clone !== 'caysn' || !this.keeper.now.paperEnd) {
      this.mechanism.add(steps);
      return;
    }
    const ids = steps.flatMap((step) => (step.kind === 'line' ? step.ids : []));
    for (const id of ids) this.#answerId(id, false);
    this.#thrownAway = ids.length === 0;
  }

  #printLine(feedDots: number | null, wrapped: boolean): void {
    if (this.line.hasInk) {
      const ids = this.#lineIds;
      this.#lineIds = [];
      this.#add([{ kind: 'line', line: this.line.take(this.modes, feedDots, wrapped), ids }]);
      return;
    }
    this.line.clear();
    this.#add(feedSteps(feedDots ?? this.modes.lineSpacingDots));
  }

  #processId(id: ProcessId): void {
    if (this.line.hasInk) {
      this.#lineIds.push(id);
      return;
    }
    this.#answerId(id, !this.#thrownAway);
    this.#thrownAway = false;
  }

  /** ESC @: print buffer and modes; the receive buffer and the NV memory are untouched. */
  #initialize(): void {
    const lost = this.line.clear();
    if (lost !== '') this.emit('discarded', { text: lost, by: 'ESC @' });
    this.#lineIds = [];
    // "Offline response selection is not cleared."
    const { offlineResponse } = this.modes;
    this.modes = { ...powerOnModes(this.settings), offlineResponse };
  }

  #machine(): Machine {
    const works = this;
    return {
      settings: this.settings,
      get modes() {
        return works.modes;
      },
      line: this.line,
      nv: this.nv,
      realTimeDisabled: this.realTimeDisabled,
      condition: () => this.keeper.now,
      printLine: (feedDots, wrapped) => this.#printLine(feedDots, wrapped),
      add: (steps) => this.#add(steps),
      answer: (kind, bytes) => this.transmitter.answer(kind, bytes),
      processId: (id) => this.#processId(id),
      setAsb: (mask) => this.keeper.setAsb(mask),
      drawerPulse: (pin, onMs, offMs) => this.emit('drawer', { pin, onMs, offMs, by: 'command' }),
      initialize: () => this.#initialize(),
      select: (on) => this.interpreter.select(on),
      stream: (count, take) => this.interpreter.stream(count, take),
      awaitReply: (reply) => this.interpreter.awaitReply(reply),
      complain: (bytes, why) => this.emit('unknown-bytes', { hex: hex(bytes.slice(0, 32)), bytes: bytes.length, why }),
      tell: (event, fields) => this.emit(event, fields),
    };
  }
}
