/**
 * Who is who: numbers, PINs, roles, and what becomes of wrong PINs (requirements A14, B2, H10). Whether a PIN fits is asked of the journal
 * (effects/people.ts); everything else about it is decided here.
 */
import type { Role } from '../../storage/facts.ts';
import { refuse, type Verdict, type Words } from './verdict.ts';

export const ROLES: Readonly<Record<Role, Words>> = {
  cashier: { zh: '收银员', en: 'cashier' },
  manager: { zh: '主管', en: 'manager' },
  technician: { zh: '技术员', en: 'technician' },
};

const SHORTEST_PIN = 4;
export const LONGEST_PIN = 8;
export const LONGEST_OPERATOR = 3;

/** What the rules read of a person. */
export interface PersonFacts {
  readonly operator: string;
  readonly role: Role;
  readonly dismissed: boolean;
  /** Wrong PINs in a row. */
  readonly failures: number;
  readonly lockedUntilMs: number | null;
}

/** Somebody whose PIN was right. */
export interface Recognised {
  readonly operator: string;
  readonly role: Role;
}

/** In the modes without money these are there from the start (design §13); the manual prints their PINs. */
export const DEMONSTRATION_PEOPLE: readonly {
  readonly operator: string;
  readonly name: string;
  readonly role: Role;
  readonly pin: string;
}[] = [
  { operator: '1', name: '收银员一 Cashier 1', role: 'cashier', pin: '1111' },
  { operator: '2', name: '收银员二 Cashier 2', role: 'cashier', pin: '2222' },
  { operator: '5', name: '技术员 Technician', role: 'technician', pin: '5555' },
  { operator: '9', name: '主管 Manager', role: 'manager', pin: '9999' },
];

/** Wrong PINs in a row before the first wait; then each wait is twice the one before. Nobody is locked for ever: a manager could lock the shop. */
const FREE_FAILURES = 2;
const FIRST_LOCK_MS = 30_000;
const LONGEST_LOCK_MS = 3_600_000;

/** How long nobody may try again after so many wrong PINs in a row, in milliseconds; 0: at once. */
export function lockAfter(failures: number): number {
  if (failures <= FREE_FAILURES) return 0;
  return Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** Math.min(20, failures - FREE_FAILURES - 1));
}

/** Those who could be asked: one of these roles, still here, not among `except`. */
export function candidates<Person extends PersonFacts>(
  people: readonly Person[],
  roles: readonly Role[],
  except: readonly string[] = [],
): readonly Person[] {
  return people.filter(
    ({ operator, role, dismissed }) => !dismissed && roles.includes(role) && !except.includes(operator),
  );
}

/** May this person's PIN be looked at at all? */
export function judgePerson(
  person: PersonFacts | null,
  typed: string,
  roles: readonly Role[],
  atMs: number,
): Verdict<{ readonly person: PersonFacts }> {
  if (person === null || person.dismissed) {
    return refuse(
      'operator-unknown',
      { operator: typed },
      { zh: `没有 ${typed} 号操作员`, en: `There is no operator ${typed}` },
      { zh: '核对编号,或请主管登记', en: 'Check the number, or have a manager register it' },
    );
  }
  const { operator, role, failures } = person;
  if (!roles.includes(role)) {
    const needed = roles.map((one) => ROLES[one]);
    return refuse(
      'operator-role',
      { operator, role },
      { zh: `${operator} 号是${ROLES[role].zh},无此权限`, en: `Operator ${operator} is a ${ROLES[role].en}` },
      {
        zh: `请${needed.map(({ zh }) => zh).join('或')}输入`,
        en: `It takes a ${needed.map(({ en }) => en).join(' or a ')}`,
      },
    );
  }
  const waitMs = waitOf(person, atMs);
  return waitMs > 0 ? refuseLocked(operator, failures, waitMs) : { allowed: true, person };
}

/** Milliseconds. More than the whole lock is never left of one: then the clock was set back since, which must not lock anybody for days. */
function waitOf({ lockedUntilMs, failures }: PersonFacts, atMs: number): number {
  const leftMs = (lockedUntilMs ?? atMs) - atMs;
  return leftMs > lockAfter(failures) ? 0 : leftMs;
}

function refuseLocked(operator: string, failures: number, waitMs: number) {
  const { zh, en } = waitWords(waitMs);
  return refuse(
    'operator-locked',
    { operator, failures, waitMs },
    {
      zh: `${operator} 号连错 ${failures} 次,已锁定`,
      en: `Operator ${operator} is locked: ${failures} wrong PINs`,
    },
    { zh: `等 ${zh},或请主管解锁`, en: `Wait ${en}, or have a manager unlock it` },
  );
}

/** What to say after a wrong PIN. */
export function refuseWrongPin(operator: string, failures: number) {
  const lockMs = lockAfter(failures);
  if (lockMs > 0) return refuseLocked(operator, failures, lockMs);
  const left = FREE_FAILURES + 1 - failures;
  return refuse(
    'pin-wrong',
    { operator, failures },
    { zh: `${operator} 号密码不对`, en: `Not the PIN of operator ${operator}` },
    { zh: `请重输,再错 ${left} 次将锁定`, en: `Type it again; ${left} more and it is locked` },
  );
}

/** The same person twice is one person (requirement A14). */
export function refuseSamePerson(operator: string) {
  return refuse(
    'same-person',
    { operator },
    {
      zh: `${operator} 号是经办人,不能自己复核`,
      en: `Operator ${operator} does this already: one person cannot be two`,
    },
    { zh: '请另一位有权限的人输入', en: 'Another person types number and PIN' },
  );
}

function waitWords(ms: number): Words {
  const seconds = Math.ceil(ms / 1000);
  if (seconds <= 90) return { zh: `${seconds} 秒`, en: `${seconds} s` };
  const minutes = Math.ceil(seconds / 60);
  return { zh: `${minutes} 分钟`, en: `${minutes} min` };
}

/** A number for somebody new. */
export function judgeNewNumber(typed: string, people: readonly PersonFacts[]): Verdict<{ readonly operator: string }> {
  if (!/^[1-9]\d{0,2}$/.test(typed)) {
    return refuse(
      'operator-number',
      { operator: typed },
      { zh: '编号是 1 到 999', en: 'A number is 1 to 999' },
      { zh: '请重新输入', en: 'Type another one' },
    );
  }
  if (people.some(({ operator }) => operator === typed)) {
    return refuse(
      'operator-exists',
      { operator: typed },
      { zh: `${typed} 号已用过,一人一号`, en: `${typed} is somebody's number; nobody shares one` },
      { zh: '请换一个编号', en: 'Choose another number' },
    );
  }
  return { allowed: true, operator: typed };
}

/** A PIN that somebody chooses. The published ones are weak by design, where nothing real can be lost. */
export function judgeNewPin(pin: string, operator: string, mode: 'live' | 'training' | 'simulated'): Verdict<object> {
  const facts = { digits: pin.length };
  const remedy = { zh: `请输入 ${SHORTEST_PIN}-${LONGEST_PIN} 位数字,别用 1111、1234、生日`, en: 'Choose another one' };
  if (!/^\d+$/.test(pin) || pin.length < SHORTEST_PIN || pin.length > LONGEST_PIN) {
    return refuse(
      'pin-length',
      facts,
      {
        zh: `密码为 ${SHORTEST_PIN} 到 ${LONGEST_PIN} 位数字`,
        en: `A PIN has ${SHORTEST_PIN} to ${LONGEST_PIN} digits`,
      },
      remedy,
    );
  }
  if (mode === 'live' && isWeak(pin, operator)) {
    return refuse('pin-weak', facts, { zh: '密码太简单,容易被猜到', en: 'This PIN is easy to guess' }, remedy);
  }
  return { allowed: true };
}

/** Repeats (1111, 1212), runs (1234, 9876), the operator's own number, years (1987, 2024). */
function isWeak(pin: string, operator: string): boolean {
  const repeats = [1, 2, 3, 4].some(
    (n) => n * 2 <= pin.length && pin === pin.slice(0, n).repeat(pin.length).slice(0, pin.length),
  );
  const steps = [...pin].slice(1).map((digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10);
  const runs = steps.every((step) => step === 1) || steps.every((step) => step === 9);
  const year = /^(19|20)\d\d$/.test(pin);
  return repeats || runs || year || Number(pin) === Number(operator);
}
