/** Goods under the knife: one comes back for a voucher of the shop, and the voucher is spent on others. Neither is given or taken twice. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import { wholeSlips } from '../countertop/judge.ts';
import { cutMore, type Flow, firstReceipt } from './flows.ts';

const CATALOGUE = `code,name_zh,name_en,price,tax,return_class
12,矿泉水,Mineral water,2.00,13,standard
13,记号笔,Marker pen,8.50,13,standard
`;

async function pay(it: Countertop): Promise<void> {
  await it.firmware.screen(/SWIPE THE CARD/);
  await it.swipe(TEST_CARDS.visa);
  await it.firmware.screen(/APPROVED/);
}

/** So many waters that every point can bring one back. */
async function goodsReceipt(it: Countertop): Promise<string> {
  const receipt = async () =>
    (await wholeSlips(it)).find(
      ({ title, copy, duplicate, lines }) =>
        title === 'SALE' && copy === 'customer' && !duplicate && lines.some((line) => line.includes('999 x')),
    );
  if ((await receipt()) === undefined) {
    await cutMore(it, 2, async () => {
      await it.press('sale', 'sale', '1', '2', 'sale', '9', '9', '9', 'functions');
      await it.firmware.screen(/TOTAL +￥1,?998\.00/);
      await it.press('confirm');
      await pay(it);
    });
    await it.press('confirm');
    await it.firmware.screen(/READY/);
  }
  const found = await receipt();
  if (found === undefined) throw new Error('no slip of goods came out whole');
  return String(found.number);
}

async function prepareGoods(it: Countertop): Promise<void> {
  // Other flows give back of the first sale by amount: it is not one of goods.
  await firstReceipt(it);
  const file = join(it.data, 'catalogue.csv');
  if (!existsSync(file)) {
    mkdirSync(it.data, { recursive: true });
    writeFileSync(file, CATALOGUE);
  }
  await goodsReceipt(it);
}

/** One water comes back, up to the question what for. */
async function bringBack(it: Countertop, slip: string): Promise<void> {
  await it.press('refund', ...slip, 'confirm');
  await it.firmware.screen(/GOODS AND PACKING/);
  await it.press('confirm');
  await it.firmware.screen(/BARCODE/);
  await it.press('1', '2', 'confirm');
  await it.firmware.screen(/SOLD\/LEFT/);
  await it.press('1', 'confirm');
  await it.firmware.screen(/1 未拆封/);
  await it.press('1');
  await it.firmware.screen(/ENTER: GO ON/);
  await it.press('confirm');
  await it.firmware.screen(/2: EXCHANGE/);
}

const voucher: Flow = {
  name: 'voucher',
  title: 'goods come back for a voucher, and it is spent on others',
  prepare: prepareGoods,
  play: async (it) => {
    const slip = await goodsReceipt(it);
    await cutMore(it, 2, async () => {
      await bringBack(it, slip);
      await it.press('3');
      await it.firmware.screen(/VOUCHER ISSUED/);
    });
    await it.press('confirm');
    await it.firmware.screen(/READY/);
    const issued = it.entries().findLast(({ type }) => type === 'compensation.issued');
    const code = issued?.type === 'compensation.issued' ? (issued.body.code ?? '') : '';
    await cutMore(it, 2, async () => {
      await it.press('sale', 'sale', '1', '3', 'sale', ...code, 'reprint');
      await it.firmware.screen(/DUE +￥6\.50/);
      await it.press('confirm');
      await pay(it);
    });
  },
};

/** One pen, from the page that asks for the new goods. */
async function ringUpNewGoods(it: Countertop): Promise<void> {
  await it.firmware.screen(/RING UP THE NEW GOODS/);
  await it.press('confirm', '1', '3', 'sale');
  await it.firmware.screen(/TOTAL +￥8\.50/);
  await it.press('confirm');
  await pay(it);
}

const exchange: Flow = {
  name: 'exchange',
  title: 'goods come back for others, which are rung up under the same case',
  prepare: prepareGoods,
  play: async (it) => {
    const slip = await goodsReceipt(it);
    await cutMore(it, 4, async () => {
      await bringBack(it, slip);
      await it.press('2');
      await it.firmware.screen(/1 \S+ Goods faulty/);
      await it.press('1');
      await it.firmware.screen(/ENTER:? DO IT/);
      await it.press('confirm');
      await ringUpNewGoods(it);
    });
  },
  async mend(it) {
    if (!it.obligations().some(({ kind }) => kind === 'case')) return;
    await it.firmware.screen(/TO CHARGE 1/);
    await it.press('functions', 'refund', '1');
    await cutMore(it, 2, () => ringUpNewGoods(it));
    await it.press('confirm');
    await it.firmware.screen(/READY/);
  },
};

export const GOODS_FLOWS: readonly Flow[] = [voucher, exchange];
