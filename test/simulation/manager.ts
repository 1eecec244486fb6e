/** The manager at the counter: the day's close. Looks at the screen and does what it says. */
import type { TillView } from '../../firmware/screens/till-view.ts';
import type { ResolveAct, SettleAct } from './acts.ts';
import { bankOf } from './books.ts';
import type { Cashier } from './cashier.ts';
import type { PeoplePress } from './keys.ts';
import type { World } from './world.ts';

type Settlement = Extract<TillView['flow'], { at: 'settlement' }>;

/** Number and PIN, as they exist from the start in these modes. */
export const MANAGER: readonly PeoplePress[] = ['9', 'confirm', '9', '9', '9', '9', 'confirm'];

/** A settlement with an upload asks the bank many times; nobody stands there longer than that. */
const PATIENCE_MS = 240_000;
const MOST_STEPS = 20;

export function settle(world: World, cashier: Cashier, act: SettleAct): void {
  if (!cashier.toIdle(act.attention)) return;
  if (world.view()?.paper.doubt != null) return; // the function key would be no answer to that question
  cashier.press('functions', '8');
  let signed = false;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const flow = world.view()?.flow;
    if (flow?.at !== 'settlement') return;
    if (flow.identification !== null) {
      cashier.press(...(signed ? (['cancel'] as const) : MANAGER));
      signed = true;
    } else if (!settleStep(world, cashier, act, flow, step)) return;
  }
}

/** @returns false when there is nothing more to do. */
function settleStep(world: World, cashier: Cashier, act: SettleAct, flow: Settlement, step: number): boolean {
  const { status } = flow;
  switch (status?.is) {
    case 'offered':
      cashier.press(status.records === 0 ? 'cancel' : 'confirm');
      return true;
    case 'blocked':
      cashier.press(act.blocked === 'sign' ? '1' : act.blocked === 'retry' && step < 3 ? 'confirm' : 'cancel');
      return true;
    case 'running':
      if (act.waiting === 'walk-away') return false;
      if (act.waiting === 'watch' && world.until((view) => !isRunning(view), PATIENCE_MS)) return true;
      cashier.press('cancel');
      return false;
    case 'ended':
      cashier.press('confirm');
      return false;
    default:
      world.pass(200);
      return true;
  }
}

const isRunning = ({ flow }: TillView): boolean => flow.at === 'settlement' && flow.status?.is === 'running';

/** A batch whose upload the bank puts off and off is closed under a manager's signature, as the page offers. */
export function closeByHand(world: World, cashier: Cashier): void {
  if (!cashier.toIdle('truth')) return;
  cashier.press('functions', '8');
  const flow = world.view()?.flow;
  if (flow?.at !== 'settlement' || flow.status?.is !== 'running' || flow.status.refused === null) return;
  cashier.press('1', ...MANAGER);
  cashier.toIdle('truth');
}

/** What the acquirer's hotline says of a trace; null where even it cannot know yet. */
function hotline(world: World, stan: string | null): 'booked' | 'never booked' | null {
  // A request that is still under way somewhere may be booked after the call.
  if (stan === null || world.told.some(({ fields }) => fields['name'] === 'request-late' && fields['stan'] === stan))
    return null;
  const found = bankOf(world).findLast((booked) => booked.stan === stan);
  return found?.state === 'in-force' || found?.state === 'voided' ? 'booked' : 'never booked';
}

/** Of each refund without an answer, and each reversal that does not get through: what the acquirer says. */
export function resolve(world: World, cashier: Cashier, act: ResolveAct): void {
  if (!cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  cashier.press('functions', '9');
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const flow = world.view()?.flow;
    if (flow?.at !== 'resolution') return;
    if (flow.identification !== null) cashier.press(...MANAGER);
    else if (flow.item === null || step > MOST_STEPS / 2) cashier.press('cancel');
    else {
      const says = hotline(world, flow.item.stan);
      // A reversal is never resolved as approved: what is booked has to be undone by the acquirer.
      if (says === null || (flow.item.what === 'reversal' && says === 'booked')) cashier.press('cancel');
      else cashier.press(flow.item.what !== 'reversal' && says === 'never booked' ? '2' : '1', '4', '7', 'confirm');
    }
  }
}
