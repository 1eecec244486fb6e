/** Wrong implementations that the exhibits about money must see. */
import { MUTANTS } from '../../simulation/mutants.ts';
import { broken, type MuseumMutant } from './mutant.ts';

const ORIGINALS = 'storage/journal/projections/originals.ts';
const MONEY = 'storage/journal/projections/money.ts';
const CASH = 'storage/journal/projections/cash.ts';
const GOODS = 'storage/journal/projections/goods.ts';
const COUNTERS = 'storage/journal/projections/counters.ts';
const JOURNAL = 'storage/journal/sqlite-journal.ts';

const APPEND = `const entries = this.#write.immediate(drafts, stamp, secrets);`;

/** One of those that the simulation must see, too. */
function ofTheSimulation(name: string): MuseumMutant['patches'] {
  const mutant = MUTANTS.find((candidate) => candidate.name === name);
  if (mutant === undefined) throw new Error(`test/simulation/mutants.ts has no ${name}`);
  return mutant.patches;
}

const NUMBERS: readonly MuseumMutant[] = [
  broken(
    'odoo-125037',
    'a commit reaches the disk with the next one, after it was told',
    JOURNAL,
    APPEND,
    `if (this.#db.inTransaction) this.#db.exec('COMMIT');
      this.#db.exec('BEGIN IMMEDIATE');
      const entries = this.#write(drafts, stamp, secrets);`,
    'killed at the moment',
  ),
  broken(
    'odoo-125037',
    'a restore skips no trace numbers',
    COUNTERS,
    `const from = ((Math.max(nextStan, 1) - 1 + skippedStans) % HIGHEST_STAN) + 1;`,
    `const from = Math.max(nextStan, 1);`,
    'restored from yesterday|old backup',
  ),
  broken(
    'odoo-125037',
    'a restore skips no slip numbers',
    COUNTERS,
    `this.#setNextSlip.run(nextSlip + skippedSlips);`,
    `this.#setNextSlip.run(nextSlip);`,
    'restored from yesterday|old backup',
  ),
  broken(
    'odoo-125037',
    'where the journal is missing a new one is begun',
    'storage/journal/data-folder.ts',
    `if (!existsSync(files.born)) return;`,
    `if (files.born !== '') return;`,
    'gone missing',
  ),
  broken(
    'odoo-125037',
    'a trace number is not spent with its sale',
    COUNTERS,
    `this.#setNextStan.run(this.#firstFree(batch, stan + 1, stan));`,
    `this.#setNextStan.run(stan);`,
    'loses power as the screen',
  ),
];

const REFUNDS: readonly MuseumMutant[] = [
  broken(
    'odoo-135845',
    'what has been given back does not count',
    ORIGINALS,
    `const left = amount - refunded - reserved;`,
    `const left = amount - reserved;`,
  ),
  broken(
    'odoo-135845',
    'a refund does not wait for a void under way',
    ORIGINALS,
    `demand(other === undefined, 'void-under-way',`,
    `demand(other !== '', 'void-under-way',`,
    'void and a refund',
  ),
  broken(
    'odoo-135845',
    'a promise may be kept twice',
    MONEY,
    `this.#mayMove(before, 'submitted');`,
    `void this.#mayMove;`,
    'promise',
  ),
  broken(
    'odoo-135845',
    'cash is handed over without a look at what is left',
    CASH,
    `this.#originals.reserve(original, entry.body);`,
    `void 0;`,
    'cash',
  ),
  broken(
    'odoo-135845',
    'a voucher takes nothing of the sale',
    GOODS,
    `if (moneyMinor > 0) this.#originals.giveByVoucher({ ...entry.body, amountMinor: moneyMinor });`,
    `void moneyMinor;`,
    'voucher',
  ),
  broken(
    'odoo-135845',
    'a voucher is spent on one sale after another',
    'storage/journal/projections/vouchers.ts',
    `demand(free, 'voucher-spent',`,
    `demand(free || row.redeemed_by !== txn, 'voucher-spent',`,
    'voucher',
  ),
  broken(
    'odoo-135845',
    'goods that came back may come back again',
    GOODS,
    `demand(quantity >= 1 && quantity <= left, 'line-exceeds',`,
    `demand(quantity >= 1 && quantity <= sold.quantity, 'line-exceeds',`,
    'goods',
  ),
  broken(
    'odoo-230300',
    'each refund is held against the sale, not against what is left of it',
    ORIGINALS,
    `draft.amountMinor <= left,`,
    `draft.amountMinor <= amount,`,
  ),
  broken(
    'odoo-230300',
    'of a line more comes back than was sold, if its price is right',
    GOODS,
    `demand(quantity >= 1 && quantity <= left, 'line-exceeds',`,
    `demand(quantity >= 1, 'line-exceeds',`,
    'goods',
  ),
  broken(
    'odoo-271109',
    'whatever was approved may be refunded',
    ORIGINALS,
    `demand(of.includes(row.kind), rule,`,
    `demand(of.length >= 0, rule,`,
  ),
  broken(
    'odoo-271109',
    'a sale may be refunded before it is paid',
    ORIGINALS,
    `      row.state === 'approved',
      'original-not-approved',`,
    `      row.state !== 'voided',
      'original-not-approved',`,
    'never paid',
  ),
  {
    exhibit: 'hyperswitch-13182',
    harm: 'the amount is taken when the refund is approved, not when it is submitted',
    test: null,
    patches: [
      { file: ORIGINALS, find: `this.#addReserved.run(draft.amountMinor, original.no);`, put: `void 0;` },
      {
        file: ORIGINALS,
        find: `SET reserved_minor = reserved_minor - :amount, refunded_minor`,
        put: `SET reserved_minor = max(0, reserved_minor - :amount), refunded_minor`,
      },
    ],
  },
  broken(
    'hyperswitch-13182',
    'a refund of unknown outcome gives its amount free',
    MONEY,
    `if (row.needs_reversal === 1) this.#reversals.makeDue(row.no, entry.body.cause);`,
    `if (row.needs_reversal === 1) this.#reversals.makeDue(row.no, entry.body.cause);
    else this.#originals.release(row);`,
  ),
  broken(
    'hyperswitch-13182',
    'a promise reserves nothing',
    MONEY,
    `    this.#originals.reserve(original, body);
    const open =`,
    `    const open =`,
    'promise',
  ),
];

const OUTCOMES: readonly MuseumMutant[] = [
  {
    exhibit: 'odoo-150102',
    harm: 'after silence the request leaves again under a new trace number',
    test: 'without an answer',
    patches: ofTheSimulation('resend-after-silence'),
  },
  broken(
    'odoo-150102',
    'what was under way when the power went stays open, and nothing is undone',
    'firmware/effects/terminal-effects.ts',
    `journal.openOutcomes().filter((row) => row.state === 'submitted');`,
    `journal.openOutcomes().filter((row) => row.state === 'submitted' && row.stan === null);`,
    'power cut',
  ),
  broken(
    'odoo-288974',
    'an approved sale may be declined, forgotten or submitted again',
    MONEY,
    `  approved: ['voided'],`,
    `  approved: ['voided', 'submitted', 'declined', 'notSent', 'unknown', 'reversed', 'cancelled'],`,
  ),
  broken(
    'reversal-dropped',
    'with the call for a person the reversal is gone',
    'storage/journal/projections/reversals.ts',
    "this.#setNeedsHuman = db.prepare(`UPDATE reversals SET state = 'needsHuman' WHERE txn_no = ?`);",
    `this.#setNeedsHuman = db.prepare('DELETE FROM reversals WHERE txn_no = ?');`,
  ),
  broken(
    'reversal-dropped',
    'once a person was called nothing is tried any more',
    'firmware/effects/money-effects.ts',
    `journal.reversals().filter(({ state }) => state !== 'armed')`,
    `journal.reversals().filter(({ state }) => state === 'due')`,
  ),
  broken(
    'reversal-dropped',
    'the settlement does not ask for reversals',
    'firmware/effects/settlement-effects.ts',
    `    ...journal.reversals().map(({ txn }): OpenItem => ({ txn, what: 'reversal' })),
`,
    ``,
  ),
  broken(
    'reversal-window',
    'the pending reversal is cleared in a commit of its own, before the sale is logged',
    JOURNAL,
    APPEND,
    `for (const { type, txn } of drafts)
        if (type === 'sale.approved')
          this.#db.prepare('DELETE FROM reversals WHERE txn_no = (SELECT no FROM transactions WHERE txn = ?)').run(txn);
      ${APPEND}`,
  ),
  broken(
    'reversal-window',
    'the reversal of an approved sale stays',
    MONEY,
    `    this.#endObligations(row);
    if (row.kind === 'refund') this.#originals.refunded(row);`,
    `    if (row.kind === 'refund') this.#originals.refunded(row);`,
    'the reversal stays',
  ),
  broken(
    'settlement-reentry',
    'the end of a settlement sets every pending reversal to none',
    COUNTERS,
    `this.#insertBatch = db.prepare('INSERT INTO batches (id, batch) VALUES (?, ?)');`,
    `this.#insertBatch = {
      run: (id: number, batch: number) => {
        db.exec('DELETE FROM reversals');
        return db.prepare('INSERT INTO batches (id, batch) VALUES (?, ?)').run(id, batch);
      },
    };`,
  ),
  broken(
    'settlement-reentry',
    'after the power cut the settlement begins anew',
    'storage/journal/settlement-models.ts',
    "`step NOT IN ('ended', 'cancelled')`",
    "`step = 'started'`",
  ),
  broken(
    'portalum-24',
    'answers to voids and reversals are believed whatever they speak of',
    'drivers/acquirer/answer.ts',
    `if (wrong !== null) return unbelievable('echo-mismatch', wrong);`,
    `if (wrong !== null && expected.kind === 'sale') return unbelievable('echo-mismatch', wrong);`,
  ),
  broken(
    'portalum-24',
    'an answer with another trace is taken for ours',
    'drivers/acquirer/answer.ts',
    `if (stan !== expected.stan || tid !== expected.tid) return false;`,
    `if (tid !== expected.tid) return false;`,
    'another trace',
  ),
  broken(
    'portalum-24',
    'an answer for another terminal is taken for ours',
    'drivers/acquirer/answer.ts',
    `if (stan !== expected.stan || tid !== expected.tid) return false;`,
    `if (stan !== expected.stan) return false;`,
    'another terminal',
  ),
  broken(
    'liaoyang-20080516',
    'the batch number does not advance with the settlement',
    'storage/journal/projections/settlements.ts',
    `this.#counters.openNextBatch(entry.seq, entry.body.nextBatch);`,
    `void 0;`,
  ),
  broken(
    'terminal-file-error',
    'an entry that cannot be saved is passed over',
    JOURNAL,
    APPEND,
    `let entries: readonly Entry[];
      try {
        entries = this.#write.immediate(drafts, stamp, secrets);
      } catch {
        return [];
      }`,
    'EROFS',
  ),
  broken(
    'pan-in-log-field',
    'what is sealed beside the journal stands there as it is',
    'storage/keys/vault.ts',
    `this.#put.run(txn, name, nonce, sealed);`,
    `this.#put.run(txn, name, nonce, Buffer.concat([sealed, Buffer.from(plain)]));`,
    'no file',
  ),
  broken(
    'pan-in-log-field',
    'a card number is written to the log under another name',
    'firmware/effects/money-effects.ts',
    `const prepared = acquirer.prepare(request.txn, acquirerRequest);`,
    `const prepared = acquirer.prepare(request.txn, acquirerRequest);
  process.stderr.write(JSON.stringify({ note: 'customer gave', account: pan }));`,
    'no file',
  ),
];

export const moneyMutants: readonly MuseumMutant[] = [...NUMBERS, ...REFUNDS, ...OUTCOMES];
