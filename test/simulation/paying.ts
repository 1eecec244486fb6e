/** The customer pays what the screen shows, by card or in cash, until it shows what came of it. */
import type { TillView } from '../../firmware/screens/till-view.ts';
import { padStep } from './at-pad.ts';
import { CARDS, type Cashier } from './cashier.ts';
import { identify } from './identifying.ts';
import { digits } from './keys.ts';
import { show } from './showing.ts';
import type { World } from './world.ts';

type Sale = Extract<TillView['flow'], { at: 'sale' }>;

export interface PayingPlan {
  readonly by: 'card' | 'cash' | 'nothing';
  /** Where the bank approves a part. */
  readonly agrees: 'yes' | 'no' | 'silent';
  /** Left out: the card is swiped. */
  readonly account?:
    | { readonly code: string; readonly reading: 'scanned-once' | 'scanned-twice' | 'no-code-first' }
    | { readonly chip: 'insert' | 'tap' };
  /** Who agrees where a sale without paper is over the limit. */
  readonly second?: string | null;
  /** What the customer gets in the place of paper. */
  readonly instead?: { readonly what: 'nothing' | 'coupon' | 'pick-up'; readonly fen: number };
}

const MOST_STEPS = 30;
const BANK_PATIENCE_MS = 400_000;

/** @returns whether the screen said "approved", or took the cash */
export function pay(world: World, cashier: Cashier, plan: PayingPlan): boolean {
  let before = '';
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const flow = world.view()?.flow;
    if (flow?.at !== 'sale') return false;
    if (flow.state === 'showingResult') {
      const isApproved = flow.decision?.outcome.is === 'approved';
      const { instead } = plan;
      if (instead === undefined || instead.what === 'nothing' || flow.eSlip === null) cashier.press('cancel');
      else giveInstead(world, cashier, instead);
      return isApproved;
    }
    const again = flow.state === before;
    before = flow.state;
    payStep(world, cashier, plan, { flow, again });
  }
  return false;
}

interface Step {
  readonly flow: Sale;
  /** The page is the one of before. */
  readonly again: boolean;
}

function payStep(world: World, cashier: Cashier, plan: PayingPlan, { flow, again }: Step): void {
  switch (flow.state) {
    case 'offeringToGoOn':
      if (flow.notice !== null && plan.second != null && !again) cashier.press('1');
      else cashier.press(flow.notice !== null || again ? 'cancel' : 'confirm');
      break;
    case 'identifying':
      if (flow.identification !== null) identify(world, cashier, flow.identification, plan.second ?? '0');
      break;
    case 'enteringAmount':
      cashier.press(flow.notice !== null || again ? 'cancel' : 'confirm');
      break;
    case 'awaitingCard':
      if (again || plan.by === 'nothing') cashier.press('cancel');
      else if (plan.by === 'cash' && flow.kind === 'sale') cashier.press('sale');
      else showAccount(world, cashier, flow, plan.account);
      break;
    case 'enteringCash':
      // An impatient finger: the second press finds another state.
      cashier.press(...(again ? (['cancel'] as const) : (['confirm', 'confirm'] as const)));
      break;
    case 'enteringPin':
    case 'withoutPin':
      padStep(world, cashier, flow);
      break;
    case 'authorising':
      world.until(({ flow: now }) => now.at !== 'sale' || now.state !== 'authorising', BANK_PATIENCE_MS);
      break;
    case 'offeringPart':
      world.pass(2_000);
      if (plan.agrees !== 'silent') cashier.press(plan.agrees === 'yes' ? 'confirm' : 'cancel');
      world.until(({ flow: now }) => now.at !== 'sale' || now.state === 'showingResult', BANK_PATIENCE_MS);
      break;
    default:
      world.pass(100);
  }
}

/** On the last page of an approved sale that has no paper. */
function giveInstead(world: World, cashier: Cashier, { what, fen }: NonNullable<PayingPlan['instead']>): void {
  cashier.press('.', what === 'coupon' ? '1' : '2');
  const flow = world.view()?.flow;
  if (flow?.at === 'alternative' && flow.state === 'enteringAmount')
    cashier.press(...(fen === 0 ? [] : digits(fen)), 'confirm');
  cashier.press('cancel', 'cancel', 'cancel');
}

function showAccount(world: World, { wishes }: Cashier, flow: Sale, account: PayingPlan['account']): void {
  const { kind, amountMinor, takesCodes } = flow;
  world.pass(700);
  const isCode = account !== undefined && 'code' in account && takesCodes;
  if (kind === 'sale') show(wishes, amountMinor, isCode ? account.code : CARDS.visa.pan);
  if (isCode) {
    if (account.reading === 'no-code-first') scan(world, '6901234567892');
    scan(world, account.code);
    // Held up a moment too long: by then it is no answer to anything.
    if (account.reading === 'scanned-twice') scan(world, account.code);
  } else {
    const how = account !== undefined && 'chip' in account ? account.chip : 'swipe';
    world.devices.do('reader', how, { ...CARDS.visa, serviceCode: '201' });
  }
  world.until(({ flow: now }) => now.at !== 'sale' || now.state !== 'awaitingCard', 3_000);
}

function scan(world: World, code: string): void {
  world.devices.do('scanner', 'scan', { code, aim: ']Q1' });
  world.pass(400);
}
