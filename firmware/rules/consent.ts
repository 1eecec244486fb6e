/**
 * When the customer is asked before money goes back, and how the word may be given (requirement A3; policy `consent`). Where it is not needed the
 * cashier's key alone sends it, and no word of a customer stands in the journal.
 */
import type { ConsentBy } from '../../storage/entries/customer.ts';
import type { Policy } from './policy.ts';
import { type Refusal, refuse } from './verdict.ts';

export function consentNeeded(amountMinor: number, { consent }: Pick<Policy, 'consent'>): boolean {
  return amountMinor >= consent.fromMinor;
}

const WAYS: Readonly<Record<ConsentBy, { readonly zh: string; readonly en: string }>> = {
  keypad: { zh: '在键盘按确认', en: 'ENTER on the keypad' },
  'pin-pad': { zh: '在密码键盘按 F1', en: 'F1 on the PIN pad' },
  phone: { zh: '2=电话同意', en: '2: agreed by phone' },
};

/** Null: this way counts. Else which ways do. */
export function refuseConsentBy(by: ConsentBy, { consent }: Pick<Policy, 'consent'>): Refusal | null {
  if (consent.ways.includes(by)) return null;
  const ways = consent.ways.map((way) => WAYS[way]);
  return refuse(
    'consent-way',
    { by, ways: consent.ways.join(' ') },
    { zh: '这样不算顾客同意', en: 'This is not how the customer agrees here' },
    { zh: `请顾客${ways.map(({ zh }) => zh).join('或')}`, en: ways.map(({ en }) => en).join(', or ') },
  );
}
