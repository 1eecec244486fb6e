/** What the bank does to what an account is asked for beside sales, and how answers are bent on their way. Within the fault budget (README.md). */
import type { HoldAct } from './acts.ts';
import type { Chance } from './chance.ts';
import type { Mishap } from './mishaps.ts';

type Args = Readonly<Record<string, unknown>>;

const passing = (verb: string, args: Args): Mishap => ({
  fault: { do: 'fault', device: 'acquirer', verb, args },
  heals: [],
});

/** Which request of a hold and its sequel it is meant for. */
const SEQUELS: Readonly<Record<HoldAct['then'], readonly string[]>> = {
  nothing: ['preauth'],
  complete: ['preauth', 'completion', 'completion'],
  cancel: ['preauth', 'preauth-cancel', 'preauth-cancel'],
  tell: ['completion-advice'],
  undo: ['completion', 'completion-cancel', 'completion-cancel'],
};

/** Silence, refusals and bent answers where it is not a sale that is asked for. */
export function holdMishap(chance: Chance, then: HoldAct['then']): Mishap {
  const kind = chance.pick(SEQUELS[then]);
  const verb = chance.weighted({
    ...{ silent: 25, 'silent-unbooked': 20, 'answer-late': 10, decline: 20, 'line-full': 10 },
    ...{ 'wrong-amount': 5, 'wrong-mac': 5, 'cut-before-answer': 5 },
  });
  const args = { kind, count: chance.pick([1, 1, 2, 4]) };
  if (verb === 'decline') return passing(verb, { ...args, count: 1, code: chance.pick(['05', '51', '96']) });
  if (verb === 'answer-late') return passing(verb, { ...args, ms: chance.pick([8_000, 70_000]) });
  return verb === 'line-full' ? lineFull(chance) : passing(verb, args);
}

/** The machine's own network takes no byte: what was to leave has provably not left. */
export function lineFull(chance: Chance): Mishap {
  return passing('line-full', { writes: chance.pick([1, 1, 2, 3]) });
}

/** The answer to a sale says something else than was asked, and is sealed as if it were right. */
export function bentAnswer(chance: Chance): Mishap {
  const verb = chance.weighted({
    ...{ 'wrong-amount': 45, 'wrong-terminal': 15, 'answer-other-stan': 15, 'wrong-mac': 15, 'line-full': 10 },
  });
  return verb === 'line-full' ? lineFull(chance) : passing(verb, { kind: 'sale', count: 1 });
}
