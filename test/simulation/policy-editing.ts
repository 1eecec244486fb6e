/** Somebody edits the policy's file while the shop sells: what cannot be used changes nothing and is named, what can is in force for what opens next. */
import type { PolicyAct } from './acts.ts';
import type { Cashier } from './cashier.ts';
import type { Chance } from './chance.ts';
import { digits } from './keys.ts';
import { pay } from './paying.ts';
import type { World } from './world.ts';

/** The page at rest looks at the file. */
const LOOKED_AT_MS = 2_000;

export function drawPolicy(chance: Chance): Omit<PolicyAct, 'attention'> {
  return {
    do: 'policy',
    text: chance.pick(['cut-off', 'wrong-value', 'other-rule'] as const),
    fen: chance.pick([0, chance.whole(1, 90_000)]),
  };
}

export function playPolicy(world: World, cashier: Cashier, act: PolicyAct): void {
  if (!cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  const before = world.policyFile;
  const stood = inForce(world);
  world.policyFile = edited(before, act.text);
  try {
    sell(world, cashier, act.fen);
    if (act.text !== 'other-rule') brokenFile(world, cashier, stood);
    else comeToRest(world, cashier);
  } finally {
    // Nobody leaves it so that the terminal could not start.
    world.policyFile = before;
  }
  comeToRest(world, cashier);
}

function edited(text: string, how: PolicyAct['text']): string {
  if (how === 'cut-off') return text.slice(0, text.length / 2);
  const policy = JSON.parse(text);
  if (how === 'wrong-value') return JSON.stringify({ ...policy, limits: { ...policy.limits, perShiftMinor: -1 } });
  const printed = policy.refund.withoutPaper === 'now' ? 'defer' : 'now';
  return JSON.stringify({ ...policy, refund: { ...policy.refund, withoutPaper: printed } });
}

/** Leaves the page at rest and comes back. @returns false where that cannot be done now */
function comeToRest(world: World, cashier: Cashier): boolean {
  if (!cashier.toIdle('truth')) return false;
  cashier.press('functions');
  const left = world.view()?.flow.at;
  if (left === undefined || left === 'idle') return false;
  cashier.press('cancel');
  world.pass(LOOKED_AT_MS);
  return world.view()?.flow.at === 'idle';
}

/** The newest policy that stands in the journal. */
const inForce = (world: World) => world.entries.findLast(({ type }) => type === 'policy.changed')?.seq;

function brokenFile(world: World, cashier: Cashier, stood: number | undefined): void {
  if (!comeToRest(world, cashier)) return;
  if (inForce(world) !== stood) world.broken.push('policy: a file that cannot be used is in force');
  if (world.view()?.policyProblem == null) world.broken.push('policy: a file that cannot be used is not named');
}

function sell(world: World, cashier: Cashier, fen: number): void {
  if (fen === 0) return;
  cashier.press(...digits(fen), 'confirm');
  if (world.view()?.flow.at !== 'sale') return;
  cashier.rungUp += 1;
  if (pay(world, cashier, { by: 'card', agrees: 'silent' })) cashier.approved += 1;
}
