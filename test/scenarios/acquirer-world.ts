/**
 * The money desk and its bank on moved time, without a process: the real journal on disk, the real machine, effects and driver, the
 * acquirer's emulator on a cable in memory. Power is cut at a named point of a named message: everything in memory is dropped, the
 * journal is opened again.
 */
import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { AcquirerProfile } from '../../drivers/acquirer/profile.ts';
import { unionpay } from '../../drivers/acquirer/profiles/unionpay.ts';
import type { ChipTags } from '../../drivers/card-reader/card-reader.ts';
import type { KeypadKey } from '../../drivers/keypad/keypad.ts';
import type { BytePipe, BytePipeEvents } from '../../drivers/link/link.ts';
import type { Entry } from '../../storage/entries/entry.ts';
import { type MoneyKind, minorUnits, type TransactionId } from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { type BankTransaction, brokenPromises, type JournalEntry } from '../countertop/promises.ts';
import { Acquirer } from '../emulators/acquirer/acquirer.ts';
import { unionpayDialect, type WireDialect } from '../emulators/acquirer/dialect.ts';
import { acquirerVerbs } from '../emulators/acquirer/verbs.ts';
import { VirtualClock } from '../emulators-proof/virtual-clock.ts';
import { type Desk, startDesk } from './acquirer-desk.ts';
import { emptyJournalFolder } from './empty-journal.ts';
import { type Cut, type CutPoint, messageOf, PowerCut } from './power-cut.ts';
import { swiped } from './swiped-card.ts';

export const TID = '10000001';
export const MID = '898100000000001';
export const TMK = '0123456789ABCDEFFEDCBA9876543210';
const EPOCH_MS = 1_763_715_600_000;

/** In which dialect desk and bank speak; UnionPay's if left out. */
export interface Speech {
  readonly profile: AcquirerProfile;
  readonly dialect: WireDialect;
}

export class AcquirerWorld {
  readonly clock = new VirtualClock();
  readonly bank: Acquirer;
  /** What the bank told: requests that came in, answers that left. */
  readonly told: { readonly event: string; readonly kind: string | null; readonly authCode?: string }[] = [];
  readonly #folder: string;
  #journal: Journal;
  #desk: Desk;
  #alive = true;
  #cut: Cut | null = null;
  /** The message whose entry was written last; and whether its answer has begun to arrive. */
  #message = '';
  #answering = false;
  #lives = 0;
  #nextTxn = 0;
  #hangUp: (() => void) | null = null;

  readonly #speech: Speech;

  constructor(speech: Speech = { profile: unionpay, dialect: unionpayDialect }) {
    this.#speech = speech;
    this.#folder = emptyJournalFolder(TID);
    let serial = 0;
    this.bank = new Acquirer({
      dialect: speech.dialect,
      clock: this.clock,
      epochAtZeroMs: EPOCH_MS,
      // Reproducible keys: the nth draw is a hash of n.
      random: (bytes) => createHash('sha256').update(String(++serial)).digest().subarray(0, bytes),
      tid: TID,
      mid: MID,
      tmk: Buffer.from(TMK, 'hex'),
      emit: (event, fields) => {
        const { kind, authCode } = fields as { readonly kind?: string | null; readonly authCode?: string };
        this.told.push({ event, kind: kind ?? null, ...(authCode === undefined ? {} : { authCode }) });
      },
    });
    this.#journal = this.#openJournal();
    this.#desk = this.#startDesk();
    onTestFinished(() => {
      this.#die();
      this.#journal.close();
      rmSync(this.#folder, { recursive: true, force: true });
    });
    this.settle();
  }

  get journal(): Journal {
    return this.#journal;
  }

  get desk(): Desk {
    return this.#desk;
  }

  get isPowered(): boolean {
    return this.#alive;
  }

  /** Works the bank: a fault, a verb (test/emulators/acquirer/README.md). */
  tell(verb: string, args: Readonly<Record<string, unknown>> = {}): unknown {
    const act = acquirerVerbs(this.bank)[verb];
    if (act === undefined) throw new Error(`the acquirer has no verb ${verb}`);
    return act(args);
  }

  cutPowerAt(cut: Cut): void {
    this.#cut = cut;
  }

  /** Lets `ms` pass; stops where the power is cut. */
  pass(ms: number): void {
    const endMs = this.clock.nowMs() + ms;
    while (this.clock.nowMs() < endMs) {
      try {
        this.clock.advance(endMs - this.clock.nowMs());
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error;
      }
    }
    const failure = this.#desk.failure();
    if (failure !== null && !(failure instanceof PowerCut)) throw failure;
  }

  /** Long enough for every time-out, rest and attempt that follows at once. */
  settle(): void {
    this.pass(20 * 60_000);
  }

  /** Switches on again what was cut. */
  powerOn(): void {
    if (this.#alive) this.#die();
    this.#journal.close();
    this.#alive = true;
    this.#journal = this.#openJournal();
    this.#desk = this.#startDesk();
  }

  /** Asks for money and lets everything happen that follows. */
  request(
    kind: MoneyKind,
    amountMinor: number,
    original: TransactionId | null = null,
    chip: ChipTags | null = null,
  ): TransactionId {
    const txn = `t${++this.#nextTxn}` as TransactionId;
    const request = {
      txn,
      kind,
      amountMinor: minorUnits(amountMinor),
      currency: 'CNY',
      original,
      reason: null,
      tags: [],
    };
    this.#guard(() => {
      const card = chip === null ? swiped() : { ...swiped(), entryMode: 'insert' as const, chip };
      if (original === null) this.#desk.cards.keep(txn, card);
      this.#desk.send({ type: 'money.requested', request });
    });
    this.settle();
    return txn;
  }

  /** A sale of which the bank approves a part; the customer's word comes at once, or never (null). */
  requestInPart(amountMinor: number, agreed: boolean | null): TransactionId {
    const txn = `t${++this.#nextTxn}` as TransactionId;
    const request = { txn, kind: 'sale', amountMinor: minorUnits(amountMinor), currency: 'CNY' } as const;
    this.#guard(() => {
      this.#desk.cards.keep(txn, swiped());
      this.#desk.send({ type: 'money.requested', request: { ...request, original: null, reason: null, tags: [] } });
    });
    this.pass(5_000);
    if (agreed !== null && this.#alive) this.#guard(() => this.#desk.send({ type: 'money.partAnswered', txn, agreed }));
    this.settle();
    return txn;
  }

  /** A sale to a payment code, which the bank knows as an account of its own. */
  requestByCode(code: string, amountMinor: number): TransactionId {
    const txn = `t${++this.#nextTxn}` as TransactionId;
    const request = { txn, kind: 'sale', amountMinor: minorUnits(amountMinor), currency: 'CNY' } as const;
    this.tell('account', { pan: code, balance: 1_000_000, pin: null });
    this.#guard(() => {
      this.#desk.cards.keepCode(txn, code);
      this.#desk.send({ type: 'money.requested', request: { ...request, original: null, reason: null, tags: [] } });
    });
    this.settle();
    return txn;
  }

  requestBalance(): void {
    const txn = `t${++this.#nextTxn}` as TransactionId;
    this.#guard(() => {
      this.#desk.cards.keep(txn, swiped());
      this.#desk.send({ type: 'balance.requested', request: { txn } });
    });
    this.settle();
  }

  startSettlement(): TransactionId {
    const txn = `s${++this.#nextTxn}` as TransactionId;
    this.#guard(() => {
      const { batch } = this.#journal.counters();
      this.#journal.append([{ type: 'settlement.started', txn, body: { batch } }], this.#desk.stamp());
      this.#desk.send({ type: 'duty.called' });
    });
    this.settle();
    return txn;
  }

  /** Keys in the conversation that is open; time passes, but less than its patience. */
  press(...keys: readonly KeypadKey[]): void {
    for (const key of keys) this.#guard(() => this.#desk.press(key));
    this.pass(30_000);
  }

  entries(): readonly Entry[] {
    return this.#journal.last(100_000);
  }

  bankBooks(): readonly BankTransaction[] {
    return (this.tell('ledger') as { readonly transactions: readonly BankTransaction[] }).transactions;
  }

  /** All that a terminal which is switched on again can find: what stands in the journal and at the bank, its clock left aside. */
  remains(): string {
    const entries = this.entries().map(({ type, txn, body }) => ({ type, txn, body }));
    return JSON.stringify(
      [entries, this.#journal.obligations(), this.tell('ledger'), this.tell('state')],
      (name, value) => (/^(at|since)$|(At|Ms|Since)$/.test(name) ? null : value),
    );
  }

  /** Every broken promise about money, in words; and whether chain and projections hold. */
  broken(): readonly string[] {
    const { isConsistent } = this.tell('ledger') as { readonly isConsistent: boolean };
    return [
      ...brokenPromises({
        tape: [],
        bank: this.bankBooks(),
        entries: this.entries() as readonly Entry[] as readonly JournalEntry[],
        obligations: this.#journal.obligations(),
      }),
      ...(isConsistent ? [] : ['the bank is not consistent in itself']),
      ...this.#brokenHolds(),
      ...this.#journal.verify().problems.map(({ seq, what }) => `entry ${seq}: ${what}`),
    ];
  }

  /** What the bank holds for this shop is what the journal calls held, unless something about it is owed. */
  #brokenHolds(): readonly string[] {
    const open = new Set(this.#journal.obligations().map(({ transaction }) => transaction));
    const held = new Map(this.#journal.preauthsInForce().map((row) => [`${row.batch}/${row.stan}`, row]));
    const here = this.entries().flatMap((entry) => (entry.type === 'preauth.submitted' ? [entry] : []));
    const isOwed = (key: string) =>
      here.some(({ txn, body }) => {
        const taker = this.#journal.transaction(txn)?.endedBy ?? null;
        return `${body.batch}/${body.stan}` === key && (open.has(txn) || (taker !== null && open.has(taker)));
      });
    return this.bankBooks()
      .filter(({ kind, batch, stan, heldMinor = 0 }) => {
        const ours = held.get(`${batch}/${stan}`)?.amountMinor ?? 0;
        return kind === 'preauth' && heldMinor !== ours && !isOwed(`${batch}/${stan}`);
      })
      .map(
        ({ batch, stan, heldMinor }) =>
          `money: the bank holds ${heldMinor} under ${batch}/${stan}, the journal does not agree`,
      );
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
    }
  }

  #openJournal(): Journal {
    const journal = openJournal({ folder: this.#folder, terminal: TID, randomBytes });
    const append: Journal['append'] = (drafts, stamp, secrets) => {
      const life = this.#lives;
      const message = drafts.map(messageOf).find((name) => name !== null) ?? null;
      if (message !== null) this.#cutIf(message, 'before its entry', life);
      if (this.#answering) this.#cutIf(this.#message, 'before the answer is committed', life);
      const entries = journal.append(drafts, stamp, secrets);
      if (this.#answering) this.#cutIf(this.#message, 'after the answer is committed', life);
      this.#answering = false;
      if (message !== null) this.#message = message;
      return entries;
    };
    return new Proxy(journal, {
      get: (target, name) => {
        if (name === 'append') return append;
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  }

  #startDesk(): Desk {
    const life = ++this.#lives;
    const { clock } = this;
    this.#answering = false;
    this.#message = '';
    return startDesk({
      profile: this.#speech.profile,
      journal: this.#journal,
      clock: {
        nowMs: () => clock.nowMs(),
        after: (delayMs, run) => clock.after(delayMs, () => life === this.#lives && this.#alive && run()),
      },
      epochMs: EPOCH_MS,
      open: (address, events) => this.#open(address, events, life),
      tid: TID,
      mid: MID,
      tmkHex: TMK,
    });
  }

  /** A cable in memory: each write arrives one tick later at the other end, or not at all. */
  #open(address: string, events: BytePipeEvents, life: number): BytePipe {
    const alive = () => life === this.#lives && this.#alive;
    let open = true;
    const later = (run: () => void) => this.clock.after(1, run);
    const connection = this.bank.connect({
      write: (bytes) => later(() => alive() && open && this.#deliver(bytes, events, life)),
      close: () =>
        later(() => {
          if (!alive() || !open) return;
          open = false;
          events.lost({ kind: 'device-lost', address, cause: 'closed-by-peer', detail: 'the bank has hung up' });
        }),
    });
    const hangUp = () => {
      if (!open) return;
      open = false;
      this.bank.disconnected(connection);
    };
    this.#hangUp = hangUp;
    later(() => alive() && open && events.opened());
    return {
      address,
      queuedBytes: 0,
      write: (bytes) => {
        this.#cutIf(this.#message, 'before send', life);
        const isCut = this.#isCut(this.#message, 'in mid-send');
        const sent = isCut ? bytes.slice(0, bytes.length >> 1) : bytes.slice();
        // What has left the terminal arrives, whatever becomes of the terminal.
        later(() => connection.received(sent));
        this.#cutIf(this.#message, 'in mid-send', life);
        this.#cutIf(this.#message, 'after send', life);
        return 'accepted';
      },
      close: hangUp,
    };
  }

  #deliver(bytes: Uint8Array, events: BytePipeEvents, life: number): void {
    this.#answering = true;
    if (this.#isCut(this.#message, 'in mid-answer')) events.bytes(bytes.slice(0, bytes.length >> 1));
    this.#cutIf(this.#message, 'in mid-answer', life);
    events.bytes(bytes);
  }

  #isCut(message: string, point: CutPoint): boolean {
    return this.#cut?.message === message && this.#cut.point === point;
  }

  #cutIf(message: string, point: CutPoint, life: number): void {
    if (life !== this.#lives || !this.#alive || !this.#isCut(message, point)) return;
    this.#cut = null;
    this.#die();
    throw new PowerCut(`${message}: ${point}`);
  }

  #die(): void {
    this.#alive = false;
    const hangUp = this.#hangUp;
    this.#hangUp = null;
    // The bank notices a little later than it reads what was still on the line.
    if (hangUp !== null) this.clock.after(2, hangUp);
  }
}
