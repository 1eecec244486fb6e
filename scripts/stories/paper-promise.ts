/** A shop morning without paper: trade goes on within the policy, every debt is paid when the paper is back, and what does not agree is named. */
import { TEST_CARDS } from '../../test/countertop/countertop.ts';
import { wholeSlips } from '../../test/countertop/judge.ts';
import type { Stage } from './stage.ts';
import type { Story } from './story.ts';

async function approve(stage: Stage): Promise<void> {
  await stage.countertop.firmware.screen(/SWIPE THE CARD/);
  await stage.countertop.swipe(TEST_CARDS.visa);
  await stage.countertop.firmware.screen(/APPROVED/);
}

async function sellWithoutPaper(stage: Stage, fen: string, count: number): Promise<void> {
  await stage.keys(fen, 'confirm');
  await stage.countertop.firmware.screen(/OUT OF PAPER/);
  await stage.keys('confirm');
  await approve(stage);
  await stage.keys('confirm');
  await stage.countertop.firmware.screen(new RegExp(`SOLD WITHOUT PAPER ${count}`));
}

async function morning(stage: Stage): Promise<string> {
  const { countertop } = stage;
  await stage.step('The terminal is switched on; a pad of hand slips 000101 to 000150 is registered', async () => {
    await countertop.powerOn();
    await countertop.untilSignedOn();
    await stage.keys('functions', 'sale');
    await countertop.firmware.screen(/HAND SLIPS/);
    await stage.keys('functions');
    await countertop.firmware.screen(/A NEW PAD/);
    await stage.keys('101', 'confirm', '150', 'confirm');
    await countertop.firmware.screen(/HAND SLIPS[\s\S]*new pad/);
    await stage.keys('cancel');
  });
  await stage.step('A sale of ￥68.00, with its slips', async () => {
    await countertop.firmware.screen(/READY/);
    await stage.keys('6800', 'confirm');
    await approve(stage);
    await countertop.untilCuts(2);
    await countertop.untilNothingPrinted();
    await stage.keys('confirm');
  });
  const slip = (await wholeSlips(countertop)).findLast(({ copy, title }) => title === 'SALE' && copy === 'customer');
  if (slip === undefined) throw new Error('no customer slip came out');
  return String(slip.number);
}

async function outage(stage: Stage, receipt: string): Promise<void> {
  const { countertop } = stage;
  await stage.step('The paper is out, and there is none in the shop', async () => {
    await countertop.printer.do('paper-end');
    await countertop.firmware.screen(/OUT OF PAPER/);
  });
  await stage.step('Three sales in emergency mode: the cashier goes on, the counter shows it', async () => {
    await sellWithoutPaper(stage, '3000', 1);
    await sellWithoutPaper(stage, '4550', 2);
    await sellWithoutPaper(stage, '12000', 3);
  });
  await stage.step('Each customer took an e-slip along: a signed code that anybody can check', async () => {
    const [offered] = countertop.entries().filter((entry) => entry.type === 'eSlip.offered');
    if (offered?.type !== 'eSlip.offered') throw new Error('no e-slip was offered');
    const { code, stdout } = await countertop.journal('e-slip', offered.body.text);
    if (code !== 0 || !/sale ￥30\.00/.test(stdout)) throw new Error(`the e-slip does not stand: ${stdout}`);
    stage.note(`${offered.body.text}\n${stdout.trimEnd()}`);
  });
  await stage.step('The X report is on the screen at any time; as a slip it is a debt like any other', async () => {
    await stage.keys('functions', '5');
    await countertop.firmware.screen(/X REPORT[\s\S]*WITHOUT PAPER +3 +￥195\.50/);
    await stage.keys('confirm');
    await countertop.firmware.screen(/TO BE PRINTED/);
    await stage.keys('cancel');
  });
  await stage.step('One of ￥600.00 is over the limit of a sale without paper: refused, with the reason', async () => {
    await stage.keys('60000', 'confirm');
    await countertop.firmware.screen(/OUT OF PAPER/);
    await stage.keys('confirm');
    await countertop.firmware.screen(/at most ￥500\.00/);
  });
  await stage.step('A second person approves it with number and PIN: the sale goes on, and says who', async () => {
    await stage.keys('1');
    await countertop.firmware.screen(/OPERATOR NO/);
    await stage.keys('2', 'confirm');
    await countertop.firmware.screen(/ PIN/);
    await stage.keys('2222', 'confirm');
    await approve(stage);
    await stage.keys('confirm');
    const tagged = countertop.entries().findLast((entry) => entry.type === 'sale.submitted');
    if (tagged?.type !== 'sale.submitted' || !tagged.body.tags.includes('approved-by-2'))
      throw new Error('the sale does not say who approved it');
  });
  await stage.step('￥20.00 of the first sale shall go back: promised, the amount is reserved', async () => {
    await stage.keys('refund', receipt, 'confirm');
    await countertop.firmware.screen(/REMAINS +￥68\.00/);
    await stage.keys('2000', 'confirm', '1');
    await countertop.firmware.screen(/WHEN PAPER IS BACK/);
    await stage.keys('confirm', '13800138000', 'confirm', '1');
    await countertop.firmware.screen(/AMOUNT RESERVED/);
    await stage.keys('confirm');
  });
  await stage.step('The power fails as well: three slips are written by hand, 000101 to 000103', () =>
    countertop.cutPower(),
  );
  await stage.step('The power is back; what is owed is on the screen', async () => {
    await countertop.powerOn();
    await countertop.firmware.screen(/REFUNDS PROMISED 1/);
  });
}

async function writtenByHand(stage: Stage, number: string, kind: string, fen: string): Promise<void> {
  const { countertop } = stage;
  await stage.keys(number, 'confirm');
  await countertop.firmware.screen(/1 消费/);
  await stage.keys(kind, '1', fen, 'confirm');
  await countertop.firmware.screen(/HHMM/);
  await stage.keys('confirm');
  await countertop.firmware.screen(/WRITTEN BY/);
  await stage.keys('confirm');
  await countertop.firmware.screen(/ENTER keep/);
  await stage.keys('confirm');
  await countertop.firmware.screen(/ENTERED/);
}

async function paperIsBack(stage: Stage): Promise<void> {
  const { countertop } = stage;
  await stage.step('A new roll: every debt is printed in its order, then the promised refund is offered', async () => {
    await countertop.printer.do('new-roll');
    await countertop.firmware.screen(/A PROMISED REFUND/);
  });
  await stage.step('It is completed, its slips come out', async () => {
    await stage.keys('confirm');
    await countertop.firmware.screen(/APPROVED/);
    await countertop.untilNothingPrinted();
    await stage.keys('confirm');
    await countertop.firmware.screen(/PAPER IS BACK/);
  });
  await stage.step('The routine: ten slips were owed and are counted', async () => {
    await stage.keys('functions', 'reprint');
    await countertop.firmware.screen(/COUNT THE SLIPS/);
    await stage.keys('10', 'confirm');
    await countertop.firmware.screen(/WRITTEN BY HAND/);
  });
  await stage.step('Two of the three hand slips are found and entered; their slips are marked 补录', async () => {
    await stage.keys('sale');
    await countertop.firmware.screen(/HAND SLIPS/);
    await writtenByHand(stage, '101', '1', '2500');
    await writtenByHand(stage, '102', '1', '1880');
    await stage.keys('cancel');
    await countertop.untilNothingPrinted();
  });
  await stage.step(
    'The first blank slip is 000104: 000103 is missing. Asked one by one, the bank has the four sales',
    async () => {
      await stage.keys('functions', 'reprint');
      // Counted is counted: it goes on where it was.
      await countertop.firmware.screen(/NEXT BLANK/);
      await stage.keys('104', 'confirm');
      await countertop.firmware.screen(/COUNT THE CASH/);
      await stage.keys('4380', 'confirm');
      await countertop.firmware.screen(/000103[\s\S]*相符 4\/4/);
    },
  );
  await stage.step('A manager signs; the report is printed, the difference stays a task with an owner', async () => {
    const cuts = countertop.cuts();
    await stage.keys('confirm');
    await countertop.firmware.screen(/ PIN/);
    await stage.keys('9999', 'confirm');
    await countertop.firmware.screen(/SIGNED OFF/);
    await countertop.untilCuts(cuts + 1);
    await countertop.untilNothingPrinted();
    await stage.keys('confirm');
    await countertop.firmware.screen(/DIFFERENCES 1/);
  });
  await stage.step(
    'Slip 000103 turns up behind the drawer: it is entered, and the manager closes the task',
    async () => {
      await stage.keys('functions', 'sale');
      await countertop.firmware.screen(/HAND SLIPS/);
      await writtenByHand(stage, '103', '1', '990');
      await stage.keys('cancel');
      await countertop.firmware.screen(/READY/);
      await stage.keys('functions', 'refund');
      await countertop.firmware.screen(/TO DO/);
      await stage.keys('1');
      await countertop.firmware.screen(/OWNER/);
      await stage.keys('0');
      await countertop.firmware.screen(/miscounted/);
      await stage.keys('1');
      await countertop.firmware.screen(/ PIN/);
      await stage.keys('9999', 'confirm');
      await countertop.firmware.screen(/NOTHING LEFT/);
      await stage.keys('cancel');
      await countertop.untilNothingPrinted();
    },
  );
}

export const paperPromise: Story = {
  name: 'paper-promise',
  // This acquirer can be asked about each transaction, so the reconciliation is one by one.
  options: { acquirer: { profile: 'unionpay-enquiry' } },
  title:
    'A morning without paper: sales in emergency mode, a promised refund, hand slips, and the reconciliation that names what is missing',
  async play(stage) {
    const receipt = await morning(stage);
    await outage(stage, receipt);
    await paperIsBack(stage);
  },
};
