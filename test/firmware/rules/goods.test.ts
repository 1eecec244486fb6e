/** Barcodes, the catalogue file, return classes, the match against the receipt (requirements A9–A11, E9). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDigit, groupedCode, hasRightCheckDigit, plainCode } from '../../../firmware/rules/barcodes.ts';
import { type CatalogueItem, findItem, readCatalogue } from '../../../firmware/rules/catalogue.ts';
import { DEFAULT_RETURN_CLASSES, judgeReturn, type ReturnClass } from '../../../firmware/rules/return-classes.ts';
import { judgeLine, matchCode, type OriginalLine, sumOf } from '../../../firmware/rules/returns.ts';
import { minorUnits } from '../../../storage/facts.ts';
import { holdsCardNumber } from '../../../storage/journal/card-number-guard.ts';

const DAY_MS = 86_400_000;
const SOLD_MS = Date.UTC(2026, 10, 21, 5, 45);

describe('a check digit', () => {
  // GS1 General Specifications §7.9 and codes in the shops.
  test.each(['6901234567892', '4006381333931', '96385074', '036000291452', '12345678901231'])('%s is right', (code) => {
    expect(hasRightCheckDigit(code)).toBe(true);
  });

  test('shows every single wrong digit; a short code of the shop has none', () => {
    const wrong = fc.tuple(fc.stringMatching(/^\d{12}$/), fc.nat(11), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(wrong, ([body, at, by]) => {
        const code = `${body}${checkDigit(body)}`;
        const spoiled = [...code].map((digit, i) => (i === at ? String((Number(digit) + by) % 10) : digit)).join('');
        expect(hasRightCheckDigit(code)).toBe(true);
        expect(hasRightCheckDigit(spoiled)).toBe(false);
      }),
    );
    expect(hasRightCheckDigit('12')).toBe(true);
  });

  test('no code in the journal is taken for a card number, and its digits come back', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,14}$/), (code) => {
        expect(holdsCardNumber(groupedCode(code))).toBe(false);
        expect(plainCode(groupedCode(code))).toBe(code);
      }),
    );
    expect(groupedCode('6901234567892')).toBe('6-901234-567892');
  });
});

describe('the catalogue file', () => {
  const heading = 'code,name_zh,name_en,price,tax,return_class';
  const read = (...lines: readonly string[]) => readCatalogue([heading, ...lines].join('\n'), 2);

  test('good lines, with quotes, a mark of the byte order and ends of any kind', () => {
    const text = `\uFEFF${heading}\r\n12,矿泉水,"Water, ""still""",2,13%,standard\r\n\r\n6901234567892,耳机,Earphones,199.90,13,electronics\n`;
    expect(readCatalogue(text, 2)).toEqual({
      bad: [],
      items: [
        {
          code: '12',
          zh: '矿泉水',
          en: 'Water, "still"',
          priceMinor: 200,
          taxBasisPoints: 1_300,
          returnClass: 'standard',
        },
        {
          code: '6901234567892',
          zh: '耳机',
          en: 'Earphones',
          priceMinor: 19_990,
          taxBasisPoints: 1_300,
          returnClass: 'electronics',
        },
      ],
    });
  });

  test.each([
    ['abc,水,Water,2,13,standard', /is not 1 to 14 digits/],
    ['6901234567890,水,Water,2,13,standard', /the check digit is wrong/],
    ['12,,Water,2,13,standard', /must both be given/],
    ['12,水,Water,2.005,13,standard', /is no price/],
    ['12,水,Water,0,13,standard', /is no price/],
    ['12,水,Water,2,many,standard', /is no percentage/],
    ['12,水,Water,2,13,odd', /return_class "odd" does not exist/],
    ['12,水,Water,2,13', /5 cells, the heading has 6/],
    ['12,水,"Water,2,13,standard', /a quote is not closed/],
    ['12,水,Wa\u0007ter,2,13,standard', /control character/],
    ['12,\u200b\u202e,Water,2,13,standard', /must both be given/],
  ])('names the bad line: %s', (line, why) => {
    const { items, bad } = read('11,好,Good,1,0,standard', line);
    expect(items).toHaveLength(1);
    expect(bad).toEqual([{ line: 3, why: expect.stringMatching(why) }]);
  });

  test('takes what can be seen of a name that was copied from a page or comes from another system', () => {
    const { items } = read('12,\u202e水\u2060杯\u200b,Cafe\u0301\ufeff,2,13,standard');
    expect(items).toMatchObject([{ zh: '水杯', en: 'Caf\u00e9' }]);
  });

  test('names a code that stands twice, and a heading that lacks a column', () => {
    expect(read('12,水,Water,2,13,standard', '12,茶,Tea,3,13,standard').bad).toEqual([
      { line: 3, why: 'code 12 stands in an earlier line' },
    ]);
    expect(readCatalogue('code,price\n12,2', 2).bad[0]?.why).toMatch(/no column name_zh, name_en, tax, return_class/);
  });
});

describe('what may come back', () => {
  const facts = {
    returnClass: 'electronics',
    condition: 'sealed',
    amountMinor: 20_000,
    soldMs: SOLD_MS,
    utcOffsetMinutes: 480,
  } as const;

  test('every class on its last day, and not on the day after', () => {
    for (const { code, windowDays } of DEFAULT_RETURN_CLASSES) {
      const on = (days: number) =>
        judgeReturn({ ...facts, returnClass: code, nowMs: SOLD_MS + days * DAY_MS }, DEFAULT_RETURN_CLASSES);
      if (windowDays.sealed === null) expect(on(0)).toMatchObject({ allowed: false, rule: 'not-returnable' });
      else {
        expect(on(windowDays.sealed).allowed).toBe(true);
        expect(on(windowDays.sealed + 1)).toMatchObject({ allowed: false, rule: 'return-window-over' });
      }
    }
  });

  test.each([
    ['electronics', 'opened', 7, 'fee 2000'],
    ['standard', 'opened', 7, 'fee 0'],
    ['hygiene', 'opened', 0, 'opened'],
    ['hygiene', 'damaged', 15, 'fee 0'],
    ['final', 'damaged', 15, 'fee 0'],
    ['final', 'sealed', 0, 'not-returnable'],
    ['electronics', 'sealed', 8, 'return-window-over'],
    ['fresh', 'damaged', 2, 'return-window-over'],
    ['nothing', 'sealed', 0, 'return-class-unknown'],
  ] as const)('%s, %s, after %i days: %s', (returnClass, condition, days, expected) => {
    const verdict = judgeReturn(
      { ...facts, returnClass, condition, nowMs: SOLD_MS + days * DAY_MS },
      DEFAULT_RETURN_CLASSES,
    );
    const fee = verdict.allowed ? verdict.fees.reduce((sum, { amountMinor }) => sum + amountMinor, 0) : 0;
    expect(verdict.allowed ? `fee ${fee}` : verdict.rule).toBe(expected);
    if (!verdict.allowed) expect(verdict.remedy.zh).not.toBe('');
  });

  test('a window that is over names its last day', () => {
    expect(judgeReturn({ ...facts, nowMs: SOLD_MS + 8 * DAY_MS }, DEFAULT_RETURN_CLASSES)).toMatchObject({
      facts: { lastDay: '2026-11-28' },
    });
  });

  const ours: ReturnClass = {
    code: 'ours',
    zh: '本店',
    en: 'Ours',
    windowDays: { sealed: 3, opened: 3, damaged: null },
    fees: [
      { what: 'restocking', bearer: 'customer', conditions: ['opened'], basisPoints: 5_000, fixedMinor: 0 },
      { what: 'shipping', bearer: 'customer', conditions: ['sealed', 'opened'], basisPoints: 0, fixedMinor: 600 },
      { what: 'card', bearer: 'shop', conditions: ['sealed', 'opened'], basisPoints: 60, fixedMinor: 0 },
    ],
  };

  test.each([
    ['sealed', 10_000, ['shipping customer 600', 'card shop 60']],
    ['opened', 10_000, ['restocking customer 5000', 'shipping customer 600', 'card shop 60']],
    // What the customer bears ends where the goods' price ends; a fee of nothing is no fee.
    ['opened', 1_000, ['restocking customer 500', 'shipping customer 500', 'card shop 6']],
    ['opened', 10, ['restocking customer 5', 'shipping customer 5']],
  ] as const)("the shop's own class: %s, of %i", (condition, amountMinor, expected) => {
    const verdict = judgeReturn({ ...facts, returnClass: 'ours', condition, amountMinor, nowMs: SOLD_MS }, [ours]);
    const found = verdict.allowed ? verdict.fees : [];
    expect(found.map((fee) => `${fee.what} ${fee.bearer} ${fee.amountMinor}`)).toEqual(expected);
  });

  test('a class that takes nothing damaged says so, and one of nulls cannot be returned', () => {
    const judged = (windowDays: ReturnClass['windowDays']) =>
      judgeReturn({ ...facts, returnClass: 'ours', condition: 'damaged', nowMs: SOLD_MS }, [{ ...ours, windowDays }]);
    expect(judged(ours.windowDays)).toMatchObject({ rule: 'damaged' });
    expect(judged({ sealed: null, opened: null, damaged: null })).toMatchObject({
      rule: 'not-returnable',
      remedy: { en: 'Ask the manager' },
    });
  });
});

describe('against the receipt', () => {
  const item = (code: string, priceMinor: number): CatalogueItem => ({
    code,
    zh: '水',
    en: 'Water',
    priceMinor,
    taxBasisPoints: 0,
    returnClass: 'standard',
  });
  const catalogue = { hash: 'x', items: new Map([item('12', 250), item('13', 100)].map((one) => [one.code, one])) };
  const line = (over: Partial<OriginalLine> = {}): OriginalLine => ({
    line: 1,
    code: '12',
    zh: '水',
    en: 'Water',
    quantity: 3,
    left: 3,
    unitMinor: minorUnits(200),
    returnClass: 'standard',
    ...over,
  });
  const day = { soldMs: SOLD_MS, nowMs: SOLD_MS, utcOffsetMinutes: 480 };

  test('three different refusals of a code, and a fourth for what came back before', () => {
    const rule = (code: string, lines = [line()]) => {
      const verdict = matchCode(code, lines, catalogue);
      return verdict.allowed ? 'found' : verdict.rule;
    };
    expect([rule('6901234567890'), rule('77'), rule('13'), rule('12', [line({ left: 0 })]), rule('12')]).toEqual([
      'barcode-check-digit',
      'code-unknown',
      'not-on-this-receipt',
      'line-returned',
      'found',
    ]);
    expect(findItem('77', catalogue)).toMatchObject({ allowed: false, rule: 'code-unknown' });
  });

  test('what a refusal says of any code may stand in the journal: one bar code in ten could be a card number', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{12,13}$/), fc.boolean(), (body, isRight) => {
        const code = `${body}${(checkDigit(body) + (isRight ? 0 : 1)) % 10}`;
        for (const verdict of [matchCode(code, [line()], catalogue), findItem(code, catalogue)]) {
          if (verdict.allowed) throw new Error(`${code} is no goods of this shop`);
          const { why, remedy } = verdict;
          expect([why.zh, why.en, remedy.zh, remedy.en].filter(holdsCardNumber)).toEqual([]);
        }
      }),
    );
  });

  test('the price of today beside that of the receipt, where they differ', () => {
    expect(matchCode('12', [line()], catalogue)).toMatchObject({ priceTodayMinor: 250 });
    expect(matchCode('12', [line({ unitMinor: minorUnits(250) })], catalogue)).toMatchObject({ priceTodayMinor: null });
  });

  test('never more than is left of the line, in this return and before', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.nat(3), fc.nat(3), (quantity, left, taken) => {
        const verdict = judgeLine(
          line({ left }),
          { quantity, condition: 'sealed', keyed: false, taken },
          day,
          DEFAULT_RETURN_CLASSES,
        );
        expect(verdict.allowed).toBe(quantity >= 1 && quantity <= left - taken);
      }),
    );
  });

  test('fees of one kind and bearer are one; what the shop bears is not kept back', () => {
    const judged = { line: 1, quantity: 1, condition: 'opened', keyed: false, amountMinor: minorUnits(1_000) } as const;
    const fee = (bearer: 'customer' | 'shop', amount: number) =>
      ({ what: 'restocking', bearer, amountMinor: minorUnits(amount) }) as const;
    const sum = sumOf([
      { ...judged, fees: [fee('customer', 100), fee('shop', 50)] },
      { ...judged, fees: [fee('customer', 30)] },
    ]);
    expect(sum).toMatchObject({ goodsMinor: 2_000, netMinor: 1_870 });
    expect(sum.fees).toEqual([fee('customer', 130), fee('shop', 50)]);
  });
});
