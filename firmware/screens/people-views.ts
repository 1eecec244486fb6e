/** What the pages about people are drawn from. */
import type { HandOver } from '../../storage/entries/people.ts';
import type { Role, ShiftFigures } from '../../storage/facts.ts';
import type { Refusal, Words } from '../rules/verdict.ts';

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
  /** When it was looked at, for the ages. */
  readonly nowMs: number;
  readonly note: { readonly operator: string; readonly notes: readonly string[]; readonly number: string } | null;
  /** Turned so often, where it is read in pieces. */
  readonly page: number;
}

export interface ShiftView {
  readonly at: 'shift';
  readonly state: string;
  readonly shift: number;
  readonly operator: string;
  readonly figures: ShiftFigures | null;
  readonly notes: readonly string[];
  readonly number: string;
  readonly page: number;
}

export interface PeopleView {
  readonly at: 'people';
  readonly state: string;
  readonly first: boolean;
  readonly identification: IdentificationView | null;
  readonly by: { readonly operator: string; readonly role: Role } | null;
  readonly act: 'register' | 'newPin' | 'unlock' | 'dismiss';
  readonly number: string;
  readonly pinDigits: number;
  readonly repeatedDigits: number;
  readonly notice: Refusal | { readonly allowed: true; readonly why: Words; readonly remedy: Words } | null;
}
