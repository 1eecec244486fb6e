/**
 * What must be true of goods and vouchers at any moment: a line comes back no more often than it was sold, nothing is taken back that nobody has laid
 * down, a sum is the sum of its lines, a voucher pays once and what it says, and no manager's word is missing where one is needed.
 */
import type { Entry } from '../../storage/entries/entry.ts';
import type { Cashier } from './cashier.ts';
import { Failed } from './failed.ts';
import { vouchersOn } from './goods.ts';
import type { World } from './world.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

interface Line {
  readonly zh: string;
  readonly quantity: number;
}

interface Claim {
  readonly by: string;
  readonly original: string;
  readonly line: number;
  readonly quantity: number;
}

interface Voucher {
  readonly txn: string;
  readonly amountMinor: number;
  readonly code: string | undefined;
}

/** The books about goods that somebody else would keep, from the entries alone. */
class GoodsBooks {
  readonly failed = new Failed();
  readonly sold = new Map<string, readonly Line[]>();
  readonly claims: Claim[] = [];
  readonly vouchers = new Map<string, Voucher>();
  readonly redeemed: { readonly voucher: string; readonly sale: string; readonly amountMinor: number }[] = [];
  /** What never can be right again, whatever follows. */
  readonly wrong: string[] = [];
  readonly #amounts = new Map<string, number>();
  readonly #byVoucher = new Map<string, number>();
  readonly #words = new Map<string, string[]>();
  #read = 0;

  /** @returns whether anything was added that can change what is said of goods */
  readOn(entries: readonly Entry[]): boolean {
    const from = this.#read;
    const changes = entries.slice(from).some(({ type }) => !type.startsWith('receipt.'));
    for (; this.#read < entries.length; this.#read += 1) this.#heed(entries[this.#read] as Entry);
    return changes;
  }

  #heed(entry: Entry): void {
    this.failed.heed(entry);
    if (entry.txn !== null && 'amountMinor' in entry.body && isAsked(entry.type))
      this.#amounts.set(entry.txn, entry.body.amountMinor);
    switch (entry.type) {
      case 'approval.given':
        this.#words.set(entry.txn, [...(this.#words.get(entry.txn) ?? []), entry.body.rule]);
        if (entry.body.operator === entry.body.maker) this.wrong.push(`goods: one person agreed to ${entry.txn} twice`);
        break;
      case 'voucher.redeemed':
        this.#redeemed(entry);
        break;
      case 'goods.sold':
        this.#sold(entry);
        break;
      case 'goods.returned':
        this.#returned(entry);
        break;
      case 'compensation.issued':
        this.#issued(entry);
    }
  }

  #redeemed({ txn, body }: Of<'voucher.redeemed'>): void {
    const { voucher, amountMinor } = body;
    this.redeemed.push({ voucher, sale: txn, amountMinor });
    this.#byVoucher.set(txn, (this.#byVoucher.get(txn) ?? 0) + amountMinor);
  }

  #sold({ txn, body }: Of<'goods.sold'>): void {
    this.sold.set(txn, body.lines);
    const lines = body.lines.reduce((sum, { quantity, unitMinor }) => sum + quantity * unitMinor, 0);
    const paid = (this.#amounts.get(txn) ?? 0) + (this.#byVoucher.get(txn) ?? 0);
    if (lines !== paid) this.wrong.push(`goods: the lines of ${txn} make ${lines}, asked for was ${paid}`);
  }

  #returned(entry: Of<'goods.returned'>): void {
    const { txn, body } = entry;
    const { lines, fees, original, byVoucher } = body;
    this.#claim(txn, original, lines);
    // What vouchers had paid goes back as one: it is given out like any other.
    if (byVoucher !== undefined) this.vouchers.set(txn, { txn, ...byVoucher });
    const kept = fees.reduce((sum, fee) => sum + (fee.bearer === 'customer' ? fee.amountMinor : 0), 0);
    const net = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0) - kept;
    const given = (this.#amounts.get(txn) ?? 0) + (byVoucher?.amountMinor ?? 0);
    if (net !== given) this.wrong.push(`goods: ${txn} gives back ${given} for goods of ${net} net`);
    this.#demandWords(entry, body.case);
  }

  #issued(entry: Of<'compensation.issued'>): void {
    const { txn, body } = entry;
    const { original, lines, amountMinor, code } = body;
    this.#claim(txn, original, lines);
    if ([...this.vouchers.values()].some((other) => other.code === code && code !== undefined))
      this.wrong.push(`goods: two vouchers bear the code ${code}`);
    this.vouchers.set(txn, { txn, amountMinor, code });
    this.#demandWords(entry, undefined);
  }

  #claim(by: string, original: string, lines: readonly { readonly line: number; readonly quantity: number }[]): void {
    for (const { line, quantity } of lines) this.claims.push({ by, original, line, quantity });
  }

  #demandWords({ txn, body }: Of<'goods.returned'> | Of<'compensation.issued'>, first: string | undefined): void {
    const words = [...(this.#words.get(txn) ?? []), ...(first === undefined ? [] : (this.#words.get(first) ?? []))];
    if (body.receiptLost === true && !words.includes('receipt-lost'))
      this.wrong.push(`goods: nobody answers for the lost receipt of ${txn}`);
    if (body.lines.some(({ overrode }) => overrode !== undefined) && !words.includes('return-override'))
      this.wrong.push(`goods: ${txn} was taken against a rule, and no manager said so`);
  }
}

const isAsked = (type: string): boolean =>
  type.endsWith('.submitted') || type === 'refund.deferred' || type === 'cash.taken' || type === 'cash.givenBack';

const books = new WeakMap<World, GoodsBooks>();

export function brokenGoods(world: World, cashier: Cashier): readonly string[] {
  const kept = books.get(world) ?? new GoodsBooks();
  books.set(world, kept);
  const isNew = kept.readOn(world.entries);
  if (kept.sold.size === 0) return kept.wrong;
  const lines = isNew ? brokenLines(world, cashier, kept) : [];
  return [...kept.wrong, ...lines, ...brokenVouchers(cashier, kept)];
}

/** Σ of what came back ≤ what was sold, line by line; ≤ what lay on the counter, kind by kind; and the terminal's own books say the same. */
function brokenLines(world: World, { wishes }: Cashier, { sold, claims, failed }: GoodsBooks): readonly string[] {
  const broken: string[] = [];
  const back = new Map<string, number>();
  const pieces = new Map<string, number>();
  for (const { by, original, line, quantity } of claims) {
    if (failed.has(by)) continue;
    const zh = sold.get(original)?.[line - 1]?.zh ?? '';
    back.set(`${original}/${line}`, (back.get(`${original}/${line}`) ?? 0) + quantity);
    pieces.set(zh, (pieces.get(zh) ?? 0) + quantity);
  }
  for (const [zh, count] of pieces) {
    const laid = wishes.handedIn.get(zh) ?? 0;
    if (count > laid) broken.push(`goods: ${count} of ${zh} were taken back, ${laid} were handed in`);
  }
  for (const [txn, lines] of sold) {
    const left = world.powered ? world.terminal.journal.goods(txn as Entry['txn'] & string) : [];
    lines.forEach(({ zh, quantity }, at) => {
      const came = back.get(`${txn}/${at + 1}`) ?? 0;
      if (came > quantity) broken.push(`goods: ${came} of ${quantity} ${zh} of ${txn} came back`);
      const says = left[at]?.left;
      if (says !== undefined && says !== quantity - came)
        broken.push(`goods: ${quantity - came} ${zh} of ${txn} are left, the journal says ${says}`);
    });
  }
  return broken;
}

/** Spent once, for what it says; and on paper stand only codes that the journal knows. */
function brokenVouchers({ paper }: Cashier, { vouchers, redeemed, failed }: GoodsBooks): readonly string[] {
  const broken: string[] = [];
  const spent = new Map<string, string>();
  for (const { voucher, sale, amountMinor } of redeemed) {
    if (failed.has(sale)) continue;
    const other = spent.get(voucher);
    if (other !== undefined) broken.push(`goods: voucher ${voucher} pays for ${other} and for ${sale}`);
    spent.set(voucher, sale);
    const worth = vouchers.get(voucher)?.amountMinor;
    if (worth !== amountMinor) broken.push(`goods: voucher ${voucher} of ${worth} was taken for ${amountMinor}`);
  }
  const known = new Set([...vouchers.values()].map(({ code }) => code));
  for (const code of vouchersOn(paper))
    if (!known.has(code)) broken.push(`paper: a voucher came out with the code ${code}, which nobody gave out`);
  return broken;
}
