/** What the rules about limits, second persons and policy read from the journal and write into it. */

import { createHash } from 'node:crypto';
import type { PolicyChange } from '../../storage/entries/control.ts';
import { withoutCardNumbers } from '../../storage/journal/card-number-guard.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import type { Approval } from '../machines/money.ts';
import { SALES_LOOKED_AT, usualMinor } from '../rules/amount-guards.ts';
import { DAY_MS } from '../rules/calendar.ts';
import type { Policy } from '../rules/policy.ts';
import { type GivenBack, judgeApproval } from '../rules/refund-limits.ts';
import type { Refusal } from '../rules/verdict.ts';
import type { PeoplePorts } from './people.ts';
import type { Ports } from './ports.ts';

export interface RefundControl {
  readonly given: GivenBack;
  /** The usual sale; null while too few are known. */
  readonly usualMinor: number | null;
  /** Who does it: the one on duty. */
  readonly maker: string;
}

export function refundControl({ journal, stamp, currency }: Ports): RefundControl {
  const { atMs, operator } = stamp();
  return {
    given: {
      inShiftMinor: journal.givenBackInShiftMinor(),
      byOperatorMinor: journal.givenBackMinor(Math.max(0, atMs - DAY_MS), operator),
    },
    usualMinor: usualSale(journal, currency),
    maker: operator,
  };
}

export function usualSale(journal: Journal, currency: string): number | null {
  return usualMinor(journal.recentSales(currency, SALES_LOOKED_AT));
}

/** Journals a second person's word. @returns why it does not count, null where it does. */
export function recordApproval({ journal, stamp, policy }: Ports, { txn, ...body }: Approval): Refusal | null {
  const at = stamp();
  const { operator, amountMinor, currency } = body;
  const approved = journal.approvedMinor(Math.max(0, at.atMs - DAY_MS), operator);
  const verdict = judgeApproval(operator, amountMinor, currency, approved, policy);
  if (!verdict.allowed) return verdict;
  journal.append([{ type: 'approval.given', txn, body }], at);
  return null;
}

/** From the first policy of this version on the journal itself demands a second person's word (storage/journal/projections/approvals.ts). */
const APPROVALS_DEMANDED = ['approvals.demanded', 'true'] as const;
/** And refuses to void a sale that vouchers helped to pay (storage/journal/projections/goods.ts). */
const VOUCHER_PARTS_DEMANDED = ['voucherParts.demanded', 'true'] as const;

/** And takes two people for the cancel of a completion as for every other way of giving money back. */
const COMPLETION_CANCELS_DEMANDED = ['completionCancels.demanded', 'true'] as const;
/** And counts a shift's limits in its own order: a clock that is set back takes nothing out of them (storage/journal/given-back.ts). */
const SHIFTS_COUNTED_IN_ORDER = ['shifts.countedInOrder', 'true'] as const;
const DEMANDED = [
  APPROVALS_DEMANDED,
  VOUCHER_PARTS_DEMANDED,
  COMPLETION_CANCELS_DEMANDED,
  SHIFTS_COUNTED_IN_ORDER,
] as const;

/** The policy in force stands in the journal: which version, by which hash, and what is different from the one before. */
export function recordPolicy({ journal, stamp }: PeoplePorts, policy: Policy): void {
  const before = journal.policyKeys();
  const after = new Map([...keysOf(policy), ...DEMANDED]);
  const changes: PolicyChange[] = [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((key) => ({ key, before: before.get(key) ?? null, after: after.get(key) ?? null }))
    .filter((change) => change.before !== change.after);
  if (changes.length === 0) return;
  const text = [...after].map(([key, value]) => `${key}=${value}\n`).join('');
  const hash = createHash('sha256').update(text, 'utf8').digest('hex');
  journal.append(
    [{ type: 'policy.changed', txn: null, body: { version: withoutCardNumbers(policy.version), hash, changes } }],
    stamp(),
  );
}

function sortedNames(_: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Keys in dots, sorted, with their values as JSON. Lists are one value, the names inside them sorted: their order in the file is no change. */
export function keysOf(policy: object): ReadonlyMap<string, string> {
  const found: [string, string][] = [];
  const walk = (value: unknown, path: string): void => {
    if (value === null || typeof value !== 'object' || Array.isArray(value))
      found.push([path, withoutCardNumbers(JSON.stringify(value, sortedNames))]);
    else for (const [key, member] of Object.entries(value)) walk(member, path === '' ? key : `${path}.${key}`);
  };
  walk(policy, '');
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}
