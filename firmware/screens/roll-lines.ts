/** "Enough for this report?" and "the roll is being changed" (requirement D14). */
import type { Words } from '../rules/verdict.ts';
import type { TillView } from './till-view.ts';

const centimetres = (mm: number): string => `${Math.ceil(mm / 10)} cm`;

/** @param isIdle the keys are heard at rest only */
export function rollWords(roll: TillView['paper']['roll'], isIdle: boolean): readonly Words[] {
  if (roll === null) return [];
  if (roll.state === 'changing') {
    return [
      { zh: '换上新纸卷,合上盖', en: 'NEW ROLL IN, CLOSE THE COVER' },
      ...(isIdle ? [{ zh: '确认=已换好 取消=以后打', en: 'ENTER done  ESC later' }] : []),
    ];
  }
  const left = roll.leftMm === null ? '?' : centimetres(roll.leftMm);
  return [
    { zh: `! 报表 ${centimetres(roll.lengthMm)},纸剩 ${left}`, en: 'ENOUGH PAPER?' },
    ...(isIdle ? [{ zh: '确认=打 取消=以后 更正=换纸', en: 'ENTER print ESC later BKSP roll' }] : []),
  ];
}
