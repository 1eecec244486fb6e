/**
 * What the terminal tests of itself when a refund is refused (requirements E1, E2): the journal by writing into it, the disk's room, the clock against the
 * journal, each device by its line. What was found is what was tried: nothing is assumed.
 */
import type { Words } from './verdict.ts';

export interface SelfTest {
  /** Of the entry that the test has written and read back; null: it was not found again. */
  readonly writtenSeq: number | null;
  /** Null: nobody knows. */
  readonly freeBytes: number | null;
  /** Epoch milliseconds: now, and the newest entry before the test. */
  readonly nowMs: number;
  readonly newestMs: number;
}

/** Below this the journal will not grow for long: a sale takes up to 2 KB, a backup as much as the journal. */
export const LEAST_FREE_BYTES = 64 * 1024 * 1024;
/** The wall clock may be set a little; a day back makes windows and batches wrong. */
const MOST_BACK_MS = 60_000;

const MINUTE_MS = 60_000;

/** What is wrong, in words; empty where all is well. */
export function selfTestFaults({ writtenSeq, freeBytes, nowMs, newestMs }: SelfTest): readonly Words[] {
  const faults: Words[] = [];
  if (writtenSeq === null)
    faults.push({ zh: '账本写入后读不回,请停用并叫技术员', en: 'the journal does not read back: call the technician' });
  if (freeBytes !== null && freeBytes < LEAST_FREE_BYTES)
    faults.push({ zh: `磁盘只剩 ${megabytes(freeBytes)} MB,请叫技术员`, en: `disk: ${megabytes(freeBytes)} MB left` });
  const backMs = newestMs - nowMs;
  if (backMs > MOST_BACK_MS) {
    const minutes = Math.ceil(backMs / MINUTE_MS);
    faults.push({ zh: `时钟倒退 ${minutes} 分钟,请校时`, en: `the clock is ${minutes} min behind the journal` });
  }
  return faults;
}

/** `账本已试写 #123 磁盘 2048MB 时钟正常` */
export function selfTestWords({ writtenSeq, freeBytes }: SelfTest): Words {
  const room = freeBytes === null ? '' : ` ${megabytes(freeBytes)} MB`;
  return { zh: `就绪,账本试写 #${writtenSeq}${room}`, en: `ready, journal written #${writtenSeq}${room}` };
}

const megabytes = (bytes: number): number => Math.floor(bytes / (1024 * 1024));
