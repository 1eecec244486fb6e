/** A customer display of 2×20 cells on a serial line, in either dialect (facts/peripherals §1d). */
import type { Clock } from '../clock.ts';
import type { Verb } from '../control.ts';
import { cd5220, shownOf, worksInStringMode } from './cd5220.ts';
import { CharacterReader } from './characters.ts';
import type { Command, Device } from './dialect.ts';
import { selectPeripheral } from './dialect.ts';
import { dmD } from './dm-d.ts';
import { columns, Glass } from './glass.ts';

export interface DisplayWorld {
  readonly clock: Clock;
  send(bytes: Uint8Array): void;
  emit(event: string, fields?: object): void;
}

export interface DisplayOptions {
  readonly dialect: 'dm-d' | 'cd5220';
  /** Chinese characters of two cells each. */
  readonly gb18030?: boolean;
}

/** Nobody sees a frame that is being written; it is told when the line has been quiet for this long. */
const settleMs = 40;
const scrollStepMs = 300;

export class Display {
  readonly #world: DisplayWorld;
  readonly #commands: readonly Command[];
  readonly #device: Device;
  #pending: number[] = [];
  #told = '';
  #settle: () => void = () => {};
  #scroll: () => void = () => {};
  readonly verbs: Record<string, Verb>;

  constructor(world: DisplayWorld, options: DisplayOptions) {
    this.#world = world;
    this.#commands = options.dialect === 'dm-d' ? dmD : cd5220;
    this.#device = {
      glass: new Glass(),
      characters: new CharacterReader(options.gb18030 ?? false),
      reply: (bytes) => world.send(bytes),
      scrollUpper: (text) => this.#scrollUpper(text),
      stringMode: false,
      selected: true,
      emit: (event, fields) => world.emit(event, fields),
    };
    this.#told = JSON.stringify(this.#device.glass.state);
    this.verbs = { grid: () => this.#device.glass.state };
  }

  unplugged(): void {
    this.#pending = [];
    this.#device.scrollUpper(null);
    this.#device.glass.initialize();
    this.#device.characters.reset();
    this.#device.stringMode = false;
    this.#device.selected = true;
    this.#changed();
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) this.#byte(byte);
    this.#changed();
  }

  #byte(byte: number): void {
    const { characters, glass } = this.#device;
    const isText = this.#pending.length === 0 && (characters.isInside || byte >= 0x20) && byte !== 0x7f;
    if (!isText) {
      this.#pending.push(byte);
      this.#command();
      return;
    }
    if (!this.#device.selected) return;
    if (this.#device.stringMode) {
      this.#world.emit('error', { detail: 'text in string mode is not shown; CLR leaves it' });
      return;
    }
    const shown = characters.read(byte);
    if (shown === undefined) this.#world.emit('error', { detail: 'bytes that are no character' });
    else if (shown !== null) glass.write(shown.character, shown.width);
  }

  #command(): void {
    const pending = this.#pending;
    const starts = (command: Command): boolean =>
      command.code.every((byte, at) => at >= pending.length || byte === pending[at]);
    const candidates = this.#commands.filter(starts);
    const command = candidates.find((one) => one.code.length <= pending.length);
    if (command === undefined) {
      if (candidates.length > 0) return;
      this.#world.emit('error', { detail: `unknown command ${Buffer.from(pending).toString('hex')}` });
      this.#pending = [];
      return;
    }
    const args = pending.slice(command.code.length);
    if (command.complete && !command.complete(args)) return;
    this.#pending = [];
    if (!this.#device.selected && command !== selectPeripheral) return;
    if (this.#device.stringMode && !worksInStringMode.has(command.name)) {
      this.#world.emit('error', { detail: `${command.name} does not work in string mode; CLR leaves it` });
      return;
    }
    if (command.act(this.#device, args) === false) {
      this.#world.emit('error', { detail: `${command.name} ignored: argument out of range` });
    }
  }

  #scrollUpper(text: Uint8Array | null): void {
    this.#scroll();
    this.#scroll = () => {};
    if (text === null) return;
    const shown = shownOf(this.#device, [...text]);
    const blank = { character: ' ', width: 1 as const };
    let band = [...shown, ...Array<typeof blank>(Math.max(0, columns - shown.length)).fill(blank)];
    const step = (): void => {
      this.#device.glass.setRow(0, band);
      band = [...band.slice(1), ...band.slice(0, 1)];
      this.#changed();
      this.#scroll = this.#world.clock.after(scrollStepMs, step);
    };
    step();
  }

  #changed(): void {
    this.#settle();
    this.#settle = this.#world.clock.after(settleMs, () => {
      const state = this.#device.glass.state;
      const told = JSON.stringify(state);
      if (told === this.#told) return;
      this.#told = told;
      this.#world.emit('changed', state);
    });
  }
}
