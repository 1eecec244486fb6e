/** Sends frames no faster than a line can show them: the first at once, then the latest of what came meanwhile. */
import type { Cancel, Clock } from '../link/link.ts';

export interface Painter {
  /** Wanted from now on. */
  show(frame: readonly string[]): void;
  /** The device is there and shows nothing that we know of: the wanted frame is painted whole. Before the first call nothing is painted. */
  repaint(): void;
  stop(): void;
}

/** @param paint returns false when the frame could not be handed over; it is tried again. */
export function startPainter(clock: Clock, pauseMs: number, paint: (frame: readonly string[]) => boolean): Painter {
  let wanted: readonly string[] | null = null;
  let shown: readonly string[] | null = null;
  let started = false;
  let cancelPause: Cancel | null = null;

  const proceed = (): void => {
    if (!started || cancelPause !== null || wanted === null || same(wanted, shown)) return;
    const frame = wanted;
    if (paint(frame)) shown = frame;
    cancelPause = clock.after(pauseMs, () => {
      cancelPause = null;
      proceed();
    });
  };
  return {
    show(frame) {
      wanted = [...frame];
      proceed();
    },
    repaint() {
      started = true;
      shown = null;
      proceed();
    },
    stop() {
      started = false;
      cancelPause?.();
    },
  };
}

function same(a: readonly string[], b: readonly string[] | null): boolean {
  return b !== null && a.length === b.length && a.every((line, index) => line === b[index]);
}
