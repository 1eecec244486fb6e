/**
 * No picture says more than the journal (promise 3): what stands on either screen as done is held against the entries since people last saw the till at
 * rest. It reads the words, so that a wrong word is found whichever file wrote it.
 */
import { renderCashierScreen } from '../../firmware/screens/cashier.ts';
import { renderCustomerDisplay } from '../../firmware/screens/customer.ts';
import type { TillView } from '../../firmware/screens/till-view.ts';
import type { Entry, EntryType } from '../../storage/entries/entry.ts';

const MIDDLE = { columns: 40, rows: 14 } as const;

interface Claim {
  readonly name: string;
  readonly words: RegExp;
  /** @param since what was written since the till was seen at rest */
  holds(since: readonly Entry[], all: readonly Entry[]): boolean;
}

const claim = (name: string, words: RegExp, ...types: readonly EntryType[]): Claim => ({
  name,
  words,
  holds: (since) => since.some(({ type }) => types.includes(type)),
});

/** Words of a screen, and what must stand in the journal before they may be said. */
const CLAIMS: readonly Claim[] = [
  claim('cash taken', /现金已收|PAID IN CASH/, 'cash.taken'),
  claim('cash given back', /请从钱箱付现金给顾客|退现金 CASH BACK *$/m, 'cash.givenBack'),
  claim('refund promised', /已登记,金额已预留|已登记 (REGISTERED|有纸后退款)/, 'refund.deferred'),
  claim('case file closed', /√ 案卷 \d+ 已结案/, 'caseFile.fulfilled'),
  claim('signed off', /√ 已签核/, 'outage.reconciled'),
  claim('voucher issued', /√ 补偿券已开/, 'compensation.issued'),
  claim('refused in writing', /拒退已记录/, 'return.refused'),
  claim('in place of paper', /√ 号码/, 'alternative.given'),
  claim('reversed', /^已冲正,/m, 'reversal.accepted', 'reversal.resolved'),
  {
    name: 'balanced',
    words: /√ 对账平/,
    // It goes on by itself, also while the till rests.
    holds: (_, all) => {
      const answer = all.findLast(({ type }) => type === 'settlement.answered');
      return answer?.type === 'settlement.answered' && answer.body.result === 'balanced';
    },
  },
];
const APPROVED =
  /(?<!部分|ONLY )(已批准|成功 APPROVED|部分成功|成功 小票|成功 请扫|已预留金额,未扣款|预留已解除|已完成扣款|完成已撤销)/;
/** Conversations about money of a card or a code. */
const MONEY: ReadonlySet<string> = new Set(['sale', 'refund', 'unreferenced', 'preauthFollowUp']);

/** Remembers what was written since the till was last seen at rest. */
export class Witness {
  readonly #entries: readonly Entry[];
  #restedAt = 0;
  /** How often a screen said that something was done, by what it was. */
  readonly met = new Map<string, number>();

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }

  /** Each picture that people see; cheap where nothing is claimed. */
  rests(view: TillView): void {
    if (view.flow.at === 'idle') this.#restedAt = this.#entries.length;
  }

  /** @returns what either screen says and the journal does not */
  broken(view: TillView): readonly string[] {
    // The story of a transaction tells what was done long before.
    if (view.flow.at === 'timeline') return [];
    const said = [...renderCashierScreen(view, MIDDLE).slice(1), ...renderCustomerDisplay(view)].join('\n');
    const since = this.#entries.slice(this.#restedAt);
    const broken = CLAIMS.flatMap(({ name, words, holds }) => {
      const found = words.exec(said)?.[0];
      if (found === undefined) return [];
      this.#meets(name);
      return holds(since, this.#entries)
        ? []
        : [`evidence: a screen says "${found}" (${name}) at ${view.flow.at}, the journal does not`];
    });
    return [...broken, ...this.#brokenApproval(view, said)];
  }

  #brokenApproval({ flow }: TillView, said: string): readonly string[] {
    const found = MONEY.has(flow.at) ? APPROVED.exec(said)?.[0] : undefined;
    if (found === undefined || ('cash' in flow && flow.cash !== null)) return [];
    this.#meets('approved');
    const asked = this.#entries.findLast(({ type }) => ASKED.test(type));
    const stands = this.#entries.some(({ type, txn }) => txn === asked?.txn && ANSWERED.test(type));
    const what =
      asked === undefined ? 'and nothing has been asked for yet' : `the journal does not of ${asked.type} ${asked.txn}`;
    return stands ? [] : [`evidence: a screen says "${found}", ${what}`];
  }

  #meets(what: string): void {
    this.met.set(what, (this.met.get(what) ?? 0) + 1);
  }
}

const ASKED = /^(sale|void|refund|preauth|preauthCancel|completion|completionAdvice|completionCancel)\.submitted$/;
const ANSWERED = /\.(approved|resolved)$/;
