/** What people come to the counter for beside a sale by amount and its refund: one row each, with how it is played. Who adds a flow adds its row and its judge here. */
import { brokenAccounts, drawAccount, playAccount, takesOtherAccounts } from './accounts.ts';
import type { Act } from './acts.ts';
import { drawAtPad, hasPad, playAtPad } from './at-pad.ts';
import { brokenCases } from './case-judge.ts';
import type { Cashier } from './cashier.ts';
import type { Chance } from './chance.ts';
import { drawCounsel, playCounsel } from './counsel.ts';
import { brokenCaseFiles } from './counsel-judge.ts';
import { brokenDrawer, drawDrawer, playDrawer } from './drawer.ts';
import { drawGoods, playGoods } from './goods.ts';
import { brokenGoods } from './goods-judge.ts';
import { drawHotline, playHotline } from './hotline.ts';
import { drawLook, playLook } from './looking.ts';
import { brokenPlaces, drawOtherPrinter, hasTwoPrinters, playOtherPrinter } from './other-printer.ts';
import { drawHandSlip, drawOutage, drawPaperBack, playHandSlip, playOutage, playPaperBack } from './outage.ts';
import { brokenOutages } from './outage-judge.ts';
import { brokenPad } from './pad-judge.ts';
import { brokenPeople } from './people-judge.ts';
import { drawPolicy, playPolicy } from './policy-editing.ts';
import { drawTechnician, playTechnician } from './port.ts';
import { brokenPort } from './port-judge.ts';
import type { Profile } from './profile.ts';
import { drawBringBack, playBringBack } from './returning.ts';
import { drawChangeOver, drawStaff, drawWrongPins, playChangeOver, playStaff, playWrongPins } from './staffing.ts';
import { drawStory, playStory } from './story-telling.ts';
import { drawToDo, playToDo } from './to-do.ts';
import { drawWithoutSale, mayGiveWithoutSale, playUnreferenced } from './unreferenced.ts';
import type { World } from './world.ts';

export type ErrandAct = Extract<Act, { readonly do: Name }>;
type Name =
  | 'goods'
  | 'bring-back'
  | 'change-over'
  | 'wrong-pins'
  | 'staff'
  | 'to-do'
  | 'technician'
  | 'outage'
  | 'hand-slip'
  | 'paper-back'
  | 'account'
  | 'other-printer'
  | 'counsel'
  | 'at-pad'
  | 'look'
  | 'drawer'
  | 'unreferenced'
  | 'hotline'
  | 'story'
  | 'policy';
type ErrandOf<Name extends ErrandAct['do']> = Extract<ErrandAct, { readonly do: Name }>;

interface Errand<Act extends ErrandAct> {
  /** For each sale of a script. */
  readonly often: number;
  /** The counters that it is for. */
  at(profile: Profile): boolean;
  draw(chance: Chance): Omit<Act, 'attention'>;
  play(world: World, cashier: Cashier, act: Act): void | Promise<void>;
}

const everywhere = (): boolean => true;
/** The neutral dialect has no advice and no scripts. */
const speaksUnionPay = ({ neutral }: Profile): boolean => neutral !== true;
const isFitted = ({ fitted }: Profile): boolean => fitted !== undefined;
const isMaintained = ({ maintained }: Profile): boolean => maintained === true;
const sellsGoods = ({ goods }: Profile): boolean => goods === true;

const ERRANDS: { readonly [Name in ErrandAct['do']]: Errand<ErrandOf<Name>> } = {
  goods: { often: 0.5, at: sellsGoods, draw: drawGoods, play: playGoods },
  'bring-back': { often: 0.5, at: sellsGoods, draw: drawBringBack, play: playBringBack },
  'change-over': { often: 0.08, at: everywhere, draw: drawChangeOver, play: playChangeOver },
  'wrong-pins': { often: 0.05, at: everywhere, draw: drawWrongPins, play: playWrongPins },
  'to-do': { often: 0.12, at: everywhere, draw: drawToDo, play: playToDo },
  technician: { often: 0.25, at: isMaintained, draw: drawTechnician, play: playTechnician },
  account: { often: 0.5, at: takesOtherAccounts, draw: drawAccount, play: playAccount },
  outage: { often: 0.08, at: everywhere, draw: drawOutage, play: playOutage },
  'hand-slip': { often: 0.1, at: everywhere, draw: drawHandSlip, play: playHandSlip },
  'paper-back': { often: 0.08, at: everywhere, draw: drawPaperBack, play: playPaperBack },
  'other-printer': { often: 0.4, at: hasTwoPrinters, draw: drawOtherPrinter, play: playOtherPrinter },
  staff: { often: 0.06, at: everywhere, draw: drawStaff, play: playStaff },
  counsel: { often: 0.1, at: everywhere, draw: drawCounsel, play: playCounsel },
  'at-pad': { often: 0.7, at: hasPad, draw: drawAtPad, play: playAtPad },
  drawer: { often: 0.1, at: everywhere, draw: drawDrawer, play: playDrawer },
  unreferenced: { often: 0.5, at: mayGiveWithoutSale, draw: drawWithoutSale, play: playUnreferenced },
  look: { often: 0.15, at: isFitted, draw: drawLook, play: playLook },
  hotline: { often: 0.03, at: speaksUnionPay, draw: drawHotline, play: playHotline },
  story: { often: 0.06, at: everywhere, draw: drawStory, play: playStory },
  policy: { often: 0.03, at: everywhere, draw: drawPolicy, play: playPolicy },
};

/** What a counter has besides, so that some worlds have it and others do not. */
export function drawOffer(chance: Chance): Pick<Profile, 'goods' | 'maintained' | 'scanner' | 'chipReader'> {
  return {
    ...(chance.happens(0.4) ? { goods: true as const } : {}),
    ...(chance.happens(0.3) ? { maintained: true as const } : {}),
    ...(chance.happens(0.25) ? { scanner: true as const } : {}),
    ...(chance.happens(0.25) ? { chipReader: true as const } : {}),
  };
}

/** What happens around one sale of a script. */
export function drawErrands(chance: Chance, profile: Profile): readonly ErrandAct[] {
  return Object.values(ERRANDS).flatMap((errand) => {
    if (!errand.at(profile) || !chance.happens(errand.often)) return [];
    const attention = chance.happens(0.7) ? 'truth' : 'ignore';
    return [{ ...errand.draw(chance), attention } as ErrandAct];
  });
}

export async function playErrand(world: World, cashier: Cashier, act: ErrandAct): Promise<void> {
  const errand: { play(world: World, cashier: Cashier, act: ErrandAct): void | Promise<void> } = ERRANDS[act.do];
  await errand.play(world, cashier, act);
}

/** The judges of these acts. */
export function brokenErrands(world: World, cashier: Cashier): readonly string[] {
  return [
    ...brokenGoods(world, cashier),
    ...brokenPeople(world),
    ...brokenCases(world),
    ...brokenCaseFiles(world),
    ...brokenPort(world),
    ...brokenOutages(world, cashier),
    ...brokenAccounts(world, cashier),
    ...brokenPlaces(world, cashier),
    ...brokenPad(world),
    ...brokenDrawer(world),
  ];
}
