/** PINs, keys and texts, one request at a time (facts/peripherals §1c, traps 2–5); how they are ended: ending.test.ts. */
import { describe, expect, it } from 'vitest';
import { GRACE_MS, PIN_STEP_MS } from '../../../drivers/pin-pad/delays.ts';
import type { PinPadEvent } from '../../../drivers/pin-pad/pin-pad.ts';
import {
  ACK,
  CANCEL,
  DUKPT_PIN,
  EOT,
  enteringBench,
  hello,
  hex,
  key,
  MASTER_SESSION_PIN,
  outcomes,
  pinBlockFrame,
  readyBench,
} from './bench.ts';
import { frame } from './golden.ts';

const text = { exchange: 'text-1', promptId: 5, echo: 'clear', keyTimeoutSeconds: 30, maxLength: 11 } as const;

const block = (event: PinPadEvent | undefined): string | null =>
  event?.type === 'pinPad.pinEntered' ? hex(event.pinBlock) : null;

describe('a PIN', () => {
  it('comes with its block and KSN, with DUKPT', () => {
    const one = readyBench();
    expect(one.session.askPin(DUKPT_PIN)).toEqual({ result: 'accepted' });
    one.play('PIN with DUKPT');
    expect(one.sent()).toBe('');
    expect(outcomes(one)).toMatchObject([
      { type: 'pinPad.pinEntered', exchange: 'pin-1', ksn: 'FFFF9876543210E00001' },
    ]);
    expect(block(one.events.at(-1))).toBe('1B9C1845EB993A7A');
  });

  it('comes with its block, with a session key', () => {
    const one = readyBench();
    one.session.askPin(MASTER_SESSION_PIN);
    one.play('PIN with master and session key');
    expect(outcomes(one)).toMatchObject([{ type: 'pinPad.pinEntered', exchange: 'pin-2', ksn: null }]);
    expect(block(one.events.at(-1))).toBe('1B9C1845EB993A7A');
  });

  it('may come in one chunk with the ACK', () => {
    const one = readyBench();
    one.session.askPin(DUKPT_PIN);
    one.playBut(3, 'PIN with DUKPT');
    one.pad(ACK, pinBlockFrame());
    expect(outcomes(one)).toMatchObject([{ type: 'pinPad.pinEntered' }]);
  });

  it('that the customer does not give is a result, not an error', () => {
    const one = readyBench();
    one.session.askPin(DUKPT_PIN);
    one.play('the customer presses CAN instead of a PIN');
    expect(outcomes(one)).toEqual([{ type: 'pinPad.cancelled', exchange: 'pin-1', by: 'customer' }]);
  });

  it('ends by the pad’s own time-out', () => {
    const one = enteringBench();
    one.clock.advance(PIN_STEP_MS);
    one.pad(EOT);
    expect(outcomes(one)).toEqual([{ type: 'pinPad.timedOut', exchange: 'pin-1' }]);
  });

  it('ends by ours where the pad has forgotten its own: cancel first, then the event', () => {
    const one = enteringBench();
    one.clock.advance(PIN_STEP_MS + GRACE_MS - 1);
    expect(one.sent()).toBe('');
    one.clock.advance(1);
    expect(one.sent()).toBe(CANCEL);
    expect(outcomes(one)).toEqual([]);
    one.pad(EOT);
    expect(outcomes(one)).toEqual([{ type: 'pinPad.timedOut', exchange: 'pin-1' }]);
  });

  it('without a prompt before it is refused by EOT in place of ACK', () => {
    const one = readyBench();
    const prompt = { kind: 'words', first: 'ENTER PIN', second: 'THEN ENTER', processing: 'PLEASE WAIT' } as const;
    one.session.askPin({ ...DUKPT_PIN, prompt });
    one.pad(EOT);
    expect(outcomes(one)).toMatchObject([{ type: 'pinPad.refused', exchange: 'pin-1', code: 'EOT' }]);
  });

  it.each([
    ['PIN error: no DUKPT key', DUKPT_PIN, 'A'],
    ['PIN error: no master key', MASTER_SESSION_PIN, '9'],
  ] as const)('that the pad refuses carries the pad’s reason: %s', (name, request, code) => {
    const one = enteringBench(request);
    one.pad(frame(name));
    expect(outcomes(one)).toMatchObject([{ type: 'pinPad.refused', exchange: request.exchange, code }]);
  });

  it('goes on after the pad’s "processing" display with a cancel first', () => {
    const one = enteringBench();
    one.pad(pinBlockFrame());
    one.sent();
    one.session.showLines(hello);
    expect(one.sent()).toBe(CANCEL);
    one.pad(ACK);
    expect(one.sent()).toBe(hex(frame('show HELLO on a cleared display')));
  });
});

describe('the same PIN frame again', () => {
  it('is acknowledged and not counted while nothing is under way', () => {
    const one = enteringBench();
    one.pad(pinBlockFrame());
    one.clock.advance(5000);
    one.pad(pinBlockFrame());
    one.clock.advance(5000);
    one.pad(pinBlockFrame(), EOT);
    expect(one.sent()).toBe('060606');
    expect(outcomes(one)).toHaveLength(1);
  });

  it.each([
    ['DUKPT', DUKPT_PIN, 'PIN block with DUKPT'],
    ['a session key', MASTER_SESSION_PIN, 'PIN block under a session key'],
  ] as const)('does not answer the next request before its ACK, with %s', (_scheme, request, name) => {
    const one = enteringBench(request);
    one.pad(frame(name));
    one.session.askPin({ ...request, exchange: 'next' });
    one.pad(frame(name), ACK, frame(name));
    expect(outcomes(one)).toHaveLength(1);
  });

  it('does not answer the next request behind its ACK either: a KSN never comes twice', () => {
    const one = enteringBench();
    one.pad(pinBlockFrame());
    one.session.askPin({ ...DUKPT_PIN, exchange: 'next' });
    one.pad(ACK);
    one.sent();
    one.pad(ACK, Uint8Array.from(Buffer.from('\x02Z20\x03\x5b', 'latin1')), EOT);
    one.pad(ACK, pinBlockFrame());
    expect(outcomes(one)).toHaveLength(1);
    one.pad(frame('PIN block with all twenty digits of the KSN'));
    expect(outcomes(one).slice(1)).toMatchObject([{ exchange: 'next', ksn: 'FFFF9876543210E00002' }]);
  });
});

describe('keys and texts', () => {
  it('a key', () => {
    const one = readyBench();
    one.session.askKey(key);
    one.play('key');
    expect(outcomes(one)).toEqual([{ type: 'pinPad.keyPressed', exchange: 'key-1', key: 'enter' }]);
  });

  it('no key in time', () => {
    const one = readyBench();
    one.session.askKey(key);
    one.play('no key in time');
    expect(outcomes(one)).toEqual([{ type: 'pinPad.timedOut', exchange: 'key-1' }]);
  });

  it('a pad that forgets to time out', () => {
    const one = readyBench();
    one.session.askKey(key);
    one.playBut(2, 'key');
    one.clock.advance(10_000 + GRACE_MS);
    one.pad(EOT);
    expect(outcomes(one)).toEqual([{ type: 'pinPad.timedOut', exchange: 'key-1' }]);
  });

  it('a text', () => {
    const one = readyBench();
    one.session.askText(text);
    one.play('telephone number');
    expect(outcomes(one)).toEqual([{ type: 'pinPad.textEntered', exchange: 'text-1', text: '13800138000' }]);
  });

  it('EOT soon is the customer’s cancel; later it may be the time-out of a key', () => {
    for (const [afterMs, by] of [
      [5_000, 'customer'],
      [40_000, 'customerOrTimeout'],
    ] as const) {
      const one = readyBench();
      one.session.askText(text);
      one.playBut(2, 'telephone number');
      one.clock.advance(afterMs);
      one.pad(EOT);
      expect(outcomes(one)).toEqual([{ type: 'pinPad.cancelled', exchange: 'text-1', by }]);
    }
  });

  it('are bounded even if the customer types for ever', () => {
    const one = readyBench();
    one.session.askText(text);
    one.playBut(2, 'telephone number');
    one.clock.advance(12 * 30_000 + GRACE_MS);
    expect(one.sent()).toBe(CANCEL);
  });

  it('keys that come during a PIN entry are no key events', () => {
    const one = enteringBench();
    one.pad(frame('the key ENTER'), Uint8Array.from(Buffer.from('\x02Z435\x03\x6b', 'latin1')));
    expect(one.sent()).toBe('0606');
    expect(outcomes(one)).toEqual([]);
    one.pad(pinBlockFrame());
    expect(outcomes(one).map(({ type }) => type)).toEqual(['pinPad.pinEntered']);
  });
});

describe('one request at a time', () => {
  it('refuses the second, without a byte and without an event', () => {
    const one = enteringBench();
    for (const result of [
      one.session.askPin({ ...DUKPT_PIN, exchange: 'second' }),
      one.session.askKey(key),
      one.session.askText(text),
      one.session.showLines(hello),
    ])
      expect(result).toMatchObject({ result: 'refused', reason: 'busy' });
    expect(one.sent()).toBe('');
    one.pad(pinBlockFrame());
    expect(outcomes(one)).toMatchObject([{ exchange: 'pin-1' }]);
  });

  it('refuses what is invalid, naming the field', () => {
    const one = readyBench();
    const result = one.session.askPin({ ...DUKPT_PIN, accountNumber: '4012345' });
    expect(result).toMatchObject({ result: 'refused', reason: 'invalid' });
    expect(JSON.stringify(result)).not.toContain('4012345');
    expect(one.sent()).toBe('');
  });

  it('takes the next one from inside the event of the last', () => {
    const one = readyBench();
    one.onEvent(({ type }) => {
      if (type === 'pinPad.keyPressed') one.session.showLines(hello);
    });
    one.session.askKey(key);
    one.play('key');
    expect(one.sent()).toBe(hex(frame('show HELLO on a cleared display')));
  });
});
