/** A sale by items: scanned or keyed, quantity, line void; then the sale of their sum (`sale.ts`). Sales by amount never come here. */
import { assign, setup } from 'xstate';
import type { SoldLine } from '../../storage/entries/goods.ts';
import { type MinorUnits, minorUnits, type TransactionId } from '../../storage/facts.ts';
import { voucherIn } from '../rules/barcodes.ts';
import type { CatalogueItem } from '../rules/catalogue.ts';
import { type Refusal, refuse } from '../rules/verdict.ts';
import { effect } from './effect.ts';
import { type FlowHears, type FlowOutput, isDigitKey, type Notice, PATIENCE_MS, type Sequel } from './flow.ts';
import type { RedeemedVoucher } from './money.ts';
import { digitsTyped } from './typed-line.ts';

export interface BasketInput {
  /** The first code, scanned or typed; empty: none yet. */
  readonly code: string;
  /** The return that these goods are taken in exchange for. */
  readonly caseId: TransactionId | null;
}

export interface BasketContext extends BasketInput {
  readonly typed: string;
  readonly lines: readonly SoldLine[];
  readonly vouchers: readonly RedeemedVoucher[];
  readonly notice: Notice | null;
  readonly sequel: Sequel | null;
}

export type BasketEvent =
  | FlowHears
  | { readonly type: 'item.found'; readonly item: CatalogueItem }
  | { readonly type: 'item.refused'; readonly refusal: Refusal }
  | { readonly type: 'voucher.found'; readonly voucher: RedeemedVoucher }
  | { readonly type: 'voucher.refused'; readonly refusal: Refusal };

const LONGEST_CODE = 14;
/** A slip stays readable, and the entry below what a sale may take on disk. */
const MOST_LINES = 60;
const MOST_OF_ONE = 999;

export function sumOfBasket(lines: readonly Pick<SoldLine, 'quantity' | 'unitMinor'>[]): MinorUnits {
  return minorUnits(lines.reduce((sum, { quantity, unitMinor }) => sum + quantity * unitMinor, 0));
}

/** What is left to pay when the vouchers are taken off. */
export function dueOf({ lines, vouchers }: Pick<BasketContext, 'lines' | 'vouchers'>): number {
  return sumOfBasket(lines) - vouchers.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/** The same goods again are one line with one more. */
function added(lines: readonly SoldLine[], item: CatalogueItem): readonly SoldLine[] {
  const { code, zh, en, priceMinor, taxBasisPoints, returnClass } = item;
  const at = lines.findIndex((line) => line.code === code);
  const before = lines[at];
  if (before !== undefined && before.quantity < MOST_OF_ONE) {
    const more = { ...before, quantity: before.quantity + 1 };
    return [...lines.filter((_, i) => i !== at), more];
  }
  return [...lines, { code, zh, en, quantity: 1, unitMinor: minorUnits(priceMinor), taxBasisPoints, returnClass }];
}

export const basketMachine = setup({
  types: {
    context: {} as BasketContext,
    events: {} as BasketEvent,
    input: {} as BasketInput,
    output: {} as FlowOutput,
  },
  actions: {
    /** In the catalogue; sends `item.found` or `item.refused`. */
    findItem: effect<{ code: string }>('findItem'),
    /** A voucher by its nine digits; sends `voucher.found` or `voucher.refused`. */
    findVoucher: effect<{ code: string; taken: readonly string[]; dueMinor: number }>('findVoucher'),
    type: assign({
      typed: ({ context, event }) => digitsTyped(context.typed, event, LONGEST_CODE),
      notice: null,
    }),
    /** The quantity of the last line. */
    setQuantity: assign(({ context }) => {
      const quantity = Number(context.typed);
      const last = context.lines.at(-1);
      if (last === undefined) return { typed: '' };
      if (quantity < 1 || quantity > MOST_OF_ONE) {
        return {
          typed: '',
          notice: refuse(
            'quantity',
            { quantity },
            { zh: `数量 ${quantity} 不对`, en: `${quantity} is no quantity` },
            { zh: `1 到 ${MOST_OF_ONE};删行按更正`, en: `1 to ${MOST_OF_ONE}; BACKSPACE takes the line out` },
          ),
        };
      }
      const lines = [...context.lines.slice(0, -1), { ...last, quantity }];
      return { typed: '', notice: null, vouchers: [], lines };
    }),
    /** A basket that changes so takes the vouchers off: what they may pay is judged anew. */
    voidLine: assign({ lines: ({ context }) => context.lines.slice(0, -1), vouchers: [], notice: null }),
    goToSale: assign({
      sequel: ({ context }): Sequel => ({
        wish: 'sale',
        caseId: context.caseId,
        amountMinor: minorUnits(dueOf(context)),
        goods: context.lines,
        vouchers: context.vouchers,
      }),
    }),
  },
  guards: {
    isDigit: ({ event }) => event.type === 'keypad.pressed' && isDigitKey(event.key) && event.key !== '.',
    isKey: ({ event }, key: string) => event.type === 'keypad.pressed' && event.key === key,
    hasTyped: ({ context }) => context.typed !== '',
  },
  delays: { patienceMs: PATIENCE_MS },
}).createMachine({
  id: 'basket',
  context: ({ input }) => ({ ...input, typed: input.code, lines: [], vouchers: [], notice: null, sequel: null }),
  initial: 'opening',
  output: ({ context }) => ({ key: null, sequel: context.sequel }),
  states: {
    opening: {
      always: [{ guard: ({ context }) => context.code !== '', target: 'finding' }, { target: 'listing' }],
    },
    finding: {
      entry: { type: 'findItem', params: ({ context }) => ({ code: context.typed }) },
      on: {
        'item.found': [
          {
            guard: ({ context }) => context.lines.length < MOST_LINES,
            target: 'listing',
            actions: assign({
              typed: '',
              notice: null,
              lines: ({ context, event }) => added(context.lines, event.item),
            }),
          },
          { target: 'listing' },
        ],
        // What was typed stays on the line, so that it can be corrected (requirement E8).
        'item.refused': { target: 'listing', actions: assign({ notice: ({ event }) => event.refusal }) },
      },
    },
    findingVoucher: {
      entry: {
        type: 'findVoucher',
        params: ({ context }) => ({
          code: context.typed,
          taken: context.vouchers.map(({ code }) => code),
          dueMinor: dueOf(context),
        }),
      },
      on: {
        'voucher.found': {
          target: 'listing',
          actions: assign({
            typed: '',
            notice: null,
            vouchers: ({ context, event }) => [...context.vouchers, event.voucher],
          }),
        },
        'voucher.refused': { target: 'listing', actions: assign({ notice: ({ event }) => event.refusal }) },
      },
    },
    listing: {
      on: {
        'scanner.scanned': [
          {
            guard: ({ context, event }) => voucherIn(event.code) !== null && context.lines.length > 0,
            target: 'findingVoucher',
            actions: assign({ typed: ({ event }) => voucherIn(event.code) ?? '', notice: null }),
          },
          { target: 'finding', actions: assign({ typed: ({ event }) => event.code, notice: null }) },
        ],
        'keypad.pressed': [
          { guard: 'isDigit', actions: 'type' },
          {
            guard: ({ context, event }) => event.key === 'correct' && context.typed === '',
            actions: 'voidLine',
          },
          { guard: { type: 'isKey', params: 'correct' }, actions: 'type' },
          { guard: ({ context, event }) => event.key === 'sale' && context.typed !== '', target: 'finding' },
          { guard: ({ context, event }) => event.key === 'functions' && context.typed !== '', actions: 'setQuantity' },
          {
            guard: ({ context, event }) => event.key === 'reprint' && context.typed !== '' && context.lines.length > 0,
            target: 'findingVoucher',
          },
          {
            guard: ({ context, event }) => event.key === 'confirm' && context.typed === '' && context.lines.length > 0,
            target: 'done',
            actions: 'goToSale',
          },
          { guard: ({ context, event }) => event.key === 'confirm' && context.typed !== '', target: 'finding' },
          { guard: { type: 'isKey', params: 'cancel' }, target: 'done' },
        ],
      },
      after: { patienceMs: 'done' },
    },
    done: { type: 'final' },
  },
});
