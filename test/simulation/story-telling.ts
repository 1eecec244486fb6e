/** "What became of this sale?" (requirement A4): its story is opened from the slip, read line by line and printed. */
import type { StoryAct } from './acts.ts';
import type { Cashier } from './cashier.ts';
import type { Chance } from './chance.ts';
import { digits } from './keys.ts';
import type { World } from './world.ts';

const MOST_STEPS = 8;

export function drawStory(chance: Chance): Omit<StoryAct, 'attention'> {
  return { do: 'story', which: chance.whole(0, 7), prints: chance.happens(0.6) };
}

export function playStory(world: World, cashier: Cashier, { which, prints, attention }: StoryAct): void {
  const slips = cashier.paper.cutOff().filter(({ title, copy }) => title === 'SALE' && copy === 'customer');
  const slip = slips.at(-1 - (which % Math.max(1, slips.length)));
  if (slip === undefined || !cashier.toIdle(attention) || world.view()?.paper.doubt != null) return;
  cashier.press('refund', ...digits(slip.number), 'confirm');
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const flow = world.view()?.flow;
    if (flow?.at === 'timeline') {
      cashier.press('confirm', 'correct', ...(prints ? (['reprint', 'reprint'] as const) : []), 'cancel', 'cancel');
      return;
    }
    // From the page of its refund, or from where that was refused; a short number may have found several.
    if (flow?.at === 'lookup' && flow.state === 'choosing') cashier.press('1');
    else if (step > 2 || (flow?.at !== 'refund' && flow?.at !== 'return' && flow?.at !== 'lookup')) break;
    else cashier.press('functions');
  }
  cashier.press('cancel', 'cancel');
}
