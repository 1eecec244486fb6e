/** What is left to do is looked through: a case gets its second half, goods are handed over, a difference is explained, a promise is taken back. */
import type { TillView } from '../../firmware/screens/till-view.ts';
import type { ToDoAct } from './acts.ts';
import type { Cashier } from './cashier.ts';
import type { Chance } from './chance.ts';
import { ringUp } from './goods.ts';
import { identify } from './identifying.ts';
import type { PeoplePress } from './keys.ts';
import { pay } from './paying.ts';
import { CODES } from './shop-goods.ts';
import type { World } from './world.ts';

type ToDo = Extract<TillView['flow'], { at: 'toDo' }>;

const MANAGER = '9';
const MOST_STEPS = 16;
/** A keypad chooses from nine. */
const MOST_LISTED = 9;

export function drawToDo(chance: Chance): Omit<ToDoAct, 'attention'> {
  return {
    do: 'to-do',
    which: chance.whole(0, 3),
    how: chance.weighted({ 'go-on': 60, end: 40 }),
    ending: chance.pick(['1', '2', '3'] as const),
    by: chance.weighted({ card: 60, cash: 30, nothing: 10 }),
  };
}

export function playToDo(world: World, cashier: Cashier, act: ToDoAct): void {
  if (!cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  cashier.press('functions', 'refund');
  const flow = world.view()?.flow;
  if (flow?.at !== 'toDo' || flow.items.length === 0) return;
  lookAt(world, cashier, act, act.which % Math.min(MOST_LISTED, flow.items.length));
}

/** The first of what is listed that only a person can end is ended. At rest, somebody on duty. */
export function clearOne(world: World, cashier: Cashier): void {
  cashier.press('functions', 'refund');
  const flow = world.view()?.flow;
  if (flow?.at !== 'toDo') return;
  // Behind nine promises no key leads to it: then one of them is ended first.
  const first = flow.items.slice(0, MOST_LISTED).findIndex(({ what }) => what !== 'promise');
  const which = Math.max(0, first);
  lookAt(world, cashier, { how: 'end', ending: '1', by: 'nothing', attention: 'truth' }, which);
}

function lookAt(world: World, cashier: Cashier, act: Omit<ToDoAct, 'do' | 'which'>, which: number): void {
  let ended = false;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const flow = world.view()?.flow;
    if (flow?.at !== 'toDo') break;
    if (flow.identification !== null) {
      // Whose PIN nobody knows any more, or who has gone, is not asked (seed 31120).
      const isCashiers = flow.identification.roles.includes('cashier') && cashier.staff.has('1');
      identify(world, cashier, flow.identification, isCashiers ? '1' : MANAGER);
      ended = true;
    } else cashier.press(...keysOf(act, flow, ended, which));
  }
  goOn(world, cashier, act);
}

function keysOf(act: Omit<ToDoAct, 'do' | 'which'>, flow: ToDo, ended: boolean, which: number): readonly PeoplePress[] {
  if (flow.state === 'listing') return ended || flow.notice !== null ? ['cancel'] : [String(which + 1) as PeoplePress];
  if (flow.state === 'choosingEnding') return [act.ending];
  const goesOn = act.how === 'go-on' && (flow.chosen?.what === 'case' || flow.chosen?.what === 'promise');
  return goesOn ? ['confirm'] : ['0'];
}

/** What it went over into. */
function goOn(world: World, cashier: Cashier, { by, attention }: Omit<ToDoAct, 'do' | 'which'>): void {
  const flow = world.view()?.flow;
  if (flow?.at === 'sale') {
    cashier.rungUp += 1;
    if (pay(world, cashier, { by, agrees: 'yes' })) cashier.approved += 1;
  } else if (flow?.at === 'basket') {
    const items = [{ code: CODES[1] as string, quantity: 2 }];
    ringUp(world, cashier, { do: 'goods', items, mistake: 'none', voucher: null, by, attention });
  } else if (flow?.at === 'refund') cashier.takeUpPromise();
}
