/** What ESC @ and power-on set back: the print modes (facts/printer.md §1.9). */

import type { Settings } from './settings.ts';
import { headDots } from './settings.ts';

export interface Size {
  readonly widthTimes: number;
  readonly heightTimes: number;
}

export interface PrintModes {
  font: 'a' | 'b';
  bold: boolean;
  doubleStrike: boolean;
  underlineDots: number;
  chineseUnderlineDots: number;
  inverse: boolean;
  upsideDown: boolean;
  size: Size;
  chineseSize: Size;
  spacingDots: number;
  chineseSpacingLeftDots: number;
  chineseSpacingRightDots: number;
  lineSpacingDots: number;
  align: 0 | 1 | 2;
  leftMarginDots: number;
  /** What GS W asked for, and what of it lies under the head beside the margin. */
  askedAreaDots: number;
  areaDots: number;
  codePage: number;
  internationalSet: number;
  chinese: boolean;
  tabsDots: readonly number[];
  barcodeHeightDots: number;
  barcodeModuleDots: number;
  barcodeText: 0 | 1 | 2 | 3;
  barcodeTextFont: 'a' | 'b';
  qrModuleDots: number;
  qrLevel: 'L' | 'M' | 'Q' | 'H';
  /** GS ( k fn 180: the data stored for printing. */
  qrData: readonly number[] | null;
  /** GS a. */
  asbMask: number;
  /** ESC c 4: also stop at near-end. */
  stopAtNearEnd: boolean;
  /** ESC c 5: the feed button does nothing. */
  buttonsOff: boolean;
  /** GS ( H fn 49. */
  offlineResponse: 0 | 1 | 2;
  /** GS ( L fn 112: what is stored for fn 50. */
  stored: { widthDots: number; heightDots: number; bytes: Uint8Array; timesX: number; timesY: number } | null;
}

const single: Size = { widthTimes: 1, heightTimes: 1 };

export function powerOnModes(settings: Settings): PrintModes {
  return {
    font: 'a',
    bold: false,
    doubleStrike: false,
    underlineDots: 0,
    chineseUnderlineDots: 0,
    inverse: false,
    upsideDown: false,
    size: single,
    chineseSize: single,
    spacingDots: 0,
    chineseSpacingLeftDots: 0,
    chineseSpacingRightDots: 0,
    lineSpacingDots: 30,
    align: 0,
    leftMarginDots: 0,
    askedAreaDots: headDots(settings),
    areaDots: headDots(settings),
    codePage: 0,
    internationalSet: 0,
    chinese: settings.chineseAtPowerOn && settings.chinese === 'font',
    tabsDots: Array.from({ length: 32 }, (_, i) => (i + 1) * 8 * 12),
    barcodeHeightDots: 162,
    barcodeModuleDots: 3,
    barcodeText: 0,
    barcodeTextFont: 'a',
    qrModuleDots: 3,
    qrLevel: 'L',
    qrData: null,
    asbMask: settings.asbAtPowerOn,
    stopAtNearEnd: false,
    buttonsOff: false,
    offlineResponse: 0,
    stored: null,
  };
}
