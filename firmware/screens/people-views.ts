/** What the pages about people are drawn from. */
import type { HandOver } from '../../storage/entries/people.ts';
import type { Refusal } from '../rules/verdict.ts';

/** The dialogue that asks who it is, inside any conversation. */
export interface IdentificationView {
  readonly state: string;
  readonly roles: readonly ('cashier' | 'manager' | 'technician')[];
  readonly number: string;
  readonly pinDigits: number;
  readonly notice: Refusal | null;
}

export interface SignInView {
  readonly at: 'signIn';
  readonly state: string;
  readonly identification: IdentificationView | null;
  readonly handOver: HandOver | null;
  readonly note: { readonly operator: string; readonly notes: readonly string[]; readonly number: string } | null;
}
