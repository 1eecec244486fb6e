/** The rules of the line: acknowledgements, repetitions, deadlines (facts/peripherals §1c). */
import { describe, expect, it } from 'vitest';
import { ACK_MS, BYTE_GAP_MS, CHECK_MS, SELF_TEST_MS, STATUS_MS } from '../../../drivers/pin-pad/delays.ts';
import {
  ACK,
  bench,
  CANCEL,
  DUKPT_PIN,
  EOT,
  enteringBench,
  hello,
  hex,
  NAK,
  pinBlockFrame,
  readyBench,
} from './bench.ts';
import { dialogue, frame } from './golden.ts';

const HELLO = hex(frame('show HELLO on a cleared display'));
/** Longer than the frame needs on the line at 9600 baud. */
const ON_THE_LINE_MS = 100;

describe('identification', () => {
  it('ends what was left, resets and tests', () => {
    const one = readyBench();
    expect(one.events).toEqual([{ type: 'pinPad.identified', selfTest: { faults: [] } }]);
    expect(one.sent()).toBe('');
  });

  it('takes EOT for an answer to the first cancel: the pad was in an entry', () => {
    const one = bench();
    one.play('start while the pad is in an entry');
    expect(one.events).toMatchObject([{ type: 'pinPad.identified' }]);
  });

  it('tells what the self-test found', () => {
    const one = bench();
    one.playBut(3, 'start');
    one.pad(ACK, frame('RAM and keys are faulty'), EOT);
    expect(one.events).toEqual([{ type: 'pinPad.identified', selfTest: { faults: ['ram', 'keys'] } }]);
  });

  it('does not wait for an EOT that the pad does not send', () => {
    const one = bench();
    one.playBut(1, 'start');
    expect(one.events).toEqual([]);
    one.clock.advance(1000);
    expect(one.events).toMatchObject([{ type: 'pinPad.identified' }]);
  });

  it('refuses requests before it', () => {
    const one = bench();
    expect(one.session.askPin(DUKPT_PIN)).toMatchObject({ result: 'refused', reason: 'not-ready' });
    one.playBut(1, 'start');
    expect(one.session.showLines(hello)).toMatchObject({ reason: 'not-ready' });
  });

  it('gives a silent line up: three times the frame, EOT, lost', () => {
    const one = bench();
    for (let sends = 1; sends <= 3; sends += 1) {
      expect(one.sent()).toBe(CANCEL);
      expect(one.events).toEqual([]);
      one.clock.advance(ACK_MS + ON_THE_LINE_MS);
    }
    expect(one.sent()).toBe('04');
    expect(one.events).toMatchObject([{ type: 'pinPad.lost', fault: { kind: 'device-lost', cause: 'stalled' } }]);
    expect(one.closed).toBe(true);
    expect(one.clock.pending).toBe(0);
  });

  it('gives a pad up that acknowledges the self-test and then says nothing', () => {
    const one = bench();
    one.playBut(3, 'start');
    one.pad(ACK);
    one.clock.advance(SELF_TEST_MS);
    expect(one.events).toMatchObject([{ type: 'pinPad.lost', fault: { cause: 'stalled' } }]);
  });

  it('survives an ACK for a frame of an earlier connection, and all answers one late behind it', () => {
    const one = bench();
    one.pad(ACK); // for what the earlier connection sent last
    one.pad(EOT); // for 72, which found the pad in an entry
    one.pad(ACK);
    one.pad(ACK, frame('healthy'), EOT);
    expect(one.events).toEqual([{ type: 'pinPad.identified', selfTest: { faults: [] } }]);
    const other = bench();
    other.pad(ACK, ACK, ACK, ACK, frame('healthy'), EOT);
    expect(other.events).toMatchObject([{ type: 'pinPad.identified' }]);
  });

  it('takes no EOT for a result of its own test', () => {
    const one = bench();
    one.playBut(3, 'start');
    one.pad(ACK, EOT, frame('healthy'), EOT);
    expect(one.events).toMatchObject([{ type: 'pinPad.identified' }]);
  });

  it('throws away what an earlier connection asked for', () => {
    const one = bench();
    one.pad(pinBlockFrame());
    expect(one.sent()).toBe(`${CANCEL}06`);
    one.pad(EOT);
    expect(one.events).toEqual([]);
  });
});

describe('a frame of ours', () => {
  it('is repeated after a second without ACK, with the time that it needs on the line', () => {
    const one = readyBench();
    one.session.showLines(hello);
    expect(one.sent()).toBe(HELLO);
    one.clock.advance(ACK_MS);
    expect(one.sent()).toBe('');
    one.clock.advance(ON_THE_LINE_MS);
    expect(one.sent()).toBe(HELLO);
    one.pad(ACK);
    expect(one.events.at(-1)).toEqual({ type: 'pinPad.shown', exchange: 'hello' });
  });

  it('is repeated at once on NAK', () => {
    const one = readyBench();
    one.session.showLines(hello);
    one.pad(NAK);
    one.pad(NAK);
    expect(one.sent()).toBe(HELLO.repeat(3));
    one.pad(ACK);
    expect(one.events.at(-1)).toMatchObject({ type: 'pinPad.shown' });
  });

  it('is given up after the third NAK: EOT, cancel, refused', () => {
    const one = readyBench();
    one.session.showLines(hello);
    one.pad(NAK, NAK, NAK);
    expect(one.sent()).toBe(`${HELLO.repeat(3)}04${CANCEL}`);
    one.pad(ACK);
    expect(one.events.at(-1)).toMatchObject({ type: 'pinPad.refused', exchange: 'hello', code: 'NAK' });
  });

  it('is given up after three silent seconds: the pad is asked whether it lives', () => {
    const one = readyBench();
    one.session.showLines(hello);
    one.clock.advance(3 * (ACK_MS + ON_THE_LINE_MS));
    expect(one.sent()).toBe(`${HELLO.repeat(3)}04${CANCEL}`);
    one.pad(ACK);
    expect(one.events.at(-1)).toMatchObject({ type: 'pinPad.refused', code: 'silent' });
  });

  it('that is silent for good loses the pad, and says so once', () => {
    const one = readyBench();
    one.session.showLines(hello);
    one.clock.advance(60_000);
    expect(one.events.slice(1)).toMatchObject([{ type: 'pinPad.lost', fault: { cause: 'stalled' } }]);
    expect(one.session.showLines(hello)).toMatchObject({ reason: 'not-ready' });
  });

  it('takes NAK behind a stray ACK for what it is: not taken', () => {
    const one = readyBench();
    one.session.askPin(DUKPT_PIN);
    one.playBut(3, 'PIN with DUKPT');
    const request = hex(dialogue('PIN with DUKPT')[4]?.bytes ?? ACK);
    one.pad(ACK, NAK);
    expect(one.sent()).toBe(request);
    one.pad(ACK, NAK, ACK, NAK);
    expect(one.sent()).toBe(`${request}04${CANCEL}`);
  });
});

describe('a frame of the pad', () => {
  it.each([
    ['the answer of another question', frame('the key ENTER')],
    ['an id that nobody knows', Uint8Array.from(Buffer.from('\x02QQ\x03\x03', 'latin1'))],
  ])('is acknowledged and ignored: %s', (_what, unasked) => {
    const one = readyBench();
    one.pad(unasked);
    expect(one.sent()).toBe('06');
    expect(one.events).toHaveLength(1);
    expect(one.session.showLines(hello)).toEqual({ result: 'accepted' });
  });

  it('with a bad LRC is asked for again, and counts when it comes', () => {
    const one = enteringBench();
    const bad = pinBlockFrame();
    bad[10] = 0x39;
    one.pad(bad);
    expect(one.sent()).toBe('15');
    one.pad(pinBlockFrame());
    expect(one.sent()).toBe('06');
    expect(one.events.at(-1)).toMatchObject({ type: 'pinPad.pinEntered', ksn: 'FFFF9876543210E00001' });
  });

  it('with a bad LRC four times is given up: three NAKs, EOT, cancel, refused', () => {
    const one = enteringBench();
    const bad = pinBlockFrame();
    bad[10] = 0x39;
    one.pad(bad, bad, bad);
    expect(one.sent()).toBe('151515');
    one.pad(bad);
    expect(one.sent()).toBe(`04${CANCEL}`);
    one.pad(ACK);
    expect(one.events.at(-1)).toMatchObject({ type: 'pinPad.refused', exchange: 'pin-1', code: 'line' });
  });

  it('that is cut off is asked for again after the gap', () => {
    const one = enteringBench();
    one.pad(pinBlockFrame().subarray(0, 12));
    one.clock.advance(BYTE_GAP_MS - 1);
    expect(one.sent()).toBe('');
    one.clock.advance(1);
    expect(one.sent()).toBe('15');
    one.pad(pinBlockFrame());
    expect(one.events.at(-1)).toMatchObject({ type: 'pinPad.pinEntered' });
  });

  it('may come byte by byte, slowly', () => {
    const one = enteringBench();
    for (const byte of pinBlockFrame()) {
      one.pad(Uint8Array.of(byte));
      one.clock.advance(BYTE_GAP_MS - 1);
    }
    expect(one.events.at(-1)).toMatchObject({ type: 'pinPad.pinEntered' });
  });

  it('that cannot be read is not asked for more than three times while nothing is under way', () => {
    const one = readyBench();
    const bad = Uint8Array.from(Buffer.from('\x02Z43#\x03\x00', 'latin1'));
    one.pad(bad, bad, bad, bad);
    expect(one.sent()).toBe('15151504');
    expect(one.events).toHaveLength(1);
  });
});

describe('a status', () => {
  it('that an older pad does not send is not waited for longer than a second', () => {
    const one = readyBench();
    one.session.askPin(DUKPT_PIN);
    one.sent();
    one.pad(ACK);
    one.clock.advance(STATUS_MS - 1);
    expect(one.sent()).toBe('');
    one.clock.advance(1);
    expect(one.sent()).toBe(hex(frame('PIN entry with DUKPT, 30 s')));
  });

  it('that says no refuses the request, and the EOT behind it does not refuse the next', () => {
    const one = readyBench();
    one.session.askPin(DUKPT_PIN);
    one.playBut(1, 'no such PIN prompt');
    expect(one.events.at(-1)).toMatchObject({ type: 'pinPad.refused', exchange: 'pin-1', code: 'prompt' });
    one.session.showLines(hello);
    one.pad(EOT, ACK);
    expect(one.sent()).toBe(`${CANCEL}${HELLO}`);
    expect(one.events.at(-1)).toMatchObject({ type: 'pinPad.refused' });
    one.pad(ACK);
    expect(one.events.at(-1)).toMatchObject({ type: 'pinPad.shown' });
  });

  it('whose EOT is on its way when the terminal cancels: it does not answer the cancel', () => {
    const one = readyBench();
    one.session.askPin(DUKPT_PIN);
    one.playBut(5, 'PIN with DUKPT');
    one.session.cancel();
    one.pad(EOT);
    expect(one.events).toHaveLength(1);
    one.pad(ACK);
    expect(one.events.at(-1)).toMatchObject({ type: 'pinPad.cancelled', by: 'terminal' });
  });

  it('whose EOT comes late does not refuse the entry', () => {
    const one = readyBench();
    one.session.askPin(DUKPT_PIN);
    one.playBut(5, 'PIN with DUKPT');
    one.clock.advance(500);
    one.pad(EOT, ACK, pinBlockFrame());
    expect(one.events.at(-1)).toMatchObject({ type: 'pinPad.pinEntered' });
  });
});

it('an EOT that is owed is not waited for behind the next ACK: then EOT refuses at once', () => {
  const one = bench();
  one.playBut(1, 'start');
  one.clock.advance(1000);
  one.session.showLines(hello);
  one.pad(ACK);
  const prompt = { kind: 'words', first: 'ENTER PIN', second: 'THEN ENTER', processing: 'PLEASE WAIT' } as const;
  one.session.askPin({ ...DUKPT_PIN, prompt });
  one.pad(EOT);
  expect(one.events.at(-1)).toMatchObject({ type: 'pinPad.refused', code: 'EOT' });
});

describe('the idle pad', () => {
  it('is tested now and then, and a request waits for the end of the test', () => {
    const one = readyBench();
    one.clock.advance(CHECK_MS);
    expect(one.sent()).toBe(hex(frame('self-test')));
    expect(one.session.showLines(hello)).toEqual({ result: 'accepted' });
    expect(one.sent()).toBe('');
    one.pad(ACK, frame('healthy'));
    one.pad(EOT);
    expect(one.sent()).toBe(`06${HELLO}`);
    expect(one.events).toHaveLength(1);
  });

  it('tells when a test finds something new', () => {
    const one = readyBench();
    one.clock.advance(CHECK_MS);
    one.pad(ACK, frame('RAM and keys are faulty'), EOT);
    expect(one.events.at(-1)).toEqual({ type: 'pinPad.selfTestChanged', selfTest: { faults: ['ram', 'keys'] } });
  });

  it('that no longer answers is lost', () => {
    const one = readyBench();
    one.clock.advance(CHECK_MS + 3 * (ACK_MS + ON_THE_LINE_MS));
    expect(one.events.at(-1)).toMatchObject({ type: 'pinPad.lost', fault: { cause: 'stalled' } });
  });

  it('is left alone while it shows something, and after a PIN', () => {
    const one = readyBench();
    one.session.showLines(hello);
    one.pad(ACK);
    one.sent();
    one.clock.advance(10 * CHECK_MS);
    expect(one.sent()).toBe('');
    const other = enteringBench();
    other.pad(pinBlockFrame());
    other.sent();
    other.clock.advance(10 * CHECK_MS);
    expect(other.sent()).toBe('');
  });

  it('is never tested where that is not wanted', () => {
    const one = readyBench({ checkMs: null });
    one.clock.advance(100 * CHECK_MS);
    expect(one.sent()).toBe('');
  });
});
