/** Planted bugs of what people see: for the judges of pictures (seeing.ts) and of what they say (saying.ts). */
import { type Mutant, one } from './planted.ts';

export const SCREEN_MUTANTS: readonly Mutant[] = [
  one(
    'approved-on-submission',
    'the cashier reads "approved" as soon as the request has left',
    'firmware/screens/sale-page.ts',
    `...must(waiting(flow.submitted))`,
    `...must(flow.submitted ? { zh: '√ 交易成功 已批准', en: 'APPROVED' } : waiting(false))`,
  ),
  one(
    'the-customer-is-told-first',
    'the customer reads that it succeeded while the bank is still being asked',
    'firmware/screens/customer.ts',
    `    case 'renewingAfterSignOn':
      return [upper, '请稍候 PLEASE WAIT'];`,
    `    case 'renewingAfterSignOn':
      return [upper, '成功 APPROVED'];`,
  ),
  one(
    'keys-fall-off-the-screen',
    'what keys mean is the first that a low screen goes without',
    'firmware/screens/page.ts',
    `  return short === undefined ? { rank: 0, words } : { rank: 0, words, short };`,
    `  return short === undefined ? { rank: 9, words } : { rank: 9, words, short };`,
  ),
  one(
    'a-sentence-is-cut',
    'the customer reads the beginning of a sentence',
    'firmware/screens/customer-paper.ts',
    `'成功 小票稍后补打'`,
    `'成功 小票等有了纸以后再补打给您'`,
  ),
];
