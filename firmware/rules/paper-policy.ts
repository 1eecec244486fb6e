/** What the printer's own word means for the till (design §6, facts/printer §1.7). */

/** The shape of the printer driver's status, as far as the rules read it. */
export interface PaperFacts {
  readonly online: boolean | 'unknown';
  readonly cover: 'closed' | 'open' | 'unknown';
  readonly paper: 'ok' | 'near-end' | 'end' | 'unknown';
  readonly fault: 'none' | 'auto-recoverable' | 'recoverable' | 'cutter' | 'unrecoverable' | 'unknown';
  /** It has no back channel, and whoever installed it has said so. */
  readonly tellsNothing?: true;
}

export type PaperTrouble =
  | 'printer-absent'
  | 'paper-end'
  | 'cover-open'
  | 'cutter-jam'
  | 'head-hot'
  | 'printer-error'
  | 'printer-fault'
  | 'printer-silent'
  | 'printer-offline';

/**
 * Why nothing can be printed now; null when it can. A status that cannot be read is trouble, never fine (museum: odoo-no-paper);
 * but a printer that is known to have no back channel is printed on, and every slip asked about.
 */
export function paperTrouble(status: PaperFacts | null): PaperTrouble | null {
  if (status === null) return 'printer-absent';
  if (status.tellsNothing === true) return null;
  if (status.paper === 'end') return 'paper-end';
  if (status.cover === 'open') return 'cover-open';
  if (status.fault === 'cutter') return 'cutter-jam';
  if (status.fault === 'auto-recoverable') return 'head-hot';
  if (status.fault === 'recoverable') return 'printer-error';
  if (status.fault === 'unrecoverable') return 'printer-fault';
  if (status.online === 'unknown' || status.paper === 'unknown') return 'printer-silent';
  if (status.online === false) return 'printer-offline';
  return null;
}

/** A busy line or machine answers late; a printer that says nothing for longer is one that nobody can print on. */
export const SILENCE_IS_OUTAGE_MS = 10_000;

/**
 * What a change of the printer's word means for the journal: the paper has `ended`, or has `returned`. Silence is neither until it has lasted
 * (`SILENCE_IS_OUTAGE_MS`), and a printer that is not there says nothing about its paper; null: nothing is written down.
 *
 * @param isOutage an outage stands open in the journal, such as one that began with a sale without paper, and the paper is not said to be back
 */
export function paperTurn(
  was: PaperTrouble | null,
  is: PaperTrouble | null,
  isOutage: boolean,
): 'ended' | 'returned' | null {
  const isQuiet = (trouble: PaperTrouble | null) => trouble === 'printer-absent' || trouble === 'printer-silent';
  if (is !== null) return is === was || isQuiet(is) ? null : 'ended';
  return isOutage || (was !== null && !isQuiet(was)) ? 'returned' : null;
}

/**
 * A printer that says "paper is in" has printed nothing yet: while slips are owed, the emergency mode with its counts and limits ends with the first whole
 * one (requirement D4). With nothing owed there is nothing that would prove it.
 */
export function returnedBody(copiesOwed: number): { readonly awaits?: 'print' } {
  return copiesOwed > 0 ? { awaits: 'print' } : {};
}

/** Whether a person who has removed the cause may say so, or give the slip up (facts/printer §1.6: DLE ENQ, DLE DC4 fn 8). */
export function awaitsCashier(status: PaperFacts | null): boolean {
  return status?.fault === 'cutter' || status?.fault === 'recoverable';
}
