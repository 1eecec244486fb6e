/**
 * Cash: journal first, then the drawer. The entry of the money and the request for the drawer stand in one durable transaction; whatever happens
 * after it, the money is not taken or given back a second time, and a drawer that may not have opened is asked about, not pulsed again blindly.
 */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { TransactionId } from '../../storage/facts.ts';
import type { MoneyRequest } from '../machines/money.ts';
import type { CashPaid } from '../machines/sale-desk.ts';
import { appendPulsed } from './drawer-entries.ts';
import type { PaperWork } from './paper-effects.ts';
import type { Ports } from './ports.ts';
import { refusalOf } from './refusable.ts';
import { COPIES, caseOf, goodsDrafts } from './request-facts.ts';

/** The paper desk, where slips and pulses take turns at the printer. */
export type DrawerDesk = Pick<PaperWork, 'debtAdded' | 'drawerWanted' | 'drawerIsWaiting'>;

type CashOutcome =
  | { readonly type: 'cash.paid' }
  | { readonly type: 'journal.refused'; readonly rule: string; readonly detail: string };

export interface CashSale extends Pick<MoneyRequest, 'txn' | 'amountMinor' | 'currency' | 'tags'> {
  readonly cash: CashPaid;
  readonly sold: MoneyRequest['sold'] | null;
  readonly vouchers?: MoneyRequest['vouchers'];
}

export function takeCash(ports: Ports, paper: DrawerDesk, sale: CashSale): CashOutcome {
  const { txn, amountMinor, currency, tags, cash, sold, vouchers = [] } = sale;
  const body = { amountMinor, currency, ...cash, tags, copies: COPIES };
  const goods =
    sold == null ? [] : goodsDrafts({ txn, caseId: caseOf(sale), original: null, currency, sold, vouchers });
  return settle(ports, paper, [{ type: 'cash.taken', txn, body }, ...goods], txn);
}

/** @param request of an original that was paid in cash */
export function giveCashBack(ports: Ports, paper: DrawerDesk, request: MoneyRequest): CashOutcome {
  const { txn, kind, original, amountMinor, currency, reason, tags } = request;
  if (original === null || (kind !== 'void' && kind !== 'refund')) throw new Error(`a ${kind} gives no cash back`);
  const body = { kind, original, amountMinor, currency, reason, tags, copies: COPIES };
  return settle(
    ports,
    paper,
    [{ type: 'cash.givenBack', txn, body }, ...goodsDrafts({ ...request, caseId: caseOf(request) })],
    txn,
  );
}

function settle(ports: Ports, paper: DrawerDesk, drafts: readonly EntryDraft[], txn: TransactionId): CashOutcome {
  try {
    ports.journal.append([...drafts, { type: 'drawer.requested', txn, body: {} }], ports.stamp());
  } catch (error) {
    return refusalOf(error);
  }
  pulse(ports, paper, txn);
  return { type: 'cash.paid' };
}

/** Somebody opens the drawer, by key, where it does not wait already for the end of a slip; for the movement of cash that is in doubt, where there is one. */
export function openDrawer(ports: Ports, paper: DrawerDesk): void {
  if (paper.drawerIsWaiting()) return;
  const txn = ports.journal.drawerDoubt()?.txn ?? null;
  ports.journal.append([{ type: 'drawer.requested', txn, body: {} }], ports.stamp());
  pulse(ports, paper, txn);
}

/**
 * The printer takes a pulse only where it executes it at once, and no slip meanwhile: the slip waits for its answer, and a pulse waits for the end of a
 * slip that is being printed.
 */
function pulse(ports: Ports, paper: DrawerDesk, txn: TransactionId | null): void {
  if (ports.drawerPrinter()?.pulseDrawer() !== 'accepted') paper.drawerWanted(txn);
}

/** The printer's answer to the pulse; then the slips. */
export function recordDrawer(ports: Ports, paper: Pick<PaperWork, 'debtAdded'>, executed: boolean | 'unknown'): void {
  const [asked = null] = ports.journal.drawersAsked();
  appendPulsed(ports, asked, executed === true ? 'yes' : executed === false ? 'refused' : 'unknown');
  paper.debtAdded();
}

/** The power went between the request and the answer: nobody knows, and a drawer does not open by itself minutes later. */
export function drawerRecovery({ journal }: Pick<Ports, 'journal'>): readonly EntryDraft[] {
  return journal.drawersAsked().map((txn) => ({ type: 'drawer.pulsed', txn, body: { executed: 'unknown' } }));
}
