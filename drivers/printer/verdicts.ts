/**
 * What became of a job whose final answer does not come. Pure; the rules of README "What proves what".
 *
 * The printer may stop, or lose its power, after it has printed the last line and before it has executed the process ID behind it.
 * So "not printed" needs more than a missing answer: the answer *before* the last line must be missing as well, by a printer that was
 * heard all the time.
 */
import type { NotPrintedProof } from './printer.ts';

export interface LossFacts {
  /** The last inked line has been handed over whole. */
  readonly lastInkOut: boolean;
  /** The segment before the last inked line is proven, or there is none: the last line may be on paper. */
  readonly lastInkPossible: boolean;
  readonly lastInkProven: boolean;
  /** The printer had said that it stood still before its memory can have been lost. */
  readonly stoppedFirst: boolean;
  readonly power: 'none' | 'suspected' | 'certain';
  /** A quiet fence has been answered since. */
  readonly fenced: boolean;
  /** For some time it could have printed unheard, or answers were damaged. */
  readonly blind: boolean;
  /** Why the answers prove nothing; null: they do. */
  readonly tainted: string | null;
}

export type Verdict =
  | { readonly kind: 'not-printed'; readonly proof: NotPrintedProof }
  | { readonly kind: 'unknown'; readonly cause: string };

const unknown = (cause: string): Verdict => ({ kind: 'unknown', cause });
const notPrinted = (proof: NotPrintedProof): Verdict => ({ kind: 'not-printed', proof });

/** @returns the end of a job that has lost its printer's memory, or whose answers have dried up. */
export function judgeLoss(facts: LossFacts): Verdict {
  const lostWhileHeld = facts.stoppedFirst && facts.power === 'certain';
  if (!facts.lastInkOut) return notPrinted(lostWhileHeld ? 'memory-lost-while-held' : 'never-sent');
  if (facts.lastInkProven) return unknown('every line is proven printed, the cut is not');
  if (facts.tainted !== null) return unknown(facts.tainted);
  if (facts.blind) return unknown('the printer could have printed the rest while it was not heard');
  if (facts.lastInkPossible)
    return unknown('only the last line is unproven: it may have been printed before its answer was lost');
  if (lostWhileHeld) return notPrinted('memory-lost-while-held');
  if (facts.stoppedFirst && facts.power === 'suspected' && facts.fenced) return notPrinted('drained-without-it');
  return unknown('the printer lost what it held while it was printing');
}

/** @returns the end of a job that was given up and cleared with the printer's acknowledgement, or without. */
export function judgeCleared(facts: LossFacts, acknowledged: boolean): Verdict {
  if (!acknowledged)
    return facts.lastInkOut ? unknown('the printer did not acknowledge that it was cleared') : notPrinted('never-sent');
  if (!facts.lastInkOut) return notPrinted('cleared');
  if (facts.lastInkProven) return unknown('every line is proven printed, the cut is not');
  if (facts.blind || facts.tainted !== null)
    return unknown('the printer could have printed the rest while it was not heard');
  return facts.lastInkPossible
    ? unknown('only the last line is unproven, and it was cleared too late to know')
    : notPrinted('cleared');
}

/** Place in the slip of the newest process ID that was heard live, and the places that decide. */
export interface SettleFacts {
  readonly newestSlot: number | null;
  /** What was heard of it came from a memory that lasted, or the line does not outlast one. */
  readonly remembered: boolean;
  readonly beforeLastInk: number;
  readonly lastInk: number;
  readonly cut: number;
  readonly power: 'none' | 'suspected' | 'certain';
  readonly stoppedFirst: boolean;
  readonly fenced: boolean;
  readonly blind: boolean;
}

/** @returns what became of a slip that an earlier life of the terminal started; `printed` when its final answer was heard. */
export function judgeSettled(facts: SettleFacts): Verdict | { readonly kind: 'printed' } {
  const { newestSlot } = facts;
  if (newestSlot === facts.cut) {
    if (facts.remembered) return { kind: 'printed' };
    return unknown('the printer may have been switched off while the line held back the rest');
  }
  if (newestSlot === null)
    return unknown('nothing of the slip was heard; the printer had finished or forgotten it before');
  if (newestSlot === facts.lastInk) return unknown('every line is proven printed, the cut is not');
  if (newestSlot === facts.beforeLastInk) return unknown('only the last line is unproven: it may have been printed');
  if (facts.blind) return unknown('the printer could have printed the rest while it was not heard');
  if (facts.power === 'certain') {
    return facts.stoppedFirst
      ? notPrinted('memory-lost-while-held')
      : unknown('the printer lost what it held while it was printing');
  }
  return facts.fenced ? notPrinted('drained-without-it') : unknown('the printer no longer answers in order');
}
