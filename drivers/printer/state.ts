/**
 * What a session knows, and what goes in and out of its step function. Types only, and the state at the start.
 *
 * Everything is level-triggered: each part looks at the state as it stands and does what is due. No part calls another's events.
 */
import type { DeviceLost } from '../link/link.ts';
import type { Charset } from './charset.ts';
import type { Chunk } from './chunks.ts';
import { EMPTY_LEDGER, type Ledger } from './ledger.ts';
import type { Logo } from './logo.ts';
import type { HoldCause, PrinterEvent, PrinterGrade, PrinterStatus, PrintJob } from './printer.ts';
import type { Rasterise } from './raster.ts';
import type { Plan } from './segments.ts';
import { type RealTimeAnswers, type RealTimeQuestion, unknownStatus } from './status.ts';
import { WIRE_START, type WireState } from './wire.ts';

/** Settings of one connection, resolved from the address and the options. */
export interface Settings {
  readonly columns: 48 | 32;
  readonly charset: Charset;
  readonly rasterise: Rasterise | null;
  /** Its key in the printer's NV memory. */
  readonly logo: string | null;
  readonly logoToStore: (Pick<Logo, 'isStored' | 'storedBefore'> & { readonly definition: Uint8Array }) | null;
  readonly cutter: boolean;
  /** Bytes that may be unproven at any time. */
  readonly window: number;
  readonly segmentBytes: number;
  /** Something below the driver stops the flow when the printer's buffer is full. */
  readonly flowControl: boolean;
  /** Bits on the line per second; null where the link is no bottleneck. */
  readonly baud: number | null;
  /** USB modules often return the previous answer: ask twice, believe the second. */
  readonly asksTwice: boolean;
  /** A fall of DSR means power-off; false where DSR is the printer's busy line. */
  readonly dsrIsPower: boolean;
  /** A serial line on which bytes can outlast a power cycle of the printer: held back on this side, or slow behind a large window. */
  readonly outlastsPower: boolean;
  /** False: this printer cannot say anything, by the word of whoever installed it. */
  readonly answers: boolean;
  /** Something that answers by itself may stand in between: USB boards, network interfaces, print servers. */
  readonly bridged: boolean;
  /** No receipt printer moves paper faster; an answer that says so comes from a proxy. Null where there can be none. */
  readonly fastestMmPerS: number | null;
}

export interface InFlight {
  readonly n: RealTimeQuestion;
  readonly askedMs: number;
  /** Then it is given up, or asked again. */
  readonly deadlineMs: number;
  /** How often it has been sent. */
  readonly times: number;
}

/** Real-time questions (DLE EOT): one at a time, in rounds. */
export interface Asks {
  readonly inFlight: InFlight | null;
  /** Answers to questions that were asked more than once may still come until then, and are nobody's; null: there are none. */
  readonly settlesAtMs: number | null;
  readonly rest: readonly RealTimeQuestion[];
  readonly answers: RealTimeAnswers;
  /** Rounds in a row that broke off for want of an answer. */
  readonly failures: number;
  /** A round is due at once. */
  readonly wanted: boolean;
  readonly lastRoundMs: number;
  /** Rounds that were answered whole. */
  readonly rounds: number;
  /** What the latest answer took. */
  readonly tookMs: number;
}

/** `suspected`: something looked like a power cycle. `certain`: ASB was on and is off, which only a power cycle does. */
export type PowerWitness = 'none' | 'suspected' | 'certain';

export interface Health {
  readonly status: PrinterStatus;
  readonly asb: 'never' | 'live' | 'dead';
  /** Defined bits of the last frame, and what they mean. */
  readonly asbMeaning: number | null;
  readonly asbSaid: PrinterStatus | null;
  /** `GS a` commands whose frame has not come. */
  readonly asbOwed: number;
  readonly lastHeardMs: number;
  /** Since when polls contradict ASB. */
  readonly contradictedSinceMs: number | null;
  /** Until a job looks at it. */
  readonly power: PowerWitness;
  /** Longest time without a word since a job last looked. */
  readonly longestSilenceMs: number;
  /** Something unreadable, or an answer to nothing, has arrived since a job last looked. */
  readonly damaged: boolean;
  /** Since when the printer asks to wait. */
  readonly xoffSinceMs: number | null;
  readonly dsr: boolean | null;
  /** DSR has fallen since a job last looked: the power was gone, whatever the printer answers afterwards. */
  readonly dsrFell: boolean;
  /** The cover has been opened since the cutter jammed: once it is closed, somebody has looked after it. */
  readonly lookedAfter: boolean;
}

export type MeasureStep =
  | 'hello' // DLE EOT 1–4
  | 'calm' // let the printer take what an earlier life sent
  | 'order' // GS r 1
  | 'asb' // GS a 255
  | 'maker'
  | 'model'
  | 'firmware'
  | 'serial' // GS I 66, 67, 65, 68
  | 'quiet' // nothing under way that a probe could swallow
  | 'probe' // GS ( H
  | 'memory' // GS ( k fn 82: does it tell that it has forgotten what was stored?
  | 'recheck' // DLE EOT once more: silence of a printer that has stopped meanwhile says nothing about what it can do
  | 'tidy' // ESC @, for commands that were not understood
  | 'taken' // on a line without flow control: it runs, so it has taken that; what follows may fill its buffer
  | 'logo'; // GS ( L fn 67, where nobody remembers that it stands there

/** Finding out what this unit can do. */
export interface Measure {
  readonly step: MeasureStep;
  /** Null: the step has not been started yet. */
  readonly deadlineMs: number | null;
  readonly startedMs: number;
  readonly tries: number;
  /** Of the real-time questions, when the step began. */
  readonly rounds: number;
  readonly found: Found;
  /** In step `memory`: answers so far, what was told before the first and before the second, and their names; none: they have none. */
  readonly memory: {
    readonly answers: number;
    readonly told: readonly (string | null)[];
    readonly ids: readonly string[];
  };
  /** How often that step has gone unanswered. */
  readonly memoryFailures: number;
  /** Only ASB is being switched on again. */
  readonly rearmsOnly: boolean;
  /** Bytes that it may not have taken from its buffer, and the round of real-time questions behind which they went out. */
  readonly untaken: number;
  readonly sentAtRound: number;
  /** Nothing goes out before it has said in real time that it runs. */
  readonly hearsFirst: boolean;
}

export interface Found {
  readonly realTime: boolean;
  readonly ordered: boolean;
  readonly processIds: boolean;
  /** ASB came by itself, as after power-on, and nothing to the question for it: whether a change would be told, nobody knows. */
  readonly unasked: boolean;
  /** It was busy with older data when the first ordered query came. */
  readonly busy: boolean;
  /** Commands that went unanswered and may stand as text in the printer's line. */
  readonly misunderstood: number;
  /** It tells when it has forgotten what was stored (memory.ts); `silent`: it does not; null: nobody knows. */
  readonly memory: Memory | 'silent' | null;
  readonly maker: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly serial: string | null;
}

/** What a printer says of its symbol store. */
export interface Memory {
  /** Hex of its answer while nothing is stored; null: none. */
  readonly whenEmpty: string | null;
  /** Hex of its answer while what is stored at the beginning of a slip is there. */
  readonly whenFull: string;
}

/** A fence: an ordered query, silence, a fresh process ID. What has not been answered before it never will be. */
export interface Drain {
  readonly stage: 'asking' | 'quiet' | 'fencing' | 'clean' | 'unanswered';
  readonly deadlineMs: number;
  readonly tries: number;
  readonly fence: string | null;
}

/** A process ID that arrived in this session. */
export interface HeardId {
  readonly id: string;
  readonly receivedHex: string;
  readonly atMs: number;
  /** Hex of what it told of its memory since the ID before. */
  readonly told: readonly string[];
}

export type JobStage =
  | 'starting' // nothing handed over yet
  | 'sending' // and waiting for answers
  | 'held' // the printer stopped
  | 'checking' // before more is sent, an answer must show that the printer still remembers
  | 'examining' // a fence is under way
  | 'finishing' // grades C and D: all is out, the last look
  | 'reaching' // given up: it has to answer before it is told to forget the slip
  | 'clearing'; // DLE DC4 fn 8 is under way

export interface Hold {
  readonly cause: HoldCause;
  /** The printer said that it stopped; false: it fell silent. */
  readonly byItsWord: boolean;
  readonly sinceMs: number;
  readonly resumableSaid: boolean;
}

export interface JobTask {
  readonly kind: 'job';
  readonly job: PrintJob;
  readonly stage: JobStage;
  readonly plan: Plan;
  /** What is still to be handed over. */
  readonly chunks: readonly Chunk[];
  readonly proven: number;
  readonly handedOver: number;
  readonly lastInkOut: boolean;
  readonly firstByteMs: number | null;
  /** Since when something has been open without a break. */
  readonly openSinceMs: number;
  /** What an answer took when nothing was under way. */
  readonly usualMs: number;
  readonly deadlineMs: number;
  /** What has been handed over is on paper by then, however slow: only where nothing is proven, and questions may wait behind it in a line that holds back. */
  readonly onPaperByMs: number;
  /** Nothing is handed over before: pace of printers that prove nothing. */
  readonly paceUntilMs: number;
  readonly roundsAtFinish: number;
  /** `reaching`: the round of real-time questions behind which it is cleared. */
  readonly clearsAtRound: number;
  readonly hold: Hold | null;
  /** Segments up to this one must answer by name each: something happened while they were under way. */
  readonly strictUpTo: number;
  /** Why the answers that come cannot prove the slip any more. */
  readonly tainted: string | null;
  /** It has stopped by its own word; nothing was lost before. */
  readonly stoppedFirst: boolean;
  /** For some time it could have printed unheard. */
  readonly blind: boolean;
  readonly powerSuspected: boolean;
}

export interface SettleTask {
  readonly kind: 'settle';
  readonly job: string;
  readonly slip: number;
  readonly segments: number;
  readonly stage: 'waiting' | 'reaching' | 'clearing';
  readonly clearsAtRound: number;
  readonly deadlineMs: number;
  readonly blind: boolean;
  /** The printer stands still by its own word, and has not been heard running since. */
  readonly stopped: boolean;
}

export interface DrawerTask {
  readonly kind: 'drawer';
  /** `asking`: the pulse has not gone out; the printer has to say first that it runs. */
  readonly stage: 'asking' | 'pulsed';
  /** Of the real-time questions: the round that was asked after the pulse was wanted, and those unanswered before. */
  readonly heardAtRound: number;
  readonly failuresBefore: number;
  /** The ID behind the pulse; null: an anonymous query stands there. */
  readonly id: string | null;
  readonly deadlineMs: number;
}

export type Task = JobTask | SettleTask | DrawerTask;

export interface State {
  readonly settings: Settings;
  readonly phase: 'opening' | 'open' | 'ended';
  readonly wire: WireState;
  /** Since when a frame is incomplete. */
  readonly partialSinceMs: number | null;
  readonly asks: Asks;
  readonly health: Health;
  readonly measure: Measure | null;
  readonly found: Found;
  /** Null until `printer.identified` has been said. */
  readonly grade: PrinterGrade | null;
  /** Measured, not assumed of a printer that was stopped. */
  readonly measured: boolean;
  /** Why this printer's ordered answers are not believed. */
  readonly liar: string | null;
  /** The process ID that stood in another command's data (measuring.ts). */
  readonly decoy: string | null;
  readonly ledger: Ledger;
  readonly heard: readonly HeardId[];
  /** What the printer has told of its memory since the last of them. */
  readonly told: readonly string[];
  /** Nothing of an earlier job can be in the printer. */
  readonly drained: boolean;
  /** A quiet fence has shown so, not only an answer. */
  readonly fenced: boolean;
  /** An unfinished slip may hang out of the printer. */
  readonly stub: boolean;
  readonly fences: number;
  readonly drain: Drain | null;
  readonly task: Task | null;
}

export type Input =
  | { readonly type: 'opened' }
  | { readonly type: 'bytes'; readonly chunk: Uint8Array }
  | { readonly type: 'modemLines'; readonly dsr: boolean }
  | { readonly type: 'lost'; readonly fault: DeviceLost }
  /** Time has passed. */
  | { readonly type: 'tick' }
  | { readonly type: 'print'; readonly job: PrintJob }
  | { readonly type: 'settle'; readonly job: PrintJob }
  | { readonly type: 'resume'; readonly job: string }
  | { readonly type: 'recover' }
  | { readonly type: 'abandon'; readonly job: string }
  | { readonly type: 'pulseDrawer' }
  /** A round of real-time questions is wanted now. */
  | { readonly type: 'ask' };

export type Output =
  | { readonly type: 'write'; readonly bytes: Uint8Array }
  | { readonly type: 'tell'; readonly event: PrinterEvent };

export const NOTHING_FOUND: Found = {
  realTime: false,
  ordered: false,
  processIds: false,
  unasked: false,
  busy: false,
  misunderstood: 0,
  memory: null,
  maker: null,
  model: null,
  firmware: null,
  serial: null,
};

/** DLE DC4 fn 8 is under way: nothing may be sent until `37 25 00` has come (facts/printer §1.6). */
export function isClearing({ task }: State): boolean {
  return (task?.kind === 'job' || task?.kind === 'settle') && task.stage === 'clearing';
}

/** `seed`: any number; keeps the fences of two lives of the terminal apart. */
export function initialState(settings: Settings, nowMs: number, seed: number): State {
  return {
    settings,
    phase: 'opening',
    wire: WIRE_START,
    partialSinceMs: null,
    asks: {
      inFlight: null,
      settlesAtMs: null,
      rest: [],
      answers: {},
      failures: 0,
      wanted: false,
      lastRoundMs: nowMs,
      rounds: 0,
      tookMs: 0,
    },
    health: {
      status: unknownStatus(settings.answers),
      asb: 'never',
      asbMeaning: null,
      asbSaid: null,
      asbOwed: 0,
      lastHeardMs: nowMs,
      contradictedSinceMs: null,
      power: 'none',
      longestSilenceMs: 0,
      damaged: false,
      xoffSinceMs: null,
      dsr: null,
      dsrFell: false,
      lookedAfter: false,
    },
    measure: null,
    found: NOTHING_FOUND,
    grade: null,
    measured: false,
    liar: null,
    decoy: null,
    ledger: EMPTY_LEDGER,
    heard: [],
    told: [],
    drained: false,
    fenced: false,
    stub: false,
    fences: seed,
    drain: null,
    task: null,
  };
}
