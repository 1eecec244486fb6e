/** The driver against the acquirer's emulator, two readings of the same facts: the emulator's ledger is the judge. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type {
  AcquirerAnswer,
  AcquirerEvent,
  AcquirerRequest,
  PreparedRequest,
  RequestCard,
  RequestOriginal,
  ReversalImage,
} from '../../../drivers/acquirer/acquirer.ts';
import { softwareModule } from '../../../drivers/acquirer/keys.ts';
import { unionpay } from '../../../drivers/acquirer/profiles/unionpay.ts';
import { createAcquirer } from '../../../drivers/acquirer/session.ts';
import { openBytePipe } from '../../../drivers/link/byte-pipes.ts';
import { manualClock } from '../link/manual-clock.ts';
import { realClock } from '../link/real-clock.ts';
import { startEmulator } from './emulator.ts';
import { MID, TID, TMK, TPDU } from './goldens.ts';
import { Queue, TIMEOUT_MS } from './rig.ts';

const PAN = '4111111111111111';
const OPENING = 1_000_000_000;
const swiped: RequestCard = {
  pan: PAN,
  expiry: '2912',
  track2: `${PAN}=29121010000000000000`,
  track3: null,
  entryMode: 'swipe',
};
const onFile: RequestCard = { pan: PAN, expiry: null, track2: null, track3: null, entryMode: 'none' };
const batch = '000001';

interface Ledger {
  readonly accounts: readonly {
    readonly maskedPan: string;
    readonly balanceMinor: number;
    readonly heldMinor: number;
  }[];
  readonly isConsistent: boolean;
}

async function shop(...options: readonly string[]) {
  const emulator = await startEmulator('--tmk', TMK, ...options);
  const clock = manualClock();
  const events = new Queue<AcquirerEvent>();
  const acquirer = createAcquirer({
    open: openBytePipe(realClock()),
    address: emulator.address,
    clock,
    profile: unionpay,
    tid: TID,
    mid: MID,
    tpdu: TPDU,
    security: softwareModule({ tmkHex: TMK, mode: 'simulated' }),
    timeoutMs: TIMEOUT_MS,
    on: (event) => events.put(event),
  });
  onTestFinished(() => acquirer.close());
  let trace = 0;
  const stan = () => String(++trace).padStart(6, '0');

  function send(request: AcquirerRequest): PreparedRequest {
    const prepared = acquirer.prepare(request.kind, request);
    if (acquirer.send(prepared) !== 'accepted') throw new Error('refused');
    return prepared;
  }
  async function answered(request: AcquirerRequest): Promise<AcquirerAnswer> {
    send(request);
    const event = await events.next();
    if (event.type !== 'acquirer.answered') throw new Error(`${request.kind}: ${JSON.stringify(event)}`);
    return event.answer;
  }
  async function connect(): Promise<void> {
    acquirer.connect();
    expect(await events.next()).toEqual({ type: 'acquirer.connected' });
  }
  return {
    emulator,
    clock,
    events,
    acquirer,
    stan,
    send,
    answered,
    connect,
    signOn: () => answered({ kind: 'signOn', stan: stan(), batch, operator: '1' }),
    sale: (amountMinor: number): AcquirerRequest => ({
      kind: 'sale',
      stan: stan(),
      batch,
      amountMinor,
      card: swiped,
      pinBlock: null,
    }),
    reversal: (image: ReversalImage | null, reason: '98' | 'A0' | '06'): AcquirerRequest => {
      if (image === null) throw new Error('no reversal for this kind');
      return { kind: 'reversal', image, reason };
    },
    async balance(): Promise<number> {
      const ledger = (await emulator.tell('ledger')) as Ledger;
      expect(ledger.isConsistent).toBe(true);
      const account = ledger.accounts.find((one) => one.maskedPan === '411111******1111');
      return account === undefined ? Number.NaN : account.balanceMinor - OPENING;
    },
  };
}

async function openShop() {
  const one = await shop();
  await one.connect();
  expect(await one.signOn()).toMatchObject({ responseCode: '00', batch });
  return one;
}

function pointingBack(request: AcquirerRequest, answer: AcquirerAnswer): RequestOriginal {
  if (!('stan' in request)) throw new Error('no trace');
  return {
    batch,
    stan: request.stan,
    rrn: answer.rrn ?? '',
    authCode: answer.authCode,
    date: answer.hostDate ?? '',
  };
}

describe('on the emulator', () => {
  it('sign-on, echo, balance, sign-off', async () => {
    const one = await openShop();
    expect(one.acquirer.signedOn).toBe(true);
    expect(await one.answered({ kind: 'echo', stan: one.stan(), batch })).toMatchObject({ responseCode: '00' });
    expect(
      await one.answered({ kind: 'balance', stan: one.stan(), batch, card: swiped, pinBlock: null }),
    ).toMatchObject({ responseCode: '00', macVerified: true, balanceMinor: OPENING });
    expect(await one.answered({ kind: 'signOff', stan: one.stan(), batch })).toMatchObject({ responseCode: '00' });
    expect(one.acquirer.signedOn).toBe(false);
  });

  it('sale, partial refunds, and a refund of more than is left', async () => {
    const one = await openShop();
    const request = one.sale(1250);
    const approved = await one.answered(request);
    expect(approved).toMatchObject({ responseCode: '00', macVerified: true, amountMinor: 1250 });
    expect(await one.balance()).toBe(-1250);
    const original = pointingBack(request, approved);
    const refund = (amountMinor: number) =>
      one.answered({ kind: 'refund', stan: one.stan(), batch, amountMinor, card: onFile, original });
    expect(await refund(500)).toMatchObject({ responseCode: '00', macVerified: true });
    expect(await refund(700)).toMatchObject({ responseCode: '00' });
    expect((await refund(51)).responseCode).not.toBe('00');
    expect(await one.balance()).toBe(-50);
  });

  it('a declined sale books nothing', async () => {
    const one = await openShop();
    await one.emulator.tell('decline', { code: '51' });
    expect(await one.answered(one.sale(1250))).toMatchObject({ responseCode: '51', macVerified: false });
    expect(await one.balance()).toBe(0);
  });

  it('void: the sale is undone, a second void is refused', async () => {
    const one = await openShop();
    const request = one.sale(1250);
    const original = pointingBack(request, await one.answered(request));
    const undo = () =>
      one.answered({ kind: 'void', stan: one.stan(), batch, amountMinor: 1250, card: onFile, original });
    expect(await undo()).toMatchObject({ responseCode: '00', macVerified: true });
    expect(await one.balance()).toBe(0);
    expect((await undo()).responseCode).not.toBe('00');
    expect(await one.balance()).toBe(0);
  });

  it.each([
    ['silent', '00'],
    ['silent-unbooked', '25'],
  ])('%s: no answer to a sale, the reversal is accepted with %s and nothing stays booked', async (verb, code) => {
    const one = await openShop();
    await one.emulator.tell(verb);
    const prepared = one.send(one.sale(1250));
    await one.emulator.lines.until((line) => line.event === 'fault');
    one.clock.advance(TIMEOUT_MS);
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.unanswered', cause: 'timeout' });
    expect(await one.answered(one.reversal(prepared.reversalImage, '98'))).toMatchObject({ responseCode: code });
    expect(await one.balance()).toBe(0);
    // Sent again, as after a restart: still done.
    expect(await one.answered(one.reversal(prepared.reversalImage, '98'))).toMatchObject({ responseCode: code });
  });

  it('no answer to a void: its reversal puts the sale back in force', async () => {
    const one = await openShop();
    const request = one.sale(1250);
    const original = pointingBack(request, await one.answered(request));
    await one.emulator.tell('silent');
    const voiding = one.send({ kind: 'void', stan: one.stan(), batch, amountMinor: 1250, card: onFile, original });
    await one.emulator.lines.until((line) => line.event === 'fault');
    one.clock.advance(TIMEOUT_MS);
    expect(await one.events.next()).toMatchObject({ cause: 'timeout' });
    expect(await one.answered(one.reversal(voiding.reversalImage, '98'))).toMatchObject({ responseCode: '00' });
    expect(await one.balance()).toBe(-1250);
  });

  it.each([
    ['wrong-mac', 'mac-wrong', 'A0'],
    ['wrong-amount', 'echo-mismatch', '06'],
    ['truncated', 'unparsable', '98'],
  ] as const)('%s: unknown by %s, reversed with %s', async (verb, cause, reason) => {
    const one = await openShop();
    await one.emulator.tell(verb);
    const prepared = one.send(one.sale(1250));
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.unanswered', cause });
    expect(await one.answered(one.reversal(prepared.reversalImage, reason))).toMatchObject({ responseCode: '00' });
    expect(await one.balance()).toBe(0);
  });

  it.each(['cut-before-answer', 'cut-in-answer'])('%s: lost, reversed over a new connection', async (verb) => {
    const one = await openShop();
    await one.emulator.tell(verb);
    const prepared = one.send(one.sale(1250));
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.unanswered', cause: 'lost' });
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.lost' });
    await one.connect();
    expect(await one.answered(one.reversal(prepared.reversalImage, '98'))).toMatchObject({ responseCode: '00' });
    expect(await one.balance()).toBe(0);
  });

  it.each(['answer-other-stan', 'wrong-terminal', 'garbage'])('%s: not ours, so the time-out decides', async (verb) => {
    const one = await openShop();
    await one.emulator.tell(verb);
    const prepared = one.send(one.sale(1250));
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.strayAnswer' });
    one.clock.advance(TIMEOUT_MS);
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.unanswered', cause: 'timeout' });
    expect(await one.answered(one.reversal(prepared.reversalImage, '98'))).toMatchObject({ responseCode: '00' });
    expect(await one.balance()).toBe(0);
  });

  it.each(['split-bytes', 'coalesce'])('%s: the stream is put together again', async (verb) => {
    const one = await openShop();
    await one.emulator.tell(verb);
    expect(await one.answered(one.sale(1250))).toMatchObject({ responseCode: '00', macVerified: true });
  });

  it('bad-kcv: the keys are refused; the next sign-on heals it', async () => {
    const one = await shop();
    await one.connect();
    await one.emulator.tell('bad-kcv');
    one.send({ kind: 'signOn', stan: one.stan(), batch, operator: '1' });
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.unanswered', cause: 'mac-wrong' });
    expect(one.acquirer.signedOn).toBe(false);
    await one.signOn();
    expect(await one.answered(one.sale(100))).toMatchObject({ responseCode: '00' });
  });

  it('preauthorisation, completion, and their cancels leave nothing behind', async () => {
    const one = await openShop();
    const hold: AcquirerRequest = { ...one.sale(5000), kind: 'preauth' } as AcquirerRequest;
    const held = pointingBack(hold, await one.answered(hold));
    const complete: AcquirerRequest = {
      kind: 'completion',
      stan: one.stan(),
      batch,
      amountMinor: 4000,
      card: onFile,
      original: held,
    };
    const completed = await one.answered(complete);
    expect(completed).toMatchObject({ responseCode: '00', macVerified: true });
    expect(await one.balance()).toBe(-4000);
    const original = { ...pointingBack(complete, completed), authCode: held.authCode };
    expect(
      await one.answered({ ...complete, kind: 'completionCancel', stan: one.stan(), card: onFile, original }),
    ).toMatchObject({ responseCode: '00' });
    expect(
      await one.answered({ ...complete, kind: 'preauthCancel', stan: one.stan(), amountMinor: 5000, original: held }),
    ).toMatchObject({ responseCode: '00' });
    expect(await one.balance()).toBe(0);
  });

  it('settlement: balanced', async () => {
    const one = await openShop();
    const request = one.sale(2000);
    const original = pointingBack(request, await one.answered(request));
    await one.answered({ kind: 'refund', stan: one.stan(), batch, amountMinor: 500, card: onFile, original });
    const none = { debitMinor: 0, debitCount: 0, creditMinor: 0, creditCount: 0 };
    expect(
      await one.answered({
        kind: 'settlement',
        stan: one.stan(),
        batch,
        operator: '1',
        domestic: { debitMinor: 2000, debitCount: 1, creditMinor: 500, creditCount: 1 },
        foreign: none,
      }),
    ).toMatchObject({ settlement: { domestic: 'balanced', foreign: 'balanced' } });
  });

  it('settlement: not balanced, uploaded record by record, ended', async () => {
    const one = await openShop();
    const request = one.sale(2000);
    const original = pointingBack(request, await one.answered(request));
    const refund = { stan: one.stan(), batch, amountMinor: 500, card: onFile, original };
    await one.answered({ kind: 'refund', ...refund });
    const none = { debitMinor: 0, debitCount: 0, creditMinor: 0, creditCount: 0 };
    expect(
      await one.answered({
        kind: 'settlement',
        stan: one.stan(),
        batch,
        operator: '1',
        domestic: { ...none, debitMinor: 2100, debitCount: 1 },
        foreign: none,
      }),
    ).toMatchObject({ settlement: { domestic: 'notBalanced', foreign: 'balanced' } });
    const records = [{ scheme: '00' as const, stan: original.stan, pan: PAN, amountMinor: 2000 }];
    expect(await one.answered({ kind: 'batchUpload', stan: one.stan(), batch, records })).toMatchObject({
      responseCode: '00',
    });
    // Under its own trace number: a new one would be a new refund.
    expect(await one.answered({ kind: 'batchRefund', ...refund })).toMatchObject({ responseCode: '00' });
    expect(await one.answered({ kind: 'batchEnd', stan: one.stan(), batch, count: 2 })).toMatchObject({
      responseCode: '00',
    });
    expect(await one.balance()).toBe(-1500);
  });
});
