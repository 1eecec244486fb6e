import { describe, expect, it } from 'vitest';
import type { Message } from '../../../drivers/acquirer/dialect.ts';
import { createLateAnswers } from '../../../drivers/acquirer/late-answers.ts';

const answer = (mti: string, tid: string, stan: string): Message => ({
  mti,
  fields: new Map([
    [11, stan],
    [41, tid],
  ]),
});

describe('late answers', () => {
  it('find their exchange by MTI, TID and STAN together, once', () => {
    const late = createLateAnswers();
    late.remember('sale', '0210', '10000001', '000002');
    late.remember('reversal', '0410', '10000001', '000002');
    expect(late.take(answer('0210', '10000002', '000002'))).toBeNull();
    expect(late.take(answer('0230', '10000001', '000002'))).toBeNull();
    expect(late.take(answer('0210', '10000001', '000003'))).toBeNull();
    expect(late.take(answer('0410', '10000001', '000002'))).toBe('reversal');
    expect(late.take(answer('0210', '10000001', '000002'))).toBe('sale');
    expect(late.take(answer('0210', '10000001', '000002'))).toBeNull();
  });

  it('a message without trace or terminal answers nothing', () => {
    const late = createLateAnswers();
    late.remember('sale', '0210', '10000001', '000002');
    expect(late.take({ mti: '0210', fields: new Map() })).toBeNull();
  });

  it('are forgotten when their key is in use again, and beyond the bound, oldest first', () => {
    const late = createLateAnswers();
    const stan = (n: number) => String(n).padStart(6, '0');
    for (let n = 1; n <= 70; n++) late.remember(`txn-${n}`, '0210', '10000001', stan(n));
    late.forget('0210', '10000001', stan(70));
    expect(late.take(answer('0210', '10000001', stan(70)))).toBeNull();
    expect(late.take(answer('0210', '10000001', stan(6)))).toBeNull();
    expect(late.take(answer('0210', '10000001', stan(7)))).toBe('txn-7');
  });
});
