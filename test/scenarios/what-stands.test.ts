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
  counter.press('confirm', 'functions', '7', String(slip?.number), 'confirm', 'confirm', '2');
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

/** A sale that the bank never answered is reversed. @returns it, and its trace number as it is typed */
function reversedSale(counter: QuietCounter): { readonly txn: string | null; readonly trace: string } {
  counter.world.devices.do('acquirer', 'silent', { kind: 'sale' });
  counter.press('4500', 'confirm');
  counter.presents();
  counter.until(/REVERSED/);
  counter.press('confirm');
  const asked = counter.world.entries.findLast(({ type }) => type === 'sale.submitted');
  const reversed = counter.world.entries.findLast(({ type }) => type === 'reversal.accepted');
  if (asked?.type !== 'sale.submitted' || reversed?.txn !== asked.txn) throw new Error('nothing was reversed');
  return { txn: asked.txn, trace: asked.body.stan ?? '' };
}

test(
  'of a sale that was reversed there is no receipt, also where a status slip of its case was the last to come out',
  SLOW,
  () => {
    const counter = new QuietCounter();
    counter.press('functions', 'confirm', reversedSale(counter).trace, 'confirm');
    counter.until(/1 STATUS SLIP/);
    counter.press('1');
    counter.until(/STATUS SLIP WILL BE PRINTED/);
    counter.press('cancel');
    counter.rest();
    counter.press('reprint', 'confirm');
    expect(counter.until(/No receipt to print again yet/)).toMatch(/还没有可重打的小票/);
    counter.press('confirm');
    expect(counter.world.broken).toEqual([]);
    expect(counter.types()).not.toContain('receipt.requested');
  },
);

test(
  'the last receipt is that of the last sale, also behind the fault slip, the status slip or the story of another',
  SLOW,
  () => {
    const counter = new QuietCounter();
    counter.sell('1200');
    const last = counter.sell('3400');
    counter.press('functions', 'confirm', reversedSale(counter).trace, 'confirm');
    counter.until(/1 STATUS SLIP/);
    counter.press('1', 'cancel');
    counter.rest();
    // The story of the first sale comes out last of all.
    counter.press('refund', String(counter.slips('SALE')[0]?.number), 'confirm', 'functions');
    counter.until(/TIMELINE/);
    counter.press('reprint', 'cancel', 'cancel');
    counter.rest();
    expect(
      counter.types().filter((type) => type === 'timeline.requested' || type === 'caseFile.slipRequested'),
    ).toHaveLength(2);
    counter.press('reprint', 'confirm');
    counter.until(/￥34\.00/);
    expect(counter.screen({ columns: 24, rows: 6 })).toContain('￥34.00');
    counter.press('confirm');
    counter.rest();
    expect(counter.slips('SALE').at(-1)).toMatchObject({ duplicate: true, trace: last.trace });
    expect(counter.world.broken).toEqual([]);
  },
);

test('the story of a sale that came to nothing bears a slip number, and is no receipt of it', SLOW, () => {
  const counter = new QuietCounter();
  const reversed = reversedSale(counter);
  counter.press('refund', reversed.trace, 'confirm', 'functions');
  counter.until(/TIMELINE/);
  counter.press('reprint', 'cancel', 'cancel');
  counter.rest();
  const story = counter.world.entries.findLast(({ type }) => type === 'receipt.started');
  expect(story?.txn).toBe(reversed.txn);
  counter.press('reprint', story?.type === 'receipt.started' ? String(story.body.slip) : '', 'confirm', 'confirm');
  expect(counter.world.broken).toEqual([]);
  expect(counter.types()).not.toContain('receipt.requested');
});
