/** The policy file: every key has a default, a wrong one is named with what is allowed, and the shipped schema is the one that checks. */
import { describe, expect, test } from 'vitest';
import { policyJsonSchema, readPolicyFile } from '../../../firmware/configuration/policy-file.ts';
import { keysOf, recordPolicy } from '../../../firmware/effects/control-effects.ts';
import { DEFAULT_POLICY } from '../../../firmware/rules/policy.ts';
import { Till } from '../../storage/acts.ts';

const refusal = (text: object): string => {
  try {
    readPolicyFile(JSON.stringify(text), 'policy.json');
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was accepted');
};

describe('readPolicyFile', () => {
  test('an empty file is the shipped policy', () => {
    expect(readPolicyFile('{}', 'policy.json')).toEqual(DEFAULT_POLICY);
  });

  test('one key changes one thing', () => {
    const policy = readPolicyFile('{"version":"shop 7","limits":{"perShiftMinor":100}}', 'policy.json');
    expect(policy).toEqual({
      ...DEFAULT_POLICY,
      version: 'shop 7',
      limits: { ...DEFAULT_POLICY.limits, perShiftMinor: 100 },
    });
  });

  test.each([
    [{ limits: { perShift: 1 } }, /perShift/],
    [{ limits: { perShiftMinor: -1 } }, /limits\.perShiftMinor/],
    [{ limits: { secondPerson: 'boss' } }, /limits\.secondPerson.*manager.*anyone/s],
    [{ amounts: { timesUsual: 1 } }, /amounts\.timesUsual/],
    [{ reasons: [] }, /reasons/],
    [{ reasons: [{ code: 'x', group: 'nobody', zh: 'x', en: 'x' }] }, /group.*customer.*merchant/s],
    [
      {
        reasons: [
          { code: 'a', group: 'system', zh: 'x', en: 'x' },
          { code: 'a', group: 'system', zh: 'x', en: 'x' },
        ],
      },
      /every code once/,
    ],
    [{ people: { lockAfterIdleMinutes: 1_441 } }, /people\.lockAfterIdleMinutes/],
  ])('%j is refused by name', (text, expected) => {
    expect(refusal(text)).toMatch(expected);
  });

  test('the shipped JSON Schema is the one that checks (written anew by vitest -u)', async () => {
    const file = new URL('../../../firmware/configuration/policy.schema.json', import.meta.url).pathname;
    await expect(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(file);
  });
});

test('the policy stands in the journal when it changes, with version, hash and the keys before and after', () => {
  const till = new Till();
  const ports = { journal: till.journal, stamp: () => till.stamp() };
  recordPolicy(ports, DEFAULT_POLICY);
  recordPolicy(ports, DEFAULT_POLICY);
  expect(till.journal.last(10)).toHaveLength(1);
  recordPolicy(ports, {
    ...DEFAULT_POLICY,
    version: 'stricter',
    limits: { ...DEFAULT_POLICY.limits, secondPerson: 'anyone' },
  });
  const [, changed] = till.journal.last(10);
  expect(changed).toMatchObject({
    type: 'policy.changed',
    body: {
      version: 'stricter',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      changes: [
        { key: 'limits.secondPerson', before: '"manager"', after: '"anyone"' },
        { key: 'version', before: '"shipped"', after: '"stricter"' },
      ],
    },
  });
  expect(till.journal.policyKeys().get('limits.secondPerson')).toBe('"anyone"');
  expect([...keysOf({ b: { d: [1], c: 2 }, a: null })]).toEqual([
    ['a', 'null'],
    ['b.c', '2'],
    ['b.d', '[1]'],
  ]);
});
