/**
 * Every message of money × every point at which the power can go (issue 4; facts/acquirer §2.2 rules 1, 3, 10): when the power is back and the
 * line is good, journal and bank agree, nothing is owed but what only a person can know, and trade goes on.
 */
import { describe, expect, test } from 'vitest';
import { AcquirerWorld, CUT_POINTS, type CutPoint } from './acquirer-world.ts';

interface Case {
  /** The entry that stands before the message. */
  readonly message: string;
  /** What happens up to and with that message. */
  readonly play: (world: AcquirerWorld) => void;
  readonly settles: boolean;
}

const CASES: Readonly<Record<string, Case>> = {
  sale: { message: 'sale.submitted', settles: false, play: (world) => void world.request('sale', 5_000) },
  void: {
    message: 'void.submitted',
    settles: false,
    play: (world) => void world.request('void', 5_000, world.request('sale', 5_000)),
  },
  refund: {
    message: 'refund.submitted',
    settles: false,
    play: (world) => void world.request('refund', 2_000, world.request('sale', 5_000)),
  },
  'reversal of a sale': {
    message: 'reversal.sent',
    settles: false,
    play: (world) => {
      world.tell('silent', { kind: 'sale' });
      world.request('sale', 5_000);
    },
  },
  'reversal of a void': {
    message: 'reversal.sent',
    settles: false,
    play: (world) => {
      const sale = world.request('sale', 5_000);
      world.tell('silent', { kind: 'void' });
      world.request('void', 5_000, sale);
    },
  },
  settlement: { message: 'settlement.sent', settles: true, play: (world) => settleDay(world, 2, 0) },
  'upload of sales': {
    message: 'settlement.uploadSent sales',
    settles: true,
    play: (world) => settleDay(world, 9, 777),
  },
  'upload of a refund': {
    message: 'settlement.uploadSent refund',
    settles: true,
    play: (world) => settleDay(world, 2, 777),
  },
  'end of an upload': {
    message: 'settlement.uploadSent end',
    settles: true,
    play: (world) => settleDay(world, 2, 777),
  },
};

/** Some sales, the first of them voided, the second refunded in part, then the settlement, with a record of `surplus` more at the bank. */
function settleDay(world: AcquirerWorld, count: number, surplus: number): void {
  const [first = null, second = null] = Array.from({ length: count + 1 }, (_, i) => world.request('sale', 1_000 + i));
  world.request('void', 1_000, first);
  world.request('refund', 300, second);
  if (surplus > 0) world.tell('out-of-balance', { add: surplus });
  world.startSettlement();
}

/** Rule 6: nobody but the acquirer knows what became of a refund without an answer; the manager says what it tells. */
function resolveRefunds(world: AcquirerWorld): void {
  for (const { txn, batch, stan } of world.journal.openOutcomes()) {
    const booked = world.bankBooks().find((candidate) => candidate.batch === batch && candidate.stan === stan);
    const approved = booked?.state === 'in-force';
    const body = { manager: '9', reason: 'told', evidence: '1', approved, copies: [] };
    world.journal.append([{ type: 'refund.resolved', txn, body }], world.desk.stamp());
  }
}

/** Where a second cut differs from a first one in what is durable, or in what the bank has. */
const SECOND_CUTS: readonly CutPoint[] = [
  'before send',
  'after send',
  'before the answer is committed',
  'after the answer is committed',
];

function expectAllWell(world: AcquirerWorld, { settles }: Case): void {
  expect(world.broken()).toEqual([]);
  resolveRefunds(world);
  expect(world.broken()).toEqual([]);
  expect(world.journal.obligations().filter(({ kind }) => kind !== 'receipt')).toEqual([]);
  if (settles) {
    expect(world.journal.counters().batch).toBe('000002');
    const { terminals } = world.tell('state') as { readonly terminals: readonly { readonly batch: string }[] };
    expect(terminals.map(({ batch }) => batch)).toEqual(['000002']);
    expect(world.entries().filter(({ type }) => type === 'settlement.ended')).toHaveLength(1);
  }
  const next = world.request('sale', 100);
  expect(world.journal.transaction(next)?.state).toBe('approved');
  expect(world.broken()).toEqual([]);
}

function cut(world: AcquirerWorld, message: string, point: CutPoint): void {
  world.cutPowerAt({ message, point });
}

describe.each(Object.entries(CASES))('%s', (_, one) => {
  test.each(CUT_POINTS)('power cut %s', (point) => {
    const world = new AcquirerWorld();
    cut(world, one.message, point);
    one.play(world);
    expect(world.isPowered).toBe(false);
    world.powerOn();
    world.settle();
    expectAllWell(world, one);
  });

  test.each(CUT_POINTS)('power cut %s, and again while it recovers', (point) => {
    const recovery = one.settles ? one.message : 'reversal.sent';
    for (const second of SECOND_CUTS) {
      const world = new AcquirerWorld();
      cut(world, one.message, point);
      one.play(world);
      world.powerOn();
      cut(world, recovery, second);
      world.settle();
      world.powerOn();
      world.settle();
      expectAllWell(world, one);
    }
  });
});

describe('the line fails instead of the power', () => {
  const FAULTS = [
    'silent',
    'silent-unbooked',
    'wrong-mac',
    'cut-on-request',
    'cut-before-answer',
    'cut-in-answer',
    'truncated',
    'garbage',
  ];
  const KINDS: Readonly<Record<string, readonly [name: string, kind: string]>> = {
    sale: ['sale', 'sale'],
    void: ['void', 'void'],
    refund: ['refund', 'refund'],
    reversal: ['reversal of a sale', 'reversal'],
    settlement: ['settlement', 'settlement'],
    upload: ['upload of sales', 'upload'],
    end: ['end of an upload', 'upload-end'],
  };
  test.each(Object.entries(KINDS))('%s: every fault, three times in a row', (_, [name, kind]) => {
    const one = CASES[name];
    if (one === undefined) throw new Error(name);
    for (const fault of FAULTS) {
      const world = new AcquirerWorld();
      const how = fault === 'truncated' || fault === 'cut-in-answer' ? { bytes: 20 } : {};
      world.tell(fault, { kind, count: 3, ...how, ...(fault === 'garbage' ? { hex: '00056000000000' } : {}) });
      one.play(world);
      // A wrong MAC waits for an answer that carries one; the others have struck.
      world.tell('clear-faults');
      world.settle();
      expectAllWell(world, one);
    }
  });
});
