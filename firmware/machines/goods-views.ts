/** From the snapshots of the conversations about goods to what their pages are drawn from. */
import type { SnapshotFrom } from 'xstate';
import { sumOf } from '../rules/returns.ts';
import type { FlowView } from '../screens/till-view.ts';
import { type basketMachine, dueOf, sumOfBasket } from './basket.ts';
import { identificationOf } from './identification-view.ts';
import type { returnMachine } from './return.ts';
import { voucherNeeds } from './return-approval.ts';
import { givenBackAs } from './return-desk.ts';

export function basketView(flow: SnapshotFrom<typeof basketMachine>, currency: string): FlowView {
  const { typed, lines, vouchers, notice } = flow.context;
  const sums = { sumMinor: sumOfBasket(lines), dueMinor: dueOf(flow.context) };
  return { at: 'basket', state: String(flow.value), typed, currency, lines, vouchers, ...sums, notice };
}

export function returnView(flow: SnapshotFrom<typeof returnMachine>): FlowView {
  const { typed, original, lines, line, priceTodayMinor, quantity, taken, notice, result, asks, overridable } =
    flow.context;
  const { receiptLost, manager } = flow.context;
  const state = String(flow.value);
  const isEarly = receiptLost && manager === null;
  return {
    at: 'return',
    state,
    typed,
    currency: original.currency,
    asks: state === 'identifying' ? asks : null,
    second: asks === 'voucher' ? (voucherNeeds(flow.context)?.why ?? null) : null,
    mayOverride: overridable !== null,
    identification: identificationOf(flow),
    ticks: {
      voucher: !isEarly,
      goods: !isEarly && state !== 'checkingGoods',
      barcode: line !== null || taken.length > 0,
    },
    receipt: lines,
    line,
    priceTodayMinor,
    quantity,
    taken: taken.map((one) => {
      const { zh = '', en = '' } = lines[one.line - 1] ?? {};
      return { zh, en, quantity: one.quantity, amountMinor: one.amountMinor };
    }),
    ...sumOf(taken),
    voucherMinor: givenBackAs(flow.context).voucherMinor,
    notice,
    result,
  };
}
