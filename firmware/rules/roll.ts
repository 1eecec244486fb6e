/** Whether what is left of the roll will do for a report (requirement D14). Pure; lengths in millimetres. */
import type { SlipKind } from '../../storage/facts.ts';

/** What can be long, and what nobody waits for at the counter: a receipt is printed without a question. */
const REPORTS: ReadonlySet<SlipKind> = new Set<SlipKind>([
  'settlement',
  'xReport',
  'paperBack',
  'timeline',
  'exercise',
]);

/** The sensor looks at the side of the roll: what it has left then differs from printer to printer, but is never more. */
const NEAR_END_AT_MOST_MM = 5_000;

export interface RollFacts {
  /** Of the report as it will be printed, the cut's feed included. */
  readonly lengthMm: number;
  /** What should be left; null where nobody has seen the roll being loaded. */
  readonly leftMm: number | null;
  /** The sensor's word. */
  readonly nearEnd: boolean;
}

/** `unsure`: the sensor says that it is nearly over, and nobody knows how much that is. */
export type RollVerdict = 'enough' | 'short' | 'unsure';

export function isReport(kind: SlipKind): boolean {
  return REPORTS.has(kind);
}

export function rollVerdict({ lengthMm, leftMm, nearEnd }: RollFacts): RollVerdict {
  if (leftMm !== null && lengthMm > leftMm) return 'short';
  if (!nearEnd) return 'enough';
  // The estimate is from the length of a new roll: the sensor knows better that this one was shorter.
  return leftMm !== null && leftMm <= NEAR_END_AT_MOST_MM ? 'enough' : 'unsure';
}
