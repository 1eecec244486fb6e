/** Somebody looks at what stands on the counter: the customer at the display, the cashier at the page of devices, on which an exchanged one is accepted. */
import type { LookAct } from './acts.ts';
import type { Cashier } from './cashier.ts';
import type { Chance } from './chance.ts';
import { look } from './fitted-judge.ts';
import { digits } from './keys.ts';
import type { World } from './world.ts';

export function drawLook(chance: Chance): Omit<LookAct, 'attention'> {
  return { do: 'look', accepts: chance.happens(0.5) };
}

export function playLook(world: World, cashier: Cashier, { accepts, attention }: LookAct): void {
  look(world);
  if (accepts && cashier.toIdle(attention)) acceptStrangers(world, cashier);
}

/** At rest, somebody on duty. @returns whether there was a device that was exchanged */
export function acceptStrangers(world: World, cashier: Cashier): boolean {
  const view = world.view();
  const at = view?.devices.findIndex(({ stranger }) => stranger !== null) ?? -1;
  if (at < 0 || view?.paper.doubt != null || view?.flow.at !== 'idle') return false;
  cashier.press('functions', '1');
  if (world.view()?.flow.at !== 'health') return false;
  cashier.press(...digits(at + 1), 'confirm', 'cancel', 'cancel');
  return true;
}
