/**
 * The bank neither answers nor undoes, and the terminal goes on telling it until it calls for a person (facts/acquirer §2.2 rules 5, 6). The manager calls the
 * bank and says what it said; or nobody does, and it goes on being told.
 */

import { playAccount } from './accounts.ts';
import type { AccountAct, HotlineAct } from './acts.ts';
import type { Cashier } from './cashier.ts';
import type { Chance } from './chance.ts';
import { hold } from './holding.ts';
import { digits } from './keys.ts';
import { resolve } from './manager.ts';
import { pay } from './paying.ts';
import type { World } from './world.ts';

/** The ninth attempt calls for a person (policy, `escalateAfterAttempts`). */
const MORE_THAN_ENOUGH = 12;
/** Between two attempts the desk rests up to five minutes. */
const CALLED_WITHIN_MS = 45 * 60_000;
const GLANCES_MS = 20_000;

/** What says that a person is wanted, by what it is about. */
const CALLS = { reversal: 'reversal.escalated', advice: 'advice.escalated', script: 'script.escalated' } as const;

export function drawHotline(chance: Chance): Omit<HotlineAct, 'attention'> {
  return {
    do: 'hotline',
    about: chance.weighted({ reversal: 50, advice: 30, script: 20 }),
    fen: chance.whole(100, 90_000),
    booked: chance.happens(0.4),
    calls: chance.happens(0.8),
  };
}

export function playHotline(world: World, cashier: Cashier, act: HotlineAct): void {
  if (!cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  // Only a chip has an issuer that wants something of it.
  const about = act.about === 'script' && world.profile.chipReader !== true ? 'advice' : act.about;
  const from = world.entries.length;
  if (about === 'reversal') unanswered(world, cashier, act);
  else if (about === 'advice') untold(world, cashier, act);
  else playAccount(world, cashier, chipWithScript(act));
  if (!isCalledFor(world, cashier, about, from) || !act.calls) return;
  resolve(world, cashier, { do: 'resolve', attention: 'truth' });
}

/** A sale without an answer, whose reversal the bank refuses. */
function unanswered(world: World, cashier: Cashier, { fen, booked }: HotlineAct): void {
  world.devices.do('acquirer', booked ? 'silent' : 'silent-unbooked', { kind: 'sale', count: 1 });
  world.devices.do('acquirer', 'refuse-reversal', { count: MORE_THAN_ENOUGH, code: '96' });
  cashier.press(...digits(fen), 'confirm');
  if (world.view()?.flow.at !== 'sale') return;
  cashier.rungUp += 1;
  if (pay(world, cashier, { by: 'card', agrees: 'silent' })) cashier.approved += 1;
}

/** What was held is completed by an advice that the bank does not answer. */
function untold(world: World, cashier: Cashier, { fen, booked, attention }: HotlineAct): void {
  const args = { kind: 'completion-advice' };
  if (booked) world.devices.do('acquirer', 'silent', { ...args, count: 1 });
  world.devices.do('acquirer', 'silent-unbooked', { ...args, count: MORE_THAN_ENOUGH });
  const then = 'tell';
  hold(world, cashier, { do: 'hold', fen, then, attention });
}

const chipWithScript = ({ fen, attention }: HotlineAct): AccountAct => ({
  do: 'account',
  // Odd: where there is a scanner as well, it is the chip (accounts.ts).
  fen: fen | 1,
  code: '',
  reading: 'scanned-once',
  chip: 'insert',
  scripts: 1,
  unheard: MORE_THAN_ENOUGH,
  attention,
});

/** People go on with other things meanwhile; here they wait. @returns whether a person is called for what began with this act */
function isCalledFor(world: World, cashier: Cashier, about: keyof typeof CALLS, from: number): boolean {
  const limitMs = world.time.nowMs() + CALLED_WITHIN_MS;
  const began = world.entries.slice(from);
  if (!began.some(({ type }) => type.endsWith('.unknown') || type === 'script.owed')) return false;
  while (world.powered && world.broken.length === 0 && world.time.nowMs() < limitMs) {
    if (world.entries.slice(from).some(({ type }) => type === CALLS[about])) return true;
    const view = world.view();
    if (view?.paper.doubt != null) cashier.judge(view.paper.doubt);
    world.pass(GLANCES_MS);
  }
  return false;
}
