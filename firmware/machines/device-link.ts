/**
 * The life of one device, whatever it is: absent → identifying → ready, and back whenever it is lost (design §5, §7).
 *
 * The driver's session is one connection; this machine opens the next one, with a growing pause. A device that opens but does not
 * identify itself is faulted: it is tried again more slowly, since asking it often would only disturb it.
 */
import { assign, setup } from 'xstate';
import { effect } from './effect.ts';

export type DeviceName =
  | 'printer'
  | 'cardReader'
  | 'keypad'
  | 'customerDisplay'
  | 'cashierScreen'
  | 'scanner'
  | 'pinPad';

export type DeviceLinkEvent =
  | { readonly type: 'device.identified'; readonly identity: string }
  | { readonly type: 'device.lost'; readonly cause: string; readonly detail: string };

export interface DeviceLinkContext {
  readonly device: DeviceName;
  readonly identity: string | null;
  /** Why the last connection ended or could not be made. */
  readonly fault: { readonly cause: string; readonly detail: string } | null;
  /** Connections in a row that came to nothing. */
  readonly failures: number;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
const IDENTIFY_TIMEOUT_MS = 15_000;
const FAULTED_PAUSE_MS = 10_000;

export const deviceLinkMachine = setup({
  types: {
    context: {} as DeviceLinkContext,
    events: {} as DeviceLinkEvent,
    input: {} as { readonly device: DeviceName },
  },
  actions: {
    /** Starts a session of the device's driver; its events come back as `device.…` and, whole, to the terminal. */
    openDevice: effect<{ device: DeviceName }>('openDevice'),
    closeDevice: effect<{ device: DeviceName }>('closeDevice'),
    recordReady: effect<{ device: DeviceName; identity: string }>('recordReady'),
    recordLost: effect<{ device: DeviceName; cause: string; detail: string }>('recordLost'),
    noteFault: assign({
      fault: ({ context, event }) =>
        event.type === 'device.lost' ? { cause: event.cause, detail: event.detail } : context.fault,
      failures: ({ context }) => context.failures + 1,
      identity: null,
    }),
  },
  delays: {
    pauseMs: ({ context }) => Math.min(FIRST_PAUSE_MS * 2 ** Math.min(context.failures, 5), LONGEST_PAUSE_MS),
    identifyTimeoutMs: IDENTIFY_TIMEOUT_MS,
    faultedPauseMs: FAULTED_PAUSE_MS,
  },
}).createMachine({
  id: 'deviceLink',
  context: ({ input }) => ({ device: input.device, identity: null, fault: null, failures: 0 }),
  initial: 'identifying',
  states: {
    absent: { after: { pauseMs: 'identifying' } },
    identifying: {
      entry: { type: 'openDevice', params: ({ context }) => ({ device: context.device }) },
      on: {
        'device.identified': {
          target: 'ready',
          actions: [
            assign({ identity: ({ event }) => event.identity, fault: null, failures: 0 }),
            {
              type: 'recordReady',
              params: ({ context, event }) => ({ device: context.device, identity: event.identity }),
            },
          ],
        },
        'device.lost': { target: 'absent', actions: 'noteFault' },
      },
      after: {
        identifyTimeoutMs: {
          target: 'faulted',
          actions: assign({ fault: { cause: 'silent', detail: 'opened, but does not identify itself' } }),
        },
      },
    },
    ready: {
      on: {
        'device.identified': { actions: assign({ identity: ({ event }) => event.identity }) },
        'device.lost': {
          target: 'absent',
          actions: [
            {
              type: 'recordLost',
              params: ({ context, event }) => ({ device: context.device, cause: event.cause, detail: event.detail }),
            },
            'noteFault',
          ],
        },
      },
    },
    faulted: {
      entry: { type: 'closeDevice', params: ({ context }) => ({ device: context.device }) },
      after: { faultedPauseMs: 'identifying' },
    },
  },
});
