/** The totals of a batch are told in counts of three digits (facts/acquirer §1.5): it is settled before it holds more than they can say. At the money desk. */
import { expect, test } from 'vitest';
import { unionpay } from '../../drivers/acquirer/profiles/unionpay.ts';
import { unionpayDialect } from '../emulators/acquirer/dialect.ts';
import { QuietTechnician } from '../firmware/maintenance/quiet-technician.ts';
import { AcquirerWorld } from './acquirer-world.ts';
import type { QuietCounter } from './quiet-counter.ts';

test('a batch that is full takes no further transaction, says so, and is settled; what is declined takes no place', () => {
  const profile = { ...unionpay, terms: { ...unionpay.terms, batchLimit: 3 } };
  const world = new AcquirerWorld({ profile, dialect: unionpayDialect });
  const first = world.request('sale', 100);
  world.tell('decline', { kind: 'sale', code: '51' });
  world.request('sale', 100);
  world.request('refund', 50, first);
  expect(world.journal.transaction(world.request('void', 300, world.request('sale', 300)))).toBeNull();
  expect(world.desk.reports.at(-1)).toMatchObject({
    type: 'money.decided',
    outcome: { is: 'notReached', why: 'refusedByJournal', detail: 'batch-full' },
  });
  world.startSettlement();
  expect(world.journal.settlement()).toBeNull();
  expect(world.journal.transaction(world.request('sale', 100))?.state).toBe('approved');
  expect(world.broken()).toEqual([]);
});

/** So many sales of the open batch as one entry each: nobody waits for 899 slips. */
function sellInTheJournal({ journal }: QuietCounter, count: number): void {
  const { batch, nextStan } = journal.counters();
  const first = Number(nextStan);
  const card = { maskedPan: '476173******0010', token: journal.cardToken('4761739001010010'), entryMode: 'swipe' };
  const at = { currency: 'CNY', batch, card, original: null, reason: null, needsReversal: false, tags: [] };
  const drafts = Array.from({ length: count }, (_, n) => {
    const txn = `before-${first + n}`;
    const stan = String(first + n).padStart(6, '0');
    const answer = { rrn: null, authCode: '966118', responseCode: '00', hostTime: null, hostDate: null, copies: [] };
    return [
      { type: 'sale.submitted', txn, body: { ...at, stan, amountMinor: 100 } },
      { type: 'sale.approved', txn, body: answer },
    ];
  });
  journal.append(drafts.flat() as never, { atMs: 1_772_413_300_000, clock: 'unsynchronised', operator: '1' });
}

test('from the 900th on every screen says it, the manager and the technician read why, a key leads to the settlement; full, nothing is sent and the page says what to do', async () => {
  const technician = new QuietTechnician();
  const { counter } = technician;
  const small = { columns: 24, rows: 6 };
  sellInTheJournal(counter, 899);
  counter.world.pass(100);
  expect(counter.screen()).not.toMatch(/批次剩/);
  expect(await technician.asks('status', /tillproof> $/)).not.toMatch(/批次剩|BATCH TAKES/);
  counter.sell('4500');
  expect(counter.until(/批次剩 99 笔 按\*再按8/)).toMatch(/BATCH TAKES 99 MORE: \* THEN 8/);
  expect(counter.screen(small)).toContain('! 批次剩 99 笔 按*再按8');
  expect(await technician.asks('status', /tillproof> $/)).toMatch(/批次剩 99\/999 笔,满了不能交易,请结算/);

  sellInTheJournal(counter, 99);
  counter.press('4500', 'confirm');
  counter.presents();
  const refused = counter.until(/THE BATCH IS FULL, NOTHING SENT/);
  expect(refused).toMatch(/先按\*再按8结算,再做这笔/);
  expect(counter.screen(small)).toMatch(/本批交易已满,未发送[\s\S]*先按\*再按8结算,再做这笔/);
  counter.press('cancel');
  expect(counter.until(/BATCH FULL: \* THEN 8/)).toMatch(/! 批次已满 按\*再按8结算/);

  counter.press('functions', '5');
  expect(counter.until(/X REPORT/)).toMatch(/批次已满 999 笔,不能交易,请结算[\s\S]*8=结算/);
  counter.press('8');
  counter.until(/ENTER: SETTLE/);
  expect(counter.screen()).not.toMatch(/批次已满/);
});
