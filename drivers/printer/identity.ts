/** Who and what the printer is, as the firmware hears it. */
import type { PrinterGrade, PrinterIdentity } from './printer.ts';
import type { Found, State } from './state.ts';
import { put, type Turn, tell } from './turn.ts';

/** @returns the grade that follows from what was measured, and from what was caught since. */
export function gradeOf({ found, health, liar }: State): PrinterGrade {
  if (liar !== null) return 'C';
  if (found.processIds) return 'A';
  if (found.ordered) return 'B';
  return found.realTime || health.asb === 'live' ? 'C' : 'D';
}

/** Says who and what the printer is. */
export function identify(turn: Turn, grade: PrinterGrade, found: Found): void {
  put(turn, { grade });
  const { status } = turn.state.health;
  tell(turn, { type: 'printer.identified', identity: identityOf(turn.state, grade, found), status });
}

export function identityOf({ liar }: State, grade: PrinterGrade, found: Found): PrinterIdentity {
  const { maker, model, firmware, serial } = found;
  return { maker, model, firmware, serial, grade, ...(liar === null ? {} : { distrust: liar }) };
}
