/** The door between the terminal that trades and the one that practises, to be cut: through it, and the first start behind it. */
import type { Countertop } from '../countertop/countertop.ts';
import { type Flow, whileAlive } from './flows.ts';

/** Asked for by the terminal itself; whoever started it starts it again. */
const RESTART = 75;

/** To the last key; the process then ends by itself. */
async function throughTheDoor(countertop: Countertop): Promise<void> {
  await countertop.press('functions', '00');
  await countertop.firmware.screen(/ PIN/);
  await countertop.press(...'9999', 'confirm');
  await countertop.firmware.screen(/ENTER begin/);
  await countertop.press('confirm');
  // What stands in the way is told at once instead of waited for.
  const refused = countertop.firmware.screen(/× /).then((shown) => Promise.reject(new Error(`refused: ${shown}`)));
  const { code, signal } = await Promise.race([countertop.firmware.ended, refused]);
  if (code !== RESTART) throw new Error(`the terminal ended (${code ?? signal}) and not to practise`);
}

/** Whether the journal of the shop says that people practise: where the terminal stands, whenever it was cut. */
const practises = (countertop: Countertop): boolean =>
  countertop.entries().findLast(({ type }) => type === 'training.began' || type === 'training.ended')?.type ===
  'training.began';

/** Wherever it stands, it stands where the journal says; then it trades again, under the cashier who was on duty. */
async function backToWork(countertop: Countertop): Promise<void> {
  const isTraining = /培训 TRAINING/.test(countertop.firmware.frame.join('\n'));
  if (isTraining !== practises(countertop)) throw new Error(`the journal and the screen differ: ${isTraining}`);
  if (!isTraining) return;
  await countertop.press('functions', '00');
  await countertop.firmware.screen(/END TRAINING/);
  await countertop.press('0');
  await countertop.firmware.screen(/BACK TO WORK/);
  await countertop.press('confirm');
  await countertop.firmware.ended;
  await countertop.cutPower();
  await countertop.powerOn();
  await countertop.untilSignedOn();
}

const door: Flow = {
  name: 'training-door',
  title: 'a manager leads the terminal into training',
  prepare: () => Promise.resolve(),
  play: throughTheDoor,
  mend: backToWork,
};

const practice: Flow = {
  name: 'training-start',
  title: 'the first start behind the door, and a sale for practice begun',
  async prepare(it) {
    await throughTheDoor(it);
    await it.cutPower();
  },
  fromPowerOff: true,
  async play(it) {
    await it.press('functions', '00');
    await whileAlive(it, it.firmware.screen(/END TRAINING/));
    await it.press('1');
    await it.firmware.screen(/▶1\/2/);
    await it.press('cancel');
  },
  mend: backToWork,
};

export const TRAINING_FLOWS: readonly Flow[] = [door, practice];
