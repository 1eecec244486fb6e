/**
 * What to do with the printer, drawn (requirement D2: "with a picture-in-text of how to load"): three lines of at most 24 cells, so that the smallest
 * screen has room for one. ASCII alone in the drawing itself: every console font has it, and it is one cell wide everywhere.
 */
import type { PaperTrouble } from '../rules/paper-policy.ts';

export type Drawing = readonly [string, string, string];

/** A roll in its trough, the lid, the knife, the plug. */
const DRAWINGS: Readonly<Record<PaperTrouble, Drawing>> = {
  'paper-end': ['   /   1开盖 OPEN', ' _(O)= 2放卷 ROLL IN', ' [___] 3合上 CLOSE'],
  'cover-open': ['   /   上盖开着 OPEN', '  / v  按下到响 PRESS', ' [___] 合好 CLICK'],
  'cutter-jam': [' =>X<= 1取出纸屑 CLEAR', '   /   2开盖 OPEN', ' [___] 3合上 CLOSE'],
  'printer-error': [' [#~#] 1取出卡纸 CLEAR', '   /   2开盖 OPEN', ' [___] 3合上 CLOSE'],
  'head-hot': [' ( ( ( 打印头热 HOT', ' [===] 等几分钟 WAIT', ' ...   自动继续 GOES ON'],
  'printer-fault': [' (O)   1关电源 OFF', ' ...   2等10秒 WAIT 10s', ' (I)   3开电源 ON'],
  'printer-absent': [' [_]-- 1灯亮? LAMP ON?', '   --x 2插紧线 PLUG IN', ' ...   等30秒 WAIT 30s'],
  'printer-silent': [' [?]-- 1灯亮? LAMP ON?', '   --x 2插紧线 PLUG IN', ' ...   3等30秒 WAIT 30s'],
  'printer-offline': [' _(O)= 1有纸? PAPER?', ' [___] 2盖合? COVER?', '  [*]  3按走纸键 FEED'],
};

export function remedyDrawing(trouble: PaperTrouble): Drawing {
  return DRAWINGS[trouble];
}
