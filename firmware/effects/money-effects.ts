/**
 * What the acquiring desk does: journal first, then the acquirer (facts/acquirer §2.2, rules 1–3, 5, 8, 9).
 *
 * `prepared` frames live here between the entry and the send, never longer; what must survive a power cut stands in the entry and the
 * vault.
 */
import type { AcquirerRequest, PreparedRequest } from '../../drivers/acquirer/acquirer.ts';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { TransactionId } from '../../storage/facts.ts';
import { batchNumber } from '../../storage/facts.ts';
import { JournalRefused } from '../../storage/journal/failures.ts';
import type { Journal, SecretDraft } from '../../storage/journal/journal.ts';
import { reversalExchange, SIGN_ON_EXCHANGE } from '../machines/acquiring-desk.ts';
import type { MoneyRequest } from '../machines/money.ts';
import type { AcquiringEffects } from '../machines/start-terminal.ts';
import { expectation } from './arrival.ts';
import { askingEffects, enquiryDue } from './asking-effects.ts';
import type { Cards } from './cards.ts';
import { leastTried } from './least-tried.ts';
import { comparisonEffects } from './outage-enquiries.ts';
import type { PaperWork } from './paper-effects.ts';
import { partEffects } from './part-effects.ts';
import type { Ports } from './ports.ts';
import { fulfilledFile, promiseFile } from './promise-file.ts';
import { refusable } from './refusable.ts';
import { approvedBody, caseOf, describeCard, goodsDrafts, originalOf, pinBlockOf } from './request-facts.ts';
import { scriptEffects, scriptsOwed } from './script-effects.ts';
import { settlementDuty, settlementEffects } from './settlement-effects.ts';
import { noteAfterWord } from './word-meanwhile.ts';

export function moneyEffects(ports: Ports, cards: Cards, paper: PaperWork): AcquiringEffects {
  return {
    ...dutyEffects(ports),
    ...signOnEffects(ports),
    ...reversalEffects(ports, paper),
    ...settlementEffects(ports, paper),
    ...submissionEffects(ports, cards),
    ...askingEffects(ports, cards, paper),
    ...comparisonEffects(ports),
    ...scriptEffects(ports),
    ...outcomeEffects(ports, paper),
    ...partEffects(ports, paper),
  };
}

function dutyEffects(ports: Ports): Pick<AcquiringEffects, 'survey' | 'connect' | 'noteHostWish' | 'noteLateAnswer'> {
  const { journal, acquirer, stamp } = ports;
  return {
    survey: ({ self }) => {
      const reversal = leastTried(journal.reversals().filter(({ state }) => state !== 'armed'));
      const script = leastTried(journal.scripts());
      const advice = leastTried(journal.advices().filter(({ state }) => state !== 'armed'));
      const settlement = settlementDuty(journal);
      const enquiry = enquiryDue(ports);
      self.send({
        type: 'duty.surveyed',
        duties: {
          keysThere: acquirer.securityReady,
          signedOn: acquirer.signedOn,
          reversal,
          script,
          advice,
          enquiry,
          settlement,
        },
      });
    },

    connect: () => acquirer.connect(),

    noteHostWish: (_, { detail }) => {
      journal.append([{ type: 'evidence.noted', txn: null, body: { what: 'host-wants', detail } }], stamp());
    },

    noteLateAnswer: (_, { exchange, responseCode }) => {
      const detail = `${exchange}: ${responseCode}`;
      journal.append([{ type: 'evidence.noted', txn: null, body: { what: 'late-answer', detail } }], stamp());
    },
  };
}

function signOnEffects({ journal, acquirer, stamp }: Ports): Pick<AcquiringEffects, 'submitSignOn' | 'recordSignedOn'> {
  return {
    submitSignOn: ({ self }) => {
      const { nextStan: stan, batch } = journal.counters();
      const prepared = acquirer.prepare(SIGN_ON_EXCHANGE, { kind: 'signOn', stan, batch, operator: stamp().operator });
      journal.append([{ type: 'stan.spent', txn: null, body: { stan, batch, on: SIGN_ON_EXCHANGE } }], stamp());
      if (acquirer.send(prepared) === 'refused') self.send({ type: 'send.refused' });
    },

    recordSignedOn: (_, { answer }) => {
      const { batch, batchCount } = journal.counters();
      const hostBatch = answer.batch === null ? null : batchNumber(Number(answer.batch));
      const drafts: EntryDraft[] = [{ type: 'terminal.signedOn', txn: null, body: { hostBatch } }];
      // A batch that the host has closed while its answer was lost is no difference: the settlement under way ends it here too.
      if (hostBatch !== null && hostBatch !== batch && journal.settlement() === null) {
        // Taken over only while nothing stands in the open batch; else a difference to resolve (design §13).
        drafts.push(
          batchCount === 0
            ? { type: 'batch.opened', txn: null, body: { batch: hostBatch, why: 'sign-on' } }
            : {
                type: 'evidence.noted',
                txn: null,
                body: { what: 'batch-differs', detail: `terminal ${batch}, host ${hostBatch}` },
              },
        );
      }
      journal.append(drafts, stamp());
    },
  };
}

/** DE 38 of the answer, where there was one: a part that the customer did not take (facts/acquirer §1.4). */
function offeredCode(journal: Journal, txn: TransactionId): string | null {
  const offered = journal.timeline(txn).findLast(({ type }) => type === 'part.offered');
  return offered?.type === 'part.offered' ? offered.body.authCode : null;
}

function reversalEffects(
  { journal, acquirer, stamp, policy }: Ports,
  paper: PaperWork,
): Pick<AcquiringEffects, 'submitReversal' | 'recordReversalAccepted' | 'recordReversalFailed'> {
  const due = (txn: TransactionId) => journal.reversals().find((reversal) => reversal.txn === txn);
  return {
    submitReversal: ({ self }, { txn, attempt }) => {
      const image = journal.secret(txn, 'reversalImage');
      const reason = due(txn)?.reason;
      if (image === null || reason === undefined) throw new Error(`reversal of ${txn} has no image`);
      const prepared = acquirer.prepare(reversalExchange(txn), {
        kind: 'reversal',
        image: JSON.parse(image),
        reason,
        authCode: offeredCode(journal, txn),
      });
      journal.append([{ type: 'reversal.sent', txn, body: { attempt, reason } }], stamp());
      if (acquirer.send(prepared) === 'refused') self.send({ type: 'send.refused' });
    },

    recordReversalAccepted: (_, { txn, answer }) => {
      if (due(txn) === undefined) noteAfterWord({ journal, stamp }, txn, 'reversal', answer.responseCode);
      else {
        const body = { responseCode: answer.responseCode };
        journal.append([{ type: 'reversal.accepted', txn, body }, ...promiseFile({ journal, stamp }, txn)], stamp());
      }
    },

    recordReversalFailed: (_, { txn, attempt, responseCode, cause }) => {
      if (due(txn) === undefined) {
        if (responseCode !== null) noteAfterWord({ journal, stamp }, txn, 'reversal', responseCode);
        return;
      }
      const drafts: EntryDraft[] = [
        responseCode === null
          ? { type: 'reversal.unanswered', txn, body: { attempt, cause } }
          : { type: 'reversal.refused', txn, body: { attempt, responseCode } },
      ];
      // Never dropped: a person is called, and it goes on being tried (museum: reversal-dropped). A power cut may have swallowed the
      // failure of an attempt, so the count is compared, not met.
      const escalates = due(txn)?.state === 'due' && attempt >= policy.reversal.escalateAfterAttempts;
      if (escalates) {
        drafts.push({ type: 'reversal.escalated', txn, body: { attempts: attempt, copies: ['merchant'] } });
      }
      journal.append(drafts, stamp());
      if (escalates) paper.debtAdded();
    },
  };
}

function submissionEffects(ports: Ports, cards: Cards): Pick<AcquiringEffects, 'submit' | 'recordNotSent'> {
  const { journal, acquirer, stamp } = ports;
  return {
    submit: ({ self }, { request }) => {
      refusable(self.send, () => {
        const prepared = journalSubmitted(ports, cards, request);
        if (acquirer.send(prepared) === 'refused') self.send({ type: 'send.refused' });
      });
    },

    recordNotSent: (_, { request }) => {
      const { kind, txn } = request;
      const notSent: EntryDraft = { type: `${kind}.notSent`, txn, body: { why: 'link refused the frame' } };
      journal.append([notSent, ...promiseFile(ports, txn)], stamp());
    },
  };
}

function outcomeEffects(
  ports: Ports,
  paper: PaperWork,
): Pick<AcquiringEffects, 'recordApproved' | 'recordDeclined' | 'recordUnknown'> {
  const { journal, stamp } = ports;
  return {
    recordApproved: (_, { request, answer }) => {
      const { txn, kind } = request;
      const body = { ...approvedBody(answer), ...expectation(ports, request) };
      const approved: EntryDraft = { type: `${kind}.approved`, txn, body };
      const followed = [...scriptsOwed(ports, txn, answer), ...fulfilledFile(ports, request)];
      paper.appendAndPrintFirst([approved, ...followed], txn);
    },

    recordDeclined: (_, { request, answer }) => {
      const { kind, txn } = request;
      const body = { responseCode: answer.responseCode, hostText: answer.hostText };
      journal.append([{ type: `${kind}.declined`, txn, body }, ...promiseFile(ports, txn)], stamp());
    },

    recordUnknown: (_, { request, cause, detail }) => {
      journal.append([{ type: `${request.kind}.unknown`, txn: request.txn, body: { cause, detail } }], stamp());
    },
  };
}

/** One durable transaction: intent, trace number, reversal image, the PAN for what may follow (rule 1). @throws JournalRefused (`batch-full` and others) */
function journalSubmitted(ports: Ports, cards: Cards, request: MoneyRequest): PreparedRequest {
  const { journal, acquirer } = ports;
  const { nextStan: stan, batch, batchCount } = journal.counters();
  const { batchLimit } = acquirer.terms;
  // One more could not be told to the acquirer with the totals: the batch could never be closed.
  if (batchCount >= batchLimit)
    throw new JournalRefused(
      'batch-full',
      `batch ${batch} has ${batchCount} of at most ${batchLimit}: settle it first`,
    );
  const { wire, facts, pan } = describeCard(ports, cards, request);
  const message = { stan, batch, amountMinor: request.amountMinor, card: wire };
  const acquirerRequest: AcquirerRequest =
    request.kind === 'sale' || request.kind === 'preauth'
      ? { kind: request.kind, ...message, pinBlock: pinBlockOf(ports, cards, request.txn) }
      : { kind: request.kind, ...message, original: originalOf(ports, request) };
  const prepared = acquirer.prepare(request.txn, acquirerRequest);
  cards.wipePin(request.txn);
  const secrets: SecretDraft[] = [{ txn: request.txn, name: 'pan', plain: pan }];
  // Goes up again with its batch, and with what its issuer's scripts came to.
  if (wire.chip != null) secrets.push({ txn: request.txn, name: 'chipData', plain: JSON.stringify(wire.chip) });
  if (prepared.reversalImage !== null) {
    secrets.push({ txn: request.txn, name: 'reversalImage', plain: JSON.stringify(prepared.reversalImage) });
  }
  const body = {
    stan,
    batch,
    amountMinor: request.amountMinor,
    currency: request.currency,
    card: facts,
    original: request.original,
    reason: request.reason,
    needsReversal: prepared.reversalImage !== null,
    tags: request.tags,
  };
  const submitted: EntryDraft = { type: `${request.kind}.submitted`, txn: request.txn, body };
  journal.append([submitted, ...goodsDrafts({ ...request, caseId: caseOf(request) })], ports.stamp(), secrets);
  return prepared;
}
