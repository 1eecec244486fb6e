/** What the conversations with the cashier do: look things up, keep the card, write a promise down. Answers come back as events. */
import {
  type CopyKind,
  copyId,
  type MaskedPan,
  type SlipKind,
  type TransactionId,
  tenderOf,
} from '../../storage/facts.ts';
import { nextDuplicate } from '../../storage/journal/duplicates.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import type { TransactionRow } from '../../storage/journal/transaction-rows.ts';
import type { ConversationEffects, InnerEffects } from '../machines/conversations.ts';
import type { ScanRead } from '../machines/flow.ts';
import type { FoundOriginal } from '../machines/refund-desk.ts';
import type { FoundReceipt } from '../machines/reprint.ts';
import { readLookUpCode } from '../receipts/look-up-code.ts';
import { currencyNumber } from '../rules/money-words.ts';
import { type PaperFacts, paperTrouble } from '../rules/paper-policy.ts';
import { isPaymentCode } from '../rules/payment-code.ts';
import type { Cards } from './cards.ts';
import { takeCash } from './cash-effects.ts';
import { approvalEffects } from './consent-effects.ts';
import { offerESlip } from './e-slips.ts';
import { freezeOnRow, refuseFrozenCard } from './freezes.ts';
import type { PaperWork } from './paper-effects.ts';
import type { PinDesk } from './pin-desk.ts';
import type { Ports } from './ports.ts';

export function saleEffects(
  ports: Ports,
  { cards, pins, paper }: { readonly cards: Cards; readonly pins: PinDesk; readonly paper: PaperWork },
  status: () => PaperFacts | null,
): ConversationEffects['sale'] {
  const keptUnlessFrozen = (txn: TransactionId, maskedPan: MaskedPan, isCode: boolean) => {
    const token = cards.of(txn)?.facts.token;
    const refusal = token === undefined ? null : refuseFrozenCard(ports, token);
    if (refusal === null) return { type: 'card.kept', maskedPan, isCode } as const;
    cards.forget(txn);
    return { type: 'card.frozen', refusal } as const;
  };
  return {
    tallyOutage: ({ self }) => {
      const trouble = paperTrouble(status());
      const row = trouble === null ? null : ports.journal.outage();
      const ageMs = row === null ? 0 : Math.max(0, ports.stamp().atMs - row.beganMs);
      const outage = { ...(row?.tally ?? { count: 0, sumMinor: 0 }), ageMs };
      self.send({ type: 'outage.tallied', trouble, outage });
    },
    armReader: (_, { amountMinor, currency }) =>
      ports.reader()?.arm({ amountMinor, currencyNumeric: currencyNumber(currency) }),
    disarmReader: () => ports.reader()?.disarm(),
    keepCard: ({ self }, { txn, card }) => {
      const maskedPan = cards.keep(txn, card);
      self.send(maskedPan === null ? { type: 'card.refused' } : keptUnlessFrozen(txn, maskedPan, false));
    },
    keepCode: ({ self }, { txn, code }) => {
      const maskedPan = isPaymentCode(code) ? cards.keepCode(txn, code) : null;
      self.send(maskedPan === null ? { type: 'code.refused' } : keptUnlessFrozen(txn, maskedPan, true));
    },
    forgetCard: (_, { txn }) => cards.forget(txn),
    ...approvalEffects(ports),
    payCash: ({ self }, sale) => self.send(takeCash(ports, paper, sale)),
    askPin: ({ self }, question) => {
      const why = pins.ask(question);
      if (why !== null) self.send({ type: 'pin.notAsked', why });
    },
    restPinPad: () => pins.rest(),
    offerESlip: ({ self }, { txn }) => {
      const eSlip = offerESlip(ports, txn);
      if (eSlip !== null) self.send({ type: 'eSlip.offered', eSlip });
    },
    renewTransaction: ({ self }, { txn }) => {
      const next = ports.nextTransactionId();
      cards.move(txn, next);
      self.send({ type: 'txn.renewed', txn: next });
    },
  };
}

/** Slips about a transaction that is none any more: the fault slip of a reversal that was refused, the status slip of a case. */
const NO_RECEIPTS: ReadonlySet<SlipKind> = new Set(['fault', 'caseStatus']);

/** What the cashier means by the last receipt: no slip about a transaction, and no story of one. */
const isReceipt = (kind: SlipKind): boolean => !NO_RECEIPTS.has(kind) && kind !== 'timeline';

/** Of what came to nothing there is a story at the most, which bears a slip number, too; its promise keeps its slip. */
const hasReceipt = ({ state, promisedForMs }: TransactionRow): boolean =>
  state === 'approved' || state === 'voided' || promisedForMs !== null;

export function reprintEffects(ports: Ports, paper: Pick<PaperWork, 'debtAdded'>): ConversationEffects['reprint'] {
  const { journal } = ports;
  return {
    findReceipt: ({ self }, { searched }) => {
      const row = searched === '' ? latestReceipt(journal, isReceipt) : lookUp(journal, searched);
      const slips = row === null ? [] : journal.copiesOf(row.txn).filter(({ kind }) => !NO_RECEIPTS.has(kind));
      const copies = slips.map((copy) => copy.of);
      if (row === null || copies.length === 0 || !hasReceipt(row)) self.send({ type: 'receipt.notFound', searched });
      else {
        const receipt: FoundReceipt = {
          txn: row.txn,
          kind: row.kind,
          amountMinor: row.amountMinor,
          currency: row.currency,
          copies: [...new Set<CopyKind>(copies)],
        };
        self.send({ type: 'receipt.found', receipt });
      }
    },
    requestReprint: ({ self }, { txn, of }) => {
      const n = requestReprint(ports, txn, of);
      self.send({ type: 'receipt.requested', n });
      paper.debtAdded();
    },
  };
}

/** One more debt for the paper desk. @returns the number of the duplicate. @throws JournalRefused */
export function requestReprint({ journal, stamp }: Ports, txn: TransactionId, of: CopyKind): number {
  const n = nextDuplicate(journal.copiesOf(txn), of);
  journal.append([{ type: 'receipt.requested', txn, body: { copy: copyId(txn, of, n), of, n } }], stamp());
  return n;
}

/** Wherever a transaction is asked for by what stands on its slip. */
export function referenceEffects(ports: Ports): InnerEffects['reference'] {
  return { readScan: ({ self }, { code }) => self.send(scanOf(ports, code)) };
}

/** What a scanned code means here. A slip of another terminal stands in that terminal's journal, not in this one. */
export function scanOf(ports: Ports, code: string): ScanRead {
  const read = readLookUpCode(code);
  if (read === null) return { type: 'scan.refused', why: 'no-slip' };
  return read.tid === '' || read.tid === ports.terminal.tid
    ? { type: 'scan.read', reference: String(read.slip) }
    : { type: 'scan.refused', why: 'other-terminal' };
}

/** Twelve characters are an RRN; less is a slip number, or else the trace of the open batch (requirement A2). */
export function lookUp(journal: Journal, searched: string): TransactionRow | null {
  if (searched.length === 12) return journal.find({ rrn: searched })[0] ?? null;
  const [bySlip] = journal.find({ slip: Number(searched) });
  if (bySlip !== undefined) return bySlip;
  return searched.length > 6 ? null : (journal.find({ stan: searched.padStart(6, '0') })[0] ?? null);
}

/** An original as the conversations know it. */
export function foundOriginal(ports: Pick<Ports, 'journal'>, row: TransactionRow): FoundOriginal {
  const { txn, kind, state, amountMinor, refundedMinor, reservedMinor, currency, batch, card, rrn, stan, createdAtMs } =
    row;
  const facts = { txn, kind, state, amountMinor, refundedMinor, reservedMinor, currency, batch, card, rrn, stan };
  const { spentMinor: byVoucherMinor, leftMinor: voucherLeftMinor } = ports.journal.voucherPart(txn);
  return {
    ...facts,
    createdAtMs,
    byVoucherMinor,
    voucherLeftMinor,
    tender: tenderOf(card),
    frozen: freezeOnRow(ports, row),
  };
}

/** The transaction of the newest slip that was begun; `counts`: of the newest one of such a kind. */
export function latestReceipt(
  journal: Journal,
  counts: (kind: SlipKind) => boolean = () => true,
): TransactionRow | null {
  for (let reach = 100; ; reach *= 10) {
    const entries = journal.last(reach);
    for (const entry of entries.toReversed()) {
      if (entry.type !== 'receipt.started') continue;
      // A report is a slip, too, but of no transaction.
      const row = journal.transaction(entry.txn);
      const slip = row === null ? undefined : journal.copiesOf(row.txn).find(({ copy }) => copy === entry.body.copy);
      if (slip !== undefined && counts(slip.kind)) return row;
    }
    if (entries.length < reach) return null;
  }
}
