/** Help at the counter (帮助): short cards for emergencies, one key each and one to print it while there is paper (requirement H6); a code explained (E7). */
import { assign, setup } from 'xstate';
import type { EmergencyCardCode } from '../../storage/facts.ts';
import { EMERGENCY_CARDS, type EmergencyCard, type Phones } from '../rules/emergency-cards.ts';
import { typeCode } from '../rules/reference-entry.ts';
import { refuse } from '../rules/verdict.ts';
import { effect } from './effect.ts';
import { type FlowHears, type FlowOutput, isDigitKey, type Notice, PATIENCE_MS, said } from './flow.ts';
import { listed } from './key-guards.ts';

export interface HelpInput {
  readonly phones: Phones;
}

interface HelpContext extends HelpInput {
  readonly card: EmergencyCard | null;
  /** The step that is being done, counted from 0. */
  readonly step: number;
  readonly typed: string;
  readonly notice: Notice | null;
}

type HelpEvent = FlowHears | { readonly type: 'card.requested' } | { readonly type: 'card.unprintable' };

const LONGEST_CODE = 2;

const codeOf = ({ card }: HelpContext): EmergencyCardCode => {
  if (card === null) throw new Error('no card is shown');
  return card.code;
};

export const helpMachine = setup({
  types: { context: {} as HelpContext, events: {} as HelpEvent, input: {} as HelpInput, output: {} as FlowOutput },
  actions: {
    /** Journals that it was asked for, with the slip that is owed; sends `card.requested`, or `card.unprintable` without paper. */
    requestCard: effect<{ card: EmergencyCardCode }>('requestCard'),
  },
  guards: {
    isCancel: ({ event }) => event.type === 'keypad.pressed' && event.key === 'cancel',
  },
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'help',
  context: ({ input }) => ({ ...input, card: null, step: 0, typed: '', notice: null }),
  initial: 'listing',
  output: { key: null },
  states: {
    listing: {
      entry: assign({ card: null, step: 0, typed: '', notice: null }),
      on: {
        'keypad.pressed': [
          {
            guard: ({ event }) => listed(EMERGENCY_CARDS, event) !== undefined,
            target: 'showing',
            actions: assign({ card: ({ event }) => listed(EMERGENCY_CARDS, event) ?? null }),
          },
          { guard: ({ event }) => event.key === '0', target: 'enteringCode' },
          { target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    showing: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ context, event }) => event.key === 'reprint' && context.notice === null,
            actions: { type: 'requestCard', params: ({ context }) => ({ card: codeOf(context) }) },
          },
          { guard: ({ event }) => event.key === 'reprint' },
          {
            guard: ({ event }) => event.key === 'confirm',
            actions: assign({
              step: ({ context }) => (context.step + 1) % (context.card?.steps.length ?? 1),
              notice: null,
            }),
          },
          { target: 'listing' },
        ],
        'card.requested': {
          actions: assign({
            notice: said('待打印', 'WILL BE PRINTED'),
          }),
        },
        'card.unprintable': {
          actions: assign({
            notice: refuse(
              'no-paper',
              {},
              { zh: '现在打不了', en: 'Cannot be printed now' },
              { zh: '看屏幕', en: 'Read it here' },
            ),
          }),
        },
      },
      after: { patienceMs: 'done' },
    },
    enteringCode: {
      on: {
        'keypad.pressed': [
          {
            guard: ({ event }) => isDigitKey(event.key) || event.key === 'correct' || event.key === '.',
            actions: assign({ typed: ({ context, event }) => typeCode(context.typed, event.key, LONGEST_CODE) }),
          },
          { guard: ({ context, event }) => event.key === 'confirm' && context.typed !== '', target: 'explaining' },
          { guard: 'isCancel', target: 'listing' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    explaining: { on: { 'keypad.pressed': 'listing' }, after: { patienceMs: 'done' } },
    done: { type: 'final' },
  },
});
