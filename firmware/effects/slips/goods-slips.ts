/** From the journal to goods on paper: lines of a sale or a return, refusals, vouchers. */
import type { SoldLine } from '../../../storage/entries/goods.ts';
import type { CopyKind } from '../../../storage/facts.ts';
import type { Journal } from '../../../storage/journal/journal.ts';
import type { TransactionRow } from '../../../storage/journal/transaction-rows.ts';
import type { SlipInHand } from '../../machines/paper-desk.ts';
import type { GoodsFacts, RefusalSlipFacts, VoucherSlipFacts } from '../../receipts/slip-facts.ts';
import type { Ports } from '../ports.ts';
import { originalFacts } from './original-facts.ts';
import { momentsOf, type Started, slipHead } from './slip-parts.ts';

/** Of a sale its lines, of a void or a refund what comes back; null where it was by amount. */
export function goodsOf(journal: Journal, row: TransactionRow, copy: CopyKind): GoodsFacts | null {
  const timeline = journal.timeline(row.txn);
  const sold = timeline.find((entry) => entry.type === 'goods.sold');
  if (sold?.type === 'goods.sold') {
    const vouchers = timeline.flatMap((entry) => (entry.type === 'voucher.redeemed' ? [entry.body] : []));
    return { lines: sold.body.lines, fees: [], ...(vouchers.length === 0 ? {} : { vouchers }) };
  }
  const returned = timeline.find((entry) => entry.type === 'goods.returned');
  if (returned?.type !== 'goods.returned') return null;
  const { original, lines, fees, byVoucher } = returned.body;
  const goods = { lines: lines.flatMap((line) => returnedLine(journal.goods(original), line)), fees };
  if (byVoucher === undefined) return goods;
  const { amountMinor, code } = byVoucher;
  return { ...goods, voucherBack: { amountMinor, ...(copy === 'customer' ? { code } : {}) } };
}

function returnedLine(
  sold: readonly SoldLine[],
  { line, quantity }: { readonly line: number; readonly quantity: number },
): GoodsFacts['lines'] {
  const found = sold[line - 1];
  return found === undefined ? [] : [{ ...found, quantity }];
}

/** @throws Error when the journal does not know it: a bug, since its copy is owed from that entry on. */
export function goodsSlipFacts(
  ports: Ports,
  inHand: SlipInHand,
  copy: CopyKind,
  started: Started,
): RefusalSlipFacts | VoucherSlipFacts {
  const { journal } = ports;
  const entry = journal
    .timeline(inHand.txn)
    .find(({ type }) => type === 'return.refused' || type === 'compensation.issued');
  if (entry?.type !== 'return.refused' && entry?.type !== 'compensation.issued')
    throw new Error(`the journal does not know ${inHand.copy}`);
  const row = journal.transaction(entry.body.original);
  const head = slipHead(ports, inHand, started, copy, entry);
  const original = originalFacts(journal, row, momentsOf(ports));
  const currency = row?.currency ?? ports.currency;
  if (entry.type === 'return.refused') {
    const { rule, zh, en, remedyZh, remedyEn, code } = entry.body;
    return {
      ...head,
      kind: 'refusal',
      rule,
      why: { zh, en },
      remedy: { zh: remedyZh, en: remedyEn },
      code,
      original,
      currency,
    };
  }
  const { amountMinor, lines, code } = entry.body;
  const goods = { lines: lines.flatMap((line) => returnedLine(journal.goods(entry.body.original), line)), fees: [] };
  return {
    ...head,
    kind: 'voucher',
    voucher: entry.txn,
    ...(code === undefined ? {} : { code }),
    amountMinor,
    currency,
    goods,
    original,
  };
}
