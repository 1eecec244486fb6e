/** What a cashier does at the counter, in the right order: a sale, and putting everything right after a power cut. */
import { type Countertop, TEST_CARDS } from './countertop.ts';
import { wholeSlips } from './judge.ts';

/** Types the amount, swipes when asked; does not wait for the outcome. */
export async function ringUp(countertop: Countertop, fen: string): Promise<void> {
  await countertop.type(fen);
  await countertop.press('confirm');
  await countertop.firmware.screen(/SWIPE THE CARD/);
  await countertop.swipe(TEST_CARDS.visa);
}

/** A sale from the first key to the last slip. */
export async function sell(countertop: Countertop, fen: string): Promise<void> {
  const cuts = countertop.cuts();
  await ringUp(countertop, fen);
  await countertop.firmware.screen(/APPROVED/);
  await countertop.untilCuts(cuts + 2);
  await countertop.untilNothingPrinted();
}

/** Power (where it was off) and paper are back, an operator is there: the terminal comes to rest, with a promised refund paid if there was one. */
export async function putRight(countertop: Countertop): Promise<void> {
  await countertop.printer.do('new-roll');
  await countertop.printer2?.do('new-roll');
  const comesUp = /READY|A PROMISED REFUND|NEXT BATCH IS OPEN|TRADING STOPPED/;
  const isUp = countertop.isPowered && !countertop.firmware.hasEnded;
  await (isUp ? countertop.firmware.screen(comesUp) : countertop.powerOn(comesUp));
  // A terminal that practises signs on to the host that came with it.
  if (!/培训 TRAINING/.test(countertop.firmware.frame.join('\n'))) await countertop.untilSignedOn();
  await endSettlement(countertop);
  await settleDoubts(countertop);
  if (/A PROMISED REFUND|REFUNDS PROMISED/.test(countertop.firmware.frame.join('\n'))) {
    await countertop.firmware.screen(/A PROMISED REFUND/);
    await countertop.press('confirm');
    await countertop.firmware.screen(/APPROVED/);
  }
  await countertop.firmware.screen(/^(?![\s\S]*(PRINTING SLIP|CHECKING SLIP|RECEIPTS OWED|REVERSALS OWED))/);
}

/** A settlement that the power cut goes on by itself; its page is there until somebody has read it. */
async function endSettlement(countertop: Countertop): Promise<void> {
  const goesOn = countertop.obligations().some(({ kind }) => kind === 'settlement');
  if (!goesOn && !countertop.firmware.frame.join('\n').includes('NEXT BATCH IS OPEN')) return;
  await countertop.firmware.screen(/NEXT BATCH IS OPEN/);
  await countertop.untilNothingPrinted();
  await countertop.press('confirm');
  // With cash in the drawer the day's close asks for a count; there is a customer.
  if (/COUNT ALL CASH/.test(await countertop.firmware.screen(/READY|COUNT ALL CASH/))) await countertop.press('cancel');
  await countertop.firmware.screen(/READY/);
}

/** The operator looks at the slip in question and says what is true. */
async function settleDoubts(countertop: Countertop): Promise<void> {
  const shown = await countertop.firmware.screen(
    /Is slip \d+ complete[\s\S]*ENTER yes|^(?![\s\S]*(PRINTING SLIP|CHECKING SLIP|RECEIPTS OWED|Is slip))/,
  );
  const asked = /Is slip (\d+) complete/.exec(shown);
  if (asked === null) return;
  const complete = (await wholeSlips(countertop)).some((slip) => slip.number === Number(asked[1]));
  await countertop.press(complete ? 'confirm' : 'cancel');
  await countertop.firmware.screen(new RegExp(`^(?![\\s\\S]*Is slip ${asked[1]} complete)`));
  await settleDoubts(countertop);
}
