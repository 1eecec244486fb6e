/** Two people for what takes two: the journal refuses what nobody else has agreed to, whatever was let through above it (requirements A13, A14, D4). */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { id, refusal, Till } from './acts.ts';

const POLICY = {
  'approvals.demanded': 'true',
  'emergency.perOutageCount': '3',
  'emergency.perOutageHours': '12',
  'emergency.perOutageLimitMinor': '20000',
  'emergency.perSaleLimitMinor': '10000',
  'limits.perManagerMinor': '50000',
  'limits.perOperatorMinor': '8000',
  'limits.perShiftMinor': '9000',
  'limits.secondPerson': '"manager"',
  'limits.secondPersonFromMinor': '5000',
  reasons: JSON.stringify([{ code: 'complaint', manager: true }]),
};

/** Operators 1 and 2 are cashiers, 5 a technician, 8 and 9 managers; 1 is on duty. */
function shop(policy: Readonly<Record<string, string>> = {}): Till {
  const till = new Till();
  const roles = { '1': 'cashier', '2': 'cashier', '5': 'technician', '8': 'manager', '9': 'manager' } as const;
  const drafts = Object.entries(roles).map(([operator, role]) => ({
    type: 'operator.registered',
    txn: null,
    body: { operator, name: 'x', role, by: '0' },
  }));
  const pins = Object.keys(roles).map((operator) => ({ operator, pin: '3071', strength: 'published' }) as const);
  till.journal.append(drafts as never, till.stamp(), pins);
  const changes = Object.entries({ ...POLICY, ...policy }).map(([key, after]) => ({ key, before: null, after }));
  till.append({ type: 'policy.changed', txn: null, body: { version: '1', hash: 'a'.repeat(64), changes } });
  till.append({
    type: 'shift.opened',
    txn: null,
    body: { shift: 1, operator: '1', role: 'cashier', handOver: null },
  });
  till.sale('a', 30_000);
  return till;
}

interface Word {
  readonly by?: string;
  readonly amount?: number;
  readonly rule?: string;
  readonly currency?: string;
}

function approve(till: Till, txn: string, { by = '9', amount = 5_000, rule = 'amount', currency = 'CNY' }: Word = {}) {
  const body = { operator: by, maker: '1', rule, amountMinor: amount, currency };
  till.append({ type: 'approval.given', txn: id(txn), body });
}

const again = (txn: string, of: string) => ({
  kind: 'refund' as const,
  original: 'a',
  amount: 5_000,
  body: { tags: [`case:${of}`], reason: null },
  txn,
});

function rebuilt(till: Till) {
  const books = openJournalReader(join(till.folder, 'journal.sqlite'));
  try {
    return books.rebuild();
  } finally {
    books.close();
  }
}

describe('money that goes back', () => {
  test('below every limit one person is enough', () => {
    const till = shop();
    till.refund('r', 'a', 4_999);
    expect(rebuilt(till)).toMatchObject({ ok: true });
  });

  test.each([
    ['a refund', (till: Till) => till.refund('r', 'a', 5_000)],
    ['a promise', (till: Till) => till.promise('r', 'a', 5_000)],
    ['a void', (till: Till) => till.submit('r', { kind: 'void', original: 'a', amount: 30_000 })],
  ])('%s over the threshold: nobody has agreed', (_, act) => {
    const till = shop();
    expect(refusal(() => act(till))).toBe('approval-missing');
    approve(till, 'r', { amount: 30_000 });
    act(till);
    expect(rebuilt(till)).toMatchObject({ ok: true, refused: null });
  });

  describe('the cancel of a completion', () => {
    const COUNTED = { 'completionCancels.demanded': 'true' };

    function completed(policy: Record<string, string> = COUNTED): Till {
      const till = shop(policy);
      till.submit('h', { kind: 'preauth' });
      till.approve('h', 'preauth');
      till.submit('c', { kind: 'completion', original: 'h', amount: 6_000 });
      till.approve('c', 'completion');
      return till;
    }

    const cancel = (till: Till) => till.submit('u', { kind: 'completionCancel', original: 'c', amount: 6_000 });

    test('over the threshold: nobody has agreed; with a word it goes', () => {
      const till = completed();
      expect(refusal(() => cancel(till))).toBe('approval-missing');
      approve(till, 'u', { amount: 6_000 });
      cancel(till);
      expect(rebuilt(till)).toMatchObject({ ok: true, refused: null });
    });

    test('counts in what was given back in the shift and by the operator', () => {
      const till = completed({ ...COUNTED, 'limits.secondPersonFromMinor': '6001' });
      till.refund('r', 'a', 2_001);
      expect(till.journal.givenBackMinor(0, null)).toBe(2_001);
      expect(refusal(() => cancel(till))).toBe('approval-missing');
      approve(till, 'u', { amount: 6_000 });
      cancel(till);
      expect(till.journal.givenBackMinor(0, null)).toBe(8_001);
      expect(refusal(() => till.refund('s', 'a', 1))).toBe('approval-missing');
    });

    test('journals of before are not held to it, and neither count it', () => {
      const till = completed({});
      cancel(till);
      expect(till.journal.givenBackMinor(0, null)).toBe(0);
      expect(rebuilt(till)).toMatchObject({ ok: true, refused: null });
    });
  });

  test.each<[string, Word, string]>([
    ['less than it takes', { amount: 4_999 }, 'r'],
    ['for another transaction', {}, 'other'],
    ['a cashier where it takes a manager', { by: '2' }, 'r'],
    ['a technician', { by: '5' }, 'r'],
    ['in another currency', { currency: 'USD' }, 'r'],
    ['of the return wizard, which approves no amount', { rule: 'receipt-lost' }, 'r'],
  ])('a word that does not count: %s', (_, word, txn) => {
    const till = shop();
    approve(till, txn, word);
    expect(refusal(() => till.refund('r', 'a', 5_000))).toBe('approval-missing');
  });

  test('who does it cannot have agreed to it, whoever was named as the maker', () => {
    const till = shop();
    const body = { operator: '9', maker: '2', rule: 'amount', amountMinor: 5_000, currency: 'CNY' };
    till.append({ type: 'approval.given', txn: id('r'), body });
    const draft = till.submittedDraft('r', { kind: 'refund', original: 'a', amount: 5_000 });
    const byTheManager = { ...till.stamp(), operator: '9' };
    expect(refusal(() => till.journal.append([draft], byTheManager))).toBe('approval-missing');
    till.refund('r', 'a', 5_000);
  });

  test('anyone may be the second person for an amount, where the policy says so; not for a limit or a reason', () => {
    const till = shop({ 'limits.secondPerson': '"anyone"' });
    approve(till, 'r', { by: '2' });
    till.refund('r', 'a', 5_000);
    till.approve('r', 'refund', []);
    approve(till, 'r2', { by: '2' });
    // 5 000 of 8 000 are given back: it is the operator's limit now.
    expect(refusal(() => till.refund('r2', 'a', 5_000))).toBe('approval-missing');
    approve(till, 'r2');
    till.refund('r2', 'a', 5_000);
    const complaint = { kind: 'refund', original: 'a', amount: 1, body: { reason: 'complaint' } } as const;
    expect(refusal(() => till.submit('r3', complaint))).toBe('approval-missing');
  });

  test('the limits of the shift and of the operator', () => {
    const till = shop({ 'limits.perOperatorMinor': '100000' });
    till.refund('r1', 'a', 4_500);
    till.approve('r1', 'refund', []);
    till.refund('r2', 'a', 4_500);
    expect(refusal(() => till.refund('r3', 'a', 1))).toBe('approval-missing');
    approve(till, 'r3', { amount: 1, rule: 'shift-limit' });
    till.refund('r3', 'a', 1);
    expect(rebuilt(till)).toMatchObject({ ok: true });
  });

  describe('a clock that is set back', () => {
    const DAY_MS = 86_400_000;
    const COUNTED = { 'limits.perOperatorMinor': '100000', 'shifts.countedInOrder': 'true' };

    function setBack(policy: Record<string, string>): Till {
      const till = shop(policy);
      till.setClock(-DAY_MS);
      till.refund('r1', 'a', 4_500);
      till.approve('r1', 'refund', []);
      till.refund('r2', 'a', 4_500);
      return till;
    }

    test('takes nothing out of the limit of a shift (simulation seed 20140)', () => {
      const till = setBack(COUNTED);
      expect(till.journal.givenBackInShiftMinor()).toBe(9_000);
      expect(refusal(() => till.refund('r3', 'a', 1))).toBe('approval-missing');
      till.setClock(2 * DAY_MS);
      expect(refusal(() => till.refund('r3', 'a', 1))).toBe('approval-missing');
      expect(rebuilt(till)).toMatchObject({ ok: true, refused: null });
    });

    test('puts nothing of the shift before into it', () => {
      const till = setBack(COUNTED);
      till.setClock(-DAY_MS);
      const none = { shift: 1, notes: [], number: '', by: '1' };
      till.append({ type: 'shift.closed', txn: null, body: none } as never);
      const opened = { shift: 2, operator: '1', role: 'cashier', handOver: null } as const;
      till.append({ type: 'shift.opened', txn: null, body: opened });
      expect(till.journal.givenBackInShiftMinor()).toBe(0);
      till.refund('r3', 'a', 4_500);
      expect(till.journal.givenBackInShiftMinor()).toBe(4_500);
      expect(rebuilt(till)).toMatchObject({ ok: true, refused: null });
    });

    test('journals of before are not held to it', () => {
      const till = setBack({ 'limits.perOperatorMinor': '100000' });
      till.refund('r3', 'a', 1);
      expect(rebuilt(till)).toMatchObject({ ok: true, refused: null });
    });
  });

  test('one word is for one transaction; of what came to nothing it goes on to the next attempt of the case', () => {
    const till = shop({ 'limits.perOperatorMinor': '100000', 'limits.perShiftMinor': '100000' });
    approve(till, 'r');
    till.refund('r', 'a', 5_000);
    expect(refusal(() => till.submit('r2', again('r2', 'r')))).toBe('approval-missing');
    till.decline('r', 'refund');
    till.submit('r2', again('r2', 'r'));
    till.approve('r2', 'refund', []);
    expect(refusal(() => till.submit('r3', again('r3', 'r')))).toBe('approval-missing');
    till.reopen();
    expect(refusal(() => till.submit('r3', again('r3', 'r')))).toBe('approval-missing');
    expect(rebuilt(till)).toMatchObject({ ok: true });
  });

  test('a promise that was approved is kept by whoever is on duty', () => {
    const till = shop();
    approve(till, 'r');
    till.promise('r', 'a', 5_000);
    till.refund('r', 'a', 5_000);
  });

  test('a manager agrees to so much in 24 hours and no more', () => {
    const till = shop({ 'limits.perManagerMinor': '7000' });
    approve(till, 'r');
    expect(refusal(() => approve(till, 'r2'))).toBe('manager-limit');
    approve(till, 'r2', { by: '8' });
  });

  test('what stood before approvals were demanded needs none: an old journal rebuilds', () => {
    const till = new Till();
    till.sale('a', 30_000);
    till.refund('r', 'a', 30_000);
    expect(rebuilt(till)).toMatchObject({ ok: true });
  });
});

describe('sales without paper', () => {
  const sell = (till: Till, txn: string, amount: number) => {
    till.submit(txn, { amount, body: { tags: ['no-paper'] } });
    till.approve(txn);
  };

  test.each([
    ['one sale', [], 10_001],
    ['the sum of the outage', [10_000], 10_001],
    ['their number', [1, 1, 1], 1],
  ])('over the limit of %s it takes two', (_, before, amount) => {
    const till = shop();
    before.forEach((minor, i) => void sell(till, `s${i}`, minor));
    expect(refusal(() => sell(till, 's', amount))).toBe('approval-missing');
    approve(till, 's', { by: '2', amount, rule: 'emergency' });
    sell(till, 's', amount);
    expect(rebuilt(till)).toMatchObject({ ok: true });
  });

  test('with paper there is no such limit', () => {
    const till = shop();
    till.sale('s', 99_999);
  });
});

describe('the return wizard', () => {
  const SOLD = { code: '12', zh: '水', en: 'Water', taxBasisPoints: 0, returnClass: 'final' } as const;
  const line = { line: 1, quantity: 1, condition: 'opened', keyed: false, amountMinor: 400 } as const;

  function goods(): Till {
    const till = shop();
    const sold = till.submittedDraft('g', { amount: 400 });
    const lines = [{ ...SOLD, quantity: 1, unitMinor: 400 }];
    till.journal.append([sold, { type: 'goods.sold', txn: id('g'), body: { lines } } as never], till.stamp(), [
      { txn: id('g'), name: 'reversalImage', plain: 'image' },
    ]);
    till.approve('g');
    return till;
  }

  const back = (till: Till, marks: object, over: object = {}) => {
    const refund = till.submittedDraft('r', { kind: 'refund', original: 'g', amount: 400 });
    const body = { original: 'g', lines: [{ ...line, ...over }], fees: [], outcome: 'refund', ...marks };
    till.append(refund, { type: 'goods.returned', txn: id('r'), body });
  };

  test('an override and a lost receipt take a manager, each its own word', () => {
    const till = goods();
    const marks = { receiptLost: true };
    const over = { overrode: 'opened' };
    expect(refusal(() => back(till, marks, over))).toBe('approval-missing');
    approve(till, 'r', { rule: 'receipt-lost', amount: 0 });
    expect(refusal(() => back(till, marks, over))).toBe('approval-missing');
    approve(till, 'r', { by: '2', rule: 'return-override', amount: 0 });
    expect(refusal(() => back(till, marks, over))).toBe('approval-missing');
    approve(till, 'r', { rule: 'return-override', amount: 0 });
    back(till, marks, over);
    expect(rebuilt(till)).toMatchObject({ ok: true });
  });

  test('a voucher gives something away, too', () => {
    const till = goods();
    const body = { original: 'a', amountMinor: 5_000, currency: 'CNY', lines: [], copies: [] };
    const issue = () => till.append({ type: 'compensation.issued', txn: id('v'), body });
    expect(refusal(issue)).toBe('approval-missing');
    approve(till, 'v');
    issue();
  });
});

describe('a voucher beside the money of a refund', () => {
  const line = (unitMinor: number) => ({
    ...{ code: '12', zh: '水', en: 'Water', quantity: 1, unitMinor, taxBasisPoints: 1_300, returnClass: 'standard' },
  });
  const back = (at: number, amountMinor: number) => ({
    ...{ line: at, quantity: 1, condition: 'sealed', keyed: false, amountMinor },
  });

  /** Sale `m` of 7 000: 4 000 in money, 3 000 by a voucher of the shop. */
  function paidByBoth(policy: Record<string, string> = { 'voucherParts.demanded': 'true' }): Till {
    const till = shop(policy as never);
    till.submit('s', { amount: 3_000 });
    till.append({ type: 'goods.sold', txn: id('s'), body: { lines: [line(3_000)] } });
    till.approve('s');
    const voucher = { original: id('s'), amountMinor: 3_000, currency: 'CNY', lines: [back(1, 3_000)] };
    till.append({
      type: 'compensation.issued',
      txn: id('v'),
      body: { ...voucher, code: '000000001', copies: ['customer'] },
    });
    till.submit('m', { amount: 4_000 });
    till.append(
      { type: 'voucher.redeemed', txn: id('m'), body: { voucher: id('v'), amountMinor: 3_000, currency: 'CNY' } },
      { type: 'goods.sold', txn: id('m'), body: { lines: [line(4_000), line(3_000)] } },
    );
    till.approve('m');
    return till;
  }

  /** In one append, as the terminal does it. */
  function giveBack(till: Till, txn: string, more: object = {}) {
    const body = {
      original: id('m'),
      lines: [back(1, 4_000), back(2, 3_000)],
      fees: [],
      outcome: 'refund',
      byVoucher: { amountMinor: 3_000, code: '111111111' },
      ...more,
    };
    const money = till.submittedDraft(txn, { kind: 'refund', original: 'm', amount: 4_000 });
    till.append(money, { type: 'goods.returned', txn: id(txn), body });
  }

  test('both together take a second person, though the money alone does not', () => {
    const till = paidByBoth();
    expect(refusal(() => giveBack(till, 'r'))).toBe('approval-missing');
    approve(till, 'r', { amount: 6_999 });
    expect(refusal(() => giveBack(till, 'r'))).toBe('approval-missing');
    approve(till, 'r', { by: '2', amount: 7_000 });
    expect(refusal(() => giveBack(till, 'r'))).toBe('approval-missing');
    expect(till.journal.voucherPart(id('m')).leftMinor).toBe(3_000);
    approve(till, 'r', { amount: 7_000 });
    giveBack(till, 'r');
    expect(till.journal.voucherPart(id('m')).leftMinor).toBe(0);
    const books = openJournalReader(join(till.folder, 'journal.sqlite'));
    expect(books.rebuild()).toMatchObject({ ok: true, refused: null });
    books.close();
  });

  test('one word does for the money and the voucher, and for a further attempt of the case', () => {
    const till = paidByBoth({ 'voucherParts.demanded': 'true', 'limits.secondPersonFromMinor': '4000' });
    approve(till, 'r', { amount: 7_000 });
    giveBack(till, 'r');
    till.decline('r', 'refund');
    const again = till.submittedDraft('rr', { kind: 'refund', original: 'm', amount: 4_000 });
    const tagged = { ...again, body: { ...again.body, tags: ['case:r'] } };
    const goods = { original: id('m'), lines: [back(1, 4_000), back(2, 3_000)], fees: [], outcome: 'refund' };
    const part = { byVoucher: { amountMinor: 3_000, code: '222222222' }, case: id('r') };
    till.append(tagged, { type: 'goods.returned', txn: id('rr'), body: { ...goods, ...part } });
    expect(till.row('rr').state).toBe('submitted');
  });

  test('below every limit it takes nobody; old journals are not held to it', () => {
    giveBack(paidByBoth({ 'voucherParts.demanded': 'true', 'limits.secondPersonFromMinor': '7001' }), 'r');
    giveBack(paidByBoth({}), 'r');
    const many = paidByBoth({ 'voucherParts.demanded': 'true', 'limits.secondPersonFromMinor': '7001' });
    many.refund('before', 'a', 2_001);
    expect(refusal(() => giveBack(many, 'r'))).toBe('approval-missing');
  });
});
