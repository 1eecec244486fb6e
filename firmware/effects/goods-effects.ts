/** What the conversations about goods do: the catalogue, the lines of a sale, refusals in writing, vouchers of the shop. */
import { minorUnits, type TransactionId } from '../../storage/facts.ts';
import { withoutCardNumbers } from '../../storage/journal/card-number-guard.ts';
import type { ConversationEffects } from '../machines/conversations.ts';
import { dateAndTime } from '../receipts/civil-time.ts';
import { groupedCode, plainCode } from '../rules/barcodes.ts';
import { findItem } from '../rules/catalogue.ts';
import { matchCode, type OriginalLine } from '../rules/returns.ts';
import { judgeVoucher, type VoucherFacts } from '../rules/vouchers.ts';
import { recordApproval } from './control-effects.ts';
import type { PaperWork } from './paper-effects.ts';
import type { Ports } from './ports.ts';
import { refusable } from './refusable.ts';
import { voucherCode } from './voucher-code.ts';

export function basketEffects(ports: Ports): ConversationEffects['basket'] {
  return {
    findItem: ({ self }, { code }) => {
      const found = findItem(code, adopted(ports));
      self.send(found.allowed ? { type: 'item.found', item: found.item } : { type: 'item.refused', refusal: found });
    },
    findVoucher: ({ self }, { code, taken, dueMinor }) => {
      const verdict = judgeVoucher(code, voucherFacts(ports, code), taken, dueMinor, ports.currency);
      if (!verdict.allowed) self.send({ type: 'voucher.refused', refusal: verdict });
      else {
        const { txn, amountMinor } = verdict.voucher;
        self.send({ type: 'voucher.found', voucher: { voucher: txn, code, amountMinor: minorUnits(amountMinor) } });
      }
    },
  };
}

export function returnEffects(ports: Ports, paper: Pick<PaperWork, 'debtAdded'>): ConversationEffects['return'] {
  const { journal } = ports;
  return {
    recordApproval: ({ self }, approval) => {
      const refusal = recordApproval(ports, approval);
      self.send(refusal === null ? { type: 'approval.given' } : { type: 'approval.refused', refusal });
    },
    matchCode: ({ self }, { code, original }) => {
      const matched = matchCode(code, journal.goods(original), adopted(ports));
      self.send(
        matched.allowed
          ? { type: 'code.matched', line: matched.line, priceTodayMinor: matched.priceTodayMinor }
          : { type: 'code.refused', refusal: matched },
      );
    },
    recordRefusal: ({ self }, { original, refusal, code }) => {
      const { rule, why, remedy } = refusal;
      const body = {
        original,
        rule,
        zh: withoutCardNumbers(why.zh),
        en: withoutCardNumbers(why.en),
        remedyZh: withoutCardNumbers(remedy.zh),
        remedyEn: withoutCardNumbers(remedy.en),
        // Of a phone the IMEI may have been scanned, or a card held under the beam.
        code: code === null ? null : withoutCardNumbers(groupedCode(plainCode(code))),
        copies: ['customer'],
      } as const;
      journal.append([{ type: 'return.refused', txn: ports.nextTransactionId(), body }], ports.stamp());
      paper.debtAdded();
      self.send({ type: 'refusal.recorded' });
    },
    issueVoucher: ({ self }, { txn, receiptLost, original, amountMinor, currency, lines }) => {
      const kept = lines.map(({ fees: _, ...line }) => line);
      const body = {
        ...{ original, amountMinor, currency, lines: kept, copies: ['merchant', 'customer'] as const },
        ...(receiptLost ? { receiptLost } : {}),
        code: voucherCode(txn),
      };
      refusable(self.send, () => {
        journal.append([{ type: 'compensation.issued', txn, body }], ports.stamp());
        paper.debtAdded();
        self.send({ type: 'voucher.issued' });
      });
    },
  };
}

function voucherFacts({ journal, utcOffsetMinutes }: Ports, code: string): VoucherFacts | null {
  const row = journal.voucher(code);
  const sale = row?.spentOn == null ? null : journal.transaction(row.spentOn);
  if (row === null || sale === null) return row === null ? null : { ...row, spent: null };
  const { txn, createdAtMs: atMs } = sale;
  const slip = journal.copiesOf(txn).find(({ of }) => of === 'customer')?.slip ?? null;
  return { ...row, spent: { sale: txn, slip, at: dateAndTime({ atMs, utcOffsetMinutes: utcOffsetMinutes(atMs) }) } };
}

/** The lines of a sale that the wizard goes by; empty for a sale by amount. */
export function linesOf(ports: Ports, original: TransactionId): readonly OriginalLine[] {
  return ports.journal.goods(original);
}

/** A new file is adopted in the journal before the first price is read from it. */
function adopted(ports: Ports) {
  const catalogue = ports.catalogue();
  const last = ports.journal.catalogue();
  if (catalogue.hash !== '' && catalogue.hash !== last?.hash) {
    const body = { version: (last?.version ?? 0) + 1, hash: catalogue.hash, items: catalogue.items.size };
    ports.journal.append([{ type: 'catalogue.adopted', txn: null, body }], ports.stamp());
  }
  return catalogue;
}
