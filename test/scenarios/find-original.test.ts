/** Finding the original (requirements A1, A2, A4): every way to name it, the short list, who looked, its story on screen and paper. */
import { describe, expect, test } from 'vitest';
import { QuietCounter } from './quiet-counter.ts';

const rrnOn = (lines: readonly string[]): string => /参考号 RRN +(\d{12})/.exec(lines.join('\n'))?.[1] ?? '';

describe('the original is found', () => {
  test('by slip, RRN, trace, amount, last four digits, minute and card', { timeout: 60_000 }, () => {
    const counter = new QuietCounter();
    const slip = counter.sell('4500');
    counter.sell('1200', 'mastercard');
    const row = counter.journal.find({ slip: slip.number })[0];
    const [, month, day, hour, minute] = /(\d\d)-(\d\d) (\d\d):(\d\d):\d\d/.exec(slip.lines.join('\n')) ?? [];
    const ways: readonly (readonly [string, string])[] = [
      [String(slip.number), 'slip'],
      [rrnOn(slip.lines), 'rrn'],
      ['45.00', 'amount'],
      ['4500', 'amount'],
      ['0010', 'last-four'],
    ];
    for (const [typed, by] of ways) {
      counter.press('refund', ...[...typed], 'confirm');
      counter.until(/REMAINS +￥45\.00/);
      expect(counter.world.entries.at(-1)).toMatchObject({ type: 'original.opened', txn: row?.txn, body: { by } });
      counter.press('cancel');
    }
    counter.press('refund', ...`${month}${day}${hour}${minute}`, 'confirm');
    // Both sales are of the same minute.
    expect(counter.until(/WHICH ONE/)).toMatch(/￥12\.00[\s\S]*￥45\.00/);
    counter.press('2');
    counter.until(/REMAINS +￥45\.00/);
    counter.press('cancel', 'refund');
    counter.world.pass(700);
    counter.swipe('visa');
    counter.until(/REMAINS +￥45\.00/);
    expect(counter.world.entries.at(-1)).toMatchObject({ type: 'original.opened', body: { by: 'card' } });
    counter.press('cancel');
  });

  test('a trace number of a settled batch, and nothing at all', { timeout: 60_000 }, () => {
    const counter = new QuietCounter();
    // A declined sale spends a trace number and no slip: the trace below is no slip's number.
    counter.world.devices.do('acquirer', 'decline', { code: '51', count: 3 });
    for (let i = 0; i < 3; i += 1) {
      counter.press('100', 'confirm');
      counter.world.pass(700);
      counter.swipe();
      counter.until(/DECLINED/);
      counter.press('confirm');
    }
    const slip = counter.sell('4500');
    counter.settle();
    counter.press('refund', ...slip.trace, 'confirm');
    counter.until(/REMAINS +￥45\.00/);
    expect(counter.world.entries.at(-1)).toMatchObject({ body: { by: 'trace' } });
    counter.press('cancel', 'refund', '999999', 'confirm');
    counter.until(/No transaction 999999/);
    // What was typed stays and is corrected (requirement E8).
    counter.press('correct', 'correct', 'correct', 'correct', 'correct', 'correct', String(slip.number), 'confirm');
    counter.until(/REMAINS/);
  });
});

describe('several hits', () => {
  test('a short list; the certain one is opened at once and the others are one key away', { timeout: 60_000 }, () => {
    const counter = new QuietCounter();
    counter.sell('300');
    counter.sell('300');
    counter.press('refund', '3.00', 'confirm');
    expect(counter.until(/WHICH ONE/).match(/￥3\.00/g)).toHaveLength(2);
    counter.press('1');
    counter.until(/REMAINS/);
    counter.press('cancel');
  });
});

describe('the story of a transaction', () => {
  test('event by event on the screen, and as a slip, the same whenever it is printed', { timeout: 60_000 }, () => {
    const counter = new QuietCounter();
    const slip = counter.sell('4500');
    counter.press('refund', String(slip.number), 'confirm', '1000', 'confirm', '1', 'confirm');
    counter.until(/APPROVED/);
    counter.rest();
    counter.press('confirm', 'refund', String(slip.number), 'confirm', 'functions');
    const first = counter.until(/TIMELINE/);
    expect(first).toMatch(/MID 898100000000001 +10000001/);
    expect(first).toMatch(/消费已提交 SALE SUBMITTED/);
    expect(first).toMatch(/\*0010 TRACE/);
    counter.press('confirm');
    counter.until(/银行批准 SALE APPROVED|SALE APPROVED/);
    counter.press('reprint');
    counter.until(/WILL BE PRINTED/);
    counter.rest();
    const paper = counter.paper.pieces().at(-1)?.lines.join('\n') ?? '';
    expect(paper).toMatch(/交易流水 TIMELINE/);
    expect(paper).toMatch(/消费已提交[\s\S]*消费银行批准[\s\S]*退货已提交[\s\S]*退货银行批准/);
    expect(paper).not.toMatch(/TIMELINE PRINTED/);
    // Back where it was asked for, and the same refund goes on.
    counter.press('cancel');
    counter.until(/REMAINS +￥35\.00/);
    expect(counter.journal.verify().ok).toBe(true);
  });

  test('says why a sale cannot be given back', { timeout: 60_000 }, () => {
    const counter = new QuietCounter();
    const slip = counter.sell('4500');
    counter.press('refund', String(slip.number), 'confirm', 'confirm', '2', 'confirm');
    counter.until(/撤销[\s\S]*APPROVED/);
    counter.rest();
    counter.press('confirm', 'refund', String(slip.number), 'confirm');
    counter.until(/This sale has been voided/);
    counter.press('functions');
    counter.until(/TIMELINE/);
    counter.press('cancel', 'cancel');
    counter.until(/READY/);
  });
});
