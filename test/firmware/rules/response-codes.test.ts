import { describe, expect, it } from 'vitest';
import { listedResponseCodes, responseAction } from '../../../firmware/rules/response-codes.ts';

/** Written down from facts/acquirer §1.7, not from the table under test. */
const CLASSES = {
  A: '00 10 11 A2 A4 A5 A6',
  B: '09 13 14 42 99 A0',
  C: '01 02 03 05 12 15 19 20 21 22 23 25 30 31 39 40 44 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 68 75 79 90 91 92 93 94 95 96',
  D: '04 07 33 34 35 36 37 38 41 43 67 77 97',
  E: '06 98',
} as const;

describe('response codes', () => {
  it('lists every code of the facts, each once, in its class', () => {
    const expected = Object.entries(CLASSES).flatMap(([cls, codes]) =>
      codes.split(' ').map((code) => `${code} ${cls}`),
    );
    const listed = listedResponseCodes.map((code) => `${code} ${responseAction(code).class}`);
    expect([...listed].sort()).toEqual([...expected].sort());
    expect(new Set(listedResponseCodes).size).toBe(listedResponseCodes.length);
  });

  it('approves class A and nothing else', () => {
    for (const code of listedResponseCodes) {
      const { class: cls, action } = responseAction(code);
      expect(action === 'approve' || action === 'approvePartial', code).toBe(cls === 'A');
    }
    expect(responseAction('10').action).toBe('approvePartial');
  });

  it('takes late and unreachable issuers for declined: the switch undoes them upstream', () => {
    for (const code of ['68', '91', '96', '98']) expect(responseAction(code).action).toBe('tryLater');
  });

  it('signs on again where keys or batch are out of step', () => {
    for (const code of ['22', '77', '99', 'A0']) expect(responseAction(code).action).toBe('signOnThenRetry');
    expect(responseAction('55').action).toBe('retryPin');
    expect(responseAction('22').cashier.zh).toContain('超出交易允许天数');
    expect(responseAction('25').cashier.zh).toContain('参考号');
  });

  it('never sends the cashier after a card: the customer is not told of suspicion, the acquirer is to be called', () => {
    const retaining = listedResponseCodes.filter((code) => responseAction(code).action === 'retainCard');
    expect(retaining.sort()).toEqual(['04', '07', '33', '34', '35', '37', '41', '43', '67']);
    for (const code of retaining) {
      const { cashier, customer } = responseAction(code);
      expect(cashier.zh).toContain('请联系收单行');
      expect(cashier.zh + customer.zh).not.toMatch(/没收|扣留/);
      expect(cashier.en + customer.en).not.toMatch(/retain|seize|stolen|fraud|pick up/i);
    }
  });

  it('has words in Chinese and English for cashier and customer, for every code and for unlisted ones', () => {
    for (const code of [...listedResponseCodes, 'ZZ', '', '88', '\u001b[2J', 'toString']) {
      const meaning = responseAction(code);
      for (const words of [meaning.cashier, meaning.customer]) {
        expect(words.zh).toMatch(/\p{Script=Han}/u);
        expect(words.en).toMatch(/^[\x20-\x7e]+$/);
      }
    }
  });

  it('takes an unlisted code for a failed transaction and shows no more of it than two harmless characters', () => {
    expect(responseAction('88')).toMatchObject({ class: 'unlisted', action: 'declineCallAcquirer' });
    expect(responseAction('88').cashier.zh).toContain('交易失败(88)');
    expect(responseAction('\u001b[').cashier.zh).toContain('??');
  });
});
