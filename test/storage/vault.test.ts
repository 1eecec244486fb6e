/** What is kept for a while and then gone (promise 5; facts/acquirer §6). */
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { JournalBroken } from '../../storage/journal/failures.ts';
import type { SecretDraft } from '../../storage/journal/journal.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { id, refusal, TERMINAL, Till, temporaryFolder } from './acts.ts';

const PAN = '6205500000000000004';

function keep(till: Till, txn: string, options: Parameters<Till['submit']>[1] = {}): void {
  const secrets: SecretDraft[] = [
    { txn: id(txn), name: 'reversalImage', plain: `{"2":"${PAN}"}` },
    { txn: id(txn), name: 'pan', plain: PAN },
    { txn: id(txn), name: 'customer', plain: '13800138000' },
  ];
  till.submit(txn, { ...options, secrets });
}

const kept = (till: Till, txn: string) =>
  (['reversalImage', 'pan', 'customer'] as const).filter((name) => till.journal.secret(id(txn), name) !== null);

describe('a secret', () => {
  test('opens to what it was, also after a restart, and stands nowhere in clear', () => {
    const till = new Till();
    keep(till, 's');
    till.reopen();
    expect(till.journal.secret(id('s'), 'pan')).toBe(PAN);
    till.journal.close();
    for (const file of ['journal.sqlite']) expect(readFileSync(join(till.folder, file)).includes(PAN)).toBe(false);
    till.journal = openJournal({ folder: till.folder, terminal: TERMINAL, randomBytes });
  });

  test('is bound to its transaction and name', () => {
    const till = new Till();
    keep(till, 'a');
    keep(till, 'b');
    till.journal.close();
    const db = new Sqlite(join(till.folder, 'journal.sqlite'));
    db.exec(
      `UPDATE secrets SET (nonce, sealed) = (SELECT nonce, sealed FROM secrets WHERE txn = 'b' AND name = 'pan') WHERE txn = 'a' AND name = 'pan'`,
    );
    db.close();
    till.journal = openJournal({ folder: till.folder, terminal: TERMINAL, randomBytes });
    expect(() => till.journal.secret(id('a'), 'pan')).toThrow(JournalBroken);
    expect(till.journal.secret(id('b'), 'pan')).toBe(PAN);
  });

  test('belongs to a transaction', () => {
    const till = new Till();
    const secret: SecretDraft = { txn: id('nobody'), name: 'pan', plain: PAN };
    expect(
      refusal(() => till.journal.append([{ type: 'paper.returned', txn: null, body: {} }], till.stamp(), [secret])),
    ).toBe('secret-without-transaction');
    expect(till.journal.counters().entries).toBe(0);
  });
});

describe('is wiped', () => {
  test('with the outcome: the image always, the card where no money moved', () => {
    const till = new Till();
    for (const txn of ['approved', 'declined', 'notSent', 'reversed', 'lost']) keep(till, txn);
    till.approve('approved');
    till.decline('declined');
    till.notSent('notSent');
    till.loseSight('reversed');
    till.reversalSent('reversed', 1);
    till.reversalAccepted('reversed');
    till.loseSight('lost');
    expect(kept(till, 'approved')).toEqual(['pan', 'customer']);
    for (const txn of ['declined', 'notSent', 'reversed']) expect(kept(till, txn)).toEqual(['customer']);
    expect(kept(till, 'lost')).toEqual(['reversalImage', 'pan', 'customer']);
  });

  test('when the batch is settled, but of a sale that can still be refunded: a refund carries the card number', () => {
    const till = new Till();
    for (const txn of ['open', 'promised', 'lost', 'whole', 'voided']) keep(till, txn);
    for (const txn of ['open', 'promised', 'whole', 'voided']) till.approve(txn);
    keep(till, 'v', { kind: 'void', original: 'voided' });
    till.approve('v', 'void');
    keep(till, 'r', { kind: 'refund', original: 'whole' });
    till.approve('r', 'refund');
    till.promise('p', 'promised', 100);
    till.loseSight('lost');
    till.settle('s1', [{ txn: id('lost'), what: 'reversal' }], 0);
    for (const txn of ['open', 'promised']) expect(kept(till, txn)).toEqual(['pan', 'customer']);
    expect(kept(till, 'lost')).toEqual(['reversalImage', 'pan', 'customer']);
    for (const txn of ['whole', 'voided', 'v', 'r']) expect(kept(till, txn)).toEqual(['customer']);
  });

  test('when the window for refunds has passed, unless a refund is promised or a reversal owed', () => {
    const till = new Till();
    for (const txn of ['old', 'promised', 'lost']) keep(till, txn);
    till.approve('old');
    till.approve('promised');
    till.promise('p', 'promised', 100);
    till.loseSight('lost');
    till.settle('s1', [{ txn: id('lost'), what: 'reversal' }], till.stamp().atMs);
    expect(kept(till, 'old')).toEqual(['customer']);
    expect(kept(till, 'promised')).toEqual(['pan', 'customer']);
    expect(kept(till, 'lost')).toEqual(['reversalImage', 'pan', 'customer']);
    till.append({ type: 'refund.cancelled', txn: 'p', body: { why: 'kept the goods' } });
    till.sale('new');
    till.settle('s2', [{ txn: id('lost'), what: 'reversal' }], till.stamp().atMs);
    expect(kept(till, 'promised')).toEqual(['customer']);
  });

  test('on demand, from the file too, but never a reversal that is owed', () => {
    const till = new Till();
    keep(till, 's');
    till.loseSight('s');
    expect(refusal(() => till.journal.wipe(id('s'), 'reversalImage'))).toBe('secret-still-needed');
    const file = join(till.folder, 'journal.sqlite');
    const look = new Sqlite(file, { readonly: true });
    const sealed =
      look.prepare<[], Buffer>(`SELECT sealed FROM secrets WHERE name = 'customer'`).pluck().get() ?? Buffer.of();
    look.close();
    expect(sealed.length).toBeGreaterThan(0);
    expect(till.journal.wipe(id('s'), 'customer')).toBe(true);
    expect(till.journal.wipe(id('s'), 'customer')).toBe(false);
    for (const path of [file, `${file}-wal`]) expect(readFileSync(path).includes(sealed)).toBe(false);
  });
});

describe('the device key', () => {
  test('is made once, for its owner alone', () => {
    const till = new Till();
    const key = join(till.folder, 'keys', 'device.key');
    const before = readFileSync(key);
    expect(before).toHaveLength(32);
    expect(statSync(key).mode & 0o777).toBe(0o600);
    for (const file of ['journal.sqlite', 'journal.sqlite-wal', 'journal.lock', 'journal.born']) {
      expect(statSync(join(till.folder, file)).mode & 0o077).toBe(0);
    }
    till.reopen();
    expect(readFileSync(key).equals(before)).toBe(true);
  });

  test('tells the same card, differently on each device', () => {
    const [one, other] = [new Till(), new Till()];
    const token = one.journal.cardToken(PAN);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    one.reopen();
    expect(one.journal.cardToken(PAN)).toBe(token);
    expect(one.journal.cardToken('4111111111111111')).not.toBe(token);
    expect(other.journal.cardToken(PAN)).not.toBe(token);
    expect(() => one.journal.cardToken('12')).toThrow(RangeError);
  });

  test('can come from elsewhere, and must be the same one', () => {
    const folder = temporaryFolder();
    const deviceKey = randomBytes(32);
    openJournal({ folder, terminal: TERMINAL, deviceKey, randomBytes }).close();
    expect(() => openJournal({ folder, terminal: TERMINAL, deviceKey: randomBytes(32), randomBytes })).toThrow(
      JournalBroken,
    );
    openJournal({ folder, terminal: TERMINAL, deviceKey, randomBytes }).close();
  });
});
