/** A new cashier learns the terminal on the terminal: an exercise with its score, the drill of an outage, and back to work with nothing touched. */
import { sell } from '../../test/countertop/cashier.ts';
import { TEST_CARDS } from '../../test/countertop/countertop.ts';
import { bankOf } from '../../test/countertop/judge.ts';
import type { Stage } from './stage.ts';
import type { Story } from './story.ts';

async function card(stage: Stage, ...keys: readonly string[]): Promise<void> {
  const { firmware } = stage.countertop;
  await stage.keys(...keys);
  await firmware.screen(/SWIPE THE CARD/);
  await stage.countertop.swipe(TEST_CARDS.visa);
  await firmware.screen(/APPROVED/);
  await stage.keys('confirm');
}

async function intoTraining(stage: Stage): Promise<void> {
  const { countertop } = stage;
  await stage.step('A working day: cashier 1 sells for ￥68.00', async () => {
    await countertop.powerOn();
    await countertop.untilSignedOn();
    await sell(countertop, '6800');
    await stage.keys('confirm');
    await countertop.firmware.screen(/READY/);
  });
  await stage.step('The manager chooses training, with the PIN', async () => {
    await stage.keys('functions', '00');
    await countertop.firmware.screen(/ PIN/);
    await stage.keys('9999', 'confirm');
    await countertop.firmware.screen(/ENTER begin/);
  });
  await stage.step('The terminal changes over: another journal, another bank, and says so everywhere', async () => {
    await stage.keys('confirm');
    await countertop.firmware.ended;
    await countertop.powerOn(/SIGN IN - TYPE/);
  });
  await stage.step('The learner signs in with the own PIN and sees what can be practised', async () => {
    await stage.keys('2', 'confirm', '2222', 'confirm');
    await countertop.firmware.screen(/READY/);
    await stage.keys('functions', '00');
    await countertop.firmware.screen(/END TRAINING/);
  });
}

async function exercise(stage: Stage): Promise<void> {
  const { countertop } = stage;
  const { firmware } = countertop;
  await stage.step('Paper ends in a slip: the screen asks for one thing at a time', async () => {
    await stage.keys('7');
    await firmware.screen(/▶1\/4/);
  });
  await stage.step('Sold; the slip stops half-way, though the printer has all its paper', async () => {
    await card(stage, '1800', 'confirm');
    await firmware.screen(/UNFINISHED/);
  });
  await stage.step('Somebody asks for help: that is what a hint is for, and it costs', async () => {
    await stage.keys('functions', '00', '1');
    await firmware.screen(/\? /);
  });
  await stage.step(
    'A new roll is in, so the learner says: the slips come out whole, and the score with them',
    async () => {
      const cuts = countertop.cuts();
      await stage.keys('3');
      await countertop.untilCuts(cuts + 2);
      await firmware.screen(/PASSED/);
    },
  );
  await stage.step('The score on paper, with where the points come from', async () => {
    const cuts = countertop.cuts();
    await stage.keys('confirm');
    await firmware.screen(/TO BE PRINTED/);
    await countertop.untilCuts(cuts + 1);
    await stage.keys('cancel');
    await countertop.untilNothingPrinted();
  });
}

/** By its trace number, as there is no slip to read it from. */
async function promise(stage: Stage): Promise<void> {
  const { countertop } = stage;
  const { firmware } = countertop;
  const sale = countertop.trained?.entries.findLast(({ type }) => type === 'sale.submitted');
  if (sale?.type !== 'sale.submitted') throw new Error('nothing was sold in training');
  await stage.keys('refund', String(Number(sale.body.stan)), 'confirm');
  await firmware.screen(/REMAINS/);
  await stage.keys('1000', 'confirm');
  await firmware.screen(/1 \S+ Goods faulty/);
  await stage.keys('1');
  await firmware.screen(/WHEN PAPER IS BACK/);
  await stage.keys('confirm', '13800138000', 'confirm', '1');
  await firmware.screen(/AMOUNT RESERVED/);
  await stage.keys('confirm');
  await firmware.screen(/READY/);
}

async function drill(stage: Stage): Promise<void> {
  const { countertop } = stage;
  const { firmware } = countertop;
  await stage.step('The manager starts the drill: no paper, as the printer is made to say', async () => {
    await stage.keys('functions', '00');
    await firmware.screen(/END TRAINING/);
    await stage.keys('.', '3');
    await firmware.screen(/ PIN/);
    await stage.keys('9999', 'confirm');
    await firmware.screen(/OUT OF PAPER/);
  });
  await stage.step('An emergency sale: the customer agrees', async () => {
    await stage.keys('3000', 'confirm');
    await firmware.screen(/OUT OF PAPER[\s\S]*CUSTOMER AGREES/);
    await card(stage, 'confirm');
    await firmware.screen(/▶2\//);
  });
  await stage.step('￥600.00 is over the limit: refused, and not forced', async () => {
    await stage.keys('60000', 'confirm');
    await firmware.screen(/CUSTOMER AGREES/);
    await stage.keys('confirm');
    await firmware.screen(/at most ￥500\.00/);
    await stage.keys('cancel', 'cancel');
    await firmware.screen(/READY/);
  });
  await stage.step('A refund is promised', () => promise(stage));
  await stage.step('A slip that was written by hand is entered', async () => {
    await stage.keys('functions', 'sale');
    await firmware.screen(/HAND SLIPS/);
    await stage.keys('901', 'confirm');
    await firmware.screen(/1 消费/);
    await stage.keys('1', '1', '2500', 'confirm');
    await firmware.screen(/HHMM/);
    await stage.keys('confirm', 'confirm', 'confirm');
    await firmware.screen(/ENTERED/);
    await stage.keys('cancel');
    await firmware.screen(/▶5\//);
  });
  await stage.step('Paper is back: every debt comes out in its order, and the promise is kept', async () => {
    await stage.keys('functions', '00', '3');
    await firmware.screen(/A PROMISED REFUND/);
    await stage.keys('confirm');
    await firmware.screen(/APPROVED/);
    await countertop.untilNothingPrinted();
    await stage.keys('confirm');
    await firmware.screen(/▶7\//);
  });
  await stage.step('The routine: slips, pad and cash counted, signed off; the score of the drill', async () => {
    await stage.keys('functions', 'reprint');
    await firmware.screen(/COUNT THE SLIPS/);
    await stage.keys('4', 'confirm');
    await firmware.screen(/NEXT BLANK/);
    await stage.keys('confirm');
    await firmware.screen(/COUNT THE CASH/);
    await stage.keys('2500', 'confirm');
    await firmware.screen(/EVERYTHING AGREES/);
    await stage.keys('confirm');
    await firmware.screen(/SIGNED OFF/);
    await stage.keys('confirm');
    await firmware.screen(/PASSED/);
  });
}

async function backToWork(stage: Stage, booked: number): Promise<void> {
  const { countertop } = stage;
  await stage.step(
    'Back to work: the terminal of the shop, locked, its money and its journal as they were',
    async () => {
      await stage.keys('cancel', 'functions', '00');
      await countertop.firmware.screen(/END TRAINING/);
      await stage.keys('0', 'confirm');
      await countertop.firmware.ended;
      await countertop.powerOn(/LOCKED - OPERATOR 1/);
      const now = (await bankOf(countertop)).length;
      stage.note(`transactions in the books of the real bank: ${booked} before, ${now} after`);
      if (now !== booked) throw new Error('the real bank has booked what was practised');
    },
  );
  await stage.step('Who passed what: the manager sees it, and the journal of the shop says so', async () => {
    await stage.keys('1', 'confirm', '1111', 'confirm');
    await countertop.firmware.screen(/READY/);
    await stage.keys('functions', '00');
    await countertop.firmware.screen(/ PIN/);
    await stage.keys('9999', 'confirm');
    await countertop.firmware.screen(/缺纸演练/);
  });
}

export const training: Story = {
  name: 'training',
  title:
    'A new cashier practises on the terminal: an exercise, the drill of an outage, scores; nothing of it touches the shop',
  async play(stage) {
    await intoTraining(stage);
    const booked = (await bankOf(stage.countertop)).length;
    await exercise(stage);
    await drill(stage);
    await backToWork(stage, booked);
  },
};
