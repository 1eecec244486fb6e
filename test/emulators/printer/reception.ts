/** Bytes from the host: the cable, the real-time commands on it, the receive buffer (facts/printer.md §1.2, §1.6, §1.8). */
import { IncomingWire } from './incoming-wire.ts';
import type { RealTimeCommand } from './real-time.ts';
import { RealTimeScanner } from './real-time.ts';
import { asbFrame, realTimeStatus } from './status.ts';
import { hex } from './transmitter.ts';
import type { Works } from './works.ts';

export class Reception {
  readonly #works: Works;
  readonly #wire: IncomingWire;
  readonly #scanner: RealTimeScanner;
  readonly #powerOff: () => void;
  #deaf = false;
  #lostBytes = 0;
  #overrunBytes = 0;
  #overrunning = false;
  /** DLE DC4 fn 8: "send nothing until the answer arrives". */
  #clearing = false;

  /** @param hold the host should wait (true) before it hands over more. */
  constructor(works: Works, hold: (on: boolean) => void, powerOff: () => void) {
    this.#works = works;
    this.#powerOff = powerOff;
    this.#scanner = new RealTimeScanner(works.realTimeDisabled);
    this.#wire = new IncomingWire(works.clock, works.settings.baud, {
      arrive: (byte) => this.#arrive(byte),
      held: () => works.settings.flow === 'dtrdsr' && works.keeper.busy,
      crowded: hold,
    });
    works.onReleased = () => this.#wire.go();
    works.transmitter.onBlockSent = () => {
      this.#clearing = false;
      works.keeper.tell();
    };
  }

  /** Bytes that found no room, since it was built. */
  get overrunBytes(): number {
    return this.#overrunBytes;
  }

  get waitingBytes(): number {
    return this.#wire.waitingBytes;
  }
  receive(bytes: Uint8Array): void {
    this.#wire.send(bytes);
  }
  unplug(): void {
    this.#wire.drop();
  }
  setDeaf(on: boolean): void {
    this.#deaf = on;
  }
  /** What was half recognised is forgotten with the power. */
  reset(): void {
    this.#clearing = false;
    this.#scanner.reset();
  }

  /** Reports what arrived while nothing could take it. */
  tellLost(why: string): void {
    if (this.#lostBytes > 0) this.#works.emit('lost', { bytes: this.#lostBytes, why });
    this.#lostBytes = 0;
  }

  #arrive(byte: number): void {
    const works = this.#works;
    if (works.keeper.now.power !== 'on' || this.#deaf) this.#lostBytes += 1;
    else if (this.#clearing) works.emit('unknown-bytes', { hex: hex([byte]), bytes: 1, why: 'sent before 37 25 00' });
    else {
      const { data, command } = this.#scanner.scan(byte);
      for (const ordinary of data) this.#store(ordinary);
      if (command !== null) this.#realTime(command);
      works.pump();
    }
    works.faults.byteArrived();
  }

  /** One event for a run of lost bytes. */
  #store(byte: number): void {
    const stored = this.#works.buffer.put(byte);
    if (!stored) this.#overrunBytes += 1;
    if (!stored && !this.#overrunning) this.#works.emit('overrun', { bufferBytes: this.#works.settings.bufferBytes });
    this.#overrunning = !stored;
  }

  #realTime(command: RealTimeCommand): void {
    const { transmitter, keeper, settings, emit } = this.#works;
    // "While a block is being sent, ASB and real-time commands are void" (APG p.217).
    if (transmitter.sendingBlock) emit('real-time-void', { command: command.kind });
    else if (command.kind === 'status') transmitter.answer('real-time', [realTimeStatus(command.n, keeper.now)]);
    else {
      emit('real-time', { command: command.kind });
      if (settings.grade === 'A' || settings.grade === 'B') this.#obey(command);
    }
  }

  #obey(command: Exclude<RealTimeCommand, { kind: 'status' }>): void {
    const { transmitter, keeper, emit } = this.#works;
    switch (command.kind) {
      case 'asb':
        transmitter.answer('asb', asbFrame(keeper.now));
        break;
      case 'drawer':
        emit('drawer', { pin: command.pin, onMs: command.onMs, by: 'real-time' });
        break;
      case 'power-off':
        this.#powerOff();
        break;
      case 'recover':
        this.#recover(command.n === 2);
        break;
      case 'clear':
        this.#works.interpreter.reset();
        this.#works.clearBuffers();
        this.#leaveError(true);
        transmitter.answer('clear-response', [0x37, 0x25, 0]);
        this.#clearing = transmitter.isWaitingWith('clear-response');
    }
  }

  /** DLE ENQ: only in a recoverable error, or where a closed cover waits for it. */
  #recover(clearing: boolean): void {
    const { error, waitingForRecovery } = this.#works.keeper.now;
    if (error !== 'cutter' && error !== 'recoverable' && !waitingForRecovery) return;
    // A half-received image goes on eating what follows: hosts flush it out with NULs (facts §1.6).
    if (clearing) this.#works.clearBuffers();
    this.#leaveError(clearing);
  }

  /** @param cleared the cut that failed is gone with the buffers. */
  #leaveError(cleared: boolean): void {
    const { keeper, jammed } = this.#works;
    const { error } = keeper.now;
    if (error === 'unrecoverable') return;
    // The knife is tried again; while it is stuck, nothing changes.
    if (error === 'cutter' && jammed && !cleared) return;
    keeper.change({
      waitingForRecovery: false,
      ...(keeper.now.waitingForRecovery ? { coverStoppedPrinting: false } : {}),
      ...(error === 'cutter' && jammed ? {} : { error: 'none' as const }),
    });
    this.#works.goOn();
  }
}
