/** The verbs of every reader with a magnetic head. */
import type { Clock } from '../clock.ts';
import type { Verb } from '../control.ts';
import { flagOf } from '../verb-arguments.ts';
import type { Swipe } from './swipe.ts';
import { swipeOf } from './swipe.ts';

/** A customer who pulls the card through again because nothing seemed to happen. */
const doubleSwipeMs = 400;

/** `swipe` calls `swiped` once, or with `double` a second time after 400 ms. */
export function swipeVerbs(clock: Clock, swiped: (swipe: Swipe) => void): Record<string, Verb> {
  return {
    swipe: (args) => {
      const swipe = swipeOf(args);
      const double = flagOf(args, 'double', false);
      swiped(swipe);
      if (double) clock.after(doubleSwipeMs, () => swiped(swipe));
    },
  };
}
