/** MagTek USB HID Swipe Reader (SureSwipe), 0801:0002: one clear report of 337 bytes a swipe (facts/peripherals §1a). */
import type { Verb } from '../control.ts';
import type { HidWorld } from '../hid-shell.ts';
import { MagtekCommands } from './magtek-commands.ts';
import type { Swipe, TrackRead } from './swipe.ts';
import { encodeType, junk, trackBytes, trackLength } from './swipe.ts';
import { swipeVerbs } from './swipe-verbs.ts';

export interface MagtekHidOptions {
  readonly serial?: string;
  /** P-Series insertion reader: a card status byte makes it 338 bytes. */
  readonly insertion?: boolean;
}

const trackFieldBytes = 110;
const headerBytes = 7;

/** Decode status ×3, length ×3, encode type, three fields of 110; what lies behind a track's end is undefined. */
export function clearReport(swipe: Swipe, seed: number): Buffer {
  const report = junk(seed, headerBytes + 3 * trackFieldBytes);
  swipe.forEach((track, index) => {
    report[index] = track.state === 'error' ? 1 : 0;
    report[3 + index] = trackLength(track);
    report.set(trackBytes(track).subarray(0, trackFieldBytes), headerBytes + index * trackFieldBytes);
  });
  report[6] = encodeType(swipe);
  return report;
}

export class MagtekHid {
  readonly #world: HidWorld;
  readonly #commands: MagtekCommands;
  readonly #insertion: boolean;
  #swipes = 0;
  readonly verbs: Record<string, Verb>;

  constructor(world: HidWorld, options: MagtekHidOptions = {}) {
    this.#world = world;
    this.#commands = new MagtekCommands('21042812D01', options.serial ?? '', null);
    this.#insertion = options.insertion ?? false;
    this.verbs = swipeVerbs(world.clock, (swipe) => this.#swiped(swipe));
  }

  feature(report: Uint8Array): void {
    const done = this.#commands.execute(report);
    if (done === null)
      this.#world.emit('error', { detail: `feature report of ${report.length} bytes, not 25 with id 0` });
    else if (done === 'reset') this.#world.emit('reset');
  }

  featureAsked(): void {
    this.#world.feature(this.#commands.response);
  }

  output(report: Uint8Array): void {
    this.#world.emit('error', { detail: `output report of ${report.length} bytes; this reader has none` });
  }

  #swiped(swipe: Swipe): void {
    const [one, two, three] = swipe;
    const enabled: Swipe = [this.#allowed(one, 0), this.#allowed(two, 1), this.#allowed(three, 2)];
    const report = clearReport(enabled, ++this.#swipes);
    this.#world.input(this.#insertion ? Buffer.concat([report, Buffer.alloc(1)]) : report);
  }

  /** TRACK ID ENABLE: a track that is off reads as blank, a required one that is blank is an error. */
  #allowed(track: TrackRead, index: number): TrackRead {
    const mode = (this.#commands.trackIdEnable >> (index * 2)) & 3;
    if (mode === 0) return { state: 'blank' };
    return mode === 2 && track.state === 'blank' ? { state: 'error' } : track;
  }
}
