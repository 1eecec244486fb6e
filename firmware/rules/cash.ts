/** Cash at the counter: what was given and the change it makes; the drawer counted against what the journal expects (requirement G4). */
import type { OutageDifference } from '../../storage/facts.ts';
import { amountWords } from './money-words.ts';
import { refuse, type Verdict } from './verdict.ts';

/** Nobody hands over so many times the amount; a slipped digit does. */
const IMPLAUSIBLE_TIMES = 10;
/** Below so much change, in minor units, the times do not count: a hundred for a pack of gum is usual. */
const USUAL_CHANGE_MINOR = 50_000;

/** @param givenMinor in minor units, 0: exactly the amount */
export function judgeGiven(
  amountMinor: number,
  givenMinor: number,
  currency: string,
): Verdict<{ readonly givenMinor: number; readonly changeMinor: number }> {
  if (givenMinor === 0) return { allowed: true, givenMinor: amountMinor, changeMinor: 0 };
  const changeMinor = givenMinor - amountMinor;
  const facts = { amountMinor, givenMinor, changeMinor };
  if (changeMinor < 0) {
    const missing = amountWords(-changeMinor, currency);
    return refuse(
      'cash-short',
      facts,
      { zh: `还差 ${missing}`, en: `${missing} short` },
      { zh: '改收款额,或取消后刷卡', en: 'Type what was given, or ESC and take a card' },
    );
  }
  if (changeMinor > USUAL_CHANGE_MINOR && givenMinor > IMPLAUSIBLE_TIMES * amountMinor) {
    const given = amountWords(givenMinor, currency);
    return refuse(
      'cash-implausible',
      facts,
      { zh: `收了 ${given}?超过金额十倍`, en: `${given} given? Over ten times the amount` },
      { zh: '请重新输入收款额', en: 'Type again what was given' },
    );
  }
  return { allowed: true, givenMinor, changeMinor };
}

/** What the count says. */
export interface DrawerCount {
  /** Null: it was never counted before, so that whatever lay in it is the beginning. */
  readonly difference: OutageDifference | null;
  readonly differenceMinor: number;
}

/** @param counted true: it was counted before, so that the journal knows what lay in it */
export function judgeDrawer(
  expectedMinor: number,
  countedMinor: number,
  currency: string,
  counted: boolean,
): DrawerCount {
  const differenceMinor = countedMinor - expectedMinor;
  if (!counted || differenceMinor === 0) return { difference: null, differenceMinor };
  return {
    difference: {
      what: 'cash',
      subject: currency,
      ours: signedAmount(expectedMinor, currency),
      theirs: amountWords(countedMinor, currency),
    },
    differenceMinor,
  };
}

/** With its sign: more may have been given back than was taken. */
export function signedAmount(minor: number, currency: string): string {
  return `${minor < 0 ? '-' : ''}${amountWords(Math.abs(minor), currency)}`;
}
