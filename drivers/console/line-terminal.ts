/**
 * A technician's terminal on a byte pipe: lines in, text out, nothing asked of the terminal itself (no size, no cursor report). Any terminal
 * program will do (facts/maintenance "What survives a real line").
 */
import type { BytePipe, Clock, DeviceLost, OpenBytePipe } from '../link/link.ts';
import {
  asked,
  FRESH_LINE,
  flushed,
  type Heard,
  heard,
  type LineEvent,
  type LineState,
  type Question,
} from './line-step.ts';
import { type PacedOutput, startPacedOutput } from './paced-output.ts';

export type TerminalEvent =
  | { readonly type: 'terminal.opened' }
  | { readonly type: 'terminal.heard'; readonly event: LineEvent }
  /** Everything written has been handed to the line. */
  | { readonly type: 'terminal.drained' }
  /** The cable was pulled, or the port's carrier is gone. */
  | { readonly type: 'terminal.lost'; readonly fault: DeviceLost };

/** Bytes instead of lines, while a file is transferred. */
export interface RawLine {
  /** False: the line takes none of it now. */
  write(bytes: Uint8Array): boolean;
  /** Written, and not taken by the operating system yet. */
  readonly queuedBytes: number;
  /** Back to lines; what arrived meanwhile is the transfer's. */
  release(): void;
}

export interface LineTerminal {
  /** Line feeds become CR LF; other control characters but the bell become blanks. False: there is no room for it. */
  write(text: string): boolean;
  /** One answer comes as `line`, `key` or `ended`; a new question takes the place of the old one. */
  ask(question: Question): void;
  /** Forgets what was typed ahead. */
  flush(): void;
  /** Throws away output that has not left yet. */
  dropOutput(): void;
  readonly isDrained: boolean;
  /** The transfer gets every byte that arrives from now on. */
  takeOver(bytes: (chunk: Uint8Array) => void): RawLine;
  close(): void;
}

/** Speed where the address does not say: a socket needs no pace. */
const NO_PACE = 0;

/** Connects to the port at `address`; `terminal.opened` or `terminal.lost` follows. */
export function connectLineTerminal(
  openBytePipe: OpenBytePipe,
  address: string,
  clock: Clock,
  on: (event: TerminalEvent) => void,
): LineTerminal {
  let state: LineState = FRESH_LINE;
  let raw: ((chunk: Uint8Array) => void) | null = null;
  let hadCarrier = false;
  const output = startPacedOutput(
    clock,
    baudOf(address),
    (bytes) => pipe.write(bytes) === 'accepted',
    () => on({ type: 'terminal.drained' }),
  );
  const lose = (fault: DeviceLost): void => {
    output.stop();
    on({ type: 'terminal.lost', fault });
  };
  const take = ({ state: next, echo, events }: Heard): void => {
    state = next;
    if (echo !== '') output.write(Buffer.from(echo, 'utf8'));
    for (const event of events) {
      if (event.type === 'interrupted') output.drop();
      if (event.type === 'held') output.hold();
      if (event.type === 'released' || event.type === 'interrupted') output.release();
      on({ type: 'terminal.heard', event });
    }
  };
  const pipe: BytePipe = openBytePipe(address, {
    opened: () => on({ type: 'terminal.opened' }),
    bytes: (chunk) => {
      if (raw === null) take(heard(state, chunk, clock.nowMs()));
      else raw(chunk);
    },
    modemLines: ({ dcd }) => {
      if (hadCarrier && !dcd) {
        pipe.close();
        lose({ kind: 'device-lost', address, cause: 'closed-by-peer', detail: 'the carrier is gone' });
      }
      hadCarrier = dcd;
    },
    lost: lose,
  });
  return {
    write: (text) => output.write(Buffer.from(forLine(text), 'utf8')),
    ask: (question) => take(asked(state, question)),
    flush: () => {
      state = flushed(state);
    },
    dropOutput: () => output.drop(),
    get isDrained() {
      return output.isEmpty;
    },
    takeOver(bytes) {
      raw = bytes;
      return rawLine(pipe, output, () => {
        raw = null;
        state = { ...FRESH_LINE };
      });
    },
    close() {
      output.stop();
      pipe.close();
    },
  };
}

/** A transfer paces itself; only what was said before it goes first. */
function rawLine(pipe: BytePipe, output: PacedOutput, release: () => void): RawLine {
  return {
    write: (chunk) => (output.isEmpty ? pipe.write(chunk) === 'accepted' : output.write(chunk)),
    get queuedBytes() {
      return output.queuedBytes + pipe.queuedBytes;
    },
    release,
  };
}

function forLine(text: string): string {
  return text.replace(/\r\n|\n/g, '\r\n').replace(/[^\P{Cc}\r\n\x07]/gu, ' ');
}

function baudOf(address: string): number {
  const baud = /^serial:.*[?&]baud=(\d+)/.exec(address)?.[1];
  return baud === undefined ? (address.startsWith('serial:') ? 9600 : NO_PACE) : Number(baud);
}
