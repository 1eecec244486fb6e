/** Results of issuer scripts in the journal: owed with an approval only, each telling under a new trace number, gone with an answer or a manager's word. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { id, refusal, Till } from './acts.ts';

const RESULT = '0000000001';
const txn = id('s');

function owing(): Till {
  const till = new Till();
  till.submit('s', {
    secrets: [
      { txn, name: 'pan', plain: '4761739001010010' },
      { txn, name: 'chipData', plain: '{}' },
      { txn, name: 'reversalImage', plain: '{}' },
    ],
  });
  till.approve('s');
  till.append({ type: 'script.owed', txn, body: { scripts: 1, resultHex: RESULT } });
  return till;
}
const sent = (till: Till, attempt: number) => {
  const { nextStan: stan, batch } = till.journal.counters();
  till.append({ type: 'script.sent', txn, body: { stan, batch, attempt } });
};
function rebuilt(till: Till) {
  const reader = openJournalReader(join(till.folder, 'journal.sqlite'));
  try {
    return reader.rebuild();
  } finally {
    reader.close();
  }
}
const scriptDebts = (till: Till) => till.journal.obligations().filter(({ kind }) => kind === 'script');

describe('the result of a script', () => {
  test('is owed with an approval only, once, five bytes a script', () => {
    const till = new Till();
    till.submit('s');
    const owe =
      (resultHex: string, scripts = 1) =>
      () =>
        till.append({ type: 'script.owed', txn, body: { scripts, resultHex } });
    expect(refusal(owe(RESULT))).toBe('script-approved');
    till.approve('s');
    expect(refusal(owe(RESULT, 2))).toBe('script-result');
    expect(refusal(owe('00'))).toBe('script-result');
    owe(RESULT)();
    expect(refusal(owe(RESULT))).toBe('script-owed');
  });

  test('survives a restart, counts what was sent, and goes with the answer', () => {
    const till = owing();
    sent(till, 1);
    till.append({ type: 'script.unanswered', txn, body: { attempt: 1, cause: 'timeout' } });
    till.reopen();
    expect(scriptDebts(till)).toMatchObject([{ transaction: 's', state: 'due', attempts: 1 }]);
    expect(refusal(() => sent(till, 1))).toBe('script-attempt');
    expect(refusal(() => till.append({ type: 'script.answered', txn, body: { attempt: 2, responseCode: '00' } }))).toBe(
      'script-attempt',
    );
    sent(till, 2);
    till.append({ type: 'script.answered', txn, body: { attempt: 2, responseCode: '00' } });
    expect(scriptDebts(till)).toEqual([]);
    expect(refusal(() => sent(till, 3))).toBe('script-not-owed');
    expect(till.journal.verify().ok).toBe(true);
    expect(rebuilt(till)).toMatchObject({ ok: true, refused: null });
  });

  test('is given up by a person only when a person was called', () => {
    const till = owing();
    const resolve = () =>
      till.append({ type: 'script.resolved', txn, body: { manager: '9', reason: 'not-wanted', evidence: '1' } });
    sent(till, 1);
    expect(refusal(resolve)).toBe('script-not-escalated');
    till.append({ type: 'script.escalated', txn, body: { attempts: 1 } });
    expect(scriptDebts(till)).toMatchObject([{ state: 'needsHuman' }]);
    resolve();
    expect(scriptDebts(till)).toEqual([]);
  });

  test('the card number is kept for it: beyond its batch and the day of its wiping, no longer than it is owed', () => {
    const till = owing();
    till.settle('b1', [{ txn, what: 'script' }], till.stamp().atMs);
    const expired = () => {
      const beforeMs = till.stamp().atMs;
      const times = { customersBeforeMs: beforeMs, cardsBeforeMs: beforeMs };
      till.append({
        type: 'secrets.expired',
        txn: null,
        body: till.journal.expiredSecrets(beforeMs, beforeMs) ?? times,
      });
    };
    expect(till.journal.secret(txn, 'pan')).toBe('4761739001010010');
    sent(till, 1);
    till.append({ type: 'script.answered', txn, body: { attempt: 1, responseCode: '00' } });
    expired();
    expect(till.journal.secret(txn, 'pan')).toBeNull();
  });

  test('what the chip said is kept for it: beyond its batch while it is owed, no longer', () => {
    const till = owing();
    till.append({ type: 'batch.opened', txn: null, body: { batch: '000777' as never, why: 'sign-on' } });
    expect(till.journal.secret(txn, 'chipData')).toBe('{}');
    sent(till, 1);
    till.append({ type: 'script.answered', txn, body: { attempt: 1, responseCode: '00' } });
    expect(till.journal.secret(txn, 'chipData')).toBeNull();
  });
});
