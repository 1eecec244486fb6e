/** Golden answers spoiled one by one: which are believed, which end as unknown, which are somebody else's (facts/acquirer §1.3, §2.2). */
import { describe, expect, it } from 'vitest';
import type { PreparedRequest } from '../../../drivers/acquirer/acquirer.ts';
import { altered, golden, PAN } from './goldens.ts';
import * as requests from './requests.ts';
import { ready, TIMEOUT_MS } from './rig.ts';

const answerTo = (name: string, nth = 0) => golden(name, 'device', nth);
const bcd = (digits: string): Buffer => Buffer.from(digits, 'hex');

describe('an answer is believed only when everything holds (rule 3)', () => {
  const approved = answerTo('sale');
  it.each([
    ['MTI', altered(approved, bcd('021070'), bcd('023070')), 'echo-mismatch', 'MTI 0230'],
    ['DE 3', altered(approved, bcd('000000000000001250'), bcd('200000000000001250')), 'echo-mismatch', 'DE 3 differs'],
    ['DE 4', altered(approved, bcd('000000001250'), bcd('000000001251')), 'echo-mismatch', 'DE 4 differs'],
    ['DE 42', altered(approved, '898100000000001', '898100000000002'), 'echo-mismatch', 'DE 42 differs'],
    ['DE 60.2', altered(approved, bcd('001322000001'), bcd('001322000002')), 'echo-mismatch', 'DE 60 differs'],
  ] as const)('%s of another transaction: unknown, although the MAC is right', async (_what, frame, cause, detail) => {
    const one = await ready();
    const event = await one.outcome(requests.sale, frame);
    expect(event).toMatchObject({ type: 'acquirer.unanswered', exchange: 'sale', cause });
    expect(event).toHaveProperty('detail', expect.stringContaining(detail));
  });

  it('an approval whose MAC is wrong by one bit', async () => {
    const one = await ready();
    const frame = Buffer.from(approved);
    const last = frame.length - 1;
    frame[last] = (frame[last] ?? 0) ^ 1;
    expect(await one.outcome(requests.sale, frame)).toMatchObject({ cause: 'mac-wrong' });
  });

  it('an approval that was altered under way', async () => {
    const one = await ready();
    expect(await one.outcome(requests.sale, altered(approved, 'A12345', 'A12346', true))).toMatchObject({
      cause: 'mac-wrong',
    });
  });

  it('an approval without a MAC', async () => {
    const one = await ready();
    // The declined answer says 00 instead: bitmap without bit 64.
    const bare = altered(answerTo('sale with PIN, declined'), '51', '00');
    expect(await one.outcome(requests.saleWithPin, bare)).toMatchObject({ cause: 'mac-wrong' });
  });

  it('a decline needs neither MAC nor merchant, but amount and processing code', async () => {
    const one = await ready();
    const declined = answerTo('sale with PIN, declined');
    expect(
      await one.outcome(requests.saleWithPin, altered(declined, '898100000000001', '000000000000000')),
    ).toMatchObject({
      answer: { responseCode: '51' },
    });
    expect(
      await one.outcome(requests.saleWithPin, altered(declined, bcd('000000001250'), bcd('000000001251'))),
    ).toMatchObject({
      cause: 'echo-mismatch',
    });
  });

  it('77 tells that the batch numbers differ, so its batch may differ', async () => {
    const one = await ready();
    const other = altered(answerTo('sale with PIN, declined'), bcd('001322000001'), bcd('001322000002'));
    expect(await one.outcome(requests.saleWithPin, altered(other, '51', '77'))).toMatchObject({
      answer: { responseCode: '77', batch: '000002' },
    });
    expect(await one.outcome(requests.saleWithPin, other)).toMatchObject({ cause: 'echo-mismatch' });
  });

  it('a partial approval may be for less, never for more', async () => {
    const one = await ready();
    const partial = (amount: string) =>
      altered(altered(approved, '000000000002A1234500', '000000000002A1234510'), bcd('000000001250'), bcd(amount));
    expect(await one.outcome(requests.sale, partial('000000001000'))).toMatchObject({
      answer: { responseCode: '10', amountMinor: 1000, macVerified: true },
    });
    expect(await one.outcome(requests.sale, partial('000000001300'))).toMatchObject({ cause: 'echo-mismatch' });
  });

  it.each([
    ['cut short', Buffer.concat([Buffer.from([0, approved.length - 3]), approved.subarray(2, -1)])],
    [
      'with a byte too many',
      Buffer.concat([Buffer.from([0, approved.length - 1]), approved.subarray(2), Buffer.from([0])]),
    ],
    ['with a nibble that is no digit', altered(approved, bcd('000000001250'), bcd('00000000125A'), true)],
  ])('an answer %s cannot be unpacked: unknown', async (_what, frame) => {
    const one = await ready();
    expect(await one.outcome(requests.sale, frame)).toMatchObject({
      type: 'acquirer.unanswered',
      cause: 'unparsable',
    });
    // The stream is still in step: the next exchange works.
    expect(await one.outcome(requests.echo, answerTo('echo'))).toMatchObject({ answer: { responseCode: '00' } });
  });

  it('a length that cannot be believed: unknown, and the connection is given up', async () => {
    const one = await ready();
    expect(await one.outcome(requests.sale, Buffer.from('FFFF', 'hex'))).toMatchObject({ cause: 'unparsable' });
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.lost' });
    expect(one.acquirer.connected).toBe(false);
    await one.host.ended();
  });

  it('details say which field, never what was in it', async () => {
    const one = await ready();
    for (const frame of [
      altered(approved, bcd('000000001250'), bcd('000000001251')),
      altered(approved, bcd('000000001250'), bcd('00000000125A'), true),
      altered(approved, bcd(`16${PAN}`), bcd(`20${PAN}`), true),
    ]) {
      await one.outcome(requests.sale, frame);
    }
    const said = JSON.stringify(one.log);
    expect(said).not.toMatch(/\d{13,}/);
    expect(said).not.toContain('A1B2C3D4');
  });

  it('a card number in the host text is struck out', async () => {
    const one = await ready();
    const text = Buffer.concat([Buffer.from('CUP'), Buffer.from('B3C9B9A6', 'hex')]);
    const spoken = Buffer.from(`CUP${PAN}`);
    const base = answerTo('sale');
    const at = base.indexOf(text) - 2;
    const longer = Buffer.concat([base.subarray(0, at), Buffer.from('0019', 'hex'), spoken, base.subarray(-8)]);
    longer.writeUInt16BE(longer.length - 2, 0);
    const event = await one.outcome(requests.sale, altered(longer, 'A12345', 'A12345'));
    expect(event).toMatchObject({ answer: { hostText: '*'.repeat(16) } });
  });
});

describe('time-outs and late answers (rules 2 and 8)', () => {
  it('silence: unknown when the time is over, not before', async () => {
    const one = await ready();
    await one.out(requests.sale);
    one.clock.advance(TIMEOUT_MS - 1);
    expect(one.events.size).toBe(0);
    one.clock.advance(1);
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.unanswered', cause: 'timeout' });
  });

  it('a late approval is evidence, told once, and decides nothing', async () => {
    const one = await ready();
    await one.out(requests.sale, 'txn-1');
    one.clock.advance(TIMEOUT_MS);
    await one.events.next();
    await one.host.say(answerTo('sale'), answerTo('sale'));
    expect(await one.events.next()).toEqual({ type: 'acquirer.answeredLate', exchange: 'txn-1', responseCode: '00' });
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.strayAnswer', what: 'MTI 0210, STAN 000002' });
  });

  it('a late 0210 during its own reversal is not taken for the 0410, although they share the STAN', async () => {
    const one = await ready();
    const prepared = one.acquirer.prepare('txn-1', requests.sale);
    one.acquirer.send(prepared);
    await one.host.frame();
    one.clock.advance(TIMEOUT_MS);
    await one.events.next();
    const image = prepared.reversalImage as NonNullable<PreparedRequest['reversalImage']>;
    await one.out({ kind: 'reversal', image, reason: '98' }, 'reversal txn-1');
    await one.host.say(answerTo('sale'));
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.answeredLate', exchange: 'txn-1' });
    await one.host.say(answerTo('reversal of a sale'));
    expect(await one.events.next()).toMatchObject({ exchange: 'reversal txn-1', answer: { responseCode: '00' } });
  });

  it('a reversal sent again: one answer is enough, a second one belongs to nothing', async () => {
    const one = await ready();
    const image = one.acquirer.prepare('txn-1', requests.sale).reversalImage as NonNullable<
      PreparedRequest['reversalImage']
    >;
    const reversal = { kind: 'reversal', image, reason: '98' } as const;
    await one.out(reversal, 'reversal txn-1');
    one.clock.advance(TIMEOUT_MS);
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.unanswered', cause: 'timeout' });
    await one.out(reversal, 'reversal txn-1');
    await one.host.say(answerTo('reversal of a sale'), answerTo('reversal of a sale'));
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.answered', exchange: 'reversal txn-1' });
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.strayAnswer' });
  });

  it('a late 0210 during its reversal after a restart, when nothing is remembered: noted, and the wait goes on', async () => {
    const before = await ready();
    const image = before.acquirer.prepare('txn-1', requests.sale).reversalImage as NonNullable<
      PreparedRequest['reversalImage']
    >;
    const after = await ready();
    await after.out({ kind: 'reversal', image, reason: '98' }, 'reversal txn-1');
    await after.host.say(answerTo('sale'));
    expect(await after.events.next()).toMatchObject({ type: 'acquirer.strayAnswer' });
    await after.host.say(answerTo('reversal of a sale'));
    expect(await after.events.next()).toMatchObject({ type: 'acquirer.answered', exchange: 'reversal txn-1' });
  });

  it.each([
    ['another STAN', altered(answerTo('sale'), bcd('000000001250000002'), bcd('000000001250000099'))],
    ['another terminal', altered(answerTo('sale'), '10000001', '10000002')],
    ['a TPDU that does not begin with 60', Buffer.concat([Buffer.from('009868', 'hex'), answerTo('sale').subarray(3)])],
  ])('an answer with %s is not ours: noted, ours is waited for', async (_what, foreign) => {
    const one = await ready();
    await one.out(requests.sale);
    await one.host.say(foreign, answerTo('sale'));
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.strayAnswer' });
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.answered', exchange: 'sale' });
  });
});
