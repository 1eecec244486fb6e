/** A technician's laptop on the maintenance port of a simulated counter: what was shown, what is typed, the cable between. */
import type { Clock } from '../../drivers/link/link.ts';
import type { MaintenanceHost } from '../../firmware/effects/technician/maintenance.ts';
import { ByteCable, type HostEnd } from './byte-cable.ts';
import type { Chance } from './chance.ts';
import { machineBelow } from './machine-below.ts';
import type { Technician } from './profile.ts';

export interface Wall {
  clockOffsetMs: number;
}

export interface LaptopParts {
  readonly tid: string;
  readonly configuration: string;
  readonly chance: Chance;
  readonly wall: Wall;
}

export class Laptop implements Technician {
  /** Since it was last cleared. */
  shown = '';
  /** Every line is searched by the judge once: what came since it last looked. */
  unread = '';
  /** The program was asked to end, and how. */
  ended: string | null = null;
  readonly #parts: LaptopParts;
  /** A character may come in two pieces. */
  readonly #decoder = new TextDecoder();
  #line: HostEnd | null = null;
  #plugged = true;
  #cable: ByteCable | null = null;
  #working: Promise<void>[] = [];
  #challenges = 0;

  constructor(parts: LaptopParts) {
    this.#parts = parts;
  }

  cable(clock: Clock): ByteCable {
    const { chance } = this.#parts;
    this.#cable = new ByteCable({
      weather: { clock, chance, latencyMs: [0, 1], tearing: 0.1 },
      absence: () => (this.#plugged ? null : 'absent'),
      hangUpMs: 0,
      queueLimitBytes: 262_144,
      plug: (end) => {
        this.#line = end;
        return {
          receive: (bytes) => this.#show(this.#decoder.decode(bytes, { stream: true })),
          hungUp: () => {
            if (this.#line === end) this.#line = null;
          },
        };
      },
    });
    return this.#cable;
  }

  host(folder: string): MaintenanceHost {
    const { tid, configuration, wall } = this.#parts;
    return machineBelow({
      tid,
      folder,
      configuration,
      cableIsIn: () => true,
      addresses: () => ['10.0.0.2'],
      newChallenge: () => String(++this.#challenges).padStart(8, '0'),
      clockOffsetMs: () => wall.clockOffsetMs,
      setClockOffset: (offsetMs) => {
        wall.clockOffsetMs = offsetMs;
      },
      askForNextStart: () => undefined,
      end: (how) => {
        this.ended = how;
      },
      working: (work) => void this.#working.push(work),
    });
  }

  type(text: string): void {
    this.shown = '';
    this.#line?.send(Buffer.from(text, 'utf8'));
  }

  /** Until what works beside the trade has told its result: virtual time stands still meanwhile. */
  async rest(): Promise<void> {
    for (;;) {
      const [work] = this.#working;
      if (work === undefined) return;
      await work;
      this.#working.shift();
    }
  }

  plug(on: boolean): void {
    this.#plugged = on;
    if (!on) this.#cable?.cut('unplugged');
  }

  /** Whether the program was asked to end since this was asked last. */
  takeEnd(): boolean {
    const { ended } = this;
    this.ended = null;
    return ended !== null;
  }

  #show(text: string): void {
    this.shown += text;
    this.unread += text;
  }
}
