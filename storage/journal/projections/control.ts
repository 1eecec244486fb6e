/** The policy in force, and what is frozen: nothing new moves money of a frozen card, sale or terminal (requirement C11). */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import type { MoneyKind } from '../../facts.ts';
import { demand } from '../failures.ts';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

interface OpenFreeze {
  readonly freeze: number;
  readonly kind: 'terminal' | 'transaction' | 'card';
  readonly txn: string | null;
  readonly token: string | null;
}

export class ControlProjection {
  readonly #setKey;
  readonly #dropKey;
  readonly #key;
  readonly #policy;
  readonly #role;
  readonly #open;
  readonly #next;
  readonly #place;
  readonly #release;
  readonly #tokenOf;

  constructor(db: Database) {
    this.#setKey = db.prepare('INSERT INTO policy_keys VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value');
    this.#dropKey = db.prepare('DELETE FROM policy_keys WHERE key = ?');
    this.#key = db.prepare<[string], string>('SELECT value FROM policy_keys WHERE key = ?').pluck();
    this.#policy = db.prepare('INSERT INTO policies VALUES (:seq, :version, :hash, :atMs)');
    this.#role = db
      .prepare<[string], string>('SELECT role FROM operators WHERE operator = ? AND dismissed = 0')
      .pluck();
    this.#open = db.prepare<[], OpenFreeze>('SELECT freeze, kind, txn, token FROM freezes WHERE lifted_seq IS NULL');
    this.#next = db.prepare<[], number>('SELECT coalesce(max(freeze), 0) + 1 FROM freezes').pluck();
    this.#place = db.prepare(
      'INSERT INTO freezes VALUES (:freeze, :kind, :txn, :token, :maskedPan, :reason, :by, :atMs, NULL)',
    );
    this.#tokenOf = db
      .prepare<[string | null], string>('SELECT lower(hex(card_token)) FROM transactions WHERE txn = ?')
      .pluck();
    this.#release = db.prepare('UPDATE freezes SET lifted_seq = ? WHERE freeze = ?');
  }

  /** @returns whether the entry was one of these. @throws JournalRefused */
  project(entry: Entry): boolean {
    switch (entry.type) {
      case 'policy.changed':
        this.#changed(entry);
        return true;
      case 'policy.refused':
      case 'selfTest.made':
        return true;
      case 'freeze.placed':
        this.#placed(entry);
        return true;
      case 'freeze.lifted':
        this.#released(entry);
        return true;
      default:
        return false;
    }
  }

  /** The last door: whatever the screens let through, nothing is submitted, promised or given in the place of money against a freeze. @throws JournalRefused */
  demandFree(
    entry: Of<`${MoneyKind}.submitted` | 'refund.deferred' | 'cash.taken' | 'cash.givenBack' | 'compensation.issued'>,
  ): void {
    const original = 'original' in entry.body ? entry.body.original : null;
    const cardToken = 'card' in entry.body ? entry.body.card.token : this.#tokenOf.get(original);
    for (const { freeze, kind, txn, token } of this.#open.all()) {
      const frozen =
        kind === 'terminal' ||
        (kind === 'card' && token === cardToken) ||
        (kind === 'transaction' && (txn === original || txn === entry.txn));
      demand(!frozen, `frozen-${kind}`, `freeze ${freeze} is on: a manager lifts it first`);
    }
  }

  #changed({ seq, atMs, body }: Of<'policy.changed'>): void {
    for (const { key, before, after } of body.changes) {
      const stands = this.#key.get(key) ?? null;
      demand(stands === before, 'policy-before', `${key} was ${stands}, not ${before}`);
      if (after === null) this.#dropKey.run(key);
      else this.#setKey.run(key, after);
    }
    this.#policy.run({ seq, version: body.version, hash: body.hash, atMs });
  }

  #placed({ txn: named, atMs, body }: Of<'freeze.placed'>): void {
    const { freeze, on, reason, by } = body;
    demandNamed(named, on.is === 'transaction' ? on.of : null, freeze);
    if (on.is !== 'terminal') this.#demandManager(by);
    demand(freeze === this.#next.get(), 'freeze-number', `freezes are counted; ${freeze} is not the next one`);
    const of = {
      txn: on.is === 'transaction' ? on.of : null,
      token: on.is === 'card' ? on.token : null,
      maskedPan: on.is === 'card' ? on.maskedPan : null,
    };
    const twice = this.#open
      .all()
      .some(({ kind, txn, token }) => kind === on.is && txn === of.txn && token === of.token);
    demand(!twice, 'frozen-already', 'it is frozen already');
    this.#place.run({ freeze, kind: on.is, ...of, reason, by, atMs });
  }

  /** Anybody stops the terminal; what is somebody else's, and every release, is a manager's. */
  #demandManager(by: string): void {
    demand(this.#role.get(by) === 'manager', 'freeze-manager', `operator ${by} is no manager here`);
  }

  #released({ seq, txn, body }: Of<'freeze.lifted'>): void {
    this.#demandManager(body.by);
    const open = this.#open.all().find(({ freeze }) => freeze === body.freeze);
    demand(open !== undefined, 'freeze-missing', `freeze ${body.freeze} is not on`);
    demandNamed(txn, open.txn, body.freeze);
    this.#release.run(seq, body.freeze);
  }
}

/** It stands in the story of what it freezes, or in none. */
function demandNamed(named: string | null, frozen: string | null, freeze: number): void {
  demand(named === null || named === frozen, 'freeze-transaction', `freeze ${freeze} is not on ${named}`);
}
