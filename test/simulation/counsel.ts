/** What goes wrong is talked about: a case file with its state in writing, the report to the acquirer and its reference; an emergency card is read and printed; a code is looked up. */
import type { CounselAct } from './acts.ts';
import type { Cashier } from './cashier.ts';
import type { Chance } from './chance.ts';
import { digits, type PeoplePress } from './keys.ts';
import type { World } from './world.ts';

const CARDS = ['1', '2', '3', '4', '5', '6'] as const;

export function drawCounsel(chance: Chance): Omit<CounselAct, 'attention'> {
  const step = () => chance.weighted({ status: 35, report: 35, reference: 30 });
  return {
    do: 'counsel',
    about: chance.weighted({ slip: 60, latest: 25, nothing: 15 }),
    which: chance.whole(0, 5),
    steps: Array.from({ length: chance.whole(1, 3) }, step),
    days: chance.pick(['', '0', '2', '99'] as const),
    card: chance.pick([null, ...CARDS]),
    code: chance.pick(['51', '.0', '..7', '']),
  };
}

export function playCounsel(world: World, cashier: Cashier, act: CounselAct): void {
  if (!cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  openFile(world, cashier, act);
  if (act.card === null || !cashier.toIdle(act.attention)) return;
  cashier.press('functions', 'correct', act.card, 'confirm', 'reprint', 'cancel');
  cashier.press('0', ...typed(act.code), 'confirm', 'cancel');
}

function openFile(world: World, cashier: Cashier, { about, which, steps, days }: CounselAct): void {
  cashier.press('functions', 'confirm', ...named(cashier, about, which), 'confirm');
  for (const step of steps) {
    const flow = world.view()?.flow;
    if (flow?.at !== 'caseDesk' || flow.found === null) break;
    // Whose money does not come says so first; nothing is drawn for it, so that older seeds draw what they drew.
    if (step === 'status' && which % 2 === 0 && flow.found.mayBeMissed) cashier.press('4');
    if (step === 'status') cashier.press('1');
    else if (step === 'report') cashier.press('2');
    else cashier.press('3', ...typed('20260311'), 'confirm', ...typed(days), 'confirm');
  }
  cashier.press('cancel');
}

/** What the customer lays on the counter; nothing: the last one, or a number that nobody has. */
function named(cashier: Cashier, about: CounselAct['about'], which: number): readonly PeoplePress[] {
  if (about === 'latest') return [];
  const slips = cashier.paper.whole();
  const slip = slips.at(-1 - (which % Math.max(1, slips.length)));
  return typed(about === 'nothing' || slip === undefined ? '999999' : String(slip.number));
}

function typed(text: string): readonly PeoplePress[] {
  return text === '' ? [] : digits(text);
}
