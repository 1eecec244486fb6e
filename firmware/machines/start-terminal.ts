/** Wires the effects into the machines and runs them on the injected clock: what the rest of the firmware sees of XState. */
import { type Actor, type ActorRefFrom, createActor, type SnapshotFrom } from 'xstate';
import type { Clock } from '../../drivers/link/link.ts';
import type { PrinterStatus } from '../../drivers/printer/printer.ts';
import { acquiringMachine } from './acquiring.ts';
import { type ActionsOf, type ConversationEffects, type InnerEffects, provideConversations } from './conversations.ts';
import { type DeviceLinkEvent, type DeviceName, deviceLinkMachine } from './device-link.ts';
import { paperMachine } from './paper.ts';
import type { PaperEvent } from './paper-desk.ts';
import { terminalMachine } from './terminal.ts';
import type { TerminalEvent, TerminalInput } from './terminal-desk.ts';

export type AcquiringEffects = ActionsOf<typeof acquiringMachine>;
export type DeviceLinkEffects = ActionsOf<typeof deviceLinkMachine>;
export type PaperEffects = ActionsOf<typeof paperMachine>;
export type TerminalEffects = ActionsOf<typeof terminalMachine>;

export interface TerminalWiring {
  readonly input: TerminalInput;
  readonly clock: Clock;
  readonly effects: {
    readonly terminal: TerminalEffects;
    readonly acquiring: AcquiringEffects;
    readonly paper: PaperEffects;
    readonly deviceLink: DeviceLinkEffects;
    readonly conversations: ConversationEffects;
    readonly inner: InnerEffects;
  };
  /** Some machine has taken a step that changed it, or what stands behind the machines: the picture may have changed. */
  readonly changed: () => void;
  /** What the picture shows besides the machines: another value where it is not the same any more. */
  readonly behind: () => string;
  /** An effect threw. Nothing behind it was done; the process must end and recover. */
  readonly failed: (error: unknown) => void;
}

export interface RunningTerminal {
  start(): void;
  stop(): void;
  send(event: TerminalEvent): void;
  sendToPaper(event: PaperEvent): void;
  sendToDevice(device: DeviceName, event: DeviceLinkEvent): void;
  paperIsResting(): boolean;
  paperIsLent(): boolean;
  /** For the end of the slip that is being printed. */
  drawerIsWaiting(): boolean;
  moneyIsResting(): boolean;
  callSignOn(): void;
  printerStatus(): PrinterStatus | null;
  snapshot(): SnapshotFrom<typeof terminalMachine>;
}

export function wireTerminal(wiring: TerminalWiring): RunningTerminal {
  const { effects, clock } = wiring;
  const isNews = newsWatch(wiring.behind);
  const machine = terminalMachine.provide({
    actions: effects.terminal,
    actors: {
      acquiring: acquiringMachine.provide({ actions: effects.acquiring }),
      paper: paperMachine.provide({ actions: effects.paper }),
      deviceLink: deviceLinkMachine.provide({ actions: effects.deviceLink }),
      ...provideConversations(effects.conversations, effects.inner),
    },
  });
  const terminal: Actor<typeof terminalMachine> = createActor(machine, {
    input: wiring.input,
    clock: timersOf(clock),
    inspect: (event) => {
      if (event.type === '@xstate.snapshot' && isNews(event.actorRef, event.snapshot)) wiring.changed();
    },
  });
  const paper = () => terminal.getSnapshot().children['paper'] as ActorRefFrom<typeof paperMachine> | undefined;
  const acquiring = () =>
    terminal.getSnapshot().children['acquiring'] as ActorRefFrom<typeof acquiringMachine> | undefined;
  return {
    start: () => {
      terminal.subscribe({ error: wiring.failed });
      terminal.start();
    },
    stop: () => void terminal.stop(),
    send: (event) => terminal.send(event),
    sendToPaper: (event) => paper()?.send(event),
    sendToDevice: (device, event) =>
      (terminal.getSnapshot().children as Record<string, ActorRefFrom<typeof deviceLinkMachine> | undefined>)[
        device
      ]?.send(event),
    paperIsResting: () => paper()?.getSnapshot().matches('resting') ?? false,
    paperIsLent: () => paper()?.getSnapshot().matches('lent') ?? false,
    drawerIsWaiting: () => (paper()?.getSnapshot().context.drawerWaits ?? null) !== null,
    moneyIsResting: () => acquiring()?.getSnapshot().matches('resting') ?? true,
    callSignOn: () => acquiring()?.send({ type: 'signOn.called' }),
    printerStatus: () => terminal.getSnapshot().context.printerStatus,
    snapshot: () => terminal.getSnapshot(),
  };
}

/**
 * An event that no machine waits for leaves its snapshot what it was: most of what a printer tells is such. So does one that only makes a machine
 * write something down: then what stands behind the machines is another.
 */
function newsWatch(behind: () => string): (actor: object, snapshot: unknown) => boolean {
  const last = new WeakMap<object, unknown>();
  let stood = '';
  return (actor, snapshot) => {
    const stands = behind();
    if (last.get(actor) === snapshot && stands === stood) return false;
    last.set(actor, snapshot);
    stood = stands;
    return true;
  };
}

/** XState's timers on the injected clock. */
function timersOf(clock: Clock) {
  return {
    setTimeout: (run: (...args: unknown[]) => void, delayMs: number) => clock.after(delayMs, run),
    clearTimeout: (cancel: unknown) => (cancel as (() => void) | undefined)?.(),
  };
}
