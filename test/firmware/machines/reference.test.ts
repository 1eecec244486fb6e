/** What a conversation hears when it asks for a transaction by its slip: what was typed, what was scanned, or that nobody wants to say. */

import { describe, expect, it } from 'vitest';
import { createActor, SimulatedClock } from 'xstate';
import type { KeypadKey } from '../../../drivers/keypad/keypad.ts';
import { PATIENCE_MS, type ScanRead } from '../../../firmware/machines/flow.ts';
import { type ReferenceInput, referenceMachine } from '../../../firmware/machines/reference.ts';

/** @param scans what the code of each scan turns out to be */
function asked(input: ReferenceInput = { typed: '', notice: null }, scans: Readonly<Record<string, ScanRead>> = {}) {
  const readScan = ({ self }: { self: { send(event: ScanRead): void } }, { code }: { code: string }) =>
    self.send(scans[code] ?? { type: 'scan.refused', why: 'no-slip' });
  const clock = new SimulatedClock();
  const actor = createActor(referenceMachine.provide({ actions: { readScan } }), { input, clock }).start();
  return {
    clock,
    press: (...keys: KeypadKey[]) => {
      for (const key of keys) actor.send({ type: 'keypad.pressed', key });
    },
    scan: (code: string) => actor.send({ type: 'scanner.scanned', code }),
    line: () => actor.getSnapshot().context,
    answer: () => actor.getSnapshot().output?.reference,
  };
}

const NOT_FOUND = {
  allowed: true,
  why: { zh: '没有', en: 'Nothing' },
  remedy: { zh: '', en: '' },
} as const;

describe('asking for a transaction by its slip', () => {
  it.each<[string, readonly KeypadKey[], string | null | undefined]>([
    ['typed and confirmed', ['1', '2', '00', 'confirm'], '1200'],
    ['nothing typed: the latest one', ['confirm'], ''],
    ['corrected', ['1', '2', 'correct', '3', 'confirm'], '13'],
    ['no longer than an RRN', [...Array.from({ length: 13 }, (): KeypadKey => '7'), 'confirm'], '7'.repeat(12)],
    ['other keys mean nothing', ['1', 'sale', '.', 'confirm'], '1'],
    ['given up', ['1', 'cancel'], null],
    ['not done yet', ['1'], undefined],
  ])('%s', (_, keys, answer) => {
    const question = asked();
    question.press(...keys);
    expect(question.answer()).toBe(answer);
  });

  it('takes the number of a scanned slip in the place of what was typed', () => {
    const question = asked(undefined, { slip: { type: 'scan.read', reference: '41' } });
    question.press('9');
    question.scan('slip');
    expect(question.answer()).toBe('41');
  });

  it('says what is wrong with a code and goes on asking', () => {
    const question = asked(undefined, { foreign: { type: 'scan.refused', why: 'other-terminal' } });
    question.press('4');
    question.scan('foreign');
    expect(question.line()).toMatchObject({ typed: '4', notice: { rule: 'scan-other-terminal' } });
    question.press('2', 'confirm');
    expect(question.answer()).toBe('42');
  });

  it('keeps what was not found on the line until it is corrected', () => {
    const question = asked({ typed: '77', notice: NOT_FOUND });
    expect(question.line()).toMatchObject({ typed: '77', notice: NOT_FOUND });
    question.press('correct');
    expect(question.line()).toMatchObject({ typed: '7', notice: null });
    question.press('confirm');
    expect(question.answer()).toBe('7');
  });

  it('waits for a person, but not for ever', () => {
    const question = asked();
    question.clock.increment(PATIENCE_MS - 1);
    expect(question.answer()).toBeUndefined();
    question.clock.increment(1);
    expect(question.answer()).toBeNull();
  });
});
