/** A verdict carries its derivation, so that every refusal explains itself (promise 6). */

export interface Words {
  readonly zh: string;
  readonly en: string;
}

export interface Refusal {
  readonly allowed: false;
  /** The rule that refused, a stable name for the journal and the tests. */
  readonly rule: string;
  /** What was checked. */
  readonly facts: Readonly<Record<string, string | number | null>>;
  readonly why: Words;
  /** What would make it valid, or what to do now. */
  readonly remedy: Words;
}

export type Verdict<Granted> = ({ readonly allowed: true } & Granted) | Refusal;

export function refuse(rule: string, facts: Refusal['facts'], why: Words, remedy: Words): Refusal {
  return { allowed: false, rule, facts, why, remedy };
}
