/** A person ends a debt to the acquirer while its message is on the line: the word stands, the answer stands beside it, and trade goes on (requirement C3; promise 3). */
import { describe, expect, test } from 'vitest';
import { unionpayWithEnquiry } from '../../drivers/acquirer/profiles/unionpay.ts';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { TransactionId } from '../../storage/facts.ts';
import { unionpayDialect } from '../emulators/acquirer/dialect.ts';
import { AcquirerWorld } from './acquirer-world.ts';

const WORD = { manager: '9', reason: 'bank-statement', evidence: '47' } as const;
const SLOW = { bytesPerSecond: 20 };

const typesOf = (world: AcquirerWorld, txn: TransactionId) => world.journal.timeline(txn).map(({ type }) => type);
const lastOf = (world: AcquirerWorld, txn: TransactionId) => world.journal.timeline(txn).at(-1);

/** Until the next message of this type has left, whose answer does not come or takes long. */
function untilOnTheLine(world: AcquirerWorld, type: string): void {
  const sent = () => world.entries().filter((entry) => entry.type === type).length;
  const before = sent();
  for (let ms = 0; ms < 7_200_000 && sent() === before; ms += 500) world.pass(500);
  expect(world.entries().at(-1)?.type).toBe(type);
}

function say(world: AcquirerWorld, draft: EntryDraft): void {
  world.journal.append([draft], { atMs: 0, clock: 'unsynchronised', operator: '9' });
  world.settle();
}

/** What came of the attempt that was on the line: nothing, or an answer. */
const ENDS = [
  ['silent-unbooked', {}],
  ['slow', SLOW],
] as const;

describe.each(ENDS)('%s', (fault, how) => {
  const isAnswered = fault === 'slow';

  test('a reversal', () => {
    const world = new AcquirerWorld();
    world.tell('silent', { kind: 'sale' });
    world.tell('silent-unbooked', { kind: 'reversal', count: 20 });
    const sale = world.request('sale', 5_000);
    for (let i = 0; i < 20 && world.journal.reversals()[0]?.state !== 'needsHuman'; i++) world.settle();
    world.tell('clear-faults');
    world.tell(fault, { kind: 'reversal', ...how });
    untilOnTheLine(world, 'reversal.sent');
    say(world, { type: 'reversal.resolved', txn: sale, body: WORD });
    expect(typesOf(world, sale)).toContain('reversal.resolved');
    expect(lastOf(world, sale)).toMatchObject(
      isAnswered
        ? { type: 'evidence.noted', body: { what: 'answer-after-word', detail: 'reversal: 00' } }
        : { type: 'reversal.resolved' },
    );
    expect(world.journal.reversals()).toEqual([]);
    expect(world.journal.transaction(world.request('sale', 100))?.state).toBe('approved');
  });

  test('an advice', () => {
    const world = new AcquirerWorld();
    const hold = world.request('preauth', 10_000);
    world.tell('silent-unbooked', { kind: 'completion-advice', count: 30 });
    const told = world.request('completionAdvice', 9_000, hold);
    for (let i = 0; i < 20 && world.journal.advices()[0]?.state !== 'needsHuman'; i++) world.settle();
    world.tell('clear-faults');
    world.tell(fault, { kind: 'completion-advice', ...how });
    untilOnTheLine(world, 'advice.sent');
    say(world, { type: 'completionAdvice.resolved', txn: told, body: { ...WORD, approved: false, copies: [] } });
    expect(world.journal.transaction(told)?.state).toBe('declined');
    expect(lastOf(world, told)).toMatchObject(
      isAnswered
        ? { type: 'evidence.noted', body: { what: 'answer-after-word', detail: 'advice: 00' } }
        : { type: 'completionAdvice.resolved' },
    );
    expect(world.journal.advices()).toEqual([]);
    expect(world.journal.transaction(world.request('sale', 100))?.state).toBe('approved');
  });

  test('an enquiry about a refund', () => {
    const world = new AcquirerWorld({ profile: unionpayWithEnquiry, dialect: unionpayDialect });
    const sale = world.request('sale', 5_000);
    world.tell('silent', { kind: 'refund' });
    world.tell('silent', { kind: 'enquiry', count: 20 });
    const refund = world.request('refund', 2_000, sale);
    expect(world.journal.transaction(refund)?.state).toBe('unknown');
    world.tell('clear-faults');
    world.tell(fault, { kind: 'enquiry', ...how });
    untilOnTheLine(world, 'enquiry.sent');
    say(world, { type: 'refund.resolved', txn: refund, body: { ...WORD, approved: false, copies: [] } });
    expect(world.journal.transaction(refund)?.state).toBe('declined');
    // What it found stands in the enquiry's own entry, beside the word that it contradicts.
    expect(lastOf(world, refund)).toMatchObject(
      isAnswered ? { type: 'enquiry.answered', body: { found: 'approved' } } : { type: 'enquiry.unanswered' },
    );
    expect(world.journal.transaction(sale)).toMatchObject({ refundedMinor: 0, reservedMinor: 0 });
    expect(world.journal.transaction(world.request('sale', 100))?.state).toBe('approved');
  });
});
