/**
 * A sale approved in part (DE 39 = 10): what the acquirer offers is evidence, and nothing else until the customer has said something to it; the word and
 * what follows from it stand in one append. Until then the reversal stays armed, so that a power cut undoes it.
 */
import type { AcquirerAnswer } from '../../drivers/acquirer/acquirer.ts';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import { minorUnits } from '../../storage/facts.ts';
import type { MoneyRequest } from '../machines/money.ts';
import type { AcquiringEffects } from '../machines/start-terminal.ts';
import type { PaperWork } from './paper-effects.ts';
import type { Ports } from './ports.ts';
import { approvedBody } from './request-facts.ts';
import { scriptsOwed } from './script-effects.ts';

/** Why the customer is asked. */
const REASON = 'partial-approval';

export function partEffects(
  ports: Ports,
  paper: PaperWork,
): Pick<AcquiringEffects, 'recordPartOffered' | 'recordPartTaken' | 'recordPartRefused'> {
  const { journal, stamp } = ports;
  return {
    recordPartOffered: (_, { request, answer }) => {
      const { txn, currency } = request;
      const body = { approvedMinor: partOf(answer), currency, authCode: answer.authCode };
      journal.append([{ type: 'part.offered', txn, body }], stamp());
    },

    recordPartTaken: (_, { request, answer }) => {
      const { txn } = request;
      const body = { ...approvedBody(answer), approvedMinor: partOf(answer) };
      const drafts: EntryDraft[] = [word('consent.given', request, answer), { type: 'sale.approved', txn, body }];
      paper.appendAndPrintFirst([...drafts, ...scriptsOwed(ports, txn, answer)], txn);
    },

    recordPartRefused: (_, { request, answer, asked }) => {
      const { txn } = request;
      const detail = asked ? 'the customer does not agree' : 'nobody answered for the customer';
      const unknown: EntryDraft = { type: 'sale.unknown', txn, body: { cause: 'part-refused', detail } };
      journal.append(asked ? [word('consent.refused', request, answer), unknown] : [unknown], stamp());
    },
  };
}

const partOf = ({ amountMinor }: AcquirerAnswer) => minorUnits(amountMinor ?? 0);

function word(
  type: 'consent.given' | 'consent.refused',
  { txn, currency }: MoneyRequest,
  answer: AcquirerAnswer,
): EntryDraft {
  const body = {
    by: 'keypad',
    original: txn,
    amountMinor: partOf(answer),
    currency,
    reason: REASON,
    note: null,
  } as const;
  return { type, txn, body };
}
