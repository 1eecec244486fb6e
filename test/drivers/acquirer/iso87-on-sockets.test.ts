/** ISO 8583:1987 on real sockets, the emulator a process of its own: each length header once, characters and nibbles, hex and binary bitmaps. */
import { expect, it, onTestFinished } from 'vitest';
import type { AcquirerAnswer, AcquirerEvent, AcquirerRequest } from '../../../drivers/acquirer/acquirer.ts';
import { noKeys } from '../../../drivers/acquirer/keys.ts';
import { type Iso87Encoding, iso87With } from '../../../drivers/acquirer/profiles/iso87.ts';
import { createAcquirer } from '../../../drivers/acquirer/session.ts';
import { openBytePipe } from '../../../drivers/link/byte-pipes.ts';
import { manualClock } from '../link/manual-clock.ts';
import { realClock } from '../link/real-clock.ts';
import { startEmulator } from './emulator.ts';
import { MID, TID, TPDU } from './goldens.ts';
import { Queue, TIMEOUT_MS } from './rig.ts';

const ENCODINGS: readonly Iso87Encoding[] = [
  { digits: 'ascii', bitmap: 'hex', length: 'ascii4' },
  { digits: 'ascii', bitmap: 'binary', length: 'binary2' },
  { digits: 'bcd', bitmap: 'hex', length: 'vml' },
  { digits: 'bcd', bitmap: 'binary', length: 'bcd2' },
];
const PAN = '4111111111111111';
const batch = '000001';
const card = {
  pan: PAN,
  expiry: '2912',
  track2: `${PAN}=29121010000000000000`,
  track3: null,
  entryMode: 'swipe',
} as const;
const onFile = { pan: PAN, expiry: null, track2: null, track3: null, entryMode: 'none' } as const;
const none = { debitMinor: 0, debitCount: 0, creditMinor: 0, creditCount: 0 };

async function shop(encoding: Iso87Encoding) {
  const { digits, bitmap, length } = encoding;
  const options = ['--dialect', 'iso87', '--digits', digits, '--bitmap', bitmap, '--length', length];
  const emulator = await startEmulator(...options);
  const clock = manualClock();
  const events = new Queue<AcquirerEvent>();
  const acquirer = createAcquirer({
    open: openBytePipe(realClock()),
    address: emulator.address,
    clock,
    profile: iso87With(encoding),
    tid: TID,
    mid: MID,
    tpdu: TPDU,
    transmissionTime: () => '1121093105',
    security: noKeys(),
    timeoutMs: TIMEOUT_MS,
    on: (event) => events.put(event),
  });
  onTestFinished(() => acquirer.close());
  const send = (request: AcquirerRequest) => {
    const prepared = acquirer.prepare(request.kind, request);
    expect(acquirer.send(prepared)).toBe('accepted');
    return prepared;
  };
  const answered = async (request: AcquirerRequest): Promise<AcquirerAnswer> => {
    send(request);
    const event = await events.next();
    if (event.type !== 'acquirer.answered') throw new Error(`${request.kind}: ${JSON.stringify(event)}`);
    return event.answer;
  };
  return { emulator, clock, events, acquirer, send, answered };
}

it.each(ENCODINGS)(
  '$digits, $bitmap, $length: sign-on, sale, void, refund, reversal after a cut line, settlement',
  async (encoding) => {
    const { emulator, events, acquirer, send, answered } = await shop(encoding);
    let stan = 0;
    const next = () => ({ stan: String(++stan).padStart(6, '0'), batch });
    acquirer.connect();
    expect(await events.next()).toEqual({ type: 'acquirer.connected' });
    expect((await answered({ kind: 'signOn', ...next(), operator: '1' })).responseCode).toBe('00');
    const sell = async (amountMinor: number) => {
      const named = next();
      const { rrn, authCode, hostDate } = await answered({ kind: 'sale', ...named, amountMinor, card, pinBlock: null });
      return { ...named, rrn: rrn ?? '', authCode, date: hostDate ?? '' };
    };
    const [first, second] = [await sell(1_000), await sell(2_000)];
    const gone = { kind: 'void', ...next(), amountMinor: 1_000, card: onFile, original: first } as const;
    expect((await answered(gone)).responseCode).toBe('00');
    const back = { kind: 'refund', ...next(), amountMinor: 500, card: onFile, original: second } as const;
    expect((await answered(back)).responseCode).toBe('00');
    await emulator.tell('cut-in-answer', { bytes: 9 });
    const { reversalImage: image } = send({ kind: 'sale', ...next(), amountMinor: 700, card, pinBlock: null });
    expect(await events.next()).toMatchObject({ type: 'acquirer.unanswered', cause: 'lost' });
    expect(await events.next()).toMatchObject({ type: 'acquirer.lost' });
    acquirer.connect();
    expect(await events.next()).toEqual({ type: 'acquirer.connected' });
    if (image === null) throw new Error('no reversal image');
    expect(await answered({ kind: 'reversal', image, reason: '98' })).toMatchObject({
      responseCode: '00',
      reversalDone: true,
    });
    const domestic = { debitMinor: 3_000, debitCount: 2, creditMinor: 1_500, creditCount: 2 };
    const settled = await answered({ kind: 'settlement', ...next(), operator: '1', domestic, foreign: none });
    expect(settled.settlement).toEqual({ domestic: 'balanced', foreign: 'balanced' });
    expect(await emulator.tell('ledger')).toMatchObject({ isConsistent: true });
  },
);
