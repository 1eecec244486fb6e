/**
 * Promise 6, word for word: of every refusal about giving back its rule, the facts that were checked, why, and what would make it valid, in both
 * languages, against `golden/refusals.txt`, which people read and correct.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CASES, type Case } from './refusals.ts';

const GOLDEN = new URL('golden/refusals.txt', import.meta.url);
const RULES = new URL('../../../firmware/rules/', import.meta.url);
/** The rooms of the rules whose refusals stand here, each of them. */
const FILES = [
  'refundable',
  'roads',
  'refund-limits',
  'amount-guards',
  'consent',
  'phone',
  'returns',
  'return-classes',
  'unreferenced',
  'vouchers',
];

function told([label, verdict]: Case): string {
  if (verdict === null || ('allowed' in verdict && verdict.allowed)) throw new Error(`${label} is allowed`);
  const facts = Object.entries(verdict.facts).map(([name, value]) => `${name}=${value}`);
  const remedy = 'remedy' in verdict ? [`  do     ${verdict.remedy.zh}`, `         ${verdict.remedy.en}`] : [];
  return [
    label,
    `  rule   ${verdict.rule}`,
    `  facts  ${facts.join(' ')}`,
    `  why    ${verdict.why.zh}`,
    `         ${verdict.why.en}`,
    ...remedy,
  ].join('\n');
}

const golden = new Map(
  readFileSync(GOLDEN, 'utf8')
    .trimEnd()
    .split('\n\n')
    .map((block) => [block.split('\n', 1)[0] ?? '', block]),
);

describe('word for word', () => {
  test.each(CASES)('%s', (...refusal) => {
    expect(told(refusal)).toBe(golden.get(refusal[0]));
  });

  test('each case once, and none that is no longer told', () => {
    expect([...golden.keys()]).toEqual(CASES.map(([label]) => label));
  });
});

test.each(FILES)('every rule that %s refuses by stands here', (file) => {
  const source = readFileSync(new URL(`${file}.ts`, RULES), 'utf8');
  const named = [...source.matchAll(/refuse\(\s*'([a-z-]+)'/g)].map(([, rule]) => rule ?? '');
  expect(named.length).toBeGreaterThan(0);
  const here = new Set(CASES.map(([, verdict]) => (verdict !== null && 'rule' in verdict ? verdict.rule : '')));
  expect(named.filter((rule) => !here.has(rule))).toEqual([]);
});
