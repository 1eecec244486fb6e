/**
 * Sending by XMODEM (128 and 1K blocks, CRC or sum) and by YMODEM (batches), as one pure step function: state × event → state and acts
 * (reference: Forsberg 1988, §4, §5, §7; the choices beyond it are in README.md).
 *
 * One block is under way at a time. After a block that was sent more than once, whatever else arrives is dropped until the line is quiet:
 * a second ACK of it must not be taken for the ACK of the next. A block is always repeated as it was; a shorter one comes with the next number.
 */
import type { Act, Ending, Step, TransferEvent } from './steps.ts';
import { type GiveUpCause, MAX_FAILURES, MAX_SILENCES, type TransferTiming } from './transfer.ts';
import {
  ACK,
  CAN,
  CANCEL,
  type Check,
  END_OF_BATCH,
  EOT,
  ETX,
  encodeBlock,
  encodeHeader,
  LONG_BLOCK_BYTES,
  NAK,
  SHORT_BLOCK_BYTES,
  START_CRC,
  SUB,
} from './wire.ts';

/** What the peer is being asked for an answer to. */
type Doing =
  | 'starting' // waits for the peer's program
  | 'inviting' // ymodem: the header is acknowledged, the receiver's C has not come
  | 'reading' // the source has been asked
  | 'block' // header or data
  | 'ending' // EOT
  | 'closing' // ymodem: the empty header behind the last file
  | 'leaving'
  | 'over';

export interface OutgoingFile {
  readonly name: string;
  readonly sizeBytes: number;
}

export interface Sending {
  readonly protocol: 'xmodem' | 'ymodem';
  readonly timing: TransferTiming;
  readonly files: readonly OutgoingFile[];
  readonly doing: Doing;
  readonly check: Check;
  /** Index of the present file; how many were confirmed. */
  readonly file: number;
  /** Of the present file: the block under way (0 is the header), and where its data ends. */
  readonly number: number;
  readonly offsetBytes: number;
  /** The block under way without its frame, so that it can be framed anew while the check is not settled. */
  readonly data: Uint8Array;
  readonly attempts: number;
  readonly failures: number;
  /** After a block that came through only at its third attempt: this many short ones, which a noisy line damages less often. */
  readonly shortBlocks: number;
  /** ymodem: EOT is acknowledged, the receiver's next C has not come. */
  readonly endHeard: boolean;
  readonly endRun: EndRun;
  readonly droppedBytes: number;
  /** While not null, what arrives is dropped until the line is quiet; then the next block, or the same thing again. */
  readonly settling: 'next' | 'again' | null;
  readonly ending: Ending | null;
}

const NONE = new Uint8Array(0);
const SETTLE_MS = 100;
const CLOSING_MS = 1_000;
const SHORT_BLOCKS = 16;
const ATTEMPTS_BEFORE_SHORT = 3;
/** Whoever sends this much while the line should come to rest is not heard out. */
const DROPPED_BYTES = 16 * LONG_BLOCK_BYTES;

/** @param files one by XMODEM, which knows no batches */
export function sending(
  protocol: Sending['protocol'],
  files: readonly OutgoingFile[],
  timing: TransferTiming,
): Sending {
  return {
    protocol,
    timing,
    files: protocol === 'xmodem' ? files.slice(0, 1) : files,
    doing: 'starting',
    check: 'crc',
    file: 0,
    number: 0,
    offsetBytes: 0,
    data: NONE,
    attempts: 0,
    failures: 0,
    shortBlocks: 0,
    endHeard: false,
    endRun: { byte: 0, by: null },
    droppedBytes: 0,
    settling: null,
    ending: null,
  };
}

export function senderStep(state: Sending, event: TransferEvent): Step<Sending> {
  if (state.doing === 'over') return { state, acts: [] };
  switch (event.type) {
    case 'started':
      return { state, acts: [wait(state.timing.startMs)] };
    case 'arrived':
      return arrived(state, event.bytes);
    case 'timed-out':
      return timedOut(state);
    case 'read':
      return event.bytes === null
        ? giveUp(state, 'source-failed', `${nameOf(state)} could not be read on`)
        : sendBlock({ ...state, data: event.bytes, attempts: 0 });
    case 'cancelled':
      return state.doing === 'leaving' ? { state, acts: [] } : leave(state, cancelled(state, 'operator'));
    case 'line-lost':
      return state.doing === 'closing' ? done(state) : over(state, { kind: 'lost', files: state.file });
    case 'taken':
    case 'refused':
      return { state, acts: [] };
  }
}

// ---- what arrives

function arrived(state: Sending, bytes: Uint8Array): Step<Sending> {
  if (state.doing === 'leaving' || state.settling !== null) return dropped(state, bytes);
  if (state.doing === 'starting' && bytes.every((byte) => byte === ETX))
    return leave(state, cancelled(state, 'operator'));
  const endRun = stops(state.endRun, bytes);
  if (endRun.by !== null) return leave(state, cancelled(state, endRun.by));
  let now: Sending = { ...state, endRun };
  const acts: Act[] = [];
  for (const byte of bytes) {
    const step = answered(now, byte);
    now = step.state;
    acts.push(...step.acts);
    // Whatever came in the same breath as what made us send was said before it could be heard.
    if (now.settling !== null || step.acts.some((act) => act.do === 'send' || act.do === 'read' || act.do === 'end'))
      break;
  }
  return { state: now, acts };
}

interface EndRun {
  readonly byte: number;
  readonly by: 'operator' | 'peer' | null;
}

/**
 * Two CAN in a row are the peer's program; two Ctrl-C are a person whose program has died (lrzsz, interrupted, flushes its own CANs away).
 * One of them may be noise.
 */
function stops(before: EndRun, bytes: Uint8Array): EndRun {
  let last = before.byte;
  for (const byte of bytes) {
    if (byte === last && byte === CAN) return { byte, by: 'peer' };
    if (byte === last && byte === ETX) return { byte, by: 'operator' };
    last = byte;
  }
  return { byte: last, by: null };
}

/** A cancellation counts also while the line comes to rest behind a repeated block. */
function dropped(state: Sending, bytes: Uint8Array): Step<Sending> {
  const droppedBytes = state.droppedBytes + bytes.length;
  if (droppedBytes > DROPPED_BYTES) {
    if (state.doing === 'leaving') return over(state, state.ending as Ending);
    return giveUp(state, 'noise', 'the peer does not stop sending');
  }
  const endRun = stops(state.endRun, bytes);
  if (state.settling !== null && endRun.by !== null) return leave(state, cancelled(state, endRun.by));
  const quietMs = state.doing === 'leaving' ? state.timing.quietMs : SETTLE_MS;
  return { state: { ...state, endRun, droppedBytes }, acts: [wait(quietMs)] };
}

function answered(state: Sending, byte: number): Step<Sending> {
  switch (state.doing) {
    case 'starting':
      if (byte === START_CRC) return begin({ ...state, check: 'crc' });
      // A YMODEM receiver starts with C; a lone NAK is the oldest XMODEM's start.
      return byte === NAK && state.protocol === 'xmodem' ? begin({ ...state, check: 'sum' }) : { state, acts: [] };
    case 'inviting':
      return byte === START_CRC || byte === NAK ? nextBlock(state) : { state, acts: [] };
    case 'block':
      return blockAnswered(state, byte);
    case 'ending':
      return endAnswered(state, byte);
    case 'closing':
      if (byte === ACK) return done(state);
      return byte === NAK || byte === START_CRC ? again(state, 'noise') : { state, acts: [] };
    default:
      return { state, acts: [] };
  }
}

function begin(state: Sending): Step<Sending> {
  const file = state.files[state.file];
  if (state.protocol === 'xmodem') return nextBlock(state);
  if (file === undefined) return close(state);
  return sendBlock({ ...state, number: 0, attempts: 0, data: encodeHeader(file.name, file.sizeBytes) });
}

function blockAnswered(state: Sending, byte: number): Step<Sending> {
  const first = state.number <= 1;
  if (byte === ACK) return acknowledged(state);
  // While nothing of the file has been acknowledged the receiver may still be inviting: an answer to noise, or to what it could not read.
  if (byte === START_CRC && first) return again({ ...state, check: 'crc' }, 'noise');
  return byte === NAK ? again(state, 'noise') : { state, acts: [] };
}

function acknowledged(state: Sending): Step<Sending> {
  const noisy = state.attempts >= ATTEMPTS_BEFORE_SHORT;
  const shortBlocks = noisy ? SHORT_BLOCKS : Math.max(0, state.shortBlocks - 1);
  const on: Sending = { ...state, failures: 0, shortBlocks };
  if (state.number === 0) return { state: { ...on, doing: 'inviting' }, acts: [wait(state.timing.answerMs)] };
  const next: Sending = { ...on, offsetBytes: state.offsetBytes + state.data.length };
  return state.attempts > 1 ? settle(next, 'next') : nextBlock(next);
}

/** Asks the source for the next block, or says that there is none. */
function nextBlock(state: Sending): Step<Sending> {
  const { sizeBytes } = state.files[state.file] as OutgoingFile;
  const left = sizeBytes - state.offsetBytes;
  if (left <= 0) return sendEnd({ ...state, attempts: 0, failures: 0, endHeard: false });
  // A receiver that knows only sums is older than long blocks.
  const most = state.check === 'sum' || state.shortBlocks > 0 ? SHORT_BLOCK_BYTES : LONG_BLOCK_BYTES;
  const next: Sending = { ...state, doing: 'reading', number: state.number + 1, failures: 0 };
  const { file, offsetBytes } = state;
  return { state: next, acts: [{ do: 'read', file, offsetBytes, lengthBytes: Math.min(left, most) }] };
}

function endAnswered(state: Sending, byte: number): Step<Sending> {
  const confirmed: Sending = { ...state, file: state.file + 1, number: 0, offsetBytes: 0, failures: 0 };
  if (state.protocol === 'xmodem') {
    if (byte === ACK) return done(confirmed);
    return byte === NAK ? again(state, 'noise') : { state, acts: [] };
  }
  // By YMODEM a file is confirmed by two things that the receiver says only then: ACK, and the invitation for the next.
  if (byte === ACK) return { state: { ...state, endHeard: true }, acts: [wait(state.timing.answerMs)] };
  if (byte === START_CRC && state.endHeard) return begin(confirmed);
  return byte === NAK || byte === START_CRC ? again(state, 'noise') : { state, acts: [] };
}

// ---- silence

function timedOut(state: Sending): Step<Sending> {
  if (state.settling !== null) {
    const settled: Sending = { ...state, settling: null, droppedBytes: 0 };
    return state.settling === 'next' ? nextBlock(settled) : repeat(settled);
  }
  switch (state.doing) {
    case 'starting':
      return giveUp(state, 'never-started', 'the peer did not ask for a file');
    case 'inviting': {
      const failures = state.failures + 1;
      if (failures > MAX_SILENCES) return giveUp(state, 'silent', 'the peer took the header and fell silent');
      return { state: { ...state, failures }, acts: [wait(state.timing.answerMs)] };
    }
    case 'leaving':
      return over(state, state.ending as Ending);
    case 'block':
    case 'ending':
    case 'closing':
      return again(state, 'silent');
    default:
      return { state, acts: [] };
  }
}

/** The answer was no, or none: what is under way is sent again as it was, when whatever else the peer said has passed. */
function again(state: Sending, cause: 'noise' | 'silent'): Step<Sending> {
  const failures = state.failures + 1;
  const failed = { ...state, failures };
  if (state.doing === 'closing' && failures > 1) return done(failed);
  if (failures > (cause === 'silent' ? MAX_SILENCES : MAX_FAILURES)) {
    if (state.doing === 'ending')
      return giveUp(failed, 'unconfirmed', 'all of the file was sent, its end was not confirmed');
    const detail = cause === 'noise' ? 'the peer refused a block too often' : 'the peer is silent';
    return giveUp(failed, cause, detail);
  }
  return cause === 'silent' ? repeat(failed) : settle(failed, 'again');
}

function settle(state: Sending, settling: 'next' | 'again'): Step<Sending> {
  return { state: { ...state, settling, droppedBytes: 0 }, acts: [wait(SETTLE_MS)] };
}

// ---- what leaves

function sendBlock(state: Sending): Step<Sending> {
  const next: Sending = { ...state, doing: 'block', attempts: state.attempts + 1 };
  const filler = state.number === 0 ? 0 : SUB;
  return { state: next, acts: sent(encodeBlock(state.number, state.data, state.check, filler), state.timing.answerMs) };
}

function sendEnd(state: Sending): Step<Sending> {
  const next: Sending = { ...state, doing: 'ending', endHeard: false, attempts: state.attempts + 1 };
  return { state: next, acts: sent(Uint8Array.of(EOT), state.timing.endMs) };
}

/** The batch ends with a header without a name. Every file has been confirmed, so it is said twice at most. */
function close(state: Sending): Step<Sending> {
  const next: Sending = { ...state, doing: 'closing', attempts: state.attempts + 1 };
  return { state: next, acts: sent(encodeBlock(0, END_OF_BATCH, 'crc'), CLOSING_MS) };
}

function repeat(state: Sending): Step<Sending> {
  if (state.doing === 'ending') return sendEnd(state);
  return state.doing === 'closing' ? close(state) : sendBlock(state);
}

function sent(bytes: Uint8Array, answerMs: number): readonly Act[] {
  return [{ do: 'send', bytes }, wait(answerMs)];
}

// ---- endings

function done(state: Sending): Step<Sending> {
  return over(state, { kind: 'done', files: state.files.length });
}

function nameOf(state: Sending): string {
  return state.files[state.file]?.name ?? '';
}

function cancelled(state: Sending, by: 'operator' | 'peer'): Ending {
  return { kind: 'cancelled', by, files: state.file };
}

function giveUp(state: Sending, cause: GiveUpCause, detail: string): Step<Sending> {
  return leave(state, { kind: 'given-up', cause, detail, files: state.file });
}

/** The peer is told, its own cancellation apart, and the line comes to rest before the menu has it back. */
function leave(state: Sending, ending: Ending): Step<Sending> {
  const knows = ending.kind === 'cancelled' && ending.by === 'peer';
  const told: readonly Act[] = knows ? [] : [{ do: 'send', bytes: CANCEL }];
  const next: Sending = { ...state, doing: 'leaving', settling: null, data: NONE, droppedBytes: 0, ending };
  return { state: next, acts: [...told, wait(state.timing.quietMs)] };
}

function over(state: Sending, ending: Ending): Step<Sending> {
  return { state: { ...state, doing: 'over', data: NONE, ending }, acts: [{ do: 'end', ending }] };
}

function wait(ms: number): Act {
  return { do: 'wait', ms };
}
