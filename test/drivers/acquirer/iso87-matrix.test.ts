/**
 * ISO 8583:1987 against the acquirer's emulator: digits × bitmap × length header, each through sign-on, echo, sale, void, refund, reversal
 * and settlement (facts/acquirer §1.8). Two readings of the same standard; the emulator's ledger is the judge.
 */
import { describe, expect, it } from 'vitest';
import type { AcquirerRequest, RequestOriginal, SettlementTotals } from '../../../drivers/acquirer/acquirer.ts';
import { type Iso87Encoding, iso87With } from '../../../drivers/acquirer/profiles/iso87.ts';
import { iso87Dialect } from '../../emulators/acquirer/iso87/dialect.ts';
import { type BankOnACable, bankOnACable } from './bank-on-a-cable.ts';

const PAN = '4111111111111111';
const card = {
  pan: PAN,
  expiry: '2912',
  track2: `${PAN}=29121010000000000000`,
  track3: null,
  entryMode: 'swipe',
} as const;
const onFile = { pan: PAN, expiry: null, track2: null, track3: null, entryMode: 'none' } as const;
const batch = '000001';
const NO_TOTALS: SettlementTotals = { debitMinor: 0, debitCount: 0, creditMinor: 0, creditCount: 0 };

const ENCODINGS: Iso87Encoding[] = (['ascii', 'bcd'] as const).flatMap((digits) =>
  (['hex', 'binary'] as const).flatMap((bitmap) =>
    (['binary2', 'bcd2', 'ascii4', 'vml'] as const).map((length) => ({ digits, bitmap, length })),
  ),
);

function shop(encoding: Iso87Encoding): BankOnACable {
  const one = bankOnACable(iso87With(encoding), iso87Dialect(encoding));
  one.connect();
  expect(one.answered({ kind: 'signOn', stan: one.nextStan(), batch, operator: '1' }).responseCode).toBe('00');
  return one;
}

const sale = (one: BankOnACable, amountMinor: number): AcquirerRequest & { readonly stan: string } => ({
  kind: 'sale',
  stan: one.nextStan(),
  batch,
  amountMinor,
  card,
  pinBlock: null,
});

function buy(one: BankOnACable, amountMinor: number): RequestOriginal {
  const request = sale(one, amountMinor);
  const { rrn, authCode, hostDate } = one.answered(request);
  return { batch, stan: request.stan, rrn: rrn ?? '', authCode, date: hostDate ?? '' };
}

interface Books {
  readonly isConsistent: boolean;
  readonly transactions: readonly {
    readonly stan: string;
    readonly kind: string;
    readonly state: string;
    readonly netMinor: number;
  }[];
}
function books(one: BankOnACable): Books {
  const ledger = one.tell('ledger') as Books;
  expect(ledger.isConsistent).toBe(true);
  return ledger;
}

describe.each(ENCODINGS)('iso87, digits $digits, bitmap $bitmap, length $length', (encoding) => {
  it('sells, voids, refunds, reverses what met silence, settles and signs off', () => {
    const one = shop(encoding);
    expect(one.answered({ kind: 'echo', stan: one.nextStan(), batch }).responseCode).toBe('00');
    const first = buy(one, 12_50);
    const second = buy(one, 40_00);
    const voided = {
      kind: 'void',
      stan: one.nextStan(),
      batch,
      amountMinor: 12_50,
      card: onFile,
      original: first,
    } as const;
    expect(one.answered(voided).responseCode).toBe('00');
    const refund = {
      kind: 'refund',
      stan: one.nextStan(),
      batch,
      amountMinor: 15_00,
      card: onFile,
      original: second,
    } as const;
    expect(one.answered(refund).responseCode).toBe('00');

    one.tell('silent');
    const lost = sale(one, 99_00);
    const prepared = one.acquirer.prepare('lost', lost);
    expect(one.acquirer.send(prepared)).toBe('accepted');
    one.clock.advance(60_001);
    expect(one.events.at(-1)).toMatchObject({ type: 'acquirer.unanswered', cause: 'timeout' });
    const image = prepared.reversalImage;
    if (image === null) throw new Error('no reversal image');
    expect(image.fields['90']).toMatch(new RegExp(`^0200${lost.stan}\\d{10}0{22}$`));
    for (const again of [1, 2]) {
      const undone = one.answered({ kind: 'reversal', image, reason: '98' });
      expect([again, undone.responseCode]).toEqual([again, '00']);
    }
    expect(books(one).transactions.map(({ kind, state, netMinor }) => [kind, state, netMinor])).toMatchObject([
      ['sale', 'voided', 0],
      ['sale', expect.any(String), 25_00],
      ['void', 'in-force', expect.any(Number)],
      ['refund', 'in-force', expect.any(Number)],
      ['sale', 'reversed', 0],
    ]);

    const domestic = { debitMinor: 52_50, debitCount: 2, creditMinor: 27_50, creditCount: 2 };
    const settlement = {
      kind: 'settlement',
      stan: one.nextStan(),
      batch,
      operator: '1',
      domestic,
      foreign: NO_TOTALS,
    } as const;
    expect(one.answered(settlement).settlement).toEqual({ domestic: 'balanced', foreign: 'balanced' });
    // Asked again, as after a lost answer, the host compares with the batch that it has closed.
    expect(one.answered({ ...settlement, stan: one.nextStan() }).settlement?.domestic).toBe('balanced');
    expect(one.answered({ kind: 'signOff', stan: one.nextStan(), batch: '000002' }).responseCode).toBe('00');
  });

  it('reverses a refund of unknown outcome, and what the host never saw', () => {
    const one = shop(encoding);
    const original = buy(one, 30_00);
    const refund = { kind: 'refund', stan: one.nextStan(), batch, amountMinor: 10_00, card: onFile, original } as const;
    for (const [fault, code] of [
      ['silent', '00'],
      ['silent-unbooked', '25'],
    ] as const) {
      one.tell(fault);
      const request = { ...refund, stan: one.nextStan() };
      const { reversalImage: image } = one.acquirer.prepare('lost', request);
      expect(one.outcome(request, 60_001)).toMatchObject({ type: 'acquirer.unanswered' });
      if (image === null) throw new Error('no reversal image');
      expect(one.answered({ kind: 'reversal', image, reason: '98' }).responseCode).toBe(code);
    }
    expect(books(one).transactions.find(({ kind }) => kind === 'sale')?.netMinor).toBe(30_00);
  });
});

describe('iso87', () => {
  it('is told of a batch out of balance by one record: 95', () => {
    const one = shop({ digits: 'bcd', bitmap: 'binary', length: 'bcd2' });
    buy(one, 5_00);
    one.tell('out-of-balance', { add: 100 });
    const domestic = { debitMinor: 5_00, debitCount: 1, creditMinor: 0, creditCount: 0 };
    const request = {
      kind: 'settlement',
      stan: one.nextStan(),
      batch,
      operator: '1',
      domestic,
      foreign: NO_TOTALS,
    } as const;
    expect(one.answered(request).responseCode).toBe('95');
  });

  it.each(['ascii', 'bcd'] as const)('believes no answer to another trace, amount or terminal (%s)', (digits) => {
    const one = shop({ digits, bitmap: 'hex', length: 'vml' });
    for (const fault of ['answer-other-stan', 'wrong-terminal']) {
      one.tell(fault);
      expect(one.outcome(sale(one, 100), 60_001)).toMatchObject({ type: 'acquirer.unanswered', cause: 'timeout' });
    }
    one.tell('wrong-amount');
    expect(one.outcome(sale(one, 100))).toMatchObject({ type: 'acquirer.unanswered', cause: 'echo-mismatch' });
  });
});
