/** Other accounts than a swiped card: a payment code before the scanner, a chip in the slot or a phone on the field, whose issuer may want something of it. */
import type { Entry } from '../../storage/entries/entry.ts';
import type { BankTransaction } from '../countertop/promises.ts';
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
    // Once: lost on its way. Oftener: it arrives, and the answers are lost.
    const lost = act.unheard === 1 ? 'silent-unbooked' : 'silent';
    if (act.unheard > 0) world.devices.do('acquirer', lost, { kind: 'script-result', count: act.unheard });
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

/**
 * At rest, by the bank's own books: every script that went with an approval which the terminal has believed has been told of, or somebody has said that
 * it does without. What an enquiry found, or nobody believed, came without its scripts.
 */
export function untoldScripts(entries: readonly Entry[], bank: readonly BankTransaction[]): readonly string[] {
  const untold = new Set(
    bank.flatMap((it) =>
      it.scripts !== undefined && it.scripts > 0 && it.scriptResult === null ? [`${it.batch}/${it.stan}`] : [],
    ),
  );
  if (untold.size === 0) return [];
  const asked = new Map<string, string>();
  const owed = new Set<string>();
  for (const [at, { type, txn, body }] of entries.entries()) {
    if (type === 'sale.submitted' && untold.has(`${body.batch}/${body.stan}`))
      asked.set(txn, `${body.batch}/${body.stan}`);
    else if (type === 'sale.approved' && asked.has(txn) && entries[at - 1]?.type !== 'enquiry.answered') owed.add(txn);
    else if (type === 'script.resolved') owed.delete(txn);
  }
  return [...owed].map(
    (txn) => `chip: the bank was never told of the scripts that came with ${txn} (${asked.get(txn)})`,
  );
}
