/** The journal has refused an append (JournalRefused): nothing of it stands, and what the conversation believed is not so. */
import { type Refusal, refuse, type Words } from './verdict.ts';

const LOOK_AGAIN: Words = { zh: '请重新查看', en: 'Look again' };

/** @param remedy what to do now */
export function refusedByJournal(
  { rule, detail }: { readonly rule: string; readonly detail: string },
  remedy: Words = LOOK_AGAIN,
): Refusal {
  return refuse(
    rule,
    { detail },
    { zh: '账本拒绝:与已有记录不符', en: 'The journal refused it: it contradicts what stands' },
    remedy,
  );
}
