/**
 * Receiving by XMODEM (128 and 1K blocks, CRC or sum) and by YMODEM (batches), as one pure step function: state × event → state and acts
 * (reference: Forsberg 1988, §4, §5, §7; the choices beyond it are in README.md).
 *
 * Nothing is acknowledged before the sink has taken it. A block that came already is acknowledged and dropped; one that was skipped ends the
 * transfer, since the sender believes what did not happen. Damage is answered only when the line has been quiet, so that the rest of a
 * damaged block is never taken for an answer's answer. The end of a file, one byte without a check, is believed the second time.
 */
import type { Act, Ending, Step, TransferEvent } from './steps.ts';
import { type GiveUpCause, MAX_FAILURES, type TransferTiming } from './transfer.ts';
import {
  ACK,
  BS,
  CAN,
  CANCEL,
  type Check,
  decodeHeader,
  EOT,
  ETX,
  type FileHeader,
  LONGEST_FRAME_BYTES,
  NAK,
  readBlock,
  SOH,
  START_CRC,
  STX,
} from './wire.ts';

/** What may come next: block 0, block 1, a later block. */
type Awaited = 'header' | 'first' | 'later';
type Doing =
  | 'reading'
  | 'purging' // damaged: dropping what arrives until the line is quiet
  | 'opening'
  | 'appending'
  | 'finishing'
  | 'lingering' // done; a repeated end is answered again
  | 'leaving' // not done; until the line is quiet
  | 'over';

export interface Receiving {
  readonly protocol: 'xmodem' | 'ymodem';
  readonly timing: TransferTiming;
  readonly doing: Doing;
  readonly awaited: Awaited;
  readonly check: Check;
  /** Arrived and not looked at yet; at most what two of the longest blocks take. */
  readonly buffer: Uint8Array;
  /** Of the present file. */
  readonly blocks: number;
  readonly sizeBytes: number | null;
  readonly receivedBytes: number;
  readonly fileOpen: boolean;
  readonly endSeen: boolean;
  readonly files: number;
  /** Whether any block of this transfer was good: until then the peer may not have started. */
  readonly met: boolean;
  readonly invitations: number;
  readonly failures: number;
  readonly purgedBytes: number;
  readonly ending: Ending | null;
}

const BUFFER_BYTES = 2 * LONGEST_FRAME_BYTES;
/** A peer that sends this much without a block or a pause speaks something else. */
const PURGE_BYTES = 16 * LONGEST_FRAME_BYTES;
const NONE = new Uint8Array(0);
const LEADS: readonly number[] = [SOH, STX, EOT, CAN];
/** A cancelling peer sends five CANs or more, and perhaps as many backspaces. */
const CANCEL_RUN = 5;
const CANCEL_TAIL_BYTES = 32;

export function receiving(protocol: Receiving['protocol'], timing: TransferTiming): Receiving {
  return {
    protocol,
    timing,
    doing: 'reading',
    awaited: protocol === 'ymodem' ? 'header' : 'first',
    check: 'crc',
    buffer: NONE,
    blocks: 0,
    sizeBytes: null,
    receivedBytes: 0,
    fileOpen: false,
    endSeen: false,
    files: 0,
    met: false,
    invitations: 0,
    failures: 0,
    purgedBytes: 0,
    ending: null,
  };
}

export function receiverStep(state: Receiving, event: TransferEvent): Step<Receiving> {
  if (state.doing === 'over') return { state, acts: [] };
  switch (event.type) {
    case 'started':
      // By XMODEM nothing is known of the file: whether there is room for one is asked before the peer is invited.
      return state.protocol === 'xmodem' ? open(state, null) : invite(state);
    case 'arrived':
      return arrived(state, event.bytes);
    case 'timed-out':
      return timedOut(state);
    case 'cancelled':
      if (state.doing === 'lingering') return over(state, state.ending as Ending);
      return state.doing === 'leaving' ? { state, acts: [] } : leave(state, cancelled(state, 'operator'));
    case 'line-lost':
      return over(state, state.ending?.kind === 'done' ? state.ending : { kind: 'lost', files: state.files });
    case 'taken':
      return taken(state);
    case 'refused':
      return giveUp(state, 'refused', event.why);
    case 'read':
      return { state, acts: [] };
  }
}

// ---- what arrives

function arrived(state: Receiving, bytes: Uint8Array): Step<Receiving> {
  switch (state.doing) {
    case 'purging':
      return purge(state, bytes);
    case 'leaving': {
      const purgedBytes = state.purgedBytes + bytes.length;
      if (purgedBytes > PURGE_BYTES) return over(state, state.ending as Ending);
      return { state: { ...state, purgedBytes }, acts: [wait(state.timing.quietMs)] };
    }
    case 'lingering':
      return { state, acts: bytes.includes(EOT) || isHeaderAgain(bytes) ? [send(ACK)] : [] };
    default: {
      const idle = !state.met && state.buffer.length === 0;
      if (idle && bytes.every((byte) => byte === ETX)) return leave(state, cancelled(state, 'operator'));
      const buffer = joined(state.buffer, bytes);
      return state.doing === 'reading' ? read({ ...state, buffer }) : { state: { ...state, buffer }, acts: [] };
    }
  }
}

/** The empty header that ends a batch, repeated because our ACK was lost. */
function isHeaderAgain(bytes: Uint8Array): boolean {
  return (bytes[0] === SOH || bytes[0] === STX) && bytes[1] === 0;
}

/** Looks at the buffer from its start until more is needed or the sink has been asked something. */
function read(state: Receiving): Step<Receiving> {
  const { buffer } = state;
  const [lead, second] = buffer;
  if (lead === undefined) return { state, acts: [] };
  if (lead === SOH || lead === STX) {
    const reading = readBlock(buffer, state.check);
    if (reading.kind === 'incomplete') return { state, acts: [wait(state.timing.betweenBytesMs)] };
    if (reading.kind === 'damaged') return purge(state, NONE);
    const rest = { ...state, buffer: buffer.slice(reading.frameBytes) };
    return block(rest, reading.number, reading.data);
  }
  if (lead === CAN || lead === ETX) {
    // One may be noise. Two Ctrl-C are a person whose program has died.
    if (second === lead) return leave(state, cancelled(state, lead === CAN ? 'peer' : 'operator'));
    if (second === undefined) return { state, acts: [wait(state.timing.betweenBytesMs)] };
  }
  if (lead === EOT && buffer.length === 1) return ended({ ...state, buffer: NONE });
  // Before the first block a line carries anything: the peer's prompt, a modem's words, the end of what was typed.
  if (state.met) return purge(state, NONE);
  const next = buffer.findIndex((byte, index) => index > 0 && LEADS.includes(byte));
  return read({ ...state, buffer: next < 0 ? NONE : buffer.slice(next) });
}

function block(state: Receiving, number: number, data: Uint8Array): Step<Receiving> {
  const good = { ...state, met: true, endSeen: false };
  if (state.awaited === 'header')
    return number === 0 ? header({ ...good, failures: 0 }, data) : outOfStep(state, number);
  if (number === ((state.blocks + 1) & 0xff)) return append({ ...good, failures: 0 }, data);
  if (number !== (state.blocks & 0xff) || (state.blocks === 0 && state.protocol === 'xmodem'))
    return outOfStep(state, number);
  // It came already: our ACK was lost. For the header of a file the invitation was part of the answer.
  const failures = state.failures + 1;
  if (failures > MAX_FAILURES) return giveUp(state, 'noise', 'the peer does not hear our answers');
  const answer = state.blocks > 0 ? send(ACK) : send(ACK, START_CRC);
  return then(read, { ...good, failures }, [answer, wait(state.timing.blockMs)]);
}

function outOfStep(state: Receiving, number: number): Step<Receiving> {
  const wanted = state.awaited === 'header' ? 0 : (state.blocks + 1) & 0xff;
  return giveUp(state, 'out-of-step', `block ${number} came where block ${wanted} belongs`);
}

function header(state: Receiving, data: Uint8Array): Step<Receiving> {
  const reading = decodeHeader(data);
  if (reading.kind === 'wrong') return giveUp(state, 'refused', reading.why);
  if (reading.kind === 'end-of-batch') return linger(state, [send(ACK)]);
  const { sizeBytes } = reading.header;
  return open({ ...state, sizeBytes, receivedBytes: 0, blocks: 0 }, reading.header);
}

function open(state: Receiving, announced: FileHeader | null): Step<Receiving> {
  return { state: { ...state, doing: 'opening' }, acts: [{ do: 'open', announced }] };
}

/** Trims to the stated size: what follows is padding. */
function append(state: Receiving, data: Uint8Array): Step<Receiving> {
  const room = state.sizeBytes === null ? data.length : Math.min(data.length, state.sizeBytes - state.receivedBytes);
  const receivedBytes = state.receivedBytes + room;
  const next: Receiving = { ...state, doing: 'appending', blocks: state.blocks + 1, receivedBytes };
  return { state: next, acts: [{ do: 'append', bytes: data.subarray(0, room) }] };
}

/** EOT. One byte without a check: believed when it is repeated, alone, after a NAK. */
function ended(state: Receiving): Step<Receiving> {
  const { sizeBytes, receivedBytes, timing } = state;
  if (state.awaited === 'header') {
    // Of the file before: our ACK was lost.
    const failures = state.failures + 1;
    if (!state.met) return { state, acts: [] };
    if (failures > MAX_FAILURES) return giveUp(state, 'noise', 'the peer does not hear our answers');
    return { state: { ...state, failures }, acts: [send(ACK, START_CRC), wait(timing.blockMs)] };
  }
  if (!state.endSeen) return { state: { ...state, endSeen: true }, acts: [send(NAK), wait(timing.blockMs)] };
  if (sizeBytes !== null && receivedBytes < sizeBytes)
    return giveUp(state, 'incomplete', `the peer ended the file after ${receivedBytes} of ${sizeBytes} bytes`);
  return { state: { ...state, doing: 'finishing', fileOpen: false }, acts: [{ do: 'finish' }] };
}

// ---- what the sink answers

function taken(state: Receiving): Step<Receiving> {
  const { timing } = state;
  const reading = { ...state, doing: 'reading' as const };
  switch (state.doing) {
    case 'opening':
      if (state.protocol === 'xmodem') return invite({ ...reading, fileOpen: true });
      return then(read, { ...reading, awaited: 'first', fileOpen: true }, [send(ACK, START_CRC), wait(timing.blockMs)]);
    case 'appending':
      return then(read, { ...reading, awaited: 'later' }, [send(ACK), wait(timing.blockMs)]);
    case 'finishing': {
      const closed = { ...reading, fileOpen: false, endSeen: false, files: state.files + 1, failures: 0 };
      if (state.protocol === 'xmodem') return linger(closed, [send(ACK)]);
      return then(read, { ...closed, awaited: 'header' }, [send(ACK, START_CRC), wait(timing.blockMs)]);
    }
    default:
      return { state, acts: [] };
  }
}

// ---- damage and silence

function purge(state: Receiving, bytes: Uint8Array): Step<Receiving> {
  const begins = state.doing !== 'purging';
  const purgedBytes = begins ? 0 : state.purgedBytes + bytes.length;
  if (purgedBytes > PURGE_BYTES) return giveUp(state, 'noise', 'the peer sends no blocks');
  const buffer = Uint8Array.from([...state.buffer, ...bytes]).slice(-CANCEL_TAIL_BYTES);
  return { state: { ...state, doing: 'purging', buffer, purgedBytes }, acts: [wait(state.timing.quietMs)] };
}

function timedOut(state: Receiving): Step<Receiving> {
  switch (state.doing) {
    case 'lingering':
    case 'leaving':
      return over(state, state.ending as Ending);
    case 'purging':
      if (cutOffByCancel(state.buffer)) return leave(state, cancelled(state, 'peer'));
      return askAgain({ ...state, doing: 'reading', buffer: NONE }, 'noise', 'too many damaged blocks in a row');
    case 'reading': {
      if (cutOffByCancel(state.buffer)) return leave(state, cancelled(state, 'peer'));
      const silent = state.buffer.length === 0;
      const cause = silent ? 'silent' : 'noise';
      return askAgain(
        { ...state, buffer: NONE },
        cause,
        silent ? 'the peer is silent' : 'too many blocks were cut short',
      );
    }
    default:
      return { state, acts: [] };
  }
}

/** A peer that cancels in the middle of a block: the block ends in CANs, and perhaps in backspaces behind them. */
function cutOffByCancel(buffer: Uint8Array): boolean {
  let end = buffer.length;
  while (end > 0 && buffer[end - 1] === BS) end--;
  let run = 0;
  while (run < end && buffer[end - 1 - run] === CAN) run++;
  return run >= CANCEL_RUN;
}

/** Before the first good block an invitation, later a NAK: an NAK at the start would ask an XMODEM sender for sums. */
function askAgain(state: Receiving, cause: GiveUpCause, detail: string): Step<Receiving> {
  if (!state.met) return invite(state);
  const failures = state.failures + 1;
  if (failures > MAX_FAILURES) return giveUp(state, cause, detail);
  const invites = state.awaited === 'header' || (state.awaited === 'first' && state.protocol === 'ymodem');
  const asks = invites && !state.endSeen ? START_CRC : NAK;
  return { state: { ...state, failures }, acts: [send(asks), wait(state.timing.blockMs)] };
}

/**
 * `C` for CRC. By XMODEM, in the last third of the time, NAK in turn with it, for the senders that know only sums; in turn, because a sender
 * may have settled on the first `C` that it saw.
 */
function invite(state: Receiving): Step<Receiving> {
  const { startMs, inviteEveryMs } = state.timing;
  const most = Math.max(3, Math.floor(startMs / inviteEveryMs));
  const { invitations } = state;
  if (invitations >= most) return giveUp(state, 'never-started', 'the peer sent no block');
  const sums = state.protocol === 'xmodem' && invitations >= (most * 2) / 3 && (most - invitations) % 2 === 1;
  const check: Check = sums ? 'sum' : 'crc';
  const next: Receiving = { ...state, invitations: invitations + 1, check, endSeen: false, buffer: NONE };
  return { state: next, acts: [send(sums ? NAK : START_CRC), wait(inviteEveryMs)] };
}

// ---- endings

function linger(state: Receiving, acts: readonly Act[]): Step<Receiving> {
  const ending: Ending = { kind: 'done', files: state.files };
  const next: Receiving = { ...state, doing: 'lingering', buffer: NONE, ending };
  return { state: next, acts: [...acts, wait(state.timing.lingerMs)] };
}

function cancelled(state: Receiving, by: 'operator' | 'peer'): Ending {
  return { kind: 'cancelled', by, files: state.files };
}

function giveUp(state: Receiving, cause: GiveUpCause, detail: string): Step<Receiving> {
  return leave(state, { kind: 'given-up', cause, detail, files: state.files });
}

/** The peer is told (its own cancellation apart), the unfinished file is dropped, and the line comes to rest before the menu has it back. */
function leave(state: Receiving, ending: Ending): Step<Receiving> {
  const knows = (ending.kind === 'cancelled' && ending.by === 'peer') || state.invitations === 0;
  const told: readonly Act[] = knows ? [] : [{ do: 'send', bytes: CANCEL }];
  const dropped: readonly Act[] = state.fileOpen ? [{ do: 'discard' }] : [];
  const next: Receiving = { ...state, doing: 'leaving', fileOpen: false, buffer: NONE, purgedBytes: 0, ending };
  return { state: next, acts: [...dropped, ...told, wait(state.timing.quietMs)] };
}

function over(state: Receiving, ending: Ending): Step<Receiving> {
  const dropped: readonly Act[] = state.fileOpen ? [{ do: 'discard' }] : [];
  return { state: { ...state, doing: 'over', fileOpen: false, ending }, acts: [...dropped, { do: 'end', ending }] };
}

// ---- small things

function then(next: (state: Receiving) => Step<Receiving>, state: Receiving, acts: readonly Act[]): Step<Receiving> {
  const step = next(state);
  return { state: step.state, acts: [...acts, ...step.acts] };
}

function send(...bytes: readonly number[]): Act {
  return { do: 'send', bytes: Uint8Array.from(bytes) };
}

function wait(ms: number): Act {
  return { do: 'wait', ms };
}

function joined(before: Uint8Array, bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(Math.min(before.length + bytes.length, BUFFER_BYTES));
  all.set(before);
  all.set(bytes.subarray(0, all.length - before.length), before.length);
  return all;
}
