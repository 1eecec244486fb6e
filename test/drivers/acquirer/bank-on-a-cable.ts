/** The driver and the acquirer's emulator on moved time, a cable in memory between them. */
import { createHash } from 'node:crypto';
import type { Acquirer, AcquirerAnswer, AcquirerEvent, AcquirerRequest } from '../../../drivers/acquirer/acquirer.ts';
import { softwareModule } from '../../../drivers/acquirer/keys.ts';
import type { AcquirerProfile } from '../../../drivers/acquirer/profile.ts';
import { createAcquirer } from '../../../drivers/acquirer/session.ts';
import type { BytePipeEvents } from '../../../drivers/link/link.ts';
import { Acquirer as Bank } from '../../emulators/acquirer/acquirer.ts';
import type { WireDialect } from '../../emulators/acquirer/dialect.ts';
import { acquirerVerbs } from '../../emulators/acquirer/verbs.ts';
import { VirtualClock } from '../../emulators-proof/virtual-clock.ts';
import { MID, TID, TMK, TPDU } from './goldens.ts';

export interface BankOnACable {
  readonly bank: Bank;
  readonly clock: VirtualClock;
  readonly acquirer: Acquirer;
  /** All that the driver told, oldest first. */
  readonly events: readonly AcquirerEvent[];
  tell(verb: string, args?: Readonly<Record<string, unknown>>): unknown;
  nextStan(): string;
  connect(): void;
  /** Sends, lets a second pass, gives the last event. */
  outcome(request: AcquirerRequest, passMs?: number): AcquirerEvent;
  /** @throws Error where it was not answered */
  answered(request: AcquirerRequest): AcquirerAnswer;
}

export function bankOnACable(profile: AcquirerProfile, dialect: WireDialect): BankOnACable {
  const clock = new VirtualClock();
  const events: AcquirerEvent[] = [];
  let serial = 0;
  let stan = 0;
  const bank = new Bank({
    dialect,
    clock,
    epochAtZeroMs: 1_763_715_600_000,
    random: (bytes) => createHash('sha256').update(String(++serial)).digest().subarray(0, bytes),
    tid: TID,
    mid: MID,
    tmk: Buffer.from(TMK, 'hex'),
    emit: () => undefined,
  });
  const acquirer = createAcquirer({
    open: (address, pipe) => cableTo(bank, clock, address, pipe),
    address: 'tcp:bank:8583',
    clock,
    profile,
    tid: TID,
    mid: MID,
    tpdu: TPDU,
    security: softwareModule({ tmkHex: TMK, mode: 'simulated' }),
    timeoutMs: 60_000,
    transmissionTime: () => `1121${String(93_000 + Math.floor(clock.nowMs() / 1000)).padStart(6, '0')}`,
    on: (event) => events.push(event),
  });
  const verbs = acquirerVerbs(bank);
  const outcome: BankOnACable['outcome'] = (request, passMs = 1000) => {
    const sent = acquirer.send(acquirer.prepare(request.kind, request));
    if (sent !== 'accepted') throw new Error(`${request.kind} was ${sent}`);
    clock.advance(passMs);
    const last = events.at(-1);
    if (last === undefined) throw new Error(`nothing came of ${request.kind}`);
    return last;
  };
  return {
    bank,
    clock,
    acquirer,
    events,
    tell: (verb, args = {}) => verbs[verb]?.({ ...args }),
    nextStan: () => String(++stan).padStart(6, '0'),
    connect: () => {
      acquirer.connect();
      clock.advance(1000);
    },
    outcome,
    answered: (request) => {
      const event = outcome(request);
      if (event.type !== 'acquirer.answered') throw new Error(`${request.kind}: ${JSON.stringify(event)}`);
      return event.answer;
    },
  };
}

export function cableTo(bank: Bank, clock: VirtualClock, address: string, events: BytePipeEvents) {
  let isOpen = true;
  const connection = bank.connect({
    write: (bytes) => void clock.after(1, () => isOpen && events.bytes(bytes)),
    close: () =>
      void clock.after(1, () => {
        if (!isOpen) return;
        isOpen = false;
        events.lost({ kind: 'device-lost', address, cause: 'closed-by-peer', detail: 'the bank has hung up' });
      }),
  });
  clock.after(1, () => isOpen && events.opened());
  return {
    address,
    queuedBytes: 0,
    write: (bytes: Uint8Array) => {
      const sent = bytes.slice();
      clock.after(1, () => connection.received(sent));
      return 'accepted' as const;
    },
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      bank.disconnected(connection);
    },
  };
}
