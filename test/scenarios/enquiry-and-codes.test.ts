/** Status enquiry before anything is undone (requirement C3; facts/acquirer §2.2 rules 6, 8), and sales to a customer's payment code. */
import { describe, expect, test } from 'vitest';
import { unionpayWithEnquiry } from '../../drivers/acquirer/profiles/unionpay.ts';
import type { TransactionId } from '../../storage/facts.ts';
import { unionpayDialect } from '../emulators/acquirer/dialect.ts';
import { AcquirerWorld } from './acquirer-world.ts';

const asking = () => new AcquirerWorld({ profile: unionpayWithEnquiry, dialect: unionpayDialect });
const story = (world: AcquirerWorld, txn: TransactionId) => world.journal.timeline(txn).map(({ type }) => type);
const outcomes = (world: AcquirerWorld) =>
  world.desk.reports.flatMap((report) =>
    report.type === 'money.decided' ? [(report['outcome'] as { readonly is: string }).is] : [],
  );

describe('an enquiry', () => {
  // Whoever waits is asked for whichever way the answer was lost; a new connection is made for the question.
  test.each(['silent', 'cut-before-answer', 'cut-in-answer', 'wrong-mac'])(
    'after %s finds that the sale was booked: approved after all, once, and nothing is reversed',
    (fault) => {
      const world = asking();
      world.tell(fault, { kind: 'sale' });
      const sale = world.request('sale', 5_000);
      expect(story(world, sale)).toEqual([
        'sale.submitted',
        'sale.unknown',
        'enquiry.sent',
        'enquiry.answered',
        'sale.approved',
      ]);
      expect(outcomes(world)).toEqual(['approved']);
      expect(world.bankBooks().map(({ kind, state }) => `${kind} ${state}`)).toEqual(['sale in-force']);
      expect(world.broken()).toEqual([]);
    },
  );

  test('after a request that was cut off finds nothing, and the reversal follows in the same visit', () => {
    const world = asking();
    world.tell('cut-on-request', { kind: 'sale' });
    const sale = world.request('sale', 5_000);
    expect(story(world, sale).slice(2)).toEqual([
      'enquiry.sent',
      'enquiry.answered',
      'reversal.sent',
      'reversal.accepted',
    ]);
    expect(world.broken()).toEqual([]);
  });

  test('is not made about a sale that nobody waits for any more, after a power cut: its reversal goes', () => {
    const world = asking();
    world.cutPowerAt({ message: 'sale.submitted', point: 'after send' });
    const sale = world.request('sale', 5_000);
    world.powerOn();
    world.settle();
    expect(story(world, sale)).toEqual(['sale.submitted', 'sale.unknown', 'reversal.sent', 'reversal.accepted']);
    expect(world.broken()).toEqual([]);
  });

  test('finds nothing: the reversal goes all the same, because the request may still be on its way', () => {
    const world = asking();
    world.tell('silent-unbooked', { kind: 'sale' });
    const sale = world.request('sale', 5_000);
    expect(story(world, sale)).toContain('reversal.accepted');
    expect(outcomes(world)).toEqual(['unknown']);
    expect(world.broken()).toEqual([]);
  });

  test('finds the decline that did not arrive', () => {
    const world = asking();
    world.tell('decline', { kind: 'sale', code: '51' });
    world.tell('silent', { kind: 'sale' });
    const sale = world.request('sale', 5_000);
    expect(world.journal.transaction(sale)).toMatchObject({ state: 'declined', responseCode: '51' });
    expect(story(world, sale)).not.toContain('reversal.sent');
  });

  test('met with silence itself: the sale is reversed, never asked for again', () => {
    const world = asking();
    world.tell('silent', { kind: 'sale' });
    world.tell('silent', { kind: 'enquiry', count: 5 });
    const sale = world.request('sale', 5_000);
    expect(story(world, sale).filter((type) => type === 'sale.submitted')).toHaveLength(1);
    expect(world.journal.transaction(sale)?.state).toBe('reversed');
    expect(world.broken()).toEqual([]);
  });

  test('ends the doubt about a refund, also days later and after a restart', () => {
    const world = asking();
    const sale = world.request('sale', 5_000);
    world.tell('silent', { kind: 'refund' });
    world.tell('silent', { kind: 'enquiry', count: 1_000 });
    const refund = world.request('refund', 2_000, sale);
    expect(world.journal.transaction(refund)?.state).toBe('unknown');
    expect(world.journal.transaction(sale)?.reservedMinor).toBe(2_000);
    world.powerOn();
    world.tell('clear-faults');
    world.settle();
    expect(world.journal.transaction(refund)?.state).toBe('approved');
    expect(world.journal.transaction(sale)).toMatchObject({ refundedMinor: 2_000, reservedMinor: 0 });
    expect(world.broken()).toEqual([]);
  });

  test('is not asked where the profile has none', () => {
    const world = new AcquirerWorld();
    world.tell('silent', { kind: 'sale' });
    const sale = world.request('sale', 5_000);
    expect(story(world, sale)).not.toContain('enquiry.sent');
    expect(world.journal.transaction(sale)?.state).toBe('reversed');
  });
});

describe('a payment code', () => {
  const CODE = '6212345678901234567';

  test('is charged, voided, and pays once', () => {
    const world = new AcquirerWorld();
    const sale = world.requestByCode(CODE, 5_000);
    expect(world.journal.transaction(sale)).toMatchObject({ state: 'approved', card: { entryMode: 'qr' } });
    expect(world.journal.transaction(world.requestByCode(CODE, 100))).toMatchObject({
      state: 'declined',
      responseCode: '14',
    });
    const undone = world.request('void', 5_000, sale);
    expect(world.journal.transaction(undone)?.state).toBe('approved');
    expect(world.journal.transaction(sale)?.state).toBe('voided');
    expect(world.broken()).toEqual([]);
  });

  test('is refunded in parts, in the next batch as well, and stands in no entry', () => {
    const world = new AcquirerWorld();
    const sale = world.requestByCode(CODE, 5_000);
    world.request('refund', 1_000, sale);
    world.tell('out-of-balance', { add: 777 });
    world.startSettlement();
    expect(world.journal.counters().batch).toBe('000002');
    const later = world.request('refund', 4_000, sale);
    expect(world.journal.transaction(later)?.state).toBe('approved');
    expect(JSON.stringify(world.entries())).not.toContain(CODE);
    expect(world.broken()).toEqual([]);
  });

  test('without an answer is reversed like a card', () => {
    const world = new AcquirerWorld();
    world.tell('silent', { kind: 'sale' });
    const sale = world.requestByCode(CODE, 5_000);
    expect(world.journal.transaction(sale)?.state).toBe('reversed');
    expect(world.broken()).toEqual([]);
  });
});

describe('a chip', () => {
  const TAGS = {
    '84': 'A000000333010102',
    '50': '50424F43',
    '5F34': '01',
    '82': '7C00',
    '95': '0000008000',
    '9A': '260302',
    '9B': 'E800',
    '9C': '00',
    '5F2A': '0156',
    '9F02': '000000005000',
    '9F10': '07010103A02002010A01',
    '9F1A': '0156',
    '9F26': '1122334455667788',
    '9F36': '0257',
    '9F37': '7F9F349E',
  };

  test('is carried in DE 55 and 23, kept for the slip, and nothing that leads back to the card', () => {
    const world = new AcquirerWorld();
    const sale = world.request('sale', 5_000, null, TAGS);
    expect(world.journal.transaction(sale)).toMatchObject({
      state: 'approved',
      card: {
        entryMode: 'insert',
        chip: { aid: 'A000000333010102', label: 'PBOC', tvr: '0000008000', tsi: 'E800', atc: '0257' },
      },
    });
    world.powerOn();
    expect(world.journal.transaction(sale)?.card.chip?.cryptogram).toBe('1122334455667788');
    expect(world.journal.verify().ok).toBe(true);
    expect(world.broken()).toEqual([]);
  });

  test('is reversed with the reduced set of its tags; its void carries none', () => {
    const world = new AcquirerWorld();
    world.tell('silent', { kind: 'sale' });
    const lost = world.request('sale', 5_000, null, TAGS);
    expect(world.journal.transaction(lost)?.state).toBe('reversed');
    const sale = world.request('sale', 4_000, null, TAGS);
    expect(world.journal.transaction(world.request('void', 4_000, sale))).toMatchObject({ state: 'approved' });
    expect(world.broken()).toEqual([]);
  });
});

describe('68, the answer came too late', () => {
  test('to a refund, which nobody reverses: it may be booked, so its amount stays taken until somebody knows', () => {
    const world = new AcquirerWorld();
    const sale = world.request('sale', 5_000);
    world.tell('decline', { kind: 'refund', code: '68' });
    const refund = world.request('refund', 5_000, sale);
    expect(outcomes(world)).toEqual(['approved', 'unknown']);
    expect(world.journal.transaction(refund)?.state).toBe('unknown');
    expect(world.journal.transaction(sale)).toMatchObject({ refundedMinor: 0, reservedMinor: 5_000 });
    expect(world.journal.transaction(world.request('refund', 5_000, sale))).toBeNull();
    const body = { manager: '9', reason: 'never-booked', evidence: '47', approved: false, copies: [] };
    world.journal.append([{ type: 'refund.resolved', txn: refund, body }], world.desk.stamp());
    expect(world.journal.transaction(world.request('refund', 5_000, sale))?.state).toBe('approved');
    expect(world.broken()).toEqual([]);
  });

  test('to a sale: declined, as the switch has undone it', () => {
    const world = new AcquirerWorld();
    world.tell('decline', { kind: 'sale', code: '68' });
    expect(world.journal.transaction(world.request('sale', 5_000))?.state).toBe('declined');
    expect(world.broken()).toEqual([]);
  });
});
