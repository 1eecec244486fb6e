/**
 * The policy in force. Its file is looked at when nobody is being served: a change is checked, journaled with before and after, and then what
 * opens next goes by it. A file that cannot be used changes nothing; that, too, stands in the journal, and the screen says so until it is put right.
 */
import type { Policy } from '../rules/policy.ts';
import { recordPolicy } from './control-effects.ts';
import type { PeoplePorts } from './people.ts';

/** What became of the file since it was read last. */
export type PolicyRead = { readonly policy: Policy } | { readonly problem: string };

/** Null: the file is as it was. */
export type ReadPolicy = () => PolicyRead | null;

/** What is under way at the acquirer and at the devices began with these: they wait for the next start. */
const FROM_NEXT_START = ['reversal', 'devices', 'people'] as const;

const LONGEST_PROBLEM = 300;

export class PolicyInForce {
  readonly #ports: PeoplePorts;
  readonly #read: ReadPolicy;
  #policy: Policy;
  #problem: string | null = null;

  /** @param first as it was read at the start; in the journal from `begin` on */
  constructor(ports: PeoplePorts, first: Policy, read: ReadPolicy = () => null) {
    this.#ports = ports;
    this.#read = read;
    this.#policy = first;
  }

  get policy(): Policy {
    return this.#policy;
  }

  /** Why the file as it stands now is not in force; null: it is. */
  get problem(): string | null {
    return this.#problem;
  }

  /** One append where it differs from the journal's. */
  begin(): void {
    recordPolicy(this.#ports, this.#policy);
  }

  /** To be called when nobody is being served. */
  takeUp(): void {
    const read = this.#read();
    if (read === null) return;
    if ('problem' in read) {
      this.#refuse(read.problem);
      return;
    }
    const kept = Object.fromEntries(FROM_NEXT_START.map((key) => [key, this.#policy[key]]));
    const next = { ...read.policy, ...kept };
    recordPolicy(this.#ports, next);
    this.#policy = next;
    this.#problem = null;
  }

  #refuse(problem: string): void {
    // What stands in a file of somebody's may be anything: no long row of digits goes into the journal.
    // A cut in the middle of a character is none that the journal can spell.
    const told = problem
      .replaceAll(/\d{7,}/g, '…')
      .slice(0, LONGEST_PROBLEM)
      .toWellFormed();
    if (told === this.#problem) return;
    this.#problem = told;
    const { journal, stamp } = this.#ports;
    journal.append([{ type: 'policy.refused', txn: null, body: { problem: told } }], stamp());
  }
}
