/**
 * How often each judge had something to judge, and what was never written: a judge that has never met its case proves nothing. Counted at the end of each
 * world from entries, tape and books, so that the run itself costs no more.
 */
import type { EntryType } from '../../storage/entries/entry.ts';
import { ENTRY_TYPES } from '../../storage/journal/entry-types.ts';
import type { Act } from './acts.ts';
import { bankOf } from './books.ts';
import type { Cashier } from './cashier.ts';
import type { World } from './world.ts';

type Counts = Map<string, number>;

/** What a judge looks at, as entries. */
const JUDGED_ENTRIES: readonly (readonly [string, RegExp])[] = [
  ['given back is counted a second time (given-back.ts)', /^(refund\.approved|void\.approved|cash\.givenBack)$/],
  ['two people for what takes two (two-people.ts)', /^approval\.given$/],
  ['duties before wishes: a reversal owed (invariants.ts)', /^(sale|void)\.unknown$/],
  ['cash and drawer (cash.ts)', /^(cash|drawer)\./],
  ['what is frozen (freezing.ts)', /^freeze\./],
  ['goods, returns and vouchers (goods-judge.ts)', /^(goods|return|compensation|alternative)\./],
  ['cases in two halves (case-judge.ts)', /^case\./],
  ['case files (counsel-judge.ts)', /^caseFile\./],
  ['people, PINs and shifts (people-judge.ts)', /^(operator|shift)\./],
  ['outages and hand slips (outage-judge.ts, gaps.ts)', /^(outage|handSlip|handStock|eSlip|task)\./],
  ['commands at the maintenance port (port-judge.ts)', /^maintenance\./],
  ['issuer scripts (accounts.ts)', /^script\./],
  ['slips moved to the other printer (other-printer.ts)', /^paper\.moved$/],
  ['settlements', /^settlement\.ended$/],
];

export class Tally {
  readonly entries: Counts = new Map();
  readonly judged: Counts = new Map();
  readonly mishaps: Counts = new Map();
  readonly pages: Counts = new Map();

  /** Takes a world in at its end. */
  take(world: World, cashier: Cashier, acts: readonly Act[]): void {
    for (const { type } of world.entries) add(this.entries, type, 1);
    for (const [name, types] of JUDGED_ENTRIES)
      add(this.judged, name, world.entries.filter(({ type }) => types.test(type)).length);
    for (const act of acts) {
      if (act.do === 'fault') add(this.mishaps, `${act.device} ${act.verb}`, 1);
      if (act.do === 'cut-power') add(this.mishaps, `power cut at ${act.point.at}`, 1);
    }
    this.#slips(cashier);
    this.#bank(world);
    const { judged, witness } = world.onlooker;
    for (const [page, times] of judged) add(this.pages, page, times);
    add(
      this.judged,
      'pictures of both screens (seeing.ts)',
      [...judged.values()].reduce((sum, times) => sum + times, 0),
    );
    for (const [what, times] of witness.met) add(this.judged, `a screen says: ${what} (saying.ts)`, times);
  }

  #slips({ paper }: Cashier): void {
    const printed = paper.cutOff();
    add(this.judged, 'slips that came out whole (countertop/promises.ts)', printed.length);
    add(this.judged, 'slips marked DUPLICATE (invariants.ts)', printed.filter(({ duplicate }) => duplicate).length);
    add(
      this.judged,
      'slips that name a stub as void (invariants.ts)',
      printed.filter((slip) => slip.replaces !== null).length,
    );
    add(this.judged, 'stubs on the paper (invariants.ts)', paper.stubs().length);
  }

  #bank(world: World): void {
    add(this.judged, "transactions in the bank's books (invariants.ts)", bankOf(world).length);
    const told = (event: string) => world.told.filter((one) => one.event === event).length;
    add(this.judged, 'answers spoiled on their way, or other faults of the bank (invariants.ts)', told('fault'));
    add(this.judged, 'answers of the bank that may be complaints (invariants.ts)', told('answer'));
  }

  /** The page of test/simulation/tally.md. */
  page(closing: string): string {
    const never = ENTRY_TYPES.filter((type: EntryType) => !this.entries.has(type));
    const list = (counts: Counts): string =>
      sorted(counts)
        .map(([name, times]) => `${name} ${times}`)
        .join(' · ');
    return [
      '# What a long run of the simulation met',
      '',
      `Made by \`npm run simulate -- --seed N --sales M --tally --write\`; its closing line: ${closing}.`,
      '',
      '| what was judged | how often it was there, in all worlds together |',
      '|---|---|',
      ...[...this.judged].map(([name, times]) => `| ${name} | ${times === 0 ? '**never**' : times} |`),
      '',
      `**Kinds of entry never written** (${never.length} of ${ENTRY_TYPES.length}; what they stand for is proven elsewhere, not here): ${never.map((type) => `\`${type}\``).join(', ') || 'none'}.`,
      '',
      `**Written**: ${list(this.entries)}.`,
      '',
      `**Mishaps**: ${list(this.mishaps)}.`,
      '',
      `**Pages judged as pictures** (${this.pages.size}): ${list(this.pages)}.`,
      '',
    ].join('\n');
  }
}

function add(counts: Counts, name: string, times: number): void {
  counts.set(name, (counts.get(name) ?? 0) + times);
}

const sorted = (counts: Counts): readonly (readonly [string, number])[] => [...counts].sort((a, b) => b[1] - a[1]);
