/** What the conversation about pre-authorisations does: find one in the journal, look at the paper. */
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import type { ConversationEffects } from '../machines/conversations.ts';
import type { FoundPreauth } from '../machines/preauth-follow-up.ts';
import { type PaperFacts, paperTrouble } from '../rules/paper-policy.ts';
import { lookUp } from './flow-effects.ts';
import { freezeOnRow } from './freezes.ts';
import type { Ports } from './ports.ts';

export function preauthFollowUpEffects(
  ports: Ports,
  status: () => PaperFacts | null,
): ConversationEffects['preauthFollowUp'] {
  const { journal } = ports;
  return {
    findPreauth: ({ self }, { searched }) => {
      const row = searched === '' ? (journal.preauthsInForce().at(-1) ?? null) : lookUp(journal, searched);
      self.send(
        row === null
          ? { type: 'preauth.notFound', searched }
          : { type: 'preauth.found', found: { ...foundPreauth(row), frozen: freezeOnRow(ports, row) } },
      );
    },
    checkPaper: ({ self }) => self.send({ type: 'paper.checked', trouble: paperTrouble(status()) }),
  };
}

function foundPreauth(row: TransactionRow): Omit<FoundPreauth, 'frozen'> {
  const { txn, kind, state, amountMinor, refundedMinor, reservedMinor, currency, batch, endedBy } = row;
  const { stan, authCode, createdAtMs, card } = row;
  const facts = { txn, kind, state, amountMinor, refundedMinor, reservedMinor, currency, batch, endedBy };
  return { ...facts, stan, authCode, createdAtMs, maskedPan: card.maskedPan };
}
