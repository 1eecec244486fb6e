import { describe, expect, test } from 'vitest';
import { acquiringMachine } from '../../../firmware/machines/acquiring.ts';
import { reversalExchange, SETTLEMENT_EXCHANGE, SIGN_ON_EXCHANGE } from '../../../firmware/machines/acquiring-desk.ts';
import type { MoneyRequest } from '../../../firmware/machines/money.ts';
import { minorUnits, type TransactionId } from '../../../storage/facts.ts';
import { harness } from './desk-harness.ts';

const EFFECTS = [
  'survey',
  'connect',
  'submitSignOn',
  'recordSignedOn',
  'submitReversal',
  'recordReversalAccepted',
  'recordReversalFailed',
  'submit',
  'recordNotSent',
  'recordApproved',
  'recordDeclined',
  'recordUnknown',
  'submitSettlement',
  'recordSettlementAnswered',
  'recordSettlementUnanswered',
  'noteLateAnswer',
];

const txn = 't1' as TransactionId;
const sale: MoneyRequest = {
  txn,
  kind: 'sale',
  amountMinor: minorUnits(1_250),
  currency: 'CNY',
  original: null,
  reason: null,
  tags: [],
};

/** A desk whose journal and link are played by this record. */
function desk(
  world: {
    signedOn?: boolean;
    due?: { txn: TransactionId; attempts: number }[];
    reachable?: boolean;
    settlement?: 'none' | 'due' | 'blocked';
  } = {},
) {
  const state = {
    signedOn: world.signedOn ?? true,
    due: [...(world.due ?? [])],
    reachable: world.reachable ?? true,
    settlement: world.settlement ?? 'none',
    /** Messages that the settlement still takes. */
    messages: 2,
  };
  const it = harness(
    acquiringMachine,
    EFFECTS,
    {
      survey: (_, send) =>
        send({
          type: 'duty.surveyed',
          duties: {
            keysThere: true,
            signedOn: state.signedOn,
            reversal: state.due[0] ?? null,
            script: null,
            advice: null,
            enquiry: null,
            settlement: state.settlement,
          },
        }),
      connect: (_, send) => send({ type: state.reachable ? 'acquirer.connected' : 'acquirer.lost' }),
      recordSignedOn: () => {
        state.signedOn = true;
      },
      recordReversalAccepted: () => {
        state.due.shift();
      },
      recordSettlementAnswered: (_, send) => {
        state.messages -= 1;
        if (state.messages === 0) state.settlement = 'none';
        send({ type: 'settlement.recorded', forward: true });
      },
      recordSettlementUnanswered: (_, send) => send({ type: 'settlement.recorded', forward: false }),
      recordUnknown: () => {
        state.due.push({ txn, attempts: 0 });
      },
    },
    { immediateAttempts: 3 },
  );
  return { ...it, world: state };
}

const answered = (exchange: string, responseCode: string, processing: string | null = null) => ({
  type: 'acquirer.answered',
  exchange,
  answer: {
    responseCode,
    rrn: '000000000001',
    authCode: 'A1',
    processing,
    // Which codes end a reversal the profile says, and the driver with it.
    ...(exchange.startsWith('reversal') ? { reversalDone: ['00', '12', '25'].includes(responseCode) } : {}),
  },
});
const unanswered = (exchange: string) => ({ type: 'acquirer.unanswered', exchange, cause: 'timeout', detail: '' });

describe('a sale at the acquiring desk', () => {
  test('approved: submitted before anything is sent, recorded before it is told', () => {
    const it = desk();
    it.send({ type: 'money.requested', request: sale });
    expect(it.effects()).toEqual(['connect', 'survey', 'submit']);
    expect(it.reports).toEqual([{ type: 'money.submitted', txn }]);
    it.send(answered(txn, '00'));
    expect(it.effects().slice(3)).toEqual(['recordApproved', 'survey']);
    expect(it.reports[1]).toMatchObject({ type: 'money.decided', outcome: { is: 'approved' } });
    expect(it.state()).toBe('resting');
  });

  test('declined', () => {
    const it = desk();
    it.send({ type: 'money.requested', request: sale });
    it.send(answered(txn, '51'));
    expect(it.effects()).toContain('recordDeclined');
    expect(it.reports[1]).toMatchObject({ outcome: { is: 'declined', responseCode: '51' } });
  });

  test('keys are fetched first; a refused sign-on moves no money', () => {
    const it = desk({ signedOn: false });
    it.send({ type: 'money.requested', request: sale });
    expect(it.effects().at(-1)).toBe('submitSignOn');
    it.send(answered(SIGN_ON_EXCHANGE, '00'));
    expect(it.effects().slice(-3)).toEqual(['recordSignedOn', 'survey', 'submit']);
    const refused = desk({ signedOn: false });
    refused.send({ type: 'money.requested', request: sale });
    refused.send(answered(SIGN_ON_EXCHANGE, '97'));
    expect(refused.effects()).not.toContain('submit');
    expect(refused.reports).toMatchObject([
      { type: 'money.decided', outcome: { is: 'notReached', why: 'signOnRefused' } },
    ]);
  });

  test('not reachable: nothing is submitted', () => {
    const it = desk({ reachable: false });
    it.send({ type: 'money.requested', request: sale });
    expect(it.effects()).toEqual(['connect']);
    expect(it.reports).toMatchObject([{ outcome: { is: 'notReached', why: 'unreachable' } }]);
  });

  test('withdrawn before it was submitted; never afterwards', () => {
    const it = desk({ signedOn: false });
    it.send({ type: 'money.requested', request: sale });
    it.send({ type: 'money.withdrawn', txn });
    expect(it.reports).toMatchObject([{ outcome: { is: 'notReached', why: 'withdrawn' } }]);
    const late = desk();
    late.send({ type: 'money.requested', request: sale });
    late.send({ type: 'money.withdrawn', txn });
    expect(late.state()).toBe('awaitingAnswer');
  });
});

describe('withdrawn while something that is owed comes first', () => {
  const owed = 't0' as TransactionId;

  test('a reversal on the line: told at once, the reversal goes on, the sale is never sent', () => {
    const it = desk({ due: [{ txn: owed, attempts: 0 }] });
    it.send({ type: 'money.requested', request: sale });
    it.send({ type: 'money.withdrawn', txn });
    expect(it.reports).toMatchObject([{ outcome: { is: 'notReached', why: 'withdrawn' } }]);
    it.send(answered(reversalExchange(owed), '00'));
    expect(it.effects()).not.toContain('submit');
    expect(it.state()).toBe('resting');
    expect(it.reports.map(({ type }) => type)).toEqual(['money.decided', 'money.reversed']);
  });

  test('a message of the settlement on the line', () => {
    const it = desk({ settlement: 'due' });
    it.send({ type: 'duty.called' });
    it.send({ type: 'money.requested', request: sale });
    it.send({ type: 'money.withdrawn', txn });
    expect(it.reports).toMatchObject([{ outcome: { is: 'notReached', why: 'withdrawn' } }]);
    it.send(answered(SETTLEMENT_EXCHANGE, ''));
    it.send(answered(SETTLEMENT_EXCHANGE, '00'));
    expect(it.effects()).not.toContain('submit');
  });

  test('another one than the one that waits: nothing', () => {
    const it = desk({ due: [{ txn: owed, attempts: 0 }] });
    it.send({ type: 'money.requested', request: sale });
    it.send({ type: 'money.withdrawn', txn: 't9' });
    it.send(answered(reversalExchange(owed), '00'));
    expect(it.effects().at(-1)).toBe('submit');
  });
});

describe('unknown outcomes', () => {
  test('no answer: unknown in the journal, reversed at once, told when the acquirer has acknowledged it', () => {
    const it = desk();
    it.send({ type: 'money.requested', request: sale });
    it.send(unanswered(txn));
    expect(it.effects().slice(3)).toEqual(['recordUnknown', 'connect', 'survey', 'submitReversal']);
    expect(it.reports.at(-1)).toMatchObject({ outcome: { is: 'unknown', reversing: true } });
    it.send(answered(reversalExchange(txn), '00'));
    expect(it.effects().slice(-2)).toEqual(['recordReversalAccepted', 'survey']);
    expect(it.reports.at(-1)).toEqual({ type: 'money.reversed', txn });
  });

  test('an answer to something else decides nothing', () => {
    const it = desk();
    it.send({ type: 'money.requested', request: sale });
    it.send(answered('t0', '00'));
    expect(it.state()).toBe('awaitingAnswer');
  });

  test('an approval for part of the amount is undone', () => {
    const it = desk();
    it.send({ type: 'money.requested', request: sale });
    it.send(answered(txn, '10'));
    expect(it.effects()).toContain('recordUnknown');
    expect(it.effects()).not.toContain('recordApproved');
  });

  test('a reversal that is owed goes before the next sale', () => {
    const owed = 't0' as TransactionId;
    const it = desk({ due: [{ txn: owed, attempts: 4 }] });
    it.send({ type: 'money.requested', request: sale });
    expect(it.done.at(-1)).toEqual({ effect: 'submitReversal', params: { txn: owed, attempt: 5 } });
    it.send(answered(reversalExchange(owed), '25'));
    expect(it.effects().slice(-3)).toEqual(['recordReversalAccepted', 'survey', 'submit']);
  });

  test('three silent attempts: the sale is not sent, the reversal stays and is tried again after a rest, without end', () => {
    const owed = 't0' as TransactionId;
    const it = desk({ due: [{ txn: owed, attempts: 0 }] });
    it.send({ type: 'money.requested', request: sale });
    for (let i = 0; i < 3; i++) it.send(unanswered(reversalExchange(owed)));
    expect(it.effects()).not.toContain('submit');
    expect(it.reports).toMatchObject([{ outcome: { is: 'notReached', why: 'unreachable' } }]);
    for (let round = 0; round < 5; round++) {
      const before = it.done.length;
      it.clock.increment(300_000);
      expect(it.effects().slice(before)).toEqual(['survey', 'connect', 'survey', 'submitReversal']);
      for (let i = 0; i < 3; i++) it.send(unanswered(reversalExchange(owed)));
    }
    expect(it.effects().filter((effect) => effect === 'recordReversalFailed')).toHaveLength(18);
  });

  test('a reversal that is refused three times lets the next sale through and stays owed', () => {
    const owed = 't0' as TransactionId;
    const it = desk({ due: [{ txn: owed, attempts: 0 }] });
    it.send({ type: 'money.requested', request: sale });
    for (let i = 0; i < 3; i++) it.send(answered(reversalExchange(owed), '96'));
    expect(it.effects().at(-1)).toBe('submit');
  });

  test('A0 on a reversal: new keys, then the reversal again', () => {
    const owed = 't0' as TransactionId;
    const it = desk({ due: [{ txn: owed, attempts: 0 }] });
    it.send({ type: 'duty.called' });
    it.send(answered(reversalExchange(owed), 'A0'));
    expect(it.effects().at(-1)).toBe('submitSignOn');
    it.send(answered(SIGN_ON_EXCHANGE, '00'));
    expect(it.effects().at(-1)).toBe('submitReversal');
  });

  test('a late answer is noted and decides nothing', () => {
    const it = desk();
    it.send({ type: 'acquirer.answeredLate', exchange: txn, responseCode: '00' });
    expect(it.effects()).toEqual(['noteLateAnswer']);
    expect(it.reports).toEqual([]);
  });
});

describe('a settlement under way', () => {
  test('goes on message by message, after the reversals; every step is told', () => {
    const it = desk({ settlement: 'due', due: [{ txn, attempts: 0 }] });
    it.send({ type: 'duty.called' });
    expect(it.effects().at(-1)).toBe('submitReversal');
    it.send(answered(reversalExchange(txn), '00'));
    expect(it.effects().at(-1)).toBe('submitSettlement');
    it.send(answered(SETTLEMENT_EXCHANGE, ''));
    expect(it.effects().slice(-4)).toEqual(['recordSettlementAnswered', 'connect', 'survey', 'submitSettlement']);
    it.send(answered(SETTLEMENT_EXCHANGE, '00'));
    expect(it.state()).toBe('resting');
    expect(it.reports.filter((report) => report.type === 'settlement.progressed')).toHaveLength(2);
  });

  test('met with silence: three times at once, then after a rest, without end', () => {
    const it = desk({ settlement: 'due' });
    it.send({ type: 'duty.called' });
    for (let i = 0; i < 3; i++) it.send(unanswered(SETTLEMENT_EXCHANGE));
    expect(it.state()).toBe('resting');
    for (let round = 0; round < 4; round++) {
      it.clock.increment(300_000);
      expect(it.effects().at(-1)).toBe('submitSettlement');
      for (let i = 0; i < 3; i++) it.send(unanswered(SETTLEMENT_EXCHANGE));
    }
    expect(it.effects().filter((effect) => effect === 'submitSettlement')).toHaveLength(15);
  });

  test.each(['due', 'blocked'] as const)('%s: nothing new is submitted', (settlement) => {
    const it = desk({ settlement });
    it.send({ type: 'money.requested', request: sale });
    for (let i = 0; settlement === 'due' && i < 3; i++) it.send(unanswered(SETTLEMENT_EXCHANGE));
    expect(it.effects()).not.toContain('submit');
    expect(it.reports.at(-1)).toMatchObject({ outcome: { is: 'notReached', why: 'settling' } });
  });
});

test('an effect that is not wired stops the machine instead of doing nothing', () => {
  const notWired = harness(
    acquiringMachine,
    EFFECTS.filter((name) => name !== 'connect'),
    {},
    { immediateAttempts: 3 },
  );
  notWired.send({ type: 'money.requested', request: sale });
  expect(String(notWired.failure())).toContain('effect not provided: connect');
});
