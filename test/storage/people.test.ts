/** People, PINs and shifts as the journal keeps them: what is refused, what survives, what is nowhere to be found. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { refusal, Till } from './acts.ts';

const registered = (operator: string, role = 'cashier', name = `somebody ${operator}`) =>
  ({ type: 'operator.registered', txn: null, body: { operator, name, role, by: '0' } }) as EntryDraft;

function register(till: Till, operator: string, role = 'cashier', pin = '80146'): void {
  till.journal.append([registered(operator, role)], till.stamp(), [{ operator, pin, strength: 'published' }]);
}

/** A shop with cashier 1 and manager 9. */
function shop(): Till {
  const till = new Till();
  register(till, '1');
  register(till, '9', 'manager', '70423');
  return till;
}

const opened = (shift: number, operator = '1', role = 'cashier') => ({
  type: 'shift.opened',
  txn: null,
  body: { shift, operator, role, handOver: null },
});
const refusedPin = (failures: number, operator = '1') => ({
  type: 'operator.refused',
  txn: null,
  body: { operator, purpose: 'sign-in', failures },
});

describe('people', () => {
  test('are known with their roles, and by their PIN alone', () => {
    const till = shop();
    expect(till.journal.operators()).toEqual([
      { operator: '1', name: 'somebody 1', role: 'cashier', dismissed: false, failures: 0, lockedUntilMs: null },
      { operator: '9', name: 'somebody 9', role: 'manager', dismissed: false, failures: 0, lockedUntilMs: null },
    ]);
    expect(till.journal.operator('2')).toBeNull();
    expect(till.journal.pinFits('1', '80146')).toBe(true);
    expect(till.journal.pinFits('1', '80147')).toBe(false);
    expect(till.journal.pinFits('9', '80146')).toBe(false);
    expect(till.journal.pinFits('2', '80146')).toBe(false);
  });

  test.each([
    ['a number that is taken', registered('1'), 'operator-exists'],
    ['number 0, which is the terminal itself', registered('0'), 'operator-number'],
    ['a number with a zero in front', registered('01'), 'operator-number'],
    ['a number of four digits', registered('1000'), 'operator-number'],
    ['no name', registered('2', 'cashier', ' '), 'operator-name'],
    ['a name that fills no screen', registered('2', 'cashier', 'x'.repeat(21)), 'operator-name'],
    ['an unknown role', registered('2', 'owner'), 'constraint'],
  ])('%s is refused', (_, draft, rule) => {
    const till = shop();
    const pin = { operator: '2', pin: '80146', strength: 'published' } as const;
    expect(refusal(() => till.journal.append([draft], till.stamp(), [pin]))).toBe(rule);
  });

  test('nobody is registered without a PIN, and a dismissed number is not given again', () => {
    const till = shop();
    expect(refusal(() => till.append(registered('2')))).toBe('pin-missing');
    till.append({ type: 'operator.dismissed', txn: null, body: { operator: '1', by: '9' } });
    expect(till.journal.operator('1')?.dismissed).toBe(true);
    expect(till.journal.pinFits('1', '80146')).toBe(false);
    expect(refusal(() => register(till, '1'))).toBe('operator-exists');
    expect(refusal(() => till.append(refusedPin(1)))).toBe('operator-missing');
  });

  test('the last manager stays', () => {
    const till = shop();
    const dismissed = { type: 'operator.dismissed', txn: null, body: { operator: '9', by: '9' } };
    const demoted = {
      type: 'operator.changed',
      txn: null,
      body: { operator: '9', name: 'x', role: 'cashier', newPin: false, by: '9' },
    };
    expect(refusal(() => till.append(dismissed))).toBe('last-manager');
    expect(refusal(() => till.append(demoted))).toBe('last-manager');
    register(till, '8', 'manager');
    till.append(demoted);
    expect(till.journal.operator('9')?.role).toBe('cashier');
  });

  test('a new PIN takes the place of the old one', () => {
    const till = shop();
    const changed = {
      type: 'operator.changed',
      txn: null,
      body: { operator: '1', name: 'new', role: 'cashier', newPin: true, by: '9' },
    } as EntryDraft;
    till.journal.append([changed], till.stamp(), [{ operator: '1', pin: '20975', strength: 'strong' }]);
    expect(till.journal.pinFits('1', '80146')).toBe(false);
    expect(till.journal.pinFits('1', '20975')).toBe(true);
  });
});

describe('wrong PINs', () => {
  test('are counted without a gap, lock, survive a restart, and go with the right one', () => {
    const till = shop();
    expect(refusal(() => till.append(refusedPin(2)))).toBe('failures');
    till.append(refusedPin(1));
    till.append(refusedPin(2));
    const untilMs = till.stamp().atMs + 60_000;
    till.append(refusedPin(3), { type: 'operator.locked', txn: null, body: { operator: '1', failures: 3, untilMs } });
    till.reopen();
    expect(till.journal.operator('1')).toMatchObject({ failures: 3, lockedUntilMs: untilMs });
    till.append({ type: 'operator.recognised', txn: null, body: { operator: '1', purpose: 'sign-in' } });
    expect(till.journal.operator('1')).toMatchObject({ failures: 0, lockedUntilMs: null });
  });

  test('a manager unlocks; a lock does not end before it begins', () => {
    const till = shop();
    const lock = (untilMs: number) => ({
      type: 'operator.locked',
      txn: null,
      body: { operator: '1', failures: 3, untilMs },
    });
    expect(refusal(() => till.append(lock(1)))).toBe('lock-in-the-past');
    till.append(lock(till.stamp().atMs + 60_000));
    till.append({ type: 'operator.unlocked', txn: null, body: { operator: '1', by: '9' } });
    expect(till.journal.operator('1')).toMatchObject({ failures: 0, lockedUntilMs: null });
  });
});

describe('shifts', () => {
  test('count up; every entry lies in one, or in none', () => {
    const till = shop();
    expect(till.journal.shift()).toBeNull();
    till.append(opened(1));
    till.sale('a');
    const [, inside] = till.journal.timeline('a' as never);
    till.append({
      type: 'shift.closed',
      txn: null,
      body: { shift: 1, notes: ['paper-low'], number: '17', by: '1' },
    });
    till.append({ type: 'paper.ended', txn: null, body: { cause: 'paper-end' } });
    expect(till.journal.shift()).toBeNull();
    expect(till.journal.lastShift()).toMatchObject({ shift: 1, operator: '1', notes: ['paper-low'], number: '17' });
    expect(till.journal.shiftAt(inside?.seq ?? 0)?.shift).toBe(1);
    expect(till.journal.shiftAt(till.journal.counters().entries)).toBeNull();
    expect(till.journal.shiftAt(1)).toBeNull();
  });

  test('one at a time, in order, by who signs in; locked and resumed over a restart', () => {
    const till = shop();
    expect(refusal(() => till.append(opened(2)))).toBe('shift-number');
    expect(refusal(() => till.append(opened(1, '9', 'manager')))).toBe('shift-operator');
    expect(refusal(() => till.append(opened(1, '1', 'manager')))).toBe('shift-operator');
    till.append(opened(1));
    expect(refusal(() => till.append(opened(2)))).toBe('shift-open');
    expect(refusal(() => till.append({ type: 'shift.resumed', txn: null, body: { shift: 1 } }))).toBe('shift-state');
    till.append({ type: 'shift.locked', txn: null, body: { shift: 1, why: 'idle' } });
    till.reopen();
    expect(till.journal.shift()).toMatchObject({ shift: 1, locked: true });
    till.append({ type: 'shift.resumed', txn: null, body: { shift: 1 } });
    expect(till.journal.shift()).toMatchObject({ locked: false });
    expect(
      refusal(() => till.append({ type: 'operator.dismissed', txn: null, body: { operator: '1', by: '9' } })),
    ).toBe('on-duty');
    const long = { type: 'shift.closed', txn: null, body: { shift: 1, notes: [], number: '12345678901', by: '1' } };
    expect(refusal(() => till.append(long))).toBe('shift-note');
  });
});

test('nothing of a PIN is on the disk in clear or in any entry, and the entries alone make the same people again', () => {
  const till = shop();
  till.append(refusedPin(1));
  till.append(opened(1));
  till.journal.rest();
  const books = openJournalReader(join(till.folder, 'journal.sqlite'));
  const lines = [...books.lines()].join('\n');
  expect(books.rebuild()).toMatchObject({ ok: true });
  books.close();
  const disk = readFileSync(join(till.folder, 'journal.sqlite')).toString('latin1');
  for (const secret of ['80146', '70423', 'scrypt$']) {
    expect(lines).not.toContain(secret);
    expect(disk).not.toContain(secret);
  }
});
