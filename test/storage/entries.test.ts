/** What may stand in an entry, and how it is spelled for its hash (promises 5, 7). */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../storage/journal/canonical.ts';
import {
  findCardNumber,
  holdsCardNumber,
  passesLuhn,
  withoutCardNumbers,
} from '../../storage/journal/card-number-guard.ts';
import { nameOfType, numberOfType } from '../../storage/journal/entry-types.ts';
import { card, refusal, Till } from './acts.ts';

/** A signed slip of a sale whose trace numbers happen to make up thirteen digits that pass Luhn. */
const SIGNED =
  'TP1:Z606466466464B6C:KBPG000V40%SNN+A$96AL6LA7C46$96FA7746946336022Z+8TUQERGOE41LU.3EZ1T5$F71IJJCLXDLCJI NSBGWDFBZALVGGFH+L1ZE4CDGF/F9GSG2I0%BO7SXT2EI5AHHUV0IP7MPTOPG5R23JRP0';

/** Published test cards, in every length that a card has. */
const TEST_CARDS = ['4012345678909', '374245455400001', '4111111111111111', '6205500000000000004'];

describe('one spelling', () => {
  test('of RFC 8785: keys by UTF-16 code units, shortest escapes', () => {
    const value = {
      '\u20ac': 'Euro',
      '\r': 'CR',
      ['\ufb33']: 'Dalet',
      '1': 'One',
      '😀': 'Smile',
      '\u0080': 'Control',
      ö: 'o',
    };
    expect(canonicalJson(value)).toBe(
      '{"\\r":"CR","1":"One","\u0080":"Control","ö":"o","\u20ac":"Euro","😀":"Smile","\ufb33":"Dalet"}',
    );
    expect(canonicalJson({ b: [1, -0, null, true, '\u0007"\\/'], a: {} })).toBe(
      '{"a":{},"b":[1,0,null,true,"\\u0007\\"\\\\/"]}',
    );
  });

  test('or none', () => {
    for (const value of [1.5, Number.NaN, 2 ** 53, '\ud800', undefined, { a: undefined }, () => 1, 1n]) {
      expect(() => canonicalJson(value)).toThrow(RangeError);
    }
  });

  test('parses back to the same, whatever the order of keys', () => {
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.integer(),
        fc.string({ unit: 'grapheme' }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value')),
        fc.dictionary(fc.string(), tie('value')),
      ),
    })).value;
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('is asked of every entry', () => {
    const till = new Till();
    const noted = (detail: unknown) =>
      refusal(() => till.append({ type: 'evidence.noted', txn: null, body: { what: 'x', detail } }));
    expect(noted('\udfff')).toBe('not-canonical');
    expect(noted(0.1)).toBe('not-canonical');
    expect(noted(undefined)).toBe('not-canonical');
    expect(refusal(() => till.append({ type: 'nonsense', txn: null, body: {} }))).toBe('unknown-type');
    expect(refusal(() => till.append())).toBe('empty-append');
    expect(refusal(() => till.journal.append([], till.stamp()))).toBe('empty-append');
    const stamp = { atMs: 1.5, clock: 'synchronised', operator: '1' } as const;
    expect(refusal(() => till.journal.append([{ type: 'paper.returned', txn: null, body: {} }], stamp))).toBe('stamp');
    till.append({ type: 'evidence.noted', txn: null, body: { what: '说明', detail: '重打印 “\u2028” 😀' } });
    till.reopen();
    expect(till.journal.verify().ok).toBe(true);
  });
});

describe('no card number', () => {
  test('under any name, in any grouping', () => {
    const till = new Till();
    for (const pan of TEST_CARDS) {
      expect(passesLuhn(pan)).toBe(true);
      for (const body of [
        { what: 'late', detail: `PAN ${pan}.` },
        { what: `track ;${pan}=2512101?`, detail: '' },
        { what: 'x', detail: 'x', [pan]: 1 },
        { what: 'x', detail: { deep: [{ er: pan }] } },
        { what: 'x', detail: '', receivedHex: Buffer.from(pan).toString('hex') },
        { what: 'x', detail: '', token: pan },
      ]) {
        expect(refusal(() => till.append({ type: 'evidence.noted', txn: null, body }))).toBe('pan-in-entry');
      }
    }
    expect(
      refusal(() =>
        till.append({ type: 'evidence.noted', txn: null, body: { what: 'x', detail: '4111 1111 1111 1111' } }),
      ),
    ).toBe('pan-in-entry');
    expect(
      refusal(() =>
        till.append({ type: 'evidence.noted', txn: null, body: { what: 'x', detail: '3742-454554-00001' } }),
      ),
    ).toBe('pan-in-entry');
    expect(
      refusal(() => till.append({ type: 'evidence.noted', txn: null, body: { what: 'x', detail: 4111111111111111 } })),
    ).toBe('pan-in-entry');
    expect(till.journal.counters().entries).toBe(0);
  });

  test("the acquirer's number of a merchant passes where it stands as such: one in ten is a card number by its check digit", () => {
    const till = new Till();
    const mid = '898320548160008';
    expect(passesLuhn(mid)).toBe(true);
    till.append({
      type: 'terminal.started',
      txn: null,
      body: { version: '0', mode: 'simulated', tid: '10000001', mid },
    });
    expect(refusal(() => till.append({ type: 'evidence.noted', txn: null, body: { what: 'x', detail: mid } }))).toBe(
      'pan-in-entry',
    );
  });

  test('of what somebody wrote, a card number keeps its ends, and the rest stays', () => {
    for (const pan of TEST_CARDS) {
      const told = withoutCardNumbers(`sold 1, now ${pan}.`);
      expect(holdsCardNumber(told)).toBe(false);
      expect(told).toContain(`${pan.slice(0, 6)}*`);
    }
    expect(withoutCardNumbers('4111 1111 1111 1111, 4111111111111112')).toBe('411111******1111, 4111111111111112');
  });

  test('what every sale carries passes: masked card, RRN, trace, times, tokens, wire bytes', () => {
    const till = new Till();
    till.sale('s');
    const allowed = {
      what: 'late-answer',
      detail: 's: 00',
      maskedPan: card().maskedPan,
      rrn: '411111111111',
      atMs: 1_763_715_600_007,
      sinceMs: { receipts: 1_763_715_600_005 },
      token: '4111111111111111'.repeat(4),
      headHash: `0a4111111111111111${'b'.repeat(46)}`,
      hash: `0a4111111111111111${'b'.repeat(46)}`,
      chip: { aid: 'A000000333010106', cryptogram: '4111111111111111' },
      sentHex: '4111111111111111',
      identity: 'IMEI 490154203237518',
      serial: '490154203237518',
      expected: '490154203237518',
      long: '4111111111111111'.repeat(2),
      wrong: '4111111111111112',
    };
    expect(findCardNumber(allowed, 'body')).toBeNull();
    // By name and shape: not every text of that name, and no card number in its own digits.
    expect(findCardNumber({ text: SIGNED }, 'body')).toBeNull();
    expect(holdsCardNumber(SIGNED)).toBe(true);
    for (const text of [
      `${SIGNED}0`,
      SIGNED.slice(0, -1),
      SIGNED.slice(4),
      SIGNED.toLowerCase(),
      'TP1:4111111111111111',
    ])
      expect(findCardNumber({ text }, 'body')).toBe('body.text');
    expect(findCardNumber({ note: SIGNED }, 'body')).toBe('body.note');
    expect(findCardNumber({ aid: '4111111111111111' }, 'body')).toBe('body.aid');
    expect(findCardNumber({ hash: '4111111111111111' }, 'body')).toBe('body.hash');
    expect(findCardNumber({ cryptogram: '4111 1111 1111 1111' }, 'body')).toBe('body.cryptogram');
    expect(findCardNumber({ receipts: 1_763_715_600_005 }, 'since')).toBe('since.receipts');
    till.append({ type: 'evidence.noted', txn: null, body: allowed });
  });

  test('is found wherever it stands in a text, and only with its check digit', () => {
    const notDigit = fc.string().map((text) => text.replaceAll(/[\d -]/g, '.'));
    fc.assert(
      fc.property(fc.constantFrom(...TEST_CARDS), notDigit, notDigit, (pan, before, after) => {
        expect(holdsCardNumber(`${before}.${pan}.${after}`)).toBe(true);
        const wrong = `${pan.slice(0, -1)}${(Number(pan.slice(-1)) + 1) % 10}`;
        expect(holdsCardNumber(`${before}.${wrong}.${after}`)).toBe(false);
      }),
    );
  });
});

test('no two types of entries stand on disk under one number', () => {
  const source = readFileSync(new URL('../../storage/journal/entry-types.ts', import.meta.url), 'utf8');
  const types = [...source.matchAll(/^ {2}'([\w.]+)': \d+,$/gm)].map(([, type = '']) => type);
  expect(types.length).toBeGreaterThan(50);
  expect(types.filter((type) => nameOfType(numberOfType(type) ?? -1) !== type)).toEqual([]);
});
