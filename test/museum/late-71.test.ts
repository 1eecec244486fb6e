/**
 * late-71: the cashier cancels in the moment in which the customer presses ENTER. The PIN block crosses the cancel on the line, and a driver
 * that takes it for the answer to the next request sends the PIN of one card with the number of another.
 * Here a PIN counts only between the ACK of its request and the end of it; a late one is acknowledged and thrown away.
 */
import { describe, expect, it } from 'vitest';
import { SETTLE_MS } from '../../drivers/pin-pad/delays.ts';
import { encodeFrame } from '../../drivers/pin-pad/wire.ts';
import { ACK, DUKPT_PIN, EOT, enteringBench, hex, MASTER_SESSION_PIN } from '../drivers/pin-pad/bench.ts';
import { frame } from '../drivers/pin-pad/golden.ts';

const SCHEMES = [
  ['DUKPT', DUKPT_PIN, 'PIN block with DUKPT'],
  ['a session key', MASTER_SESSION_PIN, 'PIN block under a session key'],
] as const;
const CANCELLED = { type: 'pinPad.cancelled', by: 'terminal' };

describe.each(SCHEMES)('late-71 with %s', (_scheme, request, name) => {
  const late = (): Uint8Array => frame(name);

  it.each([
    ['before the EOT', () => [late(), EOT]],
    ['behind the EOT', () => [EOT, late()]],
    ['and the pad acknowledges the cancel, being idle again', () => [late(), ACK]],
    ['twice, because our ACK came to nothing', () => [late(), late(), EOT]],
  ])('a PIN that crosses the cancel, %s', (_order, said) => {
    const one = enteringBench(request);
    one.session.cancel();
    const words = said();
    one.pad(...words);
    expect(one.events.slice(1)).toMatchObject([{ ...CANCELLED, exchange: request.exchange }]);
    const acks = words.filter((bytes) => bytes.length > 1).length;
    expect(one.sent()).toBe(hex(frame('cancel')) + '06'.repeat(acks));
  });

  it('does not answer the next customer', () => {
    const one = enteringBench(request);
    one.session.cancel();
    one.pad(EOT);
    expect(one.session.askPin({ ...request, exchange: 'next customer' })).toEqual({ result: 'accepted' });
    one.pad(late());
    one.clock.advance(SETTLE_MS);
    one.pad(late());
    expect(one.events.slice(1)).toMatchObject([{ ...CANCELLED, exchange: request.exchange }]);
  });

  it('cut off by the cancel is not waited for', () => {
    const one = enteringBench(request);
    one.pad(late().subarray(0, 15));
    one.session.cancel();
    one.pad(late().subarray(15), EOT);
    expect(one.events.slice(1)).toMatchObject([CANCELLED]);
  });
});

it('late-71: a KSN that crossed a cancel does not count behind the ACK of the next request either', () => {
  const one = enteringBench();
  one.session.cancel();
  one.pad(EOT, frame('PIN block with DUKPT'));
  one.clock.advance(SETTLE_MS);
  one.session.askPin({ ...DUKPT_PIN, exchange: 'next customer' });
  one.pad(ACK, encodeFrame('transaction', 'Z20'), EOT, ACK);
  one.pad(frame('PIN block with DUKPT'));
  expect(one.events).toHaveLength(2);
  one.pad(frame('PIN block with all twenty digits of the KSN'));
  expect(one.events.at(-1)).toMatchObject({ exchange: 'next customer', ksn: 'FFFF9876543210E00002' });
});
