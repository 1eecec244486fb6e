/** What a wish comes to: the conversation with its input, read from what stands in the journal. */
import type { KeypadKey } from '../../drivers/keypad/keypad.ts';
import type { FoundBy } from '../../storage/entries/look-up.ts';
import type { TransactionId } from '../../storage/facts.ts';
import type { ShiftRow } from '../../storage/journal/people-models.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import type { Opened, Wish } from '../machines/conversations.ts';
import type { Sequel } from '../machines/flow.ts';
import type { LookupInput } from '../machines/lookup.ts';
import type { ReturnedGoods } from '../machines/money.ts';
import type { ReturnInput } from '../machines/return-desk.ts';
import type { SaleInput, SaleKind } from '../machines/sale-desk.ts';
import { worstArrival } from './arrival.ts';
import { refundControl, usualSale } from './control-effects.ts';
import { drawerCount } from './drawer-count-effects.ts';
import { foundOriginal } from './flow-effects.ts';
import { frozenPage } from './freezes.ts';
import { linesOf } from './goods-effects.ts';
import type { Ports } from './ports.ts';
import { refundNeedsCard } from './refund-card.ts';
import { roadFactsOf } from './refund-effects.ts';
import { phonesOf } from './slips/emergency-card-slip.ts';
import { openUnreferenced, unreferencedOffer } from './unreferenced-effects.ts';

/** Null: there is nothing to talk about. */
type Opener = (key: KeypadKey | null) => Opened | null;

/**
 * Nothing opens before somebody is on duty. While a batch is being settled its page opens in the place of anything new that moves money
 * (facts/acquirer §2.2 rule 11); so does the page of a frozen terminal (requirement C11).
 */
export function openersOf(ports: Ports): Readonly<Record<Wish, Opener>> {
  const openers = attendedOpeners(ports);
  // The first start of a live terminal: nobody could sign in before there is a manager.
  const signIn: Opener = (key) =>
    ports.journal.operators().length === 0
      ? { name: 'people', input: { first: true } }
      : { name: 'signIn', input: { key } };
  const guarded = Object.entries(openers).map(([wish, open]): [string, Opener] => [
    wish,
    (key) => (isAttended(ports) ? open(key) : wish === 'promise' ? null : signIn(key)),
  ]);
  return { ...(Object.fromEntries(guarded) as typeof openers), signIn };
}

/** Somebody is on duty, and the terminal is not locked. */
export function isAttended({ journal }: Pick<Ports, 'journal'>): boolean {
  const shift = journal.shift();
  return shift !== null && !shift.locked;
}

function attendedOpeners(ports: Ports): Readonly<Record<Exclude<Wish, 'signIn'>, Opener>> {
  const { journal } = ports;
  const unlessStopped =
    (open: Opener): Opener =>
    (key) =>
      tradeStopped(ports) ?? open(key);
  return {
    sale: unlessStopped((key) => ({ name: 'sale', input: cardInput(ports, 'sale', key) })),
    preauth: unlessStopped(() => ({ name: 'preauth', input: cardInput(ports, 'preauth', null) })),
    balance: unlessStopped(() => ({ name: 'balance', input: cardInput(ports, 'balance', null) })),
    preauthFollowUp: unlessStopped(() => ({
      name: 'preauthFollowUp',
      input: {
        txn: ports.nextTransactionId(),
        openBatch: journal.counters().batch,
        completionLimitPercent: ports.acquirer.terms.completionLimitPercent,
        waiting: journal.preauthsInForce().length,
      },
    })),
    freeze: () => ({ name: 'freeze', input: { refusal: null } }),
    help: () => ({ name: 'help', input: { phones: phonesOf(ports) } }),
    caseDesk: () => ({ name: 'caseDesk', input: { searched: '' } }),
    // Looking is always free; what is frozen is refused with its reason where it is opened.
    lookup: () =>
      settlementUnderWay(ports) ?? { name: 'lookup', input: lookupInput(ports, ports.nextTransactionId(), '') },
    promise: () => (frozenPage(ports) === null ? openPromise(ports, journal.deferredRefunds()[0]) : null),
    toDo: () => ({ name: 'toDo', input: undefined }),
    xReport: () => ({ name: 'xReport', input: undefined }),
    reprint: () => ({ name: 'reprint', input: undefined }),
    // Only the technician opens it, from the maintenance port.
    service: () => null,
    handSlips: () => ({
      name: 'handSlips',
      input: { currency: ports.currency, operator: ports.stamp().operator },
    }),
    paperBack: () => ({ name: 'paperBack', input: { currency: ports.currency } }),
    settlement: () => settlementUnderWay(ports) ?? { name: 'settlement', input: { txn: ports.nextTransactionId() } },
    resolution: () => ({ name: 'resolution', input: undefined }),
    // In training the people are the shop's: their PINs are changed there.
    people: () => (ports.training?.is === 'inside' ? null : { name: 'people', input: { first: false } }),
    training: () => ({ name: ports.training?.is === 'inside' ? 'exercises' : 'training', input: undefined }),
    shift: () => {
      const shift = journal.shift();
      return shift === null ? null : shiftPage(ports, shift, false);
    },
  };
}

const lookupInput = (ports: Ports, txn: TransactionId, searched: string): LookupInput => ({
  txn,
  searched,
  withoutSale: unreferencedOffer(ports),
});

/** A promise waits for the settlement, too: it would have to be submitted. */
function openPromise(ports: Ports, promise: TransactionRow | undefined): Opened | null {
  const { journal, policy } = ports;
  const original = promise?.original == null ? null : journal.transaction(promise.original);
  if (promise === undefined || original === null || journal.settlement() !== null) return null;
  const found = foundOriginal(ports, original);
  const { amountMinor, reason } = promise;
  const deferred = { original: found, amountMinor, reason, goods: promisedGoods(ports, promise) };
  const roadFacts = roadFactsOf(ports, found.txn);
  return {
    name: 'refund',
    input: {
      txn: promise.txn,
      policy,
      roadFacts,
      control: refundControl(ports),
      original: found,
      searched: '',
      others: 0,
      goods: null,
      cancels: false,
      needsCard: refundNeedsCard(ports, found),
      deferred,
    },
  };
}

/** What comes back with it, as it was claimed with the promise; null: an amount without goods. */
function promisedGoods({ journal }: Ports, { txn, amountMinor }: TransactionRow): ReturnedGoods | null {
  const claim = journal.timeline(txn).find(({ type }) => type === 'goods.returned');
  if (claim?.type !== 'goods.returned') return null;
  const { lines, fees, outcome, byVoucher, receiptLost } = claim.body;
  return {
    ...{ lines, fees, outcome, netMinor: amountMinor },
    ...(byVoucher === undefined ? {} : { byVoucherMinor: byVoucher.amountMinor }),
    ...(receiptLost === undefined ? {} : { receiptLost }),
  };
}

/** What a conversation that presents a card begins with. */
function cardInput(ports: Ports, kind: SaleKind, key: KeypadKey | null): SaleInput {
  return {
    kind,
    sellsGoods: kind === 'sale' && ports.catalogue().items.size > 0,
    takesCodes: kind === 'sale' && ports.acquirer.terms.paymentCodes && ports.hasScanner,
    txn: ports.nextTransactionId(),
    currency: ports.currency,
    policy: ports.policy,
    usualMinor: usualSale(ports.journal, ports.currency),
    asksPin: ports.pinPadKeys !== null,
    operator: ports.stamp().operator,
    key,
    linked: null,
  };
}

/** What a conversation goes over into; null where what it was about is not there (a bug of the conversation, harmless here). */
export function sequelOf(ports: Ports, sequel: Sequel): Opened | null {
  const { journal, policy } = ports;
  switch (sequel.wish) {
    case 'lookup':
      return { name: 'lookup', input: lookupInput(ports, sequel.txn, sequel.searched ?? '') };
    case 'unreferenced':
      return frozenPage(ports) ?? openUnreferenced(ports, sequel.txn);
    case 'sale':
      return (
        frozenPage(ports) ?? {
          name: 'sale',
          input: {
            ...cardInput(ports, 'sale', null),
            linked: {
              caseId: sequel.caseId,
              amountMinor: sequel.amountMinor,
              goods: sequel.goods ?? null,
              vouchers: sequel.vouchers ?? [],
            },
          },
        }
      );
    case 'basket':
      // Without a catalogue, and of a slip, a scan at rest means nothing.
      if (sequel.scanned === true && !isGoods(ports, sequel.code)) return null;
      return tradeStopped(ports) ?? { name: 'basket', input: { code: sequel.code, caseId: sequel.caseId } };
    case 'timeline':
      return { name: 'timeline', input: { of: sequel.of, backTo: sequel.backTo } };
    case 'promise': {
      const { txn } = sequel;
      const row = journal.deferredRefunds().find((promise) => txn === undefined || promise.txn === txn);
      return frozenPage(ports) ?? openPromise(ports, row);
    }
    case 'drawerCount':
      return drawerCount(ports, sequel.at);
    case 'shiftEnd': {
      const shift = journal.shift();
      return shift === null ? null : shiftPage(ports, shift, true);
    }
    case 'alternative':
      return {
        name: 'alternative',
        input: {
          original: sequel.original,
          currency: ports.currency,
          policy,
          got: journal.alternativesOf(sequel.original),
          spentMinor: journal.couponCostMinor(ports.currency),
        },
      };
    case 'caseDesk':
      return { name: 'caseDesk', input: { searched: sequel.searched } };
    case 'handSlips':
    case 'paperBack':
    case 'settlement':
      return openersOf(ports)[sequel.wish](null);
    case 'refund':
      return openRefund(ports, sequel);
  }
}

function openRefund(ports: Ports, sequel: Extract<Sequel, { wish: 'refund' }>): Opened | null {
  const row = ports.journal.transaction(sequel.original);
  if (row === null) return null;
  const { txn, searched, others, goods = null, cancels = false, by = 'slip' } = sequel;
  const arrival = worstArrival(ports, row);
  const original = {
    ...foundOriginal(ports, row),
    ...(arrival?.isOver === true ? { overdueMs: arrival.expectedMs } : {}),
  };
  const lines = goods === null ? linesOf(ports, row.txn) : [];
  if (lines.length > 0) return returnOf(ports, { txn, original, lines, searched, receiptLost: isReceiptLost(by) });
  return {
    name: 'refund',
    input: {
      ...{ txn, policy: ports.policy, roadFacts: roadFactsOf(ports, row.txn), control: refundControl(ports) },
      ...{ original, searched, others, goods, cancels, needsCard: refundNeedsCard(ports, original), deferred: null },
    },
  };
}

/** @param ending the drawer is counted: signing out goes on */
function shiftPage(ports: Ports, { shift, operator }: ShiftRow, ending: boolean): Opened {
  const countDue = !ending && drawerCount(ports, 'shift-end') !== null;
  return { name: 'shift', input: { shift, operator, countDue, ending } };
}

function isGoods(ports: Ports, code: string): boolean {
  return ports.catalogue().items.size > 0 && /^\d{1,14}$/.test(code);
}

/** A sale of items comes back by the wizard. */
function returnOf(ports: Ports, input: Omit<ReturnInput, 'day' | 'policy' | 'control' | 'voucherLeftMinor'>): Opened {
  const { atMs } = ports.stamp();
  const day = { soldMs: input.original.createdAtMs, nowMs: atMs, utcOffsetMinutes: ports.utcOffsetMinutes(atMs) };
  const voucherLeftMinor = ports.journal.voucherPart(input.original.txn).leftMinor;
  return {
    name: 'return',
    input: { ...input, day, policy: ports.policy, control: refundControl(ports), voucherLeftMinor },
  };
}

/** What stands on the receipt names it; card, amount and time are known without it (requirement A15). */
function isReceiptLost(by: FoundBy): boolean {
  return by === 'card' || by === 'amount' || by === 'time' || by === 'last-four';
}

/** Nothing new moves money now: the page that says why and what ends it; null: trade goes on. */
function tradeStopped(ports: Ports): Opened | null {
  return settlementUnderWay(ports) ?? frozenPage(ports);
}

/** The conversation about the settlement under way; null while there is none. */
export function settlementUnderWay({ journal }: Ports): Opened | null {
  const txn = journal.settlement()?.txn;
  return txn === undefined ? null : { name: 'settlement', input: { txn } };
}
