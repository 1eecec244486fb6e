/**
 * Who is it? The one place where a PIN is checked: number, role and lock by the rules, the PIN by the journal, and every right or wrong one
 * journaled before anybody hears of it, so that a power cut gives nobody another try (requirements A14, B2, H10).
 */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { PinPurpose } from '../../storage/entries/people.ts';
import type { Role, Stamp } from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import type { PinDraft } from '../../storage/journal/people-models.ts';
import {
  candidates,
  DEMONSTRATION_PEOPLE,
  judgePerson,
  lockAfter,
  type Recognised,
  refuseSamePerson,
  refuseWrongPin,
} from '../rules/people.ts';
import { refuse, type Verdict } from '../rules/verdict.ts';
import { peopleJournal, type TrainingPlace } from './training-place.ts';

export interface PinQuestion {
  /** Null where only a PIN was typed: it is the one person who could be asked, or the number must be typed, too. */
  readonly operator: string | null;
  readonly pin: string;
  /** Who may answer. */
  readonly roles: readonly Role[];
  readonly purpose: PinPurpose;
  /** Those who may not, because they are the other one of two (maker-checker). */
  readonly except?: readonly string[];
}

export interface PeoplePorts {
  readonly journal: Journal;
  readonly training?: TrainingPlace;
  readonly stamp: () => Stamp;
}

/**
 * Takes up to a tenth of a second and one durable append. The PIN goes nowhere else.
 * @returns who it is, or why not, with what to do, in both languages.
 */
export function checkPin(ports: PeoplePorts, question: PinQuestion): Verdict<Recognised> {
  const journal = peopleJournal(ports);
  const { pin, roles, purpose, except = [] } = question;
  const number = question.operator ?? soleCandidate(journal, roles, except);
  if (number === null) return refuseWithoutNumber(roles);
  if (except.includes(number)) return refuseSamePerson(number);
  const stamp = ports.stamp();
  const judged = judgePerson(journal.operator(number), number, roles, stamp.atMs);
  if (!judged.allowed) return judged;
  const { operator, role } = judged.person;
  if (journal.pinFits(operator, pin)) {
    journal.append([{ type: 'operator.recognised', txn: null, body: { operator, purpose } }], stamp);
    return { allowed: true, operator, role };
  }
  const failures = judged.person.failures + 1;
  const drafts: EntryDraft[] = [{ type: 'operator.refused', txn: null, body: { operator, purpose, failures } }];
  const lockMs = lockAfter(failures);
  if (lockMs > 0) {
    drafts.push({ type: 'operator.locked', txn: null, body: { operator, failures, untilMs: stamp.atMs + lockMs } });
  }
  journal.append(drafts, stamp);
  return refuseWrongPin(operator, failures);
}

/** With one manager in the shop, the manager's number goes without saying. Null: there is none, or more than one. */
export function soleCandidate(journal: Journal, roles: readonly Role[], except: readonly string[] = []): string | null {
  const [first, ...others] = candidates(journal.operators(), roles, except);
  return first !== undefined && others.length === 0 ? first.operator : null;
}

function refuseWithoutNumber(roles: readonly Role[]) {
  return refuse(
    'operator-missing',
    { roles: roles.join(' ') },
    { zh: '还不知道是谁', en: 'It is not known who this is' },
    { zh: '先输入编号,再输入密码', en: 'Type the number first, then the PIN' },
  );
}

/** Where the shop has nobody yet and no money can be lost, the people of the manual (design §13). A live shop makes its first manager. */
export function registerDemonstrationPeople(ports: PeoplePorts, mode: 'live' | 'training' | 'simulated'): void {
  const { journal, stamp } = ports;
  if (mode === 'live' || journal.operators().length > 0) return;
  const drafts = DEMONSTRATION_PEOPLE.map(
    ({ operator, name, role }): EntryDraft => ({
      type: 'operator.registered',
      txn: null,
      body: { operator, name, role, by: stamp().operator },
    }),
  );
  const pins = DEMONSTRATION_PEOPLE.map(({ operator, pin }): PinDraft => ({ operator, pin, strength: 'published' }));
  journal.append(drafts, stamp(), pins);
}
