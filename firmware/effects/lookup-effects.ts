/** Finding a transaction and telling its story: reads the journal by its indexes, writes down who looked. */
import { type CardFacts, timelineCopyId } from '../../storage/facts.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import type { ConversationEffects } from '../machines/conversations.ts';
import { type Hit, MOST_LISTED } from '../machines/lookup.ts';
import { currencyExponent, currencyNumber } from '../rules/money-words.ts';
import { type SearchTerm, searchTerms, spanOf } from '../rules/search-terms.ts';
import { storyOf, timelineOf } from '../rules/timeline.ts';
import { worstArrival } from './arrival.ts';
import { foundOriginal, scanOf } from './flow-effects.ts';
import type { PaperWork } from './paper-effects.ts';
import type { Ports } from './ports.ts';

/** Batches in which a trace number is looked for beside the open one: two months of a shop that settles daily. */
const BATCHES_BACK = 60;

export function lookupEffects(ports: Ports): ConversationEffects['lookup'] {
  const { journal } = ports;
  return {
    search: ({ self }, { searched }) => self.send({ type: 'search.done', searched, hits: searchFor(ports, searched) }),
    readScan: ({ self }, { code }) => self.send(scanOf(ports, code)),
    armReader: () => ports.reader()?.arm({ amountMinor: 0, currencyNumeric: currencyNumber(ports.currency) }),
    disarmReader: () => ports.reader()?.disarm(),
    searchByCard: ({ self }, { card }) => {
      if (card.clear === null) {
        self.send({ type: 'card.refused' });
        return;
      }
      const token = journal.cardToken(card.clear.take().pan);
      card.clear.wipe();
      self.send({ type: 'search.done', searched: card.maskedPan ?? '', hits: hitsOfCard(ports, token) });
    },
    recordOpened: (_, { txn, by, purpose }) => {
      journal.append([{ type: 'original.opened', txn, body: { by, purpose } }], ports.stamp());
    },
  };
}

export function timelineEffects(ports: Ports, paper: Pick<PaperWork, 'debtAdded'>): ConversationEffects['timeline'] {
  const { journal } = ports;
  return {
    readTimeline: ({ self }, { txn }) => {
      journal.append([{ type: 'original.opened', txn, body: { by: 'shown', purpose: 'timeline' } }], ports.stamp());
      const story = storyOf(journal, txn);
      self.send({ type: 'timeline.read', lines: timelineOf(story), payee: journal.payeeAt(story[0]?.seq ?? 0) });
    },
    printTimeline: (_, { txn }) => {
      const n = journal.counters().entries + 1;
      const body = { copy: timelineCopyId(txn, n), n };
      journal.append([{ type: 'timeline.requested', txn, body }], ports.stamp());
      paper.debtAdded();
    },
  };
}

const hitOf = (ports: Ports, by: Hit['by'], row: TransactionRow): Hit => ({
  by,
  original: foundOriginal(ports, row),
  arrival: worstArrival(ports, row),
});

/** In the order of the readings, each transaction once. */
function searchFor(ports: Ports, searched: string): readonly Hit[] {
  const hits = new Map<string, Hit>();
  for (const term of searchTerms(searched, currencyExponent(ports.currency))) {
    for (const row of rowsOf(ports, term)) {
      if (!hits.has(row.txn)) hits.set(row.txn, hitOf(ports, term.by, row));
      if (hits.size === MOST_LISTED) return [...hits.values()];
    }
  }
  return [...hits.values()];
}

function rowsOf(ports: Ports, term: SearchTerm): readonly TransactionRow[] {
  const { journal } = ports;
  const limit = MOST_LISTED;
  switch (term.by) {
    case 'rrn':
      return journal.find({ rrn: term.rrn });
    case 'slip':
      return journal.find({ slip: term.slip });
    case 'trace': {
      // The open batch is what the cashier means; older ones are offered behind it.
      const open = journal.find({ stan: term.stan });
      return open.length > 0 ? open : journal.find({ stan: term.stan, batches: BATCHES_BACK });
    }
    case 'last-four':
      return journal.find({ lastFour: term.lastFour, limit });
    case 'amount':
      return journal.find({ amountMinor: term.amountMinor, limit });
    case 'time': {
      const { atMs } = ports.stamp();
      return journal
        .find({ ...spanOf(term, atMs, ports.utcOffsetMinutes(atMs)), limit: 4 * limit })
        .filter(({ kind }) => kind === 'sale');
    }
  }
}

function hitsOfCard(ports: Ports, card: CardFacts['token']): readonly Hit[] {
  return ports.journal
    .find({ card, limit: 4 * MOST_LISTED })
    .filter(({ kind }) => kind === 'sale')
    .slice(0, MOST_LISTED)
    .map((row) => hitOf(ports, 'card', row));
}
