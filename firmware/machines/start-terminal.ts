/** Wires the effects into the machines and runs them on the injected clock: what the rest of the firmware sees of XState. */
import { type Actor, type ActorRefFrom, createActor, type SnapshotFrom } from 'xstate';
import type { Clock } from '../../drivers/link/link.ts';
import type { PrinterStatus } from '../../drivers/printer/printer.ts';
import { acquiringMachine } from './acquiring.ts';
import { deviceLinkMachine } from './device-link.ts';
import { type PaperEvent, paperMachine } from './paper.ts';
import { refundMachine } from './refund.ts';
import { reprintMachine } from './reprint.ts';
import { resolutionMachine } from './resolution.ts';
import { saleMachine } from './sale.ts';
import { settlementMachine } from './settlement.ts';
import { type TerminalEvent, type TerminalInput, terminalMachine } from './terminal.ts';

type ActionsOf<Machine extends { provide(implementations: never): unknown }> = Parameters<
  Machine['provide']
>[0] extends { actions?: infer Actions }
  ? NonNullable<Actions>
  : never;

export type AcquiringEffects = ActionsOf<typeof acquiringMachine>;
export type DeviceLinkEffects = ActionsOf<typeof deviceLinkMachine>;
export type PaperEffects = ActionsOf<typeof paperMachine>;
export type RefundEffects = ActionsOf<typeof refundMachine>;
export type ReprintEffects = ActionsOf<typeof reprintMachine>;
export type ResolutionEffects = ActionsOf<typeof resolutionMachine>;
export type SettlementEffects = ActionsOf<typeof settlementMachine>;
export type SaleEffects = ActionsOf<typeof saleMachine>;
export type TerminalEffects = ActionsOf<typeof terminalMachine>;

export interface TerminalWiring {
  readonly input: TerminalInput;
  readonly clock: Clock;
  readonly effects: {
    readonly terminal: TerminalEffects;
    readonly acquiring: AcquiringEffects;
    readonly paper: PaperEffects;
    readonly deviceLink: DeviceLinkEffects;
    readonly sale: SaleEffects;
    readonly refund: RefundEffects;
    readonly reprint: ReprintEffects;
    readonly settlement: SettlementEffects;
    readonly resolution: ResolutionEffects;
  };
  /** Some machine has taken a step: the picture may have changed. */
  readonly changed: () => void;
  /** An effect threw. Nothing behind it was done; the process must end and recover. */
  readonly failed: (error: unknown) => void;
}

export interface RunningTerminal {
  start(): void;
  stop(): void;
  send(event: TerminalEvent): void;
  sendToPaper(event: PaperEvent): void;
  paperIsResting(): boolean;
  printerStatus(): PrinterStatus | null;
  snapshot(): SnapshotFrom<typeof terminalMachine>;
}

export function wireTerminal(wiring: TerminalWiring): RunningTerminal {
  const { effects, clock } = wiring;
  const machine = terminalMachine.provide({
    actions: effects.terminal,
    actors: {
      acquiring: acquiringMachine.provide({ actions: effects.acquiring }),
      paper: paperMachine.provide({ actions: effects.paper }),
      deviceLink: deviceLinkMachine.provide({ actions: effects.deviceLink }),
      sale: saleMachine.provide({ actions: effects.sale }),
      refund: refundMachine.provide({ actions: effects.refund }),
      reprint: reprintMachine.provide({ actions: effects.reprint }),
      settlement: settlementMachine.provide({ actions: effects.settlement }),
      resolution: resolutionMachine.provide({ actions: effects.resolution }),
    },
  });
  const terminal: Actor<typeof terminalMachine> = createActor(machine, {
    input: wiring.input,
    clock: timersOf(clock),
    inspect: (event) => {
      if (event.type === '@xstate.snapshot') wiring.changed();
    },
  });
  const paper = () => terminal.getSnapshot().children['paper'] as ActorRefFrom<typeof paperMachine> | undefined;
  return {
    start: () => {
      terminal.subscribe({ error: wiring.failed });
      terminal.start();
    },
    stop: () => void terminal.stop(),
    send: (event) => terminal.send(event),
    sendToPaper: (event) => paper()?.send(event),
    paperIsResting: () => paper()?.getSnapshot().matches('resting') ?? false,
    printerStatus: () => terminal.getSnapshot().context.printerStatus,
    snapshot: () => terminal.getSnapshot(),
  };
}

/** XState's timers on the injected clock. */
function timersOf(clock: Clock) {
  return {
    setTimeout: (run: (...args: unknown[]) => void, delayMs: number) => clock.after(delayMs, run),
    clearTimeout: (cancel: unknown) => (cancel as (() => void) | undefined)?.(),
  };
}
