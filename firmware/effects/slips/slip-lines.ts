/** From the journal to the lines of one slip. Everything on it stands in an entry (museum: odoo-60939). */
import type { CopyId, Marking, TransactionId } from '../../../storage/facts.ts';
import type { Journal } from '../../../storage/journal/journal.ts';
import type { TransactionRow } from '../../../storage/journal/transaction-rows.ts';
import type { SlipInHand } from '../../machines/paper-desk.ts';
import type { ReceiptLine } from '../../receipts/document.ts';
import { renderSlip } from '../../receipts/render-slip.ts';
import type { SlipFacts } from '../../receipts/slip-facts.ts';
import { reasonWords } from '../../rules/reasons.ts';
import { arrivalOf } from '../arrival.ts';
import type { Ports } from '../ports.ts';
import { faultSlipFacts, settlementSlipFacts } from './acquirer-slips.ts';
import { alternativeSlipFacts } from './alternative-slip.ts';
import { caseStatusFacts } from './case-status-slip.ts';
import { emergencyCardFacts } from './emergency-card-slip.ts';
import { exerciseSlipFacts } from './exercise-slip.ts';
import { goodsOf, goodsSlipFacts } from './goods-slips.ts';
import { originalFacts } from './original-facts.ts';
import { outageSlipFacts } from './outage-slips.ts';
import { momentsOf, type Started, slipHead } from './slip-parts.ts';
import { timelineSlipFacts } from './timeline-slip.ts';
import { xReportFacts } from './x-report-slip.ts';

/** @throws Error when the journal does not know the slip: a bug, since its number was spent there first. */
export function slipLines(ports: Ports, inHand: SlipInHand): readonly ReceiptLine[] {
  const started = ports.journal
    .timeline(inHand.txn)
    .find((entry) => entry.type === 'receipt.started' && entry.body.slip === inHand.slip);
  if (started?.type !== 'receipt.started') throw new Error(`slip ${inHand.slip} was not started`);
  return render(ports, slipFacts(ports, inHand, { marking: started.body.marking, atMs: started.atMs }));
}

/** What a copy would look like if it were printed now; for its length. @throws Error when the journal does not know the copy. */
export function plannedLines(
  ports: Ports,
  { txn, copy, marking }: { readonly txn: TransactionId; readonly copy: CopyId; readonly marking: Marking },
): readonly ReceiptLine[] {
  const slip = ports.journal.counters().nextSlip;
  return render(ports, slipFacts(ports, { txn, copy, slip, job: '' }, { marking, atMs: ports.stamp().atMs }));
}

function render({ columns, locale }: Ports, facts: SlipFacts): readonly ReceiptLine[] {
  return renderSlip(facts, { columns, locale });
}

function slipFacts(ports: Ports, inHand: SlipInHand, started: Started): SlipFacts {
  const { journal } = ports;
  const row = worded(ports, journal.transaction(inHand.txn));
  const copy = journal.copiesOf(inHand.txn).find((candidate) => candidate.copy === inHand.copy);
  if (copy?.kind === 'settlement') return settlementSlipFacts(ports, inHand, started);
  if (copy?.kind === 'coupon' || copy?.kind === 'pickUp') return alternativeSlipFacts(ports, inHand, started);
  if (copy?.kind === 'xReport') return xReportFacts(ports, inHand, started);
  if (copy?.kind === 'emergencyCard') return emergencyCardFacts(ports, inHand, started);
  if (copy?.kind === 'exercise') return exerciseSlipFacts(ports, inHand, started);
  if (copy?.kind === 'paperBack' || copy?.kind === 'handSlip') {
    return outageSlipFacts(ports, inHand, started);
  }
  if (copy?.kind === 'refusal' || copy?.kind === 'voucher') {
    return goodsSlipFacts(ports, inHand, copy.of, started);
  }
  if (row === null || copy === undefined) throw new Error(`the journal does not know ${inHand.copy}`);
  const moment = momentsOf(ports);
  const head = slipHead(ports, inHand, started, copy.of, { operator: row.operator, atMs: row.createdAtMs });
  const original = row.original === null ? null : originalFacts(journal, journal.transaction(row.original), moment);
  if (copy.kind === 'refundPromise') {
    const promise = promiseOf(journal, row);
    return {
      ...head,
      kind: 'refundPromise',
      transaction: row,
      original,
      promisedFor: moment(row.promisedForMs ?? row.createdAtMs),
      customerPhoneLast4: promise?.body.customerPhoneLast4 ?? '',
      needsCard: promise?.body.needsCard === true,
    };
  }
  if (copy.kind === 'timeline') return timelineSlipFacts(ports, head, row, copy.copy);
  if (copy.kind === 'caseStatus') return caseStatusFacts(ports, head, row, copy.copy, moment);
  if (copy.kind === 'fault') return faultSlipFacts(head, row, journal, moment);
  const goods = goodsOf(journal, row, copy.of);
  const cash = cashOf(journal, row);
  const arrival = arrivalOf(ports, row);
  return {
    ...head,
    kind: copy.kind,
    transaction: row,
    original,
    ...(goods === null ? {} : { goods }),
    ...(cash === null ? {} : { cash }),
    ...(arrival === null ? {} : { arrival }),
  };
}

/** What was handed over for a sale in cash; null: it was not, or no sale. */
function cashOf(journal: Journal, { txn }: TransactionRow) {
  const taken = journal.timeline(txn).find(({ type }) => type === 'cash.taken');
  if (taken?.type !== 'cash.taken') return null;
  const { givenMinor, changeMinor } = taken.body;
  return { givenMinor, changeMinor };
}

/** With the shop's own words for the reason. */
function worded<Row extends TransactionRow>({ policy }: Ports, row: Row | null) {
  if (row === null || row.reason === null) return row;
  return { ...row, reasonWords: reasonWords(row.reason, policy.reasons) };
}

function promiseOf(journal: Journal, row: TransactionRow) {
  const deferred = journal.timeline(row.txn).find((entry) => entry.type === 'refund.deferred');
  return deferred?.type === 'refund.deferred' ? deferred : null;
}
