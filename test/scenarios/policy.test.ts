/** The shop's own rules at the keys: reasons and groups, consent, return classes; and a policy file that is changed while the terminal runs. */
import { expect, test } from 'vitest';
import { catalogueOf } from '../../firmware/configuration/catalogue-file.ts';
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import type { Entry } from '../../storage/entries/entry.ts';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 30_000 };

function ofType<T extends Entry['type']>(counter: QuietCounter, type: T): readonly Extract<Entry, { type: T }>[] {
  return counter.world.entries.filter((entry): entry is Extract<Entry, { type: T }> => entry.type === type);
}

/** Somebody writes another file; the terminal looks at it when nobody is being served. */
function writePolicy(counter: QuietCounter, text: object | string): void {
  counter.world.policyFile = typeof text === 'string' ? text : JSON.stringify(text);
  counter.press('functions', 'cancel');
  counter.until(/READY/);
}

test("the shop's own reasons, in its own groups, on screen and slip", SLOW, () => {
  const counter = new QuietCounter({
    reasonGroups: [
      { code: 'fit', zh: '不合身', en: 'Fit' },
      { code: 'ours', zh: '本店', en: 'Ours' },
    ],
    reasons: [
      ...DEFAULT_POLICY.reasons.slice(0, 7).map((reason) => ({ ...reason, group: 'ours' })),
      { code: 'too-small', group: 'fit', zh: '尺码偏小', en: 'Too small', manager: false },
    ],
  });
  const slip = counter.sell('1000');
  counter.press('refund', String(slip.number), 'confirm', '100', 'confirm', '8');
  counter.until(/1 不合身 Fit[\s\S]*2 本店 Ours/);
  counter.press('1');
  counter.until(/1 尺码偏小 Too small/);
  counter.press('1');
  counter.until(/CUSTOMER AGREES/);
  expect(counter.screen()).toContain('尺码偏小');
  expect(counter.customer().join('\n')).toContain('尺码偏小');
  counter.press('confirm');
  counter.until(/APPROVED/);
  counter.rest();
  expect(counter.slips('REFUND').at(-1)?.lines.join('\n')).toMatch(/尺码偏小/);
  expect(ofType(counter, 'refund.submitted')[0]?.body.reason).toBe('too-small');
});

test('no consent below the amount of the policy; above it only the ways that the shop allows', SLOW, () => {
  const counter = new QuietCounter({ consent: { fromMinor: 500, ways: ['phone'] } });
  const slip = counter.sell('1000');
  counter.press('refund', String(slip.number), 'confirm', '499', 'confirm', '1');
  expect(counter.until(/ENTER: DO IT/)).not.toMatch(/CUSTOMER/);
  counter.press('2');
  counter.until(/ENTER: DO IT/);
  counter.press('confirm');
  counter.until(/APPROVED/);
  counter.rest();
  expect(ofType(counter, 'consent.given')).toEqual([]);
  counter.press('confirm', 'refund', String(slip.number), 'confirm', '500', 'confirm', '1');
  counter.until(/CUSTOMER AGREES/);
  counter.press('confirm');
  counter.until(/This is not how the customer agrees here[\s\S]*2: agreed by phone/);
  counter.press('2', '13900008000', 'confirm');
  counter.until(/APPROVED/);
  expect(ofType(counter, 'consent.given')).toMatchObject([{ body: { by: 'phone', amountMinor: 500 } }]);
});

test('a policy file that changes is taken up at rest, with before and after; a wrong one changes nothing', SLOW, () => {
  const counter = new QuietCounter();
  const slip = counter.sell('9000');
  const changes = () => ofType(counter, 'policy.changed').map(({ body }) => body);
  expect(changes()).toHaveLength(1);
  writePolicy(counter, { version: 'summer', refund: { limitMinor: 100 }, reversal: { immediateAttempts: 9 } });
  expect(changes().at(-1)).toMatchObject({
    version: 'summer',
    changes: [
      { key: 'refund.limitMinor', before: '5000000', after: '100' },
      // What is under way began with the others: they wait for the next start.
      { key: 'version', before: '"shipped"', after: '"summer"' },
    ],
  });
  counter.press('refund', String(slip.number), 'confirm', '200', 'confirm');
  counter.until(/Over the limit of ￥1\.00 per refund/);
  counter.press('cancel');
  writePolicy(counter, { refund: { limitMinr: 500 } });
  counter.until(/NEW POLICY REFUSED, OLD ONE HOLDS/);
  expect(ofType(counter, 'policy.refused')[0]?.body.problem).toMatch(/unknown key refund\.limitMinr/);
  counter.press('refund', String(slip.number), 'confirm', '200', 'confirm');
  counter.until(/Over the limit of ￥1\.00 per refund/);
  counter.press('cancel');
  writePolicy(counter, '{ "version": ');
  // A character of two halves, in the middle of which the words about it may be cut.
  writePolicy(counter, `{ "version": ${'𠮷'.repeat(200)}`);
  expect(ofType(counter, 'policy.refused').length).toBeGreaterThan(2);
  // A day and a time: one number in ten passes the check of card numbers.
  writePolicy(counter, { version: '20260115143006' });
  expect(changes().at(-1)?.version).toBe('202601****3006');
  expect(counter.world.broken).toEqual([]);
  writePolicy(counter, { version: 'autumn' });
  expect(counter.screen()).not.toMatch(/POLICY REFUSED/);
  // The next start goes by the whole file.
  counter.world.policyFile = JSON.stringify({ version: 'winter', reversal: { immediateAttempts: 9 } });
  counter.world.cutPower();
  counter.world.powerOn();
  counter.until(/READY|SIGN IN/);
  expect(changes().at(-1)?.changes).toMatchObject([
    { key: 'reversal.immediateAttempts', before: '3', after: '9' },
    { key: 'version', before: '"autumn"', after: '"winter"' },
  ]);
  expect(counter.journal.verify().ok).toBe(true);
  expect(counter.world.broken).toEqual([]);
});

test("the shop's own return class: its window, its fees, and a class that never comes back", SLOW, () => {
  const classes = [
    {
      code: 'mail',
      zh: '网购',
      en: 'Mail order',
      windowDays: { sealed: 7, opened: 7, damaged: 7 },
      fees: [
        { what: 'shipping', bearer: 'customer', conditions: ['sealed'], basisPoints: 0, fixedMinor: 600 },
        { what: 'card', bearer: 'shop', conditions: ['sealed'], basisPoints: 60, fixedMinor: 0 },
      ],
    },
    {
      code: 'made',
      zh: '定做',
      en: 'Made to order',
      windowDays: { sealed: null, opened: null, damaged: null },
      fees: [],
    },
  ] as const;
  const csv = `code,name_zh,name_en,price,tax,return_class
11,杯子,Cup,100.00,13,mail
12,西装,Suit,900.00,13,made
`;
  const catalogue = catalogueOf(new TextEncoder().encode(csv), 2, ['mail', 'made']);
  expect(catalogue.items.size).toBe(2);
  const counter = new QuietCounter({ returns: { classes, managerMayOverride: false } }, true, catalogue);
  counter.press('sale', '11', 'sale', '12', 'sale', 'confirm');
  counter.presents();
  counter.until(/APPROVED/);
  counter.press('confirm');
  const slip = counter.slips('SALE').at(-1)?.number;
  counter.press('refund', String(slip), 'confirm', 'confirm', '12', 'confirm', 'confirm', '1');
  counter.until(/Made to order: cannot be returned/);
  counter.press('confirm', '11', 'confirm', 'confirm', '1', 'confirm');
  expect(counter.until(/净退 NET +￥94\.00/)).toMatch(/运费\(顾客承担\) ￥6\.00[\s\S]*手续费\(商户承担\) ￥0\.60/);
});
