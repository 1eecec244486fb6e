/** The policy file: every key has a default, a wrong one is named with what is allowed, and the shipped schema is the one that checks. */
import { describe, expect, test } from 'vitest';
import { policyJsonSchema, readPolicyFile } from '../../../firmware/configuration/policy-file.ts';
import { keysOf, recordPolicy } from '../../../firmware/effects/control-effects.ts';
import { DEFAULT_POLICY } from '../../../firmware/rules/policy.ts';
import { Till } from '../../storage/acts.ts';

const CLASS = { code: 'ours', zh: '本店', en: 'Ours', windowDays: { sealed: 7, opened: 7, damaged: 15 } };

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
    [{ reasons: [{ code: 'x', group: 'nobody', zh: 'x', en: 'x' }] }, /reasons\.0\.group.*customer.*merchant/s],
    [{ reasonGroups: [{ code: 'ours', zh: '本店', en: 'Ours' }] }, /reasons\.0\.group: allowed are "ours"/],
    [{ reasonGroups: [] }, /reasonGroups/],
    [{ reasons: [{ code: 'Upper', group: 'system', zh: 'x', en: 'x' }] }, /reasons\.0\.code: a-z, digits and -/],
    [{ consent: { ways: [] } }, /consent\.ways/],
    [{ consent: { ways: ['sms'] } }, /consent\.ways\.0: allowed are "keypad", "pin-pad", "phone"/],
    [{ consent: { fromMinor: 'always' } }, /consent\.fromMinor/],
    [{ returns: { classes: [] } }, /returns\.classes/],
    [{ returns: { classes: [{ ...CLASS, windowDays: { sealed: 7, opened: 7 } }] } }, /classes\.0\.windowDays\.damaged/],
    [{ returns: { classes: [{ ...CLASS, windowDays: { ...CLASS.windowDays, sealed: -1 } }] } }, /windowDays\.sealed/],
    [{ returns: { classes: [{ ...CLASS, fees: [{ what: 'tip', bearer: 'shop' }] }] } }, /fees\.0\.what.*restocking/s],
    [{ returns: { classes: [{ ...CLASS, fees: [{ what: 'card', bearer: 'bank' }] }] } }, /fees\.0\.bearer.*customer/s],
    [{ returns: { classes: [{ ...CLASS, fees: [{ what: 'card', bearer: 'shop' }] }] } }, /a fee has basisPoints/],
    [{ returns: { classes: [CLASS, CLASS] } }, /every code once/],
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

  test("the shop's own classes, reasons and groups stand in the place of the shipped ones", () => {
    const policy = readPolicyFile(
      JSON.stringify({
        returns: { classes: [{ ...CLASS, fees: [{ what: 'shipping', bearer: 'customer', fixedMinor: 600 }] }] },
        reasonGroups: [{ code: 'ours', zh: '本店', en: 'Ours' }],
        reasons: [{ code: 'size', group: 'ours', zh: '尺码', en: 'Size' }],
        consent: { fromMinor: 5_000 },
      }),
      'policy.json',
    );
    expect(policy.returns.classes).toEqual([
      {
        ...CLASS,
        fees: [
          {
            what: 'shipping',
            bearer: 'customer',
            conditions: ['sealed', 'opened', 'damaged'],
            basisPoints: 0,
            fixedMinor: 600,
          },
        ],
      },
    ]);
    expect(policy.reasons).toEqual([{ code: 'size', group: 'ours', zh: '尺码', en: 'Size', manager: false }]);
    expect(policy.consent).toEqual({ fromMinor: 5_000, ways: ['keypad', 'pin-pad', 'phone'] });
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
  expect(keysOf({ a: [{ c: 1, b: 2 }] })).toEqual(keysOf({ a: [{ b: 2, c: 1 }] }));
});
