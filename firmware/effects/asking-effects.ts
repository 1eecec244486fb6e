/**
 * What the acquiring desk asks and repeats: an advice until it is answered, what became of a transaction of unknown outcome, a balance
 * (facts/acquirer §2.1, §2.2 rule 6; requirement C3). Journal first, as everywhere; a balance leaves its trace number there and nothing else.
 */
import type { AcquirerAnswer } from '../../drivers/acquirer/acquirer.ts';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { TransactionId } from '../../storage/facts.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import { adviceExchange, BALANCE_EXCHANGE, enquiryExchange } from '../machines/acquiring-desk.ts';
import type { AcquiringEffects } from '../machines/start-terminal.ts';
import { responseAction } from '../rules/response-codes.ts';
import { expectation } from './arrival.ts';
import type { Cards } from './cards.ts';
import { leastTried } from './least-tried.ts';
import type { PaperWork } from './paper-effects.ts';
import type { Ports } from './ports.ts';
import { fulfilledFile, promiseFile } from './promise-file.ts';
import { refusable } from './refusable.ts';
import { approvedBody, cardOnFile, describeOriginal, pinBlockOf } from './request-facts.ts';
import { scriptsOwed } from './script-effects.ts';
import { noteAfterWord } from './word-meanwhile.ts';

type Asking = Pick<
  AcquiringEffects,
  | 'submitAdvice'
  | 'recordAdviceAnswered'
  | 'recordAdviceFailed'
  | 'submitEnquiry'
  | 'recordEnquiryAnswered'
  | 'recordEnquiryFailed'
  | 'submitBalance'
>;

export function askingEffects(ports: Ports, cards: Cards, paper: PaperWork): Asking {
  return { ...adviceEffects(ports, paper), ...enquiryEffects(ports, paper), ...balanceEffects(ports, cards) };
}

function adviceEffects(
  ports: Ports,
  paper: PaperWork,
): Pick<Asking, 'submitAdvice' | 'recordAdviceAnswered' | 'recordAdviceFailed'> {
  const { journal, acquirer, stamp, policy } = ports;
  const owed = (txn: TransactionId) => journal.advices().find((row) => row.txn === txn);
  const failed = (txn: TransactionId, attempt: number, cause: string): void => {
    if (owed(txn) === undefined) return;
    const drafts: EntryDraft[] = [{ type: 'advice.unanswered', txn, body: { attempt, cause } }];
    const isDue = owed(txn)?.state === 'due';
    // Never dropped: a person is called, and it goes on being told.
    if (isDue && attempt >= policy.reversal.escalateAfterAttempts) {
      drafts.push({ type: 'advice.escalated', txn, body: { attempts: attempt } });
    }
    journal.append(drafts, stamp());
  };
  return {
    submitAdvice: ({ self }, { txn, attempt }) => {
      const row = rowOf(ports, txn);
      const pan = journal.secret(txn, 'pan');
      if (pan === null || row.stan === null || row.batch === null) throw new Error(`advice ${txn} was never sent`);
      const prepared = acquirer.prepare(adviceExchange(txn), {
        kind: 'completionAdvice',
        stan: row.stan,
        batch: row.batch,
        amountMinor: row.amountMinor,
        card: cardOnFile(pan, row.card),
        original: describeOriginal(ports, row),
        isRepeat: true,
      });
      journal.append([{ type: 'advice.sent', txn, body: { attempt } }], stamp());
      if (acquirer.send(prepared) === 'refused') self.send({ type: 'send.refused' });
    },

    recordAdviceAnswered: ({ self }, { txn, attempt, answer }) => {
      const { responseCode } = answer;
      const { action } = responseAction(responseCode);
      const isOfNow = action === 'tryLater' || action === 'retrySame' || action === 'signOnThenRetry';
      // 94 says that the acquirer has the trace number, not what it did with it: that is no answer.
      if (owed(txn) === undefined) noteAfterWord(ports, txn, 'advice', responseCode);
      else if (isOfNow || responseCode === DUPLICATE) failed(txn, attempt, responseCode);
      else if (action === 'approve')
        paper.appendAndPrintFirst([approvedDraft(ports, rowOf(ports, txn), answer, responseCode)], txn);
      else journal.append([declinedDraft(rowOf(ports, txn), responseCode, answer.hostText)], stamp());
      self.send({ type: 'asked.recorded', isOver: !isOfNow && responseCode !== DUPLICATE });
    },

    recordAdviceFailed: (_, { txn, attempt, cause }) => failed(txn, attempt, cause),
  };
}

const DUPLICATE = '94';
/** DE 39 of an enquiry that found nothing. */
const NOT_FOUND = '25';

function enquiryEffects(
  ports: Ports,
  paper: PaperWork,
): Pick<Asking, 'submitEnquiry' | 'recordEnquiryAnswered' | 'recordEnquiryFailed'> {
  const { journal, acquirer, stamp } = ports;
  const attemptOf = (txn: TransactionId): number => journal.enquiry(txn)?.attempts ?? 0;
  return {
    submitEnquiry: ({ self }, { txn }) => {
      const row = rowOf(ports, txn);
      const { nextStan: stan, batch } = journal.counters();
      if (row.stan === null || row.batch === null) throw new Error(`${txn} was never sent`);
      const of = { stan: row.stan, batch: row.batch };
      const prepared = acquirer.prepare(enquiryExchange(txn), { kind: 'enquiry', stan, batch, of });
      journal.append([{ type: 'enquiry.sent', txn, body: { stan, batch, attempt: attemptOf(txn) + 1 } }], stamp());
      if (acquirer.send(prepared) === 'refused') self.send({ type: 'send.refused' });
    },

    // What it says of itself, and what follows from that for the transaction, in one durable step.
    recordEnquiryAnswered: ({ self }, { txn, answer }) => {
      const row = rowOf(ports, txn);
      const found = foundBy(answer);
      const { responseCode } = answer;
      const said: EntryDraft = {
        type: 'enquiry.answered',
        txn,
        body: { attempt: attemptOf(txn), found, responseCode },
      };
      const code = answer.enquiredCode ?? '';
      // Somebody has said meanwhile what became of it: that stands, and the answer beside it.
      if (row.state !== 'unknown') journal.append([said], stamp());
      else if (found === 'approved')
        paper.appendAndPrintFirst(
          [
            said,
            approvedDraft(ports, row, answer, code),
            ...scriptsOwed(ports, txn, answer),
            ...fulfilledFile(ports, row),
          ],
          txn,
        );
      else if (found === 'declined')
        journal.append([said, declinedDraft(row, code, null), ...promiseFile(ports, txn)], stamp());
      else journal.append([said], stamp());
      self.send({ type: 'enquiry.recorded', found, code, rrn: answer.rrn, authCode: answer.authCode });
    },

    recordEnquiryFailed: (_, { txn, cause }) => {
      journal.append([{ type: 'enquiry.unanswered', txn, body: { attempt: attemptOf(txn), cause } }], stamp());
    },
  };
}

/** What an enquiry's answer says of the message that it asked about. */
export function foundBy({
  responseCode,
  enquiredCode,
}: AcquirerAnswer): 'approved' | 'declined' | 'not-found' | 'pending' {
  if (responseCode === NOT_FOUND) return 'not-found';
  if (responseAction(responseCode).action !== 'approve' || !/^\w{2}$/.test(enquiredCode ?? '')) return 'pending';
  const { action } = responseAction(enquiredCode ?? '');
  if (action === 'approve') return 'approved';
  // A part was not asked for, and what is still being processed is not known.
  return action === 'approvePartial' || action === 'retrySame' ? 'pending' : 'declined';
}

/** A transaction without a reversal that nobody knows the outcome of, and that this acquirer can be asked about (rule 6a). */
export function enquiryDue({ journal, acquirer }: Ports): TransactionId | null {
  const { enquiredFirst } = acquirer.terms;
  if (enquiredFirst.length === 0) return null;
  const unknown = journal
    .openOutcomes()
    .filter(({ state, kind }) => state === 'unknown' && enquiredFirst.includes(kind));
  return leastTried(unknown.map(({ txn }) => ({ txn, attempts: journal.enquiry(txn)?.attempts ?? 0 })))?.txn ?? null;
}

function balanceEffects({ journal, acquirer, stamp, ...rest }: Ports, cards: Cards): Pick<Asking, 'submitBalance'> {
  return {
    submitBalance: ({ self }, { txn }) => {
      const card = cards.of(txn)?.request ?? null;
      if (card === null) throw new Error(`no card kept for ${txn}`);
      refusable(self.send, () => {
        const { nextStan: stan, batch } = journal.counters();
        const pinBlock = pinBlockOf({ journal, acquirer, stamp, ...rest }, cards, txn);
        const prepared = acquirer.prepare(BALANCE_EXCHANGE, { kind: 'balance', stan, batch, card, pinBlock });
        cards.wipePin(txn);
        journal.append([{ type: 'stan.spent', txn: null, body: { stan, batch, on: BALANCE_EXCHANGE } }], stamp());
        if (acquirer.send(prepared) === 'refused') self.send({ type: 'send.refused' });
      });
    },
  };
}

function rowOf({ journal }: Ports, txn: TransactionId): TransactionRow {
  const row = journal.transaction(txn);
  if (row === null) throw new Error(`there is no transaction ${txn}`);
  return row;
}

function approvedDraft(ports: Ports, row: TransactionRow, answer: AcquirerAnswer, responseCode: string): EntryDraft {
  const body = { ...approvedBody(answer, responseCode), ...expectation(ports, row) };
  return { type: `${row.kind}.approved`, txn: row.txn, body };
}

function declinedDraft({ txn, kind }: TransactionRow, responseCode: string, hostText: string | null): EntryDraft {
  return { type: `${kind}.declined`, txn, body: { responseCode, hostText } };
}
