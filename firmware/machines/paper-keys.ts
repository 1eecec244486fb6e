/** What the terminal has seen of paper beside its status, and what a key at rest says about it. */
import type { KeypadKey } from '../../drivers/keypad/keypad.ts';
import type { PrinterStatus } from '../../drivers/printer/printer.ts';
import type { PrinterPlace } from '../../storage/facts.ts';
import { paperTrouble } from '../rules/paper-policy.ts';
import type { PaperEvent } from './paper-desk.ts';

export interface PaperSeen {
  /** The printer that could print instead; null: there is only one. */
  readonly otherPrinter: { readonly device: PrinterPlace; readonly status: PrinterStatus | null } | null;
  /** Whether a report is to be printed although the roll may not do; or the roll is being changed. */
  readonly rollSeen: 'asked' | 'changing' | null;
}

/** Slips may come out of another printer than now (requirement D3). */
export function otherCanPrint({ otherPrinter }: Pick<PaperSeen, 'otherPrinter'>): boolean {
  return otherPrinter !== null && paperTrouble(otherPrinter.status) === null;
}

export const NO_ANSWER = { type: 'paper.rollAnswered', answer: 'later' } as const satisfies PaperEvent;

/** What a key says to the question about the roll; null: nothing, or nobody has asked. */
export function rollAnswer({ rollSeen }: Pick<PaperSeen, 'rollSeen'>, key: KeypadKey): PaperEvent | null {
  if (rollSeen === null) return null;
  if (key === 'cancel') return { type: 'paper.rollAnswered', answer: 'later' };
  if (rollSeen === 'changing') return key === 'confirm' ? { type: 'paper.rollChanged' } : null;
  if (key === 'confirm') return { type: 'paper.rollAnswered', answer: 'print' };
  return key === 'correct' ? { type: 'paper.rollAnswered', answer: 'change' } : null;
}
