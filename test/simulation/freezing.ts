/** Somebody freezes something, people try to trade nevertheless, and the manager releases it (requirement C11). */
import type { Entry } from '../../storage/entries/entry.ts';
import type { FreezeAct } from './acts.ts';
import type { PeoplePress } from './keys.ts';
import type { World } from './world.ts';

/** Whoever stands at the keys. */
export interface Hands {
  press(...keys: readonly PeoplePress[]): void;
}

const MANAGERS_PIN: readonly PeoplePress[] = ['9', '9', '9', '9', 'confirm'];
const MOST_STEPS = 12;
/** A locked number waits no longer than that for its next try. */
const LOCK_MS = 60_000;

const PLACING: Readonly<Record<FreezeAct['on'], readonly PeoplePress[]>> = {
  terminal: ['1'],
  'last-transaction': ['2', 'confirm'],
  'card-of-last': ['3', 'confirm'],
};
const TRYING: Readonly<Record<FreezeAct['tries'], readonly PeoplePress[]>> = {
  nothing: [],
  // In cash, which needs no card.
  sale: ['1', '2', '3', 'confirm', 'sale', 'confirm', 'cancel', 'cancel'],
  refund: ['refund', '1', 'confirm', 'cancel', 'cancel'],
  promise: ['confirm', 'cancel'],
};

/** At rest, somebody on duty. Leaves the counter frozen: who needs it next calls the manager. */
export function freeze(world: World, hands: Hands, act: FreezeAct): void {
  if (world.view()?.paper.doubt != null) return; // the function key would be no answer to that question
  hands.press('functions', '4', ...PLACING[act.on], act.reason);
  const flow = world.view()?.flow;
  if (flow?.at === 'freeze' && flow.identification !== null) hands.press(...MANAGERS_PIN);
  hands.press('cancel', 'cancel');
  hands.press(...TRYING[act.tries]);
}

/** The manager lifts one freeze after another. From the page at rest. */
export function release(world: World, hands: Hands): void {
  hands.press('functions', '4');
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const flow = world.view()?.flow;
    if (flow?.at !== 'freeze') return;
    const { identification, state, items } = flow;
    if (identification?.notice != null) world.pass(LOCK_MS);
    if (identification !== null) hands.press(...MANAGERS_PIN);
    else if (state === 'listing') hands.press('1');
    else hands.press(items.length > 0 ? 'confirm' : 'cancel');
  }
  hands.press('cancel', 'cancel', 'cancel');
}

type Frozen = Extract<Entry, { type: 'freeze.placed' }>['body']['on'];

/** What begins to move money, by card or across the counter; its end is allowed, and is no new one. */
const MOVES = /^(?:[a-zA-Z]+\.submitted|refund\.deferred|cash\.(?:taken|givenBack))$/;

/** While the terminal is frozen nothing new moves money, nor notes; nor does anything of a frozen card or sale. */
export function brokenFreezes(entries: readonly Entry[]): readonly string[] {
  const broken: string[] = [];
  const open = new Map<number, Frozen>();
  for (const entry of entries) {
    if (entry.type === 'freeze.placed') open.set(entry.body.freeze, entry.body.on);
    else if (entry.type === 'freeze.lifted') open.delete(entry.body.freeze);
    else if (open.size > 0 && MOVES.test(entry.type)) {
      const hit = [...open.values()].find((on) => isHit(on, entry));
      if (hit !== undefined) broken.push(`freeze: ${entry.type} of ${entry.txn} although its ${hit.is} is frozen`);
    }
  }
  return broken;
}

function isHit(on: Frozen, { txn, body }: Entry): boolean {
  const token = 'card' in body && typeof body.card === 'object' && body.card !== null ? body.card.token : null;
  const original = 'original' in body ? body.original : null;
  return (
    on.is === 'terminal' ||
    (on.is === 'card' && on.token === token) ||
    (on.is === 'transaction' && (on.of === original || on.of === txn))
  );
}
