/** What the conversation about Hold 冻结 does: reads what is frozen, finds what shall be, journals placing and release (requirement C11). */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import { maskPan } from '../../storage/facts.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import type { ConversationEffects } from '../machines/conversations.ts';
import type { FreezeSubject } from '../machines/freeze.ts';
import type { Freeze } from '../rules/freezes.ts';
import { KIND_WORDS } from '../rules/kind-words.ts';
import { amountWords, currencyNumber } from '../rules/money-words.ts';
import { latestReceipt, lookUp, scanOf } from './flow-effects.ts';
import type { Ports } from './ports.ts';
import { refusalOf } from './refusable.ts';

/** As many as one digit can choose. */
const MOST_SHOWN = 9;

export function freezeEffects(ports: Ports): ConversationEffects['freeze'] {
  const { journal } = ports;
  const append = (draft: EntryDraft) => {
    try {
      journal.append([draft], ports.stamp());
      return { type: 'freeze.done' } as const;
    } catch (error) {
      return refusalOf(error);
    }
  };
  return {
    findFreezes: ({ self }) => {
      const items = journal.freezes().slice(0, MOST_SHOWN);
      self.send({
        type: 'freezes.found',
        items: items.map((freeze) => ({ ...freeze, title: titleOf(ports, freeze) })),
        nowMs: ports.stamp().atMs,
      });
    },
    findSubject: ({ self }, { looksFor, searched }) => {
      const row = searched === '' ? latestReceipt(journal) : lookUp(journal, searched);
      self.send(
        row === null
          ? { type: 'subject.notFound', searched }
          : { type: 'subject.found', subject: looksFor === 'card' ? cardOf(row) : transactionOf(row) },
      );
    },
    takeCard: ({ self }, { card }) => {
      if (card.clear === null) {
        self.send({ type: 'card.refused' });
        return;
      }
      const { pan } = card.clear.take();
      const on = { is: 'card', token: journal.cardToken(pan), maskedPan: maskPan(pan) } as const;
      card.clear.wipe();
      self.send({ type: 'subject.found', subject: { on, title: lastFour(on.maskedPan) } });
    },
    readScan: ({ self }, { code }) => self.send(scanOf(ports, code)),
    armReader: () => ports.reader()?.arm({ amountMinor: 0, currencyNumeric: currencyNumber(ports.currency) }),
    disarmReader: () => ports.reader()?.disarm(),
    placeFreeze: ({ self }, { on, reason, manager }) => {
      const body = { freeze: journal.nextFreeze(), on, reason, by: manager ?? ports.stamp().operator };
      self.send(append({ type: 'freeze.placed', txn: on.is === 'transaction' ? on.of : null, body }));
    },
    liftFreeze: ({ self }, { freeze, manager }) => {
      const on = journal.freezes().find((placed) => placed.freeze === freeze)?.on;
      const txn = on?.is === 'transaction' ? on.of : null;
      self.send(append({ type: 'freeze.lifted', txn, body: { freeze, by: manager } }));
    },
  };
}

const lastFour = (maskedPan: string): string => `*${maskedPan.slice(-4)}`;

function transactionOf(row: TransactionRow): FreezeSubject {
  return { on: { is: 'transaction', of: row.txn }, title: words(row) };
}

function cardOf({ card: { token, maskedPan } }: TransactionRow): FreezeSubject {
  return { on: { is: 'card', token, maskedPan }, title: lastFour(maskedPan) };
}

function titleOf({ journal }: Ports, { on }: Freeze): string {
  if (on.is === 'terminal') return '';
  if (on.is === 'card') return lastFour(on.maskedPan);
  const row = journal.transaction(on.of);
  return row === null ? on.of : words(row);
}

function words({ kind, stan, amountMinor, currency }: TransactionRow): string {
  return `${KIND_WORDS[kind].zh} ${stan ?? ''} ${amountWords(amountMinor, currency)}`;
}
