/** Cash: sold, given back, counted; the terminal stopped and released. Each step tells how many keys it took. */
import { wholeSlips } from '../../test/countertop/judge.ts';
import type { Stage } from './stage.ts';
import type { Story } from './story.ts';

async function printed(stage: Stage, slips: number, act: () => Promise<void>): Promise<void> {
  const cuts = stage.countertop.cuts();
  await act();
  await stage.countertop.untilCuts(cuts + slips);
  await stage.countertop.untilNothingPrinted();
}

async function sold(stage: Stage): Promise<string> {
  const { countertop } = stage;
  await stage.step('The shop opens', async () => {
    await countertop.powerOn();
    await countertop.untilSignedOn();
  });
  await stage.step(
    '￥45.00 are paid with a fifty: the change on both screens, the drawer opens, the slip says so',
    () =>
      printed(stage, 2, async () => {
        await stage.keys('4500', 'confirm');
        await countertop.firmware.screen(/\+: CASH/);
        await stage.keys('sale', '5000', 'confirm');
        await countertop.firmware.screen(/CHANGE +￥5\.00[\s\S]*PAID IN CASH/);
      }),
  );
  await stage.step('￥12.00 exactly: three keys beside the amount', () =>
    printed(stage, 2, async () => {
      await stage.keys('confirm');
      await countertop.firmware.screen(/READY/);
      await stage.keys('1200', 'confirm');
      await countertop.firmware.screen(/\+: CASH/);
      await stage.keys('sale', 'confirm');
      await countertop.firmware.screen(/PAID IN CASH/);
    }),
  );
  const slips = await wholeSlips(countertop);
  return String(slips.find(({ title, copy }) => title === 'SALE' && copy === 'customer')?.number);
}

async function givenBack(stage: Stage, slip: string): Promise<void> {
  const { firmware } = stage.countertop;
  await stage.step('A part of the first sale goes back: why a refund, why in cash; the customer agrees', () =>
    printed(stage, 2, async () => {
      await stage.keys('confirm', 'refund', slip, 'confirm');
      await firmware.screen(/REMAINS +￥45\.00/);
      await stage.keys('1000', 'confirm', '2');
      await firmware.screen(/ENTER:? DO IT/);
      await stage.keys('confirm');
      await firmware.screen(/GIVE THE CASH/);
    }),
  );
}

async function frozen(stage: Stage): Promise<void> {
  const { firmware } = stage.countertop;
  await stage.step('Something is wrong: the cashier stops the terminal', async () => {
    await stage.keys('confirm');
    await firmware.screen(/READY/);
    await stage.keys('functions', '4', '1', '5');
    await firmware.screen(/√ 已冻结/);
  });
  await stage.step('Nothing moves money; the manager releases it', async () => {
    await stage.keys('cancel', '5');
    await firmware.screen(/no money moved/);
    await stage.keys('confirm');
    await firmware.screen(/9 号密码/);
    await stage.keys('9999', 'confirm');
    await firmware.screen(/√ 已解除/);
  });
}

async function counted(stage: Stage): Promise<void> {
  const { firmware } = stage.countertop;
  await stage.step('The shift ends: the drawer is counted blind, what goes to the safe is taken out', async () => {
    await stage.keys('cancel', 'functions', '2');
    await firmware.screen(/其中现金 CASH +￥47\.00/);
    await stage.keys('1');
    await firmware.screen(/COUNT ALL CASH/);
    await stage.keys('34700', 'confirm', '30000', 'confirm');
    await firmware.screen(/NOTE FOR THE NEXT/);
    await stage.keys('confirm');
    await firmware.screen(/SIGN IN/);
  });
}

export const cash: Story = {
  name: 'cash',
  title: 'cash sold with change, given back, counted; the terminal stopped and released',
  async play(stage) {
    const slip = await sold(stage);
    await givenBack(stage, slip);
    await frozen(stage);
    await counted(stage);
  },
};
