/**
 * The life of one device, whatever it is: absent → identifying → ready, and back whenever it is lost (design §5, §7).
 *
 * The driver's session is one connection; this machine opens the next one, with a growing pause. A device that opens but does not
 * identify itself is faulted: it is tried again more slowly, since asking it often would only disturb it. Another device in the
 * place of a known one is closed again and not used before a person says so.
 */
import { assign, setup } from 'xstate';
import { effect } from './effect.ts';

export type DeviceName =
  | 'printer'
  | 'printer2'
  | 'cardReader'
  | 'keypad'
  | 'customerDisplay'
  | 'cashierScreen'
  | 'scanner'
  | 'pinPad'
  | 'maintenance';

/** What a device tells of itself; null where it tells nothing, or has nothing of the kind. */
export interface DeviceIdentity {
  readonly name: string;
  readonly serial: string | null;
  readonly firmware: string | null;
  /** Of a printer: how far its word can be trusted (A–D). */
  readonly grade: string | null;
  /** Of a card reader. */
  readonly encryption: 'none' | 'dukpt' | 'unknown' | null;
  /** Of a card reader: how a card can be presented to it. */
  readonly takes?: readonly ('swipe' | 'insert' | 'tap')[];
  /** What it has found wrong with itself, in words; empty when healthy or without a self-test. */
  readonly complaints: readonly string[];
}

/** Times are epoch milliseconds. */
export type DeviceLinkEvent =
  | { readonly type: 'device.identified'; readonly identity: DeviceIdentity; readonly atMs: number }
  /** Another device stands in the place of the one with the serial number `expected`; its session has been closed. */
  | {
      readonly type: 'device.differed';
      readonly identity: DeviceIdentity;
      readonly expected: string;
      readonly atMs: number;
    }
  | { readonly type: 'device.lost'; readonly cause: string; readonly detail: string; readonly atMs: number }
  | { readonly type: 'device.closed'; readonly atMs: number }
  /** A person wants the other device used from now on: whoever is on duty, or the technician of that number. */
  | { readonly type: 'device.confirmed'; readonly by?: string }
  /** The technician speaks to it himself; until it is given back, the till does not. */
  | { readonly type: 'device.lent' }
  | { readonly type: 'device.givenBack' };

export interface DeviceFault {
  readonly cause: string;
  readonly detail: string;
}

export interface Stranger {
  readonly identity: DeviceIdentity;
  readonly expected: string;
}

/** For the health page. */
export interface DeviceRecord {
  /** Of the present state, absent or not; null before the first. */
  readonly sinceMs: number | null;
  /** Attempts to open, and how many of them ended in a device that told who it is. */
  readonly attempts: number;
  readonly opens: number;
  /** Times that it was lost while ready. */
  readonly losses: number;
  /** Faults other than a device that is simply not there. */
  readonly errors: number;
  readonly lastFault: (DeviceFault & { readonly atMs: number }) | null;
}

export interface DeviceLinkContext {
  readonly device: DeviceName;
  readonly identity: DeviceIdentity | null;
  /** Stands in the place of a known device, unconfirmed. */
  readonly stranger: Stranger | null;
  /** Why the last connection ended or could not be made; null while there is one. */
  readonly fault: DeviceFault | null;
  /** Connections in a row that came to nothing. */
  readonly failures: number;
  readonly record: DeviceRecord;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
const IDENTIFY_TIMEOUT_MS = 15_000;
const FAULTED_PAUSE_MS = 10_000;
/** Somebody may put the right one back. */
const STRANGER_PAUSE_MS = 5_000;

/** Nobody is there: the usual state of a device that was pulled, not an error of it. */
const NOT_THERE: ReadonlySet<string> = new Set(['absent', 'unplugged', 'closed-by-peer', 'refused']);

const LENT: DeviceFault = { cause: 'lent', detail: 'the technician speaks to it' };
const SILENT: DeviceFault = { cause: 'silent', detail: 'opened, but does not identify itself' };

export const deviceLinkMachine = setup({
  types: {
    context: {} as DeviceLinkContext,
    events: {} as DeviceLinkEvent,
    input: {} as { readonly device: DeviceName },
  },
  actions: {
    /** Starts a session of the device's driver; its events come back as `device.…` and, whole, to the terminal. */
    openDevice: effect<{ device: DeviceName }>('openDevice'),
    /** Sends `device.closed`. */
    closeDevice: effect<{ device: DeviceName }>('closeDevice'),
    recordReady: effect<{ device: DeviceName; identity: DeviceIdentity }>('recordReady'),
    recordLost: effect<{ device: DeviceName; cause: string; detail: string }>('recordLost'),
    recordDiffered: effect<{ device: DeviceName; stranger: Stranger }>('recordDiffered'),
    /** Ends the session; whoever works with the device hears that it is gone. */
    lendDevice: effect<{ device: DeviceName }>('lendDevice'),
    recordAccepted: effect<{ device: DeviceName; identity: DeviceIdentity; by: string | null }>('recordAccepted'),
    countAttempt: assign({
      record: ({ context: { record } }) => ({ ...record, attempts: record.attempts + 1 }),
    }),
    noteIdentity: assign(({ context: { record }, event }) =>
      event.type === 'device.identified'
        ? {
            identity: event.identity,
            stranger: null,
            fault: null,
            failures: 0,
            record: { ...record, opens: record.opens + 1, sinceMs: event.atMs },
          }
        : {},
    ),
    noteStranger: assign(({ context, event }) =>
      event.type === 'device.differed'
        ? {
            identity: null,
            stranger: { identity: event.identity, expected: event.expected },
            fault: null,
            record:
              context.stranger === null
                ? { ...context.record, sinceMs: event.atMs, errors: context.record.errors + 1 }
                : context.record,
          }
        : {},
    ),
    noteFault: assign(({ context, event }) => {
      if (event.type !== 'device.lost') return {};
      const { cause, detail, atMs } = event;
      return {
        fault: { cause, detail },
        failures: context.failures + 1,
        identity: null,
        record: afterFault(context, { cause, detail, atMs }),
      };
    }),
    noteSilence: assign(({ context, event }) =>
      event.type === 'device.closed' ? { record: afterFault(context, { ...SILENT, atMs: event.atMs }) } : {},
    ),
  },
  guards: {
    isNewStranger: ({ context, event }) =>
      event.type === 'device.differed' &&
      (context.stranger === null || context.stranger.identity.serial !== event.identity.serial),
  },
  delays: {
    pauseMs: ({ context }) => Math.min(FIRST_PAUSE_MS * 2 ** Math.min(context.failures - 1, 5), LONGEST_PAUSE_MS),
    identifyTimeoutMs: IDENTIFY_TIMEOUT_MS,
    faultedPauseMs: FAULTED_PAUSE_MS,
    strangerPauseMs: STRANGER_PAUSE_MS,
  },
}).createMachine({
  id: 'deviceLink',
  context: ({ input }) => ({
    device: input.device,
    identity: null,
    stranger: null,
    fault: null,
    failures: 0,
    record: { sinceMs: null, attempts: 0, opens: 0, losses: 0, errors: 0, lastFault: null },
  }),
  initial: 'identifying',
  on: {
    // Journaled first: from then on the identification compares with the new one.
    'device.confirmed': {
      guard: ({ context }) => context.stranger !== null,
      target: '.identifying',
      actions: {
        type: 'recordAccepted',
        params: ({ context, event }) => ({
          device: context.device,
          identity: strangerOf(context).identity,
          by: event.by ?? null,
        }),
      },
    },
    'device.lent': { target: '.lent' },
    'device.differed': [
      {
        guard: 'isNewStranger',
        target: '.different',
        actions: [
          {
            type: 'recordDiffered',
            params: ({ context, event }) => ({
              device: context.device,
              stranger: { identity: event.identity, expected: event.expected },
            }),
          },
          'noteStranger',
        ],
      },
      { target: '.different', actions: 'noteStranger' },
    ],
  },
  states: {
    absent: { after: { pauseMs: 'identifying' } },
    identifying: {
      entry: ['countAttempt', { type: 'openDevice', params: ({ context }) => ({ device: context.device }) }],
      on: {
        'device.identified': {
          target: 'ready',
          actions: [
            'noteIdentity',
            {
              type: 'recordReady',
              params: ({ context, event }) => ({ device: context.device, identity: event.identity }),
            },
          ],
        },
        'device.lost': { target: 'absent', actions: ['noteFault', assign({ stranger: null })] },
      },
      after: { identifyTimeoutMs: { target: 'faulted', actions: assign({ fault: SILENT }) } },
    },
    ready: {
      on: {
        // A printer is measured as soon as it runs: it may tell more than at first.
        'device.identified': [
          {
            guard: ({ context, event }) =>
              context.identity?.serial === event.identity.serial && context.identity.name === event.identity.name,
            actions: assign({ identity: ({ event }) => event.identity }),
          },
          {
            actions: [
              {
                type: 'recordReady',
                params: ({ context, event }) => ({ device: context.device, identity: event.identity }),
              },
              assign({ identity: ({ event }) => event.identity }),
            ],
          },
        ],
        'device.lost': {
          target: 'absent',
          actions: [
            {
              type: 'recordLost',
              params: ({ context, event }) => ({ device: context.device, cause: event.cause, detail: event.detail }),
            },
            'noteFault',
            assign({
              record: ({ context: { record } }) => ({ ...record, losses: record.losses + 1 }),
            }),
          ],
        },
      },
    },
    lent: {
      entry: [
        { type: 'lendDevice', params: ({ context }) => ({ device: context.device }) },
        assign({ identity: null, stranger: null, fault: LENT }),
      ],
      on: { 'device.givenBack': 'identifying' },
    },
    different: { after: { strangerPauseMs: 'identifying' } },
    faulted: {
      entry: { type: 'closeDevice', params: ({ context }) => ({ device: context.device }) },
      on: { 'device.closed': { actions: 'noteSilence' } },
      after: { faultedPauseMs: 'identifying' },
    },
  },
});

/** `sinceMs` is of the state: a device that stays away is away since the first fault. */
function afterFault(context: DeviceLinkContext, fault: DeviceFault & { readonly atMs: number }): DeviceRecord {
  const { record } = context;
  return {
    ...record,
    sinceMs: context.fault === null || record.sinceMs === null ? fault.atMs : record.sinceMs,
    errors: record.errors + (NOT_THERE.has(fault.cause) ? 0 : 1),
    lastFault: fault,
  };
}

function strangerOf(context: DeviceLinkContext): Stranger {
  if (context.stranger === null) throw new Error('no other device was seen');
  return context.stranger;
}
