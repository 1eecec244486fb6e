import { describe, expect, it } from 'vitest';
import type { PinRequest } from '../../../drivers/pin-pad/pin-pad.ts';
import { type Planned, planKey, planPin, planShow, planText } from '../../../drivers/pin-pad/requests.ts';
import { DUKPT_PIN, hex, MASTER_SESSION_PIN } from './bench.ts';
import { dialogue, frame } from './golden.ts';

const framesOf = (planned: Planned): string[] => {
  if (!planned.ok) throw new Error(planned.problem);
  return planned.job.steps.map((step) => hex(step.frame));
};
const problemOf = (planned: Planned): string => (planned.ok ? 'none' : planned.problem);
/** The frames of the host in a golden dialogue, without its acknowledgements. */
const hostFrames = (name: string): string[] =>
  dialogue(name).flatMap(({ from, bytes }) => (from === 'host' && bytes.length > 1 ? [hex(bytes)] : []));

describe('a PIN request', () => {
  it('is a prompt of the pad and an entry, with DUKPT', () => {
    expect(framesOf(planPin(DUKPT_PIN))).toEqual(hostFrames('PIN with DUKPT'));
  });

  it('selects the master key first, with a session key', () => {
    expect(framesOf(planPin(MASTER_SESSION_PIN))).toEqual(hostFrames('PIN with master and session key'));
  });

  it('leaves the master key as it is where none is named', () => {
    const scheme = {
      kind: 'master-session',
      sessionKeyHex: '0123456789ABCDEFFEDCBA9876543210',
      masterKeySlot: null,
    } as const;
    expect(framesOf(planPin({ ...MASTER_SESSION_PIN, scheme }))).toEqual(
      hostFrames('PIN with master and session key').slice(1),
    );
  });

  it('is one message with words of the pad', () => {
    const prompt = { kind: 'words', first: 'ENTER PIN', second: 'THEN ENTER', processing: 'PLEASE WAIT' } as const;
    expect(framesOf(planPin({ ...DUKPT_PIN, prompt }))).toEqual([hex(frame('PIN entry with words of the pad, DUKPT'))]);
  });

  it('is one message with an amount', () => {
    const prompt = { kind: 'amount', amount: '12.50', direction: 'debit' } as const;
    expect(framesOf(planPin({ ...DUKPT_PIN, prompt }))).toEqual([hex(frame('PIN entry with an amount, DUKPT'))]);
    const scheme = { kind: 'master-session', sessionKeyHex: '0123456789ABCDEF', masterKeySlot: null } as const;
    const request = { ...MASTER_SESSION_PIN, scheme, prompt, timeoutSeconds: 30 };
    expect(framesOf(planPin(request))).toEqual([hex(frame('PIN entry with an amount, master and session key'))]);
  });

  it.each([
    [1, '1'],
    [30, '1'],
    [31, '2'],
    [270, '9'],
  ])('rounds a time-out of %i s up to the steps of the pad', (timeoutSeconds, steps) => {
    const entry = framesOf(planPin({ ...DUKPT_PIN, timeoutSeconds }))[1] ?? '';
    expect(Buffer.from(entry, 'hex').toString('latin1').slice(-3, -2)).toBe(steps);
  });

  const wrong: readonly (readonly [string, Partial<PinRequest>])[] = [
    ['accountNumber', { accountNumber: '4012345' }],
    ['accountNumber', { accountNumber: '47617390010100104012' }],
    ['accountNumber', { accountNumber: '4012 345678909' }],
    ['accountNumber', { accountNumber: '4012345678909\x03' }],
    ['timeoutSeconds', { timeoutSeconds: 0 }],
    ['timeoutSeconds', { timeoutSeconds: 271 }],
    ['promptId', { prompt: { kind: 'fixed', promptId: 1000 } }],
    ['amount', { prompt: { kind: 'amount', amount: '1234567.89', direction: 'debit' } }],
    ['amount', { prompt: { kind: 'amount', amount: '1,25', direction: 'debit' } }],
    ['prompt', { prompt: { kind: 'words', first: '请输入密码', second: 'x', processing: 'x' } }],
    ['prompt', { prompt: { kind: 'words', first: 'SEVENTEEN LETTERS', second: 'x', processing: 'x' } }],
    ['sessionKeyHex', { scheme: { kind: 'master-session', sessionKeyHex: '0123', masterKeySlot: null } }],
    ['masterKeySlot', { scheme: { kind: 'master-session', sessionKeyHex: '0123456789ABCDEF', masterKeySlot: 10 } }],
  ];
  it.each(wrong)('names a wrong %s and never its value (%#)', (field, change) => {
    const problem = problemOf(planPin({ ...DUKPT_PIN, ...change }));
    expect(problem).toContain(field);
    const values = JSON.stringify(change).match(/[0-9]{4,}/g) ?? [];
    for (const value of values) expect(problem).not.toContain(value);
  });
});

describe('other requests', () => {
  it('show one line by Z2 and several by Z3', () => {
    expect(framesOf(planShow({ exchange: 'a', lines: ['HELLO'] }))).toEqual([
      hex(frame('show HELLO on a cleared display')),
    ]);
    expect(framesOf(planShow({ exchange: 'a', lines: ['TOTAL', 'CNY 12.50'] }))).toEqual([
      hex(frame('show two lines')),
    ]);
  });

  it('ask for a key behind their own text', () => {
    const show = { kind: 'lines', lines: ['HELLO'] } as const;
    expect(framesOf(planKey({ exchange: 'a', show, timeoutSeconds: 10 }))).toEqual(hostFrames('key'));
  });

  it('ask for text behind a prompt of the pad', () => {
    const request = { exchange: 'a', promptId: 5, echo: 'clear', keyTimeoutSeconds: 30, maxLength: 11 } as const;
    expect(framesOf(planText(request))).toEqual(hostFrames('telephone number'));
  });

  it.each([
    ['no line', []],
    ['eight lines', new Array<string>(8).fill('x')],
    ['an empty line', ['']],
    ['Chinese', ['谢谢']],
    ['a control byte', ['A\x03']],
    ['lines too long for one message', new Array<string>(2).fill('x'.repeat(64))],
  ])('refuse %s', (_what, lines) => {
    expect(problemOf(planShow({ exchange: 'a', lines }))).toMatch(/^lines/);
  });

  it('refuse time-outs and lengths that the pad does not have', () => {
    const text = { exchange: 'a', promptId: 5, echo: 'none', keyTimeoutSeconds: 30, maxLength: 11 } as const;
    expect(problemOf(planText({ ...text, keyTimeoutSeconds: 256 }))).toMatch(/^keyTimeoutSeconds/);
    expect(problemOf(planText({ ...text, maxLength: 50 }))).toMatch(/^maxLength/);
    expect(problemOf(planText({ ...text, promptId: 0 }))).toMatch(/^promptId/);
    const show = { kind: 'fixed', promptId: 5 } as const;
    expect(problemOf(planKey({ exchange: 'a', show, timeoutSeconds: 0.5 }))).toMatch(/^timeoutSeconds/);
  });
});
