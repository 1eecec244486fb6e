/** Turns the bytes of the receive buffer into characters and commands. Whatever the manual does not know is reported, never guessed. */
import { chineseCharacter, isLeadByte } from './chinese-font.ts';
import { singleByte } from './code-pages.ts';
import type { Command, Machine } from './command.ts';

/** A command longer than this is malformed: no image of a receipt printer needs more. */
const maxCommandBytes = 512 * 1024;

export class Interpreter {
  readonly #machine: Machine;
  readonly #commands = new Map<string, Command>();
  readonly #beginnings = new Set<string>();
  #pending: number[] = [];
  #command: Command | null = null;
  #total: number | null = null;
  #lead: number | null = null;
  #stream: { left: number; take: (byte: number) => void } | null = null;
  #reply: ((code: 'ack' | 'nak' | 'can') => void) | null = null;
  #selected = true;
  /** Counts resets, so that a byte whose work is interrupted by one has no effect after it. */
  #life = 0;

  constructor(machine: Machine, commands: readonly Command[]) {
    this.#machine = machine;
    for (const command of commands) {
      this.#commands.set(keyOf(command.prefix), command);
      for (let i = 1; i < command.prefix.length; i += 1) this.#beginnings.add(keyOf(command.prefix.slice(0, i)));
    }
  }

  /** Some bytes of a command or a character have been taken, the rest has not come yet. */
  get isMidCommand(): boolean {
    return this.#pending.length > 0 || this.#stream !== null || this.#lead !== null;
  }
  get isStreaming(): boolean {
    return this.#stream !== null;
  }

  stream(count: number, take: (byte: number) => void): void {
    if (count > 0) this.#stream = { left: count, take };
  }
  awaitReply(reply: (code: 'ack' | 'nak' | 'can') => void): void {
    this.#reply = reply;
  }
  select(on: boolean): void {
    this.#selected = on;
  }
  reset(): void {
    this.#life += 1;
    this.#pending = [];
    this.#command = null;
    this.#total = null;
    this.#lead = null;
    this.#stream = null;
    this.#reply = null;
    this.#selected = true;
  }

  byte(byte: number): void {
    if (this.#stream !== null) this.#streamByte(this.#stream, byte);
    else if (this.#pending.length > 0) this.#commandByte(byte);
    else if (this.#reply !== null) this.#replyByte(byte);
    else if (byte < 0x20 || byte === 0x7f) this.#control(byte);
    else if (this.#selected) this.#text(byte);
  }

  #streamByte(stream: { left: number; take: (byte: number) => void }, byte: number): void {
    stream.left -= 1;
    if (stream.left === 0) this.#stream = null;
    stream.take(byte);
  }

  #replyByte(byte: number): void {
    const reply = this.#reply;
    this.#reply = null;
    const code = byte === 0x06 ? 'ack' : byte === 0x15 ? 'nak' : byte === 0x18 ? 'can' : null;
    if (code === null) {
      this.#machine.complain([byte], 'ACK, NAK or CAN was expected');
      this.byte(byte);
    } else reply?.(code);
  }

  #control(byte: number): void {
    if (this.#lead !== null) {
      this.#character('□', true, [this.#lead]);
      this.#lead = null;
    }
    // NUL between commands is filling; hosts use it to flush out a half-received command.
    if (byte === 0) return;
    this.#commandByte(byte);
  }

  #commandByte(byte: number): void {
    this.#pending.push(byte);
    if (this.#command === null) {
      const key = keyOf(this.#pending);
      const found = this.#commands.get(key);
      if (found === undefined) {
        if (!this.#beginnings.has(key)) this.#refuse('no such command');
        return;
      }
      this.#command = found;
    }
    if (this.#total === null) {
      const total = this.#command.total(this.#pending);
      const tooLong = typeof total === 'number' && total > maxCommandBytes;
      if (typeof total === 'string' || tooLong) {
        this.#refuse(tooLong ? 'longer than any command can be' : String(total));
        return;
      }
      this.#total = total;
    }
    if (this.#total !== null && this.#pending.length >= this.#total) this.#run(this.#command);
  }

  #run(command: Command): void {
    const bytes = this.#pending;
    this.#pending = [];
    this.#command = null;
    this.#total = null;
    if (!this.#selected && command.name !== 'ESC = n') return;
    const wrong = command.run(bytes, this.#machine);
    if (wrong !== undefined) this.#machine.complain(bytes, `${command.name}: ${wrong}`);
  }

  #refuse(why: string): void {
    const bytes = this.#pending;
    const name = this.#command?.name;
    this.#pending = [];
    this.#command = null;
    this.#total = null;
    if (this.#selected) this.#machine.complain(bytes, name === undefined ? why : `${name}: ${why}`);
  }

  #text(byte: number): void {
    const { modes } = this.#machine;
    if (this.#lead !== null) {
      const lead = this.#lead;
      this.#lead = null;
      // 20–2F cannot end a character of any Chinese set: the box stands for the first byte alone.
      if (byte < 0x30) this.#character('□', true, [lead]);
      else {
        const character = chineseCharacter(lead, byte);
        this.#character(character ?? '□', character === null, [lead, byte]);
        return;
      }
    }
    if (modes.chinese && isLeadByte(byte)) this.#lead = byte;
    else if (modes.chinese && byte >= 0x80) this.#character('□', true, [byte]);
    else this.#put(singleByte(byte, modes.codePage, modes.internationalSet), modes.font, false);
  }

  #character(character: string, junk: boolean, bytes: readonly number[]): void {
    if (junk) this.#machine.tell('junk', { bytes: Buffer.from(bytes).toString('hex') });
    this.#put(character, 'chinese', junk);
  }

  #put(character: string, face: 'a' | 'b' | 'chinese', junk: boolean): void {
    const { line, modes } = this.#machine;
    if (line.put(character, face, junk, modes)) return;
    const life = this.#life;
    this.#machine.printLine(null, true);
    if (life === this.#life) line.put(character, face, junk, modes);
  }
}

const keyOf = (bytes: readonly number[]): string => bytes.join(',');
