/** What a customer may get in the place of paper, and what it may cost (requirement D13). Pure. */
import type { AlternativeKind } from '../../storage/entries/alternatives.ts';
import { amountWords } from './money-words.ts';
import type { Policy } from './policy.ts';
import { refuse, type Verdict, type Words } from './verdict.ts';

export const ALTERNATIVES: Readonly<Record<AlternativeKind, Words>> = {
  coupon: { zh: '优惠券', en: 'COUPON' },
  pickUp: { zh: '改日自取', en: 'PICK UP LATER' },
};

/** As it is read out and stands on the slip: `C-000007`, `P-000008`. */
export function alternativeName(kind: AlternativeKind, number: number): string {
  return `${kind === 'coupon' ? 'C' : 'P'}-${String(number).padStart(6, '0')}`;
}

/** @param spentMinor what the coupons of this outage have cost */
export function judgeCoupon(costMinor: number, spentMinor: number, currency: string, policy: Policy): Verdict<object> {
  const { couponLimitMinor, perOutageMinor } = policy.alternatives;
  const facts = { costMinor, spentMinor, couponLimitMinor, perOutageMinor };
  if (costMinor === 0) {
    return refuse(
      'coupon-zero',
      facts,
      { zh: '金额为零', en: 'The amount is zero' },
      { zh: '请输入金额', en: 'Type the amount' },
    );
  }
  if (costMinor > couponLimitMinor) {
    const limit = amountWords(couponLimitMinor, currency);
    return refuse(
      'coupon-limit',
      facts,
      { zh: `每张优惠券最多 ${limit}`, en: `A coupon is at most ${limit}` },
      { zh: '请输入较小金额', en: 'Type less' },
    );
  }
  const left = perOutageMinor - spentMinor;
  if (costMinor > left) {
    const rest = amountWords(Math.max(0, left), currency);
    return refuse(
      'coupon-sum',
      facts,
      { zh: `本次缺纸的优惠券只剩 ${rest}`, en: `Coupons of this outage: ${rest} left` },
      { zh: '改为自取或电子小票', en: 'Offer a pick-up or the e-slip' },
    );
  }
  return { allowed: true };
}
