/** One life of the money desk: the acquiring machine with its real effects and driver, under a parent that only listens. */
import { type AnyActorRef, createActor, createMachine, enqueueActions, sendTo } from 'xstate';
import { softwareModule } from '../../drivers/acquirer/keys.ts';
import type { AcquirerProfile } from '../../drivers/acquirer/profile.ts';
import { createAcquirer } from '../../drivers/acquirer/session.ts';
import type { KeypadKey } from '../../drivers/keypad/keypad.ts';
import type { Clock, OpenBytePipe } from '../../drivers/link/link.ts';
import { Cards } from '../../firmware/effects/cards.ts';
import { resolutionEffects, settlementFlowEffects } from '../../firmware/effects/manager-effects.ts';
import { moneyEffects } from '../../firmware/effects/money-effects.ts';
import { paperWork } from '../../firmware/effects/paper-effects.ts';
import { registerDemonstrationPeople } from '../../firmware/effects/people.ts';
import type { Ports } from '../../firmware/effects/ports.ts';
import { identificationEffects } from '../../firmware/effects/shift-effects.ts';
import { terminalEffects } from '../../firmware/effects/terminal-effects.ts';
import { acquiringMachine } from '../../firmware/machines/acquiring.ts';
import type { AcquiringEvent } from '../../firmware/machines/acquiring-desk.ts';
import { identificationMachine } from '../../firmware/machines/identification.ts';
import { resolutionMachine } from '../../firmware/machines/resolution.ts';
import { settlementMachine } from '../../firmware/machines/settlement.ts';
import { transmissionTime } from '../../firmware/receipts/civil-time.ts';
import { NO_CATALOGUE } from '../../firmware/rules/catalogue.ts';
import { DEFAULT_POLICY } from '../../firmware/rules/policy.ts';
import type { Stamp, TransactionId } from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';

export interface DeskParts {
  readonly profile: AcquirerProfile;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Epoch milliseconds at which the clock was 0. */
  readonly epochMs: number;
  readonly open: OpenBytePipe;
  readonly tid: string;
  readonly mid: string;
  readonly tmkHex: string;
}

export interface Desk {
  readonly cards: Cards;
  readonly ports: Ports;
  /** What the desk has told, oldest first. */
  readonly reports: { readonly type: string; readonly [field: string]: unknown }[];
  stamp(): Stamp;
  send(event: AcquiringEvent): void;
  /** Opens the conversation about the settlement `txn`, or about what needs a person. */
  open(what: 'settlement' | 'resolution', txn: TransactionId): void;
  press(key: KeypadKey): void;
  /** State and context of the conversation; null when it is over. */
  conversation(): { readonly value: unknown; readonly context: Record<string, unknown> } | null;
  /** What ended the machine, if anything did. */
  failure(): unknown;
}

/** Switches a desk on: open outcomes become unknown, then its duties are called, as at every start of the terminal. */
export function startDesk(parts: DeskParts): Desk {
  const { journal, clock } = parts;
  let failure: unknown = null;
  const acquirer = createAcquirer({
    open: parts.open,
    address: 'tcp:bank:8583',
    clock,
    profile: parts.profile,
    transmissionTime: () => transmissionTime(parts.epochMs + clock.nowMs()),
    tid: parts.tid,
    mid: parts.mid,
    tpdu: '6000030000',
    security: softwareModule({ mode: 'simulated', tmkHex: parts.tmkHex }),
    timeoutMs: 60_000,
    on: (event) => tell(event),
  });
  const stamp = (): Stamp => ({ atMs: parts.epochMs + clock.nowMs(), clock: 'synchronised', operator: '1' });
  const ports = portsOf(parts, acquirer, stamp);
  registerDemonstrationPeople(ports, 'simulated');
  const cards = new Cards(journal);
  const reports: Desk['reports'] = [];
  const parent = counter(ports, cards, reports);
  const actor = createActor(parent, {
    clock: {
      setTimeout: (run, delayMs) => clock.after(delayMs, run),
      clearTimeout: (cancel) => (cancel as (() => void) | undefined)?.(),
    },
  });
  actor.subscribe({
    error: (error) => {
      failure = error;
    },
  });
  const tell = (event: AcquiringEvent): void => actor.send({ type: 'world.tell', event });
  actor.start();
  tell({ type: 'duty.called' });
  return {
    cards,
    ports,
    reports,
    stamp,
    send: tell,
    open: (what, txn) => actor.send({ type: 'world.open', what, txn } as never),
    press: (key) => actor.send({ type: 'world.press', key } as never),
    conversation: () => {
      const flow = (actor.getSnapshot().children as Record<string, AnyActorRef | undefined>)['flow'];
      const snapshot = flow?.getSnapshot() as { status: string; value: unknown; context: Record<string, unknown> };
      return snapshot?.status === 'active' ? snapshot : null;
    },
    failure: () => failure,
  };
}

function portsOf({ journal, tid, mid }: DeskParts, acquirer: Ports['acquirer'], stamp: () => Stamp): Ports {
  return {
    outgoing: null,
    journal,
    acquirer,
    printer: () => null,
    drawerPrinter: () => null,
    reader: () => null,
    pinPad: () => null,
    hasScanner: false,
    pinPadKeys: null,
    stamp,
    catalogue: () => NO_CATALOGUE,
    freeBytes: () => null,
    clockBattery: () => null,
    probeNetwork: () => () => undefined,
    nextTransactionId: () => `n${journal.counters().entries}` as TransactionId,
    utcOffsetMinutes: () => 480,
    terminal: { tid, mid, merchant: 'shop', mode: 'simulated' },
    currency: 'CNY',
    locale: 'zh-en',
    columns: 48,
    policy: DEFAULT_POLICY,
  };
}

/** In the place of the terminal: listens to the desk, leads one conversation. */
function counter(ports: Ports, cards: Cards, reports: Desk['reports']) {
  const paper = paperWork(ports, {
    drawerIsWaiting: () => false,
    isResting: () => false,
    status: () => null,
    send: () => undefined,
  });
  const actors = { identification: identificationMachine.provide({ actions: identificationEffects(ports) }) };
  const toFlow = enqueueActions(({ self, event, enqueue }) => {
    const { children } = self.getSnapshot() as { children: Record<string, AnyActorRef | undefined> };
    reports.push(event as Desk['reports'][number]);
    if (children['flow']?.getSnapshot().status === 'active') enqueue.sendTo('flow', event as never);
  });
  return createMachine({
    entry: terminalEffects(
      ports,
      paper,
      () => undefined,
      () => undefined,
    ).recordRecovery as () => void,
    invoke: {
      id: 'desk',
      src: acquiringMachine.provide({ actions: moneyEffects(ports, cards, paper) }),
      input: {
        immediateAttempts: ports.policy.reversal.immediateAttempts,
        enquiredFirst: ports.acquirer.terms.enquiredFirst,
        partialApprovals: ports.acquirer.terms.partialApprovals,
        unreversed: (['refund', 'completionAdvice'] as const).filter((kind) => !ports.acquirer.reverses(kind)),
      } as never,
    },
    on: {
      'world.open': {
        actions: enqueueActions(({ event, enqueue }) => {
          const { what, txn } = event as unknown as { what: 'settlement' | 'resolution'; txn: TransactionId };
          const machine =
            what === 'settlement'
              ? settlementMachine.provide({ actions: settlementFlowEffects(ports, paper), actors })
              : resolutionMachine.provide({ actions: resolutionEffects(ports, paper), actors });
          enqueue.stopChild('flow');
          enqueue.spawnChild(machine as never, { id: 'flow', input: { txn } as never });
        }),
      },
      'world.press': {
        actions: sendTo('flow', ({ event }) => ({ ...event, type: 'keypad.pressed' }) as never),
      },
      'flow.dutyCalled': { actions: sendTo('desk', { type: 'duty.called' }) },
      'settlement.progressed': { actions: toFlow },
      'money.reversed': { actions: toFlow },
      'world.tell': { actions: sendTo('desk', ({ event }) => (event as unknown as { event: never }).event) },
      '*': {
        guard: ({ event }) => !event.type.startsWith('xstate.'),
        actions: ({ event }) => {
          reports.push(event as Desk['reports'][number]);
        },
      },
    },
  });
}
