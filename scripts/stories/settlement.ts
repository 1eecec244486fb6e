/** The day is closed: one record out of balance, the batch upload cut by a power failure, no paper for the total slip. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sell } from '../../test/countertop/cashier.ts';
import { wholeSlips } from '../../test/countertop/judge.ts';
import type { Stage } from './stage.ts';
import type { Story } from './story.ts';

/** Act one: nine sales, which is one more than a message of the upload carries, and a refund. */
async function aDay(stage: Stage): Promise<void> {
  const { countertop } = stage;
  await stage.step('The terminal is switched on and signs on to the acquirer', async () => {
    await countertop.powerOn();
    await countertop.untilSignedOn();
  });
  await stage.step('Nine sales', async () => {
    for (const fen of ['8800', '4500', '1200', '1300', '1400', '1500', '1600', '1700', '1800'])
      await sell(countertop, fen);
    await countertop.press('confirm');
  });
  const [slip] = await wholeSlips(countertop);
  await stage.step('￥10.00 of the first go back', async () => {
    await stage.keys('refund', String(slip?.number), 'confirm');
    await countertop.firmware.screen(/REMAINS/);
    await stage.keys('1000', 'confirm', '1', 'confirm');
    await countertop.firmware.screen(/APPROVED/);
    await countertop.untilNothingPrinted();
    await stage.keys('confirm');
  });
}

/** Act two: the totals differ, the upload is cut in the middle. */
async function closing(stage: Stage): Promise<void> {
  const { countertop } = stage;
  const { acquirer, printer, firmware } = countertop;
  await stage.step("The acquirer's books are out by one record, and the paper has ended", async () => {
    await acquirer.do('out-of-balance', { drop: true });
    await printer.do('paper-end');
    await firmware.screen(/OUT OF PAPER/);
  });
  await stage.step('Settlement is offered with its totals; paper is not asked for', async () => {
    await stage.keys('functions', '8');
    await firmware.screen(/ENTER: SETTLE/);
  });
  await stage.step('Not balanced: the upload begins, and its second message meets silence', async () => {
    await acquirer.do('silent', { kind: 'upload', skip: 1 });
    await stage.keys('confirm');
    await acquirer.until((event) => event.event === 'fault' && event['name'] === 'silent', 'a silent upload');
    await firmware.screen(/UPLOADING/);
  });
  await stage.step('The power is cut at that moment', () => countertop.cutPower());
}

/** Act three: it goes on where it was, and the slip is a debt like any other. */
async function afterThePowerCut(stage: Stage): Promise<void> {
  const { countertop } = stage;
  await stage.step('The power is back: the upload goes on by itself to its end, without paper', async () => {
    await countertop.powerOn(/NEXT BATCH IS OPEN/);
    await countertop.firmware.screen(/NEXT BATCH IS OPEN[\s\S]*OUT OF PAPER/);
    await stage.keys('confirm');
  });
  await stage.step('The next batch takes its first sale meanwhile', async () => {
    await stage.keys('2000', 'confirm');
    await countertop.firmware.screen(/GO ON WITHOUT PAPER/);
    await stage.keys('confirm');
    await countertop.firmware.screen(/SWIPE THE CARD/);
    await countertop.swipe({ pan: '4761739001010010', expiry: '2912', name: 'TEST/VISA' });
    await countertop.firmware.screen(/APPROVED/);
    await stage.keys('confirm');
  });
  await stage.step('A new roll: the total slip comes first, once, then the receipts', async () => {
    const cuts = countertop.cuts();
    await countertop.printer.do('new-roll');
    await countertop.untilCuts(cuts + 3);
    await countertop.untilNothingPrinted();
  });
}

/** Act four: totals say that something differs; the acquirer's statement says what. */
async function reconciliation(stage: Stage): Promise<void> {
  const { countertop } = stage;
  await stage.step(
    "Journal, acquirer's statement and paper are compared: the trace that differs is named",
    async () => {
      const file = join(countertop.folder, 'statement.json');
      writeFileSync(file, JSON.stringify(await countertop.acquirer.do('statement', { batch: '000001' })));
      const { code, stdout } = await countertop.journal('reconcile', file);
      if (code !== 1 || !/not-at-acquirer: journal refund 1000 approved, acquirer nothing/.test(stdout))
        throw new Error(`the difference was not named: ${stdout}`);
      stage.note(stdout.trimEnd());
    },
  );
}

export const settlement: Story = {
  name: 'settlement',
  title: 'The day is closed: out of balance by one record, the upload cut by a power failure, no paper for the slip',
  async play(stage) {
    await aDay(stage);
    await closing(stage);
    await afterThePowerCut(stage);
    await reconciliation(stage);
  },
};
