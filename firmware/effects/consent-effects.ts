/** The word of those who give back and take back: the second person's, the customer's on the PIN pad or by a key, and that the customer was told (A3, A13, C6). */
import type { TransactionId } from '../../storage/facts.ts';
import { type ConsentAsked, type ConsentGiven, consentExchange } from '../machines/giving-back.ts';
import type { Approval } from '../machines/money.ts';
import { consentNeeded, refuseConsentBy } from '../rules/consent.ts';
import { amountWords } from '../rules/money-words.ts';
import { reasonWords } from '../rules/reasons.ts';
import type { Refusal } from '../rules/verdict.ts';
import { recordApproval } from './control-effects.ts';
import type { Ports } from './ports.ts';

/** As long as the page waits for a person. */
const CONSENT_SECONDS = 120;

type ApprovalTold =
  | { readonly type: 'approval.given' }
  | { readonly type: 'approval.refused'; readonly refusal: Refusal };

interface Conversation {
  readonly self: { send(told: ApprovalTold): void };
}

export function approvalEffects(ports: Ports) {
  return {
    recordApproval: ({ self }: Conversation, approval: Approval): void => {
      const refusal = recordApproval(ports, approval);
      self.send(refusal === null ? { type: 'approval.given' } : { type: 'approval.refused', refusal });
    },
  };
}

export function consentEffects(ports: Ports) {
  const { journal, stamp } = ports;
  return {
    askConsent: (_: unknown, asked: ConsentAsked): void => askOnPad(ports, asked),
    restPinPad: (): void => ports.pinPad()?.reset(),
    recordConsent: (_: unknown, { txn, given, phone, ...word }: ConsentGiven): void => {
      const body = { ...word, note: word.by === 'phone' ? `TEL *${phone.slice(-4)}` : null };
      journal.append([{ type: given ? 'consent.given' : 'consent.refused', txn, body }], stamp());
    },
    recordTold: (_: unknown, { txn }: { readonly txn: TransactionId }): void => {
      journal.append([{ type: 'customer.told', txn, body: { by: 'in-person' } }], stamp());
    },
  };
}

/** Shows amount and reason on the PIN pad, where there is one. */
function askOnPad(ports: Ports, { txn, amountMinor, currency, reason }: ConsentAsked): void {
  if (!consentNeeded(amountMinor, ports.policy) || refuseConsentBy('pin-pad', ports.policy) !== null) return;
  // A pad that is not there or busy changes nothing: another way that the policy allows counts as well.
  const lines = [
    `REFUND ${ascii(amountWords(amountMinor, currency))}`,
    ascii(reasonWords(reason ?? '', ports.policy.reasons).en).slice(0, 16),
    'F1=YES  CAN=NO',
  ];
  ports.pinPad()?.askKey({
    exchange: consentExchange(txn),
    show: { kind: 'lines', lines },
    timeoutSeconds: CONSENT_SECONDS,
  });
}

/** A PIN pad shows printable ASCII only. */
function ascii(text: string): string {
  return text.replace(/[^ -~]/gu, '');
}
