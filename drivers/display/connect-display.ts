/** `dm-d` and `cd5220`: customer displays on a serial line. */
import type { Clock, OpenBytePipe } from '../link/link.ts';
import type { DisplayCharset } from './cells.ts';
import type { DisplayEvent, DisplaySession } from './display.ts';
import { startPainter } from './painter.ts';
import { type DisplayDialect, encodeFrame, encodeInitialise } from './wire.ts';

/** A frame is 48 bytes, 50 ms at 9600 baud; frames sent faster would queue up in the line and lag behind. */
const FRAME_MS = 100;

export interface DisplayOptions {
  readonly dialect: DisplayDialect;
  readonly charset: DisplayCharset;
}

/**
 * Connects to the display at `address`. A display does not answer: `display.identified` says that it has been initialised. `show` may be called
 * at any time; the last frame is painted whole as soon as there is a display, and again when its DSR line tells that it was switched on
 * anew. The session dies with its link: after a replug the firmware connects and shows again.
 */
export function connectDisplay(
  openBytePipe: OpenBytePipe,
  address: string,
  clock: Clock,
  options: DisplayOptions,
  on: (event: DisplayEvent) => void,
): DisplaySession {
  let switchedOn = true;
  const initialise = (): void => {
    pipe.write(encodeInitialise(options.dialect));
    painter.repaint();
  };
  const painter = startPainter(
    clock,
    FRAME_MS,
    (frame) => pipe.write(encodeFrame(options.dialect, options.charset, frame)) === 'accepted',
  );
  const pipe = openBytePipe(address, {
    opened() {
      initialise();
      on({ type: 'display.identified' });
    },
    bytes() {},
    modemLines({ dsr }) {
      const isBack = dsr && !switchedOn;
      switchedOn = dsr;
      if (isBack) initialise();
    },
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
