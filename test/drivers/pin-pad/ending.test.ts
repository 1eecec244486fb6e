/** How what the pad was asked for is ended, and what may cross that on the line: cancel, reset, the end of the session (facts/peripherals §1c, traps 2–5). */
import { describe, expect, it } from 'vitest';
import { ACK_MS, SETTLE_MS } from '../../../drivers/pin-pad/delays.ts';
import type { PinRequest } from '../../../drivers/pin-pad/pin-pad.ts';
import {
  ACK,
  type Bench,
  CANCEL,
  DUKPT_PIN,
  EOT,
  enteringBench,
  hello,
  hex,
  outcomes,
  pinBlockFrame,
  RESET,
  readyBench,
} from './bench.ts';
import { frame } from './golden.ts';

/** Longer than the frame needs on the line at 9600 baud. */
const ON_THE_LINE_MS = 100;

describe('a request that was sent again because its ACK was late', () => {
  /** The pad takes it, and is in the entry when the second one comes: to that it says EOT, as to everything but 72. */
  function takenLate(eotMs = 0): Bench {
    const one = readyBench();
    one.session.askPin(DUKPT_PIN);
    one.playBut(3, 'PIN with DUKPT');
    one.clock.advance(ACK_MS + ON_THE_LINE_MS);
    one.pad(ACK);
    one.clock.advance(eotMs);
    one.pad(EOT);
    return one;
  }

  // As late as the ACK was (simulation seed 795404836).
  it.each([0, ACK_MS + 50])(
    'is not ended by the EOT to the second one: the customer has cancelled nothing',
    (eotMs) => {
      const one = takenLate(eotMs);
      expect(outcomes(one)).toEqual([]);
      one.clock.advance(4_000);
      one.pad(pinBlockFrame());
      expect(outcomes(one)).toMatchObject([{ type: 'pinPad.pinEntered' }]);
    },
  );

  it('is ended by the customer afterwards', () => {
    const one = takenLate();
    one.clock.advance(4_000);
    one.pad(EOT);
    expect(outcomes(one)).toEqual([{ type: 'pinPad.cancelled', exchange: 'pin-1', by: 'customer' }]);
  });

  it('is ended by the first EOT that comes when nobody waits for one to the second', () => {
    const one = takenLate(ACK_MS + SETTLE_MS + ON_THE_LINE_MS);
    expect(outcomes(one)).toEqual([{ type: 'pinPad.cancelled', exchange: 'pin-1', by: 'customer' }]);
  });
});

describe('cancel', () => {
  it('of an entry is done when the pad says EOT', () => {
    const one = enteringBench();
    one.session.cancel();
    expect(one.sent()).toBe(CANCEL);
    expect(outcomes(one)).toEqual([]);
    one.pad(EOT);
    expect(outcomes(one)).toEqual([{ type: 'pinPad.cancelled', exchange: 'pin-1', by: 'terminal' }]);
  });

  it('while a frame is on its way waits for its ACK: otherwise nobody knew which frame that ACK means', () => {
    const one = readyBench();
    one.session.askPin(DUKPT_PIN);
    one.playBut(3, 'PIN with DUKPT');
    one.session.cancel();
    expect(one.sent()).toBe('');
    one.pad(ACK);
    expect(one.sent()).toBe(CANCEL);
    one.pad(EOT);
    expect(outcomes(one)).toEqual([{ type: 'pinPad.cancelled', exchange: 'pin-1', by: 'terminal' }]);
  });

  it.each([
    ['NAK', Uint8Array.of(0x15)],
    ['EOT', EOT],
  ])('while a frame is on its way that is answered with %s', (_what, answered) => {
    const one = readyBench();
    one.session.showLines(hello);
    one.sent();
    one.session.cancel();
    one.pad(answered);
    expect(one.sent()).toBe(CANCEL);
    one.pad(ACK);
    expect(outcomes(one)).toEqual([{ type: 'pinPad.cancelled', exchange: 'hello', by: 'terminal' }]);
  });

  it('between two messages of a request sends no further one', () => {
    const one = readyBench();
    one.session.askPin(DUKPT_PIN);
    one.sent();
    one.session.cancel();
    one.pad(ACK, Uint8Array.from(Buffer.from('\x02Z20\x03\x5b', 'latin1')), EOT);
    expect(one.sent()).toBe(`${CANCEL}06`);
    one.pad(ACK);
    expect(outcomes(one)).toMatchObject([{ type: 'pinPad.cancelled', by: 'terminal' }]);
  });

  it('that is not answered is sent again, then the pad is lost', () => {
    const one = enteringBench();
    one.session.cancel();
    one.clock.advance(10_000);
    expect(one.sent()).toBe(`${CANCEL.repeat(3)}04`);
    expect(outcomes(one)).toMatchObject([{ type: 'pinPad.lost', fault: { cause: 'stalled' } }]);
  });

  it('twice is once', () => {
    const one = enteringBench();
    one.session.cancel();
    one.session.cancel();
    one.pad(EOT);
    one.session.cancel();
    expect(one.sent()).toBe(CANCEL);
    expect(outcomes(one)).toHaveLength(1);
  });

  it('of nothing is nothing', () => {
    const one = readyBench();
    one.session.cancel();
    expect(one.sent()).toBe('');
    expect(outcomes(one)).toEqual([]);
  });

  it('of a request that waits for the line sends nothing', () => {
    const one = enteringBench();
    one.session.cancel();
    one.pad(EOT);
    one.sent();
    expect(one.session.showLines(hello)).toEqual({ result: 'accepted' });
    one.session.cancel();
    expect(outcomes(one).at(-1)).toEqual({ type: 'pinPad.cancelled', exchange: 'hello', by: 'terminal' });
    one.clock.advance(SETTLE_MS);
    expect(one.sent()).toBe('');
  });

  it('that the customer’s own CAN crosses: the ACK that comes late acknowledges nothing else', () => {
    const one = enteringBench();
    one.session.cancel();
    one.pad(EOT); // the customer's
    one.session.showLines(hello);
    one.clock.advance(SETTLE_MS - 1);
    one.pad(ACK); // for 72, which found the pad idle
    expect(one.sent()).toBe(CANCEL);
    one.clock.advance(1);
    expect(outcomes(one)).toHaveLength(1);
    expect(one.sent()).toBe(hex(frame('show HELLO on a cleared display')));
    one.pad(ACK);
    expect(outcomes(one).at(-1)).toMatchObject({ type: 'pinPad.shown' });
  });
});

describe('reset', () => {
  it('of an entry cancels it and puts the pad to its idle display', () => {
    const one = enteringBench();
    one.session.reset();
    one.pad(EOT);
    expect(one.sent()).toBe(`${CANCEL}${RESET}`);
    one.pad(ACK);
    expect(outcomes(one)).toEqual([{ type: 'pinPad.cancelled', exchange: 'pin-1', by: 'terminal' }]);
  });

  it('of an idle pad does not make it busy', () => {
    const one = readyBench();
    one.session.reset();
    expect(one.session.showLines(hello)).toEqual({ result: 'accepted' });
    one.pad(ACK);
    one.pad(ACK);
    one.clock.advance(SETTLE_MS);
    expect(one.sent()).toBe(CANCEL + RESET + hex(frame('show HELLO on a cleared display')));
  });

  it('answers that come behind it are stale', () => {
    const one = enteringBench();
    one.session.reset();
    one.pad(EOT, ACK);
    one.session.askPin({ ...DUKPT_PIN, exchange: 'next' } satisfies PinRequest);
    one.pad(pinBlockFrame(), frame('the key ENTER'), EOT);
    expect(outcomes(one)).toHaveLength(1);
    one.clock.advance(SETTLE_MS);
    one.pad(pinBlockFrame());
    expect(outcomes(one)).toHaveLength(1);
  });
});

describe('the end of the session', () => {
  it('by loss is told once, and ends the request', () => {
    const one = enteringBench();
    one.lose();
    expect(outcomes(one)).toMatchObject([{ type: 'pinPad.lost', fault: { cause: 'unplugged' } }]);
    expect(one.clock.pending).toBe(0);
    expect(one.session.askPin(DUKPT_PIN)).toMatchObject({ reason: 'not-ready' });
  });

  it('by close is silent', () => {
    const one = enteringBench();
    one.session.close();
    one.session.close();
    one.pad(pinBlockFrame());
    expect(outcomes(one)).toEqual([]);
    expect(one.clock.pending).toBe(0);
    expect(one.closed).toBe(true);
  });

  it('by close from inside an event silences what was about to be told', () => {
    const one = enteringBench();
    one.onEvent(() => {
      one.session.showLines(hello);
      one.session.cancel();
      one.session.close();
    });
    one.session.cancel();
    one.pad(EOT);
    expect(outcomes(one)).toEqual([{ type: 'pinPad.cancelled', exchange: 'pin-1', by: 'terminal' }]);
  });

  it('by close from inside an event is silent at once', () => {
    const one = enteringBench();
    one.onEvent(() => one.session.close());
    one.pad(pinBlockFrame(), EOT, frame('the key ENTER'));
    expect(outcomes(one)).toHaveLength(1);
    expect(one.clock.pending).toBe(0);
  });
});
