/** The journal has refused an append (JournalRefused): nothing of it stands, and what the conversation believed is not so. */
import { frozenRule } from './freezes.ts';
import { type Refusal, refuse, type Words } from './verdict.ts';

const LOOK_AGAIN: Words = { zh: '请重新查看', en: 'Look again' };

/** Said in the journal's own words. */
export function refusedInFull({ rule, detail }: { readonly rule: string; readonly detail: string }): Refusal {
  return refuse(rule, { detail }, { zh: '账本拒绝', en: 'Refused by the journal' }, { zh: detail, en: rule });
}

/** @param remedy what to do now */
export function refusedByJournal(
  { rule, detail }: { readonly rule: string; readonly detail: string },
  remedy: Words = LOOK_AGAIN,
): Refusal {
  return refuse(
    rule,
    { detail },
    { zh: '账本拒绝:与记录不符', en: 'The journal refused it: it contradicts what stands' },
    remedy,
  );
}

/** Refusals that a cashier meets without having done anything wrong: what they mean, and what to do now. */
const KNOWN: Readonly<Record<string, { readonly why: Words; readonly remedy: Words }>> = {
  'batch-full': {
    why: { zh: '本批交易已满,未发送', en: 'THE BATCH IS FULL, NOTHING SENT' },
    remedy: { zh: '先按*再按8结算,再做这笔', en: 'Settle (* then 8), then do it again' },
  },
  'pin-key-changed': {
    why: { zh: '密码密钥已更换,未发送', en: 'NEW PIN KEY, NOTHING SENT' },
    remedy: { zh: '请重做这笔,顾客再输密码', en: 'Do it again: the customer types the PIN once more' },
  },
};

/** What the rule of a refusal means where the money desk met it; null for a rule that has no words of its own. */
export function knownRefusal(rule: string): { readonly why: Words; readonly remedy: Words } | null {
  return frozenRule(rule) ?? KNOWN[rule] ?? null;
}
