/** Giving back: by slip number or RRN, in part or whole, with and without paper; never more than was paid (issue: the main job, 4–5). */
import { expect, test } from 'vitest';
import { ringUp, sell } from '../countertop/cashier.ts';
import type { Countertop } from '../countertop/countertop.ts';
import { bankOf, wholeSlips } from '../countertop/judge.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

async function askBack(countertop: Countertop, reference: string, fen: string): Promise<void> {
  await countertop.press('refund', ...reference, 'confirm');
  await countertop.firmware.screen(/REMAINS/);
  await countertop.press(...fen, 'confirm');
}

function rrnOfSale(countertop: Countertop): string {
  const approved = countertop.entries().find((entry) => entry.type === 'sale.approved');
  return approved?.type === 'sale.approved' ? String(approved.body.rrn) : '';
}

test('part of a sale by RRN, then more than what remains, then the rest; a refund is not refundable', async () => {
  const countertop = await openTradingScene();
  await sell(countertop, '10000');
  const rrn = rrnOfSale(countertop);
  await askBack(countertop, rrn, '6000');
  await countertop.press('1');
  await countertop.firmware.screen(/Part of the amount: refund/);
  await countertop.press('confirm');
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilNothingPrinted();
  await countertop.press('confirm');

  await askBack(countertop, rrn, '4001');
  await countertop.firmware.screen(/At most ￥40\.00/);
  await countertop.press('correct', 'correct', 'correct', 'correct', 'confirm', '2');
  await countertop.firmware.screen(/DO IT/);
  await countertop.press('confirm');
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilNothingPrinted();
  await countertop.press('confirm');

  await countertop.press('refund', ...rrn, 'confirm');
  await countertop.firmware.screen(/All of it has been refunded/);
  await countertop.press('cancel');
  const refundSlip = (await wholeSlips(countertop)).find((slip) => slip.title === 'REFUND');
  await countertop.press('refund', ...String(refundSlip?.number), 'confirm');
  await countertop.firmware.screen(/This is a refund; it cannot be refunded/);
  const sale = (await bankOf(countertop)).find((booked) => booked.kind === 'sale');
  expect(sale).toMatchObject({ netMinor: 0, refundedMinor: 10_000 });
  await expectPromisesKept(countertop);
});

test('the whole of an unsettled sale is voided, and then there is nothing to give back', async () => {
  const countertop = await openTradingScene();
  await sell(countertop, '7700');
  const [slip] = await wholeSlips(countertop);
  await askBack(countertop, String(slip?.number), '');
  await countertop.press('2');
  await countertop.firmware.screen(/Whole amount, open batch: void/);
  const cuts = countertop.cuts();
  await countertop.press('confirm');
  await countertop.firmware.screen(/撤销[\s\S]*APPROVED/);
  await countertop.untilCuts(cuts + 2);
  await countertop.untilNothingPrinted();
  await countertop.press('confirm', 'refund', ...String(slip?.number), 'confirm');
  await countertop.firmware.screen(/This sale has been voided/);
  expect((await bankOf(countertop)).find((booked) => booked.kind === 'sale')).toMatchObject({
    state: 'voided',
    netMinor: 0,
  });
  await expectPromisesKept(countertop);
});

test('a void without an answer is reversed: the sale stands, and can be voided again', async () => {
  const countertop = await openTradingScene();
  await sell(countertop, '7700');
  await countertop.acquirer.do('silent', { kind: 'void' });
  const rrn = rrnOfSale(countertop);
  await askBack(countertop, rrn, '');
  await countertop.press('2', 'confirm');
  await countertop.firmware.screen(/REVERSED, NOTHING CHARGED|已冲正/);
  await countertop.press('confirm');
  expect((await bankOf(countertop)).find((booked) => booked.kind === 'sale')).toMatchObject({ state: 'in-force' });
  await askBack(countertop, rrn, '');
  await countertop.press('2', 'confirm');
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilNothingPrinted();
  await expectPromisesKept(countertop);
});

test('a refund without an answer is never repeated: unknown, its amount reserved, named as owed', async () => {
  const countertop = await openTradingScene();
  await sell(countertop, '10000');
  await countertop.acquirer.do('silent', { kind: 'refund' });
  const rrn = rrnOfSale(countertop);
  await askBack(countertop, rrn, '6000');
  await countertop.press('1', 'confirm');
  await countertop.firmware.screen(/REFUND OUTCOME UNKNOWN, DO NOT REPEAT IT/);
  await countertop.press('confirm');
  await askBack(countertop, rrn, '4001');
  await countertop.firmware.screen(/At most ￥40\.00/);
  await countertop.cutPower();
  await countertop.powerOn();
  await countertop.firmware.screen(/REFUNDS UNKNOWN 1/);
  expect(countertop.obligations()).toMatchObject([{ kind: 'outcome', state: 'unknown' }]);
  expect((await bankOf(countertop)).filter((booked) => booked.kind === 'refund')).toHaveLength(1);
  await expectPromisesKept(countertop);
});

test('without paper: paid back now, the slip owed; a reprint is a debt too, and marked', async () => {
  const countertop = await openTradingScene();
  await sell(countertop, '10000');
  const receipt = (await wholeSlips(countertop)).find((slip) => slip.copy === 'customer');
  await countertop.printer.do('paper-end');
  await countertop.firmware.screen(/OUT OF PAPER/);
  await askBack(countertop, String(receipt?.number), '2500');
  await countertop.press('1', '2', 'confirm');
  await countertop.firmware.screen(/APPROVED[\s\S]*RECEIPTS OWED 2/);
  await countertop.press('confirm', 'reprint', ...String(receipt?.number), 'confirm', 'confirm');
  await countertop.firmware.screen(/DUPLICATE 1 WILL BE PRINTED[\s\S]*RECEIPTS OWED 3/);
  const cuts = countertop.cuts();
  await countertop.printer.do('new-roll');
  await countertop.untilCuts(cuts + 3);
  await countertop.untilNothingPrinted();
  const marked = (await wholeSlips(countertop)).filter((slip) => slip.duplicate);
  expect(marked.map((slip) => [slip.title, slip.copy])).toEqual([['SALE', 'customer']]);
  await expectPromisesKept(countertop);
});

test('a sale without paper: continue or cancel, within the limit, tagged, its slips owed', async () => {
  const countertop = await openTradingScene({ policy: { emergency: { perSaleLimitMinor: 5_000 } } });
  await countertop.printer.do('paper-end');
  await countertop.firmware.screen(/OUT OF PAPER/);
  await countertop.type('5001');
  await countertop.press('confirm');
  await countertop.firmware.screen(/GO ON WITHOUT PAPER/);
  await countertop.press('confirm');
  await countertop.firmware.screen(/Without paper at most ￥50\.00 a sale/);
  await countertop.press('cancel');
  await countertop.type('5000');
  await countertop.press('confirm');
  await countertop.firmware.screen(/GO ON WITHOUT PAPER/);
  await countertop.press('confirm');
  await countertop.firmware.screen(/SWIPE THE CARD/);
  await countertop.swipe({ pan: '4761739001010010', expiry: '2912', name: 'TEST/VISA' });
  await countertop.firmware.screen(/APPROVED[\s\S]*RECEIPTS OWED 2/);
  const submitted = countertop.entries().find((entry) => entry.type === 'sale.submitted');
  expect(submitted?.body).toMatchObject({ tags: ['no-paper', 'customer-agreed'] });
  await countertop.printer.do('new-roll');
  await countertop.untilCuts(2);
  await countertop.untilNothingPrinted();
  await ringUp(countertop, '100');
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilCuts(4);
  await countertop.untilNothingPrinted();
  await expectPromisesKept(countertop);
});
