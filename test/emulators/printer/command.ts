/** How a command of the table looks to the interpreter, and what it may do to the printer. */
import type { LineComposer } from './line-composer.ts';
import type { ProcessId, Step } from './mechanism.ts';
import type { NvGraphics } from './nv-graphics.ts';
import type { PrintModes } from './print-modes.ts';
import type { Settings } from './settings.ts';
import type { Condition } from './status.ts';
import type { AnswerKind } from './transmitter.ts';

/** What a command works on. */
export interface Machine {
  readonly settings: Settings;
  readonly modes: PrintModes;
  readonly line: LineComposer;
  readonly nv: NvGraphics;
  /** GS ( D. */
  readonly realTimeDisabled: Set<1 | 2>;
  condition(): Condition;
  /** Prints what is in the print buffer. @param feedDots what to advance at least; null = the line spacing. */
  printLine(feedDots: number | null, wrapped: boolean): void;
  add(steps: readonly Step[]): void;
  answer(kind: AnswerKind, bytes: readonly number[]): void;
  /** GS ( H fn 48. */
  processId(id: ProcessId): void;
  setAsb(mask: number): void;
  drawerPulse(pin: 2 | 5, onMs: number, offMs: number): void;
  /** ESC @. */
  initialize(): void;
  /** ESC =. */
  select(on: boolean): void;
  /** The next `count` bytes go to `take`, one at a time. */
  stream(count: number, take: (byte: number) => void): void;
  /** The handshaking protocol: the next byte is ACK, NAK or CAN. */
  awaitReply(reply: (code: 'ack' | 'nak' | 'can') => void): void;
  /** Something the manual does not allow. */
  complain(bytes: readonly number[], why: string): void;
  tell(event: string, fields: object): void;
}

export interface Command {
  /** As the manual writes it: `ESC a n`. */
  readonly name: string;
  /** The bytes it begins with. */
  readonly prefix: readonly number[];
  /** Length of the whole command, as soon as it can be told; null = more bytes are needed; a text = malformed, and why. */
  total(bytes: readonly number[]): number | null | string;
  /** @returns what is wrong with it, if anything. */
  run(bytes: readonly number[], machine: Machine): string | undefined;
}

export const ESC = 0x1b;
export const FS = 0x1c;
export const GS = 0x1d;

/** A command of fixed length. @param parameters number of bytes after the prefix. */
export function fixed(
  name: string,
  prefix: readonly number[],
  parameters: number,
  run: (parameters: readonly number[], machine: Machine) => string | undefined,
): Command {
  const total = prefix.length + parameters;
  return { name, prefix, total: () => total, run: (bytes, machine) => run(bytes.slice(prefix.length), machine) };
}

/** A command that sets modes and does nothing else. */
export function mode(
  name: string,
  prefix: readonly number[],
  parameters: 0 | 1,
  patch: (n: number) => Partial<PrintModes>,
): Command {
  return fixed(name, prefix, parameters, ([n = 0], machine) => {
    Object.assign(machine.modes, patch(n));
    return undefined;
  });
}

/** A command that tells its own length: prefix pL pH, then as many bytes. */
export function counted(
  name: string,
  prefix: readonly number[],
  run: (body: readonly number[], machine: Machine) => string | undefined,
): Command {
  const head = prefix.length + 2;
  return {
    name,
    prefix,
    total: (bytes) => (bytes.length < head ? null : head + word(bytes, head - 2)),
    run: (bytes, machine) => run(bytes.slice(head), machine),
  };
}

/** Low byte first. */
export const word = (bytes: readonly number[], at: number): number => (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;

export const code = (character: string): number => character.charCodeAt(0);

/** `0` and `'0'` mean the same in most commands. @returns the number, or null outside 0…highest. */
export function digit(byte: number | undefined, highest: number): number | null {
  if (byte === undefined) return null;
  const n = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : byte;
  return n <= highest ? n : null;
}

export const notAtLineStart = 'only obeyed at the beginning of a line';
