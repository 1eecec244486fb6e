/**
 * Every message of money × every point at which the power can go (facts/acquirer §2.2 rules 1, 3, 10): when the power is back and the
 * line is good, journal and bank agree, nothing is owed but what only a person can know, and trade goes on.
 */
import { describe, expect, test } from 'vitest';
import { unionpayWithEnquiry } from '../../drivers/acquirer/profiles/unionpay.ts';
import { unionpayDialect } from '../emulators/acquirer/dialect.ts';
import { AcquirerWorld, type Speech } from './acquirer-world.ts';
import { CUT_POINTS, type CutPoint } from './power-cut.ts';

interface Case {
  /** Where the power can go; left out: everywhere. */
  readonly points?: readonly CutPoint[];
  /** Another profile than UnionPay's. */
  readonly asks?: boolean;
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
  'pre-authorisation': {
    message: 'preauth.submitted',
    settles: false,
    play: (world) => void world.request('preauth', 5_000),
  },
  'cancel of a pre-authorisation': {
    message: 'preauthCancel.submitted',
    settles: false,
    play: (world) => void world.request('preauthCancel', 5_000, world.request('preauth', 5_000)),
  },
  completion: {
    message: 'completion.submitted',
    settles: false,
    play: (world) => void world.request('completion', 4_000, world.request('preauth', 5_000)),
  },
  'cancel of a completion': {
    message: 'completionCancel.submitted',
    settles: false,
    play: (world) => {
      const done = world.request('completion', 4_000, world.request('preauth', 5_000));
      world.request('completionCancel', 4_000, done);
    },
  },
  'completion by advice': {
    message: 'completionAdvice.submitted',
    settles: false,
    play: (world) => void world.request('completionAdvice', 4_000, world.request('preauth', 5_000)),
  },
  'an advice told again': {
    message: 'advice.sent',
    settles: false,
    play: (world) => {
      world.tell('silent', { kind: 'completion-advice' });
      world.request('completionAdvice', 4_000, world.request('preauth', 5_000));
    },
  },
  'sale to a payment code': {
    message: 'sale.submitted',
    settles: false,
    play: (world) => void world.requestByCode('6212345678901234567', 5_000),
  },
  balance: {
    message: 'stan.spent balance',
    settles: false,
    // Its answer is told and forgotten: there is nothing to commit.
    points: CUT_POINTS.slice(0, -2),
    play: (world) => world.requestBalance(),
  },
  'enquiry about a sale': {
    message: 'enquiry.sent',
    settles: false,
    asks: true,
    play: (world) => {
      world.tell('silent', { kind: 'sale' });
      world.request('sale', 5_000);
    },
  },
  'enquiry about a refund': {
    message: 'enquiry.sent',
    settles: false,
    asks: true,
    play: (world) => {
      const sale = world.request('sale', 5_000);
      world.tell('silent', { kind: 'refund' });
      world.request('refund', 2_000, sale);
    },
  },
  'reversal of a completion': {
    message: 'reversal.sent',
    settles: false,
    play: (world) => {
      const hold = world.request('preauth', 5_000);
      world.tell('silent', { kind: 'completion' });
      world.request('completion', 5_000, hold);
    },
  },
  'upload of an advice': {
    message: 'settlement.uploadSent advice',
    settles: true,
    play: (world) => {
      world.request('completionAdvice', 4_000, world.request('preauth', 5_000));
      settleDay(world, 2, 777);
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
  for (const { txn, batch, stan } of world.journal.openOutcomes().filter(({ kind }) => kind === 'refund')) {
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

/** Where a first cut leaves something to recover, which a second one can hit. */
function recoveringPoints({ settles, message, points = CUT_POINTS }: Case): readonly CutPoint[] {
  if (message === 'stan.spent balance') return [];
  return settles ? points : points.slice(1, -1);
}

const ASKING: Speech = { profile: unionpayWithEnquiry, dialect: unionpayDialect };
const worldOf = ({ asks }: Case) => (asks === true ? new AcquirerWorld(ASKING) : new AcquirerWorld());

/** The message whose cut is the second one: what recovery has to send. */
function recoveryOf({ settles, message }: Case): string {
  if (settles) return message;
  return message === 'advice.sent' || message === 'completionAdvice.submitted' ? 'advice.sent' : 'reversal.sent';
}

function cut(world: AcquirerWorld, message: string, point: CutPoint): void {
  world.cutPowerAt({ message, point });
}

/** The power has gone at that point; nothing is switched on again. */
function cutOnce(one: Case, point: CutPoint): AcquirerWorld {
  const world = worldOf(one);
  cut(world, one.message, point);
  one.play(world);
  expect(world.isPowered).toBe(false);
  return world;
}

describe.each(Object.entries(CASES))('%s', (_, one) => {
  test.each(one.points ?? CUT_POINTS)('power cut %s', (point) => {
    const world = cutOnce(one, point);
    world.powerOn();
    world.settle();
    expectAllWell(world, one);
  });
});

const RECOVERING = Object.entries(CASES).filter(([, one]) => recoveringPoints(one).length > 0);

// Cuts that leave the same in the journal and at the bank are one state to recover from, and it is recovered from once.
test.each(RECOVERING)('%s: power cut at each point, and again while it recovers', (_, one) => {
  const recovery = recoveryOf(one);
  const recovered = new Set<string>();
  for (const point of recoveringPoints(one)) {
    const left = cutOnce(one, point);
    const state = left.remains();
    if (recovered.has(state)) continue;
    recovered.add(state);
    SECOND_CUTS.forEach((second, i) => {
      const world = i === 0 ? left : cutOnce(one, point);
      world.powerOn();
      cut(world, recovery, second);
      world.settle();
      world.powerOn();
      world.settle();
      expectAllWell(world, one);
    });
  }
  // At the least the bank has booked it, and it has not; a question, or what it knows already, moves nothing there.
  const moves = one.asks !== true && one.message !== 'advice.sent';
  expect(recovered.size).toBeGreaterThan(moves ? 1 : 0);
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
    preauth: ['pre-authorisation', 'preauth'],
    'preauth-cancel': ['cancel of a pre-authorisation', 'preauth-cancel'],
    completion: ['completion', 'completion'],
    'completion-cancel': ['cancel of a completion', 'completion-cancel'],
    advice: ['completion by advice', 'completion-advice'],
    code: ['sale to a payment code', 'sale'],
    enquiry: ['enquiry about a refund', 'enquiry'],
    reversal: ['reversal of a sale', 'reversal'],
    settlement: ['settlement', 'settlement'],
    upload: ['upload of sales', 'upload'],
    end: ['end of an upload', 'upload-end'],
  };
  test.each(Object.entries(KINDS))('%s: every fault, three times in a row', (_, [name, kind]) => {
    const one = CASES[name];
    if (one === undefined) throw new Error(name);
    for (const fault of FAULTS) {
      const world = worldOf(one);
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
