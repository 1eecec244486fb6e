/** Every slip on both papers, bilingual, and in one language: the golden files are what a person has looked at. */
import { describe, expect, it } from 'vitest';
import { renderSlip } from '../../../firmware/receipts/render-slip.ts';
import { drawn } from './paper.ts';
import { SAMPLES } from './samples.ts';

describe.each([48, 32] as const)('on paper of %i columns', (columns) => {
  it.each(Object.entries(SAMPLES))('%s', async (name, facts) => {
    const text = drawn(renderSlip(facts, { columns, locale: 'zh-en' }), columns);
    await expect(text).toMatchFileSnapshot(`golden/${name}-${columns}.txt`);
  });
});

describe.each(['zh-CN', 'en'] as const)('in %s', (locale) => {
  it.each(['sale-customer', 'sale-merchant-duplicate', 'refund-promise-customer', 'settlement'])('%s', async (name) => {
    const facts = SAMPLES[name];
    if (facts === undefined) throw new Error(`no sample ${name}`);
    const text = drawn(renderSlip(facts, { columns: 32, locale }), 32);
    await expect(text).toMatchFileSnapshot(`golden/${name}-32-${locale.toLowerCase()}.txt`);
  });
});
