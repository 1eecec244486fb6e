/** What to tell the cashier after a card that could not be read. Pure. */
import type { ReaderAdvice, TrackState } from './card-reader.ts';

/** So many unreadable cards in a row are not the cards' fault. */
const DIRTY_HEAD_FAILURES = 5;

/** @param failuresInARow counts this one. */
export function adviceAfter(tracks: readonly TrackState[], failuresInARow: number): ReaderAdvice {
  if (failuresInARow >= DIRTY_HEAD_FAILURES) return 'clean-head';
  if (tracks.every((track) => track === 'blank')) return 'other-side'; // the head saw no stripe
  return failuresInARow === 1 ? 'swipe-again' : 'slower';
}
