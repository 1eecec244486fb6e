/** Promise 5: neither PIN block nor account number stays in a buffer, or gets into an event, a detail or an error. */
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DIALOGUE_START, type Output } from '../../../drivers/pin-pad/dialogue.ts';
import { planPin } from '../../../drivers/pin-pad/requests.ts';
import { step } from '../../../drivers/pin-pad/step.ts';
import { ACK, type Bench, DUKPT_PIN, EOT, enteringBench, NAK, pinBlockFrame } from './bench.ts';
import { frame } from './golden.ts';

const SECRETS = [DUKPT_PIN.accountNumber, '1B9C1845', '1b9c1845', '27,156,24,69', '52,48,49,50,51,52'];
const shown = (value: unknown): string =>
  [JSON.stringify(value), inspect(value, { depth: 12 }), String(value)].join('\n').replace(/[\s']/g, '');
const isWiped = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** Ways in which an entry may end. */
const ends: readonly (readonly [string, (one: Bench) => void])[] = [
  ['a PIN', (one) => one.pad(pinBlockFrame())],
  ['a PIN twice', (one) => one.pad(pinBlockFrame(), pinBlockFrame())],
  ['a damaged PIN, again and again', (one) => one.pad(...[1, 2, 3, 4].map(() => pinBlockFrame().fill(0x37, 9, 12)))],
  ['half a PIN', (one) => one.pad(pinBlockFrame().subarray(0, 25))],
  ['a PIN of the other scheme', (one) => one.pad(frame('PIN block under a session key'))],
  ['an error', (one) => one.pad(frame('PIN error: no DUKPT key'))],
  ['CAN', (one) => one.pad(EOT)],
  ['NAK', (one) => one.pad(NAK, NAK, NAK)],
  [
    'a cancel that a PIN crosses',
    (one) => {
      one.session.cancel();
      one.pad(pinBlockFrame(), EOT);
    },
  ],
  ['silence', (one) => one.clock.advance(60_000)],
  ['an unplug', (one) => one.lose()],
];

describe('an entry that ends with', () => {
  it.each(ends)('%s leaves nothing behind', (_how, end) => {
    const one = enteringBench();
    end(one);
    one.clock.advance(1000);
    for (const secret of SECRETS) {
      expect(shown(one.events)).not.toContain(secret);
      expect(shown(one.session)).not.toContain(secret);
    }
    expect(one.given.every(isWiped)).toBe(true);
    one.session.close();
    expect(one.written.filter((bytes) => bytes.length > 1).every(isWiped)).toBe(true);
  });
});

describe('the frames of a request', () => {
  const settings = { msPerByte: 0, checkMs: null };
  /** A dialogue at rest with an identified pad. */
  const rest = {
    ...DIALOGUE_START,
    stage: { at: 'idle', sinceMs: 0 },
    pad: 'idle',
    selfTest: { faults: [] },
  } as const;

  it.each([
    ['its end', [ACK, EOT]],
    ['a refusal', [EOT]],
    ['an interruption', ['cancel', ACK]],
    ['the end of the session', ['ended']],
  ] as const)('are given to be wiped at %s', (_when, inputs) => {
    const planned = planPin({ ...DUKPT_PIN, prompt: { kind: 'amount', amount: '12.50', direction: 'debit' } });
    if (!planned.ok) throw new Error(planned.problem);
    let { state, out } = step(rest, { type: 'ask', job: planned.job }, settings, 0);
    const outputs: Output[] = [...out];
    for (const input of inputs) {
      const next =
        typeof input === 'string'
          ? step(state, { type: input }, settings, 10)
          : step(state, { type: 'word', word: { kind: input === ACK ? 'ack' : 'eot' } }, settings, 10);
      ({ state, out } = next);
      outputs.push(...out);
    }
    // The body of a frame that is heard, whatever becomes of it.
    const body = Uint8Array.from([0x37, 0x31, 0x41]);
    outputs.push(...step(rest, { type: 'word', word: { kind: 'frame', group: 'transaction', body } }, settings, 0).out);
    expect(outputs.at(-1)).toEqual({ do: 'wipe', bytes: body });
    const wiped = outputs.flatMap((output) => (output.do === 'wipe' ? [output.bytes] : []));
    for (const { frame: bytes } of planned.job.steps) expect(wiped).toContain(bytes);
  });
});
