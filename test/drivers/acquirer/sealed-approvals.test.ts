/** Which approvals must carry a MAC, and what the header of an answer may ask for (facts/acquirer §1.1, §1.3; design §13; profile column `dueOn`). */
import { describe, expect, it } from 'vitest';
import type { AcquirerEvent, AcquirerRequest } from '../../../drivers/acquirer/acquirer.ts';
import { profileFor } from '../../../drivers/acquirer/profiles/named.ts';
import { unionpayDialect } from '../../emulators/acquirer/dialect.ts';
import { type BankOnACable, bankOnACable } from './bank-on-a-cable.ts';

const APPROVALS = ['00', '10', '11', 'A2', 'A4', 'A5', 'A6'] as const;
const batch = '000001';

function shop(unsealedApprovals: readonly string[] = []): BankOnACable {
  const one = bankOnACable(profileFor({ profile: 'unionpay', unsealedApprovals }), unionpayDialect);
  one.connect();
  one.answered({ kind: 'signOn', stan: one.nextStan(), batch, operator: '1' });
  return one;
}
const sale = (one: BankOnACable): AcquirerRequest => ({
  kind: 'sale',
  stan: one.nextStan(),
  batch,
  amountMinor: 5_000,
  card: { pan: '4111111111111111', expiry: '2912', track2: null, track3: null, entryMode: 'swipe' },
  pinBlock: null,
});
function answer(one: BankOnACable, code: string): AcquirerEvent {
  if (code !== '00') one.tell('decline', { code });
  return one.outcome(sale(one));
}

describe.each(APPROVALS)('an approval with %s', (code) => {
  it('with a right MAC is believed', () => {
    const one = shop();
    one.tell('seal-approvals', { on: true });
    expect(answer(one, code)).toMatchObject({
      type: 'acquirer.answered',
      answer: { responseCode: code, macVerified: true },
    });
  });

  it('with a wrong MAC is not, although the profile lets it come without one', () => {
    const one = shop(APPROVALS);
    one.tell('seal-approvals', { on: true });
    one.tell('wrong-mac', { kind: 'sale' });
    expect(answer(one, code)).toMatchObject({ type: 'acquirer.unanswered', cause: 'mac-wrong' });
  });
});

describe.each(APPROVALS.slice(1))('an approval with %s and no MAC', (code) => {
  it('is not believed: whoever sits on the line could have made it of a decline', () => {
    expect(answer(shop(), code)).toMatchObject({ type: 'acquirer.unanswered', cause: 'mac-wrong' });
  });

  it('is believed where this host is known to leave it out', () => {
    expect(answer(shop([code]), code)).toMatchObject({ type: 'acquirer.answered', answer: { macVerified: false } });
  });
});

it('00 without a MAC is believed nowhere', () => {
  expect(profileFor({ profile: 'unionpay', unsealedApprovals: ['00'] }).mac?.dueOn).toContain('00');
});

describe('the processing requirement of the header', () => {
  it.each([
    ['1', 'download parameters'],
    ['2', 'upload the status'],
    ['4', 'download CA public keys'],
    ['5', 'download EMV parameters'],
    ['6', 'update the application'],
    ['7', 'download the blacklist'],
  ])('%s is told once, before the answer', (code, meaning) => {
    const one = shop();
    one.tell('new-keys-required', { code, count: 2 });
    const before = one.events.length;
    one.answered(sale(one));
    one.answered(sale(one));
    expect(one.events.slice(before).map(({ type }) => type)).toEqual([
      'acquirer.hostWants',
      'acquirer.answered',
      'acquirer.answered',
    ]);
    expect(one.events[before]).toMatchObject({ requirement: code, meaning });
  });

  it('3 is the sign-on, which goes with the answer', () => {
    const one = shop();
    one.tell('new-keys-required');
    expect(one.answered(sale(one)).processing).toBe('3');
    expect(one.events.some(({ type }) => type === 'acquirer.hostWants')).toBe(false);
  });
});
