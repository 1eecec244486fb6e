/** What an issuer wants of a chip is answered for (facts/acquirer §1.2, §1.5): the script result is owed with the approval, told until it is answered, before a settlement. */
import { describe, expect, test } from 'vitest';
import { maskPan, minorUnits, type TransactionId } from '../../storage/facts.ts';
import { AcquirerWorld } from './acquirer-world.ts';
import { CUT_POINTS } from './power-cut.ts';

const CHIP = {
  '84': 'A000000333010101',
  '50': '50424F43',
  '9F26': '1122334455667788',
  '9F10': '07010103A0A002010A01000000000057195957',
  '9F37': '7F9F349E',
  '9F36': '0257',
  '95': '0000008000',
  '9A': '251121',
  '9C': '00',
  '9F02': '000000005000',
  '5F2A': '0156',
  '82': '7C00',
  '9F1A': '0156',
  '5F34': '01',
  '9F1E': '3132333435363738',
};

function chipSale(world: AcquirerWorld, scripts: number): TransactionId {
  if (scripts > 0) world.tell('issue-scripts', { scripts });
  return world.request('sale', 5_000, null, CHIP);
}
const typesOf = (world: AcquirerWorld, txn: TransactionId) => world.journal.timeline(txn).map(({ type }) => type);
const toldOf = (world: AcquirerWorld) =>
  world.bankBooks().map((it) => (it as unknown as { readonly scriptResult: string | null }).scriptResult);
const scriptDebts = (world: AcquirerWorld) => world.journal.obligations().filter(({ kind }) => kind === 'script');

describe('a script result', () => {
  test('is owed in the append of the approval, and told at once: not performed, by the identifier of each script', () => {
    const world = new AcquirerWorld();
    const txn = chipSale(world, 2);
    const types = typesOf(world, txn);
    const at = types.indexOf('sale.approved');
    expect(types.slice(at)).toEqual(['sale.approved', 'script.owed', 'script.sent', 'script.answered']);
    expect(toldOf(world)).toEqual(['00000000010000000002']);
    expect(scriptDebts(world)).toEqual([]);
    expect(world.broken()).toEqual([]);
  });

  test('met with silence: told again under a new trace number each time; a customer does not wait for it twice', () => {
    const world = new AcquirerWorld();
    world.tell('silent', { kind: 'script-result', count: 2 });
    const txn = chipSale(world, 1);
    world.settle();
    const traces = world.entries().flatMap((entry) => (entry.type === 'script.sent' ? [entry.body.stan] : []));
    expect(traces.length).toBe(3);
    expect(new Set(traces).size).toBe(3);
    expect(typesOf(world, txn).at(-1)).toBe('script.answered');
    expect(world.broken()).toEqual([]);
  });

  test('three times silent, and nobody trades: told a fourth time at rest, each rest longer than the one before', () => {
    const world = new AcquirerWorld();
    world.tell('silent-unbooked', { kind: 'script-result', count: 3 });
    const txn = chipSale(world, 1);
    const told = world.journal.timeline(txn).filter(({ type }) => type.startsWith('script.'));
    const types = told.map(({ type }) => type);
    const sent = ['script.sent', 'script.unanswered'];
    expect(types).toEqual(['script.owed', ...sent, ...sent, ...sent, 'script.sent', 'script.answered']);
    const atMs = (type: string) => told.filter((entry) => entry.type === type).map((entry) => entry.atMs);
    const silences = atMs('script.unanswered');
    const rests = atMs('script.sent')
      .slice(1)
      .map((ms, at) => Math.floor((ms - (silences[at] ?? 0)) / 1_000));
    expect(rests).toEqual([5, 10, 20]);
    expect(scriptDebts(world)).toEqual([]);
    expect(world.broken()).toEqual([]);
  });

  test('without end: a person is called, trade goes on; settlement waits, and is sent after it', () => {
    const world = new AcquirerWorld();
    world.tell('silent-unbooked', { kind: 'script-result', count: 1_000 });
    const txn = chipSale(world, 1);
    for (let i = 0; i < 20; i++) world.settle();
    expect(scriptDebts(world)).toMatchObject([{ transaction: txn, state: 'needsHuman' }]);
    expect(world.journal.transaction(world.request('sale', 100))?.state).toBe('approved');
    world.startSettlement();
    expect(world.journal.settlement()?.step).toBe('started');
    world.tell('clear-faults');
    world.settle();
    world.settle();
    expect(world.journal.counters().batch).toBe('000002');
    const order = world.entries().map(({ type }) => type);
    expect(order.indexOf('script.answered')).toBeLessThan(order.indexOf('settlement.sent'));
    expect(world.journal.secret(txn, 'chipData')).toBeNull();
    expect(world.broken()).toEqual([]);
  });

  test.each(['silent-unbooked', 'slow'] as const)(
    'a person ends it while it is on the line (%s): what comes of that attempt is nothing any more',
    (how) => {
      const world = new AcquirerWorld();
      world.tell('silent-unbooked', { kind: 'script-result', count: 20 });
      const txn = chipSale(world, 1);
      for (let i = 0; i < 20 && scriptDebts(world)[0]?.state !== 'needsHuman'; i++) world.settle();
      world.tell('clear-faults');
      world.tell(how, { kind: 'script-result', ...(how === 'slow' ? { bytesPerSecond: 20 } : {}) });
      const sent = () => world.entries().filter(({ type }) => type === 'script.sent').length;
      const before = sent();
      for (let ms = 0; ms < 3_600_000 && sent() === before; ms += 500) world.pass(500);
      expect(typesOf(world, txn).at(-1)).toBe('script.sent');
      const body = { manager: '9', reason: 'not-wanted', evidence: '47' } as const;
      world.journal.append([{ type: 'script.resolved', txn, body }], {
        atMs: 0,
        clock: 'unsynchronised',
        operator: '9',
      });
      world.settle();
      expect(typesOf(world, txn).at(-1)).toBe(how === 'slow' ? 'evidence.noted' : 'script.resolved');
      expect(scriptDebts(world)).toEqual([]);
      expect(world.journal.transaction(world.request('sale', 100))?.state).toBe('approved');
    },
  );

  test('comes before a reversal that is owed', () => {
    const world = new AcquirerWorld();
    world.tell('silent-unbooked', { kind: 'script-result', count: 1_000 });
    world.tell('silent-unbooked', { kind: 'reversal', count: 1_000 });
    chipSale(world, 1);
    world.tell('silent', { kind: 'sale' });
    world.request('sale', 700);
    world.tell('clear-faults');
    world.powerOn();
    const before = world.told.length;
    world.settle();
    // What the life before had on the line may still arrive first.
    const asked = world.told.slice(before).flatMap(({ event, kind }) => (event === 'request' ? [kind] : []));
    expect(asked.slice(asked.indexOf('sign-on'))).toEqual(['sign-on', 'script-result', 'reversal']);
    expect(scriptDebts(world)).toEqual([]);
    expect(world.journal.reversals()).toEqual([]);
    expect(world.broken()).toEqual([]);
  });

  test('a refusal is an answer; one that speaks of now is not', () => {
    const world = new AcquirerWorld();
    world.tell('decline', { kind: 'script-result', code: '96' });
    world.tell('decline', { kind: 'script-result', code: '12' });
    const txn = chipSale(world, 1);
    world.settle();
    const words = world.journal.timeline(txn).flatMap((entry) => {
      if (entry.type === 'script.unanswered') return [entry.body.cause];
      return entry.type === 'script.answered' ? [entry.body.responseCode] : [];
    });
    expect(words).toEqual(['96', '12']);
    expect(scriptDebts(world)).toEqual([]);
  });

  test.each(CUT_POINTS)(
    'power cut %s of the sale that brings scripts, and of their result: told in the end, once for all',
    (point) => {
      for (const message of ['sale.submitted', 'script.sent']) {
        const world = new AcquirerWorld();
        world.cutPowerAt({ message, point });
        chipSale(world, 1);
        world.powerOn();
        world.settle();
        expect(world.broken()).toEqual([]);
        expect(scriptDebts(world)).toEqual([]);
        const [booked] = world.bankBooks();
        if (booked?.state === 'in-force') expect(toldOf(world)).toEqual(['0000000001']);
      }
    },
  );
});

describe('what chips paid goes up with its batch', () => {
  test('where the totals agree: one by one with DE 55, nothing else, and the end is the balanced one', () => {
    const world = new AcquirerWorld();
    world.request('sale', 1_000);
    chipSale(world, 0);
    chipSale(world, 0);
    world.startSettlement();
    const sent = world.entries().flatMap((entry) => (entry.type === 'settlement.uploadSent' ? [entry.body.what] : []));
    expect(sent).toEqual(['chip', 'chip', 'end']);
    expect(world.journal.counters().batch).toBe('000002');
    const { terminals } = world.tell('state') as { readonly terminals: readonly { readonly batch: string }[] };
    expect(terminals.map(({ batch }) => batch)).toEqual(['000002']);
    expect(world.broken()).toEqual([]);
  });

  test('where they differ: beside the stripes in groups; cut at any point it goes on there', () => {
    for (const point of CUT_POINTS) {
      const world = new AcquirerWorld();
      world.request('refund', 300, world.request('sale', 1_000));
      chipSale(world, 0);
      world.tell('out-of-balance', { add: 777 });
      world.cutPowerAt({ message: 'settlement.uploadSent chip', point });
      world.startSettlement();
      world.powerOn();
      world.settle();
      expect(world.journal.counters().batch).toBe('000002');
      expect(world.broken()).toEqual([]);
    }
  });

  test('what was voided does not', () => {
    const world = new AcquirerWorld();
    world.request('void', 5_000, chipSale(world, 0));
    world.startSettlement();
    expect(world.entries().some(({ type }) => type === 'settlement.uploadSent')).toBe(false);
    expect(world.journal.counters().batch).toBe('000002');
    expect(world.broken()).toEqual([]);
  });
});

test('an approval that came without a reference: script result and upload go without DE 37, and trade goes on', () => {
  const world = new AcquirerWorld();
  const [txn, pan] = ['bare' as TransactionId, '6205500000000000004'];
  const { nextStan: stan, batch } = world.journal.counters();
  const card = { maskedPan: maskPan(pan), token: world.journal.cardToken(pan), entryMode: 'insert' } as const;
  const chip = { dataHex: '9F2608112233445566778895050000008000', reversalHex: '95050000008000', panSequence: '001' };
  const sold = { stan, batch, amountMinor: minorUnits(5_000), currency: 'CNY', card, original: null, reason: null };
  const told = { responseCode: '00', rrn: null, authCode: null, hostTime: null, hostDate: null, copies: [] };
  world.journal.append(
    [
      { type: 'sale.submitted', txn, body: { ...sold, needsReversal: false, tags: [] } },
      { type: 'sale.approved', txn, body: told },
      { type: 'script.owed', txn, body: { scripts: 1, resultHex: '0000000001' } },
    ],
    world.desk.stamp(),
    [
      { txn, name: 'pan', plain: pan },
      { txn, name: 'chipData', plain: JSON.stringify(chip) },
    ],
  );
  world.settle();
  expect(typesOf(world, txn).at(-1)).toBe('script.answered');
  // It names the sale to be given back: there it is refused, by name.
  expect(world.journal.transaction(world.request('refund', 100, txn))).toBeNull();
  const settlement = world.startSettlement();
  expect(world.journal.settlementOf(settlement)).toMatchObject({ step: 'ended', result: 'notBalanced' });
  expect(world.journal.transaction(world.request('sale', 100))?.state).toBe('approved');
});
