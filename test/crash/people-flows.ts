/** Who is on duty, to be cut: a shift handed over with a note, somebody registered by a manager; a case whose second half the cut leaves open. */
import { sell } from '../countertop/cashier.ts';
import { type Countertop, TEST_CARDS } from '../countertop/countertop.ts';
import { cutMore, type Flow, newestReceipt } from './flows.ts';

const dutyOf = (countertop: Countertop): string =>
  countertop.entries().findLast(({ type }) => type === 'shift.opened')?.operator ?? '';

/** With the published number and PIN of the modes without money; what was left open is acknowledged. */
async function takeOver(countertop: Countertop, operator: '1' | '2'): Promise<void> {
  await countertop.signIn(operator, operator.repeat(4));
  if (/HAND-OVER/.test(await countertop.firmware.screen(/READY|HAND-OVER/))) await countertop.press('confirm');
  await countertop.firmware.screen(/READY/);
}

const shift: Flow = {
  name: 'shift',
  title: 'a shift is handed over with a note, the next cashier acknowledges it',
  prepare: () => Promise.resolve(),
  async play(it) {
    const next = dutyOf(it) === '1' ? '2' : '1';
    await it.press('functions', '2');
    await it.firmware.screen(/SHIFT \d+/);
    await it.press('1');
    await it.firmware.screen(/1 \S*纸快用完/);
    await it.press('5', 'confirm');
    await it.firmware.screen(/号码 NUMBER/);
    await it.press('2', 'confirm');
    await it.firmware.screen(/SIGN IN - TYPE/);
    await takeOver(it, next);
  },
};

/** A number that nobody has. */
function freeNumber(countertop: Countertop): string {
  const taken = countertop
    .entries()
    .flatMap((entry) => (entry.type === 'operator.registered' ? [Number(entry.body.operator)] : []));
  return String(Math.max(99, ...taken) + 1);
}

const people: Flow = {
  name: 'people',
  title: 'a manager registers a cashier, gives a new PIN, dismisses',
  prepare: () => Promise.resolve(),
  async play(it) {
    const number = freeNumber(it);
    await it.press('functions', '3', '9', 'confirm', ...'9999', 'confirm');
    await it.firmware.screen(/1 登记/);
    await it.press('1', ...number, 'confirm', '1', ...'3071', 'confirm', ...'3071', 'confirm');
    await it.firmware.screen(/Registered/);
    await it.press('2', ...number, 'confirm', ...'4718', 'confirm', ...'4718', 'confirm');
    await it.firmware.screen(/The PIN is changed/);
    await it.press('4', ...number, 'confirm');
    await it.firmware.screen(/ENTER/);
    await it.press('confirm');
    await it.firmware.screen(/Dismissed/);
    await it.press('cancel');
  },
};

/** The right party pays what was given back: from the page that says so (`3`), or from the list of what is left to do. */
async function chargeRightParty(countertop: Countertop, key: '3' | 'confirm'): Promise<void> {
  await countertop.press(key);
  await countertop.firmware.screen(/AMOUNT +￥12\.00/);
  await countertop.press('confirm');
  await countertop.firmware.screen(/SWIPE THE CARD/);
  await countertop.swipe(TEST_CARDS.mastercard);
  await countertop.firmware.screen(/APPROVED/);
}

const correction: Flow = {
  name: 'correction',
  title: 'the wrong party was charged: given back, and the right one charged under the same case',
  async prepare(it) {
    await sell(it, '1200');
    await it.press('confirm');
    await it.firmware.screen(/READY/);
  },
  play: (it) =>
    cutMore(it, 4, async () => {
      await it.press('refund', ...(await newestReceipt(it)), 'confirm');
      await it.firmware.screen(/REMAINS/);
      await it.press(...'1200', 'confirm');
      await it.firmware.screen(/1 \S+ Goods faulty/);
      await it.press('6');
      await it.firmware.screen(/ENTER:? DO IT/);
      await it.press('confirm');
      await it.firmware.screen(/CHARGE THE RIGHT PARTY/);
      await chargeRightParty(it, '3');
    }),
  async mend(it) {
    if (!it.obligations().some(({ kind }) => kind === 'case')) return;
    await it.firmware.screen(/TO CHARGE 1/);
    await it.press('functions', 'refund', '1');
    await it.firmware.screen(/CHARGE THE RIGHT PARTY/);
    await cutMore(it, 2, () => chargeRightParty(it, 'confirm'));
    await it.press('confirm');
    await it.firmware.screen(/READY/);
  },
};

const isHeld = (countertop: Countertop): boolean =>
  countertop.entries().findLast(({ type }) => type.startsWith('freeze.'))?.type === 'freeze.placed';

/** Of the manager whose number the page already shows. */
async function release(countertop: Countertop): Promise<void> {
  await countertop.press('functions', '4', 'confirm', ...'9999', 'confirm');
  await countertop.firmware.screen(/RELEASED/);
  await countertop.press('cancel');
}

const freeze: Flow = {
  name: 'freeze',
  title: 'a cashier stops the terminal, a sale is refused, a manager releases it',
  prepare: () => Promise.resolve(),
  async play(it) {
    await it.press('functions', '4', '1', '5');
    await it.firmware.screen(/√ 已冻结 FROZEN/);
    await it.press('cancel', '5');
    await it.firmware.screen(/This terminal is frozen/);
    await it.press('cancel');
    await release(it);
  },
  /** Held exactly where the journal says so, and until somebody releases it. */
  async mend(it) {
    const shown = /本终端已冻结/.test(it.firmware.frame.join('\n'));
    if (shown !== isHeld(it)) throw new Error(`the journal and the screen differ: ${shown}`);
    if (shown) await release(it);
  },
};

export const PEOPLE_FLOWS: readonly Flow[] = [shift, people, correction, freeze];
