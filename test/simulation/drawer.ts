/** The cash drawer without a sale: asked for by key at rest, again before it has answered, behind a slip, and while the printer on which it hangs is away. */
import type { DrawerAct } from './acts.ts';
import type { Cashier } from './cashier.ts';
import type { Chance } from './chance.ts';
import type { World } from './world.ts';

/** Behind a slip it waits for the end of it; a drawer that opens later than that surprises whoever stands there. */
const OPENS_WITHIN_MS = 120_000;
const SLIP_BEGINS_MS = 400;
const ANSWERED_WITHIN_MS = 10_000;

export function drawDrawer(chance: Chance): Omit<DrawerAct, 'attention'> {
  return {
    do: 'drawer',
    when: chance.weighted({ 'at-rest': 35, 'in-a-slip': 30, 'printer-away': 35 }),
    times: chance.weighted({ once: 60, twice: 40 }),
    awayMs: chance.pick([500, 3_000, 40_000]),
  };
}

export function playDrawer(world: World, cashier: Cashier, { when, times, awayMs, attention }: DrawerAct): void {
  if (!cashier.toIdle(attention) || world.view()?.paper.doubt != null) return;
  if (when === 'in-a-slip') {
    cashier.press('reprint', 'confirm', 'confirm');
    world.pass(SLIP_BEGINS_MS);
  }
  const isAway = when === 'printer-away';
  if (isAway) world.devices.do('printer', 'unplug');
  // At once, and as soon as the loss is seen.
  if (isAway && awayMs > SLIP_BEGINS_MS * 2) world.pass(SLIP_BEGINS_MS);
  askFor(cashier);
  if (times === 'twice') askFor(cashier);
  if (!isAway) return;
  world.pass(awayMs);
  world.devices.do('printer', 'plug');
  world.pass(ANSWERED_WITHIN_MS);
}

const askFor = (cashier: Cashier): void => cashier.press('functions', '0');

interface Books {
  read: number;
  asked: number[];
  answered: number;
  refused: number;
  opened: number;
}

const booksOf = new WeakMap<World, Books>();

/** What the entries say up to now, read on from where it was. */
function readOn(world: World): Books {
  const books = booksOf.get(world) ?? { read: 0, asked: [], answered: 0, refused: 0, opened: 0 };
  booksOf.set(world, books);
  for (; books.read < world.entries.length; books.read += 1) {
    const entry = world.entries[books.read];
    if (entry?.type === 'drawer.requested') books.asked.push(world.committedAtMs[books.read] ?? 0);
    if (entry?.type !== 'drawer.pulsed') continue;
    books.answered += 1;
    if (entry.body.executed === 'refused') books.refused += 1;
    if (entry.body.executed === 'yes') books.opened += 1;
  }
  return books;
}

/** No pulse without an entry that came shortly before it, none that was refused, and nothing called open that is not. */
export function brokenDrawer(world: World): readonly string[] {
  const { asked, answered, refused, opened } = readOn(world);
  const pulses = world.told.filter(({ event }) => event === 'drawer');
  const broken: string[] = [];
  if (answered > asked.length) broken.push(`drawer: ${answered} answers to ${asked.length} requests`);
  if (pulses.length > asked.length - refused)
    broken.push(`drawer: it opened ${pulses.length} times; of ${asked.length} requests ${refused} were refused`);
  if (opened > pulses.length)
    broken.push(`evidence: the drawer is said to have opened ${opened} times, it did ${pulses.length} times`);
  let next = 0;
  for (const { device, atMs } of pulses) {
    if (device !== 'printer') broken.push(`drawer: a pulse came to ${device}, on which none hangs`);
    // The newest request before it; those that were passed over have been refused or lost.
    let found: number | null = null;
    for (; (asked[next] ?? Number.POSITIVE_INFINITY) <= atMs; next += 1) found = asked[next] ?? null;
    if (found === null) continue; // by number there is one before it
    if (atMs - found > OPENS_WITHIN_MS)
      broken.push(`drawer: it opened ${Math.round((atMs - found) / 1000)} s after it was asked for`);
  }
  return broken;
}

/** At rest: whoever asked for it has an answer. */
export function unansweredDrawer(world: World): readonly string[] {
  const { asked, answered } = readOn(world);
  return answered === asked.length ? [] : [`drawer: asked for ${asked.length} times, answered ${answered} times`];
}
