/**
 * What is said of the customer's money where that came to nothing which would have given it back (promises 3 and 6; requirement D11): the charge stands, or the
 * hold does. In process.
 */
import { describe, expect, test } from 'vitest';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 60_000 };

/** A hold of 100.00, to its last slip. */
function hold(counter: QuietCounter): void {
  counter.press('functions', '6', '10000', 'confirm');
  counter.presents();
  counter.until(/HELD, NOTHING CHARGED/);
  counter.rest();
  counter.press('confirm');
}

/** The latest hold, completed whole; then its completion is asked to be cancelled. */
function askToCancelCompletion(counter: QuietCounter): void {
  hold(counter);
  counter.press('functions', '7', 'confirm');
  counter.until(/1 完成/);
  counter.press('1', 'confirm');
  counter.until(/DO IT/);
  counter.press('confirm');
  counter.until(/COMPLETED AND CHARGED/);
  const [slip] = counter.slips('COMPLETION');
  counter.press('confirm', 'functions', '7', String(slip?.number), 'confirm', 'confirm');
  counter.until(/DO IT/);
}

const NOT_CHARGED = /未扣款|NOTHING CHARGED|NOT CHARGED/;

describe('a completion that is not cancelled', () => {
  test('declined: the charge stands', SLOW, () => {
    const counter = new QuietCounter();
    askToCancelCompletion(counter);
    counter.world.devices.do('acquirer', 'decline', { code: '58', kind: 'completion-cancel' });
    counter.press('confirm');
    const page = counter.until(/DECLINED/);
    expect(page).toContain('THE CHARGE STANDS');
    expect(page).not.toMatch(NOT_CHARGED);
    expect(counter.customer()[1]).toContain('扣款仍有效 CHARGED');
    expect(counter.world.broken).toEqual([]);
  });

  test('unknown, then reversed: the charge stands', SLOW, () => {
    const counter = new QuietCounter();
    askToCancelCompletion(counter);
    counter.world.devices.do('acquirer', 'silent', { kind: 'completion-cancel' });
    counter.press('confirm');
    const page = counter.until(/REVERSED, THE/);
    expect(page).toContain('THE CHARGE STANDS');
    expect(page).not.toMatch(NOT_CHARGED);
    expect(counter.customer()[1]).toContain('扣款仍有效 CHARGED');
    expect(counter.world.broken).toEqual([]);
  });
});

test('a hold that is not cancelled stands', SLOW, () => {
  const counter = new QuietCounter();
  hold(counter);
  counter.world.devices.do('acquirer', 'decline', { code: '58', kind: 'preauth-cancel' });
  counter.press('functions', '7', 'confirm');
  counter.until(/1 完成/);
  counter.press('2');
  counter.until(/DO IT/);
  counter.press('confirm');
  expect(counter.until(/DECLINED/)).toContain('THE HOLD STANDS');
  expect(counter.customer()[1]).toContain('预留仍有效 HELD');
  expect(counter.world.broken).toEqual([]);
});

test('a void that is reversed: the sale stands, and the customer is told that nothing was given back', SLOW, () => {
  const counter = new QuietCounter();
  const slip = counter.sell('1250');
  counter.world.devices.do('acquirer', 'silent', { kind: 'void' });
  counter.press('refund', String(slip.number), 'confirm', 'confirm', '1');
  counter.until(/CUSTOMER AGREES/);
  counter.press('confirm');
  counter.until(/THE SALE STANDS/);
  expect(counter.customer()[1]).toContain('未退款 NOT REFUNDED');
  expect(counter.world.broken).toEqual([]);
});

test(
  'of a sale that was reversed there is no receipt, also where a status slip of its case was the last to come out',
  SLOW,
  () => {
    const counter = new QuietCounter();
    counter.world.devices.do('acquirer', 'silent', { kind: 'sale' });
    counter.press('4500', 'confirm');
    counter.presents();
    counter.until(/REVERSED/);
    counter.press('confirm');
    const reversed = counter.world.entries.find(({ type }) => type === 'reversal.accepted');
    const trace = counter.world.entries.find(({ type }) => type === 'sale.submitted');
    expect(reversed?.txn).toBe(trace?.txn);
    counter.press('functions', 'confirm', trace?.type === 'sale.submitted' ? trace.body.stan : '', 'confirm');
    counter.until(/1 STATUS SLIP/);
    counter.press('1');
    counter.until(/STATUS SLIP WILL BE PRINTED/);
    counter.press('cancel');
    counter.rest();
    counter.press('reprint', 'confirm', 'confirm');
    expect(counter.world.broken).toEqual([]);
    expect(counter.types()).not.toContain('receipt.requested');
  },
);
