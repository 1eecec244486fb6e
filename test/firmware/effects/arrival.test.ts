/** The day that a refund's slip says: from the approval, where it stands since; from the policy, where a journal is older than that. */
import { expect, it } from 'vitest';
import { arrivalOf } from '../../../firmware/effects/arrival.ts';
import type { Ports } from '../../../firmware/effects/ports.ts';
import { DEFAULT_POLICY } from '../../../firmware/rules/policy.ts';
import { id, Till } from '../../storage/acts.ts';

function sayUnder(till: Till, arrivalWorkingDays: number) {
  const row = till.journal.transaction(id('r'));
  if (row === null) throw new Error('there is no refund');
  const policy = { ...DEFAULT_POLICY, refund: { ...DEFAULT_POLICY.refund, arrivalWorkingDays } };
  return arrivalOf({ journal: till.journal, policy, utcOffsetMinutes: () => 480 } as Partial<Ports> as Ports, row)?.by;
}

it('an approval that says its day is believed under any policy; one that does not follows the policy, as before', () => {
  const [old, now] = [new Till(), new Till()];
  for (const till of [old, now]) {
    till.sale('s');
    till.submit('r', { kind: 'refund', original: 's', amount: 100 });
  }
  old.approve('r', 'refund');
  const expectedMs = Date.UTC(2026, 10, 30, 4);
  const answered = { responseCode: '00', rrn: null, authCode: null, hostTime: null, hostDate: null };
  now.append({ type: 'refund.approved', txn: 'r', body: { ...answered, expectedMs, copies: ['customer'] } });
  expect(sayUnder(now, 5)).toBe('2026-11-30');
  expect(sayUnder(now, 20)).toBe('2026-11-30');
  expect(sayUnder(old, 5)).not.toBe(sayUnder(old, 20));
});
