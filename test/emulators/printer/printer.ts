/**
 * A receipt printer of Epson's TM class, written from the makers' tables (README.md). Bytes come in by `receive`, answers go
 * out by `send`, paper comes out on the tape; time is handed in.
 */

import type { Clock } from '../clock.ts';
import { codeCommands } from './commands-codes.ts';
import { deviceCommands } from './commands-device.ts';
import { graphicsCommands } from './commands-graphics.ts';
import { layoutCommands } from './commands-layout.ts';
import { selfTestCommands } from './commands-self-test.ts';
import { textCommands } from './commands-text.ts';
import { Mishaps } from './mishaps.ts';
import { Reception } from './reception.ts';
import type { Emit, Settings } from './settings.ts';
import { defaultSettings, lineDots } from './settings.ts';
import { asbFrame } from './status.ts';
import type { SlipReport } from './tape-report.ts';
import { slipReport } from './tape-report.ts';
import { hex } from './transmitter.ts';
import { Works } from './works.ts';

export interface PrinterEnds {
  /** Bytes to the host. */
  send(bytes: Uint8Array): void;
  /** What happens, told to whoever watches. */
  emit: Emit;
  /** The host should wait (true) before handing over more, as BUSY or a full TCP window makes it. */
  hold?(on: boolean): void;
}

const commands = [
  ...textCommands,
  ...layoutCommands,
  ...deviceCommands,
  ...selfTestCommands,
  ...graphicsCommands,
  ...codeCommands,
];

export class Printer {
  readonly works: Works;
  readonly mishaps: Mishaps;
  readonly #reception: Reception;

  constructor(settings: Partial<Settings>, clock: Clock, ends: PrinterEnds) {
    const { emit } = ends;
    this.works = new Works({ ...defaultSettings, ...settings }, clock, (bytes) => ends.send(bytes), emit, commands);
    this.#reception = new Reception(
      this.works,
      (on) => ends.hold?.(on),
      () => this.mishaps.powerOff(),
    );
    this.mishaps = new Mishaps(this.works, this.#reception);
  }

  /** Bytes from the host, as they leave it; they arrive at the speed of the line. */
  receive(bytes: Uint8Array): void {
    this.#reception.receive(bytes);
  }

  /** The plug was pulled: what was on the cable is gone. */
  unplug(): void {
    this.#reception.unplug();
  }

  /** All paper so far, cut by cut; the piece that still hangs out is `open`. */
  tape(withBitmaps = false): SlipReport[] {
    return this.works.tape.slips().map((slip) => slipReport(slip, withBitmaps));
  }

  /** Everything that can be known of it. */
  state(): object {
    const { keeper, buffer, interpreter, line, mechanism, roll, modes, nv, faults, tape, jammed } = this.works;
    return {
      condition: keeper.now,
      offline: keeper.offline,
      busy: keeper.busy,
      bufferBytes: buffer.length,
      wireBytes: this.#reception.waitingBytes,
      overrunBytes: this.#reception.overrunBytes,
      midCommand: interpreter.isMidCommand,
      unprintedText: line.hasInk,
      mechanismIdle: mechanism.isIdle,
      linesLeft: Math.floor(roll.leftDots / lineDots),
      jammed,
      asb: hex(asbFrame(keeper.now)),
      asbMask: modes.asbMask,
      chinese: modes.chinese,
      nvKeys: nv.keys,
      nvWrites: nv.writes,
      armed: faults.names,
      slips: tape.slips().length,
    };
  }
}
