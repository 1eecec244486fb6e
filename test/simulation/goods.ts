/** A basket of goods is rung up and paid, with the slips of the finger that belong to it; a voucher of the shop may pay for some of it. */
import type { TillView } from '../../firmware/screens/till-view.ts';
import type { PrintedSlip } from '../countertop/promises.ts';
import type { GoodsAct } from './acts.ts';
import type { Cashier } from './cashier.ts';
import type { Chance } from './chance.ts';
import { scannerOf } from './fittings.ts';
import { digits } from './keys.ts';
import type { Paper } from './paper.ts';
import { pay } from './paying.ts';
import { CODES, SHOP_GOODS } from './shop-goods.ts';
import type { World } from './world.ts';

type Basket = Extract<TillView['flow'], { at: 'basket' }>;

/** Nine digits that no voucher bears. */
const INVENTED = '000000000';
const LONGEST_CODE = 14;
/** The numbers of goods without a barcode. */
const SHORT_NUMBER = 2;
/** Within 700 ms it is the same look at the same label (facts/peripherals §1e). */
const ANOTHER_LOOK_MS = 800;
const SCANNED_WITHIN_MS = 350;

export function drawGoods(chance: Chance): Omit<GoodsAct, 'attention'> {
  return {
    do: 'goods',
    items: Array.from({ length: chance.whole(1, 3) }, () => ({
      code: chance.pick(CODES),
      quantity: chance.pick([1, 1, 2, 3]),
    })),
    mistake: chance.weighted({ none: 70, 'line-void': 12, 'wrong-digit': 12, 'no-quantity': 6 }),
    voucher: chance.happens(0.35) ? chance.pick([0, 0, 1, 2, 'invented'] as const) : null,
    by: chance.weighted({ card: 70, cash: 22, nothing: 8 }),
    reading: chance.weighted({ typed: 20, 'scanned-once': 55, 'scanned-twice': 25 }),
  };
}

export function playGoods(world: World, cashier: Cashier, act: GoodsAct): void {
  if (!cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  cashier.press('sale', 'sale');
  ringUp(world, cashier, act);
}

/** From an empty basket to the customer's slip. */
export function ringUp(world: World, cashier: Cashier, act: GoodsAct): void {
  for (const { code, quantity } of act.items) {
    if (basketOf(world) === null) return;
    if (act.mistake === 'wrong-digit') typeItem(cashier, wrongDigit(code));
    else enterItem(world, cashier, code, act.reading);
    if (basketOf(world)?.notice != null) {
      clearLine(world, cashier);
      typeItem(cashier, code);
    }
    if (quantity > 1) cashier.press(...digits(quantity), 'functions');
  }
  if (act.mistake === 'line-void') {
    typeItem(cashier, CODES[0] ?? '');
    voidLastLine(world, cashier);
  }
  if (act.mistake === 'no-quantity') cashier.press('0', 'functions');
  if (act.voucher !== null) showVoucher(world, cashier, act.voucher);
  if (basketOf(world) === null) return;
  cashier.press('confirm');
  const flow = world.view()?.flow;
  if (flow?.at !== 'sale') return;
  cashier.rungUp += 1;
  if (pay(world, cashier, { by: act.by, agrees: 'yes' })) cashier.approved += 1;
}

/** What a line void is: one line fewer, and the sum goes down by what it cost. */
function voidLastLine(world: World, cashier: Cashier): void {
  const before = basketOf(world);
  const last = before?.lines.at(-1);
  if (before === null || last === undefined || before.typed !== '') return;
  cashier.press('correct');
  const after = basketOf(world);
  if (after === null) return;
  if (after.sumMinor !== before.sumMinor - last.quantity * last.unitMinor || after.lines.includes(last))
    world.broken.push(`goods: a line was taken out, and the sum went from ${before.sumMinor} to ${after.sumMinor}`);
}

function showVoucher(world: World, cashier: Cashier, which: number | 'invented'): void {
  const codes = vouchersOn(cashier.paper);
  const code = which === 'invented' ? INVENTED : codes.at(-1 - (which % Math.max(1, codes.length)));
  if (code === undefined || basketOf(world) === null) return;
  cashier.press(...digits(code), 'reprint');
  if (basketOf(world)?.notice != null) clearLine(world, cashier);
}

/** What was read of a slip once does not change. */
const codeOn = new WeakMap<PrintedSlip, string | null>();

/** The codes on the customer's copies of vouchers that came out. */
export function vouchersOn(paper: Paper): readonly string[] {
  return paper.cutOff().flatMap((slip) => {
    if (!codeOn.has(slip)) codeOn.set(slip, readCode(slip));
    return codeOn.get(slip) ?? [];
  });
}

function readCode({ copy, lines }: PrintedSlip): string | null {
  if (copy !== 'customer') return null;
  return /VOUCHER CODE\n +(\d{3} \d{3} \d{3}) *$/m.exec(lines.join('\n'))?.[1]?.replaceAll(' ', '') ?? null;
}

function basketOf(world: World): Basket | null {
  const flow = world.view()?.flow;
  return flow?.at === 'basket' ? flow : null;
}

/** What has a barcode is scanned, where there is a scanner; what does not come of it is typed. */
function enterItem(world: World, cashier: Cashier, code: string, reading: GoodsAct['reading']): void {
  const isScanned = reading !== undefined && reading !== 'typed' && scannerOf(world.profile) !== null;
  if (isScanned && code.length > SHORT_NUMBER && scanItem(world, code, reading === 'scanned-twice')) return;
  typeItem(cashier, code);
}

/** One label, however often the beam meets it: one piece of this article, or nothing. @returns whether it lies in the basket now */
function scanItem(world: World, code: string, isTwice: boolean): boolean {
  const before = basketOf(world);
  if (before === null || before.typed !== '') return false;
  world.pass(ANOTHER_LOOK_MS);
  world.devices.do('scanner', 'scan', { code });
  world.pass(SCANNED_WITHIN_MS);
  if (isTwice) world.devices.do('scanner', 'scan', { code });
  world.pass(SCANNED_WITHIN_MS);
  const after = basketOf(world);
  if (after === null) return false;
  const [was, is] = [before, after].map(({ lines }) => new Map(lines.map((line) => [line.zh, line.quantity])));
  const added = [...(is ?? [])].filter(([item, quantity]) => quantity !== (was?.get(item) ?? 0));
  const name = SHOP_GOODS.items.get(code)?.zh;
  const isRight = added.every(([item, quantity]) => item === name && quantity === (was?.get(item) ?? 0) + 1);
  if (!isRight) world.broken.push(`goods: ${code} was scanned, the basket has got ${JSON.stringify(added)}`);
  return added.length > 0;
}

function typeItem(cashier: Cashier, code: string): void {
  cashier.press(...digits(code), 'sale');
}

/** What was refused stays on the line: it is taken out digit by digit, and not one more, which would take out goods. */
function clearLine(world: World, cashier: Cashier): void {
  for (let i = 0; i < LONGEST_CODE && (basketOf(world)?.typed ?? '') !== ''; i += 1) cashier.press('correct');
}

/** Its last digit: the check digit of a barcode, another item or none of a short number. */
export function wrongDigit(code: string): string {
  const last = Number(code.at(-1));
  return `${code.slice(0, -1)}${(last + 1) % 10}`;
}
