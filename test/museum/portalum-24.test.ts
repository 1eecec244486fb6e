/**
 * portalum-24: a reversal acted on another receipt than the one that was asked for, and the terminal called it done.
 * Here an answer to a void or a reversal counts only if amount, trace, terminal, merchant and batch are those of the request.
 */
import { describe, expect, it } from 'vitest';
import { altered, golden } from '../drivers/acquirer/goldens.ts';
import * as requests from '../drivers/acquirer/requests.ts';
import { ready } from '../drivers/acquirer/rig.ts';

const bcd = (digits: string): Buffer => Buffer.from(digits, 'hex');
const SPOILED: readonly (readonly [string, Buffer, Buffer])[] = [
  ['another amount', bcd('000000001250'), bcd('000000003000')],
  ['another processing code', bcd('200000000000001250'), bcd('000000000000001250')],
  ['another merchant', Buffer.from('898100000000001'), Buffer.from('898100000000009')],
  ['another batch', bcd('001323000001'), bcd('001323000002')],
];

describe('portalum-24', () => {
  it.each(SPOILED)('a void answered for %s is not a void', async (_what, find, put) => {
    const one = await ready();
    expect(await one.outcome(requests.voiding, altered(golden('void', 'device'), find, put))).toMatchObject({
      type: 'acquirer.unanswered',
      cause: 'echo-mismatch',
    });
  });

  it.each([
    ['another amount', bcd('000000001250'), bcd('000000003000')],
    ['another processing code', bcd('000000000000001250'), bcd('200000000000001250')],
    ['another merchant', Buffer.from('898100000000001'), Buffer.from('898100000000009')],
    ['another batch', bcd('001322000001'), bcd('001322000002')],
  ])('a reversal answered for %s is not done', async (_what, find, put) => {
    const one = await ready();
    const image = one.acquirer.prepare('sale', requests.sale).reversalImage;
    if (image === null) throw new Error('a sale raises a reversal');
    const answer = altered(golden('reversal of a sale', 'device'), find, put);
    expect(await one.outcome({ kind: 'reversal', image, reason: '98' }, answer)).toMatchObject({
      type: 'acquirer.unanswered',
      cause: 'echo-mismatch',
    });
  });

  it('an answer for another terminal is somebody else’s, too', async () => {
    const one = await ready();
    const other = altered(golden('void', 'device'), Buffer.from('10000001'), Buffer.from('10000009'));
    expect(await one.outcome(requests.voiding, other, golden('void', 'device'))).toMatchObject({
      type: 'acquirer.strayAnswer',
    });
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.answered', exchange: 'void' });
  });

  it('an answer with another trace is somebody else’s: the right one is waited for', async () => {
    const one = await ready();
    const other = altered(golden('void', 'device'), bcd('000000001250000005'), bcd('000000001250000004'));
    expect(await one.outcome(requests.voiding, other, golden('void', 'device'))).toMatchObject({
      type: 'acquirer.strayAnswer',
    });
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.answered', exchange: 'void' });
  });
});
