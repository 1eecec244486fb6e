/**
 * Everything that the terminal can talk about with the person at the keys, one row each. A new conversation is its machine and a row here,
 * its effects (`../effects/conversation-effects.ts`), what opens it (`../effects/openers.ts`), its view (`conversation-views.ts`) and its page.
 */
import type { InputFrom } from 'xstate';
import type { KeypadKey } from '../../drivers/keypad/keypad.ts';
import { alternativeMachine } from './alternative.ts';
import { basketMachine } from './basket.ts';
import { caseDeskMachine } from './case-desk.ts';
import { drawerCountMachine } from './drawer-count.ts';
import { exercisesMachine } from './exercises.ts';
import { freezeMachine } from './freeze.ts';
import { handSlipsMachine } from './hand-slips.ts';
import { helpMachine } from './help.ts';
import { identificationMachine } from './identification.ts';
import { lookupMachine } from './lookup.ts';
import { paperBackMachine } from './paper-back.ts';
import { peopleMachine } from './people.ts';
import { preauthFollowUpMachine } from './preauth-follow-up.ts';
import { referenceMachine } from './reference.ts';
import { refundMachine } from './refund.ts';
import { reprintMachine } from './reprint.ts';
import { resolutionMachine } from './resolution.ts';
import { returnMachine } from './return.ts';
import { saleMachine } from './sale.ts';
import { serviceMachine } from './service.ts';
import { settlementMachine } from './settlement.ts';
import { shiftMachine } from './shift.ts';
import { signInMachine } from './sign-in.ts';
import { timelineMachine } from './timeline.ts';
import { toDoMachine } from './to-do.ts';
import { trainingMachine } from './training.ts';
import { unreferencedMachine } from './unreferenced.ts';
import { xReportMachine } from './x-report.ts';

export const CONVERSATIONS = {
  alternative: alternativeMachine,
  sale: saleMachine,
  preauth: saleMachine,
  balance: saleMachine,
  preauthFollowUp: preauthFollowUpMachine,
  basket: basketMachine,
  lookup: lookupMachine,
  return: returnMachine,
  refund: refundMachine,
  unreferenced: unreferencedMachine,
  reprint: reprintMachine,
  settlement: settlementMachine,
  resolution: resolutionMachine,
  service: serviceMachine,
  timeline: timelineMachine,
  handSlips: handSlipsMachine,
  paperBack: paperBackMachine,
  people: peopleMachine,
  shift: shiftMachine,
  drawerCount: drawerCountMachine,
  freeze: freezeMachine,
  caseDesk: caseDeskMachine,
  help: helpMachine,
  toDo: toDoMachine,
  training: trainingMachine,
  exercises: exercisesMachine,
  xReport: xReportMachine,
  signIn: signInMachine,
} as const;

export type ConversationName = keyof typeof CONVERSATIONS;
type Conversation<Name extends ConversationName> = (typeof CONVERSATIONS)[Name];

/** A conversation with what it begins with. */
export type Opened = {
  readonly [Name in ConversationName]: { readonly name: Name; readonly input: InputFrom<Conversation<Name>> };
}[ConversationName];

/** What a key asks for; which conversation opens is decided by what stands. `promise`: the oldest promised refund. */
export type Wish =
  | Exclude<
      ConversationName,
      'alternative' | 'basket' | 'drawerCount' | 'refund' | 'return' | 'timeline' | 'exercises' | 'unreferenced'
    >
  | 'promise';

/** Keys while nobody is being served. Digits begin a sale. */
export const OPENING_KEYS: Readonly<Partial<Record<KeypadKey, Wish>>> = {
  sale: 'sale',
  refund: 'lookup',
  reprint: 'reprint',
};

/** Keys on the function page, beside 0 (drawer) and 1 (devices); its words: screens/menu-page.ts. */
export const FUNCTION_KEYS: Readonly<Partial<Record<KeypadKey, Wish>>> = {
  '2': 'shift',
  '3': 'people',
  '4': 'freeze',
  '5': 'xReport',
  '6': 'preauth',
  '7': 'preauthFollowUp',
  '.': 'balance',
  '00': 'training',
  '8': 'settlement',
  '9': 'resolution',
  sale: 'handSlips',
  refund: 'toDo',
  reprint: 'paperBack',
  confirm: 'caseDesk',
  correct: 'help',
};

export type ActionsOf<Machine extends { provide(implementations: never): unknown }> = Parameters<
  Machine['provide']
>[0] extends { actions?: infer Actions }
  ? NonNullable<Actions>
  : never;

export type ConversationEffects = { readonly [Name in ConversationName]: ActionsOf<Conversation<Name>> };

/** What a conversation may ask inside itself, with its effects. */
export interface InnerEffects {
  readonly identification: ActionsOf<typeof identificationMachine>;
  readonly reference: ActionsOf<typeof referenceMachine>;
}

/** The same machines with their effects wired. */
export function provideConversations(effects: ConversationEffects, inner: InnerEffects): typeof CONVERSATIONS {
  const actors = {
    identification: identificationMachine.provide({ actions: inner.identification }),
    reference: referenceMachine.provide({ actions: inner.reference }),
  };
  const wired = Object.entries(CONVERSATIONS).map(([name, machine]) => {
    const actions = effects[name as ConversationName];
    return [name, machine.provide({ actions, actors } as never)];
  });
  return Object.fromEntries(wired) as typeof CONVERSATIONS;
}
