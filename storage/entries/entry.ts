/** Every entry that the journal knows: a past-tense fact, chained to the one before it (design §4). */
import type { MoneyKind, Stamp } from '../facts.ts';
import type { AlternativeDraft } from './alternatives.ts';
import type { CaseDraft } from './case.ts';
import type { CaseFileDraft } from './case-file.ts';
import type { CashDraft } from './cash.ts';
import type { ControlDraft } from './control.ts';
import type { CustomerDraft } from './customer.ts';
import type { EnquiryDraft } from './enquiry.ts';
import type { FileTransferDraft } from './file-transfer.ts';
import type { GoodsDraft } from './goods.ts';
import type { LookUpDraft } from './look-up.ts';
import type { MaintenanceDraft } from './maintenance.ts';
import type { AdviceDraft, MoneyDraft, RefundDraft } from './money.ts';
import type { ESlipDraft, HandSlipDraft, OutageDraft, TaskDraft } from './outage.ts';
import type { OutageCheckDraft } from './outage-check.ts';
import type { PartDraft } from './part.ts';
import type { PeopleDraft } from './people.ts';
import type { PrinterDraft } from './printers.ts';
import type { ReceiptDraft } from './receipt.ts';
import type { ReportDraft } from './report.ts';
import type { ReversalDraft } from './reversal.ts';
import type { ScriptDraft } from './script.ts';
import type { SecretsDraft } from './secrets.ts';
import type { SettlementDraft } from './settlement.ts';
import type { TerminalDraft } from './terminal.ts';
import type { TrainingDraft } from './training.ts';

export type EntryDraft =
  | { [K in MoneyKind]: MoneyDraft<K> }[MoneyKind]
  | AdviceDraft
  | AlternativeDraft
  | CaseDraft
  | CaseFileDraft
  | CashDraft
  | ControlDraft
  | EnquiryDraft
  | CustomerDraft
  | GoodsDraft
  | LookUpDraft
  | ReversalDraft
  | ScriptDraft
  | SettlementDraft
  | PartDraft
  | PeopleDraft
  | RefundDraft
  | PrinterDraft
  | ReceiptDraft
  | MaintenanceDraft
  | FileTransferDraft
  | OutageDraft
  | OutageCheckDraft
  | HandSlipDraft
  | ESlipDraft
  | TaskDraft
  | ReportDraft
  | SecretsDraft
  | TerminalDraft
  | TrainingDraft;

export type EntryType = EntryDraft['type'];

export interface EntryEnvelope extends Stamp {
  readonly seq: number;
  readonly terminal: string;
  /** SHA-256, hex. */
  readonly previousHash: string;
  readonly hash: string;
}

export type Entry = EntryDraft & EntryEnvelope;
