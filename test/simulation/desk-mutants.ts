/** Planted bugs of the desks: cases, vouchers, the pad, the policy, the bank's word, what is told again, the other printer. */
import { type Mutant, one } from './planted.ts';

export const DESK_MUTANTS: readonly Mutant[] = [
  one(
    'a-case-is-charged-again',
    'the right party has paid, and the case goes on asking for it',
    'storage/journal/projections/cases.ts',
    `if (caseId !== null) this.#closeCase.run(caseId);`,
    `if (caseId === '') this.#closeCase.run(caseId);`,
  ),
  one(
    'count-the-pad-for-nothing',
    'the first blank slip that was counted is not kept',
    'storage/journal/projections/hand-slips.ts',
    `this.#setNext.run(next, stock.first);`,
    `this.#setNext.run(stock.next, stock.first);`,
  ),
  one(
    'a-story-is-no-debt',
    'the story that was to be printed is owed to nobody',
    'storage/journal/projections/copies.ts',
    `this.#add(id, txnNo, 'timeline', 'merchant', { kind: 'original' }, entry);`,
    `if (txnNo < 0) this.#add(id, txnNo, 'timeline', 'merchant', { kind: 'original' }, entry);`,
  ),
  one(
    'the-bank-has-said-yes',
    'whatever the manager heard from the bank is written down as booked',
    'firmware/effects/manager-effects.ts',
    `const decided = { ...word, approved, copies: approved ? COPIES : [] };`,
    `const decided = { ...word, approved: true, copies: COPIES };`,
  ),
  one(
    'undone-as-soon-as-refused',
    'a reversal that the bank refuses too often counts as resolved',
    'firmware/effects/money-effects.ts',
    `        drafts.push({ type: 'reversal.escalated', txn, body: { attempts: attempt, copies: ['merchant'] } });`,
    `        drafts.push(
          { type: 'reversal.escalated', txn, body: { attempts: attempt, copies: ['merchant'] } },
          { type: 'reversal.resolved', txn, body: { manager: '9', reason: 'never-booked', evidence: '1' } },
        );`,
  ),
  one(
    'any-policy-will-do',
    'a policy that cannot be used is passed over without a word',
    'firmware/effects/policy-in-force.ts',
    `      this.#refuse(read.problem);
      return;`,
    `      return;`,
  ),
  one(
    'tell-the-advice-once',
    'an advice that was not answered a second time counts as told',
    'storage/journal/projections/advices.ts',
    `    const matches = attempts > 0 && entry.body.attempt === attempts;`,
    `    const matches = attempts > 0 && entry.body.attempt === attempts;
    this.remove(txnNo);`,
  ),
  one(
    'what-nobody-found-is-approved',
    'the bank knows nothing of a sale that it is asked about, and it counts as approved',
    'firmware/effects/asking-effects.ts',
    `if (responseCode === NOT_FOUND) return 'not-found';`,
    `if (responseCode === NOT_FOUND) return 'approved';`,
  ),
  one(
    'a-report-of-other-words',
    'what is handed to the bank is not what was signed',
    'firmware/effects/case-package.ts',
    `journal.sign(Buffer.from(text, 'utf8'))`,
    `journal.sign(Buffer.from(text.trimStart().slice(1), 'utf8'))`,
  ),
  one(
    'a-difference-is-nobodys-task',
    'what did not agree after an outage is signed and forgotten',
    'firmware/effects/outage-effects.ts',
    `return [reconciled, ...tasks];`,
    `return [reconciled];`,
  ),
];
