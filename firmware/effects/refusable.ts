/** What somebody wished and the journal refuses comes back to the conversation as an event; nothing of it stands. */
import { JournalRefused } from '../../storage/journal/failures.ts';

export interface RefusedByJournal {
  readonly type: 'journal.refused';
  readonly rule: string;
  readonly detail: string;
}

/** @throws the error itself where it is no refusal: a bug, or a journal that cannot be written, ends the process */
export function refusalOf(error: unknown): RefusedByJournal {
  if (!(error instanceof JournalRefused)) throw error;
  return { type: 'journal.refused', rule: error.rule, detail: error.message };
}

/** Runs `act`; a refusal of the journal is sent, anything else that it throws goes on. */
export function refusable(send: (refused: RefusedByJournal) => void, act: () => void): void {
  try {
    act();
  } catch (error) {
    send(refusalOf(error));
  }
}
