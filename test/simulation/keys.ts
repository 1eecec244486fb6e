/** Keys as people name them, and how fast they press. */

export type PeoplePress =
  | '0'
  | '1'
  | '2'
  | '3'
  | '4'
  | '5'
  | '6'
  | '7'
  | '8'
  | '9'
  | '00'
  | '.'
  | 'confirm'
  | 'correct'
  | 'sale'
  | 'refund'
  | 'reprint'
  | 'functions'
  | 'cancel';

export const ALL_KEYS: readonly PeoplePress[] = [
  ...(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '00', '.'] as const),
  ...(['confirm', 'correct', 'sale', 'refund', 'reprint', 'functions', 'cancel'] as const),
];

/** A finger stays longer than the shortest bounce of a contact, and so does the gap. */
export const PRESS_MS = 45;
export const GAP_MS = 55;

export function digits(number: number | string): readonly PeoplePress[] {
  return [...String(number)] as PeoplePress[];
}
