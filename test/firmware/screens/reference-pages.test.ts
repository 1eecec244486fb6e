/** Every page on which a reference is asked for, with each notice that can stand on it: on 24×6 no key and no word of the notice is lost. */
import { describe, expect, test } from 'vitest';
import { scanRefusal } from '../../../firmware/machines/flow.ts';
import { judgeMissed } from '../../../firmware/rules/arrivals.ts';
import { refusedByJournal } from '../../../firmware/rules/journal-refusal.ts';
import {
  CARD_UNREADABLE,
  noCase,
  noPreauth,
  noReceipt,
  noSale,
  nothingToFreeze,
} from '../../../firmware/rules/not-found.ts';
import { DEFAULT_POLICY } from '../../../firmware/rules/policy.ts';
import { followUpActs } from '../../../firmware/rules/preauth-follow-up.ts';
import { LONGEST_REFERENCE } from '../../../firmware/rules/reference-entry.ts';
import { judgeOriginal } from '../../../firmware/rules/refundable.ts';
import { judgeUnreferenced } from '../../../firmware/rules/unreferenced.ts';
import { renderCashierScreen } from '../../../firmware/screens/cashier.ts';
import type { FlowView, TillView } from '../../../firmware/screens/till-view.ts';
import { brokenPicture } from '../../simulation/seeing.ts';
import { AT_REST } from './at-rest.ts';

const LONGEST = '606109000014';
const TYPED = ['', '3', LONGEST] as const;

/** The verb of a reader that takes every kind of card is the longest. */
const devices: TillView['devices'] = [
  { device: 'cardReader', state: 'ready', takes: ['insert', 'tap', 'swipe'] } as unknown as TillView['devices'][number],
];
const freeze = (on: object): TillView['freezes'][number] =>
  ({ freeze: 1, on, reason: 'dispute', by: '9', sinceMs: 0 }) as unknown as TillView['freezes'][number];
const stopped = freeze({ is: 'terminal' });
const heldSale = freeze({ is: 'transaction' });

const scans = [scanRefusal('no-slip'), scanRefusal('other-terminal')];
const original = {
  kind: 'sale',
  amountMinor: 25_001,
  refundedMinor: 0,
  reservedMinor: 0,
  currency: 'CNY',
  frozen: null,
};
const notGivenBack = [
  { kind: 'refund', state: 'approved' },
  { kind: 'preauth', state: 'approved' },
  ...['voided', 'reversed', 'unknown', 'declined'].map((state) => ({ state })),
  { state: 'approved', reservedMinor: 25_001 },
  { state: 'approved', refundedMinor: 25_001 },
  { state: 'approved', frozen: heldSale },
].map((facts) => judgeOriginal({ ...original, ...facts } as never));
const hold = { kind: 'preauth', state: 'approved', endedBy: null, frozen: null, refundedMinor: 0, reservedMinor: 0 };
const notFollowedUp = [
  { endedBy: 't1-2' },
  { kind: 'sale' },
  ...['unknown', 'voided', 'declined'].map((state) => ({ state })),
  { kind: 'completion', batch: '000001' },
  { kind: 'completion', refundedMinor: 1 },
  { frozen: heldSale },
].map((facts) => followUpActs({ ...hold, ...facts } as never, '000002' as never));
const withoutSale = judgeUnreferenced(
  { unreferencedRefunds: { ...DEFAULT_POLICY.unreferencedRefunds, allow: 'manager' } },
  false,
);

type Notice = Extract<FlowView, { at: 'reprint' }>['notice'];

interface Page {
  /** As it is without a notice, for what is typed. */
  readonly flow: (typed: string) => object;
  /** What can stand on it, for what was looked for. */
  readonly notices: (searched: string) => readonly object[];
  /** A terminal that stands still refuses to open it. */
  readonly onlyAtWork?: true;
}

const onHold = { at: 'freeze', refusal: null, items: [], nowMs: 0, subject: null, identification: null };
const lookup = { at: 'lookup', state: 'enteringReference', hits: [] };
const caseFile = { number: 12, reference: null, remind: '2026-03-23', awaited: null };
const found = {
  ...{ kind: 'refund', amountMinor: 88_888_800, currency: 'CNY', status: 'accepted', bring: ['slip', 'card'] },
  ...{ expected: '2026-03-23', rrn: LONGEST, mayBeMissed: true, file: caseFile },
};
const notMissed = judgeMissed({ status: 'accepted', expectedMs: 86_400_000, nowMs: 0, utcOffsetMinutes: 480 });

const PAGES: Readonly<Record<string, Page>> = {
  'hold: a transaction': {
    flow: (typed) => ({ ...onHold, state: 'enteringReference', looksFor: 'transaction', typed }),
    notices: (searched) => [...scans, nothingToFreeze(searched)],
  },
  'hold: a card': {
    flow: (typed) => ({ ...onHold, state: 'enteringReference', looksFor: 'card', typed }),
    notices: (searched) => [...scans, nothingToFreeze(searched), CARD_UNREADABLE.freeze],
  },
  'hold: the menu': {
    flow: () => ({ ...onHold, state: 'looking', looksFor: 'card', typed: '', items: [{ ...stopped, title: '' }] }),
    notices: () => [refusedByJournal({ rule: 'r', detail: 'd' })],
  },
  reprint: {
    flow: (typed) => ({ at: 'reprint', state: 'enteringReference', typed, found: null, duplicate: null }),
    notices: (searched) => [...scans, noReceipt(searched)],
  },
  'look-up': {
    flow: (typed) => ({ ...lookup, typed, opened: false, arrival: null, offersWithoutSale: true }),
    notices: (searched) => [
      ...scans,
      noSale(searched),
      CARD_UNREADABLE.lookup,
      ...(withoutSale === null ? [] : [withoutSale]),
    ],
  },
  'look-up: a sale that cannot be given back': {
    flow: (typed) => ({ ...lookup, typed, opened: true, arrival: null, offersWithoutSale: true }),
    notices: () => notGivenBack,
  },
  'look-up: a sale whose refund is on its way': {
    flow: (typed) => ({
      ...{ ...lookup, typed, opened: true, offersWithoutSale: true },
      arrival: { day: '2026-03-23', isOver: true, isMissed: true, rrn: LONGEST },
    }),
    notices: () => notGivenBack,
  },
  'case desk': {
    flow: (typed) => ({ at: 'caseDesk', state: 'asking', typed, found: null }),
    notices: (searched) => [...scans, noCase(searched)],
  },
  'case desk: the reference of the bank': {
    flow: (typed) => ({ at: 'caseDesk', state: 'enteringReference', typed, found }),
    notices: () => [],
  },
  'case desk: a refund that the bank has not confirmed': {
    flow: () => ({
      ...{ at: 'caseDesk', state: 'showing', typed: '' },
      found: { ...found, status: 'sent', expected: null, rrn: null, mayBeMissed: false, file: null },
    }),
    notices: () => [notMissed, refusedByJournal({ rule: 'r', detail: 'd' })],
  },
  'case desk: a file': {
    flow: () => ({ at: 'caseDesk', state: 'showing', typed: '', found }),
    notices: () => [notMissed, refusedByJournal({ rule: 'r', detail: 'd' })],
  },
  'holds of pre-authorisations': {
    flow: (typed) => ({ at: 'preauthFollowUp', state: 'enteringReference', typed, found: null, waiting: 12 }),
    notices: (searched) => [...scans, noPreauth(searched), ...notFollowedUp],
    onlyAtWork: true,
  },
  'to do': {
    flow: () => ({
      ...{ at: 'toDo', state: 'listing', nowMs: 3_600_000, chosen: null, ending: null, identification: null, page: 0 },
      items: Array.from({ length: 9 }, (_, i) => ({ what: 'alternative', kind: 'pickUp', number: i + 1, sinceMs: 0 })),
    }),
    notices: () => [refusedByJournal({ rule: 'r', detail: 'd' })],
  },
};

const isOpened = (flow: object): boolean => 'opened' in flow && flow.opened === true;
const isRefusal = (notice: object): boolean => 'allowed' in notice && notice.allowed === false;

describe.each(Object.entries(PAGES))('%s', (_, { flow, notices, onlyAtWork }) => {
  test.each(TYPED)('with "%s" typed', (typed) => {
    expect(LONGEST).toHaveLength(LONGEST_REFERENCE);
    const said = notices(typed);
    expect(said.filter((notice) => !isRefusal(notice))).toEqual([]);
    // A sale stays open on the page for what is wrong with it.
    for (const freezes of onlyAtWork ? [[], [heldSale]] : [[], [heldSale], [stopped]])
      for (const notice of [...(isOpened(flow(typed)) ? [] : [null]), ...said] as readonly Notice[]) {
        const view: TillView = {
          ...AT_REST,
          devices,
          freezes,
          flow: { ...flow(typed), notice } as unknown as FlowView,
        };
        expect.soft(brokenPicture(view)).toEqual([]);
        const shown = renderCashierScreen(view, { columns: 24, rows: 6 }).join('\n');
        // Of what was found, more is to be said than what it was found by.
        const { flow: page } = view;
        if ('typed' in page && page.typed === typed && !isOpened(page)) expect.soft(shown).toContain(typed);
      }
  });
});
