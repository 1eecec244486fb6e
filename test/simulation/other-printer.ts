/** The other printer of a counter that has two: the cashier takes it when the first is out (requirement D3), and nothing goes there by itself. */
import type { TillView } from '../../firmware/screens/till-view.ts';
import type { PrinterPlace } from '../../storage/facts.ts';
import type { OtherPrinterAct } from './acts.ts';
import type { Cashier } from './cashier.ts';
import type { Chance } from './chance.ts';
import type { Profile } from './profile.ts';
import type { World } from './world.ts';

/** By then every printer that can say so has been asked about its paper. */
const NOTICED_MS = 16_000;
/** From the key to the entry, where nothing is in hand. */
const MOVES_WITHIN_MS = 5_000;

export const hasTwoPrinters = ({ secondPrinter }: Profile): boolean => secondPrinter !== undefined;

export function drawOtherPrinter(chance: Chance): Omit<OtherPrinterAct, 'attention'> {
  return {
    do: 'other-printer',
    when: chance.weighted({ 'at-rest': 35, 'before-card': 30, 'in-a-slip': 35 }),
    fen: chance.whole(1, 49_999),
    afterLines: chance.whole(1, 60),
  };
}

export function playOtherPrinter(world: World, cashier: Cashier, act: OtherPrinterAct): void {
  if (act.when === 'before-card') {
    world.devices.do(world.printsOn, 'paper-end', {});
    world.pass(NOTICED_MS);
    sell(cashier, act);
    return;
  }
  if (act.when === 'in-a-slip') {
    world.devices.do(world.printsOn, 'paper-end', { afterLines: act.afterLines });
    sell(cashier, act);
    world.pass(NOTICED_MS);
  }
  takeTheOther(world, cashier, act);
}

function sell(cashier: Cashier, { fen, attention }: OtherPrinterAct): void {
  cashier.sale({
    ...{ do: 'sale', card: 'visa', slip: false, swipe: 'good', withoutPaper: 'other-printer' },
    ...{ waiting: 'calm', leave: 'confirm', fen, attention },
  });
}

/** The same keys there and back. */
function takeTheOther(world: World, cashier: Cashier, { attention }: OtherPrinterAct): void {
  if (!cashier.toIdle(attention)) return;
  const { paper } = world.view() ?? {};
  if (paper === undefined || paper.doubt !== null) return;
  const before = world.printsOn;
  cashier.press('functions');
  const asked = world.view();
  if (asked?.flow.at !== 'menu') return;
  cashier.press('functions');
  // A printer that is lent to a technician, or has a slip in hand, comes to that end first.
  const { paper: now } = asked;
  if (!canMove(now) || world.profile.maintained === true) return;
  world.until(() => world.printsOn !== before, MOVES_WITHIN_MS);
  const then = world.view();
  if (then !== null && then.flow.at !== 'menu' && canMove(then.paper) && world.printsOn === before)
    world.broken.push(`paper: the other printer was asked for, and slips still come out of ${before}`);
}

const canMove = ({ slip, doubt, other }: TillView['paper']): boolean =>
  slip === null && doubt === null && other?.trouble === null;

/** Slips come out where the journal says, and it says another place only after somebody pressed the key for it. */
export function brokenPlaces(world: World, cashier: Cashier): readonly string[] {
  if (world.devices.printer2 === null) return [];
  const broken: string[] = [];
  const begunOn = new Map<number, PrinterPlace>();
  let at: PrinterPlace = 'printer';
  let moves = 0;
  for (const { type, body } of world.entries) {
    if (type === 'paper.moved') {
      if (body.from !== at || body.to === at) broken.push(`paper: moved from ${body.from} to ${body.to}, was at ${at}`);
      if (body.by === 'cashier') moves += 1;
      at = body.to;
    }
    if (type !== 'receipt.started') continue;
    const place = body.printer ?? 'printer';
    if (place !== at) broken.push(`paper: slip ${body.slip} was begun on ${place}, slips come out of ${at}`);
    begunOn.set(body.slip, place);
  }
  if (moves > cashier.starsPressed)
    broken.push(`paper: moved ${moves} times, the key was pressed ${cashier.starsPressed} times`);
  for (const place of ['printer', 'printer2'] as const)
    for (const { number } of cashier.paper.wholeOf(world.devices.printerAt(place))) {
      const begun = begunOn.get(number);
      if (begun !== undefined && begun !== place)
        broken.push(`paper: slip ${number} came out of ${place}, the journal has it on ${begun}`);
    }
  return broken;
}
