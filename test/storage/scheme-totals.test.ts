/** Totals of a batch by card scheme (schema 9): what the entries say, the projections say, also after a rebuild. */
import { expect, test } from 'vitest';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { id, refusal, Till } from './acts.ts';

function approvedAs(till: Till, txn: string, kind: 'sale' | 'refund', scheme: string | undefined): void {
  const told = {
    responseCode: '00',
    rrn: `9${txn.padStart(11, '0')}`,
    authCode: 'A12345',
    hostTime: '170001',
    hostDate: '1121',
  };
  const body = { ...told, ...(scheme === undefined ? {} : { scheme }), copies: ['merchant'] };
  till.append({ type: `${kind}.approved`, txn, body });
}

test("each scheme has its sums, the acquirer's own has no name, and the sum of all is what it was", () => {
  const till = new Till();
  for (const [txn, scheme, amount] of [
    ['1', undefined, 100],
    ['2', 'VIS', 2_000],
    ['3', 'MCC', 30_000],
    ['4', 'VIS', 400_000],
  ] as const) {
    till.submit(txn, { amount });
    approvedAs(till, txn, 'sale', scheme);
  }
  till.submit('5', { kind: 'refund', original: '4', amount: 1_000 });
  // By a manager's word alone there is no scheme: it is the one of the sale.
  till.loseSight('5', 'refund');
  const word = { manager: '9', reason: 'told', evidence: 'letter', approved: true, copies: [] };
  till.append({ type: 'refund.resolved', txn: id('5'), body: word });
  const none = { voidCount: 0, voidMinor: 0, refundCount: 0, refundMinor: 0 };
  expect(till.journal.totals()).toMatchObject([
    {
      saleCount: 4,
      saleMinor: 432_100,
      refundCount: 1,
      refundMinor: 1_000,
      foreign: [
        { scheme: 'MCC', saleCount: 1, saleMinor: 30_000, ...none },
        { scheme: 'VIS', saleCount: 2, saleMinor: 402_000, ...none, refundCount: 1, refundMinor: 1_000 },
      ],
    },
  ]);
  const reader = openJournalReader(`${till.folder}/journal.sqlite`);
  expect(reader.rebuild()).toMatchObject({ ok: true, refused: null });
  reader.close();
});

test('a scheme has three letters or digits', () => {
  const till = new Till();
  till.submit('1');
  expect(refusal(() => approvedAs(till, '1', 'sale', 'VISA'))).toBe('card-scheme');
  expect(refusal(() => approvedAs(till, '1', 'sale', ''))).toBe('card-scheme');
});
