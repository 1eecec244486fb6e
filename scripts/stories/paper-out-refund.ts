/** The main job: a sale survives paper-out and a power cut; its refund is completed after the paper is replaced. */
import { TEST_CARDS } from '../../test/countertop/countertop.ts';
import { wholeSlips } from '../../test/countertop/judge.ts';
import type { Stage } from './stage.ts';
import type { Story } from './story.ts';

async function sell(stage: Stage, fen: string): Promise<void> {
  await stage.keys(fen, 'confirm');
  await stage.countertop.firmware.screen(/SWIPE THE CARD/);
  await stage.countertop.swipe(TEST_CARDS.visa);
  await stage.countertop.firmware.screen(/APPROVED/);
}

/** The number of the last whole customer slip of a sale on the tape: what the customer holds in the hand. */
async function customerSlip(stage: Stage): Promise<string> {
  const slips = (await wholeSlips(stage.countertop)).filter(
    (slip) => slip.title === 'SALE' && slip.copy === 'customer',
  );
  const last = slips.at(-1);
  if (last === undefined) throw new Error('no customer slip came out');
  return String(last.number);
}

/** Act one: a good sale, then one whose slip stops half-way, and the power with it. */
async function saleWithoutPaper(stage: Stage): Promise<void> {
  const { countertop } = stage;
  const { printer } = countertop;
  await stage.step('The terminal is switched on and signs on to the acquirer', async () => {
    await countertop.powerOn();
    await countertop.untilSignedOn();
  });
  await stage.step('A sale of ￥88.00: both copies come out', async () => {
    await sell(stage, '8800');
    await countertop.untilCuts(2);
    await countertop.untilNothingPrinted();
  });
  await stage.step('A sale of ￥45.00; the paper ends in the middle of the merchant copy', async () => {
    await printer.do('paper-end', { afterLines: 9 });
    await sell(stage, '4500');
    await countertop.firmware.screen(/OUT OF PAPER[\s\S]*UNFINISHED/);
  });
  await stage.step('The power is cut at that moment', () => countertop.cutPower());
  await stage.step('The power is back: the terminal knows what is owed', async () => {
    await countertop.powerOn();
    await countertop.firmware.screen(/OUT OF PAPER[\s\S]*RECEIPTS OWED 2/);
  });
  await stage.step('A new roll: the debts are paid in order, the stub is named void', async () => {
    const cuts = countertop.cuts();
    await printer.do('new-roll');
    await countertop.untilCuts(cuts + 2);
    await countertop.untilNothingPrinted();
  });
}

/** Act two: a refund that must wait for paper, and one that must not be. */
async function refundWithoutPaper(stage: Stage, receipt: string): Promise<void> {
  const { countertop } = stage;
  await stage.step(
    'Paper is out again; ￥30.00 of that sale shall go back: deferred, the amount reserved',
    async () => {
      await countertop.printer.do('paper-end');
      await countertop.firmware.screen(/OUT OF PAPER/);
      await stage.keys('refund', receipt, 'confirm');
      await countertop.firmware.screen(/REMAINS +￥45\.00/);
      await stage.keys('3000', 'confirm', '1');
      await countertop.firmware.screen(/WHEN PAPER IS BACK/);
      await stage.keys('confirm', '13800138000', 'confirm', '1');
      await countertop.firmware.screen(/AMOUNT RESERVED/);
    },
  );
  await stage.step('A second refund over the remainder is refused, with the reason and what remains', async () => {
    await stage.keys('confirm', 'refund', receipt, 'confirm');
    await countertop.firmware.screen(/REMAINS +￥15\.00/);
    await stage.keys('1501', 'confirm');
    await countertop.firmware.screen(/At most ￥15\.00/);
  });
  await stage.step('The power fails once more: the promise is kept in the journal', async () => {
    await countertop.cutPower();
    await countertop.powerOn();
    await countertop.firmware.screen(/REFUNDS PROMISED 1/);
  });
}

/** Act three: paper is back, everything that was promised is done, and a receipt can be had again at any time. */
async function paperIsBack(stage: Stage, receipt: string): Promise<void> {
  const { countertop } = stage;
  await stage.step('A new roll: the promise slip comes out, then the refund is offered first', async () => {
    const cuts = countertop.cuts();
    await countertop.printer.do('new-roll');
    await countertop.untilCuts(cuts + 1);
    await countertop.firmware.screen(/A PROMISED REFUND/);
  });
  await stage.step('One key completes it with the acquirer; its slips are printed', async () => {
    const cuts = countertop.cuts();
    await stage.keys('confirm');
    await countertop.firmware.screen(/APPROVED/);
    await countertop.untilCuts(cuts + 2);
    await countertop.untilNothingPrinted();
  });
  for (const n of [1, 2]) {
    await stage.step(`The receipt of that sale is printed again: DUPLICATE ${n}`, async () => {
      const cuts = countertop.cuts();
      await stage.keys('confirm', 'reprint', receipt, 'confirm');
      await countertop.firmware.screen(/CUSTOMER COPY/);
      await stage.keys('confirm');
      await countertop.firmware.screen(new RegExp(`DUPLICATE ${n}`));
      await countertop.untilCuts(cuts + 1);
      await countertop.untilNothingPrinted();
    });
  }
}

export const paperOutRefund: Story = {
  name: 'paper-out-refund',
  title: 'A sale survives paper-out and a power cut; its refund is completed after the paper is replaced',
  async play(stage) {
    await saleWithoutPaper(stage);
    const receipt = await customerSlip(stage);
    await refundWithoutPaper(stage, receipt);
    await paperIsBack(stage, receipt);
  },
};
