/** Goods are sold by scanning, and come back: voucher, goods, barcode; a fee, an exchange, a refusal in writing. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEST_CARDS } from '../../test/countertop/countertop.ts';
import { wholeSlips } from '../../test/countertop/judge.ts';
import type { Stage } from './stage.ts';
import type { Story } from './story.ts';

const CATALOGUE = `code,name_zh,name_en,price,tax,return_class
6901234567892,无线耳机,Wireless earphones,200.00,13,electronics
4006381333931,记号笔,Marker pen,8.50,13,standard
12,矿泉水,Mineral water,2.00,13,standard
22,毛巾,Towel,30.00,13,hygiene
`;
const EARPHONES = '6901234567892';
const PEN = '4006381333931';

const scan = (stage: Stage, code: string) => stage.countertop.scanner?.do('scan', { code, aim: ']E0' });

async function pay(stage: Stage): Promise<void> {
  const { countertop } = stage;
  const cuts = countertop.cuts();
  await countertop.firmware.screen(/SWIPE THE CARD/);
  await countertop.swipe(TEST_CARDS.visa);
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilCuts(cuts + 2);
  await countertop.untilNothingPrinted();
}

async function sellGoods(stage: Stage): Promise<string> {
  const { countertop } = stage;
  await stage.step('The shop opens; its goods were imported from a CSV', async () => {
    mkdirSync(join(countertop.folder, 'data'), { recursive: true });
    writeFileSync(join(countertop.folder, 'data', 'catalogue.csv'), CATALOGUE);
    await countertop.powerOn();
    await countertop.untilSignedOn();
  });
  await stage.step('Earphones and a towel are scanned, three waters keyed: the sum is paid', async () => {
    await scan(stage, EARPHONES);
    await countertop.firmware.screen(/TOTAL +￥200\.00/);
    await stage.keys('22', 'sale', '12', 'sale', '3', 'functions');
    await countertop.firmware.screen(/TOTAL +￥236\.00/);
    await stage.keys('confirm');
    await pay(stage);
    await stage.keys('confirm');
  });
  const slip = (await wholeSlips(countertop)).find(({ title, copy }) => title === 'SALE' && copy === 'customer');
  return String(slip?.number);
}

async function withFee(stage: Stage, slip: string): Promise<void> {
  const { firmware } = stage.countertop;
  await stage.step('The slip is scanned: first tick; the goods are on the counter: second tick', async () => {
    await stage.keys('refund');
    await firmware.screen(/SLIP\/RRN/);
    await stage.countertop.scanner?.do('scan', { code: slip.padStart(8, '0'), aim: ']C0' });
    await firmware.screen(/√凭证/);
    await stage.keys('confirm');
    await firmware.screen(/BARCODE/);
  });
  await stage.step(
    'A damaged barcode, goods of another shop, goods of another receipt: three different answers',
    async () => {
      await scan(stage, '6901234567890');
      await firmware.screen(/校验位不对/);
      await scan(stage, '5449000000996');
      await firmware.screen(/本店没有商品/);
      await scan(stage, PEN);
      await firmware.screen(/不在这张小票上/);
    },
  );
  await stage.step('The earphones, opened: side by side, condition, the fee and who bears it', async () => {
    await scan(stage, EARPHONES);
    await firmware.screen(/SOLD\/LEFT +1\/1/);
    await stage.keys('confirm', '2');
    await firmware.screen(/ENTER: GO ON|确认=下一步/);
    await stage.keys('confirm');
    await firmware.screen(/净退 NET +￥180\.00/);
  });
  await stage.step(
    'Refund: reason, the customer agrees, the bank approves; the slip lists what came back',
    async () => {
      const cuts = stage.countertop.cuts();
      await stage.keys('1', '2', 'confirm');
      await firmware.screen(/APPROVED/);
      await stage.countertop.untilCuts(cuts + 2);
      await stage.countertop.untilNothingPrinted();
      await stage.keys('confirm');
    },
  );
}

async function refusedInWriting(stage: Stage, slip: string): Promise<void> {
  const { firmware } = stage.countertop;
  await stage.step('The towel, opened: refused by its class, and the refusal is printed', async () => {
    const cuts = stage.countertop.cuts();
    await stage.keys('refund', slip, 'confirm', 'confirm', '22', 'confirm', 'confirm', '2');
    await firmware.screen(/拆封不退/);
    await stage.keys('reprint');
    await firmware.screen(/REFUSAL RECORDED|拒退已记录/);
    await stage.countertop.untilCuts(cuts + 1);
    await stage.countertop.untilNothingPrinted();
    await stage.keys('confirm');
  });
}

async function exchanged(stage: Stage, slip: string): Promise<void> {
  const { firmware } = stage.countertop;
  await stage.step('A water is exchanged for a pen: the refund and the new sale are one case', async () => {
    await stage.keys('refund', slip, 'confirm', 'confirm', '12', 'confirm', 'confirm', '1', 'confirm', '2');
    await firmware.screen(/1 商品问题/);
    await stage.keys('2', 'confirm');
    await firmware.screen(/RING UP THE NEW GOODS|换货收款/);
    await stage.countertop.untilNothingPrinted();
    await stage.keys('3');
    await firmware.screen(/TOTAL/);
    await scan(stage, PEN);
    await firmware.screen(/TOTAL +￥8\.50/);
    await stage.keys('confirm');
    await pay(stage);
  });
}

async function paidByVoucher(stage: Stage, slip: string): Promise<void> {
  const { countertop } = stage;
  const { firmware } = countertop;
  await stage.step('Two waters come back for a voucher of the shop, with a code of its own', async () => {
    const cuts = countertop.cuts();
    await stage.keys(
      'confirm',
      'refund',
      slip,
      'confirm',
      'confirm',
      '12',
      'confirm',
      '2',
      'confirm',
      '1',
      'confirm',
      '3',
    );
    await firmware.screen(/VOUCHER ISSUED/);
    await countertop.untilCuts(cuts + 2);
    await countertop.untilNothingPrinted();
    await stage.keys('confirm');
  });
  const issued = countertop.entries().findLast(({ type }) => type === 'compensation.issued');
  const code = issued?.type === 'compensation.issued' ? (issued.body.code ?? '') : '';
  await stage.step('The voucher is scanned with a pen: the rest is paid by card', async () => {
    await scan(stage, PEN);
    await firmware.screen(/TOTAL +￥8\.50/);
    await scan(stage, `TV1/${code}`);
    await firmware.screen(/DUE +￥4\.50/);
    await stage.keys('confirm');
    await pay(stage);
    await stage.keys('confirm');
  });
  await stage.step('The same voucher once more: when and on which slip it was spent', async () => {
    await scan(stage, PEN);
    await firmware.screen(/TOTAL +￥8\.50/);
    await scan(stage, `TV1/${code}`);
    await firmware.screen(/This voucher was used/);
    await stage.keys('cancel');
    await firmware.screen(/READY/);
  });
}

export const returnWizard: Story = {
  name: 'return-wizard',
  title:
    'Goods are scanned and sold, and come back in three ticks: a fee, a refusal in writing, an exchange, a voucher',
  options: { scanner: true },
  async play(stage) {
    const slip = await sellGoods(stage);
    await withFee(stage, slip);
    await refusedInWriting(stage, slip);
    await exchanged(stage, slip);
    await paidByVoucher(stage, slip);
  },
};
