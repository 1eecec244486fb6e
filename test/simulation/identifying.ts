/** Somebody types number and PIN where the screen asks for a person. */
import type { IdentificationView } from '../../firmware/screens/people-views.ts';
import type { Cashier } from './cashier.ts';
import { digits } from './keys.ts';
import type { World } from './world.ts';

/** Nobody who is locked waits longer than that at the counter. */
const LOCK_PATIENCE_MS = 70_000;

/** One look at the question, one thing typed. A wrong PIN of before may have locked the number: then it is waited out. */
export function identify(world: World, cashier: Cashier, asked: IdentificationView, operator: string): void {
  if (asked.notice?.rule === 'operator-locked') world.pass(LOCK_PATIENCE_MS);
  if (asked.state === 'enteringNumber') cashier.press(...digits(operator), 'confirm');
  else if (asked.state === 'enteringPin') cashier.press(...digits(cashier.staff.get(operator) ?? '0000'), 'confirm');
  else world.pass(100);
}
