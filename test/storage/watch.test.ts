/** A shift as the journal tells it to somebody who watches (requirement G1). */
import { expect, test } from 'vitest';
import { customer, Till } from './acts.ts';

/** Shift after shift of cashier 1. */
const begun = (till: Till, shift: number) =>
  till.append({ type: 'shift.opened', txn: null, body: { shift, operator: '1', role: 'cashier', handOver: null } });

function shop(): Till {
  const till = new Till();
  till.journal.append(
    [{ type: 'operator.registered', txn: null, body: { operator: '1', name: 'somebody', role: 'cashier', by: '0' } }],
    till.stamp(),
    [{ operator: '1', pin: '80146', strength: 'published' }],
  );
  return till;
}

test('its moves with what they undo, and what else happened, of that shift alone', () => {
  const till = shop();
  begun(till, 1);
  till.sale('early');
  till.append({ type: 'paper.ended', txn: null, body: { cause: 'paper-end' } });
  till.append({ type: 'shift.closed', txn: null, body: { shift: 1, notes: [], number: '', by: '1' } });
  begun(till, 2);
  till.sale('seen');
  till.start(customer('seen'));
  till.printed(customer('seen'));
  till.sale('unseen');
  for (const txn of ['seen', 'unseen']) {
    till.submit(`void-${txn}`, { kind: 'void', original: txn });
    till.approve(`void-${txn}`, 'void');
  }
  till.append({ type: 'drawer.requested', txn: null, body: {} });

  const watch = till.journal.shiftWatch(2);
  expect(watch).toMatchObject({ shift: 2, operator: '1', reprints: 0, drawerOpens: 1, paperEnds: 0, wrongPins: 0 });
  expect(watch?.moves.map(({ kind, original }) => [kind, original?.printed ?? null])).toEqual([
    ['sale', null],
    ['sale', null],
    ['void', true],
    ['void', false],
  ]);
  expect(till.journal.shiftWatch(1)).toMatchObject({ paperEnds: 1, moves: [{ kind: 'sale', amountMinor: 10_000 }] });
  expect(till.journal.shiftWatch(3)).toBeNull();
});

test('a completion is a sale and its cancel a void to whoever watches', () => {
  const till = shop();
  begun(till, 1);
  till.submit('h', { kind: 'preauth' });
  till.approve('h', 'preauth');
  till.submit('c', { kind: 'completion', original: 'h', amount: 8_000 });
  till.approve('c', 'completion');
  till.submit('u', { kind: 'completionCancel', original: 'c', amount: 8_000 });
  till.approve('u', 'completionCancel');
  expect(till.journal.shiftWatch(1)?.moves.map(({ kind, original }) => [kind, original?.operator ?? null])).toEqual([
    ['completion', '1'],
    ['completionCancel', '1'],
  ]);
});
