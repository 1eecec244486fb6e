/** What the conversation about pre-authorisations does: find one in the journal, look at the paper. */
import type { TransactionRow } from '../../storage/journal/journal.ts';
import type { ConversationEffects } from '../machines/conversations.ts';
import type { FoundHold } from '../machines/hold.ts';
import { type PaperFacts, paperTrouble } from '../rules/paper-policy.ts';
import { lookUp, scanOf } from './flow-effects.ts';
import type { Ports } from './ports.ts';

export function holdEffects(ports: Ports, status: () => PaperFacts | null): ConversationEffects['hold'] {
  const { journal } = ports;
  return {
    findHold: ({ self }, { searched }) => {
      const row = searched === '' ? (journal.holds().at(-1) ?? null) : lookUp(journal, searched);
      self.send(row === null ? { type: 'hold.notFound', searched } : { type: 'hold.found', found: foundHold(row) });
    },
    readScan: ({ self }, { code }) => self.send(scanOf(ports, code)),
    checkPaper: ({ self }) => self.send({ type: 'paper.checked', trouble: paperTrouble(status()) }),
  };
}

function foundHold(row: TransactionRow): FoundHold {
  const { txn, kind, state, amountMinor, refundedMinor, reservedMinor, currency, batch, endedBy } = row;
  const { stan, authCode, createdAtMs, card } = row;
  const facts = { txn, kind, state, amountMinor, refundedMinor, reservedMinor, currency, batch, endedBy };
  return { ...facts, stan, authCode, createdAtMs, maskedPan: card.maskedPan };
}
