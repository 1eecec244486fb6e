/** How a command ended; in both languages, for the line of the result and for the journal. */
export type Outcome =
  | { readonly is: 'ok' }
  | { readonly is: 'failed'; readonly zh: string; readonly en: string }
  | { readonly is: 'given-up' };

export const OK: Outcome = { is: 'ok' };
export const GIVEN_UP: Outcome = { is: 'given-up' };
export const failed = (zh: string, en: string): Outcome => ({ is: 'failed', zh, en });
