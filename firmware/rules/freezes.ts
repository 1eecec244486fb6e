/**
 * Hold 冻结 (requirement C11): a transaction, a card or the whole terminal stands still until a manager releases it. Anybody on duty may stop the
 * terminal, since stopping must be quick; only a manager freezes what is somebody else's, and only a manager releases. What is under way comes to its
 * end, reprints and settlement go on; the journal refuses whatever these rules have let through.
 */
import type { FrozenThing } from '../../storage/entries/control.ts';
import type { CardToken, FreezeReason, TransactionId } from '../../storage/facts.ts';
import { type Refusal, refuse, type Words } from './verdict.ts';

/** One that is in force. */
export interface Freeze {
  readonly freeze: number;
  readonly on: FrozenThing;
  readonly reason: FreezeReason;
  /** Who placed it. */
  readonly by: string;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
}

/** In the order of the keys. */
export const FREEZE_REASONS: readonly (Words & { readonly code: FreezeReason })[] = [
  { code: 'dispute', zh: '有争议', en: 'dispute' },
  { code: 'fraud', zh: '疑似欺诈', en: 'suspected fraud' },
  { code: 'wrong-party', zh: '转错一方', en: 'wrong party' },
  { code: 'investigation', zh: '待查', en: 'to be looked into' },
  { code: 'device', zh: '设备可疑', en: 'device suspect' },
];

export const THING_WORDS: Readonly<Record<FrozenThing['is'], Words>> = {
  terminal: { zh: '本终端', en: 'TERMINAL' },
  transaction: { zh: '交易', en: 'TRANSACTION' },
  card: { zh: '卡', en: 'CARD' },
};

export function freezeReasonWords(code: string): Words {
  return FREEZE_REASONS.find((reason) => reason.code === code) ?? { zh: code, en: code };
}

/**
 * The freeze that stands in the way: the terminal's before all others.
 * @param transactions what it would be, or would take from
 */
export function freezeOn(
  freezes: readonly Freeze[],
  transactions: readonly TransactionId[],
  token: CardToken | null,
): Freeze | null {
  const isInTheWay = ({ on }: Freeze) =>
    on.is === 'terminal' ||
    (on.is === 'card' && on.token === token) ||
    (on.is === 'transaction' && transactions.includes(on.of));
  return terminalFreeze(freezes) ?? freezes.find(isInTheWay) ?? null;
}

export function terminalFreeze(freezes: readonly Freeze[]): Freeze | null {
  return freezes.find(({ on }) => on.is === 'terminal') ?? null;
}

const RELEASE: Words = { zh: '主管按*再按4可解除', en: 'A manager releases it: * then 4' };

const WHAT: Readonly<Record<FrozenThing['is'], Words>> = {
  terminal: { zh: '本终端已冻结,未动账', en: 'This terminal is frozen, no money moved' },
  transaction: { zh: '该交易已冻结,未动账', en: 'This transaction is frozen, no money moved' },
  card: { zh: '此卡已冻结,未动账', en: 'This card is frozen, no money moved' },
};

/** Rule `frozen-terminal`, `frozen-transaction` or `frozen-card`, as the journal names them. */
export function refuseFrozen({ freeze, on, reason, by, sinceMs }: Freeze): Refusal {
  const words = freezeReasonWords(reason);
  return refuse(
    `frozen-${on.is}`,
    { freeze, reason, by, sinceMs },
    // Why a terminal stands still is on its banner already.
    {
      zh: on.is === 'terminal' ? WHAT[on.is].zh : `${WHAT[on.is].zh}(${words.zh})`,
      en: `${WHAT[on.is].en} (${words.en})`,
    },
    RELEASE,
  );
}

/** What the journal's own refusal means, where it was the last door; null for any other rule. */
export function frozenRule(rule: string): { readonly why: Words; readonly remedy: Words } | null {
  const [, is = ''] = /^frozen-(terminal|transaction|card)$/.exec(rule) ?? [];
  return is === '' ? null : { why: WHAT[is as FrozenThing['is']], remedy: RELEASE };
}
