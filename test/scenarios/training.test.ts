/** Into training and back on the real stack (requirements H6, H7): one exercise with its score, the shop's money and journal untouched, power cuts in the change-over. */
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sell } from '../countertop/cashier.ts';
import { type Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import { FirmwareProcess } from '../countertop/firmware-process.ts';
import { bankOf } from '../countertop/judge.ts';
import { findsPlanted, leaksOfData } from '../crash/secrets.ts';
import { expectPromisesKept, openScene, openTradingScene } from './scene.ts';

const types = (counter: Countertop, pattern: RegExp) =>
  counter
    .entries()
    .map(({ type }) => type)
    .filter((type) => pattern.test(type));

/** As a manager at a terminal at rest. */
async function intoTraining(counter: Countertop): Promise<void> {
  await counter.press('functions', '00');
  await counter.firmware.screen(/ PIN/);
  await counter.press(...'9999', 'confirm');
  await counter.firmware.screen(/ENTER begin/);
  await counter.press('confirm');
  // A refusal is told at once instead of waited for.
  const refused = counter.firmware.screen(/× /).then((shown) => {
    throw new Error(`refused: ${shown}`);
  });
  const { code } = await Promise.race([counter.firmware.ended, refused]);
  expect(code).toBe(75);
}

test('a sale practised: other journal, other bank, marked slips, a score that comes home', {
  timeout: 150_000,
}, async () => {
  const counter = await openTradingScene();
  await sell(counter, '1500');
  await counter.press('confirm');
  await intoTraining(counter);
  const booked = (await bankOf(counter)).length;
  const traded = types(counter, /^(sale|receipt|settlement)\./);

  await counter.powerOn();
  expect(counter.firmware.frame.join('\n')).toMatch(/培训 TRAINING/);
  await counter.press('functions', '00');
  await counter.firmware.screen(/1 消费/);
  await counter.press('1');
  await counter.firmware.screen(/1\/2 卖 ￥12\.50/);
  const cuts = counter.cuts();
  await counter.type('1250');
  await counter.press('confirm');
  await counter.firmware.screen(/SWIPE THE CARD/);
  await counter.swipe(TEST_CARDS.visa);
  await counter.firmware.screen(/APPROVED/);
  await counter.press('confirm');
  await counter.firmware.screen(/消费 A sale +100\/100[\s\S]*PASSED/);
  await counter.press('confirm');
  await counter.firmware.screen(/TO BE PRINTED/);
  await counter.untilCuts(cuts + 3);
  await counter.press('cancel');
  await counter.untilNothingPrinted();

  await counter.press('functions', '00');
  await counter.firmware.screen(/END TRAINING/);
  await counter.press('0');
  await counter.firmware.screen(/BACK TO WORK/);
  await counter.press('confirm');
  await counter.firmware.ended;
  await counter.powerOn(/LOCKED - OPERATOR 1/);
  await counter.signIn();
  expect(await counter.firmware.screen(/READY/)).toMatch(/演示 DEMO/);
  expect((await bankOf(counter)).length).toBe(booked);
  expect(types(counter, /^(sale|receipt|settlement)\./)).toEqual(traded);
  expect(types(counter, /^training\./)).toEqual(['training.began', 'training.passed', 'training.ended']);
  await expectPromisesKept(counter);
  expect(leaksOfData(counter.data)).toEqual([]);
  expect(findsPlanted(join(counter.data, 'training'))).toBe(true);
});

/** Whether the journal of the shop says that people practise. */
const practises = (counter: Countertop) => types(counter, /^training\.(began|ended)$/).at(-1) === 'training.began';

/** Switched on again, the terminal is what the journal says. */
async function powerOnAgain(counter: Countertop): Promise<void> {
  await counter.powerOn(/TYPE THE AMOUNT|LOCKED - OPERATOR/);
  expect(/培训 TRAINING/.test(counter.firmware.frame.join('\n'))).toBe(practises(counter));
}

async function leave(counter: Countertop): Promise<void> {
  await counter.press('functions', '00');
  await counter.firmware.screen(/END TRAINING/);
  await counter.press('0');
  await counter.firmware.screen(/BACK TO WORK/);
  await counter.press('confirm');
}

test('power cuts in the change-over: the journal says which terminal comes back', { timeout: 240_000 }, async () => {
  const counter = await openTradingScene();
  await counter.press('functions', '00');
  await counter.firmware.screen(/ PIN/);
  await counter.press(...'9999', 'confirm');
  await counter.firmware.screen(/ENTER begin/);
  await counter.press('confirm');
  await counter.cutPower();
  await powerOnAgain(counter);
  if (!practises(counter)) {
    await intoTraining(counter);
    await powerOnAgain(counter);
  }
  // In the first instructions of a start, and in the middle of an exercise.
  await counter.cutPower();
  const starting = counter.powerOn().catch(() => undefined);
  await counter.cutPower();
  await starting;
  await powerOnAgain(counter);
  await counter.press('functions', '00');
  await counter.firmware.screen(/END TRAINING/);
  await counter.press('1');
  await counter.firmware.screen(/▶1\/2/);
  await counter.type('1250');
  await counter.cutPower();
  await powerOnAgain(counter);
  expect(practises(counter)).toBe(true);
  expect(counter.trained?.entries.at(-1)?.type).not.toBe('exercise.started');

  await leave(counter);
  await counter.cutPower();
  await powerOnAgain(counter);
  if (practises(counter)) {
    await leave(counter);
    await counter.firmware.ended;
    await powerOnAgain(counter);
  }
  expect(practises(counter)).toBe(false);
  await counter.signIn();
  await counter.firmware.screen(/READY/);
  await sell(counter, '700');
  await expectPromisesKept(counter);
});

test('under the supervisor of npm start nobody has to do anything for the change-over', {
  timeout: 150_000,
}, async () => {
  const counter = await openScene();
  const start = new URL('../../scripts/start.ts', import.meta.url).pathname;
  const terminal = new FirmwareProcess(start, counter.configuration);
  onTestFinished(() => terminal.stop().then(() => undefined));
  await terminal.screen(/演示 DEMO[\s\S]*SIGN IN - TYPE/);
  const signIn = async (operator: string, pin: string) => {
    await counter.press(operator, 'confirm');
    await terminal.screen(/ PIN/);
    await counter.press(...pin, 'confirm');
  };
  await signIn('1', '1111');
  await terminal.screen(/READY/);
  await counter.untilSignedOn();
  await counter.press('functions', '00');
  await terminal.screen(/ PIN/);
  await counter.press(...'9999', 'confirm');
  await terminal.screen(/ENTER begin/);
  await counter.press('confirm');
  await terminal.screen(/培训 TRAINING[\s\S]*SIGN IN - TYPE/);
  await signIn('2', '2222');
  await terminal.screen(/READY/);
  await counter.press('functions', '00');
  await terminal.screen(/END TRAINING/);
  await counter.press('0');
  await terminal.screen(/BACK TO WORK/);
  await counter.press('confirm');
  await terminal.screen(/演示 DEMO[\s\S]*LOCKED - OPERATOR 1/);
  expect(counter.entries().filter(({ type }) => type === 'training.ended')).toMatchObject([
    { body: { by: '2', why: 'asked' } },
  ]);
});
