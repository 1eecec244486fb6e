/** `console`: the cashier's screen on a terminal, a serial line or standard output. */
import { isatty } from 'node:tty';
import type { DisplayEvent, DisplaySession } from '../display/display.ts';
import { startPainter } from '../display/painter.ts';
import type { Cancel, Clock, OpenBytePipe } from '../link/link.ts';
import { atLeast24By6, type ConsoleSize, encodeAnsi, encodePlain, fitFrame } from './wire.ts';

/** A frame of 80×24 takes up to 200 ms at 115 200 baud, a changed row 10. */
const FRAME_MS = 50;
const STDOUT = 1;

/**
 * Connects to the console at `address`. `show` may be called at any time; the last frame is painted whole as soon as there is a terminal. Where
 * the address is `stdout:` and standard output is no terminal, every changed frame is written as plain text, none is left out.
 */
export function connectConsole(
  openBytePipe: OpenBytePipe,
  address: string,
  clock: Clock,
  size: ConsoleSize,
  on: (event: DisplayEvent) => void,
): DisplaySession {
  const plain = address === 'stdout:' && !isatty(STDOUT);
  const screen = atLeast24By6(size);
  return plain
    ? connectPlain(openBytePipe, address, clock, screen, on)
    : connectScreen(openBytePipe, address, clock, screen, on);
}

function connectScreen(
  openBytePipe: OpenBytePipe,
  address: string,
  clock: Clock,
  size: ConsoleSize,
  on: (event: DisplayEvent) => void,
): DisplaySession {
  let shown: readonly string[] | null = null;
  const painter = startPainter(clock, FRAME_MS, (lines) => {
    const frame = fitFrame(lines, size);
    if (pipe.write(encodeAnsi(frame, shown, size)) === 'refused') return false;
    shown = frame;
    return true;
  });
  const pipe = openBytePipe(address, {
    opened() {
      painter.repaint();
      on({ type: 'display.identified' });
    },
    bytes() {},
    lost(fault) {
      painter.stop();
      on({ type: 'display.lost', fault });
    },
  });
  return {
    show: (lines) => painter.show(lines),
    close() {
      painter.stop();
      pipe.close();
    },
  };
}

/** As plain text, one frame after another. What the reader has no room for is tried again: a screen that rests shows its last frame in the end. */
export function connectPlain(
  openBytePipe: OpenBytePipe,
  address: string,
  clock: Clock,
  size: ConsoleSize,
  on: (event: DisplayEvent) => void,
): DisplaySession {
  let open = false;
  let last = '';
  let asked: readonly string[] = [];
  let waiting: readonly string[] | null = null;
  let cancelRetry: Cancel | null = null;
  const write = (lines: readonly string[]): void => {
    if (waiting === null && lines.length === asked.length && lines.every((line, row) => line === asked[row])) return;
    asked = [...lines];
    waiting = null;
    const frame = fitFrame(lines, size);
    const text = frame.join('\n');
    if (text === last) return;
    if (pipe.write(encodePlain(frame, size)) !== 'refused') {
      last = text;
      return;
    }
    waiting = asked;
    cancelRetry ??= clock.after(FRAME_MS, () => {
      cancelRetry = null;
      if (open && waiting !== null) write(waiting);
    });
  };
  const pipe = openBytePipe(address, {
    opened() {
      open = true;
      if (waiting !== null) write(waiting);
      on({ type: 'display.identified' });
    },
    bytes() {},
    lost(fault) {
      open = false;
      cancelRetry?.();
      on({ type: 'display.lost', fault });
    },
  });
  return {
    show(lines) {
      if (open) write(lines);
      else waiting = [...lines];
    },
    close() {
      cancelRetry?.();
      pipe.close();
    },
  };
}
