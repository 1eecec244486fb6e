/** "退货显示无效", explained: refused by the rules, by the bank, by the network; the five steps; the same refund that goes on by itself. */
import { sell } from '../../test/countertop/cashier.ts';
import { bankOf, wholeSlips } from '../../test/countertop/judge.ts';
import type { Stage } from './stage.ts';
import type { Story } from './story.ts';

/** A sale of ￥88.00, and the day closed: only a refund is possible. @returns the customer's slip */
async function settledSale(stage: Stage): Promise<string> {
  const { countertop } = stage;
  await stage.step('A sale of ￥88.00, and the day is closed', async () => {
    await countertop.powerOn();
    await countertop.untilSignedOn();
    await sell(countertop, '8800');
    await stage.keys('confirm', 'functions', '8');
    await countertop.firmware.screen(/ENTER: SETTLE/);
    await stage.keys('confirm');
    await countertop.firmware.screen(/NEXT BATCH IS OPEN/);
    await countertop.untilNothingPrinted();
    await stage.keys('confirm');
  });
  const slips = await wholeSlips(countertop);
  const slip = slips.find(({ title, copy }) => title === 'SALE' && copy === 'customer');
  if (slip === undefined) throw new Error('no customer slip came out');
  return String(slip.number);
}

async function refusedByRules(stage: Stage, slip: string): Promise<void> {
  const { firmware } = stage.countertop;
  await stage.step('Too much: what was paid, what has gone, what remains; the amount stays on the line', async () => {
    await stage.keys('refund', slip, 'confirm');
    await firmware.screen(/REMAINS +￥88\.00/);
    await stage.keys('8801', 'confirm');
    await firmware.screen(/At most ￥88\.00/);
  });
  await stage.step('Corrected: the terminal says why it is a refund and not a void; the customer sees it', async () => {
    await stage.keys('correct', 'correct', 'correct', 'correct', '3000', 'confirm', '1');
    await firmware.screen(/走退货|: refund/);
  });
}

async function refusedByBank(stage: Stage): Promise<void> {
  const { acquirer, firmware } = stage.countertop;
  await stage.step('The bank answers 91: the cause in words, the next step, nothing refunded', async () => {
    await acquirer.do('decline', { code: '91', kind: 'refund' });
    await stage.keys('confirm');
    await firmware.screen(/NOTHING REFUNDED/);
  });
  await stage.step(
    'One key: five steps; the terminal tests devices and every layer of the network by itself',
    async () => {
      await stage.keys('functions');
      await firmware.screen(/4√/);
    },
  );
}

async function networkDown(stage: Stage): Promise<void> {
  const { countertop } = stage;
  const { acquirer, firmware } = countertop;
  await stage.step('The line breaks; the same refund again: not reached, nothing sent', async () => {
    await acquirer.do('refuse-connections', { on: true, cut: true });
    await stage.keys('1');
    await firmware.screen(/BANK NOT REACHED/);
  });
  await stage.step('The five steps name the layer that fails; nobody has to press anything', async () => {
    await stage.keys('functions');
    await firmware.screen(/4×/);
  });
  await stage.step('The line is back: the same refund goes on by itself', async () => {
    const cuts = countertop.cuts();
    await acquirer.do('refuse-connections', { on: false });
    await firmware.screen(/APPROVED/);
    await countertop.untilCuts(cuts + 2);
    await countertop.untilNothingPrinted();
  });
}

async function whoDidWhat(stage: Stage, slip: string): Promise<void> {
  const { countertop } = stage;
  await stage.step('The timeline tells all of it, on the screen and on paper', async () => {
    const cuts = countertop.cuts();
    await stage.keys('confirm', 'refund', slip, 'confirm');
    await countertop.firmware.screen(/REMAINS +￥58\.00/);
    await stage.keys('functions', 'reprint');
    await countertop.firmware.screen(/WILL BE PRINTED|流水将打印/);
    await countertop.untilCuts(cuts + 1);
    await countertop.untilNothingPrinted();
    const refunds = (await bankOf(countertop)).filter(({ kind, state }) => kind === 'refund' && state === 'in-force');
    stage.note(`refunds in the books of the bank: ${refunds.length}`);
    if (refunds.length !== 1) throw new Error('the bank has not booked exactly one refund');
  });
}

export const refundInvalid: Story = {
  name: 'refund-invalid',
  title: 'A refund that is refused says why, what to do, and goes on when the fault is gone',
  async play(stage) {
    const slip = await settledSale(stage);
    await refusedByRules(stage, slip);
    await refusedByBank(stage);
    await networkDown(stage);
    await whoDidWhat(stage, slip);
  },
};
