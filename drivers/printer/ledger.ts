/**
 * What has been handed over and not been proven, in order. Pure.
 *
 * Two different things are proven: a process ID proves that everything before it has been *printed*; an anonymous ordered answer
 * proves that everything before it has been *taken from the receive buffer*. Bytes leave the window with either. A third question,
 * whether the printer still has what it was told at the beginning (memory.ts), stands before one of them and must be answered before it.
 */

export type Mark =
  | { readonly kind: 'id'; readonly id: string; readonly segment: number; readonly bytes: number }
  /** `segment` is null where the query stands inside a segment, for the window's sake alone. */
  | { readonly kind: 'query'; readonly segment: number | null; readonly bytes: number }
  /** Its bytes count with the question behind it. */
  | { readonly kind: 'memory'; readonly segment: null; readonly bytes: number };

export const MEMORY_MARK: Mark = { kind: 'memory', segment: null, bytes: 0 };

export interface Ledger {
  readonly marks: readonly Mark[];
}

export const EMPTY_LEDGER: Ledger = { marks: [] };

/** Bytes that may still stand in the printer's receive buffer. */
export function unprovenBytes(ledger: Ledger): number {
  return ledger.marks.reduce((sum, mark) => sum + mark.bytes, 0);
}

export function withMark(ledger: Ledger, mark: Mark): Ledger {
  return { marks: [...ledger.marks, mark] };
}

/** True while an answer is awaited that says something about the job's segments. */
export function awaitsSegment(ledger: Ledger): boolean {
  return ledger.marks.some((mark) => mark.segment !== null);
}

export interface Answered {
  readonly ledger: Ledger;
  /** The mark that the answer names. */
  readonly mark: Mark;
  /** Earlier IDs that were not answered by themselves; the newest implies them (one FIFO, facts §1.5). And memories that were not told. */
  readonly skipped: readonly Mark[];
}

/** The printer named an ID. @returns null for an ID that is not awaited. */
export function answerId(ledger: Ledger, id: string): Answered | null {
  const at = ledger.marks.findIndex((mark) => mark.kind === 'id' && mark.id === id);
  const mark = ledger.marks[at];
  if (mark === undefined) return null;
  const before = ledger.marks.slice(0, at);
  const owed = before.filter((one) => one.kind === 'query').map((one) => ({ ...one, bytes: 0 }));
  return {
    ledger: { marks: [...owed, ...ledger.marks.slice(at + 1)] },
    mark,
    skipped: before.filter((one) => one.kind !== 'query'),
  };
}

/**
 * The printer gave an anonymous ordered answer: it belongs to the oldest open query, also to one that a later ID has overtaken.
 * So a lost answer can only delay, never prove too much. @returns null when none is awaited.
 */
export function answerQuery(ledger: Ledger): Answered | null {
  const at = ledger.marks.findIndex((mark) => mark.kind === 'query');
  const mark = ledger.marks[at];
  if (mark === undefined) return null;
  const before = ledger.marks.slice(0, at);
  const consumed = before.filter((one) => one.kind !== 'memory').map((one) => ({ ...one, bytes: 0 }));
  const skipped = before.filter((one) => one.kind === 'memory');
  return { ledger: { marks: [...consumed, ...ledger.marks.slice(at + 1)] }, mark, skipped };
}

/** The printer told of its memory, which has no name: the oldest question's answer. @returns null when none is awaited. */
export function answerMemory(ledger: Ledger): Ledger | null {
  const at = ledger.marks.findIndex((mark) => mark.kind === 'memory');
  return at < 0 ? null : { marks: ledger.marks.filter((_, which) => which !== at) };
}
