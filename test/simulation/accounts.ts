/** Other accounts than a swiped card: a payment code before the scanner, a chip in the slot or a phone on the field, whose issuer may want something of it. */
import type { Entry } from '../../storage/entries/entry.ts';
import type { AccountAct } from './acts.ts';
import type { Cashier } from './cashier.ts';
import type { Chance } from './chance.ts';
import { digits } from './keys.ts';
import { pay } from './paying.ts';
import type { Profile } from './profile.ts';
import type { World } from './world.ts';

const RICH_MINOR = 1_000_000_000;

export const takesOtherAccounts = ({ scanner, chipReader }: Profile): boolean =>
  scanner === true || chipReader === true;

export function drawAccount(chance: Chance): Omit<AccountAct, 'attention'> {
  return {
    do: 'account',
    fen: chance.whole(100, 90_000),
    code: `62${Array.from({ length: 17 }, () => chance.whole(0, 9)).join('')}`,
    reading: chance.weighted({ 'scanned-once': 60, 'scanned-twice': 25, 'no-code-first': 15 }),
    chip: chance.weighted({ insert: 60, tap: 40 }),
    scripts: chance.pick([0, 1, 1, 2]),
    // Told again at rest, 5 s after the first silence, then twice as long each time: four go on beyond the sale, some beyond the last act.
    unheard: chance.pick([0, 0, 1, 4]),
  };
}

/** Where the counter has both, the customer holds up a phone for an even amount. */
export function playAccount(world: World, cashier: Cashier, act: AccountAct): void {
  if (!cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  const { scanner, chipReader } = world.profile;
  const byCode = scanner === true && (chipReader !== true || act.fen % 2 === 0);
  if (byCode) {
    world.devices.do('acquirer', 'account', { pan: act.code, balance: RICH_MINOR, pin: null });
    codesOf(world).add(act.code);
  } else if (act.scripts > 0) {
    world.devices.do('acquirer', 'issue-scripts', { scripts: act.scripts });
    if (act.unheard > 0) world.devices.do('acquirer', 'silent', { kind: 'script-result', count: act.unheard });
  }
  cashier.press(...digits(act.fen), 'confirm');
  if (world.view()?.flow.at !== 'sale') return;
  cashier.rungUp += 1;
  const account = byCode ? { code: act.code, reading: act.reading } : { chip: act.chip };
  if (pay(world, cashier, { by: 'card', agrees: 'yes', account })) cashier.approved += 1;
}

const shownCodes = new WeakMap<World, Set<string>>();
const readUpTo = new WeakMap<World, number>();

function codesOf(world: World): Set<string> {
  const codes = shownCodes.get(world) ?? new Set<string>();
  shownCodes.set(world, codes);
  return codes;
}

/** A payment code is as good as a card number: it stands in no entry, and on no paper. What an issuer wants of a chip is owed with the approval. */
export function brokenAccounts(world: World, { paper }: Cashier): readonly string[] {
  const broken: string[] = [];
  const codes = [...codesOf(world)];
  const from = readUpTo.get(world) ?? 0;
  readUpTo.set(world, world.entries.length);
  const added = world.entries.slice(from);
  for (const entry of codes.length > 0 ? added : []) {
    const text = JSON.stringify(entry.body);
    if (codes.some((code) => text.includes(code))) broken.push(`secrets: entry ${entry.seq} holds a payment code`);
  }
  const newest = paper.cutOff().at(-1);
  if (newest !== undefined && codes.some((code) => newest.lines.some((line) => line.includes(code))))
    broken.push(`secrets: slip ${newest.number} shows a payment code`);
  return [...broken, ...added.flatMap((entry, at) => brokenScript(entry, added[at - 1]))];
}

function brokenScript(entry: Entry, before: Entry | undefined): readonly string[] {
  if (entry.type !== 'script.owed') return [];
  return before?.type === 'sale.approved' && before.txn === entry.txn
    ? []
    : [`chip: the scripts of ${entry.txn} are not owed with its approval`];
}
