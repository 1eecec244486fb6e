/** Plain serial magnetic stripe readers (facts/peripherals §1b): text, no length, endings by switch. They never listen. */
import type { Verb } from '../control.ts';
import type { SerialWorld } from '../serial-shell.ts';
import { flagOf } from '../verb-arguments.ts';
import type { Swipe, TrackRead } from './swipe.ts';
import { swipeOf, trackLrc } from './swipe.ts';
import { swipeVerbs } from './swipe-verbs.ts';

const formats = ['magtek', 'idtech', 'uic'] as const;
export type MsrFormat = (typeof formats)[number];

export interface MsrOptions {
  readonly format: MsrFormat;
  /** DIP switches of the MagTek format. */
  readonly stx: boolean;
  readonly cr: boolean;
  readonly etx: boolean;
}

export function msrFormatOf(text: string | undefined): MsrFormat {
  const format = formats.find((one) => one === (text ?? 'magtek'));
  if (format === undefined) throw new Error(`--format must be one of ${formats.join(', ')}`);
  return format;
}

const badTracks = ['%E?', ';E?', '+E?'];

export class MsrSerial {
  readonly #world: SerialWorld;
  readonly #options: MsrOptions;
  readonly verbs: Record<string, Verb>;

  constructor(world: SerialWorld, options: MsrOptions) {
    this.#world = world;
    this.#options = options;
    this.verbs = {
      ...swipeVerbs(world.clock, (swipe) => this.#say(this.#block(swipe))),
      // An insertion reader: a notice when the card is in, the tracks and the sensor when it is drawn.
      inserted: () => this.#say(this.#enclosed('\u001b1')),
      withdrawn: (args) => {
        const sensor = flagOf(args, 'present', false) ? '1' : '0';
        this.#say(this.#enclosed(`\u001b${tracksText(swipeOf(args))}${sensor}`));
      },
    };
  }

  receive(bytes: Uint8Array): void {
    this.#world.emit('error', { detail: `${bytes.length} bytes received; this reader takes no commands` });
  }

  #block(swipe: Swipe): string {
    if (this.#options.format === 'magtek') return this.#enclosed(tracksText(swipe));
    const texts = swipe.map(trackText).filter((text) => text !== '');
    if (this.#options.format === 'idtech') return texts.map((text) => `${text}\r`).join('');
    const blocks = texts.map((text) => `\u0002${text}${trackLrc(text)}`);
    return blocks.length === 0 ? '' : `${blocks.join('\u0010')}\u0003`;
  }

  #enclosed(text: string): string {
    if (text === '') return '';
    const { stx, cr, etx } = this.#options;
    return `${stx ? '\u0002' : ''}${text}${cr ? '\r' : ''}${etx ? '\u0003' : ''}`;
  }

  #say(text: string): void {
    this.#world.send(Buffer.from(text, 'latin1'));
  }
}

/** A blank track is absent, a bad one an `E` between its sentinels. */
function trackText(track: TrackRead, index: number): string {
  if (track.state === 'blank') return '';
  return track.state === 'read' ? track.text : (badTracks[index] ?? '');
}

function tracksText(swipe: Swipe): string {
  return swipe.map(trackText).join('');
}
