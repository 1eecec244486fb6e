/**
 * The promises of design §2 as things that must be true at any moment. The judge of the countertop compares tape, bank and journal; this adds
 * what only a world that sees everything can know: what people asked for, what the bank was asked, what devices complained about.
 */
import { join } from 'node:path';
import type { Entry } from '../../storage/entries/entry.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { type BankTransaction, brokenPromises, type JournalEntry, type PrintedSlip } from '../countertop/promises.ts';
import { leaksBelow } from '../crash/leaks.ts';
import { cardSecrets } from '../crash/secrets.ts';
import { untoldScripts } from './accounts.ts';
import { bankOf } from './books.ts';
import { brokenCash } from './cash.ts';
import type { Cashier } from './cashier.ts';
import { unansweredDrawer } from './drawer.ts';
import { brokenErrands } from './errands.ts';
import { brokenReaders } from './fitted-judge.ts';
import { brokenFreezes } from './freezing.ts';
import { brokenClaims, brokenRemainders } from './given-back.ts';
import { RIGHT_PIN } from './pad-customer.ts';
import { brokenSecondPerson } from './two-people.ts';
import { brokenUnreferenced } from './unreferenced.ts';
import type { World } from './world.ts';

interface Owed {
  readonly kind: string;
  readonly transaction: string;
  readonly state: string;
}

/** What no file may hold, in any form (promise 5): cards, what stands beside them on their tracks, the clear blocks of the PIN that is typed. */
const SECRETS = cardSecrets(RIGHT_PIN);

/** After every act. `owed` comes from the running terminal or, without power, from its folder. */
export function brokenNow(world: World, cashier: Cashier): readonly string[] {
  const bank = bankOf(world);
  const owed = world.powered ? world.terminal.journal.obligations() : fromFolder(world, (books) => books.obligations());
  const printed = cashier.paper.cutOff();
  // The judge of the countertop reads entries from a file: it knows their bodies by name only.
  const entries = world.entries as unknown as readonly JournalEntry[];
  return [
    ...world.broken,
    ...brokenPromises({ tape: cashier.paper.pieces(), bank, entries, obligations: owed }, printed),
    ...brokenAmounts(world, bank),
    ...brokenWishes(cashier, bank),
    ...brokenRemainders(world),
    ...brokenClaims(world),
    ...brokenMarks(world, printed),
    ...brokenStubs(world, cashier, printed),
    ...brokenScreen(world),
    ...brokenBelief(world),
    ...brokenDuties(world),
    ...brokenDialogue(world),
    ...brokenFreezes(world.entries),
    ...brokenCash(world),
    ...brokenErrands(world, cashier),
    ...brokenReaders(world, cashier, bank),
    ...brokenUnreferenced(world, bank),
    ...brokenSecondPerson(world),
  ];
}

/** Now and then: the journal against itself, and what lies on the disk. */
export function brokenBooks(world: World): readonly string[] {
  const broken: string[] = [];
  fromFolder(world, (books) => {
    const verdict = books.verify();
    if (!verdict.ok) broken.push(`journal: ${JSON.stringify(verdict.problems)}`);
    const rebuilt = books.rebuild(world.rebuild);
    if (!rebuilt.ok) broken.push(`journal: rebuild differs: ${JSON.stringify(rebuilt)}`);
    const { entries } = books.counters();
    if (entries !== world.entries.length)
      broken.push(`journal: ${world.entries.length} entries were committed, ${entries} stand`);
  });
  return [...broken, ...leaksBelow(world.home, SECRETS).map((leak) => `secrets: ${leak}`)];
}

/** The end: everything healed and an operator there; nothing may be owed but what only somebody else can clear up: unknown refunds. */
export function brokenAtRest(world: World, cashier: Cashier): readonly string[] {
  const broken: string[] = [];
  // Only a person outside of the shop can tell: nothing that the terminal could go on working at. What is reversed or told again is neither.
  const refunds = new Set(
    world.entries.flatMap(({ type, txn }) => (type === 'refund.submitted' ? [txn as string] : [])),
  );
  const isPersons = (it: Owed) => it.kind === 'outcome' && it.state === 'unknown' && refunds.has(it.transaction);
  for (const it of world.terminal.journal.obligations()) {
    if (!isPersons(it)) broken.push(`liveness: still owed: ${it.kind} ${it.state} ${it.transaction}`);
  }
  // The neutral dialect has no message for it.
  if (world.profile.neutral !== true) broken.push(...untoldScripts(world.entries, bankOf(world)));
  broken.push(...unansweredDrawer(world));
  for (const txn of world.terminal.journal.drawersAsked())
    broken.push(`drawer: asked for and never answered (${txn ?? 'by key'})`);
  const whole = new Set(cashier.paper.whole().map((slip) => slip.number));
  const slipsOfCopy = new Map<string, number[]>();
  for (const entry of world.entries) {
    if (entry.type !== 'receipt.started') continue;
    const { copy, slip } = entry.body;
    slipsOfCopy.set(copy, [...(slipsOfCopy.get(copy) ?? []), slip]);
  }
  for (const entry of world.entries) {
    for (const copy of copiesOf(entry)) {
      if (!(slipsOfCopy.get(copy) ?? []).some((slip) => whole.has(slip)))
        broken.push(`paper: at rest, and no complete slip of ${copy} ever came out`);
    }
  }
  return broken;
}

/** The names of the slips that come of it. */
function copiesOf({ type, txn, body }: Entry): readonly string[] {
  if (type === 'timeline.requested') return [body.copy];
  if (!OWING.has(type) || !('copies' in body)) return [];
  return body.copies.map((of) => `${txn}/${of}`);
}

/** What a slip comes of. */
const OWING: ReadonlySet<string> = new Set([
  ...['sale.approved', 'void.approved', 'refund.approved', 'cash.taken', 'cash.givenBack'],
  ...['compensation.issued', 'return.refused', 'alternative.given', 'handSlip.entered', 'outage.reconciled'],
]);

function fromFolder<T>(world: World, read: (books: ReturnType<typeof openJournalReader>) => T): T {
  const books = openJournalReader(join(world.folder, 'journal.sqlite'));
  try {
    return read(books);
  } finally {
    books.close();
  }
}

const inForce = (booked: BankTransaction) => booked.state === 'in-force' || booked.state === 'voided';

/** What the bank booked under a trace is what the journal says was asked for, once for each transaction. */
function brokenAmounts(world: World, bank: readonly BankTransaction[]): readonly string[] {
  const broken: string[] = [];
  const asked = new Map<string, { readonly txn: string | null; readonly type: string; readonly amountMinor: number }>();
  for (const { type, txn, body } of world.entries) {
    if (type !== 'sale.submitted' && type !== 'void.submitted' && type !== 'refund.submitted') continue;
    asked.set(`${body.batch}/${body.stan}`, { txn, type, amountMinor: body.amountMinor });
  }
  const booked = new Map<string, number>();
  for (const it of bank.filter(inForce)) {
    const request = asked.get(`${it.batch}/${it.stan}`);
    if (request === undefined) continue; // named by the judge already
    if (request.type !== `${it.kind}.submitted` || request.amountMinor !== it.requestedMinor)
      broken.push(`money: the bank booked ${it.kind} ${it.requestedMinor}, asked was ${JSON.stringify(request)}`);
    const times = (booked.get(request.txn ?? '') ?? 0) + 1;
    booked.set(request.txn ?? '', times);
    if (times > 1) broken.push(`money: ${request.txn} stands ${times} times in the bank's books`);
  }
  return broken;
}

/** Nobody is charged more often than a card was shown, and no sale gives back more than people asked for. */
function brokenWishes({ wishes }: Cashier, bank: readonly BankTransaction[]): readonly string[] {
  const broken: string[] = [];
  const charged = new Map<number, number>();
  for (const it of bank) {
    if (it.kind === 'sale' && inForce(it)) charged.set(it.requestedMinor, (charged.get(it.requestedMinor) ?? 0) + 1);
    const given = it.refundedMinor + (it.state === 'voided' ? it.chargedMinor : 0);
    const wished = wishes.refunds.get(`${it.batch}/${it.stan}`) ?? 0;
    if (it.kind === 'sale' && given > wished)
      broken.push(`money: of sale ${it.batch}/${it.stan} ${given} was given back, asked for was ${wished}`);
  }
  for (const [amountMinor, times] of charged) {
    const shown = wishes.swipes.get(amountMinor) ?? 0;
    if (times > shown) broken.push(`money: ${amountMinor} was charged ${times} times, a card was shown ${shown} times`);
  }
  return broken;
}

const MARK = /^ *(?:重打印 )?DUPLICATE (\d+) *$/m;

/** No two slips of one copy bear the same 重打印 n, and a slip named as void did not come out whole. */
function brokenMarks(world: World, printed: readonly PrintedSlip[]): readonly string[] {
  const broken: string[] = [];
  const whole = new Set(printed.map((slip) => slip.number));
  const started = new Map<number, string>();
  for (const { type, body } of world.entries) if (type === 'receipt.started') started.set(body.slip, body.copy);
  const duplicates = new Map<string, number>();
  for (const slip of printed) {
    if (slip.replaces !== null && whole.has(slip.replaces))
      broken.push(`paper: slip ${slip.number} names ${slip.replaces} as void, which came out whole`);
    // Its own mark stands on a line by itself: a story tells of those of other slips.
    const n = slip.duplicate ? MARK.exec(slip.lines.join('\n'))?.[1] : undefined;
    if (n === undefined) continue;
    const copy = started.get(slip.number)?.replace(/\/duplicate-\d+$/, '');
    const mark = `${copy} DUPLICATE ${n}`;
    const other = duplicates.get(mark);
    if (other !== undefined && other !== slip.number)
      broken.push(`paper: ${mark} is on slips ${other} and ${slip.number}`);
    duplicates.set(mark, slip.number);
  }
  return broken;
}

/**
 * A stub that shows its number is named as void by the unmarked slip that takes its place, or by one that was itself so named; and what a slip
 * names is the very stub that it takes the place of.
 */
function brokenStubs(world: World, { paper }: Cashier, printed: readonly PrintedSlip[]): readonly string[] {
  const whole = new Set(paper.whole().map((slip) => slip.number));
  const copies = new Map<number, string>();
  const named = new Set<number>();
  // Some of its bytes may have left, and been lost with a cable, or all of them with the power of a printer that took them in and printed
  // nothing: where no part is proven to be on the paper the terminal cannot know, and names it to be safe.
  const cutOff = new Set<number>();
  // That is said of it before its successor begins, by one slip, and not of a slip of which anybody sees something.
  const excused = new Set<number>();
  const stubs = paper.stubs();
  for (const { type, body } of world.entries) {
    if (type === 'receipt.notPrinted' && (body.proof === 'never-sent' || body.proven === 0)) cutOff.add(body.slip);
    if (type !== 'receipt.started') continue;
    copies.set(body.slip, body.copy);
    if (body.marking.kind !== 'replaces') continue;
    const { slip } = body.marking;
    if (cutOff.has(slip) && !named.has(slip) && !stubs.includes(slip)) excused.add(body.slip);
    named.add(slip);
  }
  const unnamed = stubs.flatMap((stub) => {
    if (stub === null || whole.has(stub) || named.has(stub)) return [];
    const copy = copies.get(stub);
    const next = printed.find((slip) => slip.number > stub && !slip.duplicate && copies.get(slip.number) === copy);
    return next === undefined
      ? []
      : [`paper: unmarked slip ${next.number} takes the place of stub ${stub}, which no slip names`];
  });
  let nameless = 0;
  return [
    ...unnamed,
    ...printed.flatMap((slip) => {
      const { number, replaces } = slip;
      if (replaces === null) return [];
      const [copy, other] = [copies.get(number), copies.get(replaces)];
      if (copy !== other) return [`paper: slip ${number} is ${copy} and names ${replaces} as void, which was ${other}`];
      if (excused.has(number)) return [];
      const before = paper.stubsBefore(slip);
      if (before.includes(replaces)) return [];
      // A stub that ended above its number is only some lines: they stand for one slip, not for two.
      nameless += 1;
      return before.filter((stub) => stub === null).length >= nameless
        ? []
        : [`paper: slip ${number} names ${replaces} as void, of which nothing came out`];
    }),
  ];
}

/** What the screen says was done stands in the journal. */
function brokenScreen(world: World): readonly string[] {
  const view = world.view();
  if (view === null) return [];
  const { flow } = view;
  const said = flow.at === 'sale' || flow.at === 'refund' ? flow.decision?.outcome : undefined;
  if (said?.is !== 'approved' || said.rrn === null) return [];
  const stands = world.entries.some(
    ({ type, body }) => type.endsWith('.approved') && 'rrn' in body && body.rrn === said.rrn,
  );
  return stands ? [] : [`evidence: the screen says approved (${said.rrn}), the journal does not`];
}

/** Faults that leave no answer which may be believed. */
const SPOILED: ReadonlySet<unknown> = new Set([
  'wrong-mac',
  'wrong-amount',
  'wrong-terminal',
  'answer-other-stan',
  'garbage',
  'truncated',
]);

/** Of a reversal and of an upload, which go under the same trace number. */
const OTHER_ANSWERS: ReadonlySet<unknown> = new Set(['0400', '0320']);

/** Promise 3: nothing is called approved on an answer that was spoiled on its way. */
function brokenBelief(world: World): readonly string[] {
  const spoiled = new Set(
    world.told
      .filter(
        ({ event, fields }) => event === 'fault' && SPOILED.has(fields['name']) && !OTHER_ANSWERS.has(fields['mti']),
      )
      .map(({ fields }) => fields['stan']),
  );
  if (spoiled.size === 0) return [];
  const stanOf = new Map<string | null, string>();
  const unknown = new Set<string | null>();
  // An advice is told again under its own trace number until an answer fits.
  const toldAgain = new Set<string | null>();
  // What the append of another answer may end: the upload's, of refunds and advices in doubt; an enquiry's, of what was asked about.
  let told: readonly (string | null)[] = [];
  return world.entries.flatMap(({ type, txn, body }) => {
    if (type === 'settlement.uploaded') told = body.records.filter((record) => unknown.has(record));
    else if (type === 'enquiry.answered') told = body.found === 'approved' ? [txn] : [];
    else if (!told.includes(txn)) told = [];
    if (type.endsWith('.submitted') && 'stan' in body) stanOf.set(txn, body.stan);
    if (type.endsWith('.unknown')) unknown.add(txn);
    if (type === 'advice.sent') toldAgain.add(txn);
    if (!type.endsWith('.approved')) return [];
    unknown.delete(txn);
    const stan = stanOf.get(txn);
    return spoiled.has(stan) && !told.includes(txn) && !toldAgain.has(txn)
      ? [`evidence: ${txn} is called approved on an answer to ${stan} that was spoiled`]
      : [];
  });
}

/** Duties before wishes (facts/acquirer §2.2 rule 5): nothing new is asked before the oldest reversal was at least tried. */
function brokenDuties(world: World): readonly string[] {
  const owed = new Map<string | null, { tried: boolean }>();
  const hasReversal = new Set<string | null>();
  return world.entries.flatMap(({ type, txn, body }) => {
    if (type === 'sale.submitted' || type === 'void.submitted' || type === 'refund.submitted') {
      if (body.needsReversal) hasReversal.add(txn);
      const [oldest] = owed;
      return oldest === undefined || oldest[1].tried
        ? []
        : [`money: ${txn} was asked for before the reversal of ${oldest[0]} was tried`];
    }
    if (type === 'sale.unknown' || type === 'void.unknown') {
      if (hasReversal.has(txn)) owed.set(txn, { tried: false });
    } else if (type === 'reversal.sent') owed.set(txn, { tried: true });
    else if (type === 'reversal.accepted') owed.delete(txn);
    // The bank was asked, and knew: nothing is to be undone.
    else if (type === 'sale.approved' || type === 'sale.declined') owed.delete(txn);
    return [];
  });
}

/** What the bank refuses because the terminal should have known better, by its reason. */
const BANK_REASONS: readonly RegExp[] = [
  /^trace \d+ is used/, // a trace number of the batch was used again
  /^refunds would exceed/, // the amount was not reserved
  /^(voided|refunded) already/,
  /^(DE|no DE|trace number 000000|copy of|charge of|the charge is of|the sale is not in|other (card|amount)|a void gives)/,
  /^undone by a/,
];

/** What devices and the bank complained about. */
function brokenDialogue(world: World): readonly string[] {
  // A request that arrives behind its own reversal finds its trace number spent: the line's doing, not the terminal's.
  const overtaken = new Set(
    world.told.filter(({ fields }) => fields['name'] === 'request-late').map(({ fields }) => fields['stan']),
  );
  return world.told.flatMap(({ device, event, fields, atMs }) => {
    const why = String(fields['why']);
    // The answer itself may be spoiled: the reason names the trace number that came.
    const stan = /^trace (\d+)/.exec(why)?.[1] ?? fields['stan'];
    const refused = event === 'answer' && !overtaken.has(stan) && BANK_REASONS.some((it) => it.test(why));
    const wrong =
      device === 'acquirer'
        ? event === 'error' || refused
        : event === 'unknown-bytes' ||
          event === 'overrun' ||
          (event === 'error' && device !== 'printer' && device !== 'printer2');
    return wrong ? [`wire: ${(atMs / 1000).toFixed(3)}s ${device}: ${event} ${JSON.stringify(fields)}`] : [];
  });
}
