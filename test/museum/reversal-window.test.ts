/**
 * reversal-window: the answer came, the pending reversal was cleared, then the sale was logged; a power cut between the two left neither, and
 * nobody knew of the money. Here the sale is approved and its reversal gone in one durable transaction.
 */
import { expect, test } from 'vitest';
import { putRight, ringUp } from '../countertop/cashier.ts';
import type { Countertop } from '../countertop/countertop.ts';
import { judge } from '../countertop/judge.ts';
import { cutAt } from '../crash/cut.ts';
import { whyNoKnife } from '../crash/knife.ts';
import { FLOWS } from '../crash/manager-flows.ts';
import { openTradingScene } from '../scenarios/scene.ts';
import { id, merchant, refusal, Till } from '../storage/acts.ts';

/** Of every sale that was sent: approved and nothing to reverse, or its end unknown and the reversal there. */
function expectOneOfTwo(countertop: Countertop): void {
  const entries = countertop.entries();
  const owed = new Set(
    countertop.obligations().flatMap(({ kind, transaction }) => (kind === 'reversal' ? [transaction] : [])),
  );
  const ended = new Set(
    entries.flatMap(({ type, txn }) => (/^sale\.approved$|^reversal\.accepted$/.test(type) ? [txn] : [])),
  );
  for (const { type, txn } of entries) {
    if (type !== 'sale.submitted' || txn === null) continue;
    expect([txn, ended.has(txn)]).not.toEqual([txn, owed.has(txn)]);
  }
}

test('reversal-window: the power goes as the answer arrives', { timeout: 120_000 }, async () => {
  const countertop = await openTradingScene();
  for (let cut = 0; cut < 3; cut++) {
    const since = countertop.acquirer.events.length;
    await ringUp(countertop, '4500');
    await countertop.acquirer.until(({ event, kind }) => event === 'answer' && kind === 'sale', 'answer', since);
    await countertop.cutPower();
    expectOneOfTwo(countertop);
    await putRight(countertop);
    expectOneOfTwo(countertop);
    await countertop.press('cancel');
    await countertop.firmware.screen(/READY/);
  }
  expect(await judge(countertop)).toEqual([]);
});

const COMMITS = [1, 2, 3];

for (const n of whyNoKnife() === null ? COMMITS : []) {
  test(`reversal-window: the power goes at commit ${n} of a sale`, { timeout: 120_000 }, async () => {
    const countertop = await openTradingScene();
    const [sale] = FLOWS;
    if (sale === undefined) throw new Error('no flow to cut');
    const cut = await cutAt(countertop, sale, { flow: sale.name, call: 'fsync', n });
    expect(cut?.broken).toEqual([]);
    expectOneOfTwo(countertop);
  });
}

test('reversal-window: what is appended with the approval is refused: the reversal stays', () => {
  const till = new Till();
  till.submit('s');
  const body = { responseCode: '00', rrn: null, authCode: null, hostTime: null, hostDate: null, copies: ['merchant'] };
  const wrongSlip = { copy: merchant('s'), slip: 999, marking: { kind: 'original' } };
  const rule = refusal(() =>
    till.append(
      { type: 'sale.approved', txn: id('s'), body },
      { type: 'receipt.started', txn: id('s'), body: wrongSlip },
    ),
  );
  expect(rule).not.toBe('');
  expect(till.row('s').state).toBe('submitted');
  expect(till.journal.reversals().map(({ txn }) => txn)).toEqual(['s']);
  expect(till.journal.secret(id('s'), 'reversalImage')).toBe('image of s');
  till.approve('s');
  expect(till.journal.reversals()).toEqual([]);
  expect(till.journal.secret(id('s'), 'reversalImage')).toBeNull();
});
