/** What can go wrong on demand: a queue of faults, each waiting for the requests it is meant for. */
import { KINDS, type Kind, REQUEST_MTIS } from './kinds.ts';

export const FAULT_NAMES = [
  'silent',
  'silent-unbooked',
  'request-late',
  'answer-late',
  'answer-other-stan',
  'wrong-mac',
  'wrong-amount',
  'wrong-terminal',
  'garbage',
  'truncated',
  'cut-before-answer',
  'cut-in-answer',
  'cut-on-request',
  'decline',
  'refuse-reversal',
  'split-bytes',
  'slow',
  'coalesce',
  'settlement-flag',
  'new-keys-required',
  'bad-kcv',
  'issue-scripts',
] as const;
export type FaultName = (typeof FAULT_NAMES)[number];

export interface Fault {
  readonly name: FaultName;
  /** How many requests it still waits for, and how many matching ones it lets pass before. */
  remaining: number;
  skip: number;
  readonly mti: string | null;
  readonly kind: string | null;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface Target {
  readonly mti: string;
  /** Null where the request is not known yet, or is none. */
  readonly kind: Kind | null;
}

/** Without a filter these are meant for money requests only: no issuer answers a batch upload with scripts. */
const FOR_MONEY: readonly FaultName[] = ['decline', 'issue-scripts'];
const MONEY_MTIS = ['0100', '0200', '0220'];

export class FaultQueue {
  #faults: Fault[] = [];

  /** @throws RangeError if an argument is wrong; the message says what is allowed */
  add(name: FaultName, args: Readonly<Record<string, unknown>>): Fault {
    const fault: Fault = {
      name,
      remaining: wholeNumber(args, 'count', 1, 1),
      skip: wholeNumber(args, 'skip', 0, 0),
      mti: oneOf(args, 'mti', REQUEST_MTIS),
      kind: oneOf(args, 'kind', KINDS),
      args,
    };
    this.#faults.push(fault);
    return fault;
  }

  /** The first fault of that name meant for this request, used up by one; null if there is none. */
  take(name: FaultName, target: Target): Fault | null {
    const fault = this.#faults.find((candidate) => candidate.name === name && isMeant(candidate, target));
    if (!fault) return null;
    if (fault.skip > 0) {
      fault.skip -= 1;
      return null;
    }
    fault.remaining -= 1;
    if (fault.remaining === 0) this.#faults = this.#faults.filter((other) => other !== fault);
    return fault;
  }

  /** A waiting fault of that name that can be judged by less than the whole request. */
  peek(name: FaultName): Fault | null {
    return this.#faults.find((candidate) => candidate.name === name) ?? null;
  }

  clear(): void {
    this.#faults = [];
  }

  list(): readonly Fault[] {
    return this.#faults;
  }
}

function isMeant(fault: Fault, target: Target): boolean {
  if (fault.mti !== null && fault.mti !== target.mti) return false;
  if (fault.kind !== null && fault.kind !== target.kind) return false;
  const isUnfiltered = fault.mti === null && fault.kind === null;
  if (isUnfiltered && FOR_MONEY.includes(fault.name)) return MONEY_MTIS.includes(target.mti);
  return true;
}

/** A whole number ≥ `least`, or `otherwise` if not given. */
export function wholeNumber(
  args: Readonly<Record<string, unknown>>,
  key: string,
  otherwise: number,
  least: number,
): number {
  const value = args[key];
  if (value === undefined) return otherwise;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${key} is a whole number from ${least}`);
  }
  return value;
}

function oneOf(args: Readonly<Record<string, unknown>>, key: string, allowed: readonly string[]): string | null {
  const value = textOrNull(args, key);
  if (value !== null && !allowed.includes(value)) throw new RangeError(`${key} is one of ${allowed.join(' ')}`);
  return value;
}

export function textOrNull(args: Readonly<Record<string, unknown>>, key: string): string | null {
  const value = args[key];
  if (value === undefined) return null;
  if (typeof value !== 'string') throw new RangeError(`${key} is a string`);
  return value;
}

/** @throws RangeError unless the value is given and fits */
export function textLike(args: Readonly<Record<string, unknown>>, key: string, shape: RegExp, words: string): string {
  const value = textOrNull(args, key);
  if (value === null || !shape.test(value)) throw new RangeError(`${key} is ${words}`);
  return value;
}
