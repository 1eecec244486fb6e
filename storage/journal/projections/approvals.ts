/**
 * Two people for what the policy says takes two (requirements A13, A14, D4): the journal itself refuses what a second person has not agreed to, whatever
 * the screens let through. It goes by the policy that stands in it, and by nothing that stood before approvals were demanded of it (`approvals.demanded`).
 */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import { demand } from '../failures.ts';
import { GivenBackReads } from '../given-back.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

/** What gives money back, or something in its place. */
export type GivingBack = Of<
  | 'void.submitted'
  | 'refund.submitted'
  | 'completionCancel.submitted'
  | 'cash.givenBack'
  | 'refund.deferred'
  | 'compensation.issued'
>;

/** What takes money, whoever pays with what. */
type Selling = Of<'sale.submitted' | 'cash.taken'>;

/** The rule by which a manager agrees to a refund that names no sale. */
const UNREFERENCED = 'unreferenced';

/** Agreed to by a manager in the return wizard; no amount is approved by it. */
const OF_THE_WIZARD = ['receipt-lost', 'return-override'] as const;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Free, or spent on what came to nothing. */
const UNSPENT = `(a.spent_on IS NULL OR t.state IN ('declined', 'notSent', 'reversed', 'cancelled'))`;

interface Wanted {
  readonly entry: Entry & { readonly txn: string };
  readonly cases: readonly string[];
  readonly amountMinor: number;
  readonly currency: string;
  readonly why: string;
  readonly managerOnly: boolean;
  /** This one and no other; left out: any that is about an amount. */
  readonly rule?: string;
}

interface Against {
  readonly amountMinor: number;
  readonly countedMinor: number;
  readonly reason: string | null;
}

export class ApprovalProjection {
  readonly #key;
  readonly #operator;
  readonly #give;
  readonly #approvedSince;
  readonly #find;
  readonly #findWizard;
  readonly #spend;
  readonly #exists;
  readonly #givenBack;
  readonly #outage;

  constructor(db: Database) {
    this.#key = db.prepare<[string], string>('SELECT value FROM policy_keys WHERE key = ?').pluck();
    this.#operator = db
      .prepare<[string], string>('SELECT role FROM operators WHERE operator = ? AND dismissed = 0')
      .pluck();
    this.#give = db.prepare(
      'INSERT INTO approvals VALUES (:seq, :txn, :operator, :amountMinor, :currency, :atMs, :rule, :role, NULL)',
    );
    this.#approvedSince = db
      .prepare<[string, number], number>(
        'SELECT coalesce(sum(amount_minor), 0) FROM approvals WHERE operator = ? AND at_ms >= ?',
      )
      .pluck();
    this.#find = db
      .prepare<[object], number>(
        `SELECT a.seq FROM approvals a LEFT JOIN transactions t ON t.txn = a.spent_on
         WHERE a.txn IN (SELECT value FROM json_each(:cases)) AND a.operator <> :maker AND a.currency = :currency
           AND a.amount_minor >= :amountMinor AND a.rule NOT IN ('receipt-lost', 'return-override')
           AND (:rule IS NULL OR a.rule = :rule)
           AND a.role IN ('manager', iif(:managerOnly, 'manager', 'cashier')) AND (a.spent_on = :txn OR ${UNSPENT})
         ORDER BY a.seq DESC LIMIT 1`,
      )
      .pluck();
    this.#findWizard = db
      .prepare<[object], number>(
        `SELECT seq FROM approvals WHERE txn IN (SELECT value FROM json_each(:cases)) AND operator <> :maker
           AND role = 'manager' AND rule = :rule LIMIT 1`,
      )
      .pluck();
    this.#spend = db.prepare('UPDATE approvals SET spent_on = ? WHERE seq = ?');
    this.#exists = db.prepare<[string], number>('SELECT 1 FROM transactions WHERE txn = ?').pluck();
    this.#givenBack = new GivenBackReads(db);
    this.#outage = db.prepare<[], { readonly count: number; readonly sumMinor: number; readonly beganMs: number }>(
      `SELECT since_return AS count, sales_minor AS sumMinor, began_ms AS beganMs FROM outages WHERE state <> 'closed'`,
    );
  }

  /** @returns whether the entry was one of these. @throws JournalRefused */
  project(entry: Entry): boolean {
    if (entry.type !== 'approval.given') return false;
    this.#given(entry);
    return true;
  }

  /** Another person of this shop, with a role of its own, within what one manager may agree to. @throws JournalRefused */
  #given({ seq, atMs, txn, body }: Of<'approval.given'>): void {
    const { operator, maker, amountMinor, currency, rule } = body;
    demand(operator !== maker, 'same-person', 'who approves is another person than who does it');
    const role = this.#operator.get(operator);
    demand(role !== undefined, 'operator-missing', `there is no operator ${operator}`);
    const most = this.#number('limits.perManagerMinor');
    if (this.#isDemanded() && most !== null) {
      const before = this.#approvedSince.get(operator, Math.max(0, atMs - DAY_MS)) ?? 0;
      demand(
        before + amountMinor <= most,
        'manager-limit',
        `operator ${operator} has agreed to ${before} in 24 hours; ${amountMinor} more is over ${most}`,
      );
    }
    this.#give.run({ seq, txn, operator, amountMinor, currency, atMs, rule, role });
  }

  /** The last door before money goes back. A promise that is kept was approved when it was made. @throws JournalRefused (`approval-missing`) */
  demandForGivingBack(entry: GivingBack): void {
    if (entry.type === 'refund.submitted' && entry.body.original === null) {
      this.#demandUnreferenced(entry);
      return;
    }
    if (!this.#isDemanded() || this.#exists.get(entry.txn) !== undefined) return;
    if (entry.type === 'completionCancel.submitted' && this.#key.get('completionCancels.demanded') !== 'true') return;
    const { amountMinor, currency } = entry.body;
    const reason = 'reason' in entry.body ? entry.body.reason : null;
    const rules = this.#rulesAgainst(entry, { amountMinor, countedMinor: 0, reason });
    this.#demandSecond({ entry, cases: casesOf(entry), amountMinor, currency }, rules);
  }

  /**
   * A voucher beside the money of a refund is given back, too: rules and second person look at both together (rules/refund-limits.ts). Journals from before
   * vouchers went back so are not held to it. @throws JournalRefused (`approval-missing`)
   * @param refund stands already, and counts in what has been given back
   */
  demandForVoucherPart(
    entry: Of<'goods.returned'>,
    refund: { readonly amount_minor: number; readonly currency: string; readonly reason: string | null },
    cases: readonly string[],
  ): void {
    const voucherMinor = entry.body.byVoucher?.amountMinor ?? 0;
    if (voucherMinor === 0 || !this.#isDemanded() || this.#key.get('voucherParts.demanded') !== 'true') return;
    const { amount_minor: countedMinor, currency, reason } = refund;
    const amountMinor = countedMinor + voucherMinor;
    const rules = this.#rulesAgainst(entry, { amountMinor, countedMinor, reason });
    this.#demandSecond({ entry, cases, amountMinor, currency }, rules);
  }

  #demandSecond(wanted: Pick<Wanted, 'entry' | 'cases' | 'amountMinor' | 'currency'>, rules: readonly string[]): void {
    if (rules.length === 0) return;
    const anyone = this.#key.get('limits.secondPerson') === '"anyone"';
    const managerOnly = !anyone || rules.some((rule) => rule !== 'amount');
    this.#letThrough({ ...wanted, why: rules.join(', '), managerOnly });
  }

  /**
   * A refund that names no sale: off unless the policy that stands here lets a manager agree to it, within its limits, for a reason of its list
   * (rules/unreferenced.ts). @throws JournalRefused (`original-missing`, `unreferenced-…`, `approval-missing`)
   */
  #demandUnreferenced(entry: Of<'refund.submitted'>): void {
    const { amountMinor, currency, reason } = entry.body;
    const key = (name: string) => this.#key.get(`unreferencedRefunds.${name}`);
    demand(key('allow') === '"manager"', 'original-missing', 'a refund names its original: the policy allows no other');
    const most = Number(key('limitMinor') ?? 0);
    demand(amountMinor <= most, 'unreferenced-over-limit', `${amountMinor} without an original is over ${most}`);
    const before = this.#givenBack.withoutSaleInShiftMinor();
    const mostInShift = Number(key('perShiftMinor') ?? 0);
    demand(
      before + amountMinor <= mostInShift,
      'unreferenced-over-shift',
      `${before} without an original in this shift; ${amountMinor} more is over ${mostInShift}`,
    );
    const reasons = JSON.parse(key('reasons') ?? '[]') as readonly string[];
    demand(reason !== null && reasons.includes(reason), 'unreferenced-reason', `${reason} is no reason for one`);
    const wanted = { entry, cases: casesOf(entry), amountMinor, currency, why: UNREFERENCED, managerOnly: true };
    this.#letThrough({ ...wanted, rule: UNREFERENCED });
  }

  /** Beyond the limits of trading without paper it takes two. @throws JournalRefused (`approval-missing`) */
  demandForSale(entry: Selling): void {
    if (!this.#isDemanded() || !entry.body.tags.includes('no-paper')) return;
    const { amountMinor, currency } = entry.body;
    const { count, sumMinor, beganMs } = this.#outage.get() ?? { count: 0, sumMinor: 0, beganMs: entry.atMs };
    const over = [
      ['perSaleLimitMinor', amountMinor],
      ['perOutageLimitMinor', sumMinor + amountMinor],
      ['perOutageCount', count + 1],
      ['perOutageHours', (entry.atMs - beganMs) / HOUR_MS],
    ] as const;
    const rules = over.filter(([key, is]) => is > (this.#number(`emergency.${key}`) ?? Number.POSITIVE_INFINITY));
    if (rules.length === 0) return;
    const why = rules.map(([key]) => key).join(', ');
    this.#letThrough({ entry, cases: casesOf(entry), amountMinor, currency, why, managerOnly: false });
  }

  /** What the wizard let through against its rules has a manager's word for each of them. @throws JournalRefused (`approval-missing`) */
  demandForGoods(entry: Of<'goods.returned' | 'compensation.issued'>, cases: readonly string[]): void {
    const overridden = entry.body.lines.some(({ overrode }) => overrode !== undefined);
    const rules = [
      ...(entry.body.receiptLost === true ? [OF_THE_WIZARD[0]] : []),
      ...(overridden ? [OF_THE_WIZARD[1]] : []),
    ];
    for (const rule of rules) {
      const found = this.#findWizard.get({ cases: JSON.stringify(cases), maker: entry.operator, rule });
      demand(found !== undefined, 'approval-missing', `${entry.txn}: no manager has agreed to ${rule}`);
    }
  }

  #letThrough({ entry, cases, amountMinor, currency, why, managerOnly, rule = '' }: Wanted): void {
    const seq = this.#find.get({
      txn: entry.txn,
      cases: JSON.stringify(cases),
      maker: entry.operator,
      currency,
      amountMinor,
      managerOnly: managerOnly ? 1 : 0,
      rule: rule === '' ? null : rule,
    });
    demand(
      seq !== undefined,
      'approval-missing',
      `${entry.txn} over ${amountMinor} takes ${managerOnly ? 'a manager' : 'a second person'} (${why}), and nobody has agreed`,
    );
    this.#spend.run(entry.txn, seq);
  }

  /** As rules/refund-limits.ts has them, read from the policy that stands here. `countedMinor`: of the amount, what stands here already. */
  #rulesAgainst(entry: Entry, { amountMinor, countedMinor, reason }: Against): readonly string[] {
    const since = Math.max(0, entry.atMs - DAY_MS);
    const inShift = this.#givenBack.inShiftMinor();
    const byOperator = this.#givenBack.sinceMinor(since, entry.operator);
    const most = (key: string) => this.#number(key) ?? Number.POSITIVE_INFINITY;
    const against: readonly (readonly [string, boolean])[] = [
      ['amount', amountMinor >= most('limits.secondPersonFromMinor')],
      ['shift-limit', inShift - countedMinor + amountMinor > most('limits.perShiftMinor')],
      ['operator-limit', byOperator - countedMinor + amountMinor > most('limits.perOperatorMinor')],
      ['reason', this.#reasonTakesManager(reason)],
    ];
    return against.filter(([, is]) => is).map(([rule]) => rule);
  }

  #reasonTakesManager(reason: string | null): boolean {
    const list = JSON.parse(this.#key.get('reasons') ?? '[]') as readonly { code: string; manager: boolean }[];
    return list.some(({ code, manager }) => manager && code === reason);
  }

  #isDemanded(): boolean {
    return this.#key.get('approvals.demanded') === 'true';
  }

  #number(key: string): number | null {
    const value = this.#key.get(key);
    return value === undefined ? null : Number(value);
  }
}

/** The transaction itself, and the case that it is a further attempt of. */
function casesOf(entry: GivingBack | Selling): readonly string[] {
  const tags = 'tags' in entry.body ? entry.body.tags : [];
  const tagged = tags.filter((tag) => tag.startsWith('case:')).map((tag) => tag.slice('case:'.length));
  const named = 'case' in entry.body && entry.body.case !== undefined ? [entry.body.case] : [];
  return [entry.txn, ...tagged, ...named];
}
