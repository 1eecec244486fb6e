/** A PIN is checked in one place, and every answer stands in the journal before anybody hears of it. */
import { describe, expect, test } from 'vitest';
import { checkPin, type PinQuestion, registerDemonstrationPeople } from '../../../firmware/effects/people.ts';
import type { Stamp } from '../../../storage/facts.ts';
import { MORNING_MS, Till } from '../../storage/acts.ts';

function shop(mode: 'live' | 'simulated' = 'simulated') {
  const till = new Till();
  let nowMs = MORNING_MS;
  const ports = {
    get journal() {
      return till.journal;
    },
    stamp: (): Stamp => ({ atMs: nowMs, clock: 'synchronised', operator: '1' }),
  };
  registerDemonstrationPeople(ports, mode);
  const ask = (over: Partial<PinQuestion>) => {
    const verdict = checkPin(ports, { operator: null, pin: '9999', roles: ['manager'], purpose: 'approval', ...over });
    return verdict.allowed ? `${verdict.role} ${verdict.operator}` : verdict.rule;
  };
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { till, ports, ask, pass };
}

describe('checkPin', () => {
  test.each([
    ["the only manager's PIN, without a number", {}, 'manager 9'],
    ['with the number', { operator: '9' }, 'manager 9'],
    ["a cashier's PIN where a manager must sign", { operator: '1', pin: '1111' }, 'operator-role'],
    ['any of three without a number', { roles: ['cashier', 'manager'] as const }, 'operator-missing'],
    ['the same person again', { operator: '9', except: ['9'] }, 'same-person'],
    ['nobody left to ask', { except: ['9'] }, 'operator-missing'],
    ['an unknown number', { operator: '77' }, 'operator-unknown'],
    ['the wrong PIN', { pin: '1111' }, 'pin-wrong'],
  ])('%s: %s', (_, question, expected) => {
    expect(shop().ask(question as Partial<PinQuestion>)).toBe(expected);
  });

  test('three wrong PINs lock, also over a restart, ever longer; the right one is not even looked at', () => {
    const { till, ask, pass } = shop();
    expect([1, 2, 3].map(() => ask({ pin: '0000' }))).toEqual(['pin-wrong', 'pin-wrong', 'operator-locked']);
    till.reopen();
    expect(ask({})).toBe('operator-locked');
    pass(29_999);
    expect(ask({})).toBe('operator-locked');
    pass(1);
    expect(ask({ pin: '0000' })).toBe('operator-locked');
    pass(59_999);
    expect(ask({})).toBe('operator-locked');
    pass(1);
    expect(ask({})).toBe('manager 9');
    expect(till.journal.last(100).map(({ type }) => type)).toEqual([
      ...Array(4).fill('operator.registered'),
      ...['operator.refused', 'operator.refused', 'operator.refused', 'operator.locked'],
      ...['operator.refused', 'operator.locked', 'operator.recognised'],
    ]);
    expect(till.journal.operator('9')).toMatchObject({ failures: 0, lockedUntilMs: null });
  });

  test('with two managers the number must be typed', () => {
    const { till, ports, ask } = shop();
    till.journal.append(
      [{ type: 'operator.registered', txn: null, body: { operator: '8', name: 'second', role: 'manager', by: '9' } }],
      ports.stamp(),
      [{ operator: '8', pin: '8888', strength: 'published' }],
    );
    expect(ask({})).toBe('operator-missing');
    expect(ask({ operator: '8', pin: '8888' })).toBe('manager 8');
    expect(ask({ except: ['8'] })).toBe('manager 9');
  });
});

test('a live shop has nobody from the start, and a demonstration registers its people once', () => {
  expect(shop('live').till.journal.operators()).toEqual([]);
  const { till, ports } = shop();
  registerDemonstrationPeople(ports, 'simulated');
  expect(till.journal.operators().map(({ operator, role }) => `${operator} ${role}`)).toEqual([
    '1 cashier',
    '2 cashier',
    '5 technician',
    '9 manager',
  ]);
});
