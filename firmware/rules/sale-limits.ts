/** Which amounts may be sold, with and without paper (requirements A18, D4; design §6). */

import { amountWords } from './money-words.ts';
import type { Policy } from './policy.ts';
import { refuse, type Verdict } from './verdict.ts';

/** An amount before the card is asked for. */
export function judgeSaleAmount(amountMinor: number, currency: string, policy: Policy): Verdict<object> {
  if (amountMinor === 0) {
    return refuse(
      'sale-amount-zero',
      { amountMinor },
      { zh: '金额为零', en: 'The amount is zero' },
      { zh: '请输入金额', en: 'Type the amount' },
    );
  }
  if (amountMinor > policy.saleLimitMinor) {
    const limit = amountWords(policy.saleLimitMinor, currency);
    return refuse(
      'sale-amount-over-limit',
      { amountMinor, limitMinor: policy.saleLimitMinor },
      { zh: `金额超过单笔限额 ${limit}`, en: `Over the limit of ${limit} per sale` },
      { zh: '请核对金额或分笔', en: 'Check the amount or split the sale' },
    );
  }
  return { allowed: true };
}

/** What has been sold since nothing could be printed. */
export interface OutageTally {
  readonly count: number;
  readonly sumMinor: number;
  /** Since nothing could be printed. */
  readonly ageMs: number;
}

const HOUR_MS = 3_600_000;

/** A sale while nothing can be printed. */
export function judgeEmergencySale(
  amountMinor: number,
  currency: string,
  outage: OutageTally,
  policy: Policy,
): Verdict<object> {
  const { perSaleLimitMinor, perOutageLimitMinor, perOutageCount, perOutageHours } = policy.emergency;
  const facts = {
    amountMinor,
    perSaleLimitMinor,
    perOutageLimitMinor,
    outageSumMinor: outage.sumMinor,
    outageCount: outage.count,
    outageMinutes: Math.floor(outage.ageMs / 60_000),
  };
  const remedy = { zh: '请换纸;或按 1 由第二人授权', en: 'Load paper; or 1: a second person approves' };
  if (amountMinor > perSaleLimitMinor) {
    const limit = amountWords(perSaleLimitMinor, currency);
    return refuse(
      'emergency-per-sale',
      facts,
      { zh: `无纸时单笔限额 ${limit}`, en: `Without paper at most ${limit} a sale` },
      remedy,
    );
  }
  if (outage.sumMinor + amountMinor > perOutageLimitMinor) {
    const limit = amountWords(perOutageLimitMinor, currency);
    return refuse(
      'emergency-sum',
      facts,
      { zh: `无纸期间累计限额 ${limit}`, en: `Without paper at most ${limit} in all` },
      remedy,
    );
  }
  if (outage.count + 1 > perOutageCount) {
    return refuse(
      'emergency-count',
      facts,
      { zh: `无纸期间限 ${perOutageCount} 笔`, en: `Without paper at most ${perOutageCount} sales` },
      remedy,
    );
  }
  if (outage.ageMs > perOutageHours * HOUR_MS) {
    return refuse(
      'emergency-age',
      facts,
      { zh: `缺纸已超过 ${perOutageHours} 小时`, en: `Without paper for more than ${perOutageHours} hours` },
      remedy,
    );
  }
  return { allowed: true };
}
