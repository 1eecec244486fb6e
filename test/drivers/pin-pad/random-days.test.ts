/** Whatever pad, line, clock and firmware do: every accepted request ends exactly once, all waits end, nothing throws. */
import { describe, expect, it } from 'vitest';
import type { BytePipeEvents } from '../../../drivers/link/link.ts';
import { connectPinPad } from '../../../drivers/pin-pad/connect-pin-pad.ts';
import type { PinPadEvent } from '../../../drivers/pin-pad/pin-pad.ts';
import { encodeFrame } from '../../../drivers/pin-pad/wire.ts';
import { manualClock } from '../link/manual-clock.ts';
import { mutations } from '../link/mutations.ts';
import { ADDRESS, DUKPT_PIN, MASTER_SESSION_PIN } from './bench.ts';
import { dialogue, frame, frames } from './golden.ts';

const CONTROLS = [0x06, 0x15, 0x04].map((byte) => Uint8Array.of(byte));
const HEARD = [
  ...CONTROLS,
  ...CONTROLS,
  ...frames('device'),
  ...[encodeFrame('transaction', 'Z20'), encodeFrame('transaction', 'Z5142'), encodeFrame('administration', '080')],
];
const OUTCOMES = new Set(['shown', 'pinEntered', 'keyPressed', 'textEntered', 'cancelled', 'timedOut', 'refused']);

/** What a willing pad says to a message, by its id; the entries end in one of several ways. */
const WILLING: readonly (readonly [string, readonly string[]])[] = [
  ['72', ['\x06', '\x04']],
  ['Z1', ['\x06']],
  ['Z3', ['\x06']],
  ['Z2', ['\x06\x02Z20\x03\x5b\x04', '\x06\x02Z20\x03\x5b', '\x06']],
  ['16', ['\x06\x0f160\x0e\x39\x04']],
  ['08', ['\x06\x0f080\x0e\x36\x04']],
  ['Z60', ['\x06', '\x06\x04', '\x06\x02719\x03\x3c']],
  ['Z42', ['\x06', '\x06\x02Z43#\x03\x7d', '\x06\x02Z43?\x03\x61']],
  ['Z50', ['\x06', '\x06\x04', '\x06\x02Z5113800138000\x03\x6d']],
];
const PINS = [frame('PIN block with DUKPT'), frame('PIN block under a session key')];

/** xorshift32: the same on every run. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** One connection: random words of the pad, damaged ones among them, random requests, random time. */
function day(seed: number, inputs: number) {
  const below = chance(seed);
  const clock = manualClock();
  const events: PinPadEvent[] = [];
  const accepted: string[] = [];
  let line: BytePipeEvents | null = null;
  let sentBytes = 0;
  let lastId = '';
  const session = connectPinPad(
    (address, on) => {
      line = on;
      return {
        address,
        queuedBytes: 0,
        close: () => {},
        write(bytes) {
          sentBytes += bytes.length;
          if (bytes.length > 1) lastId = Buffer.from(bytes.subarray(1, 4)).toString('latin1');
          return below(50) === 0 ? 'refused' : 'accepted';
        },
      };
    },
    ADDRESS,
    clock,
    {},
    (event) => events.push(event),
  );
  const on = line as BytePipeEvents | null;
  if (on === null) throw new Error('not opened');
  on.opened();
  // Every other pad is well at first; the rest is chance.
  if (seed % 2 === 0)
    for (const { from, bytes } of dialogue('start')) if (from === 'device') on.bytes(new Uint8Array(bytes));
  const noise = [...mutations(8, HEARD, 64, seed)];
  const ask = (): void => {
    const exchange = `r${accepted.length}`;
    const result = [
      () => session.askPin({ ...DUKPT_PIN, exchange }),
      () => session.askPin({ ...MASTER_SESSION_PIN, exchange }),
      () => session.askKey({ exchange, show: { kind: 'fixed', promptId: 3 }, timeoutSeconds: 20 }),
      () => session.askText({ exchange, promptId: 5, echo: 'none', keyTimeoutSeconds: 9, maxLength: 4 }),
      () => session.showLines({ exchange, lines: ['A', 'B'] }),
    ][below(5)]?.();
    if (result?.result === 'accepted') accepted.push(exchange);
  };
  const answer = (): void => {
    const says = WILLING.find(([id]) => lastId.startsWith(id))?.[1] ?? [];
    on.bytes(Uint8Array.from(Buffer.from(says[below(says.length)] ?? '', 'latin1')));
    if (lastId === 'Z60' && below(2) === 0) on.bytes(new Uint8Array(PINS[below(2)] ?? []));
  };
  for (let index = 0; index < inputs; index += 1) {
    const what = below(12);
    if (what < 5) answer();
    else if (what < 7) on.bytes(new Uint8Array(HEARD[below(HEARD.length)] ?? []));
    else if (what === 7) on.bytes(new Uint8Array(noise[below(noise.length)] ?? []));
    else if (what < 10) ask();
    else if (what === 10) clock.advance(below(4) === 0 ? below(40_000) : below(400));
    else if (below(3) === 0) session.reset();
    else session.cancel();
  }
  clock.advance(3_600_000);
  return { events, accepted, clock, sentBytes };
}

function outcomesOf(events: readonly PinPadEvent[]): string[] {
  return events.flatMap((event) => ('exchange' in event && OUTCOMES.has(event.type.slice(7)) ? [event.exchange] : []));
}

describe('2000 random connections', () => {
  const seen = new Map<string, number>();
  it('end every accepted request exactly once, or lose the pad, and never wait for ever', () => {
    for (let seed = 1; seed <= 2000; seed += 1) {
      const { events, accepted, clock } = day(seed, 120);
      const ended = outcomesOf(events);
      const lost = events.filter(({ type }) => type === 'pinPad.lost').length;
      for (const { type } of events) seen.set(type, (seen.get(type) ?? 0) + 1);
      const open = accepted.filter((exchange) => !ended.includes(exchange));
      const wrong =
        new Set(ended).size !== ended.length ||
        ended.some((exchange) => !accepted.includes(exchange)) ||
        lost > 1 ||
        open.length > lost ||
        (lost === 1 && (events.at(-1)?.type !== 'pinPad.lost' || clock.pending !== 0));
      if (wrong) throw new Error(`seed ${seed}: accepted ${accepted}, ended ${ended}, lost ${lost}`);
    }
    // An idle pad that does not answer its test is lost in the end; all kinds of outcomes were met on the way.
    for (const outcome of OUTCOMES) expect(seen.get(`pinPad.${outcome}`) ?? 0).toBeGreaterThan(10);
  });

  it('send no more than the pad and the firmware give cause for', () => {
    const { sentBytes } = day(7, 5000);
    expect(sentBytes).toBeLessThan(5000 * 3 * 128);
  });
});
