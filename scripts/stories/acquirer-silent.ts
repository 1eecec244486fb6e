/** The bank does not answer: a sale, a void, a refund and a reversal, with power cuts in between, each brought to a known end. */
import { ringUp, sell } from '../../test/countertop/cashier.ts';
import { bankOf } from '../../test/countertop/judge.ts';
import type { Stage } from './stage.ts';
import type { Story } from './story.ts';

const untilSilent = (stage: Stage, kind: string, since: number) =>
  stage.countertop.acquirer.until(
    (event) => event.event === 'fault' && event['kind'] === kind,
    `silence on a ${kind}`,
    since,
  );

async function askBack(stage: Stage, rrn: string, fen: string): Promise<void> {
  await stage.keys('refund', rrn, 'confirm');
  await stage.countertop.firmware.screen(/REMAINS/);
  if (fen !== '') await stage.keys(fen);
  await stage.keys('confirm', '1');
  await stage.countertop.firmware.screen(/DO IT/);
  await stage.keys('confirm');
}

async function silentSale(stage: Stage): Promise<void> {
  const { countertop } = stage;
  const { acquirer } = countertop;
  await stage.step('The terminal is switched on and signs on to the acquirer', async () => {
    await countertop.powerOn();
    await countertop.untilSignedOn();
  });
  await stage.step(
    'A sale of ￥42.00 is booked by the bank, but no answer comes; the power is cut while waiting',
    async () => {
      const since = acquirer.events.length;
      await acquirer.do('silent', { kind: 'sale' });
      await ringUp(countertop, '4200');
      await untilSilent(stage, 'sale', since);
      await countertop.cutPower();
    },
  );
  await stage.step('The power is back: the outcome is unknown, so it is reversed before anything else', async () => {
    await countertop.powerOn();
    await acquirer.until((event) => event.event === 'answer' && event['kind'] === 'reversal', 'the reversal');
    await countertop.firmware.screen(/^(?![\s\S]*REVERSALS OWED)[\s\S]*READY/);
  });
}

async function silentVoid(stage: Stage): Promise<string> {
  const { countertop } = stage;
  const { acquirer } = countertop;
  await stage.step('A sale of ￥77.00, which goes well', async () => {
    await sell(countertop, '7700');
    await stage.keys('confirm');
  });
  const approved = countertop.entries().find((entry) => entry.type === 'sale.approved');
  const rrn = approved?.type === 'sale.approved' ? String(approved.body.rrn) : '';
  await stage.step('It shall be voided; no answer to the void, none to its first reversal', async () => {
    const since = acquirer.events.length;
    await acquirer.do('silent', { kind: 'void' });
    await acquirer.do('silent-unbooked', { kind: 'reversal' });
    await askBack(stage, rrn, '');
    await untilSilent(stage, 'reversal', since);
    await countertop.cutPower();
  });
  await stage.step('The power is back: the void is undone, the sale is in force again', async () => {
    await countertop.powerOn();
    await countertop.firmware.screen(/^(?![\s\S]*REVERSALS OWED)[\s\S]*READY/);
    const inForce = (await bankOf(countertop)).filter((booked) => booked.netMinor === 7_700);
    if (inForce.length !== 1) throw new Error('the sale is not in force');
  });
  return rrn;
}

async function silentRefund(stage: Stage, rrn: string): Promise<void> {
  const { countertop } = stage;
  const { acquirer, firmware } = countertop;
  await stage.step(
    '￥30.00 of it go back; no answer: never repeated by itself, the amount stays reserved',
    async () => {
      await acquirer.do('silent', { kind: 'refund' });
      await askBack(stage, rrn, '3000');
      await firmware.screen(/REFUND OUTCOME UNKNOWN/);
    },
  );
  await stage.step('The power is cut and comes back: still unknown, still reserved', async () => {
    await countertop.cutPower();
    await countertop.powerOn(/READY[\s\S]*REFUNDS UNKNOWN 1/);
    await countertop.untilSignedOn();
    await stage.keys('refund', rrn, 'confirm');
    await countertop.firmware.screen(/REMAINS +￥47\.00/);
    await stage.keys('cancel');
  });
  await stage.step('The day cannot be closed over it: it is named', async () => {
    await stage.keys('functions', '8');
    await countertop.firmware.screen(/ENTER: SETTLE/);
    await stage.keys('confirm');
    await countertop.firmware.screen(/UNKNOWN 退货 REFUND/);
  });
  await stage.step('The settlement is taken back; nothing of it has left', async () => {
    await stage.keys('cancel');
    await countertop.firmware.screen(/READY/);
  });
  await stage.step(
    'The acquirer tells that it is booked; the manager writes it down, and both slips come out',
    async () => {
      const cuts = countertop.cuts();
      await stage.keys('functions', '9');
      await countertop.firmware.screen(/REFUND OUTCOME UNKNOWN/);
      await stage.keys('1', '4711', 'confirm', '9999', 'confirm');
      await countertop.firmware.screen(/NOTHING NEEDS A PERSON/);
      await countertop.untilCuts(cuts + 2);
      await countertop.untilNothingPrinted();
      await stage.keys('cancel');
    },
  );
}

async function refusedReversal(stage: Stage): Promise<void> {
  const { countertop } = stage;
  const { acquirer } = countertop;
  await stage.step(
    'A sale is lost on the way, and its reversal is refused three times: a person is called',
    async () => {
      const cuts = countertop.cuts();
      await acquirer.do('silent-unbooked', { kind: 'sale' });
      await acquirer.do('refuse-reversal', { code: '96', count: 100 });
      await ringUp(countertop, '1500');
      await countertop.firmware.screen(/CALL THE ACQUIRER/);
      await countertop.untilCuts(cuts + 1);
      await countertop.untilNothingPrinted();
      await stage.keys('confirm');
    },
  );
  await stage.step('The acquirer tells that it never had it; the manager writes it down', async () => {
    await stage.keys('functions', '9');
    await countertop.firmware.screen(/REVERSAL NOT ACCEPTED/);
    await stage.keys('1', '4712', 'confirm', '9999', 'confirm');
    await countertop.firmware.screen(/NOTHING NEEDS A PERSON/);
    await stage.keys('cancel');
  });
  await stage.step('The day is closed: balanced, since every outcome is known', async () => {
    const cuts = countertop.cuts();
    await stage.keys('functions', '8');
    await countertop.firmware.screen(/ENTER: SETTLE/);
    await stage.keys('confirm');
    await countertop.firmware.screen(/BALANCED[\s\S]*NEXT BATCH IS OPEN/);
    await countertop.untilCuts(cuts + 1);
    await countertop.untilNothingPrinted();
  });
}

export const acquirerSilent: Story = {
  name: 'acquirer-silent',
  title: 'No answer to a sale, a void, a refund; a reversal refused: each brought to a known end',
  options: { policy: { reversal: { immediateAttempts: 3, escalateAfterAttempts: 3 } } },
  async play(stage) {
    await silentSale(stage);
    const rrn = await silentVoid(stage);
    await silentRefund(stage, rrn);
    await refusedReversal(stage);
  },
};
