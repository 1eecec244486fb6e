/** What is looked at before a shift begins (requirements D14, H2): whether the paper will do, and how old the latest copy of the journal is. Pure. */
import type { BackupFacts } from './backups.ts';
import type { Words } from './verdict.ts';

const HOUR_MS = 3_600_000;

export interface ShiftStartFacts {
  /** The sensor's word. */
  readonly nearEnd: boolean;
  /** What should be left of the roll; null where nobody has seen it being loaded. */
  readonly leftMm: number | null;
  /** What the last shift has printed; null: there was none. */
  readonly lastShiftMm: number | null;
  readonly backup: BackupFacts;
  readonly nowMs: number;
}

const metres = (mm: number): string => `${(mm / 1000).toFixed(1)} m`;

/** One line each, the paper first; what is not right begins with `!`. */
export function shiftStartWords(facts: ShiftStartFacts): readonly Words[] {
  return [paperWords(facts), backupWords(facts)];
}

function paperWords({ nearEnd, leftMm, lastShiftMm }: ShiftStartFacts): Words {
  if (nearEnd) return { zh: '! 纸将用完,请先换纸', en: 'PAPER LOW: NEW ROLL FIRST' };
  if (leftMm === null) return { zh: '纸卷余量未知,请看一眼', en: 'LOOK AT THE ROLL' };
  if (lastShiftMm !== null && leftMm < lastShiftMm) {
    return {
      zh: `! 纸约剩 ${metres(leftMm)},上一班用 ${metres(lastShiftMm)},备好新卷`,
      en: 'HAVE A NEW ROLL READY',
    };
  }
  return { zh: `√ 纸约剩 ${metres(leftMm)}`, en: 'OF PAPER LEFT' };
}

function backupWords({ backup, nowMs }: ShiftStartFacts): Words {
  const { lastMs, failed } = backup;
  if (lastMs === null) return { zh: '账本还没有备份', en: 'NO BACKUP YET' };
  const hours = Math.floor(Math.max(0, nowMs - lastMs) / HOUR_MS);
  if (failed) return { zh: `! 备份失败,上次 ${hours} 小时前`, en: `BACKUP FAILED, LAST ${hours}h AGO` };
  return { zh: `账本 ${hours} 小时前备份`, en: `BACKUP ${hours}h AGO` };
}
