/** What a manager does at the counter, to be cut: the day's close, balanced and not, and the word of the acquirer about a refund without an answer. */
import { sell } from '../countertop/cashier.ts';
import type { Countertop } from '../countertop/countertop.ts';
import { ACCOUNT_FLOWS } from './account-flows.ts';
import { ASKING_FLOWS } from './asking-flows.ts';
import { CASH_FLOWS } from './cash-flows.ts';
import { askBack, CASHIER_FLOWS, cutMore, type Flow, firstReceipt } from './flows.ts';
import { GOODS_FLOWS } from './goods-flows.ts';
import { MAINTENANCE_FLOWS } from './maintenance-flows.ts';
import { PAPER_FLOWS } from './paper-flows.ts';
import { PEOPLE_FLOWS } from './people-flows.ts';
import { SERVICE_FLOWS } from './service-flows.ts';
import { TRAINING_FLOWS } from './training-flows.ts';

const MANAGER = ['9', 'confirm', '9', '9', '9', '9', 'confirm'];

/** There must be something in the batch: an empty one is not settled. */
async function sellOne(countertop: Countertop): Promise<void> {
  await sell(countertop, '450');
  await countertop.press('confirm');
  await countertop.firmware.screen(/READY/);
}

async function settle(countertop: Countertop): Promise<void> {
  await countertop.press('functions', '8');
  await countertop.firmware.screen(/ENTER: SETTLE/);
  await countertop.press('confirm');
  await countertop.firmware.screen(/NEXT BATCH IS OPEN/);
}

const settlement: Flow = {
  name: 'settlement',
  title: 'the batch is settled and balanced',
  prepare: sellOne,
  play: (it) => cutMore(it, 1, () => settle(it)),
};

const upload: Flow = {
  name: 'upload',
  title: 'the batch is settled, does not balance, is uploaded',
  async prepare(it) {
    await sellOne(it);
    await it.acquirer.do('out-of-balance', { add: 777 });
  },
  play: (it) => cutMore(it, 1, () => settle(it)),
};

/** One refund whose answer got lost: the bank has booked it, nobody here knows. */
async function leaveRefundUnknown(countertop: Countertop): Promise<void> {
  await firstReceipt(countertop);
  if (countertop.obligations().some(({ kind, state }) => kind === 'outcome' && state === 'unknown')) return;
  await countertop.acquirer.do('cut-before-answer', { kind: 'refund' });
  await askBack(countertop);
  await countertop.firmware.screen(/ENTER:? DO IT/);
  await countertop.press('confirm');
  await countertop.firmware.screen(/UNKNOWN/);
  await countertop.press('confirm');
  await countertop.firmware.screen(/READY/);
}

const resolution: Flow = {
  name: 'resolution',
  title: 'a manager says what the acquirer has told of a refund without an answer',
  prepare: leaveRefundUnknown,
  play: (it) =>
    cutMore(it, 2, async () => {
      await it.press('functions', '9');
      await it.firmware.screen(/REFUND OUTCOME UNKNOWN/);
      await it.press('1', '4', '7', 'confirm', ...MANAGER);
      await it.firmware.screen(/NOTHING NEEDS A PERSON/);
      await it.press('confirm');
    }),
};

/** Everything that is cut. */
export const FLOWS: readonly Flow[] = [
  ...CASHIER_FLOWS,
  ...CASH_FLOWS,
  ...GOODS_FLOWS,
  ...ACCOUNT_FLOWS,
  ...PAPER_FLOWS,
  settlement,
  upload,
  resolution,
  ...MAINTENANCE_FLOWS,
  ...SERVICE_FLOWS,
  ...PEOPLE_FLOWS,
  ...ASKING_FLOWS,
  ...TRAINING_FLOWS,
];
