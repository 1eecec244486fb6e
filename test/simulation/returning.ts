/** Goods come back: the wizard is walked through with slip and goods in hand, to the refund, the exchange, the voucher, or the refusal in writing. */
import type { TillView } from '../../firmware/screens/till-view.ts';
import type { PrintedSlip } from '../countertop/promises.ts';
import type { BringBackAct } from './acts.ts';
import type { Cashier } from './cashier.ts';
import type { Chance } from './chance.ts';
import { ringUp, wrongDigit } from './goods.ts';
import { identify } from './identifying.ts';
import { digits, type PeoplePress } from './keys.ts';
import { askedOf, findSale, giveBack } from './refunding.ts';
import { CODES } from './shop-goods.ts';
import type { World } from './world.ts';

type Wizard = Extract<TillView['flow'], { at: 'return' }>;

const MANAGER = '9';
const MOST_STEPS = 40;

export function drawBringBack(chance: Chance): Omit<BringBackAct, 'attention'> {
  return {
    do: 'bring-back',
    which: chance.happens(0.6) ? 0 : chance.whole(0, 5),
    line: chance.whole(1, 3),
    quantity: chance.weighted({ one: 50, all: 35, 'too-many': 15 }),
    condition: chance.weighted({ '1': 60, '2': 25, '3': 15 }),
    found: chance.weighted({ code: 60, list: 30, 'wrong-digit': 10 }),
    receipt: chance.weighted({ shown: 85, lost: 15 }),
    refused: chance.weighted({ override: 40, writing: 30, leave: 30 }),
    outcome: chance.weighted({ refund: 50, exchange: 20, voucher: 30 }),
    reason: chance.whole(1, 7),
    withoutPaper: chance.weighted({ later: 60, now: 30, cancel: 10 }),
    phone: '13800138000',
  };
}

/** One line of goods on a slip. */
interface OnSlip {
  readonly zh: string;
  readonly quantity: number;
  readonly code: string;
}

export function playBringBack(world: World, cashier: Cashier, act: BringBackAct): void {
  const slips = cashier.paper.cutOff().filter((one) => one.title === 'SALE' && one.copy === 'customer');
  const withGoods = slips.filter((one) => goodsOn(one).length > 0);
  const slip = withGoods.at(-1 - (act.which % Math.max(1, withGoods.length)));
  if (slip === undefined || !cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  const goods = goodsOn(slip);
  const asked = askedOf(slip);
  const reference = act.receipt === 'lost' ? amountOn(slip) : String(slip.number);
  if (findSale(world, cashier, reference, asked) !== 'return') return;
  const hands = new Hands(cashier, goods[(act.line - 1) % goods.length] as OnSlip);
  const wizard = walk(world, cashier, act, hands);
  // Behind a voucher a refund on the screen is another one, a promised one that is offered.
  if (wizard === 'done') return;
  if (world.view()?.flow.at !== 'refund') {
    hands.takeAway();
    return;
  }
  const end = giveBack(world, cashier, { ...act, amount: 'all' }, asked);
  if (end === 'nothing') hands.takeAway();
  if (end === 'approved' && act.outcome === 'exchange') exchange(world, cashier, act);
}

/** What the customer has laid on the counter. */
class Hands {
  readonly goods: OnSlip;
  readonly #cashier: Cashier;
  /** Pieces by their name: the list may have led to another line than the one that was meant. */
  readonly #laidDown = new Map<string, number>();

  constructor(cashier: Cashier, goods: OnSlip) {
    this.#cashier = cashier;
    this.goods = goods;
  }

  layDown(zh: string, quantity: number): void {
    this.#count(zh, quantity);
    this.#laidDown.set(zh, (this.#laidDown.get(zh) ?? 0) + quantity);
  }

  takeAway(): void {
    for (const [zh, quantity] of this.#laidDown) this.#count(zh, -quantity);
    this.#laidDown.clear();
  }

  #count(zh: string, quantity: number): void {
    const { handedIn } = this.#cashier.wishes;
    handedIn.set(zh, (handedIn.get(zh) ?? 0) + quantity);
  }
}

/** @returns `done` where a voucher was given out */
function walk(world: World, cashier: Cashier, act: BringBackAct, hands: Hands): 'done' | 'nothing' {
  let before = '';
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const flow = world.view()?.flow;
    // The power may have gone behind the voucher: then nobody knows.
    if (flow === undefined) return before === 'choosingOutcome' ? 'done' : 'nothing';
    if (flow.at !== 'return') return 'nothing';
    if (flow.state === 'showingResult') {
      cashier.press('confirm');
      return flow.result === 'voucher' ? 'done' : 'nothing';
    }
    const again = flow.state === before;
    before = flow.state;
    wizardStep(world, cashier, { act, hands, flow, again });
  }
  return 'nothing';
}

interface Step {
  readonly act: BringBackAct;
  readonly hands: Hands;
  readonly flow: Wizard;
  readonly again: boolean;
}

function wizardStep(world: World, cashier: Cashier, step: Step): void {
  const { act, flow, again } = step;
  switch (flow.state) {
    case 'identifying':
      if (flow.identification !== null) identify(world, cashier, flow.identification, MANAGER);
      break;
    case 'checkingGoods':
      cashier.press('confirm');
      break;
    case 'enteringCode':
      cashier.press(...codeKeys(step));
      break;
    case 'choosingLine':
      cashier.press(again ? 'cancel' : (String(lineAt(step)) as PeoplePress));
      break;
    case 'enteringQuantity':
      cashier.press(...quantityKeys(step), 'confirm');
      break;
    case 'choosingCondition':
      layDown(step);
      cashier.press(act.condition);
      break;
    case 'showingRefusal':
      cashier.press(again ? 'cancel' : refusalKey(step));
      break;
    case 'choosingOutcome':
      cashier.press(again ? 'cancel' : ({ refund: '1', exchange: '2', voucher: '3' } as const)[act.outcome]);
      break;
    default:
      world.pass(100);
  }
}

function codeKeys({ act, hands, flow, again }: Step): readonly PeoplePress[] {
  if (flow.taken.length > 0) return ['confirm'];
  if (flow.notice !== null) return act.refused === 'writing' ? ['reprint'] : ['cancel'];
  if (again) return ['cancel'];
  if (act.found === 'list') return ['functions'];
  const { code } = hands.goods;
  return [...digits(act.found === 'wrong-digit' ? wrongDigit(code) : code), 'confirm'];
}

/** On the receipt that the screen shows; another one than the slip in hand where its number meant something else. */
function lineAt({ hands, flow }: Step): number {
  return Math.max(1, flow.receipt.findIndex(({ zh }) => zh === hands.goods.zh) + 1);
}

function pieces({ act, flow }: Step): number {
  const left = flow.line?.left ?? 1;
  return act.quantity === 'one' ? 1 : act.quantity === 'all' ? Math.max(1, left) : left + 1;
}

function quantityKeys(step: Step): readonly PeoplePress[] {
  return pieces(step) === 1 ? [] : digits(pieces(step));
}

function layDown({ hands, flow }: Step): void {
  if (flow.line !== null) hands.layDown(flow.line.zh, flow.quantity);
}

function refusalKey({ act, flow }: Step): PeoplePress {
  if (act.refused === 'writing') return 'reprint';
  return act.refused === 'override' && flow.mayOverride ? 'sale' : 'cancel';
}

/** Other goods for what was given back, in the same case. */
function exchange(world: World, cashier: Cashier, act: BringBackAct): void {
  if (world.view()?.flow.at !== 'basket') return;
  ringUp(world, cashier, {
    do: 'goods',
    items: [{ code: CODES[act.line % CODES.length] as string, quantity: 1 }],
    mistake: 'none',
    voucher: null,
    by: 'card',
    attention: act.attention,
  });
}

/** The lines of goods: name, then quantity, price and code. */
export function goodsOn({ lines }: Pick<PrintedSlip, 'lines'>): readonly OnSlip[] {
  return lines.flatMap((line, at) => {
    const found = /^ {2}(\d+) x ￥[\d.,]+ {2}([\d-]+) +￥[\d.,]+ *$/.exec(line);
    const zh = lines[at - 1]?.trim().split(' ')[0];
    if (found === null || zh === undefined) return [];
    return [{ zh, quantity: Number(found[1]), code: (found[2] ?? '').replaceAll('-', '') }];
  });
}

/** As somebody remembers it who has lost the slip. */
function amountOn({ lines }: PrintedSlip): string {
  return /金额 AMOUNT\n +￥([\d.,]+) *$/m.exec(lines.join('\n'))?.[1]?.replaceAll(',', '') ?? '0.01';
}
