/** What the driver knows of its talk with the pad, and what goes in and out of its step function (step.ts). Types and questions. */
import type { Exchange, Job } from './job.ts';
import type { PinPadEvent, SelfTest } from './pin-pad.ts';
import type { PadWord } from './wire.ts';

export type Stage =
  | { readonly at: 'opening' }
  | { readonly at: 'idle'; readonly sinceMs: number }
  /** A frame is on its way; its ACK, NAK or EOT is awaited. */
  | { readonly at: 'sending'; readonly step: Exchange; readonly sends: number; readonly deadlineMs: number }
  /** The pad has acknowledged; its answer is awaited. */
  | {
      readonly at: 'answering';
      readonly step: Exchange;
      readonly sends: number;
      readonly sinceMs: number;
      readonly deadlineMs: number;
    }
  /** The answer is in; some pads put an EOT behind it. */
  | { readonly at: 'closing'; readonly step: Exchange; readonly deadlineMs: number }
  /** After a cancel: what crossed it on the line comes in and means nothing. */
  | { readonly at: 'settling'; readonly deadlineMs: number }
  | { readonly at: 'over' };

export interface Dialogue {
  readonly stage: Stage;
  /** Under way in `sending`, `answering` and `closing`. */
  readonly job: Job | null;
  /** Steps of `job` behind the one under way. */
  readonly rest: readonly Exchange[];
  /** Accepted, waiting for the line; at most one of them a request. */
  readonly queue: readonly Job[];
  /** `unknown`: the pad may be in an entry or show its own words; a 72 goes before the next request. `showing`: ours. */
  readonly pad: 'idle' | 'showing' | 'unknown';
  /** Asked for while a frame was on its way: two frames at once would leave in doubt which of them an ACK means. */
  readonly interrupted: 'cancel' | 'reset' | null;
  /** NAKs sent in a row. */
  readonly naks: number;
  /** An EOT may still come that closes an exchange which is over. */
  readonly eotOwed: boolean;
  /** Of the last PIN, also one that did not count: a KSN never comes twice, so the same one again is a repeated frame. */
  readonly lastKsn: string | null;
  /** The MAC of a question that was sent more than once, and how often it may still come: the answer to another question it is not. */
  readonly repeated: { readonly mac: string; readonly left: number } | null;
  /** Null until the pad is identified. */
  readonly selfTest: SelfTest | null;
}

export const DIALOGUE_START: Dialogue = {
  stage: { at: 'opening' },
  job: null,
  rest: [],
  queue: [],
  pad: 'unknown',
  interrupted: null,
  naks: 0,
  eotOwed: false,
  lastKsn: null,
  repeated: null,
  selfTest: null,
};

export interface Settings {
  /** Of the line: start bit, eight bits or seven and parity, parity, stop bit; 0 where the link is no bottleneck. */
  readonly msPerByte: number;
  readonly checkMs: number | null;
}

export type Input =
  | { readonly type: 'opened' }
  | { readonly type: 'word'; readonly word: PadWord }
  /** The time of `deadlineOf` has come. */
  | { readonly type: 'due' }
  /** Only where `readiness` is `ready`. */
  | { readonly type: 'ask'; readonly job: Job }
  /** Only where `readiness` is `ready`: the test that an idle pad gets from time to time, now. */
  | { readonly type: 'check' }
  | { readonly type: 'cancel' }
  | { readonly type: 'reset' }
  /** The link is gone, or the firmware has closed the session. */
  | { readonly type: 'ended' };

export type Output =
  | { readonly do: 'send'; readonly bytes: Uint8Array }
  | { readonly do: 'tell'; readonly event: PinPadEvent }
  | { readonly do: 'wipe'; readonly bytes: Uint8Array }
  /** The pad does not talk to us: the connection is over. */
  | { readonly do: 'lose'; readonly detail: string };

export interface Stepped {
  readonly state: Dialogue;
  readonly out: readonly Output[];
}

/** Whether a MAC can be asked for: it waits behind whatever is under way. */
export function macReadiness(state: Dialogue): 'ready' | 'busy' | 'not-ready' {
  if (state.stage.at === 'over' || state.selfTest === null || state.job?.kind === 'start') return 'not-ready';
  return [state.job, ...state.queue].some((job) => job?.kind === 'mac') ? 'busy' : 'ready';
}

/** Whether a request can be taken. The driver's own jobs do not make the pad busy: they are waited for. */
export function readiness(state: Dialogue): 'ready' | 'busy' | 'not-ready' {
  if (state.stage.at === 'over' || state.selfTest === null || state.job?.kind === 'start') return 'not-ready';
  const jobs = state.job === null ? state.queue : [state.job, ...state.queue];
  return jobs.some((job) => job.kind === 'request' || job.done !== null) ? 'busy' : 'ready';
}

/** When `due` is to be put in, on the clock of `nowMs`; null: not before something else happens. */
export function deadlineOf(state: Dialogue, settings: Settings): number | null {
  const { stage } = state;
  switch (stage.at) {
    case 'sending':
    case 'answering':
    case 'closing':
    case 'settling':
      return stage.deadlineMs;
    case 'idle':
      // A test would wipe what stands on the display.
      return settings.checkMs === null || state.pad !== 'idle' ? null : stage.sinceMs + settings.checkMs;
    case 'opening':
    case 'over':
      return null;
  }
}
