/** The X report: figures from the journal, on the screen; on paper as they stand in its entry. */
import type { XFigures } from '../../storage/entries/report.ts';
import type { ConversationEffects } from '../machines/conversations.ts';
import { batchRoom } from '../rules/batch-room.ts';
import { type Alert, alertsOf } from '../rules/watch.ts';
import type { PaperWork } from './paper-effects.ts';
import type { Ports } from './ports.ts';
import { totalsOf } from './settlement-effects.ts';

export function xReportEffects(ports: Ports, paper: PaperWork): ConversationEffects['xReport'] {
  return {
    lookAtBatch: ({ self }) => {
      const room = batchRoom(ports.journal.counters().batchCount, ports.acquirer.terms.batchLimit);
      self.send({ type: 'batch.seen', figures: figuresOf(ports), alerts: shiftAlerts(ports), room });
    },
    requestReport: ({ self }) => {
      const txn = ports.nextTransactionId();
      const body = { figures: figuresOf(ports), copies: ['merchant'] as const };
      ports.journal.append([{ type: 'report.requested', txn, body }], ports.stamp());
      paper.debtAdded();
      self.send({ type: 'report.requested' });
    },
  };
}

/** What is odd about the shift that is open, or was the last (requirement G1). */
export function shiftAlerts({ journal, policy, stamp, utcOffsetMinutes }: Ports): readonly Alert[] {
  const shift = journal.shift() ?? journal.lastShift();
  const facts = shift === null ? null : journal.shiftWatch(shift.shift);
  return facts === null ? [] : alertsOf(facts, policy.watch, utcOffsetMinutes(stamp().atMs));
}

/** Null: no cash has ever moved. */
function cashFigures({ journal, currency }: Ports): Required<XFigures>['cash'] | null {
  const drawer = journal.drawer(currency);
  if (drawer === null) return null;
  const { saleCount, saleMinor, voidCount, voidMinor, refundCount, refundMinor } = journal.cashTotals(currency);
  const back = { backCount: voidCount + refundCount, backMinor: voidMinor + refundMinor };
  return { saleCount, saleMinor, ...back, drawerMinor: drawer.expectedMinor };
}

function figuresOf(ports: Ports): XFigures {
  const { journal } = ports;
  const unprinted = journal
    .batchRecords()
    .filter((row) => row.kind === 'sale' && row.state === 'approved' && row.tags.includes('no-paper'));
  const cash = cashFigures(ports);
  return {
    ...(cash === null ? {} : { cash }),
    batch: journal.counters().batch,
    totals: totalsOf(ports),
    owed: {
      receipts: journal.copiesOwed().length,
      refunds: journal.deferredRefunds().length,
      reversals: journal.reversals().filter((row) => row.state !== 'armed').length,
      outcomes: journal.openOutcomes().length,
    },
    withoutPaper: {
      count: unprinted.length,
      amountMinor: unprinted.reduce((sum, row) => sum + row.amountMinor, 0),
    },
  };
}
