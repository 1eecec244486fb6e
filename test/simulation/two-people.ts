/** From the shop's threshold on it takes two to give money back, by whichever way (requirement A14): counted a second time, from the entries alone. */
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import type { Entry } from '../../storage/entries/entry.ts';
import type { Chance } from './chance.ts';
import type { Profile } from './profile.ts';
import type { World } from './world.ts';

/** Some shops trust one person with little: nobody would meet the shipped threshold of 5000.00 by chance. */
export function drawSecondPerson(chance: Chance, { policy }: Profile): Pick<Profile, 'policy'> {
  if (!chance.happens(0.12)) return { policy };
  return { policy: { ...policy, limits: { ...policy.limits, secondPersonFromMinor: chance.pick([2_000, 20_000]) } } };
}

export function isTrustedWithLittle({ policy }: Profile): boolean {
  return policy.limits.secondPersonFromMinor < DEFAULT_POLICY.limits.secondPersonFromMinor;
}

type GivingBack = Extract<
  Entry,
  {
    type: 'void.submitted' | 'refund.submitted' | 'completionCancel.submitted' | 'cash.givenBack' | 'refund.deferred';
  }
>;

const GIVING_BACK: ReadonlySet<string> = new Set<GivingBack['type']>([
  'void.submitted',
  'refund.submitted',
  'completionCancel.submitted',
  'cash.givenBack',
  'refund.deferred',
]);

const isGivingBack = (entry: Entry): entry is GivingBack => GIVING_BACK.has(entry.type);

/** What does it without a sale has a judge of its own; a promise that is kept was agreed to when it was made. */
export function brokenSecondPerson({ entries, profile }: World): readonly string[] {
  const { secondPersonFromMinor } = { ...DEFAULT_POLICY, ...profile.policy }.limits;
  const agreed = new Map<string, { readonly operator: string; readonly amountMinor: number }[]>();
  const promised = new Set<string>();
  const broken: string[] = [];
  for (const entry of entries) {
    if (entry.type === 'approval.given') agreed.set(entry.txn, [...(agreed.get(entry.txn) ?? []), { ...entry.body }]);
    if (!isGivingBack(entry) || entry.body.original === null || promised.has(entry.txn)) continue;
    if (entry.type === 'refund.deferred') promised.add(entry.txn);
    if (entry.body.amountMinor < secondPersonFromMinor) continue;
    const words = casesOf(entry).flatMap((txn) => agreed.get(txn) ?? []);
    const counts = words.some(
      ({ operator, amountMinor }) => operator !== entry.operator && amountMinor >= entry.body.amountMinor,
    );
    if (!counts)
      broken.push(
        `two people: entry ${entry.seq} ${entry.type} over ${entry.body.amountMinor}: ${entry.operator} did it alone, from ${secondPersonFromMinor} on it takes two`,
      );
  }
  return broken;
}

function casesOf(entry: GivingBack): readonly string[] {
  const tags = 'tags' in entry.body ? entry.body.tags : [];
  const named = 'case' in entry.body && entry.body.case !== undefined ? [entry.body.case] : [];
  return [entry.txn, ...named, ...tags.map((tag) => tag.replace(/^case:/, ''))];
}
