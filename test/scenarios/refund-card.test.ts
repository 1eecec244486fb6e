/**
 * A refund promised without paper and kept with or without the card, as the acquirer takes it (requirement D7): on the number that was kept, or
 * with the card of the sale and no other. In process.
 */
import { expect, test } from 'vitest';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 60_000 };

/** A settled sale; ￥10.00 of it are promised while there is no paper. @returns the screen that ends it */
function promised(counter: QuietCounter): string {
  const slip = counter.sell('4500');
  counter.settle();
  counter.world.devices.do('printer', 'paper-end');
  counter.until(/OUT OF PAPER/);
  counter.press('refund', String(slip.number), 'confirm', '1000', 'confirm', '1');
  counter.until(/WHEN PAPER IS BACK/);
  counter.press('confirm', '13800138000', 'confirm', '1');
  const screen = counter.until(/AMOUNT RESERVED/);
  counter.press('confirm');
  return screen;
}

/** New paper; the promise is offered and taken. */
function paperBack(counter: QuietCounter): void {
  counter.world.devices.do('printer', 'new-roll', { lines: 100_000 });
  counter.until(/A PROMISED REFUND/);
  counter.press('confirm');
}

const entryMode = (counter: QuietCounter): string | undefined => {
  const sent = counter.world.entries.findLast((entry) => entry.type === 'refund.submitted');
  return sent?.type === 'refund.submitted' ? sent.body.card.entryMode : undefined;
};

const refunds = (counter: QuietCounter): number =>
  (
    counter.world.devices.do('acquirer', 'ledger') as {
      readonly transactions: readonly { readonly kind: string; readonly state: string }[];
    }
  ).transactions.filter(({ kind, state }) => kind === 'refund' && state === 'in-force').length;

test('on the number that was kept: one key, no card', SLOW, () => {
  const counter = new QuietCounter();
  expect(promised(counter)).not.toContain('THE CUSTOMER BRINGS THE CARD');
  paperBack(counter);
  counter.until(/APPROVED/);
  expect(entryMode(counter)).toBe('none');
  expect(refunds(counter)).toBe(1);
});

test(
  'with the card of the sale, where the acquirer wants it so; another card is refused and nothing is sent',
  SLOW,
  () => {
    const counter = new QuietCounter({}, true, undefined, undefined, { refundNeedsCard: true });
    expect(promised(counter)).toContain('THE CUSTOMER BRINGS THE CARD');
    paperBack(counter);
    counter.until(/SWIPE THE CARD OF THE SALE/);
    expect(counter.customer().join()).toContain('请刷原卡');
    counter.world.pass(700);
    counter.swipe('mastercard');
    counter.until(/Not the card of the sale/);
    expect(counter.types()).not.toContain('refund.submitted');
    counter.world.pass(700);
    counter.swipe();
    counter.until(/APPROVED/);
    expect(entryMode(counter)).toBe('swipe');
    expect(refunds(counter)).toBe(1);
    const slips = counter.paper.whole().filter(({ title }) => title === 'PROMISE');
    expect(slips[0]?.lines.join('\n')).toContain('BRING THIS SLIP AND THE CARD');
  },
);

test('the customer has not brought it: the promise stays, offered again', SLOW, () => {
  const counter = new QuietCounter({}, true, undefined, undefined, { refundNeedsCard: true });
  promised(counter);
  paperBack(counter);
  counter.until(/SWIPE THE CARD OF THE SALE/);
  counter.press('cancel');
  counter.until(/READY/);
  expect(counter.journal.deferredRefunds()).toHaveLength(1);
  expect(refunds(counter)).toBe(0);
  counter.press('confirm');
  counter.until(/A PROMISED REFUND/);
});
