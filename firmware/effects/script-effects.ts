/**
 * Results of issuer scripts (facts/acquirer §1.2): owed in the append of the approval that brought the scripts, told as 0620 until the acquirer answers.
 * Every reader here reads the card in one go and cannot take a script to it afterwards (drivers/card-reader/README.md), so what is told is what is true: not performed.
 */
import type { AcquirerAnswer, RequestCard } from '../../drivers/acquirer/acquirer.ts';
import { notPerformed } from '../../drivers/acquirer/issuer-data.ts';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { TransactionId } from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import { scriptExchange } from '../machines/acquiring-desk.ts';
import type { AcquiringEffects } from '../machines/start-terminal.ts';
import { responseAction } from '../rules/response-codes.ts';
import type { Ports } from './ports.ts';
import { cardOnFile, describeOriginal } from './request-facts.ts';
import { noteAfterWord } from './word-meanwhile.ts';

type Telling = Pick<AcquiringEffects, 'submitScriptResult' | 'recordScriptAnswered' | 'recordScriptFailed'>;

/** What an approval owes for the scripts that it brought; nothing where there are none, or where this acquirer takes no results. */
export function scriptsOwed({ acquirer }: Ports, txn: TransactionId, answer: AcquirerAnswer): readonly EntryDraft[] {
  const { scripts = [] } = answer;
  if (scripts.length === 0 || !acquirer.carries('scriptResult')) return [];
  return [{ type: 'script.owed', txn, body: { scripts: scripts.length, resultHex: notPerformed(scripts) } }];
}

export function scriptEffects(ports: Ports): Telling {
  const { journal, acquirer, stamp, policy } = ports;
  const isOwed = (txn: TransactionId): boolean => journal.scripts().some((row) => row.txn === txn);
  const failed = (txn: TransactionId, attempt: number, cause: string): void => {
    if (!isOwed(txn)) return;
    const drafts: EntryDraft[] = [{ type: 'script.unanswered', txn, body: { attempt, cause } }];
    const isDue = journal.scripts().some((row) => row.txn === txn && row.state === 'due');
    if (isDue && attempt >= policy.reversal.escalateAfterAttempts) {
      drafts.push({ type: 'script.escalated', txn, body: { attempts: attempt } });
    }
    journal.append(drafts, stamp());
  };
  return {
    submitScriptResult: ({ self }, { txn, attempt }) => {
      const row = journal.transaction(txn);
      const owed = journal.scripts().find((script) => script.txn === txn);
      if (row === null || owed === undefined) throw new Error(`no script result of ${txn} is owed`);
      const { nextStan: stan, batch } = journal.counters();
      const prepared = acquirer.prepare(scriptExchange(txn), {
        kind: 'scriptResult',
        stan,
        batch,
        amountMinor: row.amountMinor,
        card: chipCardOf(journal, row),
        original: describeOriginal(ports, { original: txn }, 'if-told'),
        resultHex: owed.resultHex,
      });
      journal.append([{ type: 'script.sent', txn, body: { stan, batch, attempt } }], stamp());
      if (acquirer.send(prepared) === 'refused') self.send({ type: 'send.refused' });
    },

    recordScriptAnswered: ({ self }, { txn, attempt, answer }) => {
      const { responseCode } = answer;
      const { action } = responseAction(responseCode);
      // These speak of now, not of what was told.
      const isOfNow = action === 'tryLater' || action === 'retrySame' || action === 'signOnThenRetry';
      if (!isOwed(txn)) noteAfterWord(ports, txn, 'script', responseCode);
      else if (isOfNow) failed(txn, attempt, responseCode);
      else journal.append([{ type: 'script.answered', txn, body: { attempt, responseCode } }], stamp());
      self.send({ type: 'asked.recorded', isOver: !isOfNow });
    },

    recordScriptFailed: (_, { txn, attempt, cause }) => failed(txn, attempt, cause),
  };
}

/** The card of an earlier chip transaction, with what its chip said, from the vault. @throws Error where they are needed and gone: a bug. */
export function chipCardOf(journal: Journal, { txn, card }: TransactionRow): RequestCard {
  const pan = journal.secret(txn, 'pan');
  const chip = journal.secret(txn, 'chipData');
  if (pan === null || chip === null) throw new Error(`the card of ${txn} is needed until its batch is closed`);
  const { entryMode } = card;
  if (entryMode === 'cash') throw new Error(`${txn} was paid in cash: it has no chip`);
  return { ...cardOnFile(pan, card), entryMode, chip: JSON.parse(chip) };
}
