/** What holds for every slip, whatever the facts (design §13). */
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { PrintLine } from '../../../drivers/printer/printer.ts';
import { paperAmount } from '../../../firmware/receipts/amount.ts';
import type { Columns, ReceiptLine } from '../../../firmware/receipts/document.ts';
import { columnsOf } from '../../../firmware/receipts/layout.ts';
import { renderSlip } from '../../../firmware/receipts/render-slip.ts';
import type { Locale, MoneySlipFacts, SlipFacts } from '../../../firmware/receipts/slip-facts.ts';
import { type CopyKind, type Marking, minorUnits } from '../../../storage/facts.ts';
import { lineColumns, printedColumns, textsOf } from './paper.ts';
import { paperBack, refund, SAMPLES, sale, settlement, slipNo, terminal } from './samples.ts';

const columns = fc.constantFrom<Columns>(48, 32);
const locale = fc.constantFrom<Locale>('zh-CN', 'en', 'zh-en');
const page = fc.record({ columns, locale });
const sample = fc.constantFrom(...Object.values(SAMPLES));
const amount = fc.oneof(fc.maxSafeNat(), fc.nat(10_000_000)).map(minorUnits);
/** What a two-byte font can print: where our counting and the printer's must agree to the column. */
const printableText = fc
  .string({ unit: fc.constantFrom(...'店商品退货示例票号，。（）「Aa09 .,-/&éα×￥'), minLength: 1, maxLength: 90 })
  .filter((text) => text.trim() !== '');
const copy = fc.constantFrom<CopyKind>('merchant', 'customer');
const marking = fc.oneof(
  fc.constant<Marking>({ kind: 'original' }),
  fc.integer({ min: 1, max: 99 }).map((n): Marking => ({ kind: 'duplicate', n })),
  fc.integer({ min: 1, max: 9_999_999 }).map((n): Marking => ({ kind: 'replaces', slip: slipNo(n) })),
);
const moneySlip = fc
  .record({
    base: fc.constantFrom(sale, refund),
    copy,
    marking,
    amount,
    merchant: printableText,
    reason: fc.option(printableText),
  })
  .map(
    ({ base, amount: amountMinor, merchant, reason, ...rest }): MoneySlipFacts => ({
      ...base,
      ...rest,
      terminal: { ...terminal, merchant },
      transaction: { ...base.transaction, amountMinor, reason },
    }),
  );

const isText = (line: ReceiptLine) => line.kind === 'text';
const joined = (facts: SlipFacts, options: { columns: Columns; locale: Locale }) =>
  textsOf(renderSlip(facts, options)).join('\n');

describe('a document', () => {
  it('is what the printer driver takes', () => {
    const lines: readonly PrintLine[] = renderSlip(sale, { columns: 48, locale: 'zh-en' });
    const back: readonly ReceiptLine[] = lines;
    expect(back.length).toBeGreaterThan(10);
  });
  it('is the same for the same facts', () => {
    fc.assert(
      fc.property(sample, page, (facts, options) => {
        expect(renderSlip(facts, options)).toEqual(renderSlip(facts, options));
      }),
    );
  });
});

describe('no line is wider than the paper', () => {
  it('on any sample', () => {
    fc.assert(
      fc.property(sample, page, (facts, options) => {
        for (const line of renderSlip(facts, options)) expect(lineColumns(line)).toBeLessThanOrEqual(options.columns);
      }),
    );
  });
  it('with any shop, reason, amount and marking', () => {
    fc.assert(
      fc.property(moneySlip, page, (facts, options) => {
        for (const line of renderSlip(facts, options)) expect(lineColumns(line)).toBeLessThanOrEqual(options.columns);
      }),
      { numRuns: 500 },
    );
  });
  it('with names in any script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), page, (merchant, options) => {
        const facts = {
          ...sale,
          terminal: { ...terminal, merchant },
          transaction: { ...sale.transaction, reason: merchant },
        };
        for (const line of renderSlip(facts, options).filter(isText)) {
          const width = columnsOf(line.text) * (line.size === 'large' ? 2 : 1);
          expect(width).toBeLessThanOrEqual(options.columns);
        }
      }),
    );
  });
});

describe('amounts', () => {
  it('are never cut', () => {
    fc.assert(
      fc.property(moneySlip, page, fc.constantFrom('CNY', 'USD', 'JPY'), (facts, options, currency) => {
        const { amountMinor } = facts.transaction;
        const texts = textsOf(renderSlip({ ...facts, transaction: { ...facts.transaction, currency } }, options));
        expect(texts.map((text) => text.trim())).toContain(paperAmount(amountMinor, currency));
      }),
    );
  });
  it('are never cut in totals', () => {
    fc.assert(
      fc.property(amount, fc.nat(99_999), page, (amountMinor, count, options) => {
        const totals = { ...settlement.totals, sale: { count, amountMinor } };
        for (const facts of [
          { ...settlement, totals },
          { ...paperBack, totals },
        ]) {
          expect(joined(facts, options)).toContain(`${count} `);
          expect(joined(facts, options)).toContain(paperAmount(amountMinor, 'CNY'));
        }
      }),
    );
  });
});

/** Design §13, "On every slip". */
const ON_EVERY_SLIP = [
  /票号 SLIP\s+\d{6}/,
  /操作员 OPERATOR\s+\S/,
  /时间 TIME\s+\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/,
  /完 END \d{6}/,
];
const ON_EVERY_TRANSACTION = [
  /凭证号 TRACE\s+(\d{6}|-)/,
  /批次号 BATCH\s+(\d{6}|-)/,
  /参考号 RRN\s+(\d{12}|-)/,
  /授权码 AUTH\s+(\w{6}|-)/,
  /卡号 CARD\s+[\d*]{16,24} \/[SICNQ]/,
  /金额 AMOUNT/,
  /￥[\d,]+\.\d\d/,
];
const TITLES: Readonly<Record<SlipFacts['kind'], string>> = {
  sale: '消费 SALE',
  void: '撤销 VOID',
  refund: '退货 REFUND',
  preauth: '预授权 PRE-AUTH',
  preauthCancel: '预授权撤销 PRE-AUTH CANCEL',
  completion: '预授权完成 COMPLETION',
  completionAdvice: '预授权完成通知 COMPLETION ADVICE',
  completionCancel: '预授权完成撤销 COMPLETION CANCEL',
  refundPromise: '退货承诺单 REFUND PROMISE',
  fault: '故障报告单 FAULT REPORT',
  timeline: '交易流水 TIMELINE',
  refusal: '拒退单 RETURN REFUSED',
  voucher: '补偿券 SHOP VOUCHER',
  coupon: '优惠券 COUPON',
  pickUp: '自取单 PICK UP LATER',
  settlement: '结算总计单 SETTLEMENT',
  xReport: '当前统计 X REPORT',
  paperBack: '来纸对账单 PAPER BACK',
  interrupted: '单据中断说明 INTERRUPTED SLIP',
  test: '打印测试 TEST PRINT',
  handSlip: '手工单补录 HAND SLIP',
  exercise: '成绩单 SCORE',
  caseStatus: '交易状态单 STATUS',
  emergencyCard: '应急卡 EMERGENCY CARD',
};

describe.each([
  [48, 'zh-CN'],
  [32, 'zh-CN'],
  [48, 'zh-en'],
  [32, 'zh-en'],
] as const)('on every slip of %i columns in %s', (width, language) => {
  const options = { columns: width, locale: language };
  it.each(Object.entries(SAMPLES))('%s: what design §13 asks for', (_, facts) => {
    const text = joined(facts, options);
    expect(text.split('\n').map((line) => line.trim())).toContain(TITLES[facts.kind]);
    const isReceipt = !['emergencyCard', 'exercise', 'test'].includes(facts.kind);
    const copy = facts.copy === 'merchant' ? '商户存根 MERCHANT COPY' : '持卡人存根 CUSTOMER COPY';
    if (isReceipt) expect(text).toContain(copy);
    else expect(text).not.toMatch(/存根|COPY/);
    expect(text).toContain(facts.terminal.tid);
    for (const item of ON_EVERY_SLIP) expect(text).toMatch(item);
    if ('transaction' in facts) for (const item of ON_EVERY_TRANSACTION) expect(text).toMatch(item);
  });
  it.each(Object.values(SAMPLES))(
    '$kind: the mode on top and at the bottom, and nothing of it in live mode',
    (facts) => {
      for (const [mode, mark] of [
        ['simulated', '演示 DEMO'],
        ['training', '培训 TRAINING'],
      ] as const) {
        const texts = textsOf(renderSlip({ ...facts, terminal: { ...terminal, mode } }, options));
        const marks = texts.flatMap((text, index) => (text === mark ? [index] : []));
        expect(marks).toHaveLength(2);
        expect(texts.indexOf(TITLES[facts.kind])).toBeGreaterThan(marks[0] as number);
        expect(texts.findLastIndex((text) => text.includes('-'))).toBeLessThan(marks[1] as number);
      }
      expect(joined({ ...facts, terminal }, options)).not.toMatch(/演示|培训/);
    },
  );
  it('markings are named as in design §13', () => {
    expect(textsOf(renderSlip({ ...sale, marking: { kind: 'duplicate', n: 3 } }, options))).toContain(
      '重打印 DUPLICATE 3',
    );
    const replacing = joined({ ...sale, marking: { kind: 'replaces', slip: slipNo(129) } }, options);
    expect(replacing).toMatch(/替代未完成单\s+REPLACES INCOMPLETE SLIP 000129/);
    expect(replacing).not.toMatch(/DUPLICATE|重打印/);
    expect(joined(sale, options)).not.toMatch(/DUPLICATE|重打印|REPLACES|替代/);
  });
});

describe('a printer that loses its power in the middle of a slip forgets some lines', () => {
  const marked = [
    [{ kind: 'duplicate', n: 3 }, /重打印 DUPLICATE 3/],
    [{ kind: 'replaces', slip: slipNo(129) }, /REPLACES INCOMPLETE SLIP 000129/],
  ] as const satisfies readonly (readonly [Marking, RegExp])[];
  it.each(marked)('whatever stretch that is, a slip with its number and its end has its mark: %o', (marking, mark) => {
    for (const columns of [48, 32] as const) {
      const texts = textsOf(renderSlip({ ...sale, marking }, { columns, locale: 'zh-en' }));
      const number = texts.findIndex((text) => text.startsWith('票号 SLIP'));
      const end = texts.findIndex((text) => text.includes('完 END'));
      for (let from = 0; from < end; from += 1) {
        for (let to = from + 1; to <= end && (from > number || to <= number); to += 1)
          expect([...texts.slice(0, from), ...texts.slice(to)].join('\n')).toMatch(mark);
      }
    }
  });
});

describe('secrets', () => {
  it('the customer copy shows the last four digits of the card only', () => {
    for (const facts of Object.values(SAMPLES)) {
      const text = joined({ ...facts, copy: 'customer' }, { columns: 48, locale: 'zh-en' });
      if ('transaction' in facts) expect(text).toContain('0010');
      expect(text).not.toContain('476173');
    }
  });
  it('the phone of a promise shows its last four digits', () => {
    const text = joined(SAMPLES['refund-promise-customer'] as SlipFacts, { columns: 32, locale: 'zh-en' });
    expect(text).toContain('*******6688');
  });
});

describe('the printer', () => {
  it('has a glyph for every word of ours: one byte or two in GB18030, and no U+00A5', () => {
    const own = Object.values(SAMPLES).flatMap((facts) =>
      (['zh-en', 'zh-CN', 'en'] as const).flatMap((language) => [...joined(facts, { columns: 48, locale: language })]),
    );
    const four = [...new Set(own)].filter((character) => iconv.encode(character, 'gb18030').length > 2);
    // The test print has a line of what must be drawn, and nothing else has.
    expect(four.join('')).toBe('㐀㛃㵘㸌ăřžğşő');
    expect(own).not.toContain('\u00a5');
    expect(own).toContain('\uffe5');
  });
  it('counts columns as the layout does', () => {
    fc.assert(
      fc.property(printableText, (text) => {
        expect(columnsOf(text)).toBe(printedColumns(text));
      }),
    );
  });
  it('gets no command from a name, a reason or a host', () => {
    const evil = 'A\u001b@\u001dV\u0000B\u0010\u0004\u0001\r\nC\u0085\u2028D\u202eE\u200b';
    const facts: readonly SlipFacts[] = [
      {
        ...sale,
        operator: evil,
        terminal: { ...terminal, merchant: evil },
        transaction: { ...sale.transaction, reason: evil, authCode: evil },
      },
      { ...settlement, exceptions: [evil] },
      { ...(SAMPLES['interrupted'] as Extract<SlipFacts, { kind: 'interrupted' }>), cause: evil },
      { ...(SAMPLES['fault'] as Extract<SlipFacts, { kind: 'fault' }>), lastAnswer: evil },
    ];
    for (const slip of facts) {
      for (const width of [48, 32] as const) {
        const texts = textsOf(renderSlip(slip, { columns: width, locale: 'zh-en' }));
        expect(texts.filter((text) => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text))).toEqual([]);
      }
    }
  });
});
