/**
 * The acquirer asked about each transaction of an outage (requirement D8), under a trace number of its own. Unlike an enquiry about an unknown outcome
 * nothing follows from the answer for the transaction: what differs is named, and a person looks.
 */
import type { AcquirerAnswer } from '../../drivers/acquirer/acquirer.ts';
import type { OutageFound } from '../../storage/entries/outage-check.ts';
import type { TransactionId } from '../../storage/facts.ts';
import { comparisonExchange } from '../machines/acquiring-desk.ts';
import type { AcquiringEffects } from '../machines/start-terminal.ts';
import { responseAction } from '../rules/response-codes.ts';
import { foundBy } from './asking-effects.ts';
import type { Ports } from './ports.ts';
import { refusable } from './refusable.ts';

type Comparing = Pick<AcquiringEffects, 'submitComparison' | 'recordCompared' | 'recordNotCompared'>;

export function comparisonEffects({ journal, acquirer, stamp }: Ports): Comparing {
  const attemptOf = (txn: TransactionId): number =>
    journal.outageChecks().enquiries.find((row) => row.txn === txn)?.attempts ?? 0;
  return {
    submitComparison: ({ self }, { txn }) => {
      const row = journal.transaction(txn);
      if (row === null || row.stan === null || row.batch === null) throw new Error(`${txn} was never sent`);
      const { nextStan: stan, batch } = journal.counters();
      const of = { stan: row.stan, batch: row.batch };
      const prepared = acquirer.prepare(comparisonExchange(txn), { kind: 'enquiry', stan, batch, of });
      // Refused where the paper is out again: the routine begins anew when it is back.
      refusable(self.send, () => {
        journal.append([{ type: 'outage.enquired', txn, body: { stan, batch, attempt: attemptOf(txn) + 1 } }], stamp());
        if (acquirer.send(prepared) === 'refused') self.send({ type: 'send.refused' });
      });
    },

    recordCompared: (_, { txn, answer }) => {
      const code = answer.enquiredCode ?? answer.responseCode;
      const body = { attempt: attemptOf(txn), found: told(answer), code, bookedMinor: answer.amountMinor };
      if (body.attempt > 0) journal.append([{ type: 'outage.told', txn, body }], stamp());
    },

    recordNotCompared: (_, { txn, cause }) => {
      const body = { attempt: attemptOf(txn), found: 'silent', code: cause, bookedMinor: null } as const;
      // Signed off meanwhile: whoever signed knew that there was no answer.
      if (body.attempt > 0) journal.append([{ type: 'outage.told', txn, body }], stamp());
    },
  };
}

/** A part that was agreed to is an approval of that part. */
function told(answer: AcquirerAnswer): OutageFound {
  const found = foundBy(answer);
  const isPart = found === 'pending' && responseAction(answer.enquiredCode ?? '').action === 'approvePartial';
  return isPart ? 'approved' : found;
}
